/* spell.c - the child that knows how words are written, and what it said of them. */
#include "spell.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buf.h"
#include "conf.h"
#include "file.h"
#include "paths.h"
#include "str.h"
#include "utf8.h"

enum { WORD_MAX = 64, TABLE_MIN = 512 };

enum verdict { ASKED, GOOD, BAD };
struct known { char *word; enum verdict verdict; char *instead; };	/* instead: ", " between, as it was said */

struct spell {
	struct arena *arena;
	pid_t pid;
	int to, from;			/* -1 = it does not run (any more) */
	struct buf out, in;
	size_t written;			/* of out */
	struct known *table;
	size_t count, room;
	size_t *asked;			/* places in the table, in the order asked */
	size_t first, asked_count, asked_space;
	bool greeted, bad;		/* bad: of the word that is being answered */
	char *instead;
	bool news;
};

/* -- what is known ---------------------------------------------------------------------------------------------------- */

static size_t
place_of(const struct spell *s, const char *word, size_t len)
{
	size_t h = 1469598103u;
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)word[i]) * 1099511628211u;
	h &= s->room - 1;
	while (s->table[h].word && !(strlen(s->table[h].word) == len && !memcmp(s->table[h].word, word, len)))
		h = (h + 1) & (s->room - 1);
	return h;
}

static void
grow(struct spell *s)
{
	struct known *old = s->table;
	size_t n = s->room;
	s->room = n ? n * 2 : TABLE_MIN;
	s->table = xcalloc(s->room, sizeof *s->table);
	/* places move: what is asked is remembered by its word */
	char **asked = xcalloc(s->asked_count + 1, sizeof *asked);
	for (size_t i = s->first; i < s->asked_count; i++)
		asked[i] = old[s->asked[i]].word;
	for (size_t i = 0; i < n; i++)
		if (old[i].word)
			s->table[place_of(s, old[i].word, strlen(old[i].word))] = old[i];
	for (size_t i = s->first; i < s->asked_count; i++)
		s->asked[i] = place_of(s, asked[i], strlen(asked[i]));
	free(asked);
	free(old);
}

static struct known *
note(struct spell *s, const char *word, size_t len, enum verdict v)
{
	if ((s->count + 1) * 2 > s->room)
		grow(s);
	struct known *k = &s->table[place_of(s, word, len)];
	if (!k->word) {
		k->word = arena_strn(s->arena, word, len);
		s->count++;
	}
	k->verdict = v;
	return k;
}

static void
read_own_words(struct spell *s)
{
	struct arena *a = arena_new();
	struct buf b = BUF_INIT;
	if (file_read(paths_data(a, "words"), 1 << 20, &b) == 0)
		for (char **line = str_split(a, b.data, "\n", NULL); *line; line++)
			if (**line)
				(void)note(s, *line, strlen(*line), GOOD);
	buf_free(&b);
	arena_free(a);
}

/* -- the child -------------------------------------------------------------------------------------------------------- */

static void
start(struct spell *s, const char *command, const char *dictionaries)
{
	int to[2] = { -1, -1 }, from[2] = { -1, -1 };
	size_t n;
	char **argv = str_split(s->arena, command, " ", &n), **all = arena_array(s->arena, char *, n + 6);
	const char *const more[] = { "-a", "-i", "utf-8", "-d", dictionaries, NULL };
	memcpy(all, argv, n * sizeof *all);
	for (size_t i = 0; i < 6; i++)
		all[n + i] = more[i] ? arena_str(s->arena, more[i]) : NULL;
	if (pipe2(to, O_CLOEXEC) < 0 || pipe2(from, O_CLOEXEC) < 0)
		return;
	s->pid = fork();
	if (s->pid == 0) {
		int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
		dup2(to[0], 0);
		dup2(from[1], 1);
		dup2(null, 2);
		setpgid(0, 0);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGPIPE, SIG_DFL);
		execvp(all[0], all);
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	if (s->pid < 0) {
		close(to[1]);
		close(from[0]);
		return;
	}
	s->to = to[1];
	s->from = from[0];
	(void)fcntl(s->to, F_SETFL, O_NONBLOCK);
	(void)fcntl(s->from, F_SETFL, O_NONBLOCK);
}

static void
stop(struct spell *s)
{
	if (s->to >= 0)
		close(s->to);
	if (s->from >= 0)
		close(s->from);
	s->to = s->from = -1;
	if (s->pid > 0) {
		(void)kill(s->pid, SIGKILL);
		while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	s->pid = 0;
}

struct spell *
spell_open(const struct conf *conf, const char *languages)
{
	struct spell *s = xcalloc(1, sizeof *s);
	struct buf dictionaries = BUF_INIT;
	s->arena = arena_new();
	s->to = s->from = -1;
	grow(s);
	for (char **l = str_split(s->arena, languages ? languages : "", ", ", NULL); *l; l++) {
		char *path = **l ? paths_dictionary(s->arena, *l) : NULL;
		if (path)
			buf_addf(&dictionaries, "%s%s", dictionaries.len ? "," : "", path);
	}
	if (dictionaries.len) {
		read_own_words(s);
		start(s, conf_str(conf, OPT_UI_SPELL_COMMAND), dictionaries.data);
	}
	buf_free(&dictionaries);
	return s;
}

void
spell_close(struct spell *s)
{
	if (!s)
		return;
	stop(s);
	buf_free(&s->out);
	buf_free(&s->in);
	free(s->table);
	free(s->asked);
	arena_free(s->arena);
	free(s);
}

bool
spell_works(const struct spell *s)
{
	return s->from >= 0;
}

bool
spell_busy(const struct spell *s)
{
	return s->from >= 0 && s->first < s->asked_count;
}

static void
ask(struct spell *s, const char *word, size_t len)
{
	(void)note(s, word, len, ASKED);
	if (s->asked_count == s->asked_space)
		s->asked = xrealloc(s->asked, (s->asked_space = s->asked_space * 2 + 256) * sizeof *s->asked);
	s->asked[s->asked_count++] = place_of(s, word, len);
	buf_addf(&s->out, "^%.*s\n", (int)len, word);
}

/* One line of an answer; an empty one ends what is said of a word. */
static void
hear(struct spell *s, const char *line)
{
	if (!s->greeted) {
		s->greeted = *line == '@';
		return;
	}
	if (*line == '&' || *line == '#') {
		const char *colon = strstr(line, ": ");
		s->bad = true;
		if (*line == '&' && colon && !s->instead)
			s->instead = arena_str(s->arena, colon + 2);
	}
	if (*line || s->first == s->asked_count)
		return;
	struct known *k = &s->table[s->asked[s->first++]];
	if (k->verdict == ASKED) {
		k->verdict = s->bad ? BAD : GOOD;
		k->instead = s->instead;
	}
	s->news |= s->bad;
	s->bad = false;
	s->instead = NULL;
	if (s->first == s->asked_count)
		s->first = s->asked_count = 0;
}

bool
spell_tick(struct spell *s)
{
	char chunk[4096];
	ssize_t n;
	s->news = false;
	if (s->from < 0)
		return false;
	while (s->written < s->out.len && (n = write(s->to, s->out.data + s->written, s->out.len - s->written)) > 0)
		s->written += (size_t)n;
	if (s->written == s->out.len) {
		buf_clear(&s->out);
		s->written = 0;
	}
	while ((n = read(s->from, chunk, sizeof chunk)) > 0)
		buf_add(&s->in, chunk, (size_t)n);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		stop(s);		/* it is not there, or does not want to: no spelling then */
	size_t from = 0;
	for (char *nl; s->in.len && (nl = memchr(s->in.data + from, '\n', s->in.len - from)) != NULL;) {
		*nl = '\0';
		hear(s, s->in.data + from);
		from = (size_t)(nl - s->in.data) + 1;
	}
	buf_splice(&s->in, 0, from, "", 0);
	return s->news;
}

void
spell_wait(struct spell *s)
{
	struct pollfd fd = { s->from, POLLIN, 0 };
	if (spell_busy(s))
		(void)poll(&fd, 1, 20);
}

/* -- words of a text -------------------------------------------------------------------------------------------------- */

static bool
letter(const char *p, size_t left, size_t *step)
{
	uint32_t cp;
	*step = utf8_next(p, left, &cp);
	if (cp < 0x80)
		return (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z';
	/* punctuation of Unicode, and what no dictionary of letters holds */
	return (cp >= 0xc0 && cp < 0x2000 && cp != 0xd7 && cp != 0xf7) || cp == 0x2019;
}

/* Addresses, paths, commands and codes: one of these in what stands between two blanks. */
static bool
no_prose(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (strchr("@/\\_{}<>=#0123456789", p[i]) || (p[i] == '.' && i + 1 < len && isalnum((unsigned char)p[i + 1])) ||
		    (p[i] == ':' && i + 1 < len && p[i + 1] == ':'))
			return true;
	return false;
}

struct looking {
	struct spell *s;
	const char *text;
	size_t cursor;
	struct arena *a;
	struct editor_mark *marks;
	size_t n, space;
};

static void
judge(struct looking *l, size_t from, size_t to)
{
	const char *word = l->text + from;
	size_t len = to - from;
	while (len && (word[len - 1] == '\''))
		len--;
	if (len < 2 || len > WORD_MAX || to == l->cursor)
		return;
	struct known *k = &l->s->table[place_of(l->s, word, len)];
	if (!k->word)
		ask(l->s, word, len);
	else if (k->verdict == BAD)
		*VEC_PUSH(l->a, l->marks, l->n, l->space) = (struct editor_mark){ from, from + len };
}

static void
look_at_line(struct looking *l, size_t at, size_t end)
{
	while (at < end) {
		size_t stop = at, step;
		while (stop < end && !strchr(" \t", l->text[stop]))
			stop++;
		bool prose = !no_prose(l->text + at, stop - at);
		while (at < stop) {
			size_t from = at;
			while (at < stop && (letter(l->text + at, stop - at, &step) ||
			    (at > from && l->text[at] == '\'' && (step = 1) != 0)))
				at += step;
			if (at > from && prose)
				judge(l, from, at);
			if (at < stop) {
				(void)letter(l->text + at, stop - at, &step);
				if (at == from || !letter(l->text + at, stop - at, &step))
					at += step ? step : 1;
			}
		}
		while (at < end && strchr(" \t", l->text[at]))
			at++;
	}
}

struct editor_mark *
spell_look(struct spell *s, const char *text, size_t cursor, struct arena *a, size_t *n)
{
	struct looking l = { .s = s, .text = text, .cursor = cursor, .a = a };
	*n = 0;
	if (s->from < 0)
		return NULL;
	for (size_t at = 0; text[at];) {
		size_t end = at + strcspn(text + at, "\n");
		if (end - at == 3 && !strncmp(text + at, "-- ", 3))
			break;
		if (text[at] != '>')
			look_at_line(&l, at, end);
		at = end + (text[end] == '\n');
	}
	*n = l.n;
	return l.marks;
}

char **
spell_suggestions(struct spell *s, const char *word, size_t len, struct arena *a)
{
	const struct known *k = &s->table[place_of(s, word, len)];
	size_t n, out = 0;
	char **list = str_split(a, k->word && k->instead ? k->instead : "", ",", &n);
	for (size_t i = 0; i < n; i++) {
		char *one = str_trim(a, list[i]);
		if (*one)
			list[out++] = one;
	}
	list[out] = NULL;
	return list;
}

int
spell_add(struct spell *s, const char *word, size_t len, struct error *err)
{
	struct arena *a = arena_new();
	char *path = paths_data(a, "words"), *line = arena_printf(a, "%.*s\n", (int)len, word);
	int rc = paths_make_dir(paths_data(a, NULL), err);
	int fd = rc < 0 ? -1 : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	note(s, word, len, GOOD)->instead = NULL;
	if (rc == 0 && (fd < 0 || write(fd, line, strlen(line)) != (ssize_t)strlen(line)))
		rc = error_set(err, ERR_INPUT, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	arena_free(a);
	return rc;
}
