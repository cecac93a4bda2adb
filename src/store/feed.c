/* feed.c - a batch of arrivals into the store, in slices (S3). */
#include "feed_internal.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "act.h"
#include "clock.h"
#include "explain.h"
#include "str.h"

enum { SLICE = 50, SLICE_US = 5000, ALONE = 2000, ALONE_US = 200000 };

/* Who fills a store alone (ADMIN) makes room for nobody. */
void
feed_yield(struct store *s)
{
	if (s->role == STORE_SYNC)
		turn_give(s);
}

/* -- one message ------------------------------------------------------------------------------------------ */

void
feed_json_string(struct buf *b, const char *s)
{
	buf_addc(b, '"');
	for (const unsigned char *p = (const unsigned char *)(s ? s : ""); *p; p++) {
		if (*p == '"' || *p == '\\')
			buf_addc(b, '\\'), buf_addc(b, (char)*p);
		else if (*p < ' ')
			buf_addf(b, "\\u%04x", *p);
		else
			buf_addc(b, (char)*p);
	}
	buf_addc(b, '"');
}

/* [["to","Name","address"],...] with addresses in normal form; NULL for none. */
static char *
recipients_json(struct feeding *f, const struct message_in *m)
{
	struct buf b = BUF_INIT;
	if (!m->recipient_count)
		return NULL;
	buf_addc(&b, '[');
	for (size_t i = 0; i < m->recipient_count; i++) {
		const struct recipient *r = &m->recipients[i];
		char *normal = case_normal(f->s, feed_identity_kind(f, m), r->who.address, f->a);
		buf_addf(&b, "%s[\"%s\",", i ? "," : "", party_name(r->role));
		feed_json_string(&b, r->who.name);
		buf_addc(&b, ',');
		feed_json_string(&b, normal ? normal : r->who.address);
		buf_addc(&b, ']');
	}
	buf_addc(&b, ']');
	char *s = arena_strn(f->a, b.data, b.len);
	buf_free(&b);
	return s;
}

/* What is known under this remote id. */
struct known {
	int64_t id;		/* the same content, or 0 */
	int64_t account, outbox, thread;
	bool adopt;		/* ours, known without its content: the sent copy brings it */
	bool unreadable;
	int variants;		/* contents known under this id */
};

static int
find_known(struct feeding *f, const struct message_in *m, struct known *k)
{
	bool mail = str_eq(f->ctx->channel, "mail");
	int64_t thread = mail ? 0 : db_int64(f->s, STMT_THREAD_FIND, -1, "it", f->ctx->account, m->thread);
	sqlite3_stmt *st = db_stmt(f->s, STMT_MESSAGE_BY_REMOTE, f->err);
	int rc;
	*k = (struct known){ .id = 0 };
	if (!st)
		return -1;
	db_bind(st, "t", m->remote_id);
	while ((rc = db_step(f->s, st, f->err)) > 0) {
		/* what we sent may come back in another thread: a private answer to public words */
		bool echo = m->direction == DIRECTION_OUT && db_col(st, 8) && db_col(st, 6) == f->ctx->account;
		if (!mail && db_col(st, 1) != thread && !echo)
			continue;
		const void *content = sqlite3_column_blob(st, 3);
		bool unreadable = db_col(st, 4) == KIND_UNREADABLE;
		k->variants++;
		if (k->id)
			continue;
		bool same = content && sqlite3_column_bytes(st, 3) == 16 && !memcmp(content, m->content.b, 16);
		bool adopt = !content && m->direction == DIRECTION_OUT;
		if (same || adopt || !mail || unreadable || m->kind == KIND_UNREADABLE) {
			k->id = db_col(st, 0);
			k->account = db_col(st, 6);
			k->thread = db_col(st, 1);
			k->outbox = db_col(st, 8);
			k->adopt = adopt;
			k->unreadable = unreadable && m->kind != KIND_UNREADABLE;
		}
	}
	db_done(st);
	return rc;
}

static int
put_file(struct feeding *f, const struct message_in *m, int64_t message)
{
	if (!m->file)
		return 0;
	return db_run(f->s, STMT_FILE_PUT, f->err, "itiii", f->ctx->account, m->file, m->file_bytes, m->file_mtime_ms,
		message);
}

static int
put_attachments(struct feeding *f, const struct message_in *m, int64_t message)
{
	for (size_t i = 0; i < m->attachment_count; i++) {
		const struct attachment *t = &m->attachments[i];
		if (db_run(f->s, STMT_ATTACHMENT_ADD, f->err, "ittti" "b" "i", message, t->part ? t->part : "", t->name,
				t->type, t->bytes, (const void *)t->digest.b, sizeof t->digest.b,
				(int64_t)t->inline_) < 0)
			return -1;
	}
	return 0;
}

/* Files that came later than their message: a recording, once it is made. */
static int
put_late_files(struct feeding *f, const struct message_in *m, int64_t message)
{
	struct message_in one = *m;
	bool any = false;
	one.attachment_count = 1;
	for (size_t i = 0; i < m->attachment_count; i++) {
		const char *part = m->attachments[i].part;
		if (str_empty(part) || db_int64(f->s, STMT_ATTACHMENT_OF_PART, 0, "it", message, part))
			continue;
		one.attachments = &m->attachments[i];
		if (put_attachments(f, &one, message) < 0)
			return -1;
		any = true;
	}
	if (!any)
		return 0;
	db_touch(f->s, AREA_CASE);
	return db_run(f->s, STMT_MESSAGE_FILES, f->err, "i", message) < 0 ? -1 : 0;
}

static int
again(struct feeding *f, const struct message_in *m, const struct known *k)
{
	f->out->known++;
	if (feed_stream_again(f, m, k->id, k->thread) < 0)
		return -1;
	if (k->account != f->ctx->account &&
	    db_run(f->s, STMT_MESSAGE_ALSO, f->err, "ii", k->id, f->ctx->account) < 0)
		return -1;
	/* the files of what we sent are known from the outbox */
	bool files = !db_int64(f->s, STMT_ATTACHMENT_ANY, 0, "i", k->id);
	if (m->kind == KIND_CALL && !k->outbox && put_late_files(f, m, k->id) < 0)
		return -1;
	if (k->adopt && (db_run(f->s, STMT_MESSAGE_ADOPT, f->err, "ibi", k->id, (const void *)m->content.b, (size_t)16,
			(int64_t)m->attachment_count) < 0 || (files && put_attachments(f, m, k->id) < 0)))
		return -1;
	if (k->unreadable) {
		int64_t text = db_text_put(f->s, 0, m->text, f->err), sender = 0;
		const char *kind = feed_identity_kind(f, m);
		char *from = case_normal(f->s, kind, m->from.address, f->a);
		if (from && case_identity(f->s, kind, from, m->from.name,
				m->received_at, &sender, f->err) < 0)
			return -1;
		if (db_run(f->s, STMT_MESSAGE_READABLE, f->err, "iiztzb", k->id, (int64_t)m->kind, text, m->subject,
				sender, (const void *)m->content.b, (size_t)16) < 0)
			return -1;
	}
	if (m->file && db_run(f->s, STMT_PROBLEM_DROP, f->err, "it", f->ctx->account, m->file) < 0)
		return -1;
	return put_file(f, m, k->id);
}

/* Everything decided about a new message before its row is written. */
struct placing {
	struct parentage parent;
	int64_t thread, next_case, sender, id, text;
	bool stranger, second_level;
	unsigned flags;
	enum care_wake wake;
	int variant;
	bool surveyed;			/* it answers a survey */
	struct feed_surveyed survey;
	struct feed_told told;
	struct buf why;
};

/*
 * Does it answer an escalation?  The target does, and who was given our mail by the target (our mark is in its
 * Message-ID); never somebody of the case itself: the second level may well have written to the customer.
 */
static const char *
second_level(struct feeding *f, const struct message_in *m, const struct placing *p, const char *address)
{
	if (!p->parent.escalation || m->direction != DIRECTION_IN || !address ||
	    (m->kind != KIND_MESSAGE && m->kind != KIND_AUTO))
		return NULL;
	if (str_ieq(p->parent.escalation_address, address))
		return "second-level";
	int64_t id = feed_living_case(f->s, p->parent.escalation_case);
	return p->parent.marked && !str_eq(feed_sender(f, id, p->sender, address), "known") ? "second-level-other" : NULL;
}

/* May it join the thread it refers to?  Sets thread, next case and the explain codes. */
static int
place_thread(struct feeding *f, const struct message_in *m, struct placing *p, const char *address)
{
	const char *thread = m->thread ? m->thread : m->remote_id;
	bool mail = str_eq(f->ctx->channel, "mail");
	if (mail && p->variant) {
		/* another content under a known id never joins a case by that id */
		p->flags |= MESSAGE_DUPLICATE_ID;
		explain_add(&p->why, "dup", "duplicate-id");
		thread = arena_printf(f->a, "%s#%d", m->remote_id, p->variant);
	} else if (mail && feed_parent(f, m, &p->parent) < 0) {
		return -1;
	}
	if (p->parent.thread || p->parent.case_id) {
		explain_add(&p->why, "thread", p->parent.how);
		explain_add(&p->why, "ref", p->parent.ref);
	} else if (m->about) {
		explain_add(&p->why, "thread", "about");
		explain_add(&p->why, "ref", m->about);
	} else {
		explain_add(&p->why, "thread", mail ? "new" : "remote-thread");
	}
	const char *level = second_level(f, m, p, address);
	if (level) {
		p->second_level = true;
		p->flags |= MESSAGE_SECOND_LEVEL;
		explain_add(&p->why, "sender", level);
		return feed_thread(f, m, p->parent.ref, 0, &p->thread, &p->next_case);
	}
	int64_t known_case = p->parent.case_id;
	if (mail && !known_case && !p->parent.thread) {
		int64_t row = db_int64(f->s, STMT_THREAD_FIND, 0, "it", f->ctx->account, thread), next = 0;
		sqlite3_stmt *st = row ? db_stmt(f->s, STMT_THREAD_GET, f->err) : NULL;
		if (st) {
			db_bind(st, "i", row);
			next = db_step(f->s, st, NULL) > 0 ? db_col(st, 1) : 0;
			db_done(st);
		}
		known_case = feed_living_case(f->s, next);
	}
	if (mail && known_case && m->direction == DIRECTION_IN && m->kind != KIND_BOUNCE && m->kind != KIND_RECEIPT) {
		const char *who = feed_sender(f, known_case, p->sender, address);
		p->stranger = str_eq(who, "stranger") && !p->parent.marked;
		explain_add(&p->why, "sender", str_eq(who, "stranger") && p->parent.marked ? "marked" : who);
	} else if (m->direction == DIRECTION_OUT) {
		explain_add(&p->why, "sender", "ours");
	}
	if (p->stranger) {
		p->flags |= MESSAGE_STRANGER;
		p->parent.thread = p->parent.case_id = 0;
		thread = str_eq(thread, m->remote_id) ? arena_printf(f->a, "%s#stranger", m->remote_id) : m->remote_id;
	}
	if (feed_thread(f, m, thread, p->parent.thread, &p->thread, &p->next_case) < 0)
		return -1;
	if (!p->next_case && p->parent.case_id)
		p->next_case = p->parent.case_id;
	/* a private talk that grew out of public words belongs to their case */
	if (!mail && !p->next_case && m->audience == AUDIENCE_PRIVATE && m->in_reply_to)
		p->next_case = feed_living_case(f->s, db_int64(f->s, STMT_MESSAGE_CASE, 0, "i",
			db_int64(f->s, STMT_MESSAGE_IN_ACCOUNT, 0, "ti", m->in_reply_to, f->ctx->account)));
	return 0;
}

static void
explain_marks(const struct message_in *m, struct placing *p)
{
	if (m->flags & MESSAGE_FORM)
		explain_add(&p->why, "form", "reply-to");
	if (m->flags & MESSAGE_PEC_ANOMALY)
		explain_add(&p->why, "pec", "anomaly");
	else if (m->flags & MESSAGE_PEC)
		explain_add(&p->why, "pec", m->kind == KIND_RECEIPT ? "receipt" : "envelope");
	if (m->flags & MESSAGE_PEC_UNVERIFIED)
		explain_add(&p->why, "pec", "unverified");
	if (p->flags & MESSAGE_LATE)
		explain_add(&p->why, "late", "1");
	if (p->surveyed)
		explain_add(&p->why, "survey", p->survey.rating ? "words" : p->survey.answer.more ? "more" : "answer");
	char wake[12];
	snprintf(wake, sizeof wake, "%d", p->wake);
	explain_add(&p->why, "wake", wake);
}

static int
write_message(struct feeding *f, const struct message_in *m, struct placing *p)
{
	char account[33];
	uid_hex(account, f->ctx->account_uid);
	char digest[65], thread[24];
	digest_hex(digest, &m->content);
	digest[32] = '\0';
	snprintf(thread, sizeof thread, "%lld", (long long)p->thread);
	struct uid uid = str_eq(f->ctx->channel, "mail")
		? uid_of("message", account, m->remote_id, digest, NULL)
		: uid_of("message", account, m->thread ? m->thread : "", m->remote_id, NULL);
	if (!(p->id = db_item(f->s, f->err)))
		return -1;
	p->text = db_text_put(f->s, 0, m->text, f->err);
	if (m->text && !p->text)
		return -1;
	return db_run(f->s, STMT_MESSAGE_ADD, f->err, "iuitinii" "iizttzt" "iiiizi" "bitb" "it", p->id, &uid, p->thread,
		m->remote_id, (int64_t)p->variant, (int64_t)m->direction, (int64_t)m->kind, (int64_t)p->flags,
		(int64_t)m->audience, p->sender, recipients_json(f, m), m->subject, p->text, p->told.language,
		m->sent_at, m->received_at, clock_now(), (int64_t)m->tz_minutes, m->duration_ms,
		(int64_t)m->attachment_count, (const void *)m->content.b, (size_t)16, (int64_t)p->wake, p->why.data,
		(const void *)m->raw, m->raw ? strlen(m->raw) : (size_t)0, (int64_t)p->told.mood, p->told.why);
}

/* A case that nobody touched here and that our people answered with another program waits for the customer. */
static int
settle_case(struct feeding *f, int64_t case_id)
{
	if (case_derive(f->s, case_id, f->err) < 0 || db_run(f->s, STMT_CASE_ANSWERED_ELSEWHERE, f->err, "iiii",
			case_id, (int64_t)STATUS_PENDING, (int64_t)STATUS_NEW, (int64_t)STATUS_OPEN) < 0)
		return -1;
	return db_changes(f->s) ? case_derive(f->s, case_id, f->err) : 0;	/* its clocks stand still then */
}

static int
settle_message(struct feeding *f, const struct message_in *m, struct placing *p)
{
	int64_t case_id = 0;
	if (p->second_level) {
		if (feed_second_level(f, m, p->id, &p->parent, p->text, p->wake == CARE_AUTO) < 0)
			return -1;
	} else if (m->about || m->pec_ref) {
		if (feed_about(f, m, p->id, &case_id) < 0)
			return -1;
	} else if (!(m->kind == KIND_RECEIPT)) {
		if (feed_place(f, m, p->id, p->thread, p->next_case, p->wake, p->stranger, &p->why, &case_id) < 0)
			return -1;
	}
	if (feed_stream_add(f, m, p->id, p->thread, case_id, p->wake) < 0 ||
	    (p->surveyed && feed_survey_keep(f, m, p->id, &p->survey) < 0))
		return -1;
	/* what comes next is judged by it, whether it comes in this transaction or in a later one */
	if (m->direction == DIRECTION_OUT && case_id && settle_case(f, case_id) < 0)
		return -1;
	return db_run(f->s, STMT_MESSAGE_WHY, f->err, "it", p->id, p->why.data);
}

/* What would wake, or be only thanks, may be the answer to a survey. */
static void
look_survey(struct feeding *f, const struct message_in *m, struct placing *p)
{
	if ((p->wake != CARE_WAKES && p->wake != CARE_THANKS) || p->stranger || p->second_level ||
	    !(p->surveyed = feed_survey(f, m, p->thread, p->next_case, p->sender, &p->survey)))
		return;
	p->wake = p->survey.answer.more ? CARE_WAKES : CARE_SURVEY;
	p->flags |= MESSAGE_SURVEY;
	if (!p->next_case)
		p->next_case = feed_living_case(f->s, p->survey.case_id);
}

static int
new_message(struct feeding *f, const struct message_in *m, int variants)
{
	struct placing p = { .variant = variants, .flags = m->flags, .why = BUF_INIT };
	const char *kind = feed_identity_kind(f, m);
	char *address = m->from.address ? case_normal(f->s, kind, m->from.address, f->a) : NULL;
	int rc = -1;
	if (address && case_identity(f->s, kind, address, m->from.name, m->received_at, &p.sender, f->err) < 0)
		goto out;
	if (place_thread(f, m, &p, address) < 0)
		goto out;
	if (m->direction == DIRECTION_IN && m->sent_at && m->received_at - m->sent_at > f->s->policy->late_after_ms)
		p.flags |= MESSAGE_LATE;
	struct message_in judged = *m;
	judged.flags = p.flags;
	if (!judged.in_reply_to && p.next_case)		/* a chat: what is said in it answers what was said */
		judged.in_reply_to = m->thread;
	p.wake = variants ? CARE_DUPLICATE : care_wake(&judged, f->since_at);
	if (variants && m->direction == DIRECTION_IN)
		p.wake = care_wake(&judged, f->since_at);
	if (p.wake == CARE_HISTORY || (p.wake == CARE_OURS && m->received_at < f->since_at))
		p.flags |= MESSAGE_HISTORY;
	look_survey(f, m, &p);
	if (p.wake == CARE_THANKS)
		p.flags |= MESSAGE_THANKS;
	if (m->direction == DIRECTION_OUT)
		p.flags |= MESSAGE_OUTSIDE;
	feed_words(f, m, p.thread, p.sender, p.next_case, &p.told);
	feed_public(f, m, p.thread, p.sender, &p.told, &p.next_case, &p.wake, &p.why);
	explain_marks(m, &p);
	if (write_message(f, m, &p) < 0 || put_attachments(f, m, p.id) < 0 || put_file(f, m, p.id) < 0)
		goto out;
	if (settle_message(f, m, &p) < 0)
		goto out;
	f->out->messages++;
	f->out->duplicates += variants > 0;
	rc = 0;
out:
	buf_free(&p.why);
	return rc;
}

bool
feed_erased(struct feeding *f, const char *remote_id)
{
	char mark[17];
	hash_mark(mark, f->key, sizeof f->key, remote_id);
	return db_int64(f->s, STMT_TOMBSTONE, 0, "t", mark) != 0;
}

static int
one_message(struct feeding *f, const struct message_in *given)
{
	struct message_in bounded;
	const struct message_in *m = &bounded;
	struct known k;
	feed_bounded(f, given, &bounded);
	/* first what it proves: a delivery in doubt gets its place on the timeline, where its copy then finds it */
	if (feed_evidence(f, m->remote_id) < 0 || feed_evidence(f, m->in_reply_to) < 0 || feed_private_opens(f, m) < 0 ||
	    find_known(f, m, &k) < 0)
		return -1;
	for (size_t i = 0; i < m->reference_count; i++)
		if (feed_evidence(f, m->references[i]) < 0)
			return -1;
	if (k.id)
		return again(f, m, &k);
	if (feed_erased(f, m->remote_id))
		return 0;
	return new_message(f, m, k.variants);
}

/* -- slices ------------------------------------------------------------------------------------------------ */

static int
end_slice(struct feeding *f)
{
	for (size_t i = 0; i < f->touched_count; i++)
		if (settle_case(f, f->touched[i]) < 0)
			return -1;
	f->touched = NULL;
	f->touched_count = f->touched_space = 0;
	if (db_commit(f->s, f->err) < 0)
		return -1;
	for (size_t i = 0; i < f->doomed_count; i++)
		(void)unlink(f->doomed[i]);
	f->doomed = NULL;
	f->doomed_count = f->doomed_space = 0;
	arena_reset(f->a);
	return 0;
}

static int
messages(struct feeding *f, const struct batch *b)
{
	bool alone = f->s->role != STORE_SYNC;
	size_t slice = alone ? ALONE : SLICE;
	int64_t slice_us = alone ? ALONE_US : SLICE_US;
	for (size_t i = 0; i < b->message_count;) {
		feed_yield(f->s);
		if (db_begin(f->s, false, f->err) < 0)
			return -1;
		for (size_t n = 0; i < b->message_count && n < slice; n++, i++) {
			if (n && (clock_mono_us() - f->s->begun_us > slice_us || (!alone && turn_wanted(f->s))))
				break;
			if (one_message(f, &b->messages[i]) < 0)
				return -1;
		}
		if (end_slice(f) < 0)
			return -1;
	}
	return 0;
}

/* A platform vouches that two identities are one person: whichever has a customer gives it to the other, now or when
 * it gets one.  Two customers are never made one by this: merging is a person's decision. */
static int
vouch(struct feeding *f, int64_t id, int64_t other)
{
	int64_t ids[2] = { id, other }, customers[2];
	for (int i = 0; i < 2; i++) {
		char *how = arena_printf(f->a, "platform:%lld", (long long)ids[!i]);
		if (db_run(f->s, STMT_IDENTITY_VOUCH, f->err, "it", ids[i], how) < 0)
			return -1;
		customers[i] = db_int64(f->s, STMT_IDENTITY_GET, 0, "i", ids[i]);
	}
	for (int i = 0; i < 2; i++)
		if (!customers[i] && customers[!i]) {
			db_touch(f->s, AREA_CUSTOMER);
			return case_customer(f->s, ids[i], &customers[i], f->err);
		}
	return 0;
}

static int
identities(struct feeding *f, const struct batch *b)
{
	for (size_t i = 0; i < b->identity_count; i++) {
		const struct identity_in *in = &b->identities[i];
		char *address = case_normal(f->s, in->kind, in->address, f->a), *same = NULL;
		int64_t id, other;
		if (in->same_as_kind && in->same_as_address)
			same = case_normal(f->s, in->same_as_kind, in->same_as_address, f->a);
		if (!address)
			continue;
		if (case_identity(f->s, in->kind, address, feed_name(f, in->name), clock_now(), &id, f->err) < 0)
			return -1;
		if (!same)
			continue;
		if (case_identity(f->s, in->same_as_kind, same, NULL, clock_now(), &other, f->err) < 0 ||
		    (other != id && vouch(f, id, other) < 0))
			return -1;
	}
	return 0;
}

/* What comes with the last slice: events, capabilities, problems, jobs, cursors. */
static int
rest(struct feeding *f, const struct batch *b)
{
	int64_t account = f->ctx->account;
	for (size_t i = 0; i < b->event_count; i++)
		if (feed_event(f, &b->events[i]) < 0)
			return -1;
	for (size_t i = 0; i < b->capability_count; i++) {
		const struct capability_in *c = &b->capabilities[i];
		int64_t until = c->expires_at;
		if (!until && str_eq(c->key, "window") && c->value && !clock_parse_rfc3339(c->value, &until))
			until = 0;
		int64_t thread = c->thread ? db_int64(f->s, STMT_THREAD_FIND, 0, "it", account, c->thread) : 0;
		if (c->thread && !thread)	/* of a thread nobody knows: never the whole account's */
			continue;
		if (db_run(f->s, STMT_CAPABILITY_PUT, f->err, "iittz", account, thread, c->key, c->value,
				until) < 0 ||
		    (str_eq(c->key, "post-picture") && c->value && feed_picture(f, thread, c->value) < 0))
			return -1;
	}
	for (size_t i = 0; i < b->problem_count; i++)
		if (db_run(f->s, STMT_PROBLEM_PUT, f->err, "ittti", account, b->problems[i].kind, b->problems[i].file,
				b->problems[i].words, clock_now()) < 0)
			return -1;
	for (size_t i = 0; i < b->job_count; i++) {
		const struct job *j = &b->jobs[i];
		if (db_run(f->s, STMT_JOB_PUT, f->err, "itttiizii", account, j->kind, j->key ? j->key : "", j->body,
				j->not_before, (int64_t)j->attempts, j->outbox, (int64_t)j->speaks, clock_now()) < 0)
			return -1;
	}
	for (size_t i = 0; i < b->cursor_count; i++)
		if (db_run(f->s, STMT_CURSOR_PUT, f->err, "itt", account, b->cursors[i].key, b->cursors[i].value) < 0)
			return -1;
	return 0;
}

int
feed_batch(struct store *s, const struct feed_context *ctx, const struct batch *b, struct feed_result *out,
	struct error *err)
{
	struct feeding f = { .s = s, .ctx = ctx, .out = out, .a = arena_new(), .err = err };
	int rc = -1;
	f.since_at = db_int64(s, STMT_ACCOUNT_SINCE, 0, "i", ctx->account);
	if (store_mark_key(s, f.key, err) < 0)
		goto out;
	if (b->identity_count) {	/* before the messages: they say whose these are */
		feed_yield(s);
		if (db_begin(s, false, err) < 0 || identities(&f, b) < 0 || end_slice(&f) < 0)
			goto out;
	}
	if (messages(&f, b) < 0)
		goto out;
	if (b->event_count + b->capability_count + b->problem_count + b->job_count +
	    b->cursor_count) {
		feed_yield(s);
		if (db_begin(s, false, err) < 0 || rest(&f, b) < 0 || end_slice(&f) < 0)
			goto out;
	}
	rc = 0;
out:
	if (rc < 0)
		db_rollback(s);
	arena_free(f.a);
	return rc;
}
