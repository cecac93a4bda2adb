/* json.c - the objects that scripts may rely on.  Fields may be added, never changed. */
#include "cli.h"

#include <string.h>

#include "clock.h"
#include "clocks.h"
#include "care.h"
#include "utf8.h"

json_t *
json_text(const char *s)
{
	if (!s)
		return json_null();
	size_t len = strlen(s);
	if (utf8_valid(s, len))
		return json_stringn_nocheck(s, len);
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < len;) {
		uint32_t cp;
		i += utf8_next(s + i, len - i, &cp);
		buf_addu(&b, cp);
	}
	json_t *j = json_stringn_nocheck(b.data, b.len);
	buf_free(&b);
	return j;
}

json_t *
json_time(int64_t at)
{
	char when[32];
	if (!at)
		return json_null();
	clock_rfc3339(when, at);
	return json_string(when);
}

json_t *
json_words(const char *words)
{
	json_t *list = json_array();
	for (const char *p = words ? words : ""; *p;) {
		size_t n = strcspn(p, " ");
		if (n)
			json_array_append_new(list, json_stringn(p, n));
		p += n + (p[n] == ' ');
	}
	return list;
}

static void
put_uid(json_t *j, const char *key, struct uid uid)
{
	char hex[33];
	uid_hex(hex, uid);
	json_object_set_new(j, key, json_string(hex));
}

json_t *
json_case(const struct case_row *r)
{
	json_t *j = json_object(), *customer = json_object();
	json_object_set_new(j, "case", json_integer(r->number));
	put_uid(j, "uid", r->uid);
	json_object_set_new(j, "subject", json_text(r->subject));
	json_object_set_new(j, "status", json_string(status_name(r->status)));
	json_object_set_new(j, "priority", json_string(priority_name(r->priority)));
	json_object_set_new(customer, "id", json_integer(r->customer));
	json_object_set_new(customer, "name", json_text(r->customer_name));
	json_object_set_new(j, "customer", customer);
	json_object_set_new(j, "channels", json_words(r->channels));
	json_object_set_new(j, "tags", json_words(r->tags));
	json_object_set_new(j, "assignee", json_text(r->assignee));
	json_object_set_new(j, "team", json_text(r->team));
	json_object_set_new(j, "escalation", json_text(r->escalation));
	json_object_set_new(j, "unread", json_integer(r->unread));
	json_object_set_new(j, "messages", json_integer(r->messages));
	json_object_set_new(j, "waiting_since", json_time(r->waiting_since));
	json_object_set_new(j, "due", json_time(r->due_at));
	json_object_set_new(j, "updated", json_time(r->updated_at));
	json_object_set_new(j, "opened", json_time(r->opened_at));
	json_object_set_new(j, "resolved", json_time(r->resolved_at));
	json_object_set_new(j, "snoozed_until", json_time(r->snoozed_until));
	json_object_set_new(j, "snoozed_until_reply", json_boolean(r->snooze_reply));
	json_object_set_new(j, "next_step", json_text(r->next_step));
	json_object_set_new(j, "next_by", json_time(r->next_by));
	json_object_set_new(j, "promised", json_boolean(r->promised));
	json_object_set_new(j, "waits_on", json_text(r->waits_on));
	json_object_set_new(j, "waits_until", json_time(r->waits_until));
	json_object_set_new(j, "intent", json_text(r->intent));
	json_object_set_new(j, "intent_by_hand", json_boolean(r->intent_set));
	json_object_set_new(j, "late", json_boolean(r->late));
	json_object_set_new(j, "flagged", json_boolean(r->flagged));
	json_object_set_new(j, "audience", json_string(audience_name(r->audience)));
	json_object_set_new(j, "merged_into", r->merged_into ? json_integer(r->merged_into) : json_null());
	json_object_set_new(j, "callback", json_time(r->callback_at));
	json_object_set_new(j, "callback_to", json_text(r->callback_to));
	json_object_set_new(j, "siblings", json_integer(r->siblings));
	json_object_set_new(j, "last_item", json_integer(r->last_item));
	json_object_set_new(j, "policy", json_text(r->policy));
	json_object_set_new(j, "due_clock", json_text(r->due_at || r->paused ? clock_kind_name(r->due_kind) : NULL));
	json_object_set_new(j, "paused", json_boolean(r->paused));
	json_object_set_new(j, "mood", r->has_mood ? json_integer(r->mood) : json_null());
	json_object_set_new(j, "language", json_text(r->language));
	json_object_set_new(j, "incident", json_text(r->incident ? r->incident : r->heads));
	json_object_set_new(j, "incident_members", r->heads ? json_integer(r->members) : json_null());
	json_object_set_new(j, "rating", json_text(r->rated));
	return j;
}

static json_t *
json_address(const struct address *w)
{
	json_t *j = json_object();
	json_object_set_new(j, "name", json_text(w->name));
	json_object_set_new(j, "address", json_text(w->address));
	return j;
}

static json_t *
recipients(struct store *s, const struct item_row *item, struct arena *a)
{
	json_t *list = json_array();
	struct recipient *r;
	size_t n;
	if (read_addressees(s, item, a, &r, &n, NULL) < 0)
		return list;
	for (size_t i = 0; i < n; i++) {
		json_t *j = json_address(&r[i].who);
		json_object_set_new(j, "role", json_string(party_name(r[i].role)));
		json_array_append_new(list, j);
	}
	return list;
}

json_t *
json_file(const struct attachment *f)
{
	json_t *j = json_object();
	json_object_set_new(j, "name", json_text(f->name));
	json_object_set_new(j, "type", json_text(f->type));
	json_object_set_new(j, "bytes", json_integer(f->bytes));
	json_object_set_new(j, "part", json_text(f->part));
	json_object_set_new(j, "fetched", json_boolean(f->state == FILE_HERE));
	return j;
}

static json_t *
attachments(struct store *s, const struct item_row *r, struct arena *a)
{
	json_t *list = json_array();
	struct attachment *f;
	size_t n;
	if (!r->files || read_attachments(s, r->id, a, &f, &n, NULL) < 0)
		return list;
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_file(&f[i]));
	return list;
}

/* Text as written now, and what it quotes, apart. */
static void
put_text(json_t *j, const struct item_row *r, struct arena *a)
{
	if (!r->body) {
		json_object_set_new(j, "text", r->row == ROW_ACTION || r->row == ROW_EVENT ? json_text(r->words) : json_null());
		json_object_set_new(j, "quoted", json_null());
		return;
	}
	struct quote_span *spans;
	size_t n = quote_split(r->body, strlen(r->body), a, &spans);
	struct buf fresh = BUF_INIT, quoted = BUF_INIT;
	for (size_t i = 0; i < n; i++)
		buf_add(spans[i].kind == QUOTE_QUOTED || spans[i].kind == QUOTE_ATTRIBUTION ? &quoted : &fresh,
			r->body + spans[i].start, spans[i].len);
	buf_rtrim(&fresh);
	buf_rtrim(&quoted);
	json_object_set_new(j, "text", json_text(fresh.data));
	json_object_set_new(j, "quoted", quoted.len ? json_text(quoted.data) : json_null());
	buf_free(&fresh);
	buf_free(&quoted);
}

static void
put_flags(json_t *j, unsigned flags)
{
	static const struct { unsigned flag; const char *name; } names[] = {
		{ MESSAGE_HISTORY, "history" }, { MESSAGE_LATE, "late" }, { MESSAGE_THANKS, "thanks" },
		{ MESSAGE_DUPLICATE_ID, "duplicate-id" }, { MESSAGE_ORIGINAL_GONE, "original-gone" },
		{ MESSAGE_FORM, "form" }, { MESSAGE_PEC, "pec" }, { MESSAGE_PEC_ANOMALY, "pec-anomaly" },
		{ MESSAGE_PEC_UNVERIFIED, "pec-unverified" }, { MESSAGE_OUTSIDE, "outside" },
		{ MESSAGE_SECOND_LEVEL, "second-level" }, { MESSAGE_TOLD, "told" }, { MESSAGE_STRANGER, "stranger" },
		{ MESSAGE_LYING_LINK, "lying-link" }, { MESSAGE_BULK, "bulk" }, { MESSAGE_MISSED, "missed" },
		{ MESSAGE_TAKEN, "taken" }, { MESSAGE_ERASED, "erased" },
		{ MESSAGE_WITHDRAWN, "deleted" }, { MESSAGE_SURVEY, "survey" },
		{ MESSAGE_LOOKALIKE, "lookalike" }, { MESSAGE_OTHER_NAME, "other-name" },
	};
	json_t *list = json_array();
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (flags & names[i].flag)
			json_array_append_new(list, json_string(names[i].name));
	json_object_set_new(j, "flags", list);
}

/* What it said before it was edited, newest first. */
static json_t *
revisions(struct store *s, const struct item_row *r, struct arena *a)
{
	json_t *list = json_array();
	struct revision_row *said;
	size_t n;
	if (read_revisions(s, r->id, 100, a, &said, &n, NULL) < 0)
		return list;
	for (size_t i = 0; i < n; i++) {
		json_t *one = json_object();
		json_object_set_new(one, "at", json_time(said[i].at));
		json_object_set_new(one, "text", json_text(said[i].body));
		json_array_append_new(list, one);
	}
	return list;
}

static const char *
item_kind_name(const struct item_row *r)
{
	switch (r->row) {
	case ROW_NOTE: return "note";
	case ROW_ACTION: return "action";
	case ROW_EVENT: return "event";
	case ROW_OUTBOX: return "outbox";
	case ROW_CONTACT:
	case ROW_MESSAGE: break;
	}
	return kind_name(r->kind);
}

json_t *
json_item(struct store *s, const struct item_row *r, struct arena *a)
{
	json_t *j = json_object();
	bool contact = r->row == ROW_CONTACT, message = r->row == ROW_MESSAGE || r->row == ROW_OUTBOX || contact;
	json_object_set_new(j, "id", r->row == ROW_OUTBOX ? json_null() : json_integer(r->id));
	put_uid(j, "uid", r->uid);
	json_object_set_new(j, "kind", json_string(item_kind_name(r)));
	json_object_set_new(j, "direction", !message ? json_null()
		: json_string(r->direction == DIRECTION_IN ? "in" : "out"));
	json_object_set_new(j, "channel", json_text(r->channel));
	json_object_set_new(j, "account", json_text(r->account));
	json_object_set_new(j, "from", !message ? json_null() : contact && r->direction == DIRECTION_OUT
		? json_address(&(struct address){ r->author, NULL }) : json_address(&r->from));
	json_object_set_new(j, "to", recipients(s, r, a));
	json_object_set_new(j, "at", json_time(r->at));
	json_object_set_new(j, "subject", json_text(r->subject));
	put_text(j, r, a);
	json_object_set_new(j, "attachments", r->row == ROW_MESSAGE ? attachments(s, r, a) : json_array());
	json_object_set_new(j, "delivery", message && (int)r->delivery >= 0 && r->outbox
		? json_string(outbox_state_name(r->delivery)) : json_null());
	json_object_set_new(j, "remote_id", json_text(r->remote_id));
	json_object_set_new(j, "actor", json_text(r->author));
	json_object_set_new(j, "outbox", r->outbox ? json_integer(r->outbox) : json_null());
	json_object_set_new(j, "case", r->case_number ? json_integer(r->case_number) : json_null());
	if (r->row == ROW_ACTION) {
		char *reason = NULL;
		if (r->text)
			(void)read_text(s, r->text, a, &reason, NULL);
		json_object_set_new(j, "reason", json_text(reason));
	}
	if (r->row == ROW_MESSAGE) {
		put_flags(j, r->flags);
		json_object_set_new(j, "language", json_text(r->language));
		json_object_set_new(j, "mood", r->has_mood ? json_integer(r->mood) : json_null());
	}
	if (r->row == ROW_MESSAGE && r->revisions)
		json_object_set_new(j, "revisions", revisions(s, r, a));
	if (contact || r->kind == KIND_CALL)
		json_object_set_new(j, "seconds", json_integer(r->duration_ms / 1000));
	if (contact) {
		json_object_set_new(j, "outcome", r->outcome ? json_string(outcome_name(r->outcome)) : json_null());
		json_object_set_new(j, "callback", json_time(r->callback_at));
	}
	if (r->snippet)
		json_object_set_new(j, "snippet", json_text(r->snippet));
	return j;
}

json_t *
json_stream(struct store *s, const struct stream_row *r, struct arena *a)
{
	json_t *j = json_item(s, &r->item, a);
	json_object_set_new(j, "state", json_string(stream_state_name(r->state)));
	json_object_set_new(j, "audience", json_string(audience_name(r->item.audience)));
	json_object_set_new(j, "likes", r->likes ? json_integer(r->likes) : json_null());
	json_object_set_new(j, "reach", r->reach ? json_integer(r->reach) : json_null());
	json_object_set_new(j, "liked", json_boolean(r->ours & STREAM_LIKED));
	json_object_set_new(j, "hidden", json_boolean(r->ours & STREAM_HIDDEN));
	json_object_set_new(j, "link", json_text(r->link));
	json_object_set_new(j, "post", json_text(r->post));
	json_object_set_new(j, "post_link", json_text(r->post_link));
	json_object_set_new(j, "post_picture", json_text(r->picture));
	char *file = r->picture_blob ? store_blob_path(s, r->picture_blob, a) : NULL;
	json_object_set_new(j, "post_picture_file", json_text(file));
	json_object_set_new(j, "post_picture_text", json_text(r->picture_text));
	json_object_set_new(j, "under_way", json_text(r->under_way));
	json_object_set_new(j, "private_until", json_time(read_private_until(s, r->item.id)));
	return j;
}

json_t *
json_outbox(struct store *s, const struct outbox_row *r, struct arena *a)
{
	char *about = NULL;
	json_t *j = json_object();
	json_object_set_new(j, "id", json_integer(r->id));
	json_object_set_new(j, "case", r->case_number ? json_integer(r->case_number) : json_null());
	json_object_set_new(j, "account", json_text(r->account));
	json_object_set_new(j, "channel", json_text(r->channel));
	json_object_set_new(j, "to", json_text(r->to));
	json_object_set_new(j, "state", json_string(outbox_state_name(r->state)));
	json_object_set_new(j, "attempts", json_integer(r->attempts));
	json_object_set_new(j, "next_try", json_time(r->next_try));
	json_object_set_new(j, "error", json_text(r->error));
	json_object_set_new(j, "remote_id", json_text(r->remote_id));
	json_object_set_new(j, "kind", json_text(r->kind));
	json_object_set_new(j, "subject", json_text(r->subject));
	json_object_set_new(j, "reason", json_text(r->reason));
	json_object_set_new(j, "reviewer", json_text(r->reviewer));
	json_object_set_new(j, "not_before", json_time(r->not_before));
	json_object_set_new(j, "scheduled", json_boolean(r->scheduled));
	json_object_set_new(j, "robot", json_text(r->robot));
	json_object_set_new(j, "held", json_boolean(r->state == OUTBOX_QUEUED && r->held_until > clock_now()));
	json_object_set_new(j, "unless_reply", json_boolean(r->unless_reply));
	json_object_set_new(j, "audience", json_string(audience_name(r->audience)));
	if (r->target)
		json_object_set_new(j, "item", json_integer(r->target));
	if (r->target_text && read_text(s, r->target_text, a, &about, NULL) == 0)
		json_object_set_new(j, "about", json_text(about));
	return j;
}
