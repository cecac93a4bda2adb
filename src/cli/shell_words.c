/* shell_words.c - a line of `sportello shell` as words, with the case in hand where none is named; and completion. */
#include "shell.h"

#include <string.h>

#include "str.h"
#include "ui.h"

struct word {
	char *raw, *plain;	/* with its quotes, without */
};

/* Words stand between blanks; one that begins with " goes to the next ".  Nothing else is special: these are letters to
 * people, with apostrophes in them. */
static struct word *
split(const char *line, struct arena *a, size_t *n)
{
	struct word *out = NULL;
	size_t space = 0;
	*n = 0;
	for (const char *p = line; *(p += strspn(p, " \t"));) {
		const char *close = *p == '"' ? strchr(p + 1, '"') : NULL;
		size_t len = close && (!close[1] || close[1] == ' ') ? (size_t)(close + 1 - p) : strcspn(p, " \t");
		struct word w = { arena_strn(a, p, len), NULL };
		w.plain = close && len == (size_t)(close + 1 - p) ? arena_strn(a, p + 1, len - 2) : w.raw;
		*VEC_PUSH(a, out, *n, space) = w;
		p += len;
	}
	return out;
}

static const struct cli_verb_info *
find(const char *name)
{
	for (int v = 0; v < CLI_VERB_COUNT; v++)
		if (*name && str_eq(cli_verbs[v].name, name))
			return &cli_verbs[v];
	return NULL;
}

bool
shell_is_letter(const char *verb)
{
	const struct cli_verb_info *v = find(verb);
	return v && strstr(v->args, "TEXT");
}

/* "CASE WHO" -> 2, "CASE [TEXT...]" -> 1: words that must be there. */
static size_t
required(const char *usage)
{
	size_t n = 0;
	for (const char *p = usage; *(p += strspn(p, " ")) && *p != '['; p += strcspn(p, " "))
		n += *p != '-';
	return n;
}

static bool
is_number(const char *s)
{
	return *s && s[strspn(s, "0123456789")] == '\0';
}

/* "#12", "%3", ".", "u:0f", "item:7": a case, whatever the verb, as the command line takes it. */
int
shell_case(struct shell *s, const char *w, struct arena *a, const char **out, struct error *err)
{
	int64_t n;
	*out = NULL;
	if (str_eq(w, ".")) {
		if (!s->current)
			return error_set(err, ERR_USAGE, _("no case is in hand: `show NUMBER` takes one"));
		*out = arena_printf(a, "%lld", (long long)s->current);
	} else if (*w == '%' && is_number(w + 1)) {
		if (str_to_int64(w + 1, &n) < 0 || n < 1 || (size_t)n > s->listed_count)
			return error_set(err, ERR_USAGE, s->listed_count ? _("%s: the last list has %zu rows")
				: _("%s: there is no list yet (%zu rows)"), w, s->listed_count);
		*out = arena_printf(a, "%lld", (long long)s->listed[n - 1]);
	} else if ((*w == '#' && is_number(w + 1)) || str_starts(w, "u:") || str_starts(w, "item:") || is_number(w)) {
		*out = w;
	}
	return 0;
}

/* Where the verb's first argument is a case: the one that was named, or the one in hand. */
static int
place_case(struct shell *s, const struct cli_verb_info *v, const struct word *w, size_t n, size_t *used, const char **out,
	struct arena *a, struct error *err)
{
	bool letter = strstr(v->args, "TEXT") != NULL;
	*used = 0;
	*out = NULL;
	if (!str_starts(v->args, "CASE"))
		return 0;
	if (n && shell_case(s, w[0].plain, a, out, err) < 0)
		return -1;
	char *hand = s->current ? arena_printf(a, "%lld", (long long)s->current) : NULL;
	/* "reply 3 parcels are missing" */
	if (*out && letter && hand && n > 1 && is_number(w[0].raw) && !str_eq(w[0].raw, hand))
		return error_set(err, ERR_USAGE, _("%s: the case, or words for #%s? Write #%s, or . before the words"), w[0].raw,
			hand, w[0].raw);
	if (*out && !(hand && !letter && is_number(w[0].raw) && n < required(v->args)))
		*used = 1;
	else
		*out = hand;
	return 0;
}

/* "--macro", whose value is the next word. */
static bool
takes_value(const struct cli_verb_info *v, const char *word)
{
	const char *name = word + strspn(word, "-");
	for (const struct cli_option_info *o = cli_options; o->name; o++)
		if (*o->arg && (str_eq(o->name, name) || (o->letter && o->letter == *name && !name[1])) &&
		    (o->verb == CLI_VERB_COUNT || &cli_verbs[o->verb] == v))
			return true;
	return false;
}

int
shell_words(struct shell *s, const char *line, struct arena *a, char ***words, size_t *n, struct error *err)
{
	size_t count, k = 0, used, i = 1;
	struct word *w = split(line, a, &count);
	char **out = arena_array(a, char *, count + 6);
	if (count && str_eq(w[0].plain, "open"))
		w[0].plain = arena_str(a, "show");
	const struct cli_verb_info *v = count ? find(w[0].plain) : NULL;
	const char *here;
	*words = out;
	*n = 0;
	if (!count)
		return 0;
	out[k++] = arena_str(a, "sportello");
	out[k++] = w[0].plain;
	if (v && place_case(s, v, w + 1, count - 1, &used, &here, a, err) < 0)
		return -1;
	if (v && here)
		out[k++] = arena_str(a, here);
	i += v ? used : 0;
	/* options come before a text; in it, everything is text */
	for (bool letter = v && strstr(v->args, "TEXT..."); letter && i < count; i++) {
		if (w[i].raw[0] != '-' || !w[i].raw[1]) {
			out[k++] = arena_str(a, "--");
			for (; i < count; i++)
				out[k++] = w[i].raw;
			break;
		}
		out[k++] = w[i].plain;
		if (takes_value(v, w[i].raw) && i + 1 < count)
			out[k++] = w[++i].plain;
	}
	for (; i < count; i++) {
		if (v && (w[i].raw[0] == '%' || str_eq(w[i].raw, "."))) {
			if (shell_case(s, w[i].raw, a, &here, err) < 0)
				return -1;
			out[k++] = here ? arena_str(a, here) : w[i].plain;
			continue;
		}
		out[k++] = w[i].plain;
	}
	out[k] = NULL;
	*n = k;
	return 0;
}

/* -- completion ---------------------------------------------------------------------------------------------- */

static void
add_options(const struct cli_verb_info *v, struct buf *out)
{
	for (const struct cli_option_info *o = cli_options; o->name; o++)
		if (o->verb != CLI_VERB_COUNT && &cli_verbs[o->verb] == v)
			buf_addf(out, "--%s\n", o->name);
}

/* What may stand in the n-th place of a verb, one a line. */
static void
add_arguments(struct shell *s, const char *verb, size_t place, const char *word, struct buf *out)
{
	static const struct { const char *verb, *kind; } kinds[] = {
		{ "list", "query" }, { "search", "query" }, { "count", "query" }, { "tag", "tags" }, { "assign", "agents" },
		{ "escalate", "escalations" }, { "view", "views" },
	};
	const struct cli_verb_info *v = find(verb);
	if (v && *word == '-' && word[1] == '-')
		add_options(v, out);
	else if (str_eq(verb, "status") && *word != '%')
		buf_adds(out, "open\npending\nresolved\nspam\n");
	else if (str_eq(verb, "priority"))
		buf_adds(out, "low\nnormal\nhigh\nurgent\n");
	else if (str_eq(verb, "mood") && place > 1)
		buf_adds(out, "angry\nunhappy\nneutral\ncontent\nhappy\n");
	else if (str_starts(word, "tag:") && (str_eq(verb, "list") || str_eq(verb, "search") || str_eq(verb, "count"))) {
		(void)cli_candidates(s->c, "tags", word, out, NULL);
		return;
	} else if (str_eq(verb, "help") && place == 1)
		(void)cli_candidates(s->c, "verbs", word, out, NULL);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(kinds[i].verb, verb))
			(void)cli_candidates(s->c, kinds[i].kind, word, out, NULL);
}

char **
shell_candidates(struct shell *s, const char *line, size_t cursor, struct arena *a, size_t *start)
{
	struct buf b = BUF_INIT;
	size_t n, at = cursor, kept = 0, skip = 0;
	while (at > 0 && line[at - 1] != ' ')
		at--;
	char *word = arena_strn(a, line + at, cursor - at);
	struct word *before = split(arena_strn(a, line, at), a, &n);
	bool option = n > 1 && str_starts(before[n - 1].raw, "--");
	*start = at;
	if (!n)
		buf_adds(&b, "quit\nview\n"), (void)cli_candidates(s->c, "verbs", word, &b, NULL);
	else if (option && str_eq(before[n - 1].raw, "--macro"))
		(void)cli_candidates(s->c, "macros", word, &b, NULL);
	else if (option && str_eq(before[n - 1].raw, "--via"))
		(void)cli_candidates(s->c, "accounts", word, &b, NULL);
	else
		add_arguments(s, before[0].plain, n, word, &b);
	/* a query is completed from its last colon, a tag after its sign */
	if (n && (*word == '+' || *word == '-') && word[1] != '-')
		skip = 1;
	else if (n && strchr(word, ':'))
		skip = (size_t)(strrchr(word, ':') + 1 - word);
	*start += skip;
	char **all = str_split(a, b.data, "\n", &n), **out = arena_array(a, char *, n + 1);
	for (size_t i = 0; i < n; i++) {
		/* a query's candidates may be whole */
		const char *rest = skip && str_starts(all[i], word) ? all[i] + skip : all[i];
		if (str_starts(rest, word + skip))
			out[kept++] = arena_str(a, rest);
	}
	out[kept] = NULL;
	buf_free(&b);
	return out;
}
