/* contact.c - the form in which a call, visit or letter is written down, over whatever is there. */
#include "contact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { AUTOSAVE_US = 500000 };

/* -- opening and closing --------------------------------------------------------------------------------------------- */

bool
form_has(const struct contact_form *f, enum form_field field)
{
	if (field == FORM_END)
		return f->kind == KIND_CALL;
	if (field == FORM_FOR || field == FORM_BACK)
		return f->kind != KIND_LETTER;
	return true;
}

static struct contact_form *
new_form(struct app *app, enum item_kind kind)
{
	struct contact_form *f = xcalloc(1, sizeof *f);
	f->kind = kind;
	f->end = kind == KIND_CALL ? OUTCOME_ANSWERED : OUTCOME_NONE;
	f->focus = kind == KIND_CALL ? FORM_END : FORM_TEXT;
	f->arena = arena_new();
	f->opened_at = app->v.now;
	for (int i = 0; i < FORM_FIELDS; i++)
		if (i != FORM_CASE && i != FORM_WAY && i != FORM_END)
			f->line[i] = lineedit_new();
	return f;
}

void
contact_close(struct app *app)
{
	struct contact_form *f = app->form;
	if (!f)
		return;
	for (int i = 0; i < FORM_FIELDS; i++)
		lineedit_free(f->line[i]);
	arena_free(f->arena);
	free(f);
	app->form = NULL;
	app->dirty = true;
}

/* The case or customer in front. */
static void
look_around(struct app *app, struct contact_form *f)
{
	struct case_row c;
	struct item_row it;
	f->case_id = app_case(app);
	f->message = f->case_id ? 0 : app_item(app);
	f->customer = f->case_id || f->message ? 0 : rows_customer(app);
	if (f->case_id && read_case(app->store, f->case_id, app->v.who.agent, f->arena, &c, NULL) == 0) {
		f->customer = c.customer;
		snprintf(f->who, sizeof f->who, "%s", c.customer_name);
		snprintf(f->about, sizeof f->about, "#%lld %s", (long long)c.number, c.subject ? c.subject : "");
	} else if (f->message && (read_item(app->store, f->message, f->arena, &it, NULL) < 0 || it.row != ROW_MESSAGE)) {
		f->message = 0;
	} else if (f->message) {
		f->customer = it.customer;
		snprintf(f->who, sizeof f->who, "%s", it.customer_name ? it.customer_name : it.from.name ? it.from.name
			: it.from.address ? it.from.address : "?");
		snprintf(f->about, sizeof f->about, "%s", _("a new case, of this item"));
	}
}

static void
name_customer(struct app *app, struct contact_form *f)
{
	struct customer_row c;
	if (!*f->who && f->customer && read_customer(app->store, f->customer, f->arena, &c, NULL) == 0)
		snprintf(f->who, sizeof f->who, "%s", c.name ? c.name : "?");
}

/* -- drafts ------------------------------------------------------------------------------------------------------------ */

static bool
worth_keeping(const struct contact_form *f)
{
	return f->touched && (!str_empty(lineedit_text(f->line[FORM_TEXT])) || !str_empty(lineedit_text(f->line[FORM_WHEN])) ||
		!str_empty(lineedit_text(f->line[FORM_FOR])) || !str_empty(lineedit_text(f->line[FORM_BACK])) || form_named(f));
}

/* What is written goes into a draft, as the composer's texts do. */
static void
keep(struct app *app, struct contact_form *f)
{
	struct arena *a = arena_new();
	const char *who = lineedit_text(f->line[FORM_WHO]);
	struct draft d = { .id = f->draft, .agent = app->v.who.agent, .kind = "contact", .case_id = f->case_id,
		.message = f->message, .recipients = *who ? arena_str(a, who) : NULL, .subject = kind_name(f->kind),
		.body = arena_str(a, lineedit_text(f->line[FORM_TEXT])), .actions = arena_printf(a,
		"%d %d %lld %lld %lld %s %s %s %s", f->way, f->end, (long long)f->customer, (long long)f->since,
		(long long)f->ring, str_quote(a, lineedit_text(f->line[FORM_WHEN])), str_quote(a, lineedit_text(f->line[FORM_FOR])),
		str_quote(a, lineedit_text(f->line[FORM_BACK])), str_quote(a, f->number)) };
	if (draft_save(app->store, &d, NULL) == 0)
		f->draft = d.id;
	f->saved_us = clock_mono_us();
	f->touched = false;
	arena_free(a);
}

void
contact_tick(struct app *app)
{
	struct contact_form *f = app->form;
	if (!f)
		return;
	if (f->since)
		app->dirty = true;	/* it lasts */
	if (worth_keeping(f) && (clock_mono_us() - f->saved_us > AUTOSAVE_US || term_is_headless(app->term)))
		keep(app, f);
}

static void
take_draft(struct contact_form *f, const struct draft *d)
{
	char **w;
	size_t n;
	int64_t v[5] = { 0 };
	f->draft = d->id;
	f->case_id = d->case_id;
	f->message = d->message;
	lineedit_set(f->line[FORM_TEXT], d->body ? d->body : "");
	lineedit_set(f->line[FORM_WHO], d->recipients ? d->recipients : "");
	if (str_words(f->arena, d->actions ? d->actions : "", &w, &n, NULL) == 0 && n == 9) {
		for (int i = 0; i < 5; i++)
			(void)str_to_int64(w[i], &v[i]);
		f->way = v[0] ? DIRECTION_OUT : DIRECTION_IN;
		f->end = v[1] > 0 && v[1] < OUTCOME_COUNT ? (enum contact_outcome)v[1] : f->end;
		f->customer = v[2];
		f->since = v[3];
		f->ring = v[4];
		lineedit_set(f->line[FORM_WHEN], w[5]);
		lineedit_set(f->line[FORM_FOR], w[6]);
		lineedit_set(f->line[FORM_BACK], w[7]);
		snprintf(f->number, sizeof f->number, "%s", w[8]);
	}
	/* it lasted until it was put aside, at most */
	if (f->since && str_empty(lineedit_text(f->line[FORM_FOR])) && d->updated_at > f->since)
		lineedit_set(f->line[FORM_FOR], arena_printf(f->arena, "%lld:%02lld", (long long)(d->updated_at - f->since) /
			MS_MINUTE, (long long)(d->updated_at - f->since) % MS_MINUTE / MS_SECOND));
	f->focus = FORM_TEXT;
}

static void
show_form(struct app *app, struct contact_form *f)
{
	name_customer(app, f);
	form_find(app, f);
	if (!f->customer && !f->case_id && !f->message && !form_named(f))
		f->focus = FORM_WHO;
	app->form = f;
	app->dirty = true;
}

void
contact_undialled(struct app *app)
{
	const struct contact_form *f = app->form;
	if (f && f->since && f->way == DIRECTION_OUT && !f->touched && !f->draft)
		contact_close(app);
}

/* The draft of this kind that waits on the case, if any. */
static bool
resume(struct app *app, struct contact_form *f)
{
	struct arena *a = arena_new();
	struct draft *list;
	size_t n;
	bool found = false;
	if (f->case_id && draft_list(app->store, app->v.who.agent, f->case_id, a, &list, &n, NULL) == 0)
		for (size_t i = 0; i < n && !found; i++)
			if (str_eq(list[i].kind, "contact") && str_eq(list[i].subject, kind_name(f->kind))) {
				take_draft(f, &list[i]);
				found = true;
			}
	arena_free(a);
	return found;
}

static bool
may_open(struct app *app)
{
	if (store_read_only(app->store)) {
		app_say(app, MESSAGE_BAD, _("READ-ONLY: the store's folder cannot be written; nothing was changed"));
		return false;
	}
	if (app->form)
		app_say(app, MESSAGE_INFO, _("finish this one first: Enter saves, Esc keeps it"));
	return !app->form;
}

void
contact_open(struct app *app, enum item_kind kind)
{
	if (!may_open(app))
		return;
	struct contact_form *f = new_form(app, kind);
	look_around(app, f);
	if (resume(app, f))
		app_say(app, MESSAGE_INFO, _("your draft is back"));
	show_form(app, f);
}

void
contact_open_call(struct app *app, const struct contact_call *call)
{
	if (!may_open(app))
		return;
	struct contact_form *f = new_form(app, KIND_CALL);
	f->way = call->way;
	f->since = call->since;
	f->ring = call->ring;
	f->customer = call->customer;
	f->case_id = call->case_id;
	snprintf(f->number, sizeof f->number, "%s", call->number ? call->number : "");
	struct case_row c;
	if (f->case_id && read_case(app->store, f->case_id, app->v.who.agent, f->arena, &c, NULL) == 0) {
		f->customer = c.customer;
		snprintf(f->who, sizeof f->who, "%s", c.customer_name);
		snprintf(f->about, sizeof f->about, "#%lld %s", (long long)c.number, c.subject ? c.subject : "");
	}
	if (!f->customer && *f->number)
		lineedit_set(f->line[FORM_WHO], f->number);
	show_form(app, f);
}

void
contact_open_draft(struct app *app, const struct draft *d)
{
	int kind = kind_parse(d->subject);
	if (!may_open(app))
		return;
	struct contact_form *f = new_form(app, kind == KIND_VISIT || kind == KIND_LETTER ? (enum item_kind)kind : KIND_CALL);
	struct case_row c;
	take_draft(f, d);
	if (f->case_id && read_case(app->store, f->case_id, app->v.who.agent, f->arena, &c, NULL) == 0) {
		f->customer = c.customer;
		snprintf(f->who, sizeof f->who, "%s", c.customer_name);
		snprintf(f->about, sizeof f->about, "#%lld %s", (long long)c.number, c.subject ? c.subject : "");
	}
	show_form(app, f);
}

/* -- saving -------------------------------------------------------------------------------------------------------------- */

/* The form in the words of the verb. */
static int
read_form(struct app *app, struct contact_form *f, struct arena *a, struct act *act, struct act_contact *k,
	struct error *err)
{
	const char *words[12], *when = lineedit_text(f->line[FORM_WHEN]), *lasted = lineedit_text(f->line[FORM_FOR]),
		*back = lineedit_text(f->line[FORM_BACK]);
	size_t n = 0, text;
	words[n++] = kind_name(f->kind);
	words[n++] = f->way == DIRECTION_IN ? "in" : "out";
	if (f->kind == KIND_CALL)
		words[n++] = outcome_name(f->end);
	if (*when)
		words[n++] = "--at", words[n++] = arena_str(a, when);
	if (form_has(f, FORM_FOR) && *lasted)
		words[n++] = "--for", words[n++] = arena_str(a, lasted);
	if (form_has(f, FORM_BACK) && *back)
		words[n++] = "--callback", words[n++] = arena_str(a, back);
	if (verb_contact(&app->v, words, n, k, &text, err) < 0)
		return -1;
	bool spoken = f->end == OUTCOME_ANSWERED || f->end == OUTCOME_DROPPED;
	if (f->since && !*when)
		k->at = f->since;
	if (f->since && !*lasted && spoken && app->v.now > f->since)
		k->duration_ms = (app->v.now - f->since) / MS_SECOND * MS_SECOND;
	k->ring = f->ring;
	act->text = arena_str(a, lineedit_text(f->line[FORM_TEXT]));
	return form_place(app, f, a, act, k, err);
}

static void
saved(struct app *app, struct contact_form *f, const char *words)
{
	if (f->draft)
		(void)draft_drop(app->store, f->draft, NULL);
	contact_close(app);
	app_reload(app, 1u << AREA_CASE | 1u << AREA_CUSTOMER | 1u << AREA_DRAFT);
	if (words)
		app_say(app, MESSAGE_GOOD, _("%s - u undoes"), words);
}

static void
save(struct app *app, struct contact_form *f)
{
	struct error err = ERROR_INIT;
	struct act_result r;
	if (!app->running)
		arena_reset(app->command);
	struct act *act = arena_new_of(app->command, struct act);
	struct act_contact *k = arena_new_of(app->command, struct act_contact);
	*act = (struct act){ .verb = ACT_CONTACT, .contact = k };
	int rc = read_form(app, f, app->command, act, k, &err);
	if (rc == 0)
		rc = waiting_any(app) ? error_set(&err, ERR_BUSY, "-")
			: store_act(app->store, &app->v.who, act, 1, true, app->command, &r, &err);
	if (rc == 0) {
		saved(app, f, r.words);
	} else if (err.code == ERR_BUSY) {
		waiting_add(app, act, 1, true);
		saved(app, f, NULL);
	} else {
		snprintf(f->trouble, sizeof f->trouble, "%.*s", (int)sizeof f->trouble - 1, err.text);
	}
}

static void
leave(struct app *app, struct contact_form *f)
{
	if (worth_keeping(f))
		keep(app, f);
	bool kept = f->draft != 0;
	contact_close(app);
	app_reload(app, 1u << AREA_DRAFT | 1u << AREA_CASE);
	app_say(app, MESSAGE_INFO, kept ? _("kept as a draft: gD lists them") : _("nothing was written down"));
}

/* -- keys ---------------------------------------------------------------------------------------------------------------- */

static void
go_field(struct contact_form *f, int step)
{
	int next = (int)f->focus;
	do
		next = (next + step + FORM_FIELDS) % FORM_FIELDS;
	while (!form_has(f, (enum form_field)next) || (next == FORM_CASE && !form_named(f) && (f->case_id || f->message)));
	f->focus = (enum form_field)next;
}

/* Another value of a field that is chosen, not written. */
static void
turn(struct contact_form *f, int step)
{
	if (f->focus == FORM_WAY)
		f->way = f->way == DIRECTION_IN ? DIRECTION_OUT : DIRECTION_IN;
	else if (f->focus == FORM_CASE)
		f->case_chosen = (f->case_chosen + (size_t)(step + (int)f->case_count + 1)) % (f->case_count + 1);
	else if (f->focus == FORM_END)
		f->end = (enum contact_outcome)(1 + ((int)f->end - 1 + step + OUTCOME_COUNT - 1) % (OUTCOME_COUNT - 1));
	f->touched = true;
}

/* One letter says how it ended, and the words come next. */
static bool
choice_key(struct contact_form *f, keycode key)
{
	static const struct { keycode key; enum contact_outcome end; } ends[] = { { 'a', OUTCOME_ANSWERED },
		{ 'n', OUTCOME_NO_ANSWER }, { 'b', OUTCOME_BUSY }, { 'm', OUTCOME_MESSAGE }, { 'd', OUTCOME_DROPPED } };
	static const struct { keycode key; enum form_field field; } fields[] = { { 'w', FORM_WHEN }, { 'f', FORM_FOR },
		{ 'c', FORM_BACK }, { 'p', FORM_WHO }, { '#', FORM_CASE } };
	for (size_t i = 0; form_has(f, FORM_END) && i < sizeof ends / sizeof *ends; i++)
		if (key == ends[i].key) {
			f->end = ends[i].end;
			f->focus = FORM_TEXT;
			return f->touched = true;
		}
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (key == fields[i].key && form_has(f, fields[i].field)) {
			f->focus = fields[i].field;
			return true;
		}
	if (key == 'i' || key == 'o') {
		f->way = key == 'i' ? DIRECTION_IN : DIRECTION_OUT;
		return f->touched = true;
	}
	if (key == ' ' || key == KEY_RIGHT || key == 'l')
		turn(f, 1);
	else if (key == KEY_LEFT || key == 'h')
		turn(f, -1);
	else
		return false;
	return true;
}

static void
choose_found(struct app *app, struct contact_form *f, int step)
{
	size_t n = f->found_count + 1;
	f->chosen = (f->chosen + n + (size_t)(step + (int)n)) % n;
	form_find_cases(app, f, form_customer(f));
}

static void
line_key(struct app *app, struct contact_form *f, keycode key)
{
	bool who = f->focus == FORM_WHO;
	if (who && form_named(f) && (key == KEY_DOWN || key == KEY_UP)) {
		choose_found(app, f, key == KEY_DOWN ? 1 : -1);
		return;
	}
	if (key == KEY_UP || key == KEY_DOWN) {
		go_field(f, key == KEY_DOWN ? 1 : -1);
		return;
	}
	switch (lineedit_key(f->line[f->focus], key)) {
	case LINEEDIT_ACCEPT:
		if (f->focus == FORM_TEXT)
			save(app, f);
		else
			f->focus = who && form_has(f, FORM_END) ? FORM_END : FORM_TEXT;
		break;
	case LINEEDIT_CANCEL:
		/* Backspace on an empty line is no way out of the form */
		if (key != KEY_BACKSPACE)
			leave(app, f);
		break;
	case LINEEDIT_CHANGED:
		f->touched = true;
		if (who)
			form_find(app, f);
		break;
	default:
		break;
	}
}

void
contact_key(struct app *app, keycode key)
{
	struct contact_form *f = app->form;
	app->dirty = true;
	f->trouble[0] = '\0';
	if (key == (KEY_ALT | KEY_ENTER))
		save(app, f);
	else if (key == KEY_TAB || key == (KEY_SHIFT | KEY_TAB))
		go_field(f, key == KEY_TAB ? 1 : -1);
	else if (f->line[f->focus])
		line_key(app, f, key);
	else if (key == KEY_ESC || key == (KEY_CTRL | 'g') || key == (KEY_CTRL | 'c'))
		leave(app, f);
	else if (key == KEY_ENTER)
		f->focus = FORM_TEXT;
	else if (key == KEY_UP || key == KEY_DOWN)
		go_field(f, key == KEY_DOWN ? 1 : -1);
	else if (!choice_key(f, key))
		snprintf(f->trouble, sizeof f->trouble, "%s", _("Tab goes on, Enter comes to the words"));
}

void
contact_paste(struct app *app, const char *text)
{
	struct contact_form *f = app->form;
	if (!f->line[f->focus])
		f->focus = FORM_TEXT;
	lineedit_insert(f->line[f->focus], text);
	f->touched = true;
	if (f->focus == FORM_WHO)
		form_find(app, f);
}
