/* stream.c - what was said in public, newest first, without a clock: answer, like, hide, pass over, make it a case,
 * each one key.  And the conversation around one of them. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"

enum { DETAIL_ROWS = 9, POST_ROWS = 2 };

static bool show_all;		/* what was decided, too: for the rest of the run */

static const struct list_column stream_columns[] = {
	{ N_("WHEN"), 10, 10, 3, ALIGN_LEFT, false }, { "", 3, 3, 1, ALIGN_LEFT, false },
	{ N_("CH"), 2, 2, 4, ALIGN_LEFT, false }, { N_("WHO"), 10, 18, 1, ALIGN_LEFT, false },
	{ N_("REACH"), 5, 5, 2, ALIGN_RIGHT, false }, { N_("LIKES"), 5, 5, 3, ALIGN_RIGHT, false },
	{ N_("TEXT"), 20, 40, 0, ALIGN_LEFT, true },
};

/* 410, 14k, 2M. */
static const char *
people(struct arena *a, int64_t n)
{
	return !n ? "" : n < 10000 ? arena_printf(a, "%lld", (long long)n) : n < 10000000
		? arena_printf(a, "%lldk", (long long)(n / 1000)) : arena_printf(a, "%lldM", (long long)(n / 1000000));
}

static const char *
who(const struct item_row *r)
{
	return !str_empty(r->from.name) ? r->from.name : r->from.address ? r->from.address : "?";
}

/* What was decided and done, in letters: . passed, < answered, # a case, h history; + liked, x hidden, ~ under way. */
static const char *
marks(struct arena *a, const struct stream_row *r)
{
	static const char states[STREAM_COUNT] = { [STREAM_NEW] = ' ', [STREAM_PASSED] = '.', [STREAM_ANSWERED] = '<',
		[STREAM_CASE] = '#', [STREAM_HISTORY] = 'h' };
	return arena_printf(a, "%c%s%s%s", states[r->state], r->ours & STREAM_LIKED ? "+" : "",
		r->ours & STREAM_HIDDEN ? "x" : "", r->under_way ? "~" : "");
}

static int
stream_load(struct app *app, struct rows *r, struct error *err)
{
	struct query_context ctx = { .now = app->v.now };
	struct stream_page page = { .all = show_all, .limit = r->limit };
	struct error mine = ERROR_INIT;
	struct stream_row *rows;
	struct query *q = NULL;
	size_t n;
	r->empty = *r->text ? _("nothing matches") : show_all ? _("nothing was said in public yet")
		: _("nothing new was said in public; x shows what was decided");
	if (*r->text && query_parse(r->text, &ctx, r->arena, &q, NULL, &mine) < 0) {
		r->empty = arena_str(r->arena, mine.text);
		return 0;
	}
	page.query = q;
	if (read_stream(app->store, &page, r->arena, &rows, &n, &r->more, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct stream_row *s = &rows[i];
		*rows_add(r) = (struct row){ .id = s->item.id, .case_id = s->item.case_id, .item = s->item.id,
			.style = s->state == STREAM_NEW ? ROLE_TEXT : ROLE_MUTED, .cell = {
			rows_when(r->arena, s->item.at, app->v.now), marks(r->arena, s), channel_code(s->item.channel),
			who(&s->item), people(r->arena, s->reach), people(r->arena, s->likes),
			s->item.body ? s->item.body : "" } };
	}
	return 0;
}

/* Text broken into lines, at most `rows` of them; the next line's number. */
static int
put_text(struct pane p, int y, int rows, unsigned style, const char *text)
{
	struct layout_options o = { .width = p.width - 2 };
	struct layout_line line = { 0 };
	for (; rows > 0 && y < p.height && layout_next(text, strlen(text), &o, &line); rows--)
		layout_draw(p, 1, y++, style, text, &line);
	return y;
}

static int
put_state(struct app *app, struct pane p, int y, const struct stream_row *s, struct arena *a)
{
	static const char *const states[STREAM_COUNT] = { [STREAM_NEW] = N_("nobody has decided about it"),
		[STREAM_PASSED] = N_("passed over"), [STREAM_ANSWERED] = N_("answered in public"), [STREAM_CASE] = N_("a case"),
		[STREAM_HISTORY] = N_("history") };
	struct buf b = BUF_INIT;
	int64_t until = read_private_until(app->store, s->item.id);
	char span[8];
	buf_addf(&b, "%s", _(states[s->state]));
	if (s->item.case_number)
		buf_addf(&b, " #%lld", (long long)s->item.case_number);
	if (s->ours & STREAM_LIKED)
		buf_adds(&b, _(", liked by us"));
	if (s->ours & STREAM_HIDDEN)
		buf_adds(&b, _(", hidden by us"));
	if (s->under_way)
		buf_addf(&b, _(", in the outbox: %s"), s->under_way);
	clock_short_span(span, until - app->v.now);
	if (until)
		buf_addf(&b, _(", a private answer is possible, once, for %s"), span);
	if (s->link)
		buf_addf(&b, "  %s", s->link);
	y = put_text(p, y, 2, s->under_way ? ROLE_DUE : ROLE_MUTED, arena_strn(a, b.data, b.len));
	buf_free(&b);
	return y;
}

/* "52300 follow The Blog, 48 likes" */
static const char *
figures(struct arena *a, const struct stream_row *s)
{
	const char *reach = s->reach ? arena_printf(a, _("%lld follow %s"), (long long)s->reach, who(&s->item)) : "";
	const char *likes = s->likes ? arena_printf(a, ngettext_("%lld like", "%lld likes", (unsigned long)s->likes),
		(long long)s->likes) : "";
	return arena_printf(a, "%s%s%s", reach, *reach && *likes ? ", " : "", likes);
}

static void
stream_detail(struct app *app, struct rows *r, const struct row *row, struct pane p)
{
	struct arena *a = arena_new();
	struct stream_row s;
	char *key = bar_key(app, "links", a);
	int y = 0;
	(void)r;
	if (read_stream_row(app->store, row->id, a, &s, NULL) == 0) {
		if (!str_empty(s.post) || !str_empty(s.post_link))
			y = put_text(p, y, POST_ROWS, ROLE_MUTED, arena_printf(a, _("under: %s%s%s"), s.post ? s.post : "",
				s.post_link ? "  " : "", s.post_link ? s.post_link : ""));
		if (!str_empty(s.picture))
			y = put_text(p, y, 1, ROLE_MUTED, arena_printf(a, _("picture: %s (%s)"), str_empty(s.picture_text)
				? s.picture : s.picture_text, key ? key : "links"));
		if (s.reach || s.likes)
			y = put_text(p, y, 1, ROLE_MUTED, figures(a, &s));
		y = put_text(p, y, p.height - y - 1, s.item.audience >= AUDIENCE_UNLISTED ? ROLE_PUBLIC : ROLE_TEXT,
			arena_printf(a, _("PUBLIC  %s"), s.item.body ? s.item.body : ""));
		(void)put_state(app, p, y, &s, a);
	}
	arena_free(a);
}

ROWS_SCREEN(stream, N_("Stream: said in public, no clock"), "answer=stream-answer,like=stream-like,hide=stream-hide,"
	"private=private-reply,pass=stream-pass,case=stream-case,context=stream-context,all=stream-all,"
	"filter=stream-filter,back,help");
static const struct rows_kind stream_kind = { &stream_screen, stream_columns, 7, 1u << AREA_CASE | 1u << AREA_OUTBOX,
	stream_load, stream_detail, DETAIL_ROWS };

void
stream_open(struct app *app)
{
	if (app_top(app)->ops != &stream_screen)
		rows_open(app, &stream_kind, NULL, 0);
}

/* -- the conversation around it -------------------------------------------------------------------------------- */

static const struct list_column context_columns[] = {
	{ N_("WHEN"), 10, 10, 2, ALIGN_LEFT, false }, { "", 1, 1, 1, ALIGN_LEFT, false },
	{ N_("CASE"), 6, 6, 3, ALIGN_RIGHT, false }, { N_("WHO"), 10, 18, 1, ALIGN_LEFT, false },
	{ N_("TEXT"), 20, 40, 0, ALIGN_LEFT, true },
};

static int
context_load(struct app *app, struct rows *r, struct error *err)
{
	struct item_row *rows;
	size_t n;
	if (read_thread(app->store, r->about, r->limit, r->arena, &rows, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		*rows_add(r) = (struct row){ .id = rows[i].id, .case_id = rows[i].case_id, .item = rows[i].id,
			.style = rows[i].direction == DIRECTION_OUT ? ROLE_AGENT : ROLE_TEXT, .cell = {
			rows_when(r->arena, rows[i].at, app->v.now), rows[i].direction == DIRECTION_OUT ? "<" : ">",
			rows_number(r->arena, rows[i].case_number), who(&rows[i]), rows[i].body ? rows[i].body : "" } };
	return 0;
}

static void
context_detail(struct app *app, struct rows *r, const struct row *row, struct pane p)
{
	struct arena *a = arena_new();
	struct item_row item;
	(void)r;
	if (read_item(app->store, row->id, a, &item, NULL) == 0)
		(void)put_text(p, 0, p.height, ROLE_TEXT, item.body ? item.body : "");
	arena_free(a);
}

ROWS_SCREEN(context, N_("What was said there"), "open,back,help");
static const struct rows_kind context_kind = { &context_screen, context_columns, 5, 1u << AREA_CASE, context_load,
	context_detail, DETAIL_ROWS };

static void
context_open(struct app *app, const struct stream_row *s)
{
	struct rows *r = rows_open(app, &context_kind, s->post, s->item.thread);
	for (size_t i = 0; i < r->n; i++)
		if (r->row[i].id == s->item.id)
			list_do(r->list, LIST_DOWN, (int)i);
}

/* -- what can be done ------------------------------------------------------------------------------------------ */

static void
act_on(struct app *app, enum act_verb verb, int64_t item)
{
	struct error err = ERROR_INIT;
	struct act_result result;
	struct act act = { .verb = verb, .message = item };
	bool leaves = verb != ACT_PASS && verb != ACT_OPEN;
	if (store_act(app->store, &app->v.who, &act, 1, leaves, app->command, &result, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	app_reload(app, 1u << AREA_CASE | 1u << AREA_OUTBOX);
	if (verb == ACT_OPEN && result.case_id)
		case_open_screen(app, result.case_id);
	app_say(app, MESSAGE_GOOD, leaves ? _("%s - u takes it back within %lld s") : _("%s - u undoes"), result.words,
		(long long)(conf_span(app->conf, OPT_CARE_UNDO_SEND) / 1000));
}

static void
on_row(struct app *app, const char *what, int64_t item)
{
	struct error err = ERROR_INIT;
	struct stream_row s;
	if (read_stream_row(app->store, item, app->command, &s, &err) < 0)
		app_fail(app, &err);
	else if (str_eq(what, "stream-answer"))
		compose_open(app, COMPOSE_ANSWER, 0, item, NULL);
	else if (str_eq(what, "stream-like"))
		act_on(app, s.ours & STREAM_LIKED ? ACT_UNLIKE : ACT_LIKE, item);
	else if (str_eq(what, "stream-hide"))
		act_on(app, s.ours & STREAM_HIDDEN ? ACT_UNHIDE : ACT_HIDE, item);
	else if (str_eq(what, "stream-pass"))
		act_on(app, ACT_PASS, item);
	else if (s.item.case_id)
		case_open_screen(app, s.item.case_id);
	else if (str_eq(what, "stream-case"))
		act_on(app, ACT_OPEN, item);
	else
		context_open(app, &s);
}

void
stream_command(struct app *app, const char *what)
{
	struct rows *r = app_top(app)->state;
	if (app_top(app)->ops != &stream_screen)
		return;
	if (str_eq(what, "stream-all")) {
		show_all = !show_all;
		rows_load(app, r);
	} else if (str_starts(what, "stream-filter ")) {
		rows_filter(app, what + strlen("stream-filter "));
	} else if (str_eq(what, "stream-filter")) {
		rows_ask(app, _("stream: "), r->text);
	} else if (rows_current(r)) {
		on_row(app, what, rows_current(r)->id);
	} else {
		app_say(app, MESSAGE_INFO, _("the stream is empty"));
	}
}
