/*
 * deliver.c - the outbox of a mail account.  A mail is built once, its bytes are kept until the end, and
 * every try sends the same; how far a try had come is in the store before the world can know of it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "deliver.h"
#include "file.h"
#include "hash.h"
#include "i18n.h"
#include "mail_sync.h"
#include "paths.h"
#include "str.h"

/* -- the bytes ----------------------------------------------------------------------------------------- */

/* The bytes of a row: those of an earlier try, or built now. */
static int
get_bytes(struct delivery *d, const struct outgoing_row *r, struct buf *out, struct error *err)
{
	struct arena *a = d->arena;
	const char *folder = arena_printf(a, "%s/outbox", d->w->sync->dir);
	const char *path = arena_printf(a, "%s/%s", folder, r->hex);
	struct digest digest;

	if (!access(path, R_OK))
		return file_read(path, SIZE_MAX, out) ? error_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno)) : 0;
	if (r->row.wire_at)
		return error_set(err, ERR_CONFLICT, _("it may have been sent before, and its exact text "
			"(%s) is gone: look whether it arrived before sending it again"), path);
	if (paths_make_dir(folder, err) || deliver_build(d->w, r, a, out, err))
		return -1;
	if (file_replace(path, out->data, out->len))
		return error_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
	digest = digest_of(out->data, out->len);
	return outbox_built(d->w->store, r->row.id, &digest, err);
}

/* -- one try --------------------------------------------------------------------------------------------- */

static int
on_wire(void *ctx, struct error *err)
{
	struct delivery *d = ctx;

	if (outbox_wire(d->w->store, d->id, err))
		return -1;
	d->state = OUTBOX_WIRE;
	return 0;
}

static int
move(struct delivery *d, enum outbox_state to, const char *words, int64_t next, struct error *err)
{
	if (outbox_move(d->w->store, d->id, d->state, to, words, NULL, next, err))
		return -1;
	d->state = to;
	return 0;
}

/* Each recipient's own fate; counts what is left to do. */
static int
note_recipients(struct delivery *d, bool taken, size_t *refused, size_t *later, const char **words,
	struct error *err)
{
	size_t i;

	*refused = *later = 0;
	for (i = 0; i < d->to_count; i++) {
		struct smtp_recipient *to = &d->to[i];
		enum outbox_state state = to->code >= 500 ? OUTBOX_FAILED :
			taken && to->code / 100 == 2 ? OUTBOX_SENT : OUTBOX_QUEUED;

		*refused += state == OUTBOX_FAILED;
		*later += state == OUTBOX_QUEUED;
		if (state != OUTBOX_SENT && to->words)
			*words = arena_printf(d->arena, "%s%s%s: %s", *words ? *words : "",
				*words ? "; " : "", to->address, to->words);
		if ((state != OUTBOX_QUEUED || to->code) && outbox_recipient(d->w->store, d->id,
		    d->to_n[i], state, to->words, err))
			return -1;
	}
	return 0;
}

/* Taken for some; the row's state is the worst of its recipients' (a refusal, then a delay). */
static int
settle_taken(struct delivery *d, const struct smtp_answer *answer, struct error *err)
{
	size_t refused, later;
	const char *words = NULL;

	if (note_recipients(d, true, &refused, &later, &words, err))
		return -1;
	if (later)
		return move(d, OUTBOX_QUEUED, words, outgoing_next_try(d->attempts), err);
	d->w->page->delivered++;
	if (move(d, OUTBOX_SENT, answer->words, 0, err))
		return -1;
	refused += d->refused_before;
	if (!refused)
		return 0;
	d->w->page->failed++;
	return move(d, OUTBOX_FAILED, words ? words : answer->words, 0, err);
}

/* Refused or put off as a whole: the answer to those who had been accepted. */
static void
answer_for_all(struct delivery *d, const struct smtp_answer *answer)
{
	size_t i;

	for (i = 0; i < d->to_count; i++)
		if (d->to[i].code < 400) {
			d->to[i].code = answer->code;
			d->to[i].words = answer->words;
		}
}

static int
settle(struct delivery *d, const struct smtp_answer *answer, struct error *err)
{
	size_t refused, later;
	const char *words = NULL;

	switch (answer->end) {
	case SMTP_DONE:
		return settle_taken(d, answer, err);
	case SMTP_REFUSED:
		answer_for_all(d, answer);
		if (note_recipients(d, false, &refused, &later, &words, err))
			return -1;
		d->w->page->failed++;
		return move(d, OUTBOX_FAILED, words ? words : answer->words, 0, err);
	case SMTP_LATER:
		answer_for_all(d, answer);
		if (note_recipients(d, false, &refused, &later, &words, err))
			return -1;
		return move(d, OUTBOX_QUEUED, words ? words : answer->words,
			outgoing_next_try(d->attempts), err);
	case SMTP_UNKNOWN:
		break;
	}
	d->w->page->failed++;
	return move(d, OUTBOX_UNKNOWN, arena_printf(d->arena, _("the line broke before the server "
		"answered: %s"), answer->words), 0, err);
}

/* Nothing was said about the mail: it stays queued, and what is wrong is the account's. */
static int
put_back(struct delivery *d, const struct error *why, struct error *err)
{
	if (d->state == OUTBOX_TRYING && why->code != ERR_CONFLICT) {
		if (why->code == ERR_INPUT) {
			d->w->page->failed++;
			return move(d, OUTBOX_FAILED, why->text, 0, err);
		}
		if (move(d, OUTBOX_QUEUED, why->text, clock_now(), err))
			return -1;
	} else if (d->state == OUTBOX_TRYING && d->lost) {
		return move(d, OUTBOX_REVIEW, why->text, 0, err);
	}
	if (why->code == ERR_CONFLICT)	/* somebody took it back at the last moment */
		return 0;
	return error_set(err, why->code, "%s", why->text);
}

static bool
is_sender(const struct outbox_recipient_row *to)
{
	return to->role == ROLE_FROM || to->role == ROLE_REPLY_TO;
}

static bool
has_it(enum outbox_state state)
{
	return state == OUTBOX_SENT || state == OUTBOX_DELIVERED || state == OUTBOX_READ;
}

/* Those who have not got it yet.  Who was refused, or has it, is named again only when nobody else is left: then
 * a person asked for it. */
static void
choose_recipients(struct delivery *d, const struct outgoing_row *r)
{
	bool open = false, all_have_it = true;
	size_t i;

	d->to = arena_array(d->arena, struct smtp_recipient, r->recipient_count);
	d->to_n = arena_array(d->arena, int, r->recipient_count);
	d->to_count = d->refused_before = 0;
	for (i = 0; i < r->recipient_count; i++) {
		enum outbox_state state = r->recipients[i].state;

		open = open || state <= OUTBOX_WIRE;
		all_have_it = all_have_it && (is_sender(&r->recipients[i]) || has_it(state));
	}
	for (i = 0; i < r->recipient_count; i++) {
		const struct outbox_recipient_row *to = &r->recipients[i];

		if (is_sender(to) || (has_it(to->state) && !all_have_it))
			continue;
		if (to->state == OUTBOX_FAILED && open) {
			d->refused_before++;
			continue;
		}
		d->to[d->to_count].address = to->who.address;
		d->to_n[d->to_count++] = to->n;
	}
}

static int
speak(struct delivery *d, const struct outgoing_row *r, const struct buf *bytes,
	struct smtp_answer *answer, struct error *err)
{
	struct smtp_mail mail = { .from = r->row.from_address, .to = d->to, .to_count = d->to_count,
		.data = bytes->data, .len = bytes->len, .wire = on_wire, .ctx = d };

	if (!d->to_count)
		return error_set(err, ERR_INPUT, _("it has no recipient"));
	if (d->server.url)
		return smtp_send(&d->server, &d->line, &mail, d->arena, answer, err);
	return sendmail_send(d->sendmail, &mail, d->arena, answer, err);
}

static int
deliver_one(struct delivery *d, struct error *err)
{
	struct outgoing_row r;
	struct buf bytes = BUF_INIT;
	struct smtp_answer answer = { .words = NULL };
	struct error why = ERROR_INIT;
	int rc;

	d->state = OUTBOX_TRYING;
	d->lost = false;
	if (outgoing_read(d->w, d->id, d->arena, &r, &why))
		return put_back(d, &why, err);
	d->attempts = r.row.attempts;
	worker_progress(d->w, _("sending"), d->w->page->delivered, 0);
	choose_recipients(d, &r);
	if (get_bytes(d, &r, &bytes, &why)) {
		d->lost = why.code == ERR_CONFLICT;
		rc = put_back(d, &why, err);
	} else if (speak(d, &r, &bytes, &answer, &why)) {
		rc = put_back(d, &why, err);
	} else {
		rc = settle(d, &answer, err);
	}
	buf_free(&bytes);
	return rc;
}

/* -- an account's outbox -------------------------------------------------------------------------------------- */

static int
get_server(struct delivery *d, struct error *err)
{
	struct worker *w = d->w;

	if (deliver_server(w, d->arena, &d->server, &d->secret, err))
		return -1;
	d->sendmail = worker_option(w, "sendmail");
	if (!d->server.url && str_empty(d->sendmail))
		return error_set(err, ERR_CONFIG, _("[account %s] has neither smtp nor sendmail, so nothing "
			"can be sent; set one"), w->account->name);
	return 0;
}

int
mail_deliver(struct worker *w, struct error *err)
{
	struct delivery d = { .w = w, .arena = arena_new() };
	int64_t due = outbox_next(w->store, w->account->id);
	int rc = 0;

	if (due && due <= clock_now())
		rc = get_server(&d, err);
	while (!rc && due && !sync_stop) {
		rc = outbox_claim(w->store, w->account->id, clock_now(), &w->sync->policy, &d.id, err);
		if (rc || !d.id)
			break;
		rc = deliver_one(&d, err);
	}
	smtp_hang_up(&d.line);
	if (d.secret)
		explicit_bzero(d.secret, strlen(d.secret));
	arena_free(d.arena);
	return rc;
}
