/*
 * utf8_fold.c - text as the search sees it.
 *
 * ASCII goes by table, a run at a time.  Everything else goes code point by code point through
 * decomposition and case folding; the folded forms below U+0600 (Latin, Greek, Cyrillic, Hebrew)
 * are computed once and kept.  Marks of these scripts go; vowel signs of the Indic ones stay, since
 * they are letters to their readers; Hangul and kana are composed again.
 */
#include <string.h>
#include <utf8proc.h>

#include "utf8.h"

#define CACHED_END 0x600u
#define CACHED_FROM 0x80u
#define EXPAND_MAX 24		/* U+FDFA becomes 18 code points */
#define DIGITS_MAX 24		/* in a joined number */
#define RUN_MAX 64		/* code points that may have to be composed */

enum kind { SEPARATOR, WORD, BIGRAM };

struct fold {
	struct buf *out;
	bool bigrams, join;	/* as asked */
	bool space;		/* a blank is due before the next letter */
	bool started;		/* something was written */
	/* the word being written */
	bool word, digits;	/* it has begun; it is all ASCII digits */
	uint32_t previous;	/* of a bigram run, 0 if none */
	bool paired;		/* the run has had a bigram */
	/* the number being joined */
	char number[DIGITS_MAX + 1];
	size_t number_len;
	int groups;		/* -1: too long */
};

/* Lower case of letters and digits, 0 for what separates. */
static const char ascii_fold[128] = {
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4',
	['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
#define BOTH(upper, lower) [upper] = lower, [lower] = lower
	BOTH('A', 'a'), BOTH('B', 'b'), BOTH('C', 'c'), BOTH('D', 'd'), BOTH('E', 'e'),
	BOTH('F', 'f'), BOTH('G', 'g'), BOTH('H', 'h'), BOTH('I', 'i'), BOTH('J', 'j'),
	BOTH('K', 'k'), BOTH('L', 'l'), BOTH('M', 'm'), BOTH('N', 'n'), BOTH('O', 'o'),
	BOTH('P', 'p'), BOTH('Q', 'q'), BOTH('R', 'r'), BOTH('S', 's'), BOTH('T', 't'),
	BOTH('U', 'u'), BOTH('V', 'v'), BOTH('W', 'w'), BOTH('X', 'x'), BOTH('Y', 'y'),
	BOTH('Z', 'z'),
#undef BOTH
};

/* Letters that Unicode does not decompose but people type without. */
static const struct { uint16_t from; char to[3]; } letters[] = {
	{ 0x00c6, "ae" }, { 0x00d0, "d" }, { 0x00d8, "o" }, { 0x00de, "th" }, { 0x00df, "ss" },
	{ 0x00e6, "ae" }, { 0x00f0, "d" }, { 0x00f8, "o" }, { 0x00fe, "th" }, { 0x0110, "d" },
	{ 0x0111, "d" }, { 0x0126, "h" }, { 0x0127, "h" }, { 0x0130, "i" }, { 0x0131, "i" },
	{ 0x0141, "l" }, { 0x0142, "l" }, { 0x0152, "oe" }, { 0x0153, "oe" }, { 0x1e9e, "ss" },
};

/* Marks that people leave out when they type. */
static bool
is_dropped_mark(uint32_t cp)
{
	static const struct { uint32_t first, last; } ranges[] = {
		{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05c7 }, { 0x0610, 0x061a },
		{ 0x064b, 0x065f }, { 0x0670, 0x0670 }, { 0x06d6, 0x06dc }, { 0x06df, 0x06e8 },
		{ 0x06ea, 0x06ed }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff },
		{ 0xfe20, 0xfe2f },
	};

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges && cp >= ranges[i].first; i++)
		if (cp <= ranges[i].last)
			return cp != 0x05be && cp != 0x05c0 && cp != 0x05c3 && cp != 0x05c6;
	return false;
}

static bool
is_han(uint32_t cp)
{
	return (cp >= 0x3400 && cp < 0xa000) || (cp >= 0x20000 && cp < 0x32000) ||
		cp == 0x3005 || cp == 0x3007;
}

static bool
is_kana(uint32_t cp)
{
	return (cp >= 0x3041 && cp <= 0x3096) || (cp >= 0x30a1 && cp <= 0x30fa) || cp == 0x30fc ||
		(cp >= 0x31f0 && cp <= 0x31ff);
}

static bool
is_hangul(uint32_t cp)
{
	return (cp >= 0xac00 && cp <= 0xd7a3) || (cp >= 0x1100 && cp <= 0x11ff);
}

static bool
is_thai(uint32_t cp)
{
	return cp >= 0x0e01 && cp <= 0x0e4e && cp != 0x0e3f;
}

static enum kind
kind_of(uint32_t cp)
{
	if (cp < 0x80)
		return ascii_fold[cp] ? WORD : SEPARATOR;
	if (is_han(cp) || is_kana(cp) || is_hangul(cp) || is_thai(cp))
		return BIGRAM;
	switch (utf8proc_category((utf8proc_int32_t)cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return WORD;
	default:
		return SEPARATOR;
	}
}

/* ---- writing ------------------------------------------------------------------------------ */

static void
put_blank_if_due(struct fold *f)
{
	if (f->space && f->started)
		buf_addc(f->out, ' ');
	f->space = false;
	f->started = true;
}

/* Ends the joined number: writes it if it had several groups. */
static void
end_number(struct fold *f)
{
	if (f->groups > 1) {
		f->space = true;
		put_blank_if_due(f);
		buf_add(f->out, f->number, f->number_len);
		f->space = true;
	}
	f->groups = 0;
	f->number_len = 0;
}

/* Digits at the end of what was written join the number. */
static void
add_group(struct fold *f, const char *digits, size_t len)
{
	if (f->groups < 0 || f->number_len + len > DIGITS_MAX) {
		f->groups = -1;
		return;
	}
	memcpy(f->number + f->number_len, digits, len);
	f->number_len += len;
	f->groups++;
}

static void
end_run(struct fold *f)
{
	if (f->previous && !f->paired) {
		put_blank_if_due(f);
		buf_addu(f->out, f->previous);
	}
	if (f->previous)
		f->space = true;
	f->previous = 0;
	f->paired = false;
}

/* What separates: the word ends here, and the number too unless the byte may stand inside one. */
static void
put_separator(struct fold *f, bool inside_number)
{
	end_run(f);
	if (f->word && !f->digits)
		end_number(f);
	else if (!inside_number && f->groups)
		end_number(f);
	f->word = false;
	f->space = true;
}

static void
put_bigram_point(struct fold *f, uint32_t cp)
{
	if (f->word || f->groups)
		put_separator(f, false);
	if (f->previous) {
		put_blank_if_due(f);
		buf_addu(f->out, f->previous);
		buf_addu(f->out, cp);
		f->space = true;
		f->paired = true;
	}
	f->previous = cp;
}

static void
put_point(struct fold *f, uint32_t cp)
{
	enum kind kind = kind_of(cp);

	if (kind == SEPARATOR) {
		put_separator(f, false);
		return;
	}
	if (kind == BIGRAM && f->bigrams) {
		put_bigram_point(f, cp);
		return;
	}
	end_run(f);
	if (f->groups)
		end_number(f);
	put_blank_if_due(f);
	f->word = true;
	f->digits = false;
	if (cp < 0x80)
		buf_addc(f->out, ascii_fold[cp]);
	else
		buf_addu(f->out, cp);
}

/* ---- ASCII -------------------------------------------------------------------------------- */

/* A word of ASCII letters and digits, or the part of one; more may follow in other scripts. */
static size_t
put_ascii_word(struct fold *f, const char *s, size_t len)
{
	size_t n = 0;
	bool digits = true, whole;
	char *to;

	end_run(f);
	while (n < len && !(s[n] & 0x80) && ascii_fold[(unsigned char)s[n]]) {
		digits = digits && s[n] <= '9';
		n++;
	}
	whole = !f->word && digits && f->join && (n == len || !(s[n] & 0x80));
	if (!whole && f->groups)
		end_number(f);
	put_blank_if_due(f);
	buf_reserve(f->out, n);
	to = f->out->data + f->out->len;
	for (size_t i = 0; i < n; i++)
		to[i] = ascii_fold[(unsigned char)s[i]];
	to[n] = '\0';
	f->out->len += n;
	if (whole)
		add_group(f, s, n);
	f->digits = whole;
	f->word = true;
	return n;
}

/* Blanks, dots, slashes and hyphens between groups of digits: one, or one with blanks around. */
static bool
joins_numbers(const char *s, size_t len)
{
	size_t marks = 0;

	if (len > 3)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '.' || s[i] == '/' || s[i] == '-')
			marks++;
		else if (s[i] != ' ')
			return false;
	}
	return marks <= 1;
}

static size_t
put_ascii_separator(struct fold *f, const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && !(s[n] & 0x80) && !ascii_fold[(unsigned char)s[n]])
		n++;
	put_separator(f, f->groups && joins_numbers(s, n));
	return n;
}

/* ---- everything else ---------------------------------------------------------------------- */

/* Folded code points of cp; returns how many, 0 for what is dropped. */
static size_t
fold_point(uint32_t cp, uint32_t out[EXPAND_MAX])
{
	utf8proc_int32_t parts[EXPAND_MAX];
	utf8proc_ssize_t n;
	size_t count = 0;
	int boundary = 0;

	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (letters[i].from == cp) {
			for (const char *p = letters[i].to; *p; p++)
				out[count++] = (unsigned char)*p;
			return count;
		}
	n = utf8proc_decompose_char((utf8proc_int32_t)cp, parts, EXPAND_MAX,
		UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE,
		&boundary);
	if (n < 0 || n > EXPAND_MAX) {
		out[0] = ' ';
		return 1;
	}
	for (utf8proc_ssize_t i = 0; i < n; i++)
		if (!is_dropped_mark((uint32_t)parts[i]))
			out[count++] = (uint32_t)parts[i];
	/* what is left may be such a letter: U+01FE is O with stroke and acute */
	if (count == 1 && out[0] != cp && out[0] < CACHED_END)
		return fold_point(out[0], out);
	return count;
}

/* Folded forms of U+0080..U+05FF, at most three code points each; count 0xff: not computed yet. */
static struct { uint16_t point[3]; unsigned char count; } cache[CACHED_END - CACHED_FROM];

static void
fill_cache(void)
{
	uint32_t points[EXPAND_MAX];

	for (uint32_t cp = CACHED_FROM; cp < CACHED_END; cp++) {
		size_t n = fold_point(cp, points);

		for (size_t i = 0; i < n && i < 3; i++)
			cache[cp - CACHED_FROM].point[i] = (uint16_t)points[i];
		cache[cp - CACHED_FROM].count = (unsigned char)(n < 3 ? n : 3);
	}
}

/* Parts of kana and Hangul that decomposition took apart, or that came apart. */
static bool
may_compose(uint32_t cp)
{
	return is_kana(cp) || cp == 0x3099 || cp == 0x309a || (cp >= 0x1100 && cp <= 0x11ff) ||
		(cp >= 0xac00 && cp <= 0xd7a3);
}

static size_t
compose(uint32_t *points, size_t count)
{
	utf8proc_int32_t work[RUN_MAX + EXPAND_MAX];
	utf8proc_ssize_t n;

	for (size_t i = 0; i < count; i++)
		work[i] = (utf8proc_int32_t)points[i];
	n = utf8proc_normalize_utf32(work, (utf8proc_ssize_t)count,
		UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	if (n < 0)
		return count;
	for (utf8proc_ssize_t i = 0; i < n; i++)
		points[i] = (uint32_t)work[i];
	return (size_t)n;
}

/* A run of kana, Hangul and what belongs to them, composed. */
static size_t
put_composed(struct fold *f, const char *s, size_t len)
{
	uint32_t points[RUN_MAX + EXPAND_MAX], part[EXPAND_MAX], cp;
	size_t at = 0, count = 0;

	while (at < len && count < RUN_MAX) {
		size_t n = utf8_next(s + at, len - at, &cp), parts = 0;

		if (cp >= 0xac00 && cp <= 0xd7a3) {
			part[parts++] = cp;
		} else if (cp >= 0x1100) {
			parts = fold_point(cp, part);
		}
		if (parts == 0 || !may_compose(part[0]))
			break;
		memcpy(points + count, part, parts * sizeof *part);
		count += parts;
		at += n;
	}
	count = compose(points, count);
	for (size_t i = 0; i < count; i++)
		put_point(f, points[i]);
	return at;
}

static size_t
put_other(struct fold *f, const char *s, size_t len)
{
	uint32_t cp, points[EXPAND_MAX];
	size_t n = utf8_next(s, len, &cp), count;

	if (cp >= CACHED_FROM && cp < CACHED_END) {
		for (count = 0; count < cache[cp - CACHED_FROM].count; count++)
			put_point(f, cache[cp - CACHED_FROM].point[count]);
		return n;
	}
	if ((cp >= 0x4e00 && cp < 0xa000) || is_thai(cp)) {
		put_point(f, cp);
		return n;
	}
	count = fold_point(cp, points);
	if (count && (may_compose(points[0]) || (cp >= 0xac00 && cp <= 0xd7a3))) {
		size_t run = put_composed(f, s, len);

		if (run)
			return run;
	}
	for (size_t i = 0; i < count; i++)
		put_point(f, points[i]);
	return n;
}

static void
fold(struct fold *f, const char *s, size_t len)
{
	static bool cached;

	if (!cached)
		fill_cache();
	cached = true;
	buf_reserve(f->out, len + len / 8);
	for (size_t i = 0; i < len; ) {
		if (s[i] & 0x80)
			i += put_other(f, s + i, len - i);
		else if (ascii_fold[(unsigned char)s[i]])
			i += put_ascii_word(f, s + i, len - i);
		else
			i += put_ascii_separator(f, s + i, len - i);
	}
	put_separator(f, false);
}

void
utf8_fold(struct buf *out, const char *s, size_t len)
{
	struct fold f = { .out = out, .bigrams = true, .join = true };

	fold(&f, s, len);
}

char *
utf8_fold_str(struct arena *a, const char *s)
{
	struct buf out = BUF_INIT;
	struct fold f = { .out = &out };
	char *folded;

	if (!s)
		return NULL;
	fold(&f, s, strlen(s));
	folded = arena_strn(a, out.data, out.len);
	buf_free(&out);
	return folded;
}
