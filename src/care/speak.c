/* speak.c - who is speaking: contacts, channels that vouch, what is told to nobody unknown. */
#include "speak.h"

#include <ctype.h>
#include <string.h>

#include "str.h"

/* -- contacts ------------------------------------------------------------------------------------------------- */

void
care_talk(const struct care_spoken *list, size_t n, int64_t silence_ms, int64_t now, struct care_talk *out)
{
	struct care_talk t = { 0, 0, 0 };
	for (size_t i = 0; i < n; i++) {
		const struct care_spoken *s = &list[i];
		bool open = t.begin_at && !t.ended_at && s->at - t.last_at <= silence_ms;
		if (t.begin_at && !t.ended_at && !open)
			t.ended_at = t.last_at + silence_ms;
		if (s->kind == SPOKEN_CASE_CLOSED) {
			if (open)
				t.ended_at = s->at;
			continue;
		}
		if (!open)
			t = (struct care_talk){ .begin_at = s->at };
		t.last_at = s->at;
		if (s->kind == SPOKEN_CALL_ENDED)
			t.ended_at = s->at;
	}
	if (t.begin_at && !t.ended_at && now - t.last_at > silence_ms)
		t.ended_at = t.last_at + silence_ms;
	*out = t;
}

enum care_vouch
care_vouches(const char *identity_kind)
{
	static const struct { const char *kind; enum care_vouch how; } channels[] = {
		{ "mail", VOUCH_CERTIFIED },	/* PEC, RFC 6109: provider and seal say whose box it is */
		{ "whatsapp", VOUCH_LINKED },	/* Meta has proved the number */
		{ "telegram", VOUCH_LINKED },	/* a contact that its owner shared */
	};
	for (size_t i = 0; i < sizeof channels / sizeof *channels; i++)
		if (str_eq(channels[i].kind, identity_kind))
			return channels[i].how;
	return VOUCH_NOT;
}

/* -- what is sensitive ------------------------------------------------------------------------------------------ */

/* Letters and digits, those of other scripts too. */
static bool
wordy(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool
begins_word(const char *text, size_t i)
{
	return wordy(text[i]) && (!i || !wordy(text[i - 1]));
}

/* Rest 1 of the number that ISO 13616 makes of it. */
static bool
iban_right(const char *s, size_t n)
{
	unsigned rest = 0;
	for (size_t i = 0; i < n; i++) {
		char c = s[(i + 4) % n];
		unsigned v = isdigit((unsigned char)c) ? (unsigned)(c - '0') : (unsigned)(toupper((unsigned char)c) - 'A' + 10);
		rest = (v > 9 ? rest * 100 + v : rest * 10 + v) % 97;
	}
	return rest == 1;
}

char *
care_find_iban(const char *text, struct arena *a)
{
	for (size_t i = 0; text[i]; i++) {
		const char *p = text + i;
		char s[34];
		size_t n = 0, k = 0, end = 0;
		if (!begins_word(text, i) || !isalpha((unsigned char)p[0]) || !isalpha((unsigned char)p[1]) ||
		    !isdigit((unsigned char)p[2]) || !isdigit((unsigned char)p[3]))
			continue;
		for (; n < sizeof s && p[k]; k++) {
			if (p[k] == ' ' && isalnum((unsigned char)p[k + 1]))
				continue;
			if (!isalnum((unsigned char)p[k]))
				break;
			s[n++] = p[k];
			/* the longest that is right and ends with its word */
			if (n >= 15 && !wordy(p[k + 1]) && iban_right(s, n))
				end = k + 1;
		}
		if (end)
			return arena_strn(a, p, end);
	}
	return NULL;
}

static bool
luhn(const char *digits, size_t n)
{
	unsigned sum = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned d = (unsigned)(digits[n - 1 - i] - '0');
		d = i % 2 ? d * 2 : d;
		sum += d > 9 ? d - 9 : d;
	}
	return sum % 10 == 0;
}

char *
care_find_card(const char *text, struct arena *a)
{
	for (size_t i = 0; text[i]; i++) {
		const char *p = text + i;
		char s[20];
		size_t n = 0, k = 0;
		/* networks' numbers begin with 2 to 6 */
		if (!begins_word(text, i) || *p < '2' || *p > '6' || (i && (text[i - 1] == '+' || text[i - 1] == '-')))
			continue;
		for (; n < sizeof s && p[k]; k++) {
			if ((p[k] == ' ' || p[k] == '-') && isdigit((unsigned char)p[k + 1]))
				continue;
			if (!isdigit((unsigned char)p[k]))
				break;
			s[n++] = p[k];
		}
		if (n >= 13 && n <= 19 && !wordy(p[k]) && luhn(s, n))
			return arena_strn(a, p, k);
	}
	return NULL;
}

static size_t
skip(const char *s, size_t i)
{
	while (s[i] && !wordy(s[i]))
		i++;
	return i;
}

bool
care_mentions(const char *text, const char *value)
{
	size_t letters = 0;
	for (const char *p = value; p && *p; p++)
		letters += wordy(*p) && ((unsigned char)*p & 0xc0) != 0x80;
	if (letters < 4)
		return false;
	for (size_t i = 0; text[i]; i++) {
		if (!begins_word(text, i))
			continue;
		size_t t = i, v = skip(value, 0);
		while (value[v] && text[t] && tolower((unsigned char)text[t]) == tolower((unsigned char)value[v])) {
			v = skip(value, v + 1);
			if (!value[v] && !wordy(text[t + 1]))
				return true;
			t = skip(text, t + 1);
		}
	}
	return false;
}
