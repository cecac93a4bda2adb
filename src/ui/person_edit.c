/* person_edit.c - what can be done from a customer's card: values, tags, notes, writing to an address, the hook. */
#include "commands.h"
#include "person_view.h"

#include <stdio.h>
#include <string.h>

static bool
do_it(struct app *app, struct act *act)
{
	struct error err = ERROR_INIT;
	struct act_result r;
	if (store_act(app->store, &app->v.who, act, 1, true, app->command, &r, &err) < 0) {
		app_fail(app, &err);
		return false;
	}
	app_reload(app, 1u << AREA_CASE | 1u << AREA_CUSTOMER);
	app_say(app, MESSAGE_GOOD, r.count ? _("%s - u undoes") : "%s", r.words && *r.words ? r.words : _("it was so already"));
	return true;
}

/* -- values ---------------------------------------------------------------------------------------------------------- */

/* "yes where and how it was said" */
static void
set_consent(struct app *app, int64_t customer, const char *kind, const char *text)
{
	size_t first = strcspn(text, " ");
	int given = conf_read_bool(arena_strn(app->command, text, first));
	if (given < 0) {
		app_say(app, MESSAGE_BAD, _("%s: say yes or no first, then where and how it was said"), kind);
		return;
	}
	struct act act = { .verb = ACT_CONSENT, .customer = customer, .name = kind, .flag = given == 1,
		.text = text + first + strspn(text + first, " ") };
	(void)do_it(app, &act);
}

static bool
is_column(const char *name)
{
	static const char *const columns[] = { "name", "language", "preferred", "vip", "notes", "manager", "form", "signs",
		"quiet", "cap" };
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		if (str_eq(columns[i], name))
			return true;
	return false;
}

static void
set_value(struct app *app, int64_t customer, const char *name, const char *text)
{
	struct error err = ERROR_INIT;
	struct act act = { .verb = ACT_CUSTOMER_SET, .customer = customer, .name = name, .text = text };
	const struct conf_field *f;
	if (str_starts(name, "consent ")) {
		set_consent(app, customer, name + strlen("consent "), text);
		return;
	}
	if (str_eq(name, "tags")) {
		app_run(app, arena_printf(app->command, "person-tag %s", text), 0);
		return;
	}
	if (!is_column(name)) {
		f = conf_field_find(app->conf, name, app->command, &err);
		if (!f || verb_field(f, text, app->command, &act, &err) < 0) {
			app_fail(app, &err);
			return;
		}
	}
	(void)do_it(app, &act);
}

static void
edit_done(struct app *app, const char *text, void *ctx)
{
	struct person_view *v = person_top(app);
	(void)ctx;
	if (text && v)
		set_value(app, v->card.id, arena_str(app->command, v->editing), text);
}

static void
offer(const char *word, size_t from, const char *typed, struct arena *a, char ***list, size_t *n, size_t *space)
{
	if (word && !strncmp(word, typed + from, strlen(typed + from)))
		*VEC_PUSH(a, *list, *n, *space) = arena_str(a, word);
}

/* What a value may be: agents, channels of theirs, languages, the words of a choice. */
static char **
complete_value(void *ctx, const char *text, size_t cursor, struct arena *a, size_t *start)
{
	struct app *app = ctx;
	struct person_view *v = person_top(app);
	char **list = NULL, **words = NULL, *typed = arena_strn(a, text, cursor);
	const char **agents;
	size_t n = 0, space = 0, count = 0;
	*start = 0;
	if (!v)
		return NULL;
	if (str_eq(v->editing, "manager") && store_agents(app->store, a, &agents, &count, NULL) == 0)
		for (size_t i = 0; i < count; i++)
			offer(agents[i], 0, typed, a, &list, &n, &space);
	else if (str_eq(v->editing, "preferred"))
		for (size_t i = 0; i < v->card.customer.identity_count; i++)
			offer(v->card.customer.identities[i].kind, 0, typed, a, &list, &n, &space);
	else if (str_eq(v->editing, "language"))
		words = str_split(a, conf_str(app->conf, OPT_STORE_LANGUAGES), ", ", &count);
	else if (str_eq(v->editing, "form"))
		words = str_split(a, "formal informal", " ", &count);
	else if (str_eq(v->editing, "vip") || str_starts(v->editing, "consent "))
		words = str_split(a, "yes no", " ", &count);
	const struct conf_field *f = is_column(v->editing) ? NULL : conf_field_find(app->conf, v->editing, a, NULL);
	for (size_t i = 0; words && i < count; i++)
		offer(words[i], 0, typed, a, &list, &n, &space);
	for (size_t i = 0; f && i < f->value_count; i++)
		offer(f->values[i], 0, typed, a, &list, &n, &space);
	*VEC_PUSH(a, list, n, space) = NULL;
	return list;
}

/* As it is now, to be changed. */
static const char *
value_now(const struct person_view *v, const char *name)
{
	const struct customer_row *r = &v->card.customer;
	const struct { const char *name, *text; } columns[] = { { "name", r->name }, { "language", r->language },
		{ "preferred", r->preferred }, { "vip", r->vip ? "yes" : "no" }, { "manager", r->manager }, { "form", r->form },
		{ "signs", r->signs }, { "quiet", r->quiet }, { "cap", r->cap } };
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		if (str_eq(columns[i].name, name))
			return columns[i].text;
	for (size_t i = 0; i < v->card.field_count; i++)
		if (str_eq(v->card.fields[i].name, name))
			return v->card.fields[i].text;
	return NULL;
}

/* person-edit [NAME [VALUE...]]: the value under the cursor, or a named one. */
static void
edit(struct app *app, struct person_view *v, const char *const *words, size_t n)
{
	const struct card_line *l = person_line(v);
	const char *name = n > 1 ? words[1] : l ? l->edit : NULL;
	if (!name) {
		app_say(app, MESSAGE_INFO, _("nothing to change on this line"));
		return;
	}
	if (str_eq(name, "notes")) {
		app_run(app, "person-notes", 0);
		return;
	}
	if (n > 2) {
		set_value(app, v->card.id, name, command_rest(app->command, words, n, 2));
		return;
	}
	const char *now = value_now(v, name);
	snprintf(v->editing, sizeof v->editing, "%s", name);
	app_prompt(app, arena_printf(app->command, str_eq(name, "tags") ? _("tags (+a -b): ") : "%s: ", name), now ? now : "",
		edit_done, NULL);
	lineedit_set_complete(app->prompt, complete_value, app);
}

/* -- tags, notes, addresses ------------------------------------------------------------------------------------------- */

static void
tag(struct app *app, struct person_view *v, const char *const *words, size_t n)
{
	struct act act = { .verb = ACT_CUSTOMER_TAG, .customer = v->card.id };
	struct error err = ERROR_INIT;
	if (n < 2) {
		words = (const char *const[]){ "person-edit", "tags" };
		edit(app, v, words, 2);
		return;
	}
	if (verb_tags(words + 1, n - 1, app->command, &act, &err) < 0)
		app_fail(app, &err);
	else
		(void)do_it(app, &act);
}

static void
edit_notes(struct app *app, struct person_view *v, const char *const *words, size_t n)
{
	const char *now = v->card.customer.notes;
	int64_t customer = v->card.id;
	char *text = n > 1 ? command_rest(app->command, words, n, 1) : launch_editor(app, now ? now : "", app->command);
	if (!text)
		return;
	text = str_trim(app->command, text);
	if (str_eq(text, now ? now : ""))
		app_say(app, MESSAGE_INFO, _("nothing was changed"));
	else
		set_value(app, customer, "notes", text);
}

/* The case whose ways reach this person: the one beside the card, else the newest. */
static int64_t
case_to_write_in(const struct person_view *v)
{
	for (size_t i = 0; i < v->card.case_count; i++)
		if (v->card.cases[i].id == v->beside)
			return v->beside;
	return v->card.case_count ? v->card.cases[0].id : 0;
}

/* person-write [KIND ADDRESS]: to the address under the cursor, else as they prefer. */
static void
write_to(struct app *app, struct person_view *v, const char *const *words, size_t n)
{
	const struct card_line *l = person_line(v);
	const char *kind = n > 1 ? words[1] : l ? l->kind : NULL, *address = n > 2 ? words[2] : l && l->kind ? l->copy : NULL;
	int64_t in = l && l->case_id ? l->case_id : case_to_write_in(v);
	if (!kind)
		kind = v->card.customer.preferred;
	if (in) {
		compose_open(app, COMPOSE_REPLY, in, 0, address ? arena_str(app->command, address) : kind);
		return;
	}
	if (!str_eq(kind, "mail") || !address) {
		app_say(app, MESSAGE_INFO, _("there is no case of theirs to write in: m m writes a new message"));
		return;
	}
	address = arena_str(app->command, address);
	compose_open(app, COMPOSE_NEW, 0, 0, NULL);
	if (app_top(app)->ops == &compose_screen)
		compose_to(app, address);
}

static void
vip(struct app *app, struct person_view *v)
{
	set_value(app, v->card.id, "vip", v->card.customer.vip ? "no" : "yes");
}

static void
ask_hook(struct app *app, struct person_view *v)
{
	if (str_empty(conf_str(app->conf, OPT_CARE_CUSTOMER_HOOK)))
		app_say(app, MESSAGE_INFO, _("there is no customer hook: set customer-hook in [care] of %s"), conf_file(app->conf));
	else
		(void)card_hook_look(app, &v->card, true);
}

/* Commands of the card: person, person-edit, person-tag, person-vip, person-notes, person-write... */
void
go_person(struct app *app, int count, const char *const *words, size_t n)
{
	struct person_view *v = person_top(app);
	struct error err = ERROR_INIT;
	int64_t id = 0;
	(void)count;
	if (str_eq(words[0], "person-cases")) {
		app_run(app, arena_printf(app->command, "filter customer:%lld", (long long)person_customer(app)), 0);
	} else if (str_eq(words[0], "person-link")) {
		if (n > 1)
			open_address(app, words[1]);
	} else if (str_eq(words[0], "person")) {
		if (n > 1 && read_customer_named(app->store, command_rest(app->command, words, n, 1), &id, &err) < 0)
			app_fail(app, &err);
		else if (id || (id = customer_here(app)) != 0)
			person_open(app, id);
		else
			app_say(app, MESSAGE_INFO, _("%s: there is no customer here"), words[0]);
	} else if (!v) {
		app_say(app, MESSAGE_INFO, _("%s: only on a customer's card"), words[0]);
	} else if (str_eq(words[0], "person-edit")) {
		edit(app, v, words, n);
	} else if (str_eq(words[0], "person-tag")) {
		tag(app, v, words, n);
	} else if (str_eq(words[0], "person-vip")) {
		vip(app, v);
	} else if (str_eq(words[0], "person-notes")) {
		edit_notes(app, v, words, n);
	} else if (str_eq(words[0], "person-write")) {
		write_to(app, v, words, n);
	} else if (str_eq(words[0], "person-hook")) {
		ask_hook(app, v);
	} else {
		person_fold(app, words[0]);
	}
}
