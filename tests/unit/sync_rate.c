/* sync_rate.c - how servers say that one must wait, in every form; and the pace we keep by ourselves. */
#include <string.h>

#include "../../src/sync/rate.h"
#include "clock.h"
#include "t.h"

#define NOW 1795600000000LL		/* 2026-11-25T09:46:40Z */

static int64_t
wait(int status, const char *a, const char *b)
{
	const char *headers[] = { a, b, NULL };
	struct answer in = { .status = status, .headers = headers };

	return rate_wait(&in, NOW);
}

static void
headers(void)
{
	T_INT(wait(200, NULL, NULL), 0);
	T_INT(wait(429, "retry-after: 7", NULL), 7000);
	T_INT(wait(503, "retry-after: 1.5", NULL), 1500);
	T_INT(wait(429, "retry-after: Wed, 25 Nov 2026 09:47:40 GMT", NULL), 60000);
	T_INT(wait(429, "retry-after: Wed, 25 Nov 2020 09:47:40 GMT", NULL), 0);
	T_INT(wait(200, "retry-after: 7", NULL), 0);
	T_INT(wait(200, "x-ratelimit-remaining: 0", "x-ratelimit-reset: 30"), 30000);
	T_INT(wait(200, "x-ratelimit-remaining: 0", "x-ratelimit-reset-after: 0.25"), 250);
	T_INT(wait(200, "x-ratelimit-remaining: 3", "x-ratelimit-reset: 30"), 0);
	T_INT(wait(200, "x-ratelimit-remaining: 0", "x-ratelimit-reset: 1795600090"), 90000);
	T_INT(wait(429, "x-rate-limit-remaining: 0", "x-rate-limit-reset: 1795600900"), 900000);
	T_INT(wait(200, "x-rate-limit-remaining: 0", "x-rate-limit-reset: 1795599000"), 0);
	T_INT(wait(200, "x-ratelimit-remaining: 0", "x-ratelimit-reset: 2026-11-25T09:51:40.000Z"), 300000);
	T_INT(wait(200, "ratelimit-remaining: 0", "ratelimit-reset: 12"), 12000);
	T_INT(wait(200, "ratelimit: limit=100, remaining=0, reset=50", NULL), 50000);
	T_INT(wait(200, "ratelimit: limit=100, remaining=1, reset=50", NULL), 0);
	T_INT(wait(429, "retry-after: 999999999", NULL), MS_DAY);
	T_INT(wait(429, "retry-after: soon", "x-ratelimit-remaining: much"), 0);
	T_INT(wait(429, "retry-after: nan", NULL), 0);
	T_INT(wait(429, "retry-after: -5", NULL), 0);
}

static void
pace(void)
{
	struct bucket b;
	int64_t ms;

	bucket_init(&b, 2, 1000, 0);
	T_OK(!bucket_take(&b, 0) && !bucket_take(&b, 0), "what was saved up may go at once");
	ms = bucket_take(&b, 0);
	T_OK(ms > 400 && ms <= 501, "then one waits");
	T_OK(!bucket_take(&b, ms), "for as long as it said");
	T_OK(!bucket_take(&b, 1000000) && !bucket_take(&b, 1000000) && bucket_take(&b, 1000000), "no more than that is saved");
	T_OK(rate_backoff(1) <= 5000 && rate_backoff(1) > 3700, "the first failure waits for about five seconds");
	T_OK(rate_backoff(50) <= 15 * MS_MINUTE && rate_backoff(50) > 11 * MS_MINUTE, "many wait for a quarter of an hour");
}

int
main(void)
{
	headers();
	pace();
	return t_done();
}
