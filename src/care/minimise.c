/* minimise.c - see minimise.h. */
#include "minimise.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "buf.h"
#include "str.h"
#include "utf8.h"

enum { DIGITS_MIN = 5, KEPT = 2, WORD_MIN = 3, IBAN_MIN = 15, IBAN_MAX = 34 };

struct masking {
	const char *start, *p;
	char **words;			/* of names, folded */
	size_t word_count, word_space;
	struct buf out;
	struct arena *a;
};

/* Part of a word: letters, digits, and every byte of what is not ASCII. */
static bool
in_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool
at_word_start(const struct masking *m)
{
	return m->p == m->start || !in_word(m->p[-1]);
}

/* -- names ------------------------------------------------------------------------------------------------- */

/* The first letter as it is written in names. */
static void
add_initial(struct buf *b, const char *word, struct arena *a)
{
	uint32_t cp;
	size_t n = utf8_next(word, strlen(word), &cp);
	char *letter = arena_strn(a, word, n);
	if (n == 1)
		letter[0] = (char)toupper((unsigned char)letter[0]);
	buf_addf(b, "%s.", letter);
}

char *
care_initials(const char *name, struct arena *a)
{
	struct buf b = BUF_INIT;
	for (const char *p = name; *p;) {
		if (!in_word(*p)) {
			p++;
			continue;
		}
		if (b.len)
			buf_addc(&b, ' ');
		add_initial(&b, p, a);
		while (in_word(*p))
			p++;
	}
	char *s = arena_strn(a, b.len ? b.data : "?", b.len ? b.len : 1);
	buf_free(&b);
	return s;
}

static void
add_names(struct masking *m, const char *const *names)
{
	for (const char *const *n = names; n && *n; n++)
		for (const char *p = *n; *p;) {
			size_t k = 0;
			while (in_word(p[k]))
				k++;
			if (k >= WORD_MIN)
				*VEC_PUSH(m->a, m->words, m->word_count, m->word_space) =
					utf8_fold_str(m->a, arena_strn(m->a, p, k));
			p += k ? k : 1;
		}
}

static bool
take_name(struct masking *m)
{
	size_t k = 0;
	while (in_word(m->p[k]))
		k++;
	if (k < WORD_MIN || !m->word_count)
		return false;
	char *word = utf8_fold_str(m->a, arena_strn(m->a, m->p, k));
	for (size_t i = 0; i < m->word_count; i++)
		if (str_eq(word, m->words[i])) {
			add_initial(&m->out, m->p, m->a);
			m->p += k;
			return true;
		}
	return false;
}

/* -- addresses and numbers ----------------------------------------------------------------------------------- */

/* The last signs of what was there, so that it can still be told from another one. */
static void
mask(struct masking *m, const char *from, const char *to)
{
	char kept[KEPT + 1] = "";
	size_t n = 0;
	for (const char *p = to; p > from && n < KEPT; p--)
		if (isalnum((unsigned char)p[-1]))
			memmove(kept + 1, kept, KEPT - 1), kept[0] = p[-1], n++;
	kept[n] = '\0';
	buf_addf(&m->out, "***%s", kept);
	m->p = to;
}

static bool
in_local(char c)
{
	return in_word(c) || (c && strchr(".!#$%&*+/=?^_`{|}~-", c));
}

static bool
take_mail(struct masking *m)
{
	const char *p = m->p;
	while (in_local(*p))
		p++;
	if (p == m->p || *p != '@')
		return false;
	const char *host = ++p;
	while (in_word(*p) || ((*p == '.' || *p == '-') && in_word(p[1])))
		p++;
	if (!memchr(host, '.', (size_t)(p - host)) && !str_starts(host, "localhost"))
		return false;
	buf_addf(&m->out, "%.1s***@***", in_word(*m->p) && !((unsigned char)*m->p & 0x80) ? m->p : "");
	m->p = p;
	return true;
}

static bool
take_iban(struct masking *m)
{
	const char *p = m->p, *end = p;
	size_t n = 0;
	if (!isupper((unsigned char)p[0]) || !isupper((unsigned char)p[1]) || !isdigit((unsigned char)p[2]) ||
	    !isdigit((unsigned char)p[3]))
		return false;
	while (n < IBAN_MAX && (isupper((unsigned char)*p) || isdigit((unsigned char)*p) ||
	    (*p == ' ' && n % 4 == 0 && (isupper((unsigned char)p[1]) || isdigit((unsigned char)p[1])))))
		if (*p++ != ' ') {
			n++;
			end = p;
		}
	if (n < IBAN_MIN || in_word(*end))
		return false;
	buf_addf(&m->out, "%.2s", m->p);
	mask(m, m->p, end);
	return true;
}

/* "2026-11-20", "20.11.2026", "20/11/26", "09:12": digits in two or three groups of at most four, of one sign. */
static bool
is_date(const char *s, size_t len)
{
	size_t groups = 1, digits = 0, longest = 0;
	char sign = 0;
	for (size_t i = 0; i < len; i++) {
		if (isdigit((unsigned char)s[i])) {
			digits++;
			longest = digits > longest ? digits : longest;
		} else if (digits && strchr("-./", s[i]) && (!sign || sign == s[i])) {
			sign = s[i];
			groups++;
			digits = 0;
		} else {
			return false;
		}
	}
	return groups == 3 && longest <= 4 && len <= 10 && digits != 3;
}

/* "1.234,50", "12,345.00": ends in a sign and two digits, and has no other sign of that kind. */
static bool
is_amount(const char *s, size_t len)
{
	if (len < 4 || !isdigit((unsigned char)s[len - 1]) || !isdigit((unsigned char)s[len - 2]) || !strchr(",.", s[len - 3]))
		return false;
	for (size_t i = 0; i + 3 < len; i++)
		if (!isdigit((unsigned char)s[i]) && (s[i] == s[len - 3] || !strchr(",.'", s[i])))
			return false;
	return isdigit((unsigned char)s[0]);
}

/* Numbers, with letters before and among them: +39 347 123 4567, ORD-2026/441, 12345. */
static bool
take_number(struct masking *m)
{
	const char *p = m->p, *end = p;
	size_t digits = 0;
	if (*p == '+' || *p == '(')
		p++;
	for (; in_word(*p) || (*p && strchr("-/.,() ", *p) && p > m->p && p[-1] != ' '); p++) {
		bool digit = isdigit((unsigned char)*p);
		/* a blank joins groups of digits alone: what follows must begin with one */
		if (*p == ' ' && !(isdigit((unsigned char)p[1]) || (p[1] == '(' && isdigit((unsigned char)p[2]))))
			break;
		if (*p == ' ' && !isdigit((unsigned char)p[-1]) && p[-1] != ')')
			break;
		if (digit || in_word(*p))
			end = p + 1;
		digits += digit;
	}
	size_t len = (size_t)(end - m->p), first = strcspn(m->p, " ");
	/* a date or an amount is not the beginning of a telephone number */
	if (first < len && (is_date(m->p, first) || is_amount(m->p, first))) {
		buf_add(&m->out, m->p, first);
		m->p += first;
		return true;
	}
	if (digits < DIGITS_MIN || is_date(m->p, len) || is_amount(m->p, len)) {
		size_t word = 0;
		while (in_word(m->p[word]))
			word++;
		if (digits >= DIGITS_MIN)
			word = len;
		buf_add(&m->out, m->p, word);
		m->p += word;
		return word > 0;
	}
	mask(m, m->p, end);
	return true;
}

/* "#4711" is how we call a case. */
static bool
take_case(struct masking *m)
{
	size_t n = *m->p == '#' ? 1 + strspn(m->p + 1, "0123456789") : 0;
	if (n < 2 || in_word(m->p[n]))
		return false;
	buf_add(&m->out, m->p, n);
	m->p += n;
	return true;
}

char *
care_minimise(const char *text, const char *const *names, struct arena *a)
{
	struct masking m = { .start = text, .p = text, .a = a };
	add_names(&m, names);
	while (*m.p) {
		if (at_word_start(&m) && (take_case(&m) || take_mail(&m) || take_name(&m) || take_iban(&m) || take_number(&m)))
			continue;
		buf_addc(&m.out, *m.p++);
	}
	char *s = arena_strn(a, m.out.data ? m.out.data : "", m.out.len);
	buf_free(&m.out);
	return s;
}
