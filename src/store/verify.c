/* verify.c - who is speaking: facts, codes, hooks and persons that verify a contact, and what needs a verified one. */
#include "act_internal.h"
#include "read.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "hash.h"
#include "i18n.h"
#include "str.h"

enum { CODE_DIGITS = 6, CODE_MS = 10 * 60 * 1000 };
static const char code_mark[] = "{code}";

/* Where an act is: the case, who speaks there. */
struct where { struct act_case c; int64_t identity; };

/* -- codes ------------------------------------------------------------------------------------------------------- */

static int
code_hash(struct store *s, const char *code, struct digest *out, struct error *err)
{
	uint8_t key[32];
	char text[CODE_DIGITS + 8];
	if (store_mark_key(s, key, err) < 0)
		return -1;
	snprintf(text, sizeof text, "code:%.*s", CODE_DIGITS, code);
	*out = hash_hmac(key, sizeof key, text, strlen(text));
	explicit_bzero(text, sizeof text);
	return 0;
}

/* Each of the million is as likely as any other. */
static void
make_code(char out[CODE_DIGITS + 1])
{
	uint32_t n;
	do
		hash_random(&n, sizeof n);
	while (n >= UINT32_MAX - UINT32_MAX % 1000000);
	snprintf(out, CODE_DIGITS + 1, "%06u", (unsigned)(n % 1000000));
}

/* Takes as long wherever they differ. */
static bool
same_bytes(const uint8_t *a, const uint8_t *b, size_t n)
{
	unsigned differ = 0;
	for (size_t i = 0; i < n; i++)
		differ |= (unsigned)(a[i] ^ b[i]);
	return !differ;
}

/* The words with dots for what could be a code; themselves when there is none. */
static char *
without_code(char *body, struct arena *a)
{
	struct buf b = BUF_INIT;
	bool any = false;
	for (const char *p = body; *p;) {
		size_t digits = strspn(p, "0123456789");
		any |= digits == CODE_DIGITS;
		if (digits == CODE_DIGITS)
			buf_adds(&b, "······");
		else
			buf_add(&b, p, digits ? digits : 1);
		p += digits ? digits : 1;
	}
	char *out = any ? arena_strn(a, b.data, b.len) : body;
	buf_free(&b);
	return out;
}

char *
verify_hide(struct store *s, int64_t text, char *body, struct arena *a)
{
	char *hidden = s->role == STORE_DESK && body && strpbrk(body, "0123456789") ? without_code(body, a) : body;
	return hidden != body && db_int64(s, STMT_VERIFY_UNDER_WAY, 0, "i", text) ? hidden : body;
}

int
verify_blank(struct store *s, int64_t outbox, struct error *err)
{
	struct arena *a = arena_new();
	char *body = NULL;
	int64_t text = 0;
	int rc = -1;
	bool code = false;
	sqlite3_stmt *st = db_stmt(s, STMT_VERIFY_BOX, err);
	if (!st)
		goto out;
	db_bind(st, "i", outbox);
	if ((rc = db_step(s, st, err)) > 0) {
		text = db_col(st, 0);
		body = db_col_text(st, 1, a);
		code = str_eq((const char *)sqlite3_column_text(st, 2), "code");
	}
	db_done(st);
	if (rc < 0 || !code || !body) {
		rc = rc < 0 ? -1 : 0;
		goto out;
	}
	rc = db_run(s, STMT_VERIFY_BLANK, err, "it", text, without_code(body, a));
out:
	arena_free(a);
	return rc;
}

/* -- one way each ------------------------------------------------------------------------------------------------- */

/* A row that counts from now on, and no more when it is undone. */
static int
put_verified(struct acting *x, const struct where *w, const char *how, const char *facts)
{
	if (db_run(x->s, STMT_VERIFY_ADD, x->err, "iittt" "nzizn", w->c.id, w->identity, how, "undone", facts, (int64_t)0, x->now,
			x->who->agent) < 0)
		return -1;
	return act_set(x, FIELD_VERIFICATION_STATE, sqlite3_last_insert_rowid(x->s->db), V_TEXT("verified")) < 0 ? -1 : 0;
}

static int
by_facts(struct acting *x, const struct where *w, const struct act_verify *v)
{
	struct fact_row *known;
	size_t n, count = 0;
	struct buf names = BUF_INIT;
	int rc = -1;
	if (read_facts(x->s, w->c.id, w->identity, x->a, &known, &n, x->err) < 0)
		return -1;
	for (const char *const *f = v->facts; f && *f; f++) {
		bool there = false;
		for (size_t i = 0; i < n && !there; i++)
			there = str_eq(known[i].name, *f);
		for (const char *const *g = v->facts; g < f; g++)
			there &= !str_eq(*g, *f);
		if (!there) {
			error_set(x->err, ERR_INPUT, _("'%s' is no fact of the card that could be asked for"), *f);
			goto out;
		}
		buf_addf(&names, "%s%s", count++ ? " " : "", *f);
	}
	if (count < 2) {
		error_set(x->err, ERR_INPUT, _("two facts are the least"));
		goto out;
	}
	if (act_write(x, ACT_VERIFY, w->c.id, 0, arena_printf(x->a, "facts:%s", names.data), 0) < 0 ||
	    put_verified(x, w, "facts", names.data) < 0)
		goto out;
	act_say(x, _("#%lld: verified by %s"), (long long)w->c.number, names.data);
	rc = 0;
out:
	buf_free(&names);
	return rc;
}

static int
by_code(struct acting *x, const struct act *act, const struct where *w)
{
	const struct act_verify *v = act->verify;
	struct identity_row *targets;
	size_t n;
	struct digest hash;
	char code[CODE_DIGITS + 1];
	const char *to = NULL, *text = act->message_out ? act->message_out->text : NULL;
	const char *mark = text ? strstr(text, code_mark) : NULL;
	int64_t outbox;
	if (!mark)
		return error_set(x->err, ERR_INPUT, _("the text for a code does not say {code}"));
	if (read_code_targets(x->s, w->c.id, w->identity, x->a, &targets, &n, x->err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (targets[i].id == v->code_to)
			to = targets[i].address;
	if (!to || !act->message_out->recipient_count || !str_eq(to, act->message_out->recipients[0].who.address))
		return error_set(x->err, ERR_INPUT, _("a code goes only to an address that was known before this contact "
			"began, and that is not the one which speaks"));
	make_code(code);
	struct act_message m = *act->message_out;
	m.text = arena_printf(x->a, "%.*s%s%s", (int)(mark - m.text), m.text, code, mark + strlen(code_mark));
	m.no_hold = true;
	struct act send = *act;
	send.message_out = &m;
	if (code_hash(x->s, code, &hash, x->err) < 0 || act_write(x, ACT_VERIFY, w->c.id, 0, "code-sent", 0) < 0 ||
	    act_queue(x, &send, "code", &w->c, &outbox) < 0)
		return -1;
	explicit_bzero(code, sizeof code);
	int64_t until = x->now + CODE_MS;
	if (db_run(x->s, STMT_VERIFY_ADD, x->err, "iittnbiizi", w->c.id, w->identity, "code", "undone", (const void *)hash.b,
			sizeof hash.b, v->code_to, x->now, x->who->agent, until) < 0 ||
	    act_set(x, FIELD_VERIFICATION_STATE, sqlite3_last_insert_rowid(x->s->db), V_TEXT("asked")) < 0)
		return -1;
	act_say(x, _("#%lld: a code is on its way to %s; it holds for 10 minutes"), (long long)w->c.number, to);
	return 0;
}

static int
code_back(struct acting *x, const struct where *w, const struct act_verify *v)
{
	struct digest is = { { 0 } }, said;
	int64_t id = 0;
	int tries = 0;
	char digits[CODE_DIGITS + 1] = "";
	size_t n = 0;
	for (const char *p = v->code ? v->code : ""; *p; p++) {
		if (*p < '0' || *p > '9')
			continue;
		if (n < CODE_DIGITS)
			digits[n] = *p;
		n++;
	}
	if (n != CODE_DIGITS)
		return error_set(x->err, ERR_INPUT, _("a code has six digits"));
	sqlite3_stmt *st = db_stmt(x->s, STMT_VERIFY_ASKED, x->err);
	if (!st)
		return -1;
	db_bind(st, "iii", w->c.id, w->identity, x->now);
	int rc = db_step(x->s, st, x->err);
	if (rc > 0 && sqlite3_column_bytes(st, 1) == (int)sizeof is.b) {
		id = db_col(st, 0);
		memcpy(is.b, sqlite3_column_blob(st, 1), sizeof is.b);
		tries = (int)db_col(st, 2) + 1;
	}
	db_done(st);
	if (rc < 0)
		return -1;
	if (!id)
		return error_set(x->err, ERR_INPUT, _("no code is out, or its ten minutes are over: send one"));
	if (code_hash(x->s, digits, &said, x->err) < 0 || db_run(x->s, STMT_VERIFY_TRY, x->err, "i", id) < 0)
		return -1;
	bool right = same_bytes(is.b, said.b, sizeof is.b), last = tries >= CODE_TRIES;
	if (act_write(x, ACT_VERIFY, w->c.id, 0, right ? "code" : last ? "code-failed" : "code-wrong", 0) < 0)
		return -1;
	if ((right || last) && (act_set(x, FIELD_VERIFICATION_STATE, id, V_TEXT(right ? "verified" : "failed")) < 0 ||
			db_run(x->s, STMT_VERIFY_CODE_GONE, x->err, "i", id) < 0))
		return -1;
	if (right)
		act_say(x, _("#%lld: verified by a code"), (long long)w->c.number);
	else if (last)
		act_say(x, _("#%lld: NOT verified: a wrong code, for the last time"), (long long)w->c.number);
	else
		act_say(x, ngettext_("#%lld: NOT verified: a wrong code; %d try is left",
			"#%lld: NOT verified: a wrong code; %d tries are left", (unsigned long)(CODE_TRIES - tries)),
			(long long)w->c.number, CODE_TRIES - tries);
	return 0;
}

static int
by_hook(struct acting *x, const struct where *w, const struct act_verify *v)
{
	if (act_write(x, ACT_VERIFY, w->c.id, 0, v->failed ? "hook-failed" : "hook", 0) < 0 ||
	    (!v->failed && put_verified(x, w, "hook", NULL) < 0))
		return -1;
	act_say(x, v->failed ? _("#%lld: NOT verified: the hook said no") : _("#%lld: verified by the hook"),
		(long long)w->c.number);
	return 0;
}

static int
end_it(struct acting *x, const struct where *w)
{
	int64_t *ids;
	size_t n;
	if (db_ids(x->s, STMT_VERIFY_LIVE, x->a, &ids, &n, x->err, "ii", w->c.id, w->identity) < 0)
		return -1;
	if (!n)
		return error_set(x->err, ERR_INPUT, _("nobody here has verified who is speaking"));
	if (act_write(x, ACT_VERIFY, w->c.id, 0, "end", 0) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (act_set(x, FIELD_VERIFICATION_ENDED, ids[i], V_INT(x->now)) < 0)
			return -1;
	act_say(x, _("#%lld: unverified again"), (long long)w->c.number);
	return 0;
}

/* A person says how they know, in words.  Of a customer without a case or an address the journal alone keeps it. */
static int
by_person(struct acting *x, const struct act *act, const struct where *w, int64_t customer)
{
	if (str_empty(act->text))
		return error_set(x->err, ERR_INPUT, _("how do you know who is speaking? Say it in words"));
	int64_t text = db_text_put(x->s, customer, act->text, x->err);
	if (!text || act_write(x, ACT_VERIFY, w->c.id, w->c.id ? 0 : customer, "person", text) < 0 ||
	    (w->c.id && w->identity && put_verified(x, w, "person", NULL) < 0))
		return -1;
	x->verified = customer;
	if (w->c.id)
		act_say(x, _("#%lld: verified by a person"), (long long)w->c.number);
	return 0;
}

int
act_do_verify(struct acting *x, const struct act *act)
{
	const struct act_verify *v = act->verify;
	struct act on = *act;
	struct where w = { .identity = v ? v->identity : 0 };
	struct speaking k;
	if (!v)
		return error_set(x->err, ERR_INPUT, _("verify: how?"));
	if (!on.case_id && act->customer) {
		if (act_person(x, act->customer) < 0)
			return -1;
		on.case_id = db_int64(x->s, STMT_VERIFY_NEWEST_CASE, 0, "i", act->customer);
		if (!on.case_id && v->way == VERIFY_PERSON)
			return by_person(x, act, &w, act->customer);
	}
	if (act_living(x, &on, &w.c) < 0 || read_speaking(x->s, w.c.id, w.identity, x->a, &k, x->err) < 0)
		return -1;
	w.identity = k.identity ? k.identity : db_int64(x->s, STMT_VERIFY_ANY_IDENTITY, 0, "i", w.c.customer);
	if (!w.identity && v->way != VERIFY_PERSON)
		return error_set(x->err, ERR_INPUT, _("#%lld: nobody has spoken here"), (long long)w.c.number);
	switch (v->way) {
	case VERIFY_FACTS: return by_facts(x, &w, v);
	case VERIFY_CODE: return by_code(x, act, &w);
	case VERIFY_CODE_BACK: return code_back(x, &w, v);
	case VERIFY_HOOK: return by_hook(x, &w, v);
	case VERIFY_END: return end_it(x, &w);
	default: return by_person(x, act, &w, w.c.customer);
	}
}

/* -- what needs it -------------------------------------------------------------------------------------------------- */

int
act_needs_verified(struct acting *x, int64_t customer, const char *what)
{
	struct speaking k;
	if (!x->who->agent || x->verified == customer)
		return 0;
	int rc = read_verified(x->s, customer, x->a, &k, x->err);
	return rc < 0 ? -1 : rc > 0 ? 0 : error_set(x->err, ERR_INPUT, _("%s needs a customer who is verified now: "
		"`sportello verify CASE`, or say how you know them: --verified HOW"), what);
}
