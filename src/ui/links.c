/* links.c - the addresses in a message, to choose one and take it along; nothing is ever fetched from here. */
#include "app.h"

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

static void
link_done(struct app *app, const struct picker_item *item)
{
	if (term_is_headless(app->term) || term_copy(app->term, item->text, strlen(item->text)))
		app_say(app, MESSAGE_INFO, _("copied: %s"), item->text);
}

void
pick_link(struct app *app, const char *text)
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
			if (!link || known(items, n, link))
				continue;
			int64_t id = (int64_t)n + 1;
			*VEC_PUSH(a, items, n, space) = (struct picker_item){ .text = link, .id = id };
			p += len - 1;
			break;
		}
	app_pick(app, _("links"), _("Enter copies  Esc closes"), items, n, true, link_done);
}
