/* prefer.c - on which channel a customer answers, seen from what was said. */
#include "reach.h"

#include <string.h>

enum { CHANNELS = 16, SEEN_AT_LEAST = 3 };

struct tally {
	struct care_preference p;
	int64_t asked_at, waited_ms;	/* asked_at: of ours that is not answered yet; 0 = none */
};

static struct tally *
tally_of(struct tally *list, size_t *n, const char *channel)
{
	for (size_t i = 0; i < *n; i++)
		if (!strcmp(list[i].p.channel, channel))
			return &list[i];
	if (*n == CHANNELS)
		return NULL;
	list[*n] = (struct tally){ .p = { .channel = channel } };
	return &list[(*n)++];
}

/* Words of theirs answer what we said on that channel; what we said elsewhere stays without an answer there. */
static void
heard(struct tally *list, size_t n, struct tally *t, int64_t at)
{
	t->p.seen++;
	if (t->asked_at) {
		t->p.answered++;
		t->waited_ms += at - t->asked_at;
	}
	for (size_t i = 0; i < n; i++)
		list[i].asked_at = 0;
}

/* More words and answers first, then the sooner ones. */
static bool
goes_before(const struct tally *a, const struct tally *b)
{
	int wa = a->p.seen + a->p.answered, wb = b->p.seen + b->p.answered;
	return wa != wb ? wa > wb : a->p.answered && (!b->p.answered || a->p.after_ms < b->p.after_ms);
}

bool
care_prefer(const struct care_word *words, size_t n, struct care_preference *out)
{
	struct tally list[CHANNELS], *best = NULL;
	size_t count = 0;
	int of = 0;
	for (size_t i = 0; i < n; i++) {
		struct tally *t = tally_of(list, &count, words[i].channel);
		if (!t)
			continue;
		of += words[i].inbound;
		if (words[i].inbound) {
			heard(list, count, t, words[i].at);
		} else if (!t->asked_at) {
			t->asked_at = words[i].at;
			t->p.asked++;
		}
	}
	for (size_t i = 0; i < count; i++) {
		list[i].p.of = of;
		list[i].p.after_ms = list[i].p.answered ? list[i].waited_ms / list[i].p.answered : 0;
		if (!best || goes_before(&list[i], best))
			best = &list[i];
	}
	if (!best || best->p.seen < SEEN_AT_LEAST || best->p.seen * 2 <= of)
		return false;
	*out = best->p;
	return true;
}
