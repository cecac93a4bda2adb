/*
 * act_many.c - the same for many cases, a short transaction at a time: others write in between, and all of it is one
 * group, so one undo takes it back.
 */
#include "act_internal.h"
#include "flow.h"

#include "clock.h"
#include "i18n.h"
#include "str.h"

/* One case within the transaction; what refuses leaves no trace. */
static int
one_case(struct acting *x, const struct act *acts, size_t n, struct many_fate *out)
{
	struct error *keep = x->err, why = ERROR_INIT;
	struct act_result result = { .count = 0 };
	int64_t grp = x->grp;
	if (db_run(x->s, STMT_SAVE, x->err, "") < 0)
		return -1;
	x->acts = acts;
	x->count = n;
	x->out = &result;
	x->err = &why;
	x->touched_count = x->left_count = x->slept_count = 0;
	x->opened_case = x->made = 0;
	int rc = act_run_all(x);
	x->err = keep;
	buf_clear(&x->words);
	*out = (struct many_fate){ rc < 0 ? -1 : result.count, NULL };
	if (rc < 0 && why.code != ERR_INPUT && why.code != ERR_CONFLICT)
		return error_set(keep, why.code, "%s", why.text);
	if (rc < 0) {
		out->why = arena_str(x->a, why.text);
		x->grp = grp;
		if (db_run(x->s, STMT_UNSAVE, x->err, "") < 0)
			return -1;
	}
	return db_run(x->s, STMT_SAVED, x->err, "");
}

int
store_act_slice(struct store *s, struct act_actor *who, const struct act *acts, const size_t *ends, size_t cases,
	int64_t most_us, bool dry, struct arena *a, struct many_fate *out, size_t *done, struct error *err)
{
	struct acting x = { .s = s, .who = who, .now = clock_now(), .grp = who->group, .a = a, .words = BUF_INIT, .err = err };
	size_t i = 0;
	int rc = 0;
	*done = 0;
	if (!who->agent && !who->robot)
		return error_set(err, ERR_INPUT, _("nobody is said to do this"));
	if (db_begin(s, false, err) < 0)
		return -1;
	int64_t until = clock_mono_us() + most_us;
	for (; rc == 0 && i < cases && (!i || clock_mono_us() < until); i++) {
		size_t from = i ? ends[i - 1] : 0;
		rc = one_case(&x, acts + from, ends[i] - from, &out[i]);
	}
	buf_free(&x.words);
	if (rc < 0 || dry) {
		db_rollback(s);
	} else {
		db_touch(s, AREA_CASE);
		if (db_commit(s, err) < 0)
			return -1;
		who->group = x.grp;
	}
	turn_give(s);	/* who else wants to write comes in between */
	*done = rc < 0 ? 0 : i;
	return rc;
}
