/* tables.c - journal, search, accounts, people, drafts as tables. */
#include "rows.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* while typing, with 5 more to paint what was found; when idle, until a key comes */
enum { SEARCH_MS = 45, PATIENT_MS = 600 };

/* -- journal ----------------------------------------------------------------------------------------------------- */

static const struct list_column journal_columns[] = {
	{ N_("WHEN"), 10, 10, 2, ALIGN_LEFT, false }, { N_("WHO"), 6, 10, 1, ALIGN_LEFT, false },
	{ N_("CASE"), 6, 6, 3, ALIGN_RIGHT, false }, { N_("WHAT"), 20, 40, 0, ALIGN_LEFT, true },
	{ "", 6, 8, 4, ALIGN_LEFT, false },
};

static int
journal_load(struct app *app, struct rows *r, struct error *err)
{
	struct item_row *rows;
	size_t n;
	if (read_journal(app->store, r->about, 0, 0, r->limit, r->arena, &rows, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		*rows_add(r) = (struct row){ .id = rows[i].id, .case_id = rows[i].case_id, .item = rows[i].id,
			.style = rows[i].undone_by ? ROLE_MUTED : ROLE_TEXT, .cell = {
			rows_when(r->arena, rows[i].at, app->v.now), rows[i].author, rows_number(r->arena, rows[i].case_number),
			rows[i].words, rows[i].undone_by ? _("undone") : "" } };
	r->more = n == r->limit;
	return 0;
}

static void
journal_detail(struct app *app, struct rows *r, const struct row *row, struct pane p)
{
	struct arena *a = arena_new();
	char **changes;
	(void)r;
	if (read_changes(app->store, row->id, a, &changes, NULL) == 0)
		for (int y = 0; *changes && y < p.height; changes++)
			canvas_put(p, 1, y++, ROLE_MUTED, *changes);
	arena_free(a);
}

ROWS_SCREEN(journal, N_("Journal"), "open,undo-action,back,help");
static const struct rows_kind journal_kind = { &journal_screen, journal_columns, 5, 1u << AREA_CASE, journal_load,
	journal_detail, 5 };

void
journal_open(struct app *app, int64_t case_id)
{
	rows_open(app, &journal_kind, NULL, case_id);
}

/* -- search ------------------------------------------------------------------------------------------------------- */

static const struct list_column search_columns[] = {
	{ N_("WHEN"), 10, 10, 2, ALIGN_LEFT, false }, { N_("CASE"), 6, 6, 3, ALIGN_RIGHT, false },
	{ N_("CH"), 2, 2, 4, ALIGN_LEFT, false }, { N_("WHO"), 10, 20, 1, ALIGN_LEFT, false },
	{ N_("TEXT"), 20, 40, 0, ALIGN_LEFT, true },
};

/* Where a word of folded letters begins in a text, at the beginning of a word; *len = bytes of it.  -1 = nowhere. */
static ptrdiff_t
hit_in(const char *text, const char *word, size_t *len)
{
	size_t n = strlen(text), need = strlen(word);
	bool inside = false;
	uint32_t cp;
	for (size_t i = 0; i < n;) {
		size_t step = utf8_next(text + i, n - i, &cp), end = i;
		bool letter = cp >= 0x80 || (cp < 0x80 && isalnum((int)cp));
		if (letter && !inside) {
			struct buf folded = BUF_INIT;
			while (end < n && folded.len < need) {
				end += utf8_next(text + end, n - end, &cp);
				buf_truncate(&folded, 0);
				utf8_fold(&folded, text + i, end - i);
			}
			bool same = folded.len >= need && !memcmp(folded.data, word, need);
			buf_free(&folded);
			if (same) {
				*len = end - i;
				return (ptrdiff_t)i;
			}
		}
		inside = letter;
		i += step ? step : 1;
	}
	return -1;
}

/* The first typed word that is in the text: fields and operators are none. */
static ptrdiff_t
find_hit(const char *text, const char *typed, struct arena *a, size_t *len)
{
	size_t n;
	char **words = str_split(a, typed, " ", &n);
	for (size_t i = 0; i < n; i++) {
		char *word = utf8_fold_str(a, words[i] + strspn(words[i], "\"(-"));
		word[strcspn(word, "\")*")] = '\0';
		ptrdiff_t at = strlen(word) && !strchr(word, ':') ? hit_in(text, word, len) : -1;
		if (at >= 0)
			return at;
	}
	return -1;
}

/* Subject and text; what was searched for is within sight (at most so far from the left), and marked. */
static void
found_words(const struct item_row *it, const char *typed, int lead, struct arena *a, struct row *row)
{
	const char *subject = it->subject ? it->subject : "", *text = it->snippet ? it->snippet : "";
	size_t len = 0;
	bool both = *subject && *text && find_hit(subject, typed, a, &len) < 0;
	char *line = !*subject || !*text ? arena_str(a, *subject ? subject : text)
		: arena_printf(a, "%s | %s", both ? text : subject, both ? subject : text);
	ptrdiff_t at = find_hit(line, typed, a, &len);
	if (at > lead) {
		ptrdiff_t from = at - lead;
		while (from < at && line[from - 1] != ' ')
			from++;
		line = arena_printf(a, "…%s", line + from);
		at = at - from + (ptrdiff_t)strlen("…");
	}
	row->cell[4] = line;
	if (at >= 0) {
		row->hit = (size_t)at;
		row->hit_len = len;
	}
}

static int
search_load(struct app *app, struct rows *r, struct error *err)
{
	struct query_context ctx = { .now = app->v.now, .last_is_prefix = true };
	struct query *q;
	struct item_row *rows;
	size_t n;
	bool cut;
	r->empty = *r->text ? _("nothing matches") : _("type to search all that was ever said");
	if (!*r->text)
		return 0;
	struct error mine = ERROR_INIT;
	if (query_parse(r->text, &ctx, r->arena, &q, NULL, &mine) < 0) {
		r->empty = arena_str(r->arena, mine.text);
		return 0;
	}
	store_budget(app->store, r->patient ? PATIENT_MS : SEARCH_MS);
	int rc = read_search(app->store, q, app->v.who.agent, NULL, r->limit, r->arena, &rows, &n, &r->more, &cut, err);
	store_budget(app->store, 0);
	if (rc < 0 && err->code == ERR_BUSY) {
		error_clear(err);
		return 1;
	}
	if (rc < 0)
		return -1;
	r->again = cut && !r->patient;
	for (size_t i = 0; i < n; i++) {
		const struct item_row *it = &rows[i];
		bool ours = it->row == ROW_NOTE || (it->row == ROW_CONTACT && it->direction == DIRECTION_OUT);
		const char *who = ours ? it->author : it->from.name && *it->from.name ? it->from.name
			: it->from.address;
		struct row *row = rows_add(r);
		*row = (struct row){ .id = it->id, .case_id = it->case_id, .item = it->id, .style = ROLE_TEXT, .cell = {
			rows_when(r->arena, it->at, app->v.now), rows_number(r->arena, it->case_number),
			it->row == ROW_NOTE ? "--" : channel_code(it->channel), who ? who : "?" } };
		found_words(it, r->text, term_width(app->term) / 3, r->arena, row);
	}
	return 0;
}

ROWS_SCREEN(search, N_("Search"), "open,reply,search-all,back,help");
static const struct rows_kind search_kind = { &search_screen, search_columns, 5, 0, search_load, NULL, 0 };

static void
search_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (!text && app_top(app)->ops == &search_screen)
		app_pop(app);
}

void
search_open(struct app *app, const char *text)
{
	if (app_top(app)->ops != &search_screen)
		rows_open(app, &search_kind, text, 0);
	else if (str_empty(text))
		text = ((struct rows *)app_top(app)->state)->text;
	app_prompt(app, _("search: "), text, search_done, NULL);
	app_prompt_live(app, rows_filter);
	app->prompt_rows = true;
	lineedit_set_complete(app->prompt, NULL, NULL);
}

void
search_show(struct app *app, const char *text)
{
	rows_open(app, &search_kind, text, 0);
	app_say(app, MESSAGE_INFO, _("no '%s' there; this is all that was ever said"), text);
}

/* -- accounts ------------------------------------------------------------------------------------------------------ */

static const struct list_column accounts_columns[] = {
	{ N_("ACCOUNT"), 10, 16, 0, ALIGN_LEFT, false }, { N_("CH"), 2, 2, 3, ALIGN_LEFT, false },
	{ N_("STATE"), 8, 8, 1, ALIGN_LEFT, false }, { N_("LAST"), 5, 10, 2, ALIGN_LEFT, false },
	{ N_("WORDS"), 20, 40, 0, ALIGN_LEFT, true },
};

/* What it does, or else who we are there. */
static const char *
account_line(const struct account_row *row, int64_t now, struct arena *a)
{
	const char *words = account_words(row, now, a);
	return *words ? words : row->address;
}

static int
accounts_load(struct app *app, struct rows *r, struct error *err)
{
	struct account_row *rows;
	struct problem_row *problems;
	size_t n;
	if (read_accounts(app->store, false, r->arena, &rows, &n, err) < 0)
		return -1;
	r->empty = _("no accounts yet: run `sportello account add`");
	for (size_t i = 0; i < n; i++)
		*rows_add(r) = (struct row){ .id = rows[i].id, .style = rows[i].error ? ROLE_ERROR : rows[i].active
			? ROLE_TEXT : ROLE_MUTED, .cell = { rows[i].name, channel_code(rows[i].speaks_as),
			rows[i].active ? rows[i].state : _("removed"), rows_when(r->arena, rows[i].pulled_at, app->v.now),
			account_line(&rows[i], app->v.now, r->arena) } };
	if (read_problems(app->store, 200, r->arena, &problems, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		*rows_add(r) = (struct row){ .id = -1 - (int64_t)i, .style = ROLE_WARNING, .cell = { problems[i].account, "",
			problems[i].kind, rows_when(r->arena, problems[i].at, app->v.now), arena_printf(r->arena, "%s%s%s",
			problems[i].file, problems[i].words ? ": " : "", problems[i].words ? problems[i].words : "") } };
	return 0;
}

ROWS_SCREEN(accounts, N_("Accounts and files that could not be read"), "sync,back,help");
static const struct rows_kind accounts_kind = { &accounts_screen, accounts_columns, 5, 1u << AREA_ACCOUNT, accounts_load,
	NULL, 0 };

void
accounts_open(struct app *app)
{
	rows_open(app, &accounts_kind, NULL, 0);
}

/* -- people ------------------------------------------------------------------------------------------------------- */

static const struct list_column people_columns[] = {
	{ N_("CUSTOMER"), 12, 24, 0, ALIGN_LEFT, false }, { N_("CH"), 5, 11, 3, ALIGN_LEFT, false },
	{ N_("OPEN"), 4, 4, 2, ALIGN_RIGHT, false }, { N_("CASES"), 5, 5, 5, ALIGN_RIGHT, false },
	{ N_("LAST"), 10, 10, 4, ALIGN_LEFT, false }, { N_("ADDRESSES, OR WHAT FITS"), 16, 40, 0, ALIGN_LEFT, true },
};

/* "ma wa vo": each channel once, in the order of the last contact. */
static char *
channels_of(const struct customer_row *c, struct arena *a)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < c->identity_count; i++) {
		const char *code = channel_code(c->identities[i].kind);
		if (!strstr(b.data, code))
			buf_addf(&b, "%s%s", b.len ? " " : "", code);
	}
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

/* What fitted, unless it is the name that stands there already. */
static const char *
why_found(const struct customer_row *c, struct arena *a)
{
	if (c->matched && !str_eq(c->matched, c->name))
		return c->matched;
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < c->identity_count; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", c->identities[i].address);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

static int
people_load(struct app *app, struct rows *r, struct error *err)
{
	struct customer_row *rows;
	size_t n;
	bool cut;
	store_budget(app->store, r->patient ? PATIENT_MS : SEARCH_MS);
	int rc = read_find(app->store, r->text, r->limit, r->arena, &rows, &n, &cut, err);
	store_budget(app->store, 0);
	if (rc < 0 && err->code == ERR_BUSY) {
		error_clear(err);
		return 1;
	}
	if (rc < 0)
		return -1;
	r->empty = *r->text ? _("nobody fits") : NULL;
	for (size_t i = 0; i < n; i++)
		*rows_add(r) = (struct row){ .id = rows[i].id, .style = rows[i].vip ? ROLE_UNREAD : ROLE_TEXT,
			.command = arena_printf(r->arena, "filter customer:%lld", (long long)rows[i].id), .cell = { rows[i].name,
			channels_of(&rows[i], r->arena), arena_printf(r->arena, "%d", rows[i].open_cases),
			arena_printf(r->arena, "%d", rows[i].cases), rows_when(r->arena, rows[i].last_at, app->v.now),
			why_found(&rows[i], r->arena) } };
	r->again = cut && !r->patient;
	r->more = n == r->limit;
	return 0;
}

ROWS_SCREEN(people, N_("Customers"), "open,card=person,people-find,history,merge=merge-customers,back,help");
static const struct rows_kind people_kind = { &people_screen, people_columns, 6, 1u << AREA_CUSTOMER, people_load, NULL, 0 };

/* Enter goes to the one under the cursor; Tab leaves the typing and stays, for other keys; Esc takes it back. */
static void
people_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (app_top(app)->ops != &people_screen)
		return;
	if (!text)
		rows_filter(app, "");
	else if (*text && !app->prompt_tab)
		rows_open_current(app);
}

int64_t
rows_customer(struct app *app)
{
	const struct row *row = app_top(app)->ops == &people_screen ? rows_current(app_top(app)->state) : NULL;
	return row ? row->id : 0;
}

void
people_open(struct app *app, const char *find)
{
	if (app_top(app)->ops != &people_screen)
		rows_open(app, &people_kind, NULL, 0);
	if (!find)
		return;
	app_prompt(app, _("customer: "), find, people_done, NULL);
	app_prompt_live(app, rows_filter);
	app->prompt_rows = true;
	if (*find)
		rows_filter(app, find);
}

/* -- drafts -------------------------------------------------------------------------------------------------------- */

static const struct list_column drafts_columns[] = {
	{ N_("WHEN"), 10, 10, 3, ALIGN_LEFT, false }, { N_("KIND"), 7, 7, 1, ALIGN_LEFT, false },
	{ N_("CASE"), 6, 6, 1, ALIGN_RIGHT, false }, { N_("TO"), 12, 20, 2, ALIGN_LEFT, false },
	{ N_("TEXT"), 20, 40, 0, ALIGN_LEFT, true },
};

/* To whom: the first line of what was typed, else the case's customer. */
static const char *
draft_to(const struct draft *d, const struct case_row *c, struct arena *a)
{
	const char *line = d->recipients ? d->recipients : "";
	if (str_eq(d->kind, "note"))
		return _("internal");
	if (str_eq(d->kind, "contact") && *line)
		return line;
	if (str_starts(line, "To: "))
		line += strlen("To: ");
	return *line ? arena_strn(a, line, strcspn(line, "\n")) : c->number ? c->customer_name : "";
}

static int
drafts_load(struct app *app, struct rows *r, struct error *err)
{
	struct draft *rows;
	size_t n;
	if (draft_list(app->store, app->v.who.agent, 0, r->arena, &rows, &n, err) < 0)
		return -1;
	r->empty = _("no drafts: what you write is kept here until it is sent");
	for (size_t i = 0; i < n; i++) {
		const struct draft *d = &rows[i];
		struct case_row c = { .number = 0 };
		if (d->case_id)
			(void)read_case(app->store, d->case_id, app->v.who.agent, r->arena, &c, NULL);
		/* an answer's subject says nothing */
		const char *subject = d->case_id || str_empty(d->subject) ? "" : arena_printf(r->arena, "%s | ", d->subject);
		*rows_add(r) = (struct row){ .id = d->id, .case_id = d->case_id, .style = ROLE_TEXT,
			.command = arena_printf(r->arena, "draft %lld", (long long)d->id), .cell = {
			rows_when(r->arena, d->updated_at, app->v.now), d->kind, rows_number(r->arena, c.number),
			draft_to(d, &c, r->arena), arena_printf(r->arena, "%s%s", subject, d->body ? d->body : "") } };
	}
	return 0;
}

ROWS_SCREEN(drafts, N_("Drafts"), "go on=open,throw away=drop,back,help");
static const struct rows_kind drafts_kind = { &drafts_screen, drafts_columns, 5, 1u << AREA_DRAFT, drafts_load, NULL, 0 };

void
drafts_drop(struct app *app)
{
	const struct row *row = rows_current(app_top(app)->state);
	if (row)
		undo_toss(app, row->id);
}

void
drafts_open(struct app *app)
{
	rows_open(app, &drafts_kind, NULL, 0);
}
