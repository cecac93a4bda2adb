/*
 * act_contact.c - calls, visits and letters that no channel brings, written down by whoever had them.  Such a
 * contact always belongs to a case: of the one in front, of a call by the same address that is open, or of a new one.
 */
#include "act_internal.h"

#include "clock.h"
#include "i18n.h"
#include "str.h"

enum { CLOCK_SLACK_MS = 60000, LONGEST_MS = 24 * 3600 * 1000, OLDEST_DAYS = 3660 };

/* -- who --------------------------------------------------------------------------------------------------------- */

static int
find_identity(struct acting *x, const struct act_contact *k, int64_t *identity)
{
	char *normal = str_empty(k->address) ? NULL : case_normal(x->s, k->address_kind, k->address, x->a);
	if (str_empty(k->address))
		return 0;
	if (!normal)
		return error_set(x->err, ERR_INPUT, _("'%s' can be no address of the kind %s"), k->address, k->address_kind);
	/* one telephone, whatever speaks through it */
	if (str_eq(k->address_kind, "phone") && (*identity = db_int64(x->s, STMT_RING_IDENTITY, 0, "t", normal)) != 0)
		return 0;
	return case_identity(x->s, k->address_kind, normal, k->person, x->now, identity, x->err);
}

/* A customer without any address: somebody who came in. */
static int
make_customer(struct acting *x, const char *name, int64_t *customer)
{
	struct uid uid = uid_new();
	if (db_run(x->s, STMT_CUSTOMER_ADD, x->err, "uti", &uid, name, x->now) < 0)
		return -1;
	*customer = sqlite3_last_insert_rowid(x->s->db);
	db_touch(x->s, AREA_CUSTOMER);
	return 0;
}

static int
find_customer(struct acting *x, const struct act *act, int64_t identity, int64_t *customer)
{
	const struct act_contact *k = act->contact;
	*customer = act->customer;
	if (*customer)
		return act_person(x, *customer);
	if (identity)
		return case_customer(x->s, identity, customer, x->err);
	if (str_empty(k->person))
		return error_set(x->err, ERR_INPUT, _("with whom? Name a case, a customer or a number"));
	return make_customer(x, k->person, customer);
}

/* -- which case --------------------------------------------------------------------------------------------------- */

static const char *
subject_of(struct acting *x, const struct act *act)
{
	const struct act_contact *k = act->contact;
	const char *words = k->subject ? k->subject : str_empty(act->text) ? NULL : case_words_title(act->text, x->a);
	return str_empty(words) ? care_contact_words(k->kind, k->direction, k->outcome) : words;
}

static int
open_case(struct acting *x, const struct act *act, int64_t customer, struct act_case *c)
{
	char hex[33];
	struct uid uid = uid_new();
	int64_t number = db_int64(x->s, STMT_COUNTER_NEXT, 0, "t", "case");
	enum status status = x->who->agent ? STATUS_OPEN : STATUS_NEW;
	if (!number)
		return db_error(x->s, _("case number"), x->err);
	uid_hex(hex, uid);
	uid = uid_of("contact", hex, NULL);
	if (db_run(x->s, STMT_CASE_OPEN, x->err, "uiztiiiizn", &uid, number, customer, subject_of(x, act), (int64_t)status,
		act->contact->at, x->now, (int64_t)0, (int64_t)0) < 0)
		return -1;
	*c = (struct act_case){ .id = sqlite3_last_insert_rowid(x->s->db), .number = number, .customer = customer,
		.status = status };
	x->opened_case = x->out->case_id = c->id;
	x->out->number = number;
	return act_touch(x, c->id);
}

/* The case in front, or the one of a call by this address that is open; 0 = none. */
static int
known_case(struct acting *x, const struct act *act, int64_t identity, int64_t customer, struct act_case *c)
{
	struct act on = *act;
	if (!act->case_id && !act->message && identity && !act->contact->new_case)
		on.case_id = db_int64(x->s, STMT_ACT_CALL_CASE, 0, "ii", customer, identity);
	else if (!act->case_id && act->message)
		on.case_id = x->opened_case;
	if (!on.case_id)
		return 0;
	return act_living(x, &on, c) < 0 ? -1 : 1;
}

/* What waits for us opens the case again, as a message would. */
static int
wake_case(struct acting *x, const struct act *act, const struct act_case *c)
{
	const struct act_contact *k = act->contact;
	bool asks = k->callback_at || care_contact_wakes(k->kind, k->direction, k->outcome) ||
		care_contact_calls_back(k->kind, k->direction, k->outcome);
	if (!asks || (c->status != STATUS_PENDING && c->status != STATUS_SNOOZED && c->status != STATUS_RESOLVED))
		return act_touched(x, c);
	if (act_set(x, FIELD_CASE_STATUS, c->id, V_INT(STATUS_OPEN)) < 0 ||
	    act_set(x, FIELD_CASE_RESOLVED, c->id, V_NULL) < 0 || act_set(x, FIELD_CASE_SNOOZED, c->id, V_NULL) < 0)
		return -1;
	return act_set(x, FIELD_CASE_SNOOZE_REPLY, c->id, V_INT(0));
}

/* -- the verb ------------------------------------------------------------------------------------------------------ */

static int
check(struct acting *x, const struct act_contact *k)
{
	if (k->kind != KIND_CALL && k->kind != KIND_VISIT && k->kind != KIND_LETTER)
		return error_set(x->err, ERR_INPUT, _("a contact is a call, a visit or a letter"));
	if (care_contact_outcome(k->kind, k->outcome, x->err) < 0)
		return -1;
	if (k->at > x->now + CLOCK_SLACK_MS || k->at < x->now - OLDEST_DAYS * MS_DAY)
		return error_set(x->err, ERR_INPUT, k->at > x->now ? _("that has not happened yet: say when it was")
			: _("that is more than ten years ago"));
	if (k->duration_ms < 0 || k->duration_ms > LONGEST_MS)
		return error_set(x->err, ERR_INPUT, _("how long: at most a day"));
	if (k->callback_at && k->callback_at <= x->now)
		return error_set(x->err, ERR_INPUT, _("call back when? That time has passed"));
	if (k->callback_at && k->kind == KIND_LETTER)
		return error_set(x->err, ERR_INPUT, _("a letter asks for no callback: use `next` or `promise`"));
	return 0;
}

static int
write_note(struct acting *x, const struct act *act, const struct act_case *c, int64_t identity)
{
	const struct act_contact *k = act->contact;
	int64_t text = db_text_put(x->s, c->customer, act->text ? act->text : "", x->err), id = text ? db_item(x->s, x->err) : 0;
	if (!id || db_run(x->s, STMT_ACT_CONTACT_ADD, x->err, "iiziitiiizzz", id, c->id, x->who->agent, k->at, text,
		x->who->agent ? "agent" : "robot", (int64_t)k->kind, (int64_t)k->direction, (int64_t)k->outcome,
		k->duration_ms, identity, k->callback_at) < 0)
		return -1;
	return act_note_change(x, "note", id, "deleted", V_INT(1), V_INT(0));
}

/* An address that belongs to nobody yet is the customer's from now on. */
static int
keep_address(struct acting *x, int64_t identity, int64_t customer)
{
	if (!identity || !customer || db_int64(x->s, STMT_ACT_IDENTITY, 0, "i", identity))
		return 0;
	db_touch(x->s, AREA_CUSTOMER);
	return act_put(x, SEAT_IDENTITY, identity, customer) < 0 ? -1 : 0;
}

/* Where a call went when nobody said: the customer's telephone. */
static int64_t
likely_identity(struct acting *x, const struct act_contact *k, int64_t customer)
{
	return k->kind == KIND_CALL ? db_int64(x->s, STMT_ACT_IDENTITY_FIRST, 0, "it", customer, "phone") : 0;
}

int
act_do_contact(struct acting *x, const struct act *act)
{
	struct act_contact k = act->contact ? *act->contact : (struct act_contact){ .at = 0 };
	struct act whole = *act;
	struct act_case c = { 0 };
	int64_t identity = 0, customer = 0;
	int known;
	bool fresh = false;
	k.at = k.at ? k.at : x->now;
	whole.contact = &k;
	if (check(x, &k) < 0 || find_identity(x, &k, &identity) < 0)
		return -1;
	bool placed = act->case_id || act->message;
	if (!placed && find_customer(x, &whole, identity, &customer) < 0)
		return -1;
	if ((known = known_case(x, &whole, identity, customer, &c)) < 0)
		return -1;
	if (!known) {
		fresh = true;
		if (open_case(x, &whole, customer, &c) < 0)
			return -1;
	}
	x->opened_case = act->case_id ? x->opened_case : c.id;	/* what follows in the group is about it */
	identity = identity ? identity : likely_identity(x, &k, c.customer);
	char *args = arena_printf(x->a, "%s %s %s", kind_name(k.kind), k.direction == DIRECTION_IN ? "in" : "out",
		outcome_name(k.outcome));
	if (act_write(x, ACT_CONTACT, c.id, 0, args, 0) < 0 || write_note(x, &whole, &c, identity) < 0 ||
	    keep_address(x, identity, c.customer) < 0)
		return -1;
	/* undone, the case that was opened for it is none any more */
	if (fresh ? act_note_change(x, "case", c.id, "status", V_INT(STATUS_MERGED), V_INT(c.status)) < 0
		: wake_case(x, &whole, &c) < 0)
		return -1;
	if (k.ring && ring_settle(x->s, k.ring, care_contact_calls_back(k.kind, k.direction, k.outcome), x->who->agent,
		x->err) < 0)
		return -1;
	act_say(x, fresh ? _("%s: logged, opened #%lld") : _("%s: logged on #%lld"),
		care_contact_words(k.kind, k.direction, k.outcome), (long long)c.number);
	return 0;
}
