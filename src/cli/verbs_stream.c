/* verbs_stream.c - what was said in public, and what is done about it. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

static const char *
who(const struct item_row *r)
{
	return !str_empty(r->from.name) ? r->from.name : r->from.address ? r->from.address : "?";
}

/* On one line. */
static char *
flat(struct arena *a, const char *text)
{
	char *s = arena_str(a, text ? text : "");
	for (char *p = s; *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	return arena_strn(a, s, utf8_fit(s, strlen(s), 100, NULL));
}

static void
print_line(struct cli *c, const struct stream_row *r)
{
	char when[40], likes[24] = "", reach[24] = "";
	struct clock_local l;
	clock_to_local(r->item.at, &l);
	snprintf(when, sizeof when, "%04d-%02d-%02d %02d:%02d", l.year, l.month, l.day, l.hour, l.minute);
	if (r->likes)
		snprintf(likes, sizeof likes, "%lld", (long long)r->likes);
	if (r->reach)
		snprintf(reach, sizeof reach, "%lld", (long long)r->reach);
	printf("%6lld  %s  %-8s %-8s %5s %7s  %s%s", (long long)r->item.id, when, stream_state_name(r->state),
		r->item.channel, likes, reach, r->ours & STREAM_LIKED ? "+" : "", r->ours & STREAM_HIDDEN ? "x" : "");
	cli_print(who(&r->item));
	printf(": ");
	cli_print(flat(c->arena, r->item.body));
	putchar('\n');
}

static int
stream_list(struct cli *c, size_t first, struct error *err)
{
	struct query_context ctx = { .now = c->v.now };
	struct stream_page page = { .all = cli_opt(c, "all") != NULL, .limit = 100 };
	struct stream_row *rows;
	struct query *q = NULL;
	struct buf words = BUF_INIT;
	int64_t limit = 100;
	size_t n;
	bool more;
	if (cli_opt(c, "limit") && (str_to_int64(cli_opt(c, "limit"), &limit) < 0 || limit < 1))
		return error_set(err, ERR_USAGE, _("--limit '%s' is no number"), cli_opt(c, "limit"));
	page.limit = (size_t)limit;
	for (size_t i = first; i < c->arg_count; i++)
		buf_addf(&words, "%s%s", words.len ? " " : "", c->args[i]);
	int rc = words.len ? query_parse(words.data, &ctx, c->arena, &q, NULL, err) : 0;
	buf_free(&words);
	page.query = q;
	if (rc < 0 || read_stream(c->store, &page, c->arena, &rows, &n, &more, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (c->json)
			cli_json(json_stream(c->store, &rows[i], c->arena));
		else
			print_line(c, &rows[i]);
	}
	return n ? 0 : 1;
}

static void
print_field(const char *label, const char *value)
{
	if (str_empty(value))
		return;
	printf("%s", label);
	cli_print(value);
	putchar('\n');
}

static int
stream_show(struct cli *c, int64_t item, struct error *err)
{
	struct stream_row r;
	if (read_stream_row(c->store, item, c->arena, &r, err) < 0)
		return -1;
	if (c->json) {
		cli_json(json_stream(c->store, &r, c->arena));
		return 0;
	}
	print_line(c, &r);
	print_field(_("under: "), r.post);
	print_field(_("post: "), r.post_link);
	print_field(_("picture: "), r.picture);
	print_field(_("picture shows: "), r.picture_text);
	print_field(_("link: "), r.link);
	print_field(_("under way: "), r.under_way);
	if (read_private_until(c->store, item)) {
		char until[32];
		clock_rfc3339(until, read_private_until(c->store, item));
		print_field(_("may be answered in private until: "), until);
	}
	putchar('\n');
	cli_print(r.item.body ? r.item.body : "");
	putchar('\n');
	return 0;
}

static int
stream_act(struct cli *c, enum act_verb verb, int64_t item, struct error *err)
{
	struct act act = { .verb = verb, .message = item, .value = cli_opt(c, "no-hold") != NULL,
		.flag = cli_opt(c, "public") != NULL };
	struct act_result r;
	char *text = NULL;
	if (verb == ACT_EDIT && cli_body(c, 2, &text, err) < 0)
		return -1;
	act.text = text;
	if (store_act(c->store, &c->v.who, &act, 1, verb != ACT_PASS && verb != ACT_OPEN, c->arena, &r, err) < 0)
		return -1;
	return cli_report(c, &r);
}

static const struct { const char *name; enum act_verb verb; } deeds[] = {
	{ "pass", ACT_PASS }, { "like", ACT_LIKE }, { "unlike", ACT_UNLIKE }, { "hide", ACT_HIDE },
	{ "unhide", ACT_UNHIDE }, { "case", ACT_OPEN }, { "edit", ACT_EDIT }, { "delete", ACT_DELETE },
};

static int
run(struct cli *c, struct error *err)
{
	const char *what = c->arg_count ? c->args[0] : "list";
	int64_t item;
	if (str_eq(what, "list"))
		return stream_list(c, c->arg_count ? 1 : 0, err);
	if (c->arg_count < 2)
		return -2;
	if (read_item_named(c->store, c->args[1], &item, err) < 0)
		return -1;
	if (str_eq(what, "show"))
		return stream_show(c, item, err);
	if (str_eq(what, "answer")) {
		struct letter l = { .kind = LETTER_ANSWER, .message = item };
		return cli_send_letter(c, &l, 2, err);
	}
	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
		if (str_eq(deeds[i].name, what))
			return stream_act(c, deeds[i].verb, item, err);
	return -2;
}

int
cli_stream(struct cli *c)
{
	struct error err = ERROR_INIT;
	if (cli_open_store(c, STORE_DESK, &err) < 0)
		return cli_fail(&err);
	int rc = run(c, &err);
	return rc == -2 ? cli_usage(c) : rc < 0 ? cli_fail(&err) : rc;
}
