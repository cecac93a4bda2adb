/* query_field.c - the term field: as SQL: field:order, field:order=12345, field:order=12*, field:amount>50. */
#include "query_sql.h"

#include <string.h>

#include "field.h"
#include "str.h"
#include "utf8.h"

/* Conditions on field_value u (or whatever the alias): which rows have such a value. */
static void
query_field_values(struct query_sql *x, const struct query *q, struct buf *out)
{
	size_t n = strcspn(q->text, "=<>");
	const char *op = q->text + n, *value = op;
	char *name = str_trim(x->a, arena_strn(x->a, q->text, n));
	int64_t number;
	buf_addf(out, "u.deleted=0 AND u.text IS NOT NULL AND u.name=?%d", query_param_text(x, name));
	value += strspn(value, "=<>");
	if (value == op)
		return;
	if (*op != '=') {
		const char *sign = op[0] == '<' ? (op[1] == '=' ? "<=" : "<") : op[1] == '=' ? ">=" : ">";
		if (care_field_compare(value, &number) == 0)
			buf_addf(out, " AND u.number%s?%d", sign, query_param_int(x, number));
		else
			buf_adds(out, " AND 0");
		return;
	}
	/* amounts and addresses keep their signs when they are folded for a field, texts do not: both are looked for */
	char *low = str_lower(x->a, str_trim(x->a, value)), *folded = str_trim(x->a, utf8_fold_str(x->a, value));
	if (q->prefix)
		buf_addf(out, " AND ((u.folded>=?%d AND u.folded<?%d) OR (u.folded>=?%d AND u.folded<?%d))",
			query_param_text(x, low), query_param_text(x, arena_printf(x->a, "%s\xf4\x8f\xbf\xbf", low)),
			query_param_text(x, folded), query_param_text(x, arena_printf(x->a, "%s\xf4\x8f\xbf\xbf", folded)));
	else
		buf_addf(out, " AND u.folded IN (?%d, ?%d)", query_param_text(x, low), query_param_text(x, folded));
}

void
query_field_term(struct query_sql *x, const struct query *q, struct buf *out)
{
	buf_adds(out, "EXISTS (SELECT 1 FROM field_value u WHERE ");
	query_field_values(x, q, out);
	buf_adds(out, " AND (u.case_id IN (WITH RECURSIVE w(id) AS (VALUES(c.id) UNION SELECT k.id FROM w"
		" JOIN cases k ON k.merged_into=w.id) SELECT id FROM w) OR u.customer IN (WITH RECURSIVE w(id) AS"
		" (VALUES(c.customer) UNION SELECT k.id FROM w JOIN customer k ON k.merged_into=w.id) SELECT id FROM w)))");
}

bool
query_field_set(struct query_sql *x, const struct query *q, struct buf *out)
{
	buf_adds(out, "SELECT id FROM (WITH RECURSIVE v(case_id, customer) AS (SELECT u.case_id, u.customer FROM field_value u"
		" WHERE ");
	query_field_values(x, q, out);
	buf_adds(out, "), k(id) AS (SELECT case_id FROM v WHERE case_id IS NOT NULL UNION SELECT o.merged_into FROM k JOIN cases o"
		" ON o.id=k.id WHERE o.merged_into IS NOT NULL), p(id) AS (SELECT customer FROM v WHERE customer IS NOT NULL UNION"
		" SELECT o.merged_into FROM p JOIN customer o ON o.id=p.id WHERE o.merged_into IS NOT NULL)"
		" SELECT id FROM k UNION SELECT o.id FROM cases o WHERE o.customer IN (SELECT id FROM p))");
	return true;
}

/* The customer and who was merged into it: what was written for any of them. */
#define WHO "(WITH RECURSIVE w(id) AS (VALUES(c.customer) UNION SELECT k.id FROM w JOIN customer k ON k.merged_into=w.id)" \
	" SELECT id FROM w)"

void
query_person_term(struct query_sql *x, const struct query *q, struct buf *out)
{
	if (q->field == QUERY_CUSTOMER_TAG) {
		buf_adds(out, "EXISTS (SELECT 1 FROM customer_tag u WHERE u.customer IN " WHO " AND u.tag IN (");
		query_tags_sql(x, q, out);
		buf_adds(out, "))");
	} else if (q->field == QUERY_CONSENT) {
		buf_addf(out, "ifnull((SELECT u.given FROM consent u WHERE u.customer IN " WHO " AND u.kind=?%d AND u.deleted=0"
			" ORDER BY u.at DESC, u.id DESC LIMIT 1), 0)", query_param_text(x, q->text));
	} else if (query_value_is(q, "none")) {
		buf_adds(out, "(c.id IS NOT NULL AND (SELECT u.manager FROM customer u WHERE u.id=c.customer) IS NULL)");
	} else if (query_value_is(q, "me")) {
		buf_addf(out, "ifnull((SELECT u.manager FROM customer u WHERE u.id=c.customer)=?%d, 0)",
			query_param_int(x, x->agent));
	} else {
		buf_addf(out, "ifnull((SELECT u.manager FROM customer u WHERE u.id=c.customer)=(SELECT id FROM agent"
			" WHERE name=?%d), 0)", query_param_text(x, q->text));
	}
}
#undef WHO
