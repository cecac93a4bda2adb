/* fields.c - the typed fields of a case and its customer: as a table, and one value at a time. */
#include "fields.h"

#include <string.h>

#include "field.h"
#include "rows.h"

/* -- one value -------------------------------------------------------------------------------------------------- */

int
field_check(const struct conf_field *f, const char *written, struct error *err)
{
	struct arena *a = arena_new();
	struct care_value v;
	int rc = care_field_read(f, written, a, &v, err);
	arena_free(a);
	return rc;
}

/* Values of a list that begin with what is written, whatever its case and accents; of a tree, a branch's, too. */
static char **
values_like(const struct conf_field *f, const char *word, struct arena *a)
{
	static const char *const yes_no[] = { "yes", "no" };
	bool yn = str_eq(f->type, "yes-no");
	const char *const *values = yn ? yes_no : f->values;
	char **out = NULL, *typed = utf8_fold_str(a, word);
	size_t n = 0, space = 0, count = yn ? 2 : f->value_count;
	for (size_t i = 0; i < count; i++) {
		const char *leaf = strrchr(values[i], '/');
		if (str_starts(utf8_fold_str(a, values[i]), typed) ||
		    (leaf && *typed && str_starts(utf8_fold_str(a, leaf + 1), typed)))
			*VEC_PUSH(a, out, n, space) = arena_str(a, values[i]);
	}
	*VEC_PUSH(a, out, n, space) = NULL;
	return out;
}

static char **
complete_value(void *ctx, const char *text, size_t cursor, struct arena *a, size_t *start)
{
	*start = 0;
	return values_like(ctx, arena_strn(a, text, cursor), a);
}

void
field_prompt(struct app *app, const struct conf_field *f, const char *label, const char *text, const char *trouble,
	prompt_done *done)
{
	app_prompt(app, label, text, done, (void *)(uintptr_t)f);
	lineedit_set_complete(app->prompt, complete_value, (void *)(uintptr_t)f);
	if (trouble)
		app_say(app, MESSAGE_BAD, "%s", trouble);
}

/* Names of fields when `name` is NULL, else the field's values, quoted where the command line needs it. */
char **
fields_complete(const struct app *app, const char *name, const char *word, struct arena *a)
{
	char **out = NULL;
	size_t n, count = 0, space = 0;
	const struct conf_field *f = conf_fields(app->conf, &n);
	for (size_t i = 0; i < n; i++)
		if (!name && str_starts(f[i].name, word))
			*VEC_PUSH(a, out, count, space) = arena_str(a, f[i].name);
		else if (name && str_eq(f[i].name, name))
			for (char **v = values_like(&f[i], word, a); *v; v++)
				*VEC_PUSH(a, out, count, space) = strpbrk(*v, " '\"\\") ? str_quote(a, *v) : *v;
	*VEC_PUSH(a, out, count, space) = NULL;
	return out;
}

/* -- setting one --------------------------------------------------------------------------------------------------- */

static char *
value_of(struct app *app, int64_t case_id, const struct conf_field *f, struct arena *a)
{
	struct case_row c;
	struct field_row *rows;
	size_t n;
	if (read_case(app->store, case_id, app->v.who.agent, a, &c, NULL) < 0 || (f->on_customer && !c.customer) ||
	    read_fields(app->store, f->on_customer ? c.customer : 0, case_id, a, &rows, &n, NULL) < 0)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].name, f->name))
			return arena_str(a, rows[i].text);
	return NULL;
}

static void
set_done(struct app *app, const char *text, void *ctx)
{
	const struct conf_field *f = ctx;
	struct error err = ERROR_INIT;
	if (!text)
		return;
	struct arena *a = arena_new();
	char *written = str_trim(a, text), *was = value_of(app, app_case(app), f, a);
	if (*written && !str_eq(written, "-") && field_check(f, written, &err) < 0) {
		char label[80];
		memcpy(label, app->prompt_label, sizeof label);
		field_prompt(app, f, label, written, err.text, set_done);
	} else if (*written || was) {
		app_run(app, arena_printf(a, "field %s %s", str_quote(a, f->name), *written ? str_quote(a, written) : "-"), 0);
		if (app_top(app)->ops == &fields_screen)
			(void)rows_move(app, app_top(app), LIST_DOWN, 1);
	}
	arena_free(a);
}

void
fields_set(struct app *app, int64_t case_id, const char *name)
{
	struct error err = ERROR_INIT;
	struct arena *a = arena_new();
	const struct conf_field *f = conf_field_find(app->conf, name, a, &err);
	if (!f) {
		app_fail(app, &err);
	} else {
		char *was = value_of(app, case_id, f, a);
		int room = (int)utf8_fit(f->title, strlen(f->title), 40, NULL);
		field_prompt(app, f, arena_printf(a, f->value_count ? _("%.*s (Tab: values): ") : "%.*s: ", room, f->title),
			was ? was : "", NULL, set_done);
	}
	arena_free(a);
}

/* -- the table ----------------------------------------------------------------------------------------------------- */

static const struct list_column fields_columns[] = {
	{ N_("OF"), 8, 8, 2, ALIGN_LEFT, false }, { N_("FIELD"), 8, 20, 1, ALIGN_LEFT, false },
	{ N_("VALUE"), 12, 30, 0, ALIGN_LEFT, true }, { N_("WHERE FROM"), 12, 24, 3, ALIGN_LEFT, false },
	{ N_("WHEN"), 10, 10, 4, ALIGN_LEFT, false },
};

static const char *
source_words(const struct field_row *v, struct arena *a)
{
	if (v->message)
		return arena_printf(a, _("found in message %lld"), (long long)v->message);
	return str_eq(v->source, "agent") ? _("an agent") : str_eq(v->source, "found") ? _("found") :
		str_eq(v->source, "import") ? _("imported") : str_eq(v->source, "hook") ? _("the hook") : _("a rule");
}

/* What is expected where there is nothing yet. */
static const char *
empty_words(const struct conf_field *f)
{
	return str_eq(f->ask, "must") ? _("- (must be known)")
		: str_eq(f->ask, "resolve") ? _("- (asked for)") : "-";
}

static int
fields_load(struct app *app, struct rows *r, struct error *err)
{
	struct case_row c;
	struct field_row *own, *theirs = NULL;
	size_t n, m = 0, count;
	const struct conf_field *f = conf_fields(app->conf, &count);
	if (read_case(app->store, r->about, app->v.who.agent, r->arena, &c, err) < 0 ||
	    read_fields(app->store, 0, r->about, r->arena, &own, &n, err) < 0 ||
	    (c.customer && read_fields(app->store, c.customer, 0, r->arena, &theirs, &m, err) < 0))
		return -1;
	r->empty = _("no fields yet: add [field NAME] to the configuration");
	for (size_t i = 0; i < 2 * count; i++) {
		const struct conf_field *one = &f[i % count];
		const struct field_row *v = NULL;
		/* those of the case first */
		if (one->on_customer != (i >= count) || (one->on_customer && !c.customer))
			continue;
		for (size_t k = 0; k < (one->on_customer ? m : n) && !v; k++)
			if (str_eq((one->on_customer ? theirs : own)[k].name, one->name))
				v = &(one->on_customer ? theirs : own)[k];
		*rows_add(r) = (struct row){ .id = (int64_t)i + 1, .case_id = c.id, .style = v ? ROLE_TEXT : ROLE_MUTED,
			.command = arena_printf(r->arena, "field %s", str_quote(r->arena, one->name)), .cell = {
			one->on_customer ? _("customer") : rows_number(r->arena, c.number), one->title,
			v ? v->text : empty_words(one), v ? source_words(v, r->arena) : "",
			v ? rows_when(r->arena, v->at, app->v.now) : "" } };
	}
	return 0;
}

ROWS_SCREEN(fields, N_("Fields"), "set=open,undo,back,help");
static const struct rows_kind fields_kind = { &fields_screen, fields_columns, 5, 1u << AREA_CASE | 1u << AREA_CUSTOMER,
	fields_load, NULL, 0 };

void
fields_open(struct app *app, int64_t case_id)
{
	if (case_id)
		rows_open(app, &fields_kind, NULL, case_id);
	else
		app_say(app, MESSAGE_INFO, _("%s: there is no case here"), "fields");
}
