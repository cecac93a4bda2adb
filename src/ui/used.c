/* used.c - what this agent used, counted in the store when nothing else is to be done; and the key of what was reached
 * the long way, named the third time. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEACH_AT = 3, TEACH_AGAIN = 10, WAITING = 16, WEIGHT_ONCE = 15, WEIGHT_EACH = 10, WEIGHT_MOST = 75 };

/* What was counted before, and what waits to be written. */
struct used {
	struct arena *a;
	struct used_row *rows;
	size_t n, space;
	struct { char kind[16], name[120]; } waiting[WAITING];
	size_t waiting_count;
};

static struct used *
used_of(struct app *app)
{
	if (app->used)
		return app->used;
	app->used = xcalloc(1, sizeof *app->used);
	app->used->a = arena_new();
	struct used_row *rows = NULL;
	size_t n = 0;
	if (used_list(app->store, app->v.who.agent, NULL, app->used->a, &rows, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			*VEC_PUSH(app->used->a, app->used->rows, app->used->n, app->used->space) = rows[i];
	return app->used;
}

static struct used_row *
row_of(struct used *u, const char *kind, const char *name)
{
	for (size_t i = 0; i < u->n; i++)
		if (str_eq(u->rows[i].kind, kind) && str_eq(u->rows[i].name, name))
			return &u->rows[i];
	return NULL;
}

static void
write_one(struct app *app)
{
	struct used *u = app->used;
	if (!u || !u->waiting_count)
		return;
	/* not worth a word when it cannot be written */
	(void)used_add(app->store, app->v.who.agent, u->waiting[0].kind, u->waiting[0].name, NULL);
	memmove(&u->waiting[0], &u->waiting[1], --u->waiting_count * sizeof u->waiting[0]);
}

void
used_note(struct app *app, const char *kind, const char *name)
{
	struct used *u = used_of(app);
	struct used_row *row = row_of(u, kind, name);
	if (!row) {
		row = VEC_PUSH(u->a, u->rows, u->n, u->space);
		*row = (struct used_row){ .kind = arena_str(u->a, kind), .name = arena_str(u->a, name) };
	}
	row->n++;
	row->last_at = app->v.now;
	if (u->waiting_count == WAITING || store_read_only(app->store))
		return;
	snprintf(u->waiting[u->waiting_count].kind, sizeof u->waiting[0].kind, "%s", kind);
	snprintf(u->waiting[u->waiting_count].name, sizeof u->waiting[0].name, "%s", name);
	u->waiting_count++;
}

int
used_weight(struct app *app, const char *kind, const char *name)
{
	struct used_row *row = row_of(used_of(app), kind, name);
	int64_t weight = row ? WEIGHT_ONCE + row->n * WEIGHT_EACH : 0;
	return weight > WEIGHT_MOST ? WEIGHT_MOST : (int)weight;
}

void
used_tick(struct app *app)
{
	write_one(app);
}

void
used_end(struct app *app)
{
	if (!app->used)
		return;
	while (app->used->waiting_count)
		write_one(app);
	arena_free(app->used->a);
	free(app->used);
	app->used = NULL;
}

/* -- teaching ------------------------------------------------------------------------------------------------------------ */

/* Commands that are words for the same as a verb, and have the key. */
static const char *
same_as(const char *line)
{
	static const struct { const char *verb, *command; } same[] = { { "resolve", "done" }, { "customers", "people-find" } };
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		if (str_eq(same[i].verb, line))
			return same[i].command;
	return line;
}

void
app_run_long(struct app *app, const char *line)
{
	struct arena *a = arena_new();
	char *trimmed = str_trim(a, line);
	while (*trimmed == ':')
		trimmed = str_trim(a, trimmed + 1);
	char *key = *trimmed ? bar_key(app, same_as(trimmed), a) : NULL;
	/* what has no key of its own counts by its first word */
	char *name = key ? trimmed : arena_strn(a, trimmed, strcspn(trimmed, " "));
	bool known = *name && app_knows(app, name);
	app_run(app, line, 0);
	if (known) {
		used_note(app, "command", name);
		int64_t n = row_of(app->used, "command", name)->n;
		if (key && (n == TEACH_AT || (n > TEACH_AT && n % TEACH_AGAIN == 0)) && conf_bool(app->conf, OPT_UI_TEACH))
			snprintf(app->teach, sizeof app->teach, _("%s does that"), key);
	}
	arena_free(a);
}

/* Beside what the verb said, once nothing is open any more. */
void
teach_tick(struct app *app)
{
	if (!*app->teach || app->prompting || app->picker || app->asking || app->form || app->rebind)
		return;
	char said[sizeof app->message];
	snprintf(said, sizeof said, "%s", app->message);
	if (!*said)
		app_say(app, MESSAGE_INFO, "%s", app->teach);
	else if (app->message_kind != MESSAGE_BAD)
		app_say(app, app->message_kind, "%s  [%s]", said, app->teach);
	*app->teach = '\0';
}
