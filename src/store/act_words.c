/* act_words.c - what an agent knows better than was measured: how a customer feels, which language they speak. */
#include "act_internal.h"

#include <stdio.h>

#include "i18n.h"
#include "mood.h"
#include "str.h"

int
act_do_mood(struct acting *x, const struct act *act)
{
	struct act_case c;
	struct value now;
	char args[8];
	if (act_living(x, act, &c) < 0 || act_get(x, FIELD_CASE_MOOD_SET, c.id, &now) < 0)
		return -1;
	if (act->value < MOOD_MIN || act->value > MOOD_MAX)
		return error_set(x->err, ERR_INPUT, _("a mood is a number from %d to %d"), MOOD_MIN, MOOD_MAX);
	int64_t item = db_int64(x->s, STMT_ACT_NEWEST_WORDS, 0, "i", c.id);
	snprintf(args, sizeof args, "%d", act->value);
	if (act_write(x, ACT_MOOD, c.id, 0, args, 0) < 0 ||
	    act_set(x, FIELD_CASE_MOOD_SET, c.id, V_INT(act->value)) < 0 ||
	    act_set(x, FIELD_CASE_MOOD_ITEM, c.id, V_INT(item)) < 0)
		return -1;
	act_say(x, _("#%lld: the customer is %s"), (long long)c.number, _(care_mood_name(act->value)));
	return 0;
}

/* ISO 639-1. */
static bool
is_language(const char *s)
{
	return s && s[0] >= 'a' && s[0] <= 'z' && s[1] >= 'a' && s[1] <= 'z' && !s[2];
}

int
act_do_language(struct acting *x, const struct act *act)
{
	struct act_case c;
	struct value now;
	const char *language = str_lower(x->a, act->name);
	if (act_living(x, act, &c) < 0 || act_get(x, FIELD_CASE_LANGUAGE_SET, c.id, &now) < 0)
		return -1;
	if (!is_language(language))
		return error_set(x->err, ERR_INPUT, _("'%s' is no language: say two letters, it, en, de..."),
			act->name ? act->name : "");
	if (act_same(now, V_TEXT(language))) {
		act_say(x, _("#%lld: nothing to change"), (long long)c.number);
		return 0;
	}
	if (act_write(x, ACT_LANGUAGE, c.id, 0, language, 0) < 0 ||
	    act_set(x, FIELD_CASE_LANGUAGE_SET, c.id, V_TEXT(language)) < 0 ||
	    (c.customer && act_set(x, FIELD_CUSTOMER_LANGUAGE, c.customer, V_TEXT(language)) < 0))
		return -1;
	act_say(x, _("#%lld: the customer speaks %s"), (long long)c.number, language);
	return 0;
}
