/* answer.c - reads an answer file: a head of `key: value` lines, then sections that a mark at the line's start begins. */
#include "answer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "answer_internal.h"
#include "buf.h"
#include "care.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

static const char marks[] = "?=!>~";
static const char *const head_keys[] = { "title", "topic", "intent", "tags", "owner", "valid until", "ask", "when",
	"internal" };
enum { HEAD_KEYS = sizeof head_keys / sizeof *head_keys, TITLE_BYTES = 200, LABEL_BYTES = 60 };

/* Those of ISO 639-1 that customers in and around Europe write; what is none of them may be a word. */
static const char *const languages[] = { "it", "en", "de", "fr", "es", "pt", "nl", "ca", "eu", "gl", "da", "sv", "nb", "fi",
	"pl", "cs", "sk", "sl", "hr", "sr", "hu", "ro", "bg", "el", "tr", "ru", "uk", "et", "lv", "lt", "sq", "mt", "ar",
	"he", "zh", "ja", "ko", "hi" };
enum { LANGUAGES = sizeof languages / sizeof *languages };

struct reader {
	struct arena *a;
	struct answer *out;
	const char *file, *name;
	int line;
	char mark;			/* of the section at hand; 0 = the head */
	const char *language;
	struct buf text;		/* of the section at hand */
	int begin;			/* its first line */
	struct conf_text for_whom;	/* of a public text */
	struct answer_step step;
	struct { struct answer_words *item; size_t n, space; } questions, procedures;
	struct { struct answer_step *item; size_t n, space; } steps;
	struct { struct conf_text *item; size_t n, space; } texts;
	struct { const char **item; size_t n, space; } next;
	int key_line[HEAD_KEYS];
};

static int fail(struct reader *r, struct error *err, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static int
fail(struct reader *r, struct error *err, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *what = arena_vprintf(r->a, fmt, ap);
	va_end(ap);
	return error_set(err, ERR_CONFIG, "%s:%d: %s", r->file, r->line, what);
}

bool
answer_name_ok(const char *name)
{
	if (str_empty(name) || *name == '.' || *name == '-' || strlen(name) > LABEL_BYTES)
		return false;
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && !strchr("-_.", *name))
			return false;
	return true;
}

/* -- the head ------------------------------------------------------------------------------------------------- */

static int
read_date(struct reader *r, const char *value, struct error *err)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t y, m, d;
	size_t n;
	char **parts = str_split(r->a, value, "-", &n);
	bool shape = n == 3 && strlen(parts[0]) == 4 && strlen(parts[1]) == 2 && strlen(parts[2]) == 2;
	if (!shape || str_to_int64(parts[0], &y) < 0 || str_to_int64(parts[1], &m) < 0 || str_to_int64(parts[2], &d) < 0 ||
	    y < 1970 || m < 1 || m > 12 || d < 1 || d > days[m - 1])
		return fail(r, err, _("'%s' is no day: write it as 2027-12-31"), value);
	r->out->valid_until = (int)(y * 10000 + m * 100 + d);
	r->out->line_valid = r->line;
	return 0;
}

static int
read_label(struct reader *r, const char *key, const char *value, struct error *err)
{
	if (strlen(value) > LABEL_BYTES || strpbrk(value, " \t,;\"'"))
		return fail(r, err, _("%s: '%s' is no label: one word without blanks, such as order-status"), key, value);
	return 0;
}

static int
take_key(struct reader *r, size_t key, const char *value, struct error *err)
{
	struct answer *o = r->out;
	if (!*value)
		return fail(r, err, _("%s: there is nothing after the colon"), head_keys[key]);
	if (strlen(value) > TITLE_BYTES && key != 7)
		return fail(r, err, _("%s: too long, at most %d bytes"), head_keys[key], TITLE_BYTES);
	switch (key) {
	case 0: o->title = value; return 0;
	case 1: o->topic = value; return 0;
	case 2: o->intent = value; return read_label(r, "intent", value, err);
	case 3: o->tags = (const char *const *)str_split(r->a, value, ",;", NULL); return 0;
	case 4: o->owner = value; o->line_owner = r->line; return read_label(r, "owner", value, err);
	case 5: return read_date(r, value, err);
	case 6: o->ask = (const char *const *)str_split(r->a, value, ",; ", NULL); o->line_ask = r->line; return 0;
	case 7: o->when = value; o->line_when = r->line; return 0;
	default: break;
	}
	int yes = conf_read_bool(value);
	if (yes < 0)
		return fail(r, err, _("internal: '%s' is neither yes nor no"), value);
	o->internal = yes == 1;
	return 0;
}

static int
read_head(struct reader *r, const char *line, struct error *err)
{
	const char *colon = strchr(line, ':');
	if (!colon)
		return fail(r, err, _("neither `key: value` nor the beginning of a section: those begin with one of %s"),
			"? = ! > ~");
	char *key = str_lower(r->a, str_trim(r->a, arena_strn(r->a, line, (size_t)(colon - line))));
	char *value = str_trim(r->a, colon + 1);
	for (char *c = key; *c; c++)
		*c = *c == '-' || *c == '_' ? ' ' : *c;
	for (size_t i = 0; i < HEAD_KEYS; i++) {
		if (!str_eq(key, head_keys[i]))
			continue;
		if (r->key_line[i])
			return fail(r, err, _("%s stands on line %d already"), key, r->key_line[i]);
		r->key_line[i] = r->line;
		return take_key(r, i, value, err);
	}
	const char *near = str_nearest(key, head_keys, HEAD_KEYS);
	if (near)
		return fail(r, err, _("unknown key '%s' - did you mean '%s'?"), key, near);
	return fail(r, err, _("unknown key '%s': the head has title, topic, intent, tags, owner, valid until, ask, when, internal"),
		key);
}

/* -- sections ------------------------------------------------------------------------------------------------- */

/* "?it ", "=de:": the language glued to a mark, or NULL; -1 when it looks like one and is none. */
static int
read_language(struct reader *r, const char **at, struct error *err)
{
	const char *s = *at;
	r->language = NULL;
	if (!islower((unsigned char)s[0]) || !islower((unsigned char)s[1]) || (s[2] && !strchr(" \t:", s[2])))
		return 0;
	char *code = arena_strn(r->a, s, 2);
	for (size_t i = 0; i < LANGUAGES; i++)
		if (str_eq(languages[i], code)) {
			r->language = languages[i];
			*at = s + 2;
			return 0;
		}
	return fail(r, err,
		_("'%s' is no language known here (it, en, de, fr, pt, es, nl...); if it is a word, put a blank before it"), code);
}

/* "=it tu short: text": for whom it is; *at moves to the text. */
static int
read_whom(struct reader *r, const char **at, struct error *err)
{
	struct buf name = BUF_INIT;
	const char *s = *at + strspn(*at, " \t"), *why = "", *text = s;
	struct conf_text t = { .name = "" };
	if (r->language)
		buf_adds(&name, r->language);
	for (bool more = true; more; ) {
		struct conf_text probe;
		size_t n = strcspn(s, " \t:");
		more = n && conf_text_name(arena_strn(r->a, s, n), r->a, &probe, &why) == 0 && !probe.language;
		if (more) {
			buf_addf(&name, "%s%.*s", name.len ? "." : "", (int)n, s);
			s += n + strspn(s + n, " \t");
		}
	}
	bool words = s != text, colon = *s == ':';
	int rc = name.len ? conf_text_name(arena_strn(r->a, name.data, name.len), r->a, &t, &why) : 0;
	buf_free(&name);
	if (rc < 0)
		return fail(r, err, "%s", why);
	if (words && !colon && *s)
		return fail(r, err, _("write a colon before the text, or the text on the next line: `=it tu short: ...`"));
	t.line = r->line;
	r->for_whom = t;
	*at = s + colon;
	return 0;
}

static int
put_words(struct reader *r, struct error *err)
{
	char *text = str_trim(r->a, r->text.data);
	struct conf_text *t;
	if (!*text)
		return 0;
	switch (r->mark) {
	case '=':
		t = VEC_PUSH(r->a, r->texts.item, r->texts.n, r->texts.space);
		*t = r->for_whom;
		t->text = text;
		return 0;
	case '!':
		*VEC_PUSH(r->a, r->procedures.item, r->procedures.n, r->procedures.space) =
			(struct answer_words){ r->language, text, r->begin };
		return 0;
	case '>':
		if (r->steps.n == ANSWER_STEPS)
			return fail(r, err, _("more than %d steps"), ANSWER_STEPS);
		r->step.text = text;
		*VEC_PUSH(r->a, r->steps.item, r->steps.n, r->steps.space) = r->step;
		return 0;
	default:
		return 0;
	}
}

/* The section at hand ends; one without words says so where it began. */
static int
end_section(struct reader *r, struct error *err)
{
	char *text = str_trim(r->a, r->text.data);
	int line = r->line;
	bool shows = r->mark == '>' && (r->step.picture || r->step.link || r->step.link_command);
	if (r->mark == '>' && shows && !*text) {
		r->step.text = "";
		if (r->steps.n < ANSWER_STEPS)
			*VEC_PUSH(r->a, r->steps.item, r->steps.n, r->steps.space) = r->step;
	} else if (r->mark && strchr("=!>", r->mark) && !*text) {
		r->line = r->begin;
		return fail(r, err, _("nothing stands after this `%c`"), r->mark);
	}
	r->line = line;
	int rc = put_words(r, err);
	buf_clear(&r->text);
	return rc;
}

static bool
known_follow(struct reader *r, const char *name)
{
	for (size_t i = 0; i < r->next.n; i++)
		if (str_eq(r->next.item[i], name))
			return true;
	return false;
}

static int
add_follow_ups(struct reader *r, const char *line, struct error *err)
{
	char **names = str_split(r->a, line, ", \t", NULL);
	for (; *names; names++) {
		if (!answer_name_ok(*names))
			return fail(r, err, _("'%s' is no name of an answer: that of its file without .txt"), *names);
		if (!r->out->line_next)
			r->out->line_next = r->line;
		if (!known_follow(r, *names))
			*VEC_PUSH(r->a, r->next.item, r->next.n, r->next.space) = *names;
	}
	return 0;
}

/* "picture: router.png", "link: https://...", "link-command" among the words of a step. */
static int
step_key(struct reader *r, const char *line, bool *taken, struct error *err)
{
	*taken = true;
	if (str_istarts(line, "picture:")) {
		char *file = str_trim(r->a, line + strlen("picture:"));
		if (!*file || strstr(file, ".."))
			return fail(r, err, _("picture: a file beside this one, without `..`"));
		r->step.picture = file;
		return 0;
	}
	if (str_istarts(line, "link:")) {
		char *link = str_trim(r->a, line + strlen("link:"));
		if (!str_is_web(link))
			return fail(r, err, _("link: '%s' is no web address: it begins with https://"), link);
		if (strpbrk(link, " \t<>\""))
			return fail(r, err, _("link: there is a blank or quote in the address"));
		r->step.link = link;
		return 0;
	}
	if (str_eq(str_trim(r->a, line), "link-command")) {
		r->step.link_command = true;
		return 0;
	}
	*taken = false;
	return 0;
}

static int
add_line(struct reader *r, const char *line, struct error *err)
{
	bool taken = false;
	char *bare;
	switch (r->mark) {
	case '?':
		if (!*(bare = str_trim(r->a, line)))
			return 0;
		if (r->questions.n == ANSWER_QUESTIONS)
			return fail(r, err, _("more than %d questions"), ANSWER_QUESTIONS);
		*VEC_PUSH(r->a, r->questions.item, r->questions.n, r->questions.space) =
			(struct answer_words){ r->language, bare, r->line };
		return 0;
	case '~':
		return add_follow_ups(r, line, err);
	case '>':
		if (step_key(r, line, &taken, err) < 0)
			return -1;
		break;
	default:
		break;
	}
	if (!taken) {
		buf_adds(&r->text, line);
		buf_addc(&r->text, '\n');
	}
	return 0;
}

static int
begin_section(struct reader *r, const char *line, struct error *err)
{
	const char *at = line + 1;
	if (r->mark && end_section(r, err) < 0)
		return -1;
	r->mark = *line;
	r->begin = r->line;
	r->language = NULL;
	if (r->mark != '~' && read_language(r, &at, err) < 0)
		return -1;
	if (r->mark == '=') {
		if (read_whom(r, &at, err) < 0)
			return -1;
		for (size_t i = 0; i < r->texts.n; i++)
			if (str_eq(r->texts.item[i].name, r->for_whom.name))
				return fail(r, err, _("the text for these is on line %d already"), r->texts.item[i].line);
	} else if (*at == ':' && r->language) {
		at++;
	}
	if (r->mark == '>')
		r->step = (struct answer_step){ .language = r->language, .line = r->line };
	at += strspn(at, " \t");
	return *at ? add_line(r, at, err) : 0;
}

/* -- the file ----------------------------------------------------------------------------------------------------- */

static int
read_line(struct reader *r, char *line, struct error *err)
{
	size_t n = strlen(line);
	while (n && strchr("\r \t", line[n - 1]))
		line[--n] = '\0';
	if (!utf8_valid(line, n))
		return fail(r, err, _("not UTF-8: save the file as UTF-8"));
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)line[i] < 0x20 && line[i] != '\t')
			return fail(r, err, _("a control character in column %zu"), i + 1);
	if (line[0] == '#' && (!line[1] || strchr(" \t#", line[1])))
		return 0;
	if (line[0] && strchr(marks, line[0]))
		return begin_section(r, line, err);
	if (line[0] == '\\' && line[1] && (strchr(marks, line[1]) || line[1] == '#' || line[1] == '\\'))
		line++;
	if (r->mark)
		return add_line(r, line, err);
	return *str_trim(r->a, line) ? read_head(r, line, err) : 0;
}

/* What was not given is taken from what was. */
static void
complete(struct reader *r)
{
	static const char *const none[] = { NULL };
	struct answer *o = r->out;
	*VEC_PUSH(r->a, r->next.item, r->next.n, r->next.space) = NULL;
	o->name = r->name;
	o->file = r->file;
	o->tags = o->tags ? o->tags : none;
	o->ask = o->ask ? o->ask : none;
	o->title = o->title ? o->title : r->questions.n ? r->questions.item[0].text : r->name;
	o->topic = o->topic ? o->topic : *o->tags ? *o->tags : _("Other");
	o->intent = o->intent ? o->intent : r->name;
	o->questions = r->questions.item;
	o->question_count = r->questions.n;
	o->procedures = r->procedures.item;
	o->procedure_count = r->procedures.n;
	o->steps = r->steps.item;
	o->step_count = r->steps.n;
	o->next = r->next.item;
	o->macro = (struct conf_macro){ .name = r->name, .when = o->when, .texts = r->texts.item, .text_count = r->texts.n,
		.line = 1, .when_line = o->line_when };
	for (size_t i = 0; i < r->texts.n; i++)
		if (!o->macro.text || !*r->texts.item[i].name)
			o->macro.text = r->texts.item[i].text;
}

static int
read_all(struct reader *r, const char *text, struct error *err)
{
	if (strlen(text) > ANSWER_BYTES) {
		r->line = 1;
		return fail(r, err, _("too large: at most %d KB"), ANSWER_BYTES / 1024);
	}
	if (str_starts(text, "\xef\xbb\xbf"))
		text += 3;
	while (*text) {
		size_t n = strcspn(text, "\n");
		r->line++;
		if (read_line(r, arena_strn(r->a, text, n), err) < 0)
			return -1;
		text += n + (text[n] == '\n');
	}
	if (r->mark && end_section(r, err) < 0)
		return -1;
	if (r->texts.n || r->procedures.n || r->steps.n)
		return 0;
	r->line = r->line ? r->line : 1;
	return fail(r, err, _("says nothing: an answer has a text (=), a procedure (!) or steps (>)"));
}

int
answer_parse(const char *text, const char *name, const char *file, struct arena *a, struct answer *out, struct error *err)
{
	struct answer made = { 0 };
	struct reader r = { .a = a, .out = &made, .name = arena_str(a, name), .file = arena_str(a, file), .text = BUF_INIT };
	int rc = -1;
	if (!answer_name_ok(name))
		error_set(err, ERR_CONFIG,
			_("%s: an answer's name is letters, digits, `-`, `_` and `.`, at most %d: rename the file"), file,
			LABEL_BYTES);
	else
		rc = read_all(&r, text, err);
	buf_free(&r.text);
	if (rc < 0)
		return -1;
	complete(&r);
	*out = made;
	return 0;
}
