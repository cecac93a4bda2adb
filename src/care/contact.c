/* contact.c - calls, visits and letters that somebody wrote down: what they do to a case. */
#include "care.h"

#include "i18n.h"

bool
care_contact_spoke(enum item_kind kind, enum direction d, enum contact_outcome o)
{
	switch (kind) {
	case KIND_CALL: return o == OUTCOME_ANSWERED;
	case KIND_VISIT: return true;
	case KIND_LETTER: return d == DIRECTION_OUT || o == OUTCOME_ANSWERED;
	default: return false;
	}
}

bool
care_contact_wakes(enum item_kind kind, enum direction d, enum contact_outcome o)
{
	return d == DIRECTION_IN && !care_contact_spoke(kind, d, o);
}

bool
care_contact_calls_back(enum item_kind kind, enum direction d, enum contact_outcome o)
{
	return kind == KIND_CALL && (o == OUTCOME_DROPPED || (d == DIRECTION_IN && o != OUTCOME_ANSWERED));
}

const char *
care_contact_words(enum item_kind kind, enum direction d, enum contact_outcome o)
{
	static const char *const ends[OUTCOME_COUNT] = { [OUTCOME_BUSY] = N_("Call, busy"),
		[OUTCOME_MESSAGE] = N_("Call, message left"), [OUTCOME_DROPPED] = N_("Dropped call") };
	if (kind == KIND_VISIT)
		return _("Visit");
	if (kind == KIND_LETTER)
		return _("Letter");
	if (o == OUTCOME_NO_ANSWER)
		return d == DIRECTION_IN ? _("Missed call") : _("Call, no answer");
	return o >= 0 && o < OUTCOME_COUNT && ends[o] ? _(ends[o]) : _("Telephone call");
}

int
care_contact_outcome(enum item_kind kind, enum contact_outcome o, struct error *err)
{
	if (kind == KIND_CALL && (o <= OUTCOME_NONE || o >= OUTCOME_COUNT))
		return error_set(err, ERR_INPUT, _("how did the call end: answered, no-answer, busy, message or dropped?"));
	if (kind != KIND_CALL && o != OUTCOME_NONE && o != OUTCOME_ANSWERED)
		return error_set(err, ERR_INPUT, _("a %s cannot end with '%s': answered, or nothing"), kind_name(kind),
			outcome_name(o));
	return 0;
}
