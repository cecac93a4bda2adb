/* explain.c - why a message is where it is: codes in the store, sentences for people. */
#include "explain.h"

#include <string.h>

#include "care.h"
#include "i18n.h"
#include "mood.h"
#include "str.h"

static const struct { const char *code, *value, *words; } sentences[] = {
	{ "thread", "own-id", N_("it answers a message of ours: its In-Reply-To or References names our Message-ID") },
	{ "thread", "in-reply-to", N_("it joined its thread by In-Reply-To") },
	{ "thread", "references", N_("it joined its thread by References") },
	{ "thread", "about", N_("it is about another message, which it names") },
	{ "thread", "new", N_("it begins a thread: it names no message that we know") },
	{ "thread", "remote-thread", N_("the channel says which conversation it belongs to") },
	{ "sender", "marked",
	  N_("its sender is new here, but names a Message-ID with our own mark, which only who got our mail knows") },
	{ "sender", "known", N_("its sender already spoke in this case") },
	{ "sender", "recipient", N_("we wrote to its sender in this case") },
	{ "sender", "participant", N_("its sender takes part in this case") },
	{ "sender", "stranger", N_("its sender is none of the people of the case it refers to") },
	{ "sender", "ours", N_("it comes from an address of ours") },
	{ "sender", "second-level", N_("it comes from an escalation target") },
	{ "sender", "second-level-other",
	  N_("it answers our escalation, from another address than the target's") },
	{ "case", "next", N_("its thread had a case that was not done") },
	{ "case", "reopened", N_("the case was waiting or done, and is open again") },
	{ "case", "follow-up", N_("the old case was done too long ago: a new one follows it") },
	{ "case", "new", N_("it opened a case") },
	{ "case", "stranger-new", N_("it was kept out of that case and opened one of its own") },
	{ "case", "history", N_("it opened no case: it is history") },
	{ "case", "none", N_("it opened no case") },
	{ "case", "stream", N_("it opened no case: it is in the stream") },
	{ "public", "question", N_("it asks something, so it became a case") },
	{ "public", "anger", N_("it is angry, so it became a case") },
	{ "public", "answers", N_("it answers what was said in a case") },
	{ "public", "sender", N_("its sender has a case in this conversation") },
	{ "public", "customer", N_("its sender has an open case in public here") },
	{ "public", "thread", N_("the conversation has an open case; what others say there starts no clock") },
	{ "public", "cases", N_("the account says `public = cases`") },
	{ "public", "stream", N_("nobody with a case said it, and it is no question") },
	{ "form", "reply-to", N_("it is from a contact form: the customer is in Reply-To") },
	{ "pec", "envelope", N_("it is certified mail (PEC): customer and text are those of the certified message") },
	{ "pec", "receipt", N_("it is a receipt of certified mail (PEC)") },
	{ "pec", "anomaly", N_("it is ordinary mail that reached a certified mailbox") },
	{ "pec", "unverified", N_("it claims to be certified mail; its signature was not verified") },
	{ "dup", "duplicate-id", N_("another content came before under the same Message-ID: it is kept apart") },
	{ "late", "1", N_("it arrived long after it was written") },
	{ "survey", "answer", N_("it answers our survey") },
	{ "survey", "more", N_("it answers our survey, and says more that somebody must look at") },
	{ "survey", "words", N_("it is what they say after they answered our survey") },
	{ "sent", "outbox", N_("it was sent from the outbox") },
};

void
explain_add(struct buf *b, const char *code, const char *value)
{
	if (b->len)
		buf_addc(b, ';');
	buf_addf(b, "%s=", code);
	for (const char *p = value ? value : ""; *p; p++) {
		if (strchr(";=\\", *p))
			buf_addc(b, '\\');
		buf_addc(b, *p);
	}
}

static const char *
sentence(const char *code, const char *value)
{
	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
		if (str_eq(sentences[i].code, code) && str_eq(sentences[i].value, value))
			return _(sentences[i].words);
	return NULL;
}

/* Reads "code=value;" at *p; false at the end. */
static bool
next_code(const char **p, struct arena *a, char **code, char **value)
{
	if (!**p)
		return false;
	size_t n = strlen(*p);
	char *out = arena_alloc(a, n + 1), *w = out;
	*code = out;
	*value = NULL;
	for (; **p && (**p != ';'); ++*p) {
		if (**p == '\\' && (*p)[1])
			++*p;
		else if (**p == '=' && !*value) {
			*w++ = '\0';
			*value = w;
			continue;
		}
		*w++ = **p;
	}
	*w = '\0';
	if (**p == ';')
		++*p;
	if (!*value)
		*value = w;
	return true;
}

/* "mood=-60 it.vergogn*:-60" */
static char *
mood_words(const char *value, struct arena *a)
{
	struct buf b = BUF_INIT;
	size_t n = strcspn(value, " ");
	int mood = 0;
	if (!care_mood_parse(arena_strn(a, value, n), &mood) || (!mood && !value[n + (value[n] == ' ')]))
		return NULL;
	buf_addf(&b, _("its mood is %+d, %s"), mood, _(care_mood_name(mood)));
	char **codes = care_mood_words(value + n, a);
	for (size_t i = 0; codes[i]; i++)
		buf_addf(&b, "%s%s", i ? ", " : ": ", codes[i]);
	char *words = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return words;
}

/* "rule=NAME, the terms that were true, what was not said and why", a line each */
static char *
rule_words(const char *value, struct arena *a)
{
	size_t n = strcspn(value, "\n");
	const char *why = value[n] ? value + n + 1 : "", *unsaid = strchr(why, '\n');
	int len = (int)strcspn(why, "\n");
	char *words = len ? arena_printf(a, _("the rule %.*s acted because of it: %.*s"), (int)n, value, len, why)
		: arena_printf(a, _("the rule %.*s acted because of it"), (int)n, value);
	return unsaid ? arena_printf(a, _("%s; it said nothing: %s"), words, unsaid + 1) : words;
}

void
explain_words(const char *codes, struct arena *a, char ***lines)
{
	char **list = NULL, *code, *value;
	size_t n = 0, space = 0;
	for (const char *p = codes ? codes : ""; next_code(&p, a, &code, &value);) {
		const char *words = sentence(code, value);
		int64_t wake;
		if (str_eq(code, "wake") && str_to_int64(value, &wake) == 0)
			words = care_wake_words((enum care_wake)wake);
		if (str_eq(code, "ref"))
			words = arena_printf(a, _("named: <%s>"), value);
		if (str_eq(code, "window"))
			words = arena_printf(a, _("the channel takes a reply there until %s"), value);
		if (str_eq(code, "window-closed"))
			words = arena_printf(a, _("the channel takes no reply there since %s: its window has closed"), value);
		if (str_eq(code, "language"))
			words = arena_printf(a, _("its language is %s"), value);
		if (str_eq(code, "rule"))
			words = rule_words(value, a);
		if (str_eq(code, "robot"))
			words = arena_printf(a, _("nobody wrote it: it is of our robot %s"), value);
		if (str_eq(code, "mood"))
			words = mood_words(value, a);
		if (words)
			*VEC_PUSH(a, list, n, space) = arena_str(a, words);
	}
	if (!n)
		*VEC_PUSH(a, list, n, space) = arena_str(a, _("nothing is recorded about it"));
	*VEC_PUSH(a, list, n, space) = NULL;
	*lines = list;
}
