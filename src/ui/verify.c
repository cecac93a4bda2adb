/* verify.c - who is speaking: facts to tick, a code to send and to take down, a person's word. */
#include "app.h"

#include <stdio.h>
#include <string.h>

enum { WAY_FACTS = -10, WAY_BACK, WAY_PERSON, WAY_END, WAY_NONE, FIRST_TARGET = 1000 };

/* -- facts that were ticked, blank-separated ------------------------------------------------------------------ */

static bool
ticked(const struct app *app, const char *name)
{
	size_t len = strlen(name);
	for (const char *p = app->facts_ticked; (p = strstr(p, name)) != NULL; p += len)
		if ((p == app->facts_ticked || p[-1] == ' ') && (!p[len] || p[len] == ' '))
			return true;
	return false;
}

static size_t
ticked_count(const struct app *app)
{
	size_t n = app->facts_ticked[0] != '\0';
	for (const char *p = app->facts_ticked; *p; p++)
		n += *p == ' ';
	return n;
}

static void
tick(struct app *app, const char *name)
{
	struct arena *a = arena_new();
	bool had = ticked(app, name);
	struct buf b = BUF_INIT;
	for (char **p = str_split(a, app->facts_ticked, " ", NULL); *p; p++)
		if (**p && !str_eq(*p, name))
			buf_addf(&b, "%s%s", b.len ? " " : "", *p);
	if (!had)
		buf_addf(&b, "%s%s", b.len ? " " : "", name);
	snprintf(app->facts_ticked, sizeof app->facts_ticked, "%s", b.len ? b.data : "");
	buf_free(&b);
	arena_free(a);
}

/* -- answers -------------------------------------------------------------------------------------------------------- */

static void
typed(struct app *app, const char *text, void *ctx)
{
	const char *way = ctx;
	struct arena *a = arena_new();
	if (!str_empty(text))
		app_run(app, arena_printf(a, "verify %s %s", way, str_quote(a, text)), 0);
	arena_free(a);
}

static void
done(struct app *app, const struct picker_item *item)
{
	static char back[] = "back", person[] = "person";
	struct arena *a = arena_new();
	char *line = NULL;
	switch (item->id) {
	case WAY_NONE:
	case PICKED_TEXT: break;
	case WAY_FACTS: line = arena_printf(a, "verify facts %s", app->facts_ticked); break;
	case WAY_BACK: app_prompt(app, _("the code as they read it back: "), "", typed, back); break;
	case WAY_PERSON: app_prompt(app, _("how do you know who is speaking? "), "", typed, person); break;
	case WAY_END: line = arena_str(a, "verify end"); break;
	default:
		if (item->id >= FIRST_TARGET) {
			line = arena_printf(a, "verify code %s", str_quote(a, item->note));
		} else {
			int64_t id = item->id;
			tick(app, item->text + strlen("[ ] "));
			pick_verify(app);
			if (app->picker)
				picker_select(app->picker, ticked_count(app) >= 2 ? (int64_t)WAY_FACTS : id);
		}
	}
	if (line)
		app_run(app, line, 0);
	arena_free(a);
}

/* -- the dialogue ------------------------------------------------------------------------------------------------------- */

struct ways { struct arena *a; struct picker_item *items; size_t n, space; };

static void
add(struct ways *w, const char *text, const char *detail, const char *note, int64_t id)
{
	*VEC_PUSH(w->a, w->items, w->n, w->space) = (struct picker_item){ text, detail, note, id, 0 };
}

static int
add_ways(struct app *app, struct ways *w, const struct speaking *k, struct error *err)
{
	struct fact_row *f;
	struct identity_row *to;
	size_t n, m;
	if (read_facts(app->store, k->case_id, k->identity, w->a, &f, &n, err) < 0 ||
	    read_code_targets(app->store, k->case_id, k->identity, w->a, &to, &m, err) < 0)
		return -1;
	if (k->code_until)
		add(w, _("code"), arena_printf(w->a, _("is out to %s: take down what they read back"), k->code_to), NULL, WAY_BACK);
	if (ticked_count(app) >= 2)
		add(w, _("verified"), arena_printf(w->a, _("they knew: %s"), app->facts_ticked), NULL, WAY_FACTS);
	for (size_t i = 0; i < n; i++)
		add(w, arena_printf(w->a, "[%c] %s", ticked(app, f[i].name) ? 'x' : ' ', f[i].name), f[i].value, NULL,
			(int64_t)i + 1);
	for (size_t i = 0; i < m; i++)
		add(w, _("send a code"), arena_printf(w->a, _("to %s, known before"), to[i].address), to[i].address,
			FIRST_TARGET + (int64_t)i);
	add(w, _("in words"), _("I know who it is: how"), NULL, WAY_PERSON);
	if (k->verified && !str_eq(k->how, "platform"))
		add(w, _("end"), _("unverified from now on"), NULL, WAY_END);
	return 0;
}

void
pick_verify(struct app *app)
{
	struct error err = ERROR_INIT;
	struct speaking k;
	int64_t id = app_case(app);
	if (!id) {
		app_say(app, MESSAGE_INFO, _("choose a case first"));
		return;
	}
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	app->picker_memory = arena_new();
	struct ways w = { .a = app->picker_memory };
	if (app->facts_case != id)
		app->facts_ticked[0] = '\0';
	app->facts_case = id;
	if (read_speaking(app->store, id, 0, w.a, &k, &err) < 0 || (k.identity && add_ways(app, &w, &k, &err) < 0)) {
		app_fail(app, &err);
	} else if (!k.identity) {
		app_say(app, MESSAGE_INFO, _("nobody has spoken in this case yet"));
	} else {
		app_pick(app, arena_printf(w.a, _("who is speaking: %s, %s"), str_empty(k.name) ? k.address : k.name,
			verify_line(&k, w.a)), _("Enter ticks a fact, or does it  Esc closes"), w.items, w.n, true, done);
	}
}
