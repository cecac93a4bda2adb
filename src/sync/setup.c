/*
 * setup.c - the configuration as sync needs it: accounts, their own addresses, policy, escalation targets.
 */
#include <string.h>

#include "clock.h"
#include "deliver.h"
#include "i18n.h"
#include "mail_sync.h"
#include "process.h"
#include "str.h"
#include "verb.h"

const char *
worker_option(const struct worker *w, const char *key)
{
	const char *v = conf_account_key(w->account->conf, key);

	return str_empty(v) ? NULL : v;
}

const char *
mail_database(const struct worker *w)
{
	return worker_option(w, "maildir");
}

/* -- tags kept in step ----------------------------------------------------------------------------------- */

static const struct {
	enum conf_option option;
	const char *tag;	/* here; notmuch's name is the same, or the option's text */
	bool named;
} kept[] = {
	{ OPT_MAIL_TAG_UNREAD, "unread", false },
	{ OPT_MAIL_TAG_FLAGGED, "flagged", false },
	{ OPT_MAIL_TAG_REPLIED, "replied", false },
	{ OPT_MAIL_TAG_RESOLVED, "status:resolved", true },
	{ OPT_MAIL_TAG_SPAM, "status:spam", true },
	{ OPT_MAIL_TAG_PENDING, "status:pending", true },
};
#define KEPT (sizeof kept / sizeof kept[0])

static bool
is_kept(const struct conf_account *c, size_t i)
{
	return kept[i].named ? !str_empty(conf_account_str(c, kept[i].option)) :
		conf_account_bool(c, kept[i].option);
}

const char *const *
mail_kept_tags(struct worker *w)
{
	const char **list = arena_array(w->arena, const char *, KEPT + 1);
	size_t i, n = 0;

	for (i = 0; i < KEPT; i++)
		if (is_kept(w->account->conf, i))
			list[n++] = kept[i].tag;
	return list;
}

const char *const *
mail_tag_names(struct worker *w)
{
	const char *const *tags = mail_kept_tags(w);
	const char **names = arena_array(w->arena, const char *, KEPT + 1);
	size_t i;

	for (i = 0; tags[i]; i++)
		names[i] = mail_tag_name(w, tags[i]);
	return names;
}

const char *
mail_tag_name(struct worker *w, const char *tag)
{
	size_t i;

	for (i = 0; i < KEPT; i++)
		if (str_eq(kept[i].tag, tag))
			return kept[i].named ? conf_account_str(w->account->conf, kept[i].option) : tag;
	return tag;
}

/* -- addresses ---------------------------------------------------------------------------------------- */

/* "Name <a@b>" or "a@b"; NULL when it is none. */
static char *
bare_address(struct arena *a, const char *text)
{
	const char *open = strrchr(text, '<');
	size_t n;

	if (!open)
		return care_identity_normal("mail", text, a);
	n = strcspn(open + 1, ">");
	return care_identity_normal("mail", arena_strn(a, open + 1, n), a);
}

static const char *const *
own_addresses(struct arena *a, const struct conf_account *c, const char *address)
{
	const char *more = conf_account_str(c, OPT_ACCOUNT_OWN_ADDRESSES);
	char **list = more ? str_split(a, more, ",", NULL) : NULL;
	const char **own = NULL;
	size_t n = 0, space = 0;
	char *bare;

	if (!str_empty(address))
		*VEC_PUSH(a, own, n, space) = address;
	for (; list && *list; list++)
		if ((bare = str_eq(c->channel, "mail") ? bare_address(a, *list) : *list))
			*VEC_PUSH(a, own, n, space) = bare;
	*VEC_PUSH(a, own, n, space) = NULL;
	return own;
}

/* -- the configuration ------------------------------------------------------------------------------------ */

static void
set_escalations(struct sync *y)
{
	size_t n, i;
	const struct conf_escalation *list = conf_escalations(y->conf, &n);

	y->escalations = arena_alloc(y->arena, n * sizeof *y->escalations);
	for (i = 0; i < n; i++) {
		const char *to = list[i].to;
		char *address = to && str_starts(to, "mail:") ? bare_address(y->arena, to + 5) : NULL;

		if (address)
			y->escalations[y->escalation_count++] = (struct feed_escalation){
				.target = list[i].name, .address = address };
	}
}

/* Our own id there decides who the account is; the section's name may change. */
static void
set_account(struct sync *y, const struct conf_account *c, struct sync_account *out)
{
	bool mail = str_eq(c->channel, "mail"), exec = str_eq(c->channel, "exec");
	const char *address = conf_account_str(c, OPT_ACCOUNT_ADDRESS), *since;
	const char *id = exec ? conf_account_str(c, OPT_EXEC_ID) : NULL;
	const char *kind = exec ? conf_account_str(c, OPT_EXEC_AS) : c->channel;
	size_t i;

	out->conf = c;
	out->name = c->name;
	out->channel = c->channel;
	out->api = channel_is_api(c->channel);
	out->speaks_as = exec ? conf_account_str(c, OPT_EXEC_AS) : channel_speaks_as(c->channel);
	out->address = mail && address ? bare_address(y->arena, address) : !str_empty(id) ? id : address;
	out->own = own_addresses(y->arena, c, out->address);
	out->uid = uid_of("account", kind, str_empty(out->address) ? c->name : out->address, NULL);
	for (i = 0; i < y->account_count; i++)
		if (uid_eq(y->accounts[i].uid, out->uid))	/* one address, two accounts */
			out->uid = uid_of("account", kind, out->address, c->name, NULL);
	since = conf_account_str(c, OPT_ACCOUNT_SINCE);
	if (since)
		(void)clock_parse_rfc3339(since, &out->since_at);
}

/* A way out that is no channel; store_act() makes the same row when somebody uses it first. */
static void
set_outlet(const struct conf_account *c, const struct conf *conf, struct sync_account *out)
{
	static const char *const speaks[] = { [TARGET_WEBHOOK] = "webhook", [TARGET_RT] = "rt", [TARGET_EXEC] = "exec" };
	const struct conf_escalation *e = str_starts(c->name, "escalation:")
		? conf_escalation_find(conf, c->name + strlen("escalation:")) : NULL;
	static const char *const none[] = { NULL };

	out->conf = c;
	out->name = c->name;
	out->channel = c->channel;
	out->outlet = true;
	out->speaks_as = e ? speaks[e->kind] : c->channel;
	out->own = none;
	out->uid = uid_of("account", c->channel, c->name, NULL);
}

static bool
is_outlet(const struct conf_account *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].name, name))
			return true;
	return false;
}

static int
choose_accounts(struct sync *y, struct error *err)
{
	const char *const *wanted = y->options.accounts;
	size_t n, more, i, k;
	const struct conf_account *list = conf_accounts(y->conf, &n), *outlets = conf_outlets(y->conf, &more);
	struct sync_account *all = arena_array(y->arena, struct sync_account, n + more);
	size_t chosen = 0;

	for (k = 0; wanted[k]; k++)
		if (!conf_account_find(y->conf, wanted[k]) && !is_outlet(outlets, more, wanted[k]))
			return error_set(err, ERR_USAGE, _("there is no [account %s] in %s"), wanted[k],
				conf_file(y->conf) ? conf_file(y->conf) : "?");
	y->accounts = all;
	for (i = 0; i < n + more; i++) {
		if (i < n)
			set_account(y, &list[i], &all[i]);
		else
			set_outlet(&outlets[i - n], y->conf, &all[i]);
		y->account_count = i + 1;
	}
	for (i = 0; i < n + more; i++) {
		for (k = 0; wanted[k] && !str_eq(wanted[k], all[i].name); k++)
			continue;
		if (!wanted[0] || wanted[k])
			all[chosen++] = all[i];
	}
	y->account_count = chosen;
	return 0;
}

int
setup_load(struct sync *y, struct error *err)
{
	const char *languages, *slash;

	if (conf_load(y->options.config, y->arena, &y->conf, err))
		return -1;
	y->config_path = conf_find(y->options.config, y->arena);
	y->store_path = y->options.store ? y->options.store : conf_store_path(y->conf, y->arena);
	slash = strrchr(y->store_path, '/');
	y->dir = slash ? arena_strn(y->arena, y->store_path, (size_t)(slash - y->store_path)) : ".";
	languages = conf_str(y->conf, OPT_STORE_LANGUAGES);
	y->languages = (const char *const *)str_split(y->arena, languages ? languages : "", ",", NULL);
	y->language = (struct language){ .languages = y->languages };
	verb_policy(y->conf, &y->policy);
	set_escalations(y);
	return choose_accounts(y, err);
}

/* -- sending ---------------------------------------------------------------------------------------------------- */

int
deliver_server(struct worker *w, struct arena *a, struct smtp_server *out, char **secret,
	struct error *err)
{
	const struct conf_account *c = w->account->conf;
	const char *command = worker_option(w, "password-command"), *file = worker_option(w, "password-file");
	const char *at = w->account->address ? strrchr(w->account->address, '@') : NULL;

	*secret = NULL;
	*out = (struct smtp_server){ .url = worker_option(w, "smtp"), .user = worker_option(w, "smtp-user"),
		.ca_file = worker_option(w, "ca-file"), .hello = at ? at + 1 : NULL,
		.mechanism = conf_account_str(c, OPT_MAIL_SMTP_AUTH) };
	if (!out->url || !out->user)
		return 0;
	out->token = str_eq(out->mechanism, "xoauth2");
	if (command ? process_secret(command, a, secret, err) :
	    file ? process_secret_file(file, a, secret, err) :
	    error_set(err, ERR_CONFIG, _("[account %s] has smtp-user but neither password-command nor "
		"password-file"), w->account->name)) {
		if (command)
			error_prefix(err, "password-command");
		return -1;
	}
	out->secret = *secret;
	return 0;
}
