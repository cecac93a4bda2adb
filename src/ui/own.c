/* own.c - our own words on the channel itself, under the cursor: other words for them, or away with them. */
#include "app.h"

#include <string.h>

/* In a story what stands under its cursor, in a table its row. */
static int64_t
here(struct app *app)
{
	const struct item_row *row = app_top(app)->ops == &case_screen ? story_row(case_story(app)) : NULL;
	return row ? row->row == ROW_MESSAGE ? row->id : 0 : app_item(app);
}

static int64_t doomed;		/* while the question stands */

static void
delete_answered(struct app *app, bool yes)
{
	struct error err = ERROR_INIT;
	struct act_result r;
	struct act act = { .verb = ACT_DELETE, .message = doomed };
	if (!yes) {
		app_say(app, MESSAGE_INFO, _("nothing was deleted"));
		return;
	}
	if (store_act(app->store, &app->v.who, &act, 1, true, app->command, &r, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	app_reload(app, 1u << AREA_CASE | 1u << AREA_OUTBOX);
	app_say(app, MESSAGE_GOOD, _("%s - u takes it back within %lld s"), r.words,
		(long long)(conf_span(app->conf, OPT_CARE_UNDO_SEND) / 1000));
}

static void
ask_to_delete(struct app *app, const struct item_row *item)
{
	const char *body = item->body ? item->body : "";
	doomed = item->id;
	app_ask_firmly(app, delete_answered, _("DELETE what we said by %s%s: \"%.*s\"?\ny deletes it there, e leaves it"),
		item->channel, item->audience >= AUDIENCE_UNLISTED ? _(" in PUBLIC") : "",
		(int)utf8_fit(body, strcspn(body, "\n"), 50, NULL), body);
}

void
own_command(struct app *app, const char *what)
{
	struct error err = ERROR_INIT;
	struct item_row item;
	int64_t id = here(app);
	bool edit = str_eq(what, "own-edit");
	if (!id)
		app_say(app, MESSAGE_INFO, _("%s: put the cursor on a message first"), what);
	else if (read_item(app->store, id, app->command, &item, &err) < 0 ||
	    act_may(app->store, id, edit ? DEED_EDIT : DEED_DELETE, app->command, &err) < 0)
		app_fail(app, &err);
	else if (edit)
		compose_open(app, COMPOSE_EDIT, 0, id, NULL);
	else
		ask_to_delete(app, &item);
}
