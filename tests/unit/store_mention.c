/* store_mention.c - a note calls an agent or a team by "@name": written with the note, seen once, gone with its undo. */
#include "store_world.h"

static size_t
open_for(struct world *w, int64_t agent, int64_t case_id)
{
	struct mention_row *rows;
	size_t n = 99;
	W_DO(read_mentions(w->s, agent, case_id, 50, w->a, &rows, &n, &w->err));
	return n;
}

static char *
names_in(struct world *w, const char *text)
{
	char *line = arena_str(w->a, ""), **list = care_at_names(text, w->a);
	for (; *list; list++)
		line = arena_printf(w->a, "%s%s%s", line, *line ? " " : "", *list);
	return line;
}

static void
test_names(struct world *w)
{
	T_STR(names_in(w, "@max did the warehouse confirm? Ask @logistics."), "max logistics");
	T_STR(names_in(w, "write to help@shop.example, (@max), @Max, @"), "max");
	T_STR(names_in(w, "a@b @ c @@d @max@mastodon.example"), "");
	T_STR(names_in(w, "@rené-luc!\n@m.rossi"), "rené-luc m.rossi");
}

static void
test_written(struct world *w, int64_t c)
{
	struct mention_row *rows;
	size_t n;
	ACT(w, .verb = ACT_NOTE, .case_id = c, .text = "@MAX please, @nobody, @tech, @eva herself, max@x.example");
	W_DO(read_mentions(w->s, w->max, 0, 50, w->a, &rows, &n, &w->err));
	T_INT(n, 2);
	T_STR(rows[0].name, "max");
	T_STR(rows[0].by, "eva");
	T_STR(rows[1].name, "tech");
	T_INT(rows[0].case_id, c);
	T_INT(rows[0].seen_at, 0);
	T_INT(open_for(w, w->eva, 0), 1);	/* the team's; her own name is no news to her */
	T_INT(open_for(w, w->max, c), 2);
	T_INT(open_for(w, w->max, c + 1), 0);
	W_DO(read_note_mentions(w->s, rows[0].note, w->a, &rows, &n, &w->err));
	T_INT(n, 3);
}

static void
test_seen(struct world *w, int64_t c)
{
	struct mention_row *rows;
	size_t n;
	W_DO(read_mentions(w->s, w->max, c, 50, w->a, &rows, &n, &w->err));
	w_wait(MS_MINUTE);
	W_DO(mention_see(w->s, w->max, rows[0].note, &w->err));
	T_INT(open_for(w, w->max, 0), 0);
	W_DO(read_note_mentions(w->s, rows[0].note, w->a, &rows, &n, &w->err));
	T_INT(rows[1].seen_at, clock_now());
}

static void
test_undone(struct world *w, int64_t c)
{
	struct act_result r = ACT(w, .verb = ACT_NOTE, .case_id = c, .text = "@max again");
	T_INT(open_for(w, w->max, 0), 1);
	struct act_result undo = ACT(w, .verb = ACT_UNDO, .action = r.action);
	T_INT(open_for(w, w->max, 0), 0);
	ACT(w, .verb = ACT_UNDO, .action = undo.action);
	T_INT(open_for(w, w->max, 0), 1);
}

int
main(void)
{
	struct world w;
	w_begin(&w);
	MAIL(&w, .remote_id = "1@x", FROM("Ana Perez", "ana@perez.example"), TO_US, .subject = "Lamp", .text = "It is broken.");
	test_names(&w);
	test_written(&w, 1);
	test_seen(&w, 1);
	test_undone(&w, 1);
	return w_end(&w);
}
