/* contact.c - calls, visits and letters in words; telephone numbers by the configuration; the command that dials. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "verb_internal.h"

enum { NUMBER_MAX = 64 };

/* -- times --------------------------------------------------------------------------------------------------------- */

/* An hour of today, or of yesterday where it has not come yet. */
static bool
read_hour(const char *text, int64_t now, int days_ago, int64_t *at)
{
	struct clock_local l;
	char *end;
	long hour = isdigit((unsigned char)*text) ? strtol(text, &end, 10) : -1, minute = 0;
	if (hour < 0 || hour > 23 || (*end != ':' && *end != '.') || !isdigit((unsigned char)end[1]))
		return false;
	minute = strtol(end + 1, &end, 10);
	if (*end || minute > 59)
		return false;
	clock_to_local(now, &l);
	l.hour = (int)hour;
	l.minute = (int)minute;
	l.second = 0;
	l.day -= days_ago;
	*at = clock_from_local(&l);
	if (*at > now && !days_ago) {
		l.day--;
		*at = clock_from_local(&l);
	}
	return true;
}

int
verb_past(const struct verb_context *v, const char *text, int64_t *at, struct error *err)
{
	static const char *const yesterday[] = { "yesterday ", "ieri " };
	struct arena *a = arena_new();
	char *s = str_trim(a, text);
	int64_t span, found = 0;
	if (str_ends(s, " ago"))
		s[strlen(s) - 4] = '\0';
	if (str_eq(s, "now") || str_eq(s, "adesso"))
		found = v->now;
	else if (care_span(s, &span, NULL) == 0)
		found = v->now - span;
	else if (!read_hour(s, v->now, 0, &found) && !clock_parse_rfc3339(s, &found))
		for (size_t i = 0; i < 2 && !found; i++)
			if (str_istarts(s, yesterday[i]))
				(void)read_hour(s + strlen(yesterday[i]), v->now, 1, &found);
	arena_free(a);
	if (found <= 0)
		return error_set(err, ERR_INPUT, _("'%s' is no time of the past: say 10m, 14:30, "
			"yesterday 9:00 or 2026-11-20 14:30"), text);
	*at = found;
	return 0;
}

int
verb_duration(const char *text, int64_t *ms, struct error *err)
{
	char *end;
	long minutes = isdigit((unsigned char)*text) ? strtol(text, &end, 10) : -1, seconds = 0;
	if (minutes >= 0 && minutes < 10000 && *end == ':' && isdigit((unsigned char)end[1])) {
		seconds = strtol(end + 1, &end, 10);
		if (!*end && seconds < 60) {
			*ms = (minutes * 60 + seconds) * MS_SECOND;
			return 0;
		}
	}
	if (minutes >= 0 && minutes < 10000 && !*end) {
		*ms = minutes * MS_MINUTE;
		return 0;
	}
	if (care_span(text, ms, NULL) < 0)
		return error_set(err, ERR_INPUT, _("'%s' is no duration: say 3:12, 12 (minutes), 90s or 1h"), text);
	return 0;
}

static int
read_callback(const struct verb_context *v, const char *text, int64_t *at, struct error *err)
{
	struct care_when when;
	if (care_when(text, v->now, &when, err) < 0)
		return -1;
	if (!when.at)
		return error_set(err, ERR_INPUT, _("call back when? '%s' is no time"), text);
	*at = when.at;
	return 0;
}

/* -- words --------------------------------------------------------------------------------------------------------- */

struct telling { const struct verb_context *v; struct act_contact *k; bool kind, way, end; struct error *err; };

/* Takes a word that says what kind of contact it was, who began it, how it ended; false = the text begins. */
static bool
take_word(struct telling *t, const char *word)
{
	int kind = kind_parse(word), end = outcome_parse(word);
	bool in = str_ieq(word, "in"), out = str_ieq(word, "out");
	if (!t->kind && (kind == KIND_CALL || kind == KIND_VISIT || kind == KIND_LETTER)) {
		t->k->kind = (enum item_kind)kind;
		return t->kind = true;
	}
	if (!t->way && (in || out)) {
		t->k->direction = in ? DIRECTION_IN : DIRECTION_OUT;
		return t->way = true;
	}
	bool missed = str_ieq(word, "missed");
	if (!t->end && (missed || end > OUTCOME_NONE)) {
		t->k->outcome = missed ? OUTCOME_NO_ANSWER : (enum contact_outcome)end;
		return t->end = true;
	}
	return false;
}

/* 1 = an option with its value, 0 = none, -1 = a bad one. */
static int
take_option(struct telling *t, const char *option, const char *value)
{
	static const char *const known[] = { "--at", "--for", "--callback" };
	size_t i = 0;
	while (i < 3 && !str_eq(option, known[i]))
		i++;
	if (i == 3)
		return 0;
	if (!value)
		return error_set(t->err, ERR_USAGE, _("%s: its value is missing"), option);
	int rc = i == 0 ? verb_past(t->v, value, &t->k->at, t->err) : i == 1 ? verb_duration(value, &t->k->duration_ms, t->err)
		: read_callback(t->v, value, &t->k->callback_at, t->err);
	return rc < 0 ? -1 : 1;
}

int
verb_contact(const struct verb_context *v, const char *const *words, size_t n, struct act_contact *k, size_t *text,
	struct error *err)
{
	struct telling t = { .v = v, .k = k, .err = err };
	size_t i = 0;
	*k = (struct act_contact){ .kind = KIND_CALL };
	for (; i < n; i++) {
		int option = take_option(&t, words[i], i + 1 < n ? words[i + 1] : NULL);
		if (option < 0)
			return -1;
		if (option)
			i++;
		else if (str_eq(words[i], "--new-case"))
			k->new_case = true;
		else if (str_eq(words[i], "--")) {
			i++;
			break;
		} else if (!take_word(&t, words[i]))
			break;
	}
	if (k->kind == KIND_CALL && !t.end)
		k->outcome = OUTCOME_ANSWERED;
	/* it began before it was written down */
	if (!k->at)
		k->at = v->now - k->duration_ms;
	*text = i;
	return care_contact_outcome(k->kind, k->outcome, err);
}

/* -- in words ------------------------------------------------------------------------------------------------------ */

static const char *
call_words(const struct item_row *r)
{
	bool out = r->direction == DIRECTION_OUT;
	if (r->row == ROW_MESSAGE)
		return !(r->flags & MESSAGE_MISSED) ? _("call") : out ? _("called, not reached") : _("missed call");
	switch (r->outcome) {
	case OUTCOME_NO_ANSWER: return out ? _("called, not reached") : _("missed call");
	case OUTCOME_BUSY: return out ? _("called, busy") : _("missed call, we were busy");
	case OUTCOME_MESSAGE: return out ? _("called, left a message") : _("call, they left a message");
	case OUTCOME_DROPPED: return _("dropped call");
	default: return _("call");
	}
}

char *
contact_line(const struct item_row *r, struct arena *a)
{
	long long seconds = r->duration_ms / 1000;
	struct buf b = BUF_INIT;
	if (r->kind == KIND_CALL)
		buf_adds(&b, call_words(r));
	else
		buf_adds(&b, r->kind == KIND_VISIT ? r->direction == DIRECTION_OUT ? _("we visited them") : _("visit")
			: r->direction == DIRECTION_OUT ? _("letter, ours") : _("letter"));
	bool lasted = r->row == ROW_MESSAGE ? !(r->flags & MESSAGE_MISSED) : seconds > 0;
	if (r->kind != KIND_LETTER && lasted)
		buf_addf(&b, " %02lld:%02lld", seconds / 60, seconds % 60);
	/* who spoke with them; what we began says so in front */
	if (r->row == ROW_CONTACT && r->direction == DIRECTION_IN && !str_empty(r->author) && !str_eq(r->author, "robot"))
		buf_addf(&b, r->flags & MESSAGE_TAKEN ? _(", taken by %s") : _(", noted by %s"), r->author);
	if (r->callback_at) {
		struct clock_local l;
		clock_to_local(r->callback_at, &l);
		buf_addf(&b, _("; call back by %04d-%02d-%02d %02d:%02d"), l.year, l.month, l.day, l.hour, l.minute);
	}
	char *line = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return line;
}

char *
callback_line(const struct case_row *r, const char *by, struct arena *a)
{
	if (!r->callback_at)
		return NULL;
	return arena_printf(a, _("call back %s, by %s"), str_empty(r->callback_to) ? r->customer_name : r->callback_to, by);
}

/* -- numbers ------------------------------------------------------------------------------------------------------- */

char *
verb_number(const struct verb_context *v, const char *text, struct arena *a, struct error *err)
{
	if (str_empty(text)) {
		error_set(err, ERR_INPUT, _("the number is empty: a caller who withholds it is `anonymous`"));
		return NULL;
	}
	if (strlen(text) > NUMBER_MAX) {
		error_set(err, ERR_INPUT, _("that is no telephone number: it is too long"));
		return NULL;
	}
	if (care_phone_withheld(text))
		return arena_str(a, "");
	return care_phone_said(text, conf_str(v->conf, OPT_CARE_COUNTRY), a, err);
}

int
verb_dial(const struct verb_context *v, const char *number, struct arena *a, const char *const **argv, struct error *err)
{
	const char *command = conf_str(v->conf, OPT_UI_DIAL_COMMAND);
	char **words;
	size_t n;
	bool placed = false;
	if (str_empty(command))
		return error_set(err, ERR_CONFIG, _("nothing dials here: set dial-command in [ui] of %s"), conf_file(v->conf));
	if (str_empty(number))
		return error_set(err, ERR_INPUT, _("there is no number to call"));
	if (str_words(a, command, &words, &n, err) < 0)
		return -1;
	const char **list = arena_array(a, const char *, n + 2);
	for (size_t i = 0; i < n; i++) {
		const char *mark = strstr(words[i], "{number}");
		placed |= mark != NULL;
		list[i] = mark ? arena_printf(a, "%.*s%s%s", (int)(mark - words[i]), words[i], number, mark + strlen("{number}"))
			: words[i];
	}
	if (!placed)
		list[n++] = number;
	list[n] = NULL;
	*argv = list;
	return 0;
}

int
verb_case_number(const struct verb_context *v, int64_t case_id, struct arena *a, char **out, struct error *err)
{
	struct case_row c;
	if (read_case(v->store, case_id, v->who.agent, a, &c, err) < 0)
		return -1;
	if (c.callback_at && !str_empty(c.callback_to)) {
		*out = arena_str(a, c.callback_to);
		return 0;
	}
	if (c.customer)
		return verb_customer_number(v, c.customer, a, out, err);
	return error_set(err, ERR_INPUT, _("#%lld has no customer to call"), (long long)c.number);
}

int
verb_customer_number(const struct verb_context *v, int64_t customer, struct arena *a, char **out, struct error *err)
{
	static const char *const kinds[] = { "phone", "voice", "sms", "whatsapp" };
	struct customer_row who;
	if (read_customer(v->store, customer, a, &who, err) < 0)
		return -1;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (size_t i = 0; i < who.identity_count; i++)
			if (str_eq(who.identities[i].kind, kinds[k])) {
				const char *address = who.identities[i].address;
				bool bare = k == 3 && *address != '+';	/* WhatsApp writes numbers without it */
				*out = care_phone_said(bare ? arena_printf(a, "+%s", address) : address,
					conf_str(v->conf, OPT_CARE_COUNTRY), a, NULL);
				if (*out)
					return 0;
			}
	return error_set(err, ERR_INPUT, _("%s has no telephone number here"), who.name ? who.name : "?");
}
