/* letter.c - a message to a customer, from the route to the outbox. */
#include "verb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "reach.h"
#include "str.h"
#include "utf8.h"
#include "verb_internal.h"

enum { QUOTED_MAX = 100 << 10 };

/* -- addresses --------------------------------------------------------------------------------------- */

/* Ends of the entries of a line: commas outside quotes and angle brackets. */
static size_t
entry_length(const char *s)
{
	bool quoted = false, angle = false;
	size_t i = 0;
	for (; s[i]; i++) {
		if (s[i] == '\\' && quoted && s[i + 1])
			i++;
		else if (s[i] == '"')
			quoted = !quoted;
		else if (!quoted && (s[i] == '<' || s[i] == '>'))
			angle = s[i] == '<';
		else if (!quoted && !angle && (s[i] == ',' || s[i] == ';'))
			break;
	}
	return i;
}

static char *
unquote(struct arena *a, char *name)
{
	size_t n = strlen(name);
	if (n < 2 || name[0] != '"' || name[n - 1] != '"')
		return name;
	char *out = arena_alloc(a, n), *p = out;
	for (size_t i = 1; i + 1 < n; i++) {
		if (name[i] == '\\' && i + 2 < n)
			i++;
		*p++ = name[i];
	}
	*p = '\0';
	return out;
}

static int
read_entry(const char *entry, const char *channel, struct arena *a, struct address *out, struct error *err)
{
	char *e = str_trim(a, entry), *lt = strrchr(e, '<');
	size_t n = strlen(e);
	const char *address = e;
	out->name = NULL;
	if (lt && n && e[n - 1] == '>') {
		address = str_trim(a, arena_strn(a, lt + 1, (size_t)(e + n - 1 - lt - 1)));
		char *name = unquote(a, str_trim(a, arena_strn(a, e, (size_t)(lt - e))));
		out->name = *name ? name : NULL;
	}
	if (strpbrk(e, "\r\n"))
		return error_set(err, ERR_INPUT, _("an address cannot hold a line break"));
	out->address = care_identity_normal(channel, address, a);
	if (!out->address)
		return error_set(err, ERR_INPUT, _("'%s' is no address for %s"), utf8_clean_str(a, address, false),
			channel);
	return 0;
}

int
letter_addresses(const char *line, enum party role, const char *channel, struct arena *a,
	struct recipient **out, size_t *n, struct error *err)
{
	size_t count = *n, space = *n;
	struct recipient *list = *out;
	for (const char *p = line ? line : ""; *p;) {
		size_t len = entry_length(p);
		char *entry = str_trim(a, arena_strn(a, p, len));
		p += len + (p[len] != '\0');
		if (!*entry)
			continue;
		struct address who;
		if (read_entry(entry, channel, a, &who, err) < 0)
			return -1;
		*VEC_PUSH(a, list, count, space) = (struct recipient){ role, who };
	}
	*out = list;
	*n = count;
	return 0;
}

char *
letter_address_line(const struct recipient *r, size_t n, enum party role, struct arena *a)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		if (r[i].role != role)
			continue;
		if (b.len)
			buf_adds(&b, ", ");
		const char *name = r[i].who.name;
		if (str_empty(name))
			buf_adds(&b, r[i].who.address);
		else if (strpbrk(name, ",;<>\"@\\"))
			buf_addf(&b, "\"%s\" <%s>", name, r[i].who.address);
		else
			buf_addf(&b, "%s <%s>", name, r[i].who.address);
	}
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

/* -- opening ------------------------------------------------------------------------------------------- */

/* The server's own limits go before the channel's. */
static void
fill_length(const struct verb_context *v, struct letter *l, const char *account)
{
	const struct conf_account *acc = conf_account_find(v->conf, account);
	int64_t said = read_limit(v->store, l->account, l->thread, "length");
	const char *channel = acc ? acc->channel : l->channel;
	long alone = l->kind == LETTER_PRIVATE ? channel_limit(channel, "private") : 0;
	l->limit = alone ? alone : said > 0 ? (long)said : channel_limit(channel, l->channel);
	l->link_length = (long)read_limit(v->store, l->account, l->thread, "length-of-link");
}

/* Account, from-address, signature out of the configuration. */
static int
fill_account(const struct verb_context *v, struct letter *l, const char *name, struct arena *a,
	struct error *err)
{
	const struct conf_account *acc = conf_account_find(v->conf, name);
	if (!acc)
		return error_set(err, ERR_INPUT,
			_("account '%s' is not in the configuration any more: choose another way to reply"), name);
	struct recipient *from = NULL;
	size_t n = 0;
	const char *address = conf_account_str(acc, OPT_ACCOUNT_ADDRESS);
	if (str_eq(acc->channel, "mail")) {
		if (letter_addresses(address, ROLE_FROM, "mail", a, &from, &n, err) < 0)
			return -1;
		if (!n)
			return error_set(err, ERR_CONFIG, _("account '%s' has no address to write from"), name);
		l->from_address = from[0].who.address;
		l->from_name = from[0].who.name;
		const char *at = strrchr(l->from_address, '@');
		l->domain = at ? at + 1 : "localhost";
		l->signature = account_signature(acc, a);
	} else {
		l->from_address = address;
		l->domain = "localhost";
	}
	const char *named = conf_account_str(acc, OPT_ACCOUNT_FROM_NAME);
	if (!str_empty(named))
		l->from_name = named;
	fill_length(v, l, name);
	return 0;
}

static void
fill_quote(struct letter *l, const struct reply_route *r, struct arena *a)
{
	if (str_empty(r->quoted) || !str_eq(l->channel, "mail"))
		return;
	const char *who = str_empty(r->quoted_from.name) ? r->quoted_from.address : r->quoted_from.name;
	/* of a book the beginning */
	size_t n = strlen(r->quoted);
	const char *theirs = r->quoted;
	if (n > QUOTED_MAX) {
		for (n = QUOTED_MAX; n && (theirs[n] & 0xc0) == 0x80;)
			n--;
		theirs = arena_printf(a, "%.*s\n[...]", (int)n, theirs);
	}
	l->quoted = quote_for_reply(theirs, who ? who : "?", r->quoted_at, NULL, a);
}

void
letter_length(const struct letter *l, const char *text, struct length_result *out)
{
	const struct channel_info *info = channel_info_find(l->channel ? l->channel : "");
	care_length(info ? (enum length_rule)info->length_rule : LENGTH_NONE, l->limit, l->link_length, text, out);
}

void
letter_look(const struct verb_context *v, struct letter *l)
{
	if (l->kind == LETTER_REPLY && l->thread && l->window_until)
		l->window_until = read_window(v->store, l->account, l->thread);
	else if (l->kind == LETTER_PRIVATE && !read_private_until(v->store, l->message))
		l->window_until = v->now;
}

/* A public message that is in no case is answered where it was said, and opens none. */
static int
open_answer(const struct verb_context *v, struct letter *l, struct arena *a, struct error *err)
{
	struct stream_row row;
	if (read_stream_row(v->store, l->message, a, &row, err) < 0)
		return -1;
	struct recipient *to = arena_new_of(a, struct recipient);
	*to = (struct recipient){ ROLE_TO, row.item.from };
	l->account = row.account;
	l->answers = l->message;
	l->quoted = row.item.body;
	l->thread = row.item.thread;
	l->channel = row.item.channel;
	l->audience = row.item.audience;
	l->recipients = to;
	l->recipient_count = 1;
	return fill_account(v, l, row.item.account, a, err);
}

/* Said to its author alone, once; a case is opened with the send if there is none. */
static int
open_private(const struct verb_context *v, struct letter *l, struct arena *a, struct error *err)
{
	struct stream_row row;
	int64_t until = read_private_until(v->store, l->message);
	if (!until)
		return error_set(err, ERR_INPUT, _("it cannot be answered in private (any more)"));
	if (read_stream_row(v->store, l->message, a, &row, err) < 0)
		return -1;
	l->case_id = row.item.case_id;
	if (open_answer(v, l, a, err) < 0)
		return -1;
	l->audience = AUDIENCE_PRIVATE;
	l->window_until = until;
	return 0;
}

/* Our words as they stand now; refused with the reason where the channel cannot change them. */
static int
open_edit(const struct verb_context *v, struct letter *l, struct arena *a, struct error *err)
{
	struct item_row item;
	struct recipient *to;
	if (read_item(v->store, l->message, a, &item, err) < 0 || act_may(v->store, l->message, DEED_EDIT, a, err) < 0 ||
	    read_addressees(v->store, &item, a, &to, &l->recipient_count, err) < 0)
		return -1;
	l->recipients = to;
	l->case_id = item.case_id;
	l->thread = item.thread;
	l->channel = item.channel;
	l->audience = item.audience;
	l->quoted = item.body;
	return fill_account(v, l, item.account, a, err);
}

int
letter_by_route(const struct verb_context *v, struct letter *l, const struct reply_route *r, struct arena *a,
	struct error *err)
{
	l->account = r->account;
	l->thread = r->thread;
	l->answers = r->message;
	l->window_until = r->window_until;
	l->channel = r->channel;
	l->audience = r->audience;
	l->recipients = r->recipients;
	l->recipient_count = r->recipient_count;
	l->subject = str_eq(r->channel, "mail") ? care_reply_subject(r->subject, a) : NULL;
	if (fill_account(v, l, r->account_name, a, err) < 0)
		return -1;
	const struct conf_account *acc = conf_account_find(v->conf, r->account_name);
	l->pec_lost = r->pec && (!acc || !str_eq(acc->channel, "mail") || !conf_account_bool(acc, OPT_MAIL_PEC));
	fill_quote(l, r, a);
	return 0;
}

static int
open_reply(const struct verb_context *v, struct letter *l, struct arena *a, struct error *err)
{
	struct reply_route r;
	struct item_row item;
	if (!l->case_id) {
		if (read_item(v->store, l->message, a, &item, err) < 0)
			return -1;
		if (item.case_id)
			l->case_id = item.case_id;
	}
	if (!l->case_id) {
		/* the history: a verb on an item without a case opens one */
		struct act open = { .verb = ACT_OPEN, .message = l->message };
		struct act_result done;
		if (store_act(v->store, &v->who, &open, 1, false, a, &done, err) < 0)
			return -1;
		l->case_id = done.case_id;
	}
	if (read_reply_route(v->store, l->case_id, l->via, a, &r, err) < 0)
		return -1;
	return letter_by_route(v, l, &r, a, err) < 0 ? -1 : letter_tie(v, l, a, err);
}

/* NEW and FORWARD leave by the named account, else the first mail account. */
static int
open_other(const struct verb_context *v, struct letter *l, struct arena *a, struct error *err)
{
	struct account_row *rows, *found = NULL;
	size_t n;
	if (read_accounts(v->store, false, a, &rows, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n && !found; i++)
		if (rows[i].active && (l->via ? str_eq(rows[i].name, l->via) || str_eq(rows[i].speaks_as, l->via)
				: str_eq(rows[i].channel, "mail")))
			found = &rows[i];
	if (!found)
		return l->via ? error_set(err, ERR_INPUT, _("no account or channel '%s' - `sportello account list`"), l->via)
			: error_set(err, ERR_INPUT, _("there is no mail account yet: run `sportello account add`, then sync"));
	l->account = found->id;
	l->channel = found->speaks_as;
	if (fill_account(v, l, found->name, a, err) < 0)
		return -1;
	if (l->kind != LETTER_FORWARD)
		return 0;
	struct item_row item;
	if (read_item(v->store, l->message, a, &item, err) < 0)
		return -1;
	if (item.kind == KIND_INTERNAL)
		return error_set(err, ERR_INPUT, _("an internal note is not sent to anybody"));
	l->case_id = item.case_id;
	l->subject = care_forward_subject(item.subject, a);
	const char *who = str_empty(item.from.name) ? item.from.address : item.from.name;
	l->quoted = arena_printf(a, "---- %s ----\n%s: %s\n%s: %s\n\n%s", _("Forwarded message"), _("From"),
		who ? who : "?", _("Subject"), item.subject ? item.subject : "", item.body ? item.body : "");
	return 0;
}

int
letter_open(const struct verb_context *v, struct letter *l, struct arena *a, struct error *err)
{
	struct item_row item;
	if (l->kind == LETTER_PRIVATE)
		return open_private(v, l, a, err);
	if (l->kind == LETTER_EDIT)
		return open_edit(v, l, a, err);
	if (l->kind == LETTER_ANSWER) {
		if (read_item(v->store, l->message, a, &item, err) < 0)
			return -1;
		if (!item.case_id)
			return open_answer(v, l, a, err);
		l->kind = LETTER_REPLY;		/* it is work already: the case's own way, in public */
		l->case_id = item.case_id;
		l->via = l->via ? l->via : item.account;
	}
	return l->kind == LETTER_REPLY ? open_reply(v, l, a, err) : open_other(v, l, a, err);
}

/* -- sending ------------------------------------------------------------------------------------------- */

bool
letter_wants_template(const struct letter *l)
{
	return l->kind == LETTER_REPLY && !l->thread && l->channel && care_begins(l->channel) == BEGIN_BY_TEMPLATE;
}

/* Once the window has closed, only what the channel still takes leaves. */
static int
check_window(const struct verb_context *v, const struct letter *l, struct error *err)
{
	struct template_row *list;
	size_t n;
	bool ok = false, begins = !l->thread && letter_wants_template(l);
	if (l->kind != LETTER_REPLY || (!begins && (!l->thread || !l->window_until || l->window_until > v->now)) ||
	    !read_takes_templates(v->store, l->account, l->thread) || care_is_template(l->text))
		return 0;
	struct arena *a = arena_new();
	int rc = read_templates(v->store, l->account, a, &list, &n, err);
	for (size_t i = 0; rc == 0 && i < n && !ok; i++)
		ok = template_is(&list[i], l->text, a);
	arena_free(a);
	return rc < 0 ? -1 : ok ? 0 : error_set(err, ERR_INPUT, begins
		? _("a conversation there begins with an approved template: --template, or C-x T in the composer")
		: _("the reply window there has closed: only a template may be sent"));
}

/* Without what is quoted or passed on: braces in it are others'. */
static const char *
own_words(const struct letter *l, struct arena *a)
{
	const char *theirs = str_empty(l->quoted) || l->kind == LETTER_EDIT ? NULL : strstr(l->text, l->quoted);
	return theirs ? arena_printf(a, "%.*s%s", (int)(theirs - l->text), l->text, theirs + strlen(l->quoted)) : l->text;
}

static int
check_letter(const struct verb_context *v, const struct letter *l, struct arena *a, struct error *err)
{
	const char *where;
	size_t to = 0;
	if (str_empty(l->text))
		return error_set(err, ERR_INPUT, _("the message is empty"));
	if (care_has_placeholder(own_words(l, a), &where) || (where = care_open_question(l->subject)) != NULL)
		return error_set(err, ERR_INPUT, _("a placeholder is still open: %.30s"), where);
	for (size_t i = 0; i < l->recipient_count; i++)
		to += l->recipients[i].role == ROLE_TO;
	if (!to && l->audience < AUDIENCE_UNLISTED)
		return error_set(err, ERR_INPUT, _("nobody to write to: fill in To"));
	if (l->subject && strpbrk(l->subject, "\r\n"))
		return error_set(err, ERR_INPUT, _("the subject holds a line break"));
	if (l->pec_lost && !l->confirm_plain)
		return error_set(err, ERR_INPUT, _("this answers certified mail (PEC), and %s would not be certified: choose the "
			"PEC account, or confirm"), l->from_address ? l->from_address : l->channel);
	if (check_window(v, l, err) < 0)
		return -1;
	struct length_result r;
	letter_length(l, l->text, &r);
	if (r.over)
		return error_set(err, ERR_INPUT, _("too long for %s: %ld of %ld"), l->channel, r.used, r.limit);
	return 0;
}

/* No yes makes this public. */
static int
check_public(const struct verb_context *v, const struct letter *l, struct arena *a, struct error *err)
{
	char *what;
	if (l->audience < AUDIENCE_UNLISTED)
		return 0;
	if (letter_secrets(v, l, a, &what, err) < 0)
		return -1;
	return *what ? error_set(err, ERR_INPUT, _("everybody would read %s: answer in private"), what) : 0;
}

static int
send_edit(const struct verb_context *v, const struct letter *l, struct arena *a, struct act_result *out, struct error *err)
{
	struct act edit = { .verb = ACT_EDIT, .message = l->message, .text = l->text, .flag = l->confirm_public,
		.value = l->no_hold };
	struct length_result r;
	if (check_public(v, l, a, err) < 0)
		return -1;
	letter_length(l, l->text ? l->text : "", &r);
	if (r.over)
		return error_set(err, ERR_INPUT, _("too long for %s: %ld of %ld"), l->channel, r.used, r.limit);
	return store_act(v->store, &v->who, &edit, 1, true, a, out, err);
}

int
letter_send(const struct verb_context *v, const struct letter *l, struct arena *a, struct act_result *out,
	struct error *err)
{
	if (l->kind == LETTER_EDIT)
		return send_edit(v, l, a, out, err);
	static const enum act_verb verbs[] = { [LETTER_REPLY] = ACT_REPLY, [LETTER_NEW] = ACT_NEW,
		[LETTER_FORWARD] = ACT_FORWARD, [LETTER_ANSWER] = ACT_ANSWER, [LETTER_PRIVATE] = ACT_REPLY };
	struct verb_plan then = { NULL, 0, false };
	char **doubts;
	if (check_letter(v, l, a, err) < 0 || check_public(v, l, a, err) < 0 ||
	    (!l->anyway && letter_doubts(v, l, a, &doubts, err) < 0))
		return -1;
	if (!l->anyway && doubts[0])
		return error_set(err, ERR_INPUT, _("%s: to send it all the same, say so (--anyway)"),
			letter_doubt_words(doubts, a));
	if (l->then && verb_plan_lines(v, l->then, l->case_id, a, &then, err) < 0)
		return -1;
	struct act_message m = {
		.account = l->account, .thread = l->thread, .audience = l->audience,
		.confirm_public = l->confirm_public && l->kind != LETTER_PRIVATE, .recipients = l->recipients,
		.recipient_count = l->recipient_count, .subject = l->subject, .text = l->text,
		.own = own_words(l, a),
		.files = l->files, .file_count = l->file_count, .from_address = l->from_address,
		.from_name = l->from_name, .domain = l->domain, .at = l->at,
		.unless_reply = l->unless_reply && l->at, .hold_ms = l->hold_ms, .no_hold = l->no_hold,
		.seen = l->seen, .draft = l->draft,
		.answers = l->kind == LETTER_ANSWER || l->kind == LETTER_PRIVATE || l->audience >= AUDIENCE_UNLISTED
			? l->answers : 0,
	};
	struct act *acts = arena_array(a, struct act, then.count + 1);
	acts[0] = (struct act){ .verb = verbs[l->kind], .case_id = l->case_id, .message = l->message,
		.message_out = &m };
	for (size_t i = 0; i < then.count; i++)
		acts[i + 1] = then.acts[i];
	return store_act(v->store, &v->who, acts, then.count + 1, true, a, out, err);
}

char *
letter_review(const struct letter *l, struct arena *a)
{
	char *to = letter_address_line(l->recipients, l->recipient_count, ROLE_TO, a);
	char *cc = letter_address_line(l->recipients, l->recipient_count, ROLE_CC, a);
	struct buf b = BUF_INIT;
	buf_addf(&b, l->audience >= AUDIENCE_UNLISTED ? _("PUBLIC, by %s") : _("to %s by %s"),
		l->audience >= AUDIENCE_UNLISTED ? l->channel : to, l->channel);
	if (*cc)
		buf_addf(&b, _(", copy to %s"), cc);
	if (l->kind == LETTER_PRIVATE)
		buf_adds(&b, _(", IN PRIVATE, once"));
	else if (l->audience < AUDIENCE_UNLISTED)
		buf_addf(&b, ", %s", audience_name(l->audience));
	if (l->pec_lost)
		buf_adds(&b, _(", NOT CERTIFIED although it answers a PEC"));
	if (l->file_count)
		buf_addf(&b, ngettext_(", %zu file", ", %zu files", l->file_count), l->file_count);
	if (!str_empty(l->then))
		buf_addf(&b, _(", then %s"), l->then);
	if (l->at) {
		struct clock_local t;
		clock_to_local(l->at, &t);
		buf_addf(&b, _(", on %04d-%02d-%02d %02d:%02d"), t.year, t.month, t.day, t.hour, t.minute);
		if (l->unless_reply)
			buf_adds(&b, _(", only if no reply came"));
	}
	char *s = utf8_clean_str(a, b.data, false);
	buf_free(&b);
	return s;
}
