/* rate.c - see rate.h. */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "hash.h"
#include "http.h"
#include "rate.h"
#include "str.h"

#define WAIT_MAX MS_DAY
#define EPOCH 1000000000.0		/* what is larger is no span of seconds */

void
bucket_init(struct bucket *b, int count, int per_ms, int64_t now)
{
	*b = (struct bucket){ .left = count, .most = count, .per_ms = (double)count / per_ms, .at = now };
}

int64_t
bucket_take(struct bucket *b, int64_t now)
{
	if (now > b->at)
		b->left += (double)(now - b->at) * b->per_ms;
	if (b->left > b->most)
		b->left = b->most;
	b->at = now;
	if (b->left >= 1) {
		b->left -= 1;
		return 0;
	}
	return (int64_t)((1 - b->left) / b->per_ms) + 1;
}

static int64_t
within(int64_t ms)
{
	return ms < 0 ? 0 : ms > WAIT_MAX ? WAIT_MAX : ms;
}

/* Seconds, an epoch in seconds or milliseconds, a date of HTTP or RFC 3339: ms from now; -1 = none of these. */
static int64_t
span(const char *s, int64_t now)
{
	char *end;
	double n = strtod(s, &end);
	int64_t at;

	end += strspn(end, " ");
	if (end != s && (!*end || *end == ';' || *end == ',')) {
		if (!(n >= 0) || n > 1e15)
			return -1;
		return within(n < EPOCH ? (int64_t)(n * MS_SECOND) :
			n < EPOCH * 100 ? (int64_t)(n * MS_SECOND) - now : (int64_t)n - now);
	}
	if (clock_parse_rfc3339(s, &at))
		return within(at - now);
	at = http_date(s);
	return at ? within(at - now) : -1;
}

/* "limit=100, remaining=0, reset=50": a member's value, NULL when absent. */
static const char *
member(const char *header, const char *name)
{
	const char *p = header ? str_icase_find(header, name) : NULL;

	p = p ? p + strlen(name) : NULL;
	return p && *p == '=' ? p + 1 : NULL;
}

static int64_t
used_up(const char *remaining, const char *reset, int64_t now)
{
	char *end;

	if (!remaining || !reset || strtod(remaining, &end) >= 1 || end == remaining)
		return 0;
	now = span(reset, now);
	return now > 0 ? now : 0;
}

int64_t
rate_wait(const struct answer *in, int64_t now)
{
	static const struct { const char *remaining, *reset; } names[] = {
		{ "x-ratelimit-remaining", "x-ratelimit-reset-after" },
		{ "x-ratelimit-remaining", "x-ratelimit-reset" },
		{ "x-rate-limit-remaining", "x-rate-limit-reset" },
		{ "ratelimit-remaining", "ratelimit-reset" },
	};
	const char *after = answer_header(in, "retry-after"), *joined = answer_header(in, "ratelimit");
	int64_t wait = 0, ms;
	size_t i;

	if (after && (in->status == 429 || in->status == 503) && (ms = span(after, now)) >= 0)
		return ms;
	for (i = 0; i < sizeof names / sizeof names[0] && !wait; i++)
		wait = used_up(answer_header(in, names[i].remaining), answer_header(in, names[i].reset), now);
	return wait ? wait : used_up(member(joined, "remaining"), member(joined, "reset"), now);
}

int64_t
rate_backoff(int fails)
{
	int64_t ms = 5 * MS_SECOND;
	unsigned chance;

	for (; fails > 1 && ms < 15 * MS_MINUTE; fails--)
		ms *= 2;
	if (ms > 15 * MS_MINUTE)
		ms = 15 * MS_MINUTE;
	hash_random(&chance, sizeof chance);
	return ms - ms / 4 * (chance % 1000) / 1000;
}
