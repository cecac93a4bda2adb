/* handover.c - one page about all that an agent holds, and the act that gives it to somebody else. */
#include "verb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

enum { WORDS_BYTES = 160 };

static char *
stamp(int64_t at, struct arena *a)
{
	struct clock_local l;
	clock_to_local(at, &l);
	return arena_printf(a, "%04d-%02d-%02d %02d:%02d", l.year, l.month, l.day, l.hour, l.minute);
}

/* The beginning of a text on one line. */
static char *
one_line(const char *text, struct arena *a)
{
	char *s = utf8_clean_str(a, text ? quote_fresh(text, a) : "", true), *to = s;
	for (const char *p = s; *p; p++)
		if (!strchr(" \n\t", *p) || (to > s && to[-1] != ' '))
			*to++ = strchr(" \n\t", *p) ? ' ' : *p;
	*to = '\0';
	size_t n = strlen(s);
	if (n <= WORDS_BYTES)
		return s;
	for (n = WORDS_BYTES; n && (s[n] & 0xc0) == 0x80;)
		n--;
	return arena_printf(a, "%.*s…", (int)n, s);
}

/* -- the lines of the page --------------------------------------------------------------------------------------- */

/* "  promised: send a new one, by 2026-11-27 10:00 (OVERDUE)" */
static void
add_plan(struct buf *b, const char *label, const char *words, const char *until, int64_t at, int64_t now, struct arena *a)
{
	buf_addf(b, "  %s: %s", label, utf8_clean_str(a, words, false));
	if (at)
		buf_addf(b, ", %s %s%s", until, stamp(at, a), at <= now ? _(" (OVERDUE)") : "");
	buf_addc(b, '\n');
}

static void
add_last(struct buf *b, const struct verb_context *v, int64_t case_id, struct arena *a)
{
	struct timeline_page p = { .case_id = case_id, .limit = 1,
		.parts = TIMELINE_MESSAGES | TIMELINE_NOTES | TIMELINE_BODIES };
	struct item_row *r;
	size_t n;
	bool more;
	if (read_timeline(v->store, &p, a, &r, &n, &more, NULL) < 0 || !n)
		return;
	bool ours = r[0].row == ROW_NOTE || r[0].direction == DIRECTION_OUT;
	const char *who = r[0].row == ROW_NOTE || str_empty(r[0].from.name) ? r[0].author : r[0].from.name;
	if (str_empty(who))
		who = r[0].from.address ? r[0].from.address : "?";
	bool spoken = r[0].kind == KIND_CALL || r[0].row == ROW_CONTACT;
	const char *words = one_line(str_empty(r[0].body) ? r[0].subject : r[0].body, a);
	buf_addf(b, "  %s, %s, %s: %s%s%s\n", r[0].row == ROW_NOTE ? _("last, a note") : ours ? _("last, ours") : _("last"),
		utf8_clean_str(a, who, false), stamp(r[0].at, a), spoken ? contact_line(&r[0], a) : "",
		spoken && *words ? ": " : "", words);
}

static char *
case_section(const struct verb_context *v, const struct case_row *c, struct arena *a)
{
	struct buf b = BUF_INIT;
	char span[8];
	buf_addf(&b, "#%lld %s - %s\n", (long long)c->number, utf8_clean_str(a, c->customer_name, false),
		utf8_clean_str(a, c->subject ? c->subject : "", false));
	if (c->next_step)
		add_plan(&b, c->promised ? _("promised") : _("next"), c->next_step, _("by"), c->next_by, v->now, a);
	if (c->callback_at)
		add_plan(&b, _("call back"), c->callback_to ? c->callback_to : c->customer_name, _("by"), c->callback_at, v->now,
			a);
	if (c->waits_on)
		add_plan(&b, _("waits on"), c->waits_on, _("until"), c->waits_until, 0, a);
	buf_addf(&b, "  %s, %s", status_name(c->status), priority_name(c->priority));
	if (c->status == STATUS_SNOOZED && c->snoozed_until)
		buf_addf(&b, ", %s %s", _("until"), stamp(c->snoozed_until, a));
	if (c->due_at) {
		clock_short_span(span, c->due_at > v->now ? c->due_at - v->now : v->now - c->due_at);
		buf_addf(&b, c->due_at > v->now ? _(", due in %s") : _(", OVERDUE since %s"), span);
	}
	if (c->escalation)
		buf_addf(&b, _(", escalated to %s"), c->escalation);
	if (*c->tags)
		buf_addf(&b, ", +%s", c->tags);
	buf_addc(&b, '\n');
	add_last(&b, v, c->id, a);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

static const char *
box_words(const struct outbox_row *o, struct arena *a)
{
	if (o->state == OUTBOX_QUEUED)
		return arena_printf(a, o->scheduled ? _("scheduled for %s") : _("held until %s"), stamp(o->not_before, a));
	if (o->state == OUTBOX_REVIEW && o->reason)
		return arena_printf(a, _("in review (%s)"), outbox_reason_words(o->reason));
	return arena_printf(a, "%s%s%s", o->state == OUTBOX_FAILED ? _("FAILED") : o->state == OUTBOX_UNKNOWN ? _("UNKNOWN")
		: outbox_state_name(o->state), o->error ? ": " : "", o->error ? o->error : "");
}

/* -- what there is ----------------------------------------------------------------------------------------------- */

static struct handover_item *
add(struct handover *h, size_t *space, struct arena *a)
{
	return VEC_PUSH(a, h->items, h->n, *space);
}

static void
add_draft(struct handover *h, size_t *space, const struct draft *d, int64_t number, const char *where, struct arena *a)
{
	const char *to = str_starts(d->recipients, "To: ") ? d->recipients + 4 : "";
	to = arena_strn(a, to, strcspn(to, "\n"));
	char *words = one_line(d->body, a), *state = arena_printf(a, _("draft: %s"), d->kind);
	*add(h, space, a) = (struct handover_item){ .kind = HELD_DRAFT, .id = d->id, .case_id = d->case_id, .number = number,
		.who = to, .state = state, .what = words, .plan = state,
		.lines = arena_printf(a, "  %s%s%s%s: %s\n", where, state, *to ? ", " : "", to, words) };
}

static void
add_box(struct handover *h, size_t *space, const struct outbox_row *o, const char *where, struct arena *a)
{
	const char *words = box_words(o, a), *subject = o->subject ? o->subject : o->kind;
	*add(h, space, a) = (struct handover_item){ .kind = HELD_BOX, .id = o->id, .case_id = o->case_id,
		.number = o->case_number, .who = o->to, .state = words, .plan = words, .what = subject,
		.late = o->state != OUTBOX_QUEUED,
		.lines = arena_printf(a, "  %s%s, %s: %s\n", where, words, o->to, subject) };
}

/* What lies in a case stands below it. */
static void
add_below(struct handover *h, size_t *space, const struct held *held, int64_t case_id, int64_t number, struct arena *a)
{
	for (size_t i = 0; i < held->draft_count; i++)
		if (held->drafts[i].case_id == case_id)
			add_draft(h, space, &held->drafts[i], number, "", a);
	for (size_t i = 0; i < held->box_count; i++)
		if (held->boxes[i].case_id == case_id)
			add_box(h, space, &held->boxes[i], "", a);
}

static bool
holds(const struct held *h, int64_t case_id)
{
	for (size_t i = 0; i < h->case_count; i++)
		if (h->cases[i].id == case_id)
			return true;
	return false;
}

/* What I have begun in others' cases, or in none. */
static int
add_rest(const struct verb_context *v, struct handover *h, size_t *space, const struct held *held, struct arena *a,
	struct error *err)
{
	for (size_t i = 0; i < held->draft_count; i++) {
		struct case_row c = { .number = 0 };
		const struct draft *d = &held->drafts[i];
		if (holds(held, d->case_id))
			continue;
		if (d->case_id && read_case(v->store, d->case_id, v->who.agent, a, &c, err) < 0)
			return -1;
		add_draft(h, space, d, c.number, c.number ? arena_printf(a, "#%lld %s: ", (long long)c.number, c.customer_name)
			: "", a);
	}
	for (size_t i = 0; i < held->box_count; i++)
		if (!holds(held, held->boxes[i].case_id))
			add_box(h, space, &held->boxes[i], held->boxes[i].case_number ? arena_printf(a, "#%lld: ",
				(long long)held->boxes[i].case_number) : "", a);
	return 0;
}

int
handover_open(const struct verb_context *v, struct arena *a, struct handover *out, struct error *err)
{
	struct handover h = { .to = NULL };
	struct held held;
	size_t space = 0;
	if (read_held(v->store, v->who.agent, a, &held, err) < 0)
		return -1;
	for (size_t i = 0; i < held.case_count; i++) {
		const struct case_row *c = &held.cases[i];
		const char *plan = !c->next_step ? c->status == STATUS_OPEN || c->status == STATUS_NEW ? "" : status_name(c->status)
			: !c->promised ? c->next_step : arena_printf(a, _("promised: %s"), c->next_step);
		*add(&h, &space, a) = (struct handover_item){ .kind = HELD_CASE, .id = c->id, .case_id = c->id,
			.number = c->number, .who = c->customer_name, .state = status_name(c->status),
			.what = c->subject ? c->subject : "", .plan = plan, .promised = c->promised && c->next_step,
			.at = c->next_step && c->next_by ? c->next_by : c->due_at,
			.late = (c->due_at && c->due_at <= v->now) || (c->next_step && c->next_by && c->next_by <= v->now),
			.lines = case_section(v, c, a) };
		add_below(&h, &space, &held, c->id, c->number, a);
	}
	if (add_rest(v, &h, &space, &held, a, err) < 0)
		return -1;
	*out = h;
	return 0;
}

void
handover_leave_out(struct handover *h, size_t i, bool out)
{
	h->items[i].out = out;
	for (size_t k = i + 1; h->items[i].kind == HELD_CASE && k < h->n && h->items[k].kind != HELD_CASE &&
		h->items[k].case_id == h->items[i].id; k++)
		h->items[k].out = out;
}

/* -- the page ---------------------------------------------------------------------------------------------------- */

char *
handover_counts(const struct handover *h, struct arena *a)
{
	size_t cases = 0, promises = 0, late = 0, drafts = 0, boxes = 0;
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < h->n; i++) {
		const struct handover_item *it = &h->items[i];
		cases += !it->out && it->kind == HELD_CASE;
		promises += !it->out && it->promised;
		late += !it->out && it->kind == HELD_CASE && it->late;
		drafts += !it->out && it->kind == HELD_DRAFT;
		boxes += !it->out && it->kind == HELD_BOX;
	}
	buf_addf(&b, ngettext_("%zu case", "%zu cases", cases), cases);
	if (promises)
		buf_addf(&b, ngettext_(", %zu promised", ", %zu promised", promises), promises);
	if (late)
		buf_addf(&b, ngettext_(", %zu overdue", ", %zu overdue", late), late);
	if (drafts)
		buf_addf(&b, ngettext_(", %zu draft", ", %zu drafts", drafts), drafts);
	if (boxes)
		buf_addf(&b, ngettext_(", %zu message under way", ", %zu messages under way", boxes), boxes);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

/* The two lines at the top. */
static char *
head(const struct verb_context *v, const struct handover *h, struct arena *a)
{
	return arena_printf(a, "%s\n%s\n", arena_printf(a, _("Hand-over from %s to %s, %s"), conf_agent_name(v->conf),
		!h->to ? "?" : *h->to ? h->to : _("nobody"), stamp(v->now, a)), handover_counts(h, a));
}

char *
handover_page(const struct verb_context *v, const struct handover *h, struct arena *a)
{
	struct buf b = BUF_INIT;
	bool loose = false;
	buf_adds(&b, head(v, h, a));
	if (!str_empty(h->words))
		buf_addf(&b, "\n%s\n", h->words);
	for (size_t i = 0; i < h->n; i++) {
		const struct handover_item *it = &h->items[i];
		bool below = it->kind != HELD_CASE && i && it->case_id && h->items[i - 1].case_id == it->case_id &&
			(h->items[i - 1].kind == HELD_CASE || !loose);
		if (it->out)
			continue;
		if (it->kind == HELD_CASE || (!below && !loose))
			buf_addc(&b, '\n');
		if (it->kind != HELD_CASE && !below && !loose) {
			loose = true;
			buf_addf(&b, "%s\n", _("Elsewhere:"));
		}
		buf_adds(&b, it->lines);
		if (!str_empty(it->added))
			buf_addf(&b, "%s\n", it->added);
	}
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

/* Did we write this line ourselves? */
static bool
is_composed(const struct verb_context *v, const struct handover *h, const char *line, struct arena *a)
{
	size_t n = strlen(line);
	const char *top = head(v, h, a);
	if (!strncmp(top, line, n) || strstr(top, arena_printf(a, "\n%s\n", line)) || str_eq(line, _("Elsewhere:")) ||
	    str_starts(line, arena_printf(a, "%.8s", top)))
		return true;
	for (size_t i = 0; i < h->n; i++) {
		const char *p = strstr(h->items[i].lines, line);
		if (p && (p == h->items[i].lines || p[-1] == '\n') && p[n] == '\n')
			return true;
	}
	return false;
}

static struct handover_item *
case_of_line(const struct handover *h, const char *line)
{
	int64_t number = *line == '#' ? strtoll(line + 1, NULL, 10) : 0;
	for (size_t i = 0; number && i < h->n; i++)
		if (h->items[i].kind == HELD_CASE && h->items[i].number == number)
			return &h->items[i];
	return NULL;
}

void
handover_take(const struct verb_context *v, struct handover *h, const char *page, struct arena *a)
{
	struct handover_item *at = NULL;
	const char *words = "";
	for (size_t i = 0; i < h->n; i++)
		h->items[i].added = NULL;
	for (const char *p = page; *p;) {
		size_t n = strcspn(p, "\n");
		char *line = arena_strn(a, p, n);
		p += n + (p[n] == '\n');
		struct handover_item *of = case_of_line(h, line);
		if (of || !*str_trim(a, line))
			at = of;		/* a blank line ends what is said of a case */
		if (!*str_trim(a, line)) {
			if (*words && words[strlen(words) - 1] != '\n')
				words = arena_printf(a, "%s\n", words);
			continue;
		}
		if (is_composed(v, h, line, a))
			continue;
		if (at)
			at->added = arena_printf(a, "%s%s%s", at->added ? at->added : "", at->added ? "\n" : "", line);
		else
			words = arena_printf(a, "%s%s%s", words, *words && words[strlen(words) - 1] != '\n' ? "\n" : "", line);
	}
	h->words = str_trim(a, words);
}

/* -- doing it ---------------------------------------------------------------------------------------------------- */

int
handover_do(const struct verb_context *v, const struct handover *h, const char *page, struct arena *a,
	struct act_result *out, struct error *err)
{
	int64_t *ids[3];
	size_t n[3] = { 0 };
	const char **notes = arena_array(a, const char *, h->n + 1);
	for (int k = 0; k < 3; k++)
		ids[k] = arena_array(a, int64_t, h->n + 1);
	for (size_t i = 0; i < h->n; i++) {
		const struct handover_item *it = &h->items[i];
		if (it->out)
			continue;
		if (it->kind == HELD_CASE)
			notes[n[HELD_CASE]] = str_empty(it->added) ? NULL : str_trim(a, it->added);
		ids[it->kind][n[it->kind]++] = it->id;
	}
	struct act_handover what = { .cases = ids[HELD_CASE], .drafts = ids[HELD_DRAFT], .boxes = ids[HELD_BOX],
		.case_count = n[HELD_CASE], .draft_count = n[HELD_DRAFT], .box_count = n[HELD_BOX], .notes = notes };
	struct act act = { .verb = ACT_HANDOVER, .name = h->to, .text = page, .handover = &what };
	if (!h->to)
		return error_set(err, ERR_INPUT, _("handover: to whom?"));
	return store_act(v->store, &v->who, &act, 1, true, a, out, err);
}
