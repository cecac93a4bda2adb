/* act_customer.c - people: set, merge, unmerge, erase. */
#include "act_internal.h"
#include "index_internal.h"

#include "i18n.h"
#include "reach.h"
#include "str.h"

struct person { int64_t id, merged_into, erased_at; char *name; };

static int
read_person(struct acting *x, int64_t id, struct person *p)
{
	sqlite3_stmt *st = db_stmt(x->s, STMT_ACT_CUSTOMER, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(x->s, st, x->err);
	if (rc > 0)
		*p = (struct person){ id, db_col(st, 1), db_col(st, 2), db_col_text(st, 0, x->a) };
	db_done(st);
	if (rc > 0 && p->erased_at)
		return error_set(x->err, ERR_INPUT, _("customer %lld was erased"), (long long)id);
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(x->err, ERR_INPUT, _("there is no customer %lld"), (long long)id);
}

int
act_person(struct acting *x, int64_t id)
{
	struct person p;
	if (read_person(x, id, &p) < 0)
		return -1;
	return p.merged_into ? error_set(x->err, ERR_INPUT, _("customer %lld was merged into %lld: name that one"),
		(long long)id, (long long)p.merged_into) : 0;
}

/* What a column of the customer is to hold; -1 with what is wrong. */
static int
column_value(struct acting *x, enum act_field field, int64_t customer, const char *text, struct value *v)
{
	struct care_quiet quiet;
	struct care_cap cap;
	int64_t agent;
	*v = V_TEXT(text);
	switch (field) {
	case FIELD_CUSTOMER_VIP:
		*v = V_INT(str_eq(text, "yes") || str_eq(text, "1") || str_eq(text, "true"));
		return 0;
	case FIELD_CUSTOMER_NOTES:
		*v = V_ID(db_text_put(x->s, customer, str_empty(text) ? NULL : text, x->err));
		return 0;
	case FIELD_CUSTOMER_MANAGER:
		agent = str_empty(text) ? 0 : db_int64(x->s, STMT_PERSON_AGENT, 0, "t", text);
		*v = V_ID(agent);
		return agent || str_empty(text) ? 0 : error_set(x->err, ERR_INPUT, _("there is no agent '%s'"), text);
	case FIELD_CUSTOMER_FORM:
		return str_empty(text) || str_eq(text, "formal") || str_eq(text, "informal") ? 0 :
			error_set(x->err, ERR_INPUT, _("form '%s': formal or informal"), text);
	case FIELD_CUSTOMER_QUIET: return str_empty(text) ? 0 : care_quiet_read(text, &quiet, x->err);
	case FIELD_CUSTOMER_CAP: return str_empty(text) ? 0 : care_cap_read(text, &cap, x->err);
	default: return 0;
	}
}

int
act_do_customer_set(struct acting *x, const struct act *act)
{
	static const struct { const char *name; enum act_field field; } settable[] = {
		{ "name", FIELD_CUSTOMER_NAME }, { "language", FIELD_CUSTOMER_LANGUAGE },
		{ "preferred", FIELD_CUSTOMER_PREFERRED }, { "vip", FIELD_CUSTOMER_VIP },
		{ "notes", FIELD_CUSTOMER_NOTES }, { "manager", FIELD_CUSTOMER_MANAGER }, { "form", FIELD_CUSTOMER_FORM },
		{ "signs", FIELD_CUSTOMER_SIGNS }, { "quiet", FIELD_CUSTOMER_QUIET }, { "cap", FIELD_CUSTOMER_CAP } };
	struct person p;
	struct value v;
	if (read_person(x, act->customer, &p) < 0)
		return -1;
	for (size_t i = 0; i < sizeof settable / sizeof *settable; i++) {
		if (!str_eq(settable[i].name, act->name))
			continue;
		if (column_value(x, settable[i].field, p.id, act->text, &v) < 0 ||
		    act_write(x, ACT_CUSTOMER_SET, 0, p.id, act->name, 0) < 0 ||
		    act_set(x, settable[i].field, p.id, v) < 0)
			return -1;
		db_touch(x->s, AREA_CUSTOMER);
		act_say(x, _("customer %lld: %s set"), (long long)p.id, act->name);
		return 0;
	}
	return error_set(x->err, ERR_INPUT,
		_("a customer has no field '%s': name, language, preferred, vip, notes, manager, form, signs, quiet, cap"),
		act->name ? act->name : "");
}

int
act_do_customer_merge(struct acting *x, const struct act *act)
{
	struct person into, from;
	int64_t reason;
	if (act->customer == act->customer2)
		return error_set(x->err, ERR_INPUT, _("that is one customer already"));
	if (read_person(x, act->customer, &into) < 0 || read_person(x, act->customer2, &from) < 0)
		return -1;
	if (into.merged_into || from.merged_into)
		return error_set(x->err, ERR_INPUT, _("customer %lld was merged already"),
			(long long)(into.merged_into ? into.id : from.id));
	if (act_reason(x, act, into.id, &reason) < 0 ||
	    act_write(x, ACT_CUSTOMER_MERGE, 0, into.id, arena_printf(x->a, "%lld", (long long)from.id), reason) < 0 ||
	    db_run(x->s, STMT_ACT_CUSTOMER_MERGED, x->err, "iii", into.id, from.id, x->action) < 0 ||
	    act_relink(x, TREE_PEOPLE, from.id, into.id) < 0)
		return -1;
	act_say(x, _("%s and %s are one customer"), into.name, from.name);
	return 0;
}

int
act_do_customer_unmerge(struct acting *x, const struct act *act)
{
	int64_t action = db_int64(x->s, STMT_ACT_CUSTOMER_MERGE_OF, 0, "i", act->customer2), reason;
	if (!action || act_end_of(x, TREE_PEOPLE, act->customer2) != act_end_of(x, TREE_PEOPLE, act->customer))
		return error_set(x->err, ERR_INPUT, _("customer %lld was not merged into %lld"),
			(long long)act->customer2, (long long)act->customer);
	if (act_reason(x, act, act->customer, &reason) < 0 ||
	    act_write(x, ACT_CUSTOMER_UNMERGE, 0, act->customer, arena_printf(x->a, "%lld", (long long)act->customer2),
		reason) < 0 ||
	    act_undo_group(x, db_int64(x->s, STMT_ACT_GRP_OF, 0, "i", action)) < 0)
		return -1;
	db_touch(x->s, AREA_CUSTOMER);
	return 0;
}
