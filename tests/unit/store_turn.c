/* store_turn.c - who waits to write is let in between two messages of a batch (S3). */
#include "store_world.h"

enum { MANY = 12 };

static int64_t
commits(struct store *s)
{
	struct error err = ERROR_INIT;
	int64_t areas[AREA_COUNT] = { 0 };
	(void)store_areas(s, areas, &err);
	return areas[AREA_CASE];
}

/* In how many transactions does a batch of MANY messages arrive? */
static int64_t
arrive(struct world *w, struct store *sync, const char *name)
{
	struct message_in list[MANY];
	struct batch b = { .messages = list, .message_count = MANY };
	int64_t before = commits(w->s);
	for (int i = 0; i < MANY; i++)
		list[i] = (struct message_in){ .kind = KIND_MESSAGE, .text = "Where is my parcel?",
			.remote_id = arena_printf(w->a, "%s-%d", name, i), .thread = arena_printf(w->a, "%s-%d", name, i),
			.from = { NULL, arena_printf(w->a, "%s%d", name, i) }, .sent_at = clock_now(),
			.received_at = clock_now() };
	W_DO(feed_batch(sync, &w->chat_ctx, &b, &w->fed, &w->err));
	return commits(w->s) - before;
}

int
main(void)
{
	struct world world, *w = &world;
	w_begin(w);
	struct store *sync = w_open_as(w, STORE_SYNC), *desk = w_open_as(w, STORE_DESK);
	if (!sync || !desk)
		exit(99);

	T_OK(!turn_wanted(sync), "nobody waits");
	turn_want(desk);
	T_OK(turn_wanted(sync) && !turn_wanted(desk), "who waits is seen by the others, not by itself");
	T_OK(arrive(w, sync, "first") == MANY, "while somebody waits each message is a transaction of its own");
	turn_taken(desk);
	T_OK(!turn_wanted(sync), "whoever has had the turn waits no more");
	T_OK(w_int(w, "SELECT count(*) FROM message") == MANY, "nothing was left out");

	/* an agent who finds the store locked says so, also when in the end it is told to try again */
	W_DO(db_begin(sync, false, &w->err));
	T_OK(db_begin(desk, false, &w->err) < 0 && w->err.code == ERR_BUSY, "the store is locked");
	T_OK(desk->turn_fd >= 0 && !turn_wanted(sync), "it was said for as long as was waited");
	error_clear(&w->err);
	W_DO(db_commit(sync, &w->err));

	/* the kernel takes away what a dead program said */
	turn_want(desk);
	store_close(desk);
	T_OK(!turn_wanted(sync), "a program that is gone waits for nothing");
	store_close(sync);
	return w_end(w);
}
