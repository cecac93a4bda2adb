/* account.c - what an account does, in words, for the console and the command line alike. */
#include "verb.h"

#include "clock.h"
#include "i18n.h"
#include "str.h"

/* "in 3m", "in 20s" */
static char *
span(struct arena *a, int64_t ms)
{
	char out[8];
	if (ms < MS_MINUTE)
		return arena_printf(a, "%llds", (long long)((ms + MS_SECOND - 1) / MS_SECOND));
	clock_short_span(out, ms);
	return arena_str(a, out);
}

static char *
plain_words(const struct account_row *r, int64_t now, struct arena *a)
{
	char *next = r->next_at > now ? span(a, r->next_at - now) : NULL;
	if (r->error)
		return next ? arena_printf(a, _("%s; next try in %s"), r->error, next) : arena_str(a, r->error);
	if (r->progress)
		return r->done ? arena_printf(a, "%s %lld", r->progress, (long long)r->done) : arena_str(a, r->progress);
	const char *stream = str_empty(r->stream) ? "" : str_eq(r->stream, "open") ? _("stream open") :
		arena_printf(a, _("no stream: %s"), r->stream);
	if (!next)
		return arena_str(a, stream);
	return arena_printf(a, _("next look in %s, every %s%s%s"), next, span(a, r->next_at - r->pulled_at),
		*stream ? "; " : "", stream);
}

char *
account_words(const struct account_row *r, int64_t now, struct arena *a)
{
	char *words = plain_words(r, now, a);
	if (r->held_until <= now)
		return words;
	return arena_printf(a, "%s%s%s", _("HELD BACK: nothing automatic leaves"), *words ? "; " : "", words);
}
