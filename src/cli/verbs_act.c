/* verbs_act.c - verbs that change something: the words of src/verb/, letters, undo, attachments. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "i18n.h"
#include "str.h"

/* Says what was done, or as JSON. */
int
cli_report(struct cli *c, const struct act_result *r)
{
	if (c->json) {
		json_t *j = json_object(), *left = json_array();
		json_object_set_new(j, "action", json_integer(r->action));
		json_object_set_new(j, "case", r->number ? json_integer(r->number) : json_null());
		json_object_set_new(j, "outbox", r->outbox ? json_integer(r->outbox) : json_null());
		json_object_set_new(j, "changed", json_integer(r->count));
		json_object_set_new(j, "words", json_text(r->words));
		for (char **p = r->left_alone; p && *p; p++)
			json_array_append_new(left, json_text(*p));
		json_object_set_new(j, "left_alone", left);
		cli_json(j);
	} else if (!c->quiet) {
		if (r->words && *r->words) {
			cli_print(r->words);
			putchar('\n');
		}
		for (char **p = r->left_alone; p && *p; p++) {
			printf(_("left alone: "));
			cli_print(*p);
			putchar('\n');
		}
	}
	return 0;
}

/* Numbers name cases; "item:N" names an item of the history (a case is opened for it). */
static int
target(struct cli *c, const char *arg, int64_t *case_id, int64_t *message, struct error *err)
{
	*case_id = *message = 0;
	if (str_starts(arg, "item:"))
		return read_item_named(c->store, arg + 5, message, err);
	return read_case_named(c->store, arg, case_id, err);
}

/* The verb said how its words go, which here begin with a case: cli_usage() says it better. */
static bool
malformed(const char *verb, const struct error *err)
{
	size_t n = strlen(verb);
	return err->code == ERR_USAGE && !strncmp(err->text, verb, n) && err->text[n] == ':';
}

/* resolve CASE --field NAME=VALUE...: the fields first, all in one group. */
static int
resolve_with(struct cli *c, int64_t case_id, const char **fields, struct act_result *r, struct error *err)
{
	struct verb_plan plan;
	struct act *acts = NULL;
	size_t n = 0, space = 0;
	for (; *fields; fields++) {
		const char *eq = strchr(*fields, '=');
		if (!eq)
			return error_set(err, ERR_USAGE, _("--field '%s': write NAME=VALUE"), *fields);
		const char *words[] = { "field", arena_strn(c->arena, *fields, (size_t)(eq - *fields)), eq + 1 };
		if (verb_plan(&c->v, words, 3, case_id, 0, c->arena, &plan, err) < 0)
			return -1;
		*VEC_PUSH(c->arena, acts, n, space) = plan.acts[0];
	}
	*VEC_PUSH(c->arena, acts, n, space) = (struct act){ .verb = ACT_RESOLVE, .case_id = case_id };
	return store_act(c->store, &c->v.who, acts, n, false, c->arena, r, err);
}

/* What a target would get of a case. */
static int
preview(struct cli *c, int64_t case_id, const char *const *words, size_t n)
{
	struct error err = ERROR_INIT;
	struct escalation_word w;
	if (n < 2)
		return cli_usage(c);
	if (escalation_write(&c->v, words[1], n > 2 ? words[2] : NULL, case_id, c->arena, &w, &err) < 0)
		return cli_fail(&err);
	printf("%s: %s\n%s: %s\n\n%s", _("Way"), w.how, _("Subject"), w.subject, w.text);
	return 0;
}

/* tag, assign, take, status, priority, snooze, resolve, reopen, spam, note, escalate, merge, split, ... */
int
cli_act(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct act_result r;
	int64_t case_id, message;
	const char **words = arena_array(c->arena, const char *, c->arg_count + 10);
	size_t n = 0;
	if (c->arg_count < 1)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || target(c, c->args[0], &case_id, &message, &err) < 0)
		return cli_fail(&err);
	static const char *const names[CLI_VERB_COUNT] = {
		[CLI_TAG] = "tag", [CLI_ASSIGN] = "assign", [CLI_TAKE] = "take", [CLI_STATUS] = "status",
		[CLI_HAND_OVER_BOT] = "hand-over-bot", [CLI_BOT_WRONG] = "bot-wrong", [CLI_MOOD] = "mood",
			[CLI_LANGUAGE] = "language",
		[CLI_PRIORITY] = "priority", [CLI_SNOOZE] = "snooze", [CLI_RESOLVE] = "resolve",
		[CLI_REOPEN] = "reopen", [CLI_SPAM] = "spam", [CLI_NOTE] = "note", [CLI_ESCALATE] = "escalate",
		[CLI_TELL] = "tell", [CLI_DEESCALATE] = "de-escalate", [CLI_ANSWERED] = "answered", [CLI_RUN] = "run",
		[CLI_MERGE] = "merge", [CLI_SPLIT] = "split", [CLI_NEXT] = "next", [CLI_PROMISE] = "promise",
		[CLI_WAITS] = "waits", [CLI_INTENT] = "intent",
		[CLI_SUBJECT] = "subject", [CLI_FLAG] = "flag", [CLI_UNFLAG] = "unflag",
		[CLI_LINK] = "link", [CLI_UNLINK] = "unlink",
	};
	words[n++] = names[c->verb];
	for (size_t i = 1; i < c->arg_count; i++)
		words[n++] = c->args[i];
	static const char *const options[][2] = { { "same-person", "--same-person" }, { "participant", "--participant" },
		{ "because", "--because" }, { "as", "--as" }, { "to", "--to" }, { "from", "--from" } };
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		const char *value = cli_opt(c, options[i][0]);
		if (value)
			words[n++] = options[i][1];
		if (value && i >= 2)
			words[n++] = value;
	}
	const char *reason = cli_opt(c, "reason");
	if (reason)
		words[n++] = reason;
	if (c->verb == CLI_ESCALATE && n < 3) {
		error_set(&err, ERR_USAGE, _("escalate: say where to and why: escalate CASE TARGET --reason TEXT"));
		return cli_fail(&err);
	}
	if (cli_opt(c, "preview"))
		return preview(c, case_id, words, n);
	char *body;
	if ((c->verb == CLI_NOTE && n == 1) || (c->verb == CLI_ANSWERED && c->arg_count == 1)) {
		if (cli_body(c, 1, &body, &err) < 0)
			return cli_fail(&err);
		words[n++] = body;
	}
	const char **fields = c->verb == CLI_RESOLVE ? cli_opts(c, "field") : NULL;
	if (fields && *fields)
		return n > 1 ? cli_usage(c) : resolve_with(c, case_id, fields, &r, &err) < 0 ? cli_fail(&err) : cli_report(c, &r);
	if (verb_run(&c->v, words, n, case_id, message, c->arena, &r, &err) < 0)
		return malformed(words[0], &err) ? cli_usage(c) : cli_fail(&err);
	return cli_report(c, &r);
}

/* -- letters ------------------------------------------------------------------------------------ */

static int
attach_files(struct cli *c, struct letter *l, struct error *err)
{
	const char **paths = cli_opts(c, "attach");
	struct act_file *files = NULL;
	size_t n = 0, space;
	/* what is passed on keeps its files */
	if (l->kind == LETTER_FORWARD && attachment_take(&c->v, l->message, &files, &n, c->arena, err) < 0)
		return -1;
	space = n;
	for (; *paths; paths++) {
		struct act_file f = { .name = strrchr(*paths, '/') ? strrchr(*paths, '/') + 1 : *paths };
		int64_t bytes;
		if (store_blob_add(c->store, *paths, NULL, &f.blob, &bytes, err) < 0)
			return -1;
		*VEC_PUSH(c->arena, files, n, space) = f;
	}
	l->files = files;
	l->file_count = n;
	return 0;
}

/* --to, --cc, --bcc replace what letter_open() found for that role. */
static int
override_recipients(struct cli *c, struct letter *l, struct error *err)
{
	static const struct { const char *option; enum party role; } roles[] = {
		{ "to", ROLE_TO }, { "cc", ROLE_CC }, { "bcc", ROLE_BCC } };
	for (size_t k = 0; k < 3; k++) {
		const char **lines = cli_opts(c, roles[k].option);
		struct recipient *list = NULL;
		size_t n = 0;
		if (!lines[0])
			continue;
		for (size_t i = 0; i < l->recipient_count; i++)
			if (l->recipients[i].role != roles[k].role) {
				struct recipient *grown = arena_array(c->arena, struct recipient, n + 1);
				if (n)
					memcpy(grown, list, n * sizeof *list);
				grown[n++] = l->recipients[i];
				list = grown;
			}
		for (; *lines; lines++)
			if (letter_addresses(*lines, roles[k].role, l->channel, c->arena, &list, &n, err) < 0)
				return -1;
		l->recipients = list;
		l->recipient_count = n;
	}
	return 0;
}

static int
when_opt(struct cli *c, struct letter *l, struct error *err)
{
	const char *at = cli_opt(c, "at");
	struct care_when when;
	l->unless_reply = cli_opt(c, "unless-reply") != NULL;
	if (!at && l->unless_reply)
		return error_set(err, ERR_USAGE, _("--unless-reply goes with --at: until when may they write?"));
	if (!at)
		return 0;
	if (care_when(at, c->v.now, &when, err) < 0)
		return -1;
	if (!when.at)
		return error_set(err, ERR_USAGE, _("--at '%s': give a time"), at);
	l->at = when.at;
	return 0;
}

/* Text of the letter: a macro's, --body-file, words of the command line or standard input. */
static int
letter_text(struct cli *c, struct letter *l, size_t first, struct error *err)
{
	char *text = NULL, *body = NULL;
	const char *macro = cli_opt(c, "macro");
	if (cli_opt(c, "template"))
		return cli_template_text(c, l, err);
	if (macro) {
		const struct conf_macro *m = conf_macro_find(c->conf, macro, c->arena, err);
		struct macro_place place = { .case_id = l->case_id, .letter = l };
		struct macro_use use;
		if (!m || cli_macro_look(c, m, &place, &use, err) < 0)
			return -1;
		if (use.unless)
			return error_set(err, ERR_INPUT, _("macro '%s' is not for this case: %s"), macro, use.unless);
		if (use.open[0])
			return error_set(err, ERR_INPUT, _("macro '%s' leaves {%s} open: --set '%s=...' answers it"),
				macro, use.open[0], use.open[0] + (str_starts(use.open[0], "ask:") ? 4 : 0));
		text = use.text ? arena_str(c->arena, use.text) : NULL;
		l->then = use.actions;
		if (use.missed && !c->quiet)
			fprintf(stderr, "sportello: %s: %s\n", macro, use.why);
	}
	if (!macro || cli_opt(c, "body-file") || c->arg_count > first)
		if (cli_body(c, first, &body, err) < 0)
			return -1;
	l->text = !text ? body : !body ? text : arena_printf(c->arena, "%s\n\n%s", text, body);
	if (l->kind == LETTER_FORWARD)
		l->text = str_trim(c->arena, arena_printf(c->arena, "%s\n\n%s", l->text, l->quoted));
	if (str_empty(l->text))
		return error_set(err, ERR_INPUT, _("the message is empty: nothing was queued"));
	if (l->tie && !cli_opt(c, "no-tie"))
		l->text = arena_printf(c->arena, "%s\n\n%s", l->tie, l->text);
	if (cli_opt(c, "quote") && l->quoted)
		l->text = arena_printf(c->arena, "%s\n\n%s", l->text, l->quoted);
	if (l->signature)
		l->text = arena_printf(c->arena, "%s\n\n-- \n%s", l->text, l->signature);
	return 0;
}

/* The newest way to this customer that nobody else reads; else the one private answer that the platform allows. */
static int
open_private(struct cli *c, struct letter *l, struct error *err)
{
	struct reply_route *routes;
	size_t n;
	if (l->answers && read_private_until(c->store, l->answers)) {
		l->kind = LETTER_PRIVATE;
		l->message = l->answers;
		return letter_open(&c->v, l, c->arena, err);
	}
	if (read_routes(c->store, l->case_id, c->arena, &routes, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (routes[i].audience >= AUDIENCE_UNLISTED)
			continue;
		l->via = routes[i].account_name;
		if (letter_open(&c->v, l, c->arena, err) < 0)
			return -1;
		if (l->audience < AUDIENCE_UNLISTED)
			return 0;
	}
	return error_set(err, ERR_INPUT, _("there is no private way to this customer: answer with --public, or write with "
		"`sportello new`"));
}

/* What is said in public is said so (--public); --private looks for another way. */
static int
check_audience(struct cli *c, struct letter *l, struct error *err)
{
	bool public = cli_opt(c, "public") != NULL, private = cli_opt(c, "private") != NULL;
	bool open = l->audience >= AUDIENCE_UNLISTED;
	if (public && private)
		return error_set(err, ERR_USAGE, _("--public and --private: choose one"));
	if (open && !public && !private)
		return error_set(err, ERR_USAGE,
			_("this thread is public: say --public, or --private to answer elsewhere"));
	if (public && !open)
		return error_set(err, ERR_USAGE, _("--public: this would go by %s, in private; leave the option out"),
			l->channel);
	l->confirm_public = public;
	return open && private ? open_private(c, l, err) : 0;
}

int
cli_send_letter(struct cli *c, struct letter *l, size_t first_body, struct error *err)
{
	struct act_result r;
	const char *seen = cli_opt(c, "seen");
	l->via = cli_opt(c, "via");
	l->seen = -1;
	if (seen && str_to_int64(seen, &l->seen) < 0)
		return error_set(err, ERR_USAGE, _("--seen '%s' is not an item number"), seen);
	l->confirm_plain = l->via != NULL;	/* who names another way than the PEC means it */
	if (cli_opt(c, "private") && !cli_opt(c, "public") && l->kind == LETTER_ANSWER)
		l->kind = LETTER_PRIVATE;	/* never the case's other ways: this one was named */
	if (letter_open(&c->v, l, c->arena, err) < 0 || check_audience(c, l, err) < 0)
		return -1;
	if (override_recipients(c, l, err) < 0 || attach_files(c, l, err) < 0 || when_opt(c, l, err) < 0)
		return -1;
	if (cli_opt(c, "subject"))
		l->subject = cli_opt(c, "subject");
	if (letter_text(c, l, first_body, err) < 0)
		return -1;
	if (cli_opt(c, "resolve") && cli_opt(c, "pending"))
		return error_set(err, ERR_USAGE, _("--resolve and --pending: choose one"));
	const char *then = cli_opt(c, "resolve") ? "resolve" : cli_opt(c, "pending") ? "pending" : NULL;
	if (then)
		l->then = l->then ? arena_printf(c->arena, "%s; %s", l->then, then) : then;
	l->no_hold = cli_opt(c, "no-hold") != NULL;
	l->anyway = cli_opt(c, "anyway") != NULL;
	if (letter_send(&c->v, l, c->arena, &r, err) < 0)
		return -1;
	if (cli_opt(c, "macro"))
		(void)used_add(c->store, c->v.who.agent, "macro", cli_opt(c, "macro"), NULL);
	if (c->json)
		cli_report(c, &r);
	else
		printf("%lld\n", (long long)r.outbox);
	return 0;
}

int
cli_reply(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct letter l = { .kind = LETTER_REPLY };
	if (c->arg_count < 1)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 ||
	    target(c, c->args[0], &l.case_id, &l.message, &err) < 0 || cli_send_letter(c, &l, 1, &err) < 0)
		return cli_fail(&err);
	return 0;
}

int
cli_new(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct letter l = { .kind = LETTER_NEW };
	if (!cli_opt(c, "to") || !cli_opt(c, "subject"))
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || cli_send_letter(c, &l, 0, &err) < 0)
		return cli_fail(&err);
	return 0;
}

int
cli_forward(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct letter l = { .kind = LETTER_FORWARD };
	if (c->arg_count < 1 || !cli_opt(c, "to"))
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 ||
	    read_item_named(c->store, c->args[0], &l.message, &err) < 0 || cli_send_letter(c, &l, 1, &err) < 0)
		return cli_fail(&err);
	return 0;
}

/* -- attachments ---------------------------------------------------------------------------------- */

/* Which attachment: its part ("1.2"), its place in the list, or its name. */
static const struct attachment *
pick(const struct attachment *files, size_t n, const char *which)
{
	int64_t place;
	for (size_t i = 0; i < n; i++)
		if (str_eq(files[i].part, which) || str_eq(files[i].name, which))
			return &files[i];
	if (str_to_int64(which, &place) == 0 && place >= 1 && place <= (int64_t)n)
		return &files[place - 1];
	return NULL;
}

const char *
cli_part(struct cli *c, const struct attachment *files, size_t i)
{
	const char *part = files[i].part ? files[i].part : "";
	bool mail = *part && strlen(part) <= 8 && strspn(part, "0123456789.") == strlen(part);
	return mail ? part : arena_printf(c->arena, "%zu", i + 1);
}

static int
list_files(struct cli *c, const struct attachment *files, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (c->json) {
			cli_json(json_file(&files[i]));
			continue;
		}
		printf("%zu  %-8s %10lld  ", i + 1, cli_part(c, files, i), (long long)files[i].bytes);
		cli_print(files[i].name);
		if (files[i].state != FILE_HERE)
			printf("  (%s)", attachment_words(&files[i], c->arena));
		putchar('\n');
	}
	return n ? 0 : 1;
}

/* --size WxH, else the terminal's. */
static int
picture_opts(struct cli *c, struct picture_how *how, struct error *err)
{
	const char *size = cli_opt(c, "size"), *as = cli_opt(c, "as"), *colours = cli_opt(c, "colors");
	int columns = cli_columns();
	*how = (struct picture_how){ .width = columns > 0 ? columns : 80, .height = 24, .as = as ? as : "blocks",
		.colours = colours ? colours : "256", .ascii = cli_opt(c, "ascii") != NULL };
	if (size && (sscanf(size, "%4dx%4d", &how->width, &how->height) != 2 || how->width < 1 || how->height < 1))
		return error_set(err, ERR_USAGE, _("--size '%s': say columns x rows, like 60x20"), size);
	if (!str_eq(how->as, "blocks") && !str_eq(how->as, "kitty") && !str_eq(how->as, "sixel"))
		return error_set(err, ERR_USAGE, _("--as '%s': say blocks, kitty or sixel"), how->as);
	if (!str_eq(how->colours, "none") && !str_eq(how->colours, "16") && !str_eq(how->colours, "256") &&
	    !str_eq(how->colours, "full"))
		return error_set(err, ERR_USAGE, _("--colors '%s': say none, 16, 256 or full"), how->colours);
	return 0;
}

int
cli_picture(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct picture_how how;
	struct attachment *files;
	const char *into = cli_opt(c, "into");
	const struct attachment *f = NULL;
	int64_t item, place = 0;
	size_t n, len;
	char *out;
	if (c->arg_count < 1 || c->arg_count > 2)
		return cli_usage(c);
	if (picture_opts(c, &how, &err) < 0 || cli_open_store(c, STORE_DESK, &err) < 0 ||
	    read_item_named(c->store, c->args[0], &item, &err) < 0 ||
	    read_attachments(c->store, item, c->arena, &files, &n, &err) < 0)
		return cli_fail(&err);
	if (c->arg_count == 2 && str_to_int64(c->args[1], &place) == 0 && place > 0 && (size_t)place <= n)
		f = &files[place - 1];
	else if (c->arg_count == 2)
		f = pick(files, n, c->args[1]);
	for (size_t i = 0; c->arg_count == 1 && !f && i < n; i++)
		f = attachment_is_picture(&files[i]) ? &files[i] : NULL;
	if (!f)
		error_set(&err, ERR_INPUT, _("item %s has no such picture - `sportello save %s` lists what there is"), c->args[0],
			c->args[0]);
	struct verb_context v = { .store = c->store, .conf = c->conf };
	if (err.code || attachment_draw(&v, item, f, &how, c->arena, &out, &len, &err) < 0)
		return cli_fail(&err);
	if (into && file_replace(into, out, len) < 0) {
		error_set(&err, ERR_SYSTEM, _("%s: cannot be written"), into);
		return cli_fail(&err);
	}
	if (!into)
		fwrite(out, 1, len, stdout);
	return 0;
}

int
cli_fetch(struct cli *c)
{
	struct error err = ERROR_INIT;
	int64_t item;
	struct attachment *files;
	size_t n, asked = 0;
	if (c->arg_count < 1 || c->arg_count > 2)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || read_item_named(c->store, c->args[0], &item, &err) < 0 ||
	    read_attachments(c->store, item, c->arena, &files, &n, &err) < 0)
		return cli_fail(&err);
	const struct attachment *one = c->arg_count == 2 ? pick(files, n, c->args[1]) : NULL;
	struct verb_context v = { .store = c->store, .conf = c->conf };
	if (c->arg_count == 2 && !one)
		error_set(&err, ERR_INPUT, _("item %s has no attachment '%s' - `sportello save %s` lists them"),
			c->args[0], c->args[1], c->args[0]);
	for (size_t i = 0; i < n && err.code == ERR_NONE; i++) {
		if (one ? one != &files[i] : files[i].state == FILE_HERE)
			continue;
		if (attachment_fetch(&v, &files[i], &err) == 0 && ++asked && !c->quiet) {
			cli_print(files[i].name);
			printf("%s\n", _(": asked for, the next sync brings it"));
		}
	}
	if (err.code)
		return cli_fail(&err);
	if (!asked && !c->quiet)
		printf("%s\n", _("everything is here already"));
	return asked ? 0 : 1;
}

int
cli_save(struct cli *c)
{
	struct error err = ERROR_INIT;
	int64_t item;
	struct attachment *files;
	size_t n;
	if (c->arg_count < 1 || c->arg_count > 3)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || read_item_named(c->store, c->args[0], &item, &err) < 0 ||
	    read_attachments(c->store, item, c->arena, &files, &n, &err) < 0)
		return cli_fail(&err);
	if (c->arg_count == 1)
		return list_files(c, files, n);
	const struct attachment *f = pick(files, n, c->args[1]);
	if (!f) {
		error_set(&err, ERR_INPUT, _("item %s has no attachment '%s' - `sportello save %s` lists them"),
			c->args[0], c->args[1], c->args[0]);
		return cli_fail(&err);
	}
	const char *to = c->arg_count == 3 ? c->args[2] : f->name;
	if (c->arg_count == 2 && strchr(to, '/'))
		error_set(&err, ERR_INPUT, _("'%s' is no file name: name another file"), to);
	struct verb_context v = { .store = c->store, .conf = c->conf };
	if (err.code || attachment_save(&v, item, f, to, c->arena, &err) < 0)
		return cli_fail(&err);
	if (!c->quiet)
		printf("%s\n", to);
	return 0;
}
