/* verbs_sync.c - verbs that run sportello-sync: sync, account test and authorize; and the wizard account add. */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"

/* Becomes sportello-sync with these arguments; returns only when that fails. */
static int
become_sync(struct cli *c, const char *const *more, size_t n)
{
	struct error err = ERROR_INIT;
	char *program = paths_find_program(c->arena, "sportello-sync");
	const char **argv = arena_array(c->arena, const char *, n + 12);
	size_t i = 0;
	argv[i++] = program;
	if (c->config_path)
		argv[i++] = "--config", argv[i++] = c->config_path;
	if (c->store_path)
		argv[i++] = "--store", argv[i++] = c->store_path;
	if (c->json)
		argv[i++] = "--json";
	if (c->quiet)
		argv[i++] = "--quiet";
	if (cli_opt(c, "now"))
		argv[i++] = "--now", argv[i++] = cli_opt(c, "now");
	for (size_t k = 0; k < n; k++)
		argv[i++] = more[k];
	fflush(NULL);
	execvp(program, (char *const *)argv);
	error_set(&err, ERR_SYSTEM, _("%s: %s - is sportello installed whole?"), program, strerror(errno));
	return cli_fail(&err);
}

int
cli_sync(struct cli *c)
{
	const char **accounts = cli_opts(c, "account");
	const char **more = arena_array(c->arena, const char *, 2 * c->option_count + 8);
	size_t n = 0;
	if (c->arg_count)
		return cli_usage(c);
	if (cli_opt(c, "watch"))
		more[n++] = "--watch";
	if (cli_opt(c, "jobs"))
		more[n++] = "--jobs", more[n++] = cli_opt(c, "jobs");
	if (cli_opt(c, "trace"))
		more[n++] = "--trace", more[n++] = cli_opt(c, "trace");
	for (; *accounts; accounts++)
		more[n++] = "--account", more[n++] = *accounts;
	return become_sync(c, more, n);
}

/* The console's role writes no messages: sync does. */
int
cli_import(struct cli *c)
{
	const char *more[6];
	size_t n = 0;
	if (c->arg_count != 2)
		return cli_usage(c);
	more[n++] = "--import", more[n++] = c->args[0];
	if (cli_opt(c, "dry-run"))
		more[n++] = "--dry-run";
	if (cli_opt(c, "macros"))
		more[n++] = "--macros", more[n++] = cli_opt(c, "macros");
	more[n++] = c->args[1];
	return become_sync(c, more, n);
}

/* -- account list|test|add ------------------------------------------------------------------------ */

static int
account_list(struct cli *c, struct error *err)
{
	struct account_row *rows;
	size_t n;
	if (cli_open_store(c, STORE_DESK, err) < 0 || read_accounts(c->store, true, c->arena, &rows, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct account_row *r = &rows[i];
		if (c->json) {
			json_t *j = json_object();
			json_object_set_new(j, "account", json_text(r->name));
			json_object_set_new(j, "channel", json_text(r->channel));
			json_object_set_new(j, "speaks_as", json_text(r->speaks_as));
			json_object_set_new(j, "address", json_text(r->address));
			json_object_set_new(j, "state", json_text(r->state));
			json_object_set_new(j, "error", json_text(r->error));
			json_object_set_new(j, "pulled", json_time(r->pulled_at));
			json_object_set_new(j, "next", json_time(r->next_at > clock_now() ? r->next_at : 0));
			json_object_set_new(j, "stream", json_text(r->stream));
			json_object_set_new(j, "messages", json_integer(r->messages));
			json_object_set_new(j, "problems", json_integer(r->problems));
			json_object_set_new(j, "active", json_boolean(r->active));
			cli_json(j);
			continue;
		}
		printf("%-16s %-10s %-28s %-8s %8lld", r->name, r->speaks_as, r->address ? r->address : "",
			r->active ? r->state : str_starts(r->name, "import:") ?
				_("imported") : _("removed"), (long long)r->messages);
		const char *words = account_words(r, clock_now(), c->arena);
		if (r->active && *words) {
			printf("  ");
			cli_print(words);
		}
		if (r->problems)
			printf(ngettext_("  (%d file not readable)", "  (%d files not readable)", r->problems),
				r->problems);
		putchar('\n');
	}
	return n ? 0 : 1;
}

static int
account_test(struct cli *c, struct error *err)
{
	(void)err;
	const char *more[] = { "--probe", c->arg_count > 1 ? c->args[1] : "" };
	return become_sync(c, more, 2);
}

static int
account_authorize(struct cli *c, struct error *err)
{
	(void)err;
	if (c->arg_count != 2)
		return cli_usage(c);
	const char *more[] = { "--authorize", c->args[1] };
	return become_sync(c, more, 2);
}

/* Asks for one value; an empty answer takes the suggestion.  NULL at the end of input.  What stands behind the line
 * is left to the program that goes on. */
static char *
ask(struct cli *c, const char *question, const char *suggestion)
{
	char *line = NULL, *answer = NULL;
	size_t space = 0;
	(void)setvbuf(stdin, NULL, _IONBF, 0);
	printf("%s%s%s%s: ", question, suggestion ? " [" : "", suggestion ? suggestion : "", suggestion ? "]" : "");
	fflush(stdout);
	if (getline(&line, &space, stdin) >= 0)
		answer = str_trim(c->arena, line);
	free(line);
	return answer && !*answer && suggestion ? arena_str(c->arena, suggestion) : answer;
}

/* Is it a question for something that a sign-in would bring? */
static bool
is_brought(const struct channel_signin *signin, const char *key)
{
	bool token = str_starts(key, "token-") || str_starts(key, "refresh-token-");
	return token || (signin && signin->way == SIGNIN_PASTE && str_starts(key, signin->token));
}

/* Asks every question of a channel; fills keys and values.  *signs_in: by hand, afterwards. */
static size_t
ask_all(struct cli *c, const char *channel, const char **keys, const char **values, bool *signs_in)
{
	const struct channel_signin *signin = channel_signin_find(channel);
	bool asked = false;
	size_t filled = 0;
	*signs_in = false;
	for (const struct channel_question *q = channel_questions; q->channel; q++) {
		char *answer;
		if (!str_eq(q->channel, channel))
			continue;
		if (signin && is_brought(signin, q->key) && !asked) {
			answer = ask(c, signin->way == SIGNIN_CODE ?
				_("Sign in with a browser now? (no: a token is there already)") :
				_("Paste the token or password in a moment? (no: a command or a file has it)"), _("yes"));
			if (!answer)
				return 0;
			asked = true;
			*signs_in = conf_read_bool(answer) > 0 || str_eq(answer, _("yes"));
		}
		if (*signs_in && is_brought(signin, q->key))
			continue;
		do {
			answer = ask(c, _(q->words), q->suggestion);
		} while (answer && !*answer && q->must);
		if (!answer)
			return 0;
		if (!*answer)
			continue;
		keys[filled] = q->key;
		values[filled++] = answer;
	}
	return filled;
}

static int
account_add(struct cli *c, struct error *err)
{
	size_t most = 1, n = 0;
	for (const struct channel_question *q = channel_questions; q->channel; q++)
		most++;
	const char **keys = arena_array(c->arena, const char *, most), **values = arena_array(c->arena, const char *, most);
	char *name = c->arg_count > 1 ? arena_str(c->arena, c->args[1]) : ask(c, _("Name of the account"), "support");
	const char *choices = conf_choices(OPT_ACCOUNT_CHANNEL);
	char *channel = name ? ask(c, arena_printf(c->arena, _("Channel (%s; exec: a program of your own)"), choices),
		"mail") : NULL;
	if (!channel)
		return error_set(err, ERR_INPUT, _("nothing was added"));
	const struct channel_info *info = channel_info_find(channel);
	if (!info || !(info->flags & CHANNEL_CONNECT))
		return error_set(err, ERR_INPUT, _("channel '%s': say one of: %s"), channel, choices);
	keys[0] = "channel";
	values[0] = channel;
	bool signs_in;
	const struct channel_signin *signin = channel_signin_find(channel);
	if (signin && signin->way == SIGNIN_CODE && signin->page) {
		printf("%s:\n  %s.\n", signin->page, _(signin->words));
		fflush(stdout);
	}
	n = ask_all(c, channel, keys + 1, values + 1, &signs_in);
	if (!n)
		return error_set(err, ERR_INPUT, _("nothing was added"));
	char *file = conf_find(c->config_path, c->arena);
	if (conf_append_account(file, name, keys, values, n + 1, err) < 0)
		return -1;
	printf(signs_in ? _("Added [account %s] to %s. Signing in now:\n") : _("Added [account %s] to %s. Testing it now:\n"),
		name, file);
	const char *more[] = { signs_in ? "--authorize" : "--probe", name };
	return become_sync(c, more, 2);
}

int
cli_account(struct cli *c)
{
	static const struct {
		const char *name;
		int (*run)(struct cli *, struct error *);
	} parts[] = { { "list", account_list }, { "test", account_test }, { "add", account_add },
		{ "authorize", account_authorize } };
	struct error err = ERROR_INIT;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (!str_eq(parts[i].name, c->arg_count ? c->args[0] : "list"))
			continue;
		int rc = parts[i].run(c, &err);
		return rc < 0 ? cli_fail(&err) : rc;
	}
	return cli_usage(c);
}
