/* links.c - the addresses in a message and around it, numbered: one is opened by the user's own program, or copied;
 * nothing is ever fetched from here. */
#include "app.h"

#include <stdio.h>
#include <string.h>

static bool
ends_link(unsigned char c)
{
	return c <= ' ' || strchr("<>\"`{}|\\^", c) != NULL;
}

/* A link as people write it: without the full stop or bracket that follows. */
static size_t
link_length(const char *s)
{
	size_t n = 0;
	while (s[n] && !ends_link((unsigned char)s[n]))
		n++;
	while (n && strchr(".,;:!?)]'", s[n - 1]) && !(s[n - 1] == ')' && memchr(s, '(', n)))
		n--;
	return n;
}

static bool
known(const struct picker_item *items, size_t n, const char *link)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(items[i].text, link))
			return true;
	return false;
}

static int64_t message_of_links;	/* whose attachments "[1] photo.jpg" are */

void
pick_link_of(int64_t message)
{
	message_of_links = message;
}

static void
link_done(struct app *app, const struct picker_item *item)
{
	int place = 0;
	if (item->id == PICKED_TEXT)
		app_say(app, MESSAGE_INFO, _("links: nothing to choose from"));
	else if (sscanf(item->text, "[%4d]", &place) == 1)
		attachment_open(app, message_of_links, place);
	else
		open_address(app, item->text);
}

static void
add(struct arena *a, struct picker_item **items, size_t *n, size_t *space, const char *link, const char *what)
{
	if (str_empty(link) || known(*items, *n, link))
		return;
	char key = *n < 9 ? (char)('1' + *n) : 0;
	int64_t id = (int64_t)*n + 1;
	*VEC_PUSH(a, *items, *n, *space) = (struct picker_item){ .text = link, .detail = what, .id = id, .key = key };
}

void
pick_link(struct app *app, const char *text, const char *const *more)
{
	static const char *const schemes[] = { "https://", "http://", "mailto:", "tel:" };
	struct picker_item *items = NULL;
	size_t n = 0, space = 0;
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	struct arena *a = app->picker_memory = arena_new();
	for (const char *p = text; *p; p++)
		for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
			size_t len = str_istarts(p, schemes[i]) ? link_length(p) : 0;
			char *link = len > strlen(schemes[i]) ? arena_strn(a, p, len) : NULL;
			if (!link)
				continue;
			add(a, &items, &n, &space, link, NULL);
			p += len - 1;
			break;
		}
	for (; more && *more; more += 2)
		add(a, &items, &n, &space, arena_str(a, more[0]), arena_str(a, more[1]));
	bool opens = !str_empty(conf_str(app->conf, OPT_UI_OPEN_COMMAND));
	app_pick(app, _("links"), opens ? _("a number or Enter opens  Esc closes") : _("a number or Enter copies  Esc closes"),
		items, n, false, link_done);
}
