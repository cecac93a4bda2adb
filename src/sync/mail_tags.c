/*
 * mail_tags.c - what notmuch's tags say to a case.  Each tag kept in step has a base, the value both sides
 * last agreed on; a side that differs from it has changed, and the other follows.  Where both agree nothing
 * is written.  (The other direction is in mail_after.c.)
 */

#include "act.h"
#include "log.h"
#include "mail_sync.h"
#include "str.h"

/* What a tag that was set or taken away elsewhere does to the case; false when nothing. */
static bool
action_of(const char *tag, bool on, struct act *out)
{
	int status;

	if (str_eq(tag, "flagged")) {
		out->verb = ACT_FLAG;
		out->value = on;
		out->flag = on;
		return true;
	}
	if (!str_starts(tag, "status:"))
		return false;		/* unread and replied follow from what is read and written */
	status = status_parse(tag + 7);
	if (status < 0)
		return false;
	out->verb = status == STATUS_RESOLVED ? on ? ACT_RESOLVE : ACT_REOPEN :
		status == STATUS_SPAM && on ? ACT_SPAM : ACT_STATUS;
	out->value = on ? status : STATUS_OPEN;
	return true;
}

static int
follow(struct worker *w, int64_t message, const char *tag, bool on, struct error *err)
{
	static const struct act_actor robot = { .robot = "sync" };
	struct act act = { .message = 0 };
	struct act_result result;
	struct item_row item;
	struct error why = ERROR_INIT;

	if (read_item(w->store, message, w->arena, &item, err))
		return -1;
	act.case_id = item.case_id;
	if (!item.case_id || !action_of(tag, on, &act))
		return 0;
	if (store_act(w->store, &robot, &act, 1, false, w->arena, &result, &why)) {
		log_line(LOG_MAIL, "tag %s: %s", tag, why.text);
		if (why.code != ERR_INPUT)
			return error_set(err, why.code, "%s", why.text);
	}
	return 0;
}

static int
take_tag(struct worker *w, int64_t message, const char *tag, int remote, struct tag_bases *out, struct error *err)
{
	int local = feed_tag_local(w->store, message, tag), base;

	if (local < 0)			/* not the newest of its thread */
		return 0;
	base = feed_tag_get_base(w->store, w->account->id, message, tag);
	if (base == remote)
		return 0;
	/* a difference from the base is the other side's doing; at the first look only what is set there says
	 * something: somebody flagged it, or was done with it, before we came */
	if ((base >= 0 || remote) && local != remote && follow(w, message, tag, remote, err))
		return -1;
	*VEC_PUSH(out->arena, out->tags, out->count, out->space) = (struct feed_tag){ .message = message, .tag = tag,
		.base = remote };
	return 0;
}

int
mail_take_tags(struct worker *w, const char *const *tags, const struct mail_entry *e, struct tag_bases *out,
	struct error *err)
{
	int64_t *ids;
	size_t n, i;

	if (!tags[0])
		return 0;
	if (feed_by_remote_id(w->store, e->id, out->arena, &ids, &n, err))
		return -1;
	if (!n || !feed_tag_speaks(w->store, ids[n - 1]))
		return 0;
	for (i = 0; tags[i] && i < 32; i++)
		if (take_tag(w, ids[n - 1], tags[i], (int)(e->tags >> i & 1), out, err))
			return -1;
	return 0;
}
