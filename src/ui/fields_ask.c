/* fields_ask.c - what the configuration wants to know before a case is done: asked for once for all cases it concerns,
 * and set together with what follows, so that one undo takes both back. */
#include "fields.h"

#include <stdlib.h>
#include <string.h>

struct asked {
	struct arena *arena;
	int64_t *ids;
	size_t id_count;
	const struct conf_field **ask;
	const char **given;		/* as written; NULL = left open */
	size_t n, space, at;
	char *again;			/* the command that goes on */
	bool answered;
};

static void ask_next(struct app *app, const char *text, const char *trouble);

void
fields_end(struct app *app)
{
	if (app->asked)
		arena_free(app->asked->arena);
	app->asked = NULL;
}

static bool
asks(const struct conf_field *f)
{
	return str_eq(f->ask, "must") || str_eq(f->ask, "resolve");
}

static bool
holds(const struct field_row *rows, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].name, name))
			return true;
	return false;
}

/* Those of all fields that this case wants and has not; false = nothing is to be asked of it. */
static bool
lacking(struct app *app, int64_t case_id, struct arena *a, bool *lacks)
{
	struct case_row c;
	struct field_row *own, *theirs = NULL;
	size_t n, m = 0, count;
	bool any = false;
	const struct conf_field *f = conf_fields(app->conf, &count);
	memset(lacks, 0, count);
	for (size_t i = 0; i < count; i++)
		any |= asks(&f[i]);
	if (!any || read_case(app->store, case_id, app->v.who.agent, a, &c, NULL) < 0 || c.status == STATUS_RESOLVED ||
	    read_fields(app->store, 0, case_id, a, &own, &n, NULL) < 0 ||
	    (c.customer && read_fields(app->store, c.customer, 0, a, &theirs, &m, NULL) < 0))
		return false;
	any = false;
	for (size_t i = 0; i < count; i++) {
		lacks[i] = asks(&f[i]) && (f[i].on_customer ? c.customer && !holds(theirs, m, f[i].name)
			: !holds(own, n, f[i].name));
		any |= lacks[i];
	}
	return any;
}

/* -- asking ----------------------------------------------------------------------------------------------------- */

static void
given(struct app *app, const char *text, void *ctx)
{
	struct asked *k = app->asked;
	struct error err = ERROR_INIT;
	(void)ctx;
	if (!k)
		return;
	const struct conf_field *f = k->ask[k->at];
	if (!text) {
		app_say(app, MESSAGE_INFO, _("nothing was changed: '%s' was not given"), f->title);
		fields_end(app);
		return;
	}
	char *written = str_trim(k->arena, text);
	if (!*written && str_eq(f->ask, "must")) {
		ask_next(app, "", _("it must be known before the case is done; Esc leaves the case open"));
		return;
	}
	if (*written && field_check(f, written, &err) < 0) {
		ask_next(app, written, err.text);
		return;
	}
	k->given[k->at++] = *written ? written : NULL;
	if (k->at < k->n) {
		ask_next(app, "", NULL);
		return;
	}
	k->answered = true;
	app_run(app, k->again, 0);
	/* a letter may still be looked at once more, and many cases be asked about */
	if (!app->asking && !compose_active(app))
		fields_end(app);
}

static void
ask_next(struct app *app, const char *text, const char *trouble)
{
	struct asked *k = app->asked;
	const struct conf_field *f = k->ask[k->at];
	int room = (int)utf8_fit(f->title, strlen(f->title), 30, NULL);
	const char *hint = str_eq(f->ask, "must") ? f->value_count ? _("must be known, Tab: values") : _("must be known")
		: f->value_count ? _("Enter: none, Tab: values") : _("Enter: none");
	field_prompt(app, f, k->id_count > 1 ? arena_printf(k->arena, ngettext_("%.*s of %zu case (%s): ",
		"%.*s of %zu cases (%s): ", k->id_count), room, f->title, k->id_count, hint)
		: arena_printf(k->arena, "%.*s (%s): ", room, f->title, hint), text, trouble, given);
}

/* Has this been answered for just these cases? */
static bool
is_answered(const struct app *app, const int64_t *ids, size_t n)
{
	const struct asked *k = app->asked;
	return k && k->answered && k->id_count == n && !memcmp(k->ids, ids, n * sizeof *ids);
}

bool
fields_ask(struct app *app, const int64_t *ids, size_t n, const char *again)
{
	size_t count;
	const struct conf_field *f = conf_fields(app->conf, &count);
	if (is_answered(app, ids, n))
		return false;
	fields_end(app);
	struct arena *a = arena_new();
	bool *wanted = arena_array(a, bool, count + 1), *lacks = arena_array(a, bool, count + 1);
	struct asked *k = arena_new_of(a, struct asked);
	*k = (struct asked){ .arena = a, .ids = arena_mem(a, ids, n * sizeof *ids), .id_count = n,
		.again = arena_str(a, again) };
	for (size_t i = 0; i < n; i++)
		if (lacking(app, ids[i], a, lacks))
			for (size_t j = 0; j < count; j++)
				wanted[j] |= lacks[j];
	for (size_t j = 0; j < count; j++)
		if (wanted[j])
			*VEC_PUSH(a, k->ask, k->n, k->space) = &f[j];
	if (!k->n) {
		arena_free(a);
		return false;
	}
	k->given = arena_array(a, const char *, k->n);
	app->asked = k;
	ask_next(app, "", NULL);
	return true;
}

char *
fields_given(struct app *app, int64_t case_id, struct arena *a)
{
	const struct asked *k = app->asked;
	size_t count;
	const struct conf_field *f = conf_fields(app->conf, &count);
	bool *lacks = arena_array(a, bool, count + 1), mine = false;
	char *lines = arena_str(a, "");
	for (size_t i = 0; k && k->answered && i < k->id_count; i++)
		mine |= k->ids[i] == case_id;
	if (!mine || !lacking(app, case_id, a, lacks))
		return lines;
	for (size_t i = 0; i < k->n; i++)
		if (k->given[i] && lacks[k->ask[i] - f])
			lines = arena_printf(a, "%sfield %s %s; ", lines, str_quote(a, k->ask[i]->name),
				str_quote(a, k->given[i]));
	return lines;
}

bool
fields_resolves(struct app *app, const char *lines, int64_t case_id)
{
	struct arena *a = arena_new();
	struct verb_plan plan = { NULL, 0, false };
	bool yes = false;
	if (!str_empty(lines) && verb_plan_lines(&app->v, lines, case_id, a, &plan, NULL) == 0)
		for (size_t i = 0; i < plan.count; i++)
			yes |= plan.acts[i].verb == ACT_RESOLVE;
	arena_free(a);
	return yes;
}
