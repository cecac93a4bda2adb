/* card_lines.c - the card's rows from what was read: for any width, drawn without reading anything. */
#include "card.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "mood.h"

enum { LABEL_COLUMNS = 17, NARROW_LABEL = 11, NARROW = 48, PANE_CASES = 8, FULL_CASES = 40, NOTE_ROWS = 12, WRAP_ROWS = 3 };

struct lines {
	const struct card *c;
	const struct card_shape *s;
	struct arena *a;
	struct card_line *list;
	size_t n, space;
	enum card_part part;
	struct card_line empty[24];	/* what could be known: at the end */
	size_t empty_count;
};

/* Columns of a label, and the blank after it. */
static int
label_room(const struct card_shape *s)
{
	return !s->full ? 0 : (s->width < NARROW ? NARROW_LABEL : LABEL_COLUMNS) + 1;
}

/* Columns for the text: beside its label on the full screen, after it in the pane. */
static int
room(const struct lines *x, const struct card_line *l)
{
	int width = x->s->width - label_room(x->s);
	if (l->right)
		width -= canvas_columns(l->right) + 1;
	return width < 8 ? 8 : width;
}

/* A row, or as many as its text takes; all of them do the same. */
static void
put(struct lines *x, struct card_line l, int rows)
{
	struct layout_line part = { 0 };
	l.part = x->part;
	if (x->s->folded & 1u << x->part)
		return;
	if (!x->s->full && l.label && *l.label) {
		l.text = arena_printf(x->a, "%s: %s", l.label, l.text);
		l.label = NULL;
	}
	struct layout_options o = { .width = room(x, &l), .hang = x->s->full ? 0 : 1 };
	const char *text = l.text ? l.text : "";
	if (canvas_columns(text) <= o.width && !strchr(text, '\n')) {
		*VEC_PUSH(x->a, x->list, x->n, x->space) = l;
		return;
	}
	for (int i = 0; i < rows && layout_next(text, strlen(text), &o, &part); i++) {
		struct card_line one = l;
		bool cut = i + 1 == rows && text[part.next];
		one.text = arena_printf(x->a, "%*s%.*s%s", part.indent, "", (int)part.len, text + part.start, cut ? "~" : "");
		one.more = i > 0;
		if (one.more)
			one.label = one.right = NULL;
		*VEC_PUSH(x->a, x->list, x->n, x->space) = one;
	}
}

static void
head(struct lines *x, enum card_part part, const char *words, const char *right)
{
	x->part = part;
	*VEC_PUSH(x->a, x->list, x->n, x->space) = (struct card_line){ .part = part, .head = true, .style = ROLE_RULE,
		.text = words, .right = x->s->folded & 1u << part ? _("folded") : right };
}

static char *
age(struct lines *x, int64_t at)
{
	char out[8] = "";
	if (at)
		clock_short_age(out, at, x->s->now);
	return arena_str(x->a, out);
}

/* A value that can be changed; on the full screen also when there is none. */
static void
value(struct lines *x, const char *label, const char *text, const char *name, unsigned style)
{
	struct card_line l = { .style = style, .label = label, .text = text, .edit = name, .copy = text,
		.command = arena_printf(x->a, "person-edit %s", str_quote(x->a, name)) };
	if (!str_empty(text)) {
		put(x, l, WRAP_ROWS);
	} else if (x->s->full && x->empty_count < sizeof x->empty / sizeof *x->empty) {
		l.style = ROLE_MUTED;
		l.text = "-";
		l.copy = NULL;
		x->empty[x->empty_count++] = l;
	}
}

/* -- who --------------------------------------------------------------------------------------------------------- */

static void
preference(struct lines *x)
{
	const struct care_preference *p = &x->c->seen;
	value(x, _("prefers"), str_empty(x->c->customer.preferred) ? NULL : arena_printf(x->a, _("%s - said"),
		x->c->customer.preferred), "preferred", ROLE_TEXT);
	if (!x->c->seen_known)
		return;
	char *how = arena_printf(x->a, _("%s - seen from %d of %d"), p->channel, p->seen, p->of);
	char span[8];
	clock_short_span(span, p->after_ms);
	if (p->answered)
		how = arena_printf(x->a, ngettext_("%s, answered %d time, after %s", "%s, answered %d times, after %s",
			p->answered), how, p->answered, span);
	put(x, (struct card_line){ .style = ROLE_TEXT, .label = _("writes by"), .text = how }, 2);
}

static char *
tag_words(const struct card *c, struct arena *a)
{
	char *s = arena_str(a, "");
	for (char **t = c->tags; t && *t; t++)
		s = arena_printf(a, "%s%s%s", s, *s ? " " : "", *t);
	return s;
}

/* What must be known before a word is written. */
static void
warnings(struct lines *x)
{
	const struct card *c = x->c;
	struct care_quiet q;
	if (!str_empty(c->speaks))
		put(x, (struct card_line){ .style = c->verified ? ROLE_OK : ROLE_STATUS, .label = x->s->full ? _("speaks") : NULL,
			.text = arena_printf(x->a, "[%s]", c->speaks), .case_id = c->case_id, .command = "verify" }, 2);
	if (c->about.callback_at)
		put(x, (struct card_line){ .style = c->about.callback_at <= x->s->now ? ROLE_OVERDUE : ROLE_DUE,
			.text = story_callback_words(&c->about, x->s->now, x->a) }, 2);
	for (size_t i = 0; i < c->consent_count; i++)
		if (c->consents[i].holds && !c->consents[i].given && str_eq(c->consents[i].kind, "contact"))
			put(x, (struct card_line){ .style = ROLE_WARNING, .text = _("asked not to be written to first") }, 2);
	if (!str_empty(c->customer.quiet) && care_quiet_read(c->customer.quiet, &q, NULL) == 0 &&
	    care_quiet_end(&q, x->s->now) > x->s->now)
		put(x, (struct card_line){ .style = ROLE_WARNING, .text = arena_printf(x->a, _("quiet hours now: %s"),
			c->customer.quiet) }, 2);
}

/* "angry -60  last ==-=-!": how they felt, message by message. */
static void
mood(struct lines *x)
{
	const struct card *c = x->c;
	bool of_case = c->case_id && c->about.has_mood;
	int now = of_case ? c->about.mood : c->mood_count ? c->moods[0].mood : 0;
	bool told = of_case && now <= MOOD_UNHAPPY;
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < c->mood_count; i++)
		told |= c->moods[i].mood <= MOOD_UNHAPPY || c->moods[i].mood >= MOOD_HAPPY;
	if (!told)		/* nothing but business */
		return;
	buf_addf(&b, "%s %+d", _(care_mood_name(now)), now);
	if (c->mood_count > 1)
		buf_addf(&b, "  %s ", _("before"));
	for (size_t i = c->mood_count; c->mood_count > 1 && i-- > 0;)
		buf_addc(&b, c->moods[i].mood <= MOOD_ANGRY ? '!' : c->moods[i].mood <= MOOD_UNHAPPY ? '-'
			: c->moods[i].mood >= MOOD_CONTENT ? '+' : '=');
	put(x, (struct card_line){ .style = now <= MOOD_ANGRY ? ROLE_WARNING : ROLE_TEXT, .label = _("mood"),
		.text = arena_strn(x->a, b.data, b.len), .command = c->case_id ? "mood" : NULL }, 2);
	buf_free(&b);
}

static void
who(struct lines *x)
{
	const struct customer_row *r = &x->c->customer;
	x->part = PART_WHO;
	const char *name = !str_empty(r->name) ? r->name : r->erased_at ? _("(erased)")
		: r->identity_count ? r->identities[0].address : "?";
	*VEC_PUSH(x->a, x->list, x->n, x->space) = (struct card_line){ .part = PART_WHO, .style = ROLE_CUSTOMER,
		.label = x->s->full ? _("name") : NULL, .text = name, .right = r->vip ? "VIP" : NULL, .edit = "name",
		.command = "person-edit name", .copy = name };
	warnings(x);
	mood(x);
	preference(x);
	value(x, _("language"), r->language, "language", ROLE_TEXT);
	value(x, _("tags"), tag_words(x->c, x->a), "tags", ROLE_TAG);
	value(x, _("form of address"), !r->form ? NULL : str_eq(r->form, "formal") ? _("formal")
		: str_eq(r->form, "informal") ? _("informal") : r->form, "form", ROLE_TEXT);
	value(x, _("signs as"), r->signs, "signs", ROLE_TEXT);
	value(x, _("account manager"), r->manager, "manager", ROLE_TEXT);
	if (!r->vip)
		value(x, "VIP", NULL, "vip", ROLE_TEXT);
}

/* -- addresses, orders, cases ------------------------------------------------------------------------------------- */

static const char *
verified_words(const char *how)
{
	return str_starts(how, "platform") ? _("its platform") : how;
}

static void
addresses(struct lines *x)
{
	const struct customer_row *r = &x->c->customer;
	head(x, PART_ADDRESSES, _("addresses"), NULL);
	for (size_t i = 0; i < r->identity_count; i++) {
		const struct identity_row *id = &r->identities[i];
		bool sure = !str_empty(id->verified);
		const char *text = x->s->full ? id->address : arena_printf(x->a, "%s %s", channel_code(id->kind), id->address);
		if (x->s->full && !str_empty(id->name) && !str_eq(id->name, id->address))
			text = arena_printf(x->a, "%s  %s", text, id->name);
		if (x->s->full && sure)
			text = arena_printf(x->a, _("%s  verified by %s"), text, verified_words(id->verified));
		put(x, (struct card_line){ .style = sure ? ROLE_OK : ROLE_TEXT, .label = x->s->full ? id->kind : NULL,
			.text = text, .right = arena_printf(x->a, "%s%s", sure && !x->s->full ? "ok " : "", age(x, id->last_at)),
			.kind = id->kind, .copy = id->address, .command = arena_printf(x->a, "person-write %s %s",
			str_quote(x->a, id->kind), str_quote(x->a, id->address)) }, 2);
	}
}

static unsigned
tone_style(const char *tone)
{
	return str_eq(tone, "good") ? ROLE_OK : str_eq(tone, "warn") ? ROLE_WARNING : str_eq(tone, "bad") ? ROLE_ERROR
		: str_eq(tone, "muted") ? ROLE_MUTED : ROLE_TEXT;
}

static void
hook(struct lines *x)
{
	const struct hook_lines *h = &x->c->hook;
	if (str_empty(conf_str(x->s->conf, OPT_CARE_CUSTOMER_HOOK)) && !h->count)
		return;
	char *old = h->at ? age(x, h->at) : NULL;
	head(x, PART_HOOK, _("orders and contracts"), x->c->asked_us ? _("asking...") : old);
	if (h->error)
		put(x, (struct card_line){ .style = ROLE_ERROR, .text = h->error, .command = "person-hook" }, WRAP_ROWS);
	for (size_t i = 0; i < h->count; i++) {
		const struct hook_line *l = &h->line[i];
		put(x, (struct card_line){ .style = l->link && tone_style(l->tone) == ROLE_TEXT ? ROLE_LINK : tone_style(l->tone),
			.label = l->title, .text = l->value ? l->value : "", .copy = l->link ? l->link : l->value,
			.command = l->link ? arena_printf(x->a, "person-link %s", str_quote(x->a, l->link)) : NULL }, WRAP_ROWS);
	}
	if (!h->count && !h->error && h->at)
		put(x, (struct card_line){ .style = ROLE_MUTED, .text = _("nothing is known there") }, 1);
}

static void
cases(struct lines *x, enum card_part part, bool open)
{
	const struct card *c = x->c;
	int all = open ? c->customer.open_cases : c->customer.cases - c->customer.open_cases, shown = 0;
	int most = x->s->full ? FULL_CASES : PANE_CASES;
	if (all <= 0)
		return;
	head(x, part, arena_printf(x->a, open ? ngettext_("%d open case", "%d open cases", all)
		: ngettext_("%d past case", "%d past cases", all), all), NULL);
	for (size_t i = 0; i < c->case_count && shown < most; i++) {
		const struct case_row *r = &c->cases[i];
		if ((r->status != STATUS_RESOLVED && r->status != STATUS_SPAM) != open)
			continue;
		shown++;
		bool apart = r->status == STATUS_PENDING || r->status == STATUS_SNOOZED || r->status == STATUS_SPAM;
		const char *number = arena_printf(x->a, "#%lld", (long long)r->number), *subject = r->subject ? r->subject : "";
		put(x, (struct card_line){ .style = r->id == c->case_id ? ROLE_CURSOR : open ? ROLE_TEXT : ROLE_MUTED,
			.label = x->s->full ? arena_printf(x->a, "%s %s", number, status_name(r->status)) : NULL,
			.text = x->s->full ? subject : arena_printf(x->a, "%s %s%s%s", number, apart ? status_name(r->status) : "",
			apart ? " " : "", subject), .right = age(x, r->updated_at),
			.case_id = r->id, .copy = number, .command = arena_printf(x->a, "open %s", number) }, 1);
	}
	if (shown < all)
		put(x, (struct card_line){ .style = ROLE_MUTED, .text = arena_printf(x->a, ngettext_("%d more", "%d more",
			all - shown), all - shown), .command = arena_printf(x->a, "person-cases %lld", (long long)c->id) }, 1);
}

/* On the card's edge: what the case is tied to, and others who speak or are copied in it. */
static void
ties(struct lines *x)
{
	const struct card *c = x->c;
	if (!c->link_count && !c->people_count)
		return;
	head(x, PART_TIES, _("tied to this case"), NULL);
	for (size_t i = 0; i < c->link_count; i++) {
		const struct link_row *l = &c->links[i];
		put(x, (struct card_line){ .style = ROLE_LINK, .label = x->s->full ? status_name(l->status) : NULL,
			.text = arena_printf(x->a, "%s  %s", link_words(l, x->a), l->subject ? l->subject : ""),
			.case_id = l->case_id, .command = arena_printf(x->a, "open #%lld", (long long)l->number) }, 2);
	}
	for (size_t i = 0; i < c->people_count; i++) {
		const struct participant_row *r = &c->people[i];
		const char *name = r->name ? r->name : r->customer_name;
		put(x, (struct card_line){ .style = ROLE_TEXT, .label = x->s->full ? _("takes part") : NULL,
			.text = name ? arena_printf(x->a, "%s <%s>", name, r->address) : r->address, .copy = r->address,
			.command = r->customer ? arena_printf(x->a, "person %lld", (long long)r->customer) : NULL }, 2);
	}
}

static void
hints(struct lines *x)
{
	const struct card *c = x->c;
	if (!c->hint_count)
		return;
	head(x, PART_HINTS, _("perhaps the same person"), NULL);
	for (size_t i = 0; i < c->hint_count; i++)
		put(x, (struct card_line){ .style = ROLE_WARNING, .label = c->hint_names[i], .text = c->hints[i].evidence,
			.right = arena_printf(x->a, "%d", c->hints[i].score), .other = c->hints[i].b,
			.evidence = c->hints[i].evidence, .command = arena_printf(x->a, "merge-customers %lld %lld",
			(long long)c->id, (long long)c->hints[i].b) },
			WRAP_ROWS);
}

/* -- what is known of them ---------------------------------------------------------------------------------------- */

static void
notes(struct lines *x)
{
	const char *text = x->c->customer.notes;
	if (str_empty(text)) {
		value(x, _("notes"), NULL, "notes", ROLE_NOTE);
		return;
	}
	head(x, PART_NOTES, _("notes"), NULL);
	put(x, (struct card_line){ .style = ROLE_NOTE, .text = text, .edit = "notes", .command = "person-notes",
		.copy = text }, NOTE_ROWS);
}

static const struct field_row *
field_value(const struct card *c, const char *name)
{
	for (size_t i = 0; i < c->field_count; i++)
		if (str_eq(c->fields[i].name, name))
			return &c->fields[i];
	return NULL;
}

static void
fields(struct lines *x)
{
	size_t n;
	const struct conf_field *f = conf_fields(x->s->conf, &n);
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		const struct field_row *r = field_value(x->c, f[i].name);
		if (!f[i].on_customer)
			continue;
		if (r && !any)
			head(x, PART_FIELDS, _("fields"), NULL);
		any |= r != NULL;
		value(x, f[i].title ? f[i].title : f[i].name, r ? r->text : NULL, f[i].name, ROLE_TEXT);
	}
}

static void
consent(struct lines *x)
{
	const struct card *c = x->c;
	if (c->consent_count || !str_empty(c->customer.quiet) || !str_empty(c->customer.cap))
		head(x, PART_CONSENT, _("consent, and when we may write"), NULL);
	for (size_t i = 0; i < c->consent_count; i++) {
		const struct consent_row *r = &c->consents[i];
		char day[24];
		if (!r->holds)
			continue;
		local_date(day, r->at, x->s->now);
		char *words = arena_printf(x->a, "%s%s%s, %s%s%s", r->given ? _("agreed") : _("not agreed"), r->origin ? ": " : "",
			r->origin ? r->origin : "", day, r->agent ? ", " : "", r->agent ? r->agent : "");
		char *name = arena_printf(x->a, "consent %s", r->kind);
		put(x, (struct card_line){ .style = r->given ? ROLE_TEXT : ROLE_WARNING, .label = r->kind, .text = words,
			.edit = name, .command = arena_printf(x->a, "person-edit %s", str_quote(x->a, name)) }, WRAP_ROWS);
	}
	if (!c->consent_count)
		value(x, _("consent"), NULL, "consent contact", ROLE_TEXT);
	value(x, _("quiet hours"), c->customer.quiet, "quiet", ROLE_TEXT);
	value(x, _("contacts at most"), c->customer.cap, "cap", ROLE_TEXT);
}

static void
ratings(struct lines *x)
{
	const struct card *c = x->c;
	int sum = 0;
	if (!c->rating_count)
		return;
	for (size_t i = 0; i < c->rating_count; i++)
		sum += c->ratings[i].score;
	head(x, PART_RATINGS, _("satisfaction"), arena_printf(x->a, "%d%%", sum / (int)c->rating_count));
	for (size_t i = 0; i < c->rating_count && (x->s->full || i < 3); i++) {
		const struct rating_row *r = &c->ratings[i];
		char *number = r->case_number ? arena_printf(x->a, "#%lld", (long long)r->case_number) : NULL;
		put(x, (struct card_line){ .style = r->score < 50 ? ROLE_WARNING : ROLE_TEXT,
			.label = arena_printf(x->a, "%s (%s)", r->said, r->scale),
			.text = r->words ? r->words : number ? number : "",
			.right = age(x, r->at), .command = number ? arena_printf(x->a, "open %s", number) : NULL }, WRAP_ROWS);
	}
}

static char *
count_words(struct arena *a, int n)
{
	return n > CARD_COUNTED ? arena_printf(a, "%d+", CARD_COUNTED) : arena_printf(a, "%d", n);
}

static void
channels(struct lines *x)
{
	const struct card *c = x->c;
	if (!c->channel_count)
		return;
	head(x, PART_CHANNELS, _("contacts"), NULL);
	for (size_t i = 0; i < c->channel_count; i++) {
		const struct card_channel *r = &c->channels[i];
		put(x, (struct card_line){ .style = ROLE_TEXT, .label = r->channel, .text = arena_printf(x->a,
			x->s->full ? _("%s from them, %s from us") : _("%s in, %s out"), count_words(x->a, r->in),
			count_words(x->a, r->out)), .right = age(x, r->last_at) }, 1);
	}
}

/* What nobody knows yet comes last: it can be filled in there. */
static void
empty(struct lines *x)
{
	if (!x->empty_count)
		return;
	head(x, PART_EMPTY, _("not known yet"), NULL);
	for (size_t i = 0; i < x->empty_count; i++)
		put(x, x->empty[i], 1);
}

size_t
card_lines(const struct card *c, const struct card_shape *s, struct arena *a, struct card_line **out)
{
	struct lines x = { .c = c, .s = s, .a = a };
	who(&x);
	addresses(&x);
	hook(&x);
	cases(&x, PART_OPEN, true);
	ties(&x);
	hints(&x);
	notes(&x);
	fields(&x);
	consent(&x);
	ratings(&x);
	channels(&x);
	cases(&x, PART_CLOSED, false);
	empty(&x);
	*out = x.list;
	return x.n;
}

/* -- drawing ------------------------------------------------------------------------------------------------------ */

void
card_line_draw(struct pane p, int y, const struct card_line *l, const struct card_shape *s)
{
	int x = 0, right = l->right ? canvas_columns(l->right) : 0;
	if (l->head) {
		canvas_rule(p, y, ROLE_RULE, l->text, l->right);
		return;
	}
	if (s->full) {
		x = label_room(s);
		if (l->label)
			canvas_put_fit(p, 0, y, x - 1, ALIGN_LEFT, ROLE_MUTED, l->label);
	}
	int columns = p.width - x - (right ? right + 1 : 0);
	const char *text = l->text ? l->text : "";
	if (canvas_columns(text) <= columns)
		canvas_put(p, x, y, l->style, text);	/* no blanks that a look would underline */
	else
		canvas_put_fit(p, x, y, columns, ALIGN_LEFT, l->style, text);
	if (right)
		canvas_put(p, p.width - right, y, str_eq(l->right, "VIP") ? ROLE_WARNING : ROLE_MUTED, l->right);
}
