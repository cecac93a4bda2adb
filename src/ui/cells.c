/*
 * cells.c - the columns of the list of cases: which there are, what stands in them, and how wide they are by what
 * stands in them.
 *
 * A column that is empty in all rows takes no room; the subject keeps LIST_SUBJECT_MIN columns as long as others can
 * give way.  Widths are found when rows are read, never while one scrolls: columns do not move under the eye.
 */
#include "cases.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "clocks.h"
#include "mood.h"

enum { MEASURED_ROWS = 100, MEASURED_MAX = 60, CUSTOMER_MIN = 9, CUSTOMER_MAX = 24, SUBJECT_SHORT = 12, SUBJECT_GOOD = 36,
	TWO_LINES = 70, OWNER_GOOD = 6, TAGS_GOOD = 7, ROOMY = 110, WIDE = 1000 };

struct cell_kind {
	const char *name, *title;
	int least, most;
	int gives;		/* the highest gives way first, 0 never */
	bool asked;		/* only where the configuration asks for it */
	enum align align;
};

static const struct cell_kind kinds[CELL_COUNT] = {
	[CELL_FLAGS] = { "flags", " !", 1, 4, 0, false, ALIGN_LEFT },
	[CELL_CASE] = { "case", N_("CASE"), 3, 20, 0, false, ALIGN_RIGHT },
	[CELL_DUE] = { "due", N_("DUE"), 4, 5, 0, false, ALIGN_RIGHT },
	[CELL_CHANNEL] = { "channel", N_("CH"), 2, 2, 3, false, ALIGN_LEFT },
	[CELL_CUSTOMER] = { "customer", N_("CUSTOMER"), CUSTOMER_MIN, CUSTOMER_MAX, 0, false, ALIGN_LEFT },
	[CELL_SIBLINGS] = { "more", "+", 2, 3, 4, false, ALIGN_LEFT },
	[CELL_SUBJECT] = { "subject", N_("SUBJECT"), SUBJECT_SHORT, WIDE, 0, false, ALIGN_LEFT },
	[CELL_NEXT] = { "next", N_("NEXT STEP"), 12, 30, 6, false, ALIGN_LEFT },
	[CELL_OWNER] = { "owner", N_("OWN"), 3, 10, 7, false, ALIGN_LEFT },
	[CELL_TEAM] = { "team", N_("TEAM"), 4, 10, 7, true, ALIGN_LEFT },
	[CELL_STATUS] = { "status", N_("STATUS"), 6, 9, 7, true, ALIGN_LEFT },
	[CELL_TAGS] = { "tags", N_("TAGS"), 4, 24, 8, false, ALIGN_LEFT },
	[CELL_INTENT] = { "intent", N_("ABOUT"), 6, 16, 8, true, ALIGN_LEFT },
	[CELL_MESSAGES] = { "messages", N_("MSG"), 3, 5, 9, true, ALIGN_RIGHT },
	[CELL_OPENED] = { "opened", N_("OPENED"), 4, 6, 8, true, ALIGN_RIGHT },
	[CELL_AGE] = { "age", N_("AGE"), 4, 4, 5, false, ALIGN_RIGHT },
	[CELL_WHO] = { "", "", 1, WIDE, 0, true, ALIGN_LEFT },
	[CELL_REST] = { "", "", 1, WIDE, 0, true, ALIGN_LEFT },
};

/* -- what stands in a cell ------------------------------------------------------------------------------------- */

const char *
channel_code(const char *channel)
{
	if (str_eq(channel, "visit") || str_eq(channel, "letter"))
		return *channel == 'v' ? "vi" : "le";
	/* an identity may be a number without saying who rang */
	if (str_eq(channel, "phone"))
		channel = "voice";
	const struct channel_info *i = channel ? channel_info_find(channel) : NULL;
	return i ? i->code : "--";
}

/* A screen has a thousand cells: no format is parsed for words that are there.  What is cut is cut by bytes, as by
 * snprintf(); what comes after what, one behind the other. */
static void
put(char *out, size_t room, size_t *used, const char *s)
{
	while (*s && *used + 1 < room)
		out[(*used)++] = *s++;
	out[*used] = '\0';
}

static void
put_only(char *out, size_t room, const char *s)
{
	size_t used = 0;
	put(out, room, &used, s);
}

/* Who it is; of an incident, how many cases stand behind its line. */
static void
customer_words(const struct case_row *r, char *out, size_t room)
{
	if (r->heads)
		snprintf(out, room, ngettext_("+%d case", "+%d cases", r->members), r->members);
	else
		put_only(out, room, r->customer_name ? r->customer_name : "");
}

static void
flags_words(const struct case_row *r, char *out, size_t room)
{
	char mark = r->problem ? 'X' : r->claimed ? '+' : r->status == STATUS_SNOOZED ? 'z' : r->unread ? '*'
		: r->has_draft ? 'd' : ' ';
	bool angry = r->has_mood && r->mood <= MOOD_ANGRY && r->status != STATUS_RESOLVED;
	snprintf(out, room, "%c%s%s", mark, angry ? "A" : "",
		r->priority == PRIORITY_URGENT ? "!!" : r->priority == PRIORITY_HIGH ? "!" : "");
}

static void
due_words(const struct case_row *r, int64_t now, char *out, size_t room)
{
	char span[8];
	const char *clock = "";
	if (r->status == STATUS_SNOOZED && r->snoozed_until)
		clock_short_span(span, r->snoozed_until - now);
	else if (r->due_at)
		clock_short_span(span, r->due_at - now);
	else
		snprintf(span, sizeof span, "%s", r->status == STATUS_RESOLVED ? "done" : r->policy && r->paused ? "||" : "");
	/* which of its policy's promises that is; they may be several */
	if (r->policy && (r->due_at || r->paused) && r->status != STATUS_SNOOZED)
		clock = clock_kind_name(r->due_kind);
	snprintf(out, room, "%.1s%s", clock, span);
}

/* The reply window of a case that waits, from four hours before it closes. */
static void
window_words(const struct case_row *r, int64_t now, char out[32])
{
	char span[8];
	out[0] = '\0';
	if (!r->window_until || !r->waiting_since || r->window_until - now > 4 * MS_HOUR)
		return;
	clock_short_span(span, r->window_until - now);
	if (r->window_until > now)
		snprintf(out, 32, _("window %s: "), span);
	else
		snprintf(out, 32, "%s", _("window closed: "));
}

static void
subject_words(const struct case_row *r, int64_t now, char *out, size_t room)
{
	char window[32], span[8];
	window_words(r, now, window);
	/* what is promised and over is said even where there is no column for it */
	bool over = r->next_step && r->next_by && r->next_by <= now && !r->callback_at;
	if (over)
		clock_short_span(span, r->next_by - now);
	const char *const parts[] = { window, r->late ? _("late: ") : "", over ? r->promised ? _("promised ") : _("next ") : "",
		over ? span : "", over ? ": " : r->callback_at ? _("call: ") : r->status == STATUS_NEW ? ""
		: r->waits_on ? _("waits: ") : "", r->subject ? r->subject : _("(no subject)"),
		r->escalation ? _(" [escalated]") : "" };
	size_t used = 0;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		put(out, room, &used, parts[i]);
}

/* What happens next and by when: "2d send a new one", "-3h call back", "waits DHL". */
static unsigned
next_words(const struct case_row *r, int64_t now, unsigned style, char *out, size_t room)
{
	int64_t by = r->callback_at ? r->callback_at : r->next_step ? r->next_by : r->waits_on ? r->waits_until : 0;
	char span[8] = "";
	out[0] = '\0';
	if (!r->callback_at && !r->next_step && !r->waits_on)
		return style;
	if (by)
		clock_short_span(span, by - now);
	snprintf(out, room, "%s%s%s%s", span, *span ? " " : "", r->callback_at ? _("call back") : r->next_step ? r->next_step
		: _("waits on "), !r->callback_at && !r->next_step ? r->waits_on : "");
	return by && by <= now ? ROLE_OVERDUE : by && by - now < MS_HOUR ? ROLE_DUE : style;
}

/* As many tags as there is room for, then how many more: "ship +2". */
static void
tags_words(const char *tags, int width, char *out, size_t room)
{
	size_t left = 0, used = 0;
	char more[32] = "";
	for (const char *t = tags; *t; t++)
		left += t == tags || t[-1] == ' ';
	put_only(out, room, tags);
	if (!*out || canvas_columns(out) <= width)
		return;
	out[0] = '\0';
	while (left > 0) {
		size_t len = strcspn(tags, " ");
		char one[160];
		left--;
		more[0] = '\0';
		if (left)
			snprintf(more, sizeof more, " +%zu", left);
		snprintf(one, sizeof one, "%s%.*s", used ? " " : "", (int)(len > 150 ? 150 : len), tags);
		if (canvas_columns(out) + canvas_columns(one) + (int)strlen(more) > width || used + strlen(one) + 16 > room) {
			snprintf(more, sizeof more, " +%zu", left + 1);
			break;
		}
		memcpy(out + used, one, strlen(one) + 1);
		used += strlen(one);
		tags += len + (tags[len] == ' ');
	}
	if (used)
		snprintf(out + used, room - used, "%s", more);
	else		/* not even one: as far as it goes */
		snprintf(out, room, "%s", tags);
}

static void
age_words(const struct cases *c, const struct case_row *r, char *out, size_t room)
{
	char span[8];
	int64_t since = c->sort != SORT_RECENT && r->waiting_since ? r->waiting_since : r->updated_at;
	clock_short_age(span, since, c->app->v.now);
	put_only(out, room, span);
}

/* -- the row in words, for those who hear or feel it: who and what first, times last ------------------------------ */

enum { AGE_ROOM = 14, BRAILLE = 70 };

/* On a short line what is due is more than how old it is. */
static int
age_room(const struct cases *c)
{
	return c->line_width >= BRAILLE ? AGE_ROOM : 0;
}

static void
say(struct buf *b, int room, const char *label, const char *value)
{
	char words[CASES_CELL_BYTES + 60];
	snprintf(words, sizeof words, "%s%s%s", label ? label : "", label ? ": " : "", value);
	if (canvas_columns(b->data) + canvas_columns(words) + 2 <= room)
		buf_addf(b, "%s%s", b->len ? ", " : "", words);
}

/* "due in: 3h", "overdue: 12h", "snoozed for: 2d". */
static void
say_due(const struct case_row *r, int64_t now, int room, struct buf *b)
{
	char span[8];
	bool snoozed = r->status == STATUS_SNOOZED && r->snoozed_until, over = r->due_at && r->due_at <= now;
	if (!snoozed && !r->due_at)
		return;
	clock_short_span(span, snoozed ? r->snoozed_until - now : over ? now - r->due_at : r->due_at - now);
	say(b, room, snoozed ? _("snoozed for") : over ? _("overdue") : _("due in"), span);
}

static void
who_words(const struct case_row *r, char *out, size_t room)
{
	char who[CASES_CELL_BYTES - 24];	/* the number stands before it */
	customer_words(r, who, sizeof who);
	snprintf(out, room, "#%lld %s", (long long)r->number, who);
}

/* A braille line has forty cells: what presses is on it, too. */
static int
subject_least(const struct cases *c)
{
	return c->line_width >= BRAILLE ? LIST_SUBJECT_MIN : SUBJECT_SHORT;
}

/* As much as there is room for beside who it is and the beginning of what it is about. */
static void
rest_words(const struct cases *c, const struct case_row *r, char *out, size_t size)
{
	char text[CASES_CELL_BYTES];
	int64_t now = c->app->v.now;
	struct buf b = BUF_INIT;
	subject_words(r, now, text, sizeof text);
	int subject = canvas_columns(text), room = c->line_width - age_room(c);
	who_words(r, text, sizeof text);
	room -= canvas_columns(text) + (subject < subject_least(c) ? subject : subject_least(c)) + 4;
	if (r->problem)
		say(&b, room, NULL, _("went wrong"));
	say_due(r, now, room, &b);
	if (r->priority >= PRIORITY_HIGH)
		say(&b, room, NULL, r->priority == PRIORITY_URGENT ? _("urgent") : _("high"));
	if (r->has_mood && r->mood <= MOOD_ANGRY)
		say(&b, room, NULL, _("angry"));
	if (r->unread)
		say(&b, room, NULL, _("unread"));
	if (r->has_draft)
		say(&b, room, NULL, _("draft"));
	(void)next_words(r, now, 0, text, sizeof text);
	if (*text)
		say(&b, room, _("next step"), text);
	if (r->assignee || r->team)
		say(&b, room, _("owner"), r->assignee ? r->assignee : r->team);
	say(&b, room, _("channel"), r->channels);
	if (*r->tags)
		say(&b, room, _("tags"), r->tags);
	snprintf(out, size, "%s", b.data);
	buf_free(&b);
}

static void
cut_subject(const struct cases *c, const struct case_row *r, char *out, size_t size)
{
	char rest[CASES_CELL_BYTES], who[CASES_CELL_BYTES];
	rest_words(c, r, rest, sizeof rest);
	who_words(r, who, sizeof who);
	subject_words(r, c->app->v.now, out, size);
	int room = c->line_width - age_room(c) - canvas_columns(rest) - canvas_columns(who) - 4;
	out[utf8_fit(out, strlen(out), room > subject_least(c) ? room : subject_least(c), NULL)] = '\0';
}

static unsigned
due_style(const struct case_row *r, int64_t now, unsigned style)
{
	if (!r->due_at)
		return style;
	bool soon = r->policy ? r->warned_at == r->due_at : r->due_at - now < MS_HOUR;
	return r->due_at <= now ? ROLE_OVERDUE : soon ? ROLE_DUE : style;
}

/* The words of a cell that is so many columns wide; its style. */
static unsigned
words(const struct cases *c, const struct case_row *r, enum case_cell kind, int width, unsigned style, char *t, size_t room)
{
	int64_t now = c->app->v.now;
	char first[24];
	t[0] = '\0';
	switch (kind) {
	case CELL_FLAGS:
		flags_words(r, t, room);
		if (r->id == c->held)	/* it has left the view */
			t[0] = '-';
		return (r->problem || r->priority == PRIORITY_URGENT) && STYLE_ROLE(style) != ROLE_ALERT ? ROLE_WARNING : style;
	case CELL_CASE: snprintf(t, room, "#%lld", (long long)r->number); break;
	case CELL_DUE:
		due_words(r, now, t, room);
		return due_style(r, now, style);
	case CELL_CHANNEL:
		snprintf(first, sizeof first, "%.*s", (int)strcspn(r->channels, " "), r->channels);
		put_only(t, room, channel_code(first));
		return r->audience >= AUDIENCE_UNLISTED ? ROLE_PUBLIC : style;
	case CELL_CUSTOMER: customer_words(r, t, room); break;
	case CELL_SIBLINGS:
		if (r->siblings)
			snprintf(t, room, "+%d", r->siblings > 99 ? 99 : r->siblings);
		break;
	case CELL_SUBJECT:
		if (c->app->linear && width < WIDE)
			cut_subject(c, r, t, room);
		else
			subject_words(r, now, t, room);
		break;
	case CELL_NEXT: return next_words(r, now, style, t, room);
	case CELL_OWNER:
		put_only(t, room, r->assignee ? r->assignee : r->claimed ? r->claimed : r->team ? r->team : "---");
		return r->claimed ? ROLE_MUTED : style;
	case CELL_TEAM: snprintf(t, room, "%s", r->team ? r->team : ""); break;
	case CELL_STATUS: snprintf(t, room, "%s", status_name(r->status)); break;
	case CELL_TAGS:
		tags_words(r->tags, width, t, room);
		return ROLE_TAG;
	case CELL_INTENT: snprintf(t, room, "%s", r->intent ? r->intent : ""); break;
	case CELL_MESSAGES: snprintf(t, room, "%d", r->messages); break;
	case CELL_OPENED: clock_short_age(t, r->opened_at, now); break;
	case CELL_AGE: age_words(c, r, t, room); break;
	case CELL_WHO: who_words(r, t, room); break;
	case CELL_REST: rest_words(c, r, t, room); break;
	case CELL_COUNT: break;
	}
	return style;
}

void
cases_cell(void *ctx, size_t row, int column, struct list_cell *out)
{
	struct cases *c = ctx;
	const struct cases_column *k = &c->columns[column];
	out->style = words(c, &c->rows[row], k->kind, k->width, out->style, c->cell[column], sizeof c->cell[column]);
	out->text = c->cell[column];
}

/* The second line of a row: what it is about, its tags, what comes next. */
void
cases_below(void *ctx, size_t row, struct list_cell *out)
{
	struct cases *c = ctx;
	const struct case_row *r = &c->rows[row];
	char next[CASES_CELL_BYTES];
	struct buf b = BUF_INIT;
	subject_words(r, c->app->v.now, c->below, sizeof c->below);
	(void)next_words(r, c->app->v.now, 0, next, sizeof next);
	buf_adds(&b, c->below);
	if (*r->tags)
		buf_addf(&b, " [%s]", r->tags);
	if (*next)
		buf_addf(&b, " - %s", next);
	snprintf(c->below, sizeof c->below, "%s", b.data);
	buf_free(&b);
	out->text = c->below;
}

/* -- how wide --------------------------------------------------------------------------------------------------- */

/* Columns that so many of a hundred rows need at most. */
static int
measure(struct cases *c, enum case_cell kind, size_t percent)
{
	size_t seen[MEASURED_MAX + 1] = { 0 }, sum = 0, from = list_top_row(c->list), n;
	char text[CASES_CELL_BYTES];
	int w = 0;
	from = from < c->n ? from : 0;
	n = c->n - from < MEASURED_ROWS ? c->n - from : MEASURED_ROWS;
	for (size_t i = 0; i < n; i++) {
		(void)words(c, &c->rows[from + i], kind, WIDE, ROLE_TEXT, text, sizeof text);
		w = canvas_columns(text);
		if (kind == CELL_FLAGS)
			for (w = (int)strlen(text); w > 0 && text[w - 1] == ' ';)
				w--;
		seen[w > MEASURED_MAX ? MEASURED_MAX : w]++;
	}
	for (w = 0; w < MEASURED_MAX && (sum += seen[w]) * 100 < n * percent; w++)
		continue;
	return n ? w : 0;
}

/* Case numbers are never cut: agents read them out on the telephone. */
static int
number_columns(const struct cases *c)
{
	int64_t highest = 0;
	int digits = 1;
	for (size_t i = 0; i < c->n; i++)
		highest = c->rows[i].number > highest ? c->rows[i].number : highest;
	for (; highest; highest /= 10)
		digits++;
	return digits;
}

static int
clamp(int value, int least, int most)
{
	return value < least ? least : value > most ? most : value;
}

/* Does every case of the view belong to the same people, by its query? */
static bool
names_owner(const struct query *q)
{
	if (!q || q->op == QUERY_OR || q->op == QUERY_NOT || q->op == QUERY_ALL)
		return false;
	if (q->op == QUERY_TERM)
		return q->field == QUERY_ASSIGNED || (q->field == QUERY_IS && (str_ieq(q->text, "mine") ||
			str_ieq(q->text, "unassigned")));
	for (size_t i = 0; i < q->kid_count; i++)
		if (names_owner(q->kids[i]))
			return true;
	return false;
}

static void
measure_all(struct cases *c)
{
	for (int k = 0; k < CELL_WHO; k++)
		c->natural[k] = measure(c, (enum case_cell)k, k == CELL_SUBJECT ? 80
			: k == CELL_CUSTOMER ? 90 : 100);
	c->natural[CELL_CASE] = number_columns(c);
	/* a column of few words is worth no room that subjects need */
	c->next_rare = !measure(c, CELL_NEXT, 60);
	c->measured = true;
}

static int
find_kind(const char *name, size_t len)
{
	for (int k = 0; k < CELL_COUNT; k++)
		if (strlen(kinds[k].name) == len && !strncmp(kinds[k].name, name, len))
			return k;
	return -1;
}

/* "case, customer:20, subject": what the configuration asks for, each once. */
static size_t
asked_columns(const char *spec, struct cases_column *out)
{
	size_t n = 0;
	while (*spec) {
		size_t len;
		int kind, width = 0;
		spec += strspn(spec, " ,\t");
		len = strcspn(spec, ":, \t");
		kind = find_kind(spec, len);
		spec += len;
		if (*spec == ':')
			for (spec++; *spec >= '0' && *spec <= '9'; spec++)
				width = width < WIDE ? width * 10 + *spec - '0' : width;
		spec += strcspn(spec, ",");
		for (size_t i = 0; i < n; i++)
			kind = (int)out[i].kind == kind ? -1 : kind;
		if (kind >= 0)
			out[n++] = (struct cases_column){ (enum case_cell)kind, width, width > 0 };
	}
	return n;
}

/* The title of the column that the rows are in order of says so. */
static void
title_of(const struct cases *c, const struct cases_column *k, char *out, size_t room)
{
	static const enum case_cell sorted[SORT_COUNT] = { [SORT_DUE] = CELL_DUE, [SORT_WAITING] = CELL_AGE,
		[SORT_RECENT] = CELL_AGE, [SORT_PRIORITY] = CELL_FLAGS };
	const char *title = k->kind == CELL_AGE && c->sort == SORT_WAITING ? N_("WAIT") : kinds[k->kind].title;
	const char *said = k->kind == CELL_FLAGS ? k->width > 1 ? title : "" : k->kind == CELL_SIBLINGS ? title : _(title);
	if (k->kind == CELL_CASE && canvas_columns(said) > k->width)
		said = "#";
	bool mark = sorted[c->sort] == k->kind && canvas_columns(said) < k->width;
	snprintf(out, room, "%s%s", said, mark ? c->reverse ? "v" : "^" : "");
}

static int
total_of(const struct cases *c)
{
	int sum = c->column_count ? (int)c->column_count - 1 : 0;
	for (size_t i = 0; i < c->column_count; i++)
		sum += c->columns[i].width;
	return sum;
}

static struct cases_column *
column_of(struct cases *c, enum case_cell kind)
{
	for (size_t i = 0; i < c->column_count; i++)
		if (c->columns[i].kind == kind)
			return &c->columns[i];
	return NULL;
}

/* What a column may have before others have had their share. */
static int
first_width(enum case_cell kind)
{
	switch (kind) {
	case CELL_SUBJECT: return LIST_SUBJECT_MIN;
	case CELL_CUSTOMER: return SUBJECT_SHORT;
	case CELL_NEXT: return kinds[CELL_NEXT].least;
	case CELL_OWNER: return OWNER_GOOD;
	case CELL_TAGS: return TAGS_GOOD;
	default: return kinds[kind].most;
	}
}

static void
choose(struct cases *c, int width, const char *spec)
{
	size_t kept = 0;
	bool own = !c->two && !str_empty(spec) && (c->column_count = asked_columns(spec, c->columns)) > 0;
	if (!own) {
		c->column_count = 0;
		for (int k = 0; k < CELL_COUNT; k++)
			if (!kinds[k].asked && (k != CELL_OWNER || !names_owner(c->query)) &&
			    (!c->two || (k != CELL_SUBJECT && k != CELL_TAGS && k != CELL_NEXT)))
				c->columns[c->column_count++] = (struct cases_column){ (enum case_cell)k, 0, false };
	}
	for (size_t i = 0; i < c->column_count; i++) {
		struct cases_column *k = &c->columns[i];
		bool must = own || k->kind == CELL_SUBJECT || k->kind == CELL_CASE || k->kind == CELL_FLAGS ||
			k->kind == CELL_DUE;
		int least = kinds[k->kind].least, most = first_width(k->kind);
		if (k->kind == CELL_DUE && canvas_columns(_(kinds[CELL_DUE].title)) > least)
			least = most = canvas_columns(_(kinds[CELL_DUE].title));
		if (!must && (!c->natural[k->kind] || (k->kind == CELL_NEXT && c->next_rare && width < ROOMY)))
			continue;
		if (!k->fixed)
			k->width = clamp(c->natural[k->kind], least, most);
		c->columns[kept++] = *k;
	}
	c->column_count = kept;
}

static void
give_way(struct cases *c, int total)
{
	struct cases_column *who;
	while (total_of(c) > total) {
		size_t worst = c->column_count;
		for (size_t i = 0; i < c->column_count; i++)
			if (kinds[c->columns[i].kind].gives && (worst == c->column_count ||
			    kinds[c->columns[i].kind].gives > kinds[c->columns[worst].kind].gives))
				worst = i;
		if (worst == c->column_count)
			break;
		memmove(&c->columns[worst], &c->columns[worst + 1], (c->column_count - worst - 1) * sizeof *c->columns);
		c->column_count--;
	}
	int over = total_of(c) - total;
	if (over > 0 && (who = column_of(c, CELL_CUSTOMER)) != NULL && !who->fixed)
		who->width = who->width - over > CUSTOMER_MIN ? who->width - over : who->width < CUSTOMER_MIN ? who->width
			: CUSTOMER_MIN;
}

static void
grow(struct cases *c, enum case_cell kind, int most, int total)
{
	struct cases_column *k = column_of(c, kind);
	int left = total - total_of(c), to = c->natural[kind] < most ? c->natural[kind] : most;
	if (k && !k->fixed && left > 0 && to > k->width)
		k->width = to - k->width < left ? to : k->width + left;
}

static void
fit_linear(struct cases *c, int width)
{
	static const enum case_cell cells[] = { CELL_WHO, CELL_SUBJECT, CELL_REST, CELL_AGE };
	struct list_column list[4];
	c->line_width = width - 2;
	c->column_count = age_room(c) ? 4 : 3;
	for (size_t i = 0; i < c->column_count; i++) {
		c->columns[i] = (struct cases_column){ cells[i], c->line_width, true };
		list[i] = (struct list_column){ cells[i] == CELL_AGE ? kinds[CELL_AGE].title : "", 1, 1, 0, ALIGN_LEFT, false };
	}
	list_set_columns(c->list, list, (int)c->column_count);
}

/* The columns for a list that is so wide. */
void
cases_fit(struct cases *c, int width, const char *spec)
{
	struct list_column list[CASES_COLUMNS];
	int total = width - 1;
	if (!c->measured)
		measure_all(c);
	else if (c->fitted == (c->app->linear ? -width : width) && c->fitted_spec == spec)
		return;
	c->fitted = c->app->linear ? -width : width;
	c->fitted_spec = spec;
	if (c->app->linear) {
		fit_linear(c, width);
		return;
	}
	c->two = width < TWO_LINES && str_eq(conf_str(c->app->conf, OPT_UI_ROWS), "2");
	list_set_lines(c->list, c->two ? 2 : 1);
	choose(c, width, spec);
	give_way(c, total);
	grow(c, CELL_SUBJECT, SUBJECT_GOOD, total);
	grow(c, CELL_CUSTOMER, width < 60 ? SUBJECT_SHORT : CUSTOMER_MAX, total);
	grow(c, CELL_OWNER, kinds[CELL_OWNER].most, total);
	grow(c, CELL_TAGS, 12, total);
	grow(c, CELL_SUBJECT, MEASURED_MAX, total);
	grow(c, CELL_NEXT, kinds[CELL_NEXT].most, total);
	grow(c, CELL_TAGS, kinds[CELL_TAGS].most, total);
	for (size_t i = 0; i < c->column_count; i++) {
		struct cases_column *k = &c->columns[i];
		title_of(c, k, c->titles[i], sizeof c->titles[i]);
		bool fill = k->kind == (c->two ? CELL_CUSTOMER : CELL_SUBJECT) && !k->fixed;
		list[i] = (struct list_column){ c->titles[i], k->width, k->width, 0, kinds[k->kind].align, fill };
		if (fill)
			list[i].min = list[i].ideal = 1;
	}
	list_set_columns(c->list, list, (int)c->column_count);
}
