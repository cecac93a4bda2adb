/* model.c - names of the enums of model.h. */
#include "care.h"

#include <strings.h>

#include "i18n.h"
#include "str.h"

#define NAMES(type, LIST) \
	static const char *const type##_names[] = { LIST(NAME) };
#define NAME(id, name, help) name,
NAMES(status, MODEL_STATUS)
NAMES(priority, MODEL_PRIORITY)
NAMES(audience, MODEL_AUDIENCE)
NAMES(kind, MODEL_KIND)
NAMES(outcome, MODEL_OUTCOME)
NAMES(outbox_state, MODEL_OUTBOX)
NAMES(stream_state, MODEL_STREAM)
NAMES(deed, MODEL_DEED)

static const char *const party_names[] = { "from", "to", "cc", "bcc", "reply-to" };

static const char *
name_of(const char *const *names, int n, int v)
{
	return v >= 0 && v < n ? names[v] : "?";
}

static int
parse(const char *const *names, int n, const char *s)
{
	for (int i = 0; i < n; i++)
		if (str_ieq(names[i], s))
			return i;
	return -1;
}

#define FUNCTIONS(type, count) \
	const char * \
	type##_name(int v) \
	{ \
		return name_of(type##_names, count, v); \
	} \
	int \
	type##_parse(const char *s) \
	{ \
		return parse(type##_names, count, s); \
	}
FUNCTIONS(status, STATUS_COUNT)
FUNCTIONS(priority, PRIORITY_COUNT)
FUNCTIONS(audience, AUDIENCE_COUNT)
FUNCTIONS(kind, KIND_COUNT)
FUNCTIONS(outcome, OUTCOME_COUNT)
FUNCTIONS(outbox_state, OUTBOX_COUNT)
FUNCTIONS(stream_state, STREAM_COUNT)
FUNCTIONS(deed, DEED_COUNT)
FUNCTIONS(party, PARTY_COUNT)

const char *
outbox_reason_words(const char *reason)
{
	static const struct { const char *code, *words; } reasons[] = {
		{ "news", N_("somebody wrote meanwhile: look before it leaves") },
		{ "reply", N_("not sent: the customer wrote first") },
		{ "answered", N_("not sent: a person answered first") },
		{ "overtaken", N_("not sent: the customer wrote more, which is answered anew") },
		{ "window", N_("the reply window has closed: choose another way, or drop it") },
		{ "trainee", N_("a colleague looks at it before it leaves: approve, edit or return") },
		{ "limit", N_("above the limit: a second person lets it go: approve or return") },
		{ "returned", N_("given back to its author, as a draft") },
		{ "stale", N_("it could not leave for long: is it still right?") },
		{ "hour-passed", N_("its hour passed while offline") },
		{ "not-home", N_("this store was copied or restored: `outbox adopt` lets this machine send") } };
	for (size_t i = 0; reason && i < sizeof reasons / sizeof *reasons; i++)
		if (str_eq(reasons[i].code, reason))
			return _(reasons[i].words);
	return reason;
}

bool
care_is_template(const char *text)
{
	return str_starts(text, "#template ");
}
