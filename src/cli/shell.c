/*
 * shell.c - `sportello shell`: the verbs of the command line, one line at a time, on a terminal of any kind, by a screen
 * reader or from a pipe.  Nothing is drawn: what is said stands below what was typed.
 */
#include "shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "flow.h"
#include "paths.h"
#include "str.h"
#include "ui.h"
#include "utf8.h"

enum { CLAIM_MS = 20 * 60000, NEEDS_LIMIT = 20, LIST_LIMIT = 20 };

/* -- what the verbs ask of it ------------------------------------------------------------------------------------ */

void
shell_relist(struct shell *s, size_t *limit)
{
	s->listed_count = 0;
	if (s->tty && *limit == SIZE_MAX)
		*limit = LIST_LIMIT;
}

size_t
shell_listed(struct shell *s, int64_t number)
{
	if (s->listed_count == s->listed_space)
		s->listed = xrealloc(s->listed, (s->listed_space = s->listed_space * 2 + 64) * sizeof *s->listed);
	s->listed[s->listed_count++] = number;
	return s->listed_count;
}

/* Lines up to one with a dot alone. */
int
shell_text(struct shell *s, struct arena *a, char **out, struct error *err)
{
	struct buf b = BUF_INIT;
	char *line;
	bool ended = false;
	if (s->tty)
		printf(_("Type the text; a dot alone on a line ends it, Ctrl-D gives it up.\n"));
	while (!ended && (line = shell_line(s, "> ")) != NULL) {
		ended = str_eq(line, ".");
		if (!ended)
			buf_addf(&b, "%s\n", line);
		free(line);
	}
	buf_rtrim(&b);
	*out = utf8_clean_str(a, b.data, true);
	buf_free(&b);
	return ended ? 0 : error_set(err, ERR_INPUT, _("given up: no line with a dot alone came"));
}

/* -- its own words --------------------------------------------------------------------------------------------------- */

char *
shell_plain_line(void)
{
	char *line = NULL;
	size_t space = 0;
	ssize_t n = getline(&line, &space, stdin);
	if (n < 0) {
		free(line);
		return NULL;
	}
	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		line[--n] = '\0';
	return line;
}

static void
failed(struct shell *s, const struct error *err)
{
	s->status = cli_fail(err);
}

/* Runs a line made of words; takes the case it was about in hand. */
static void
run(struct shell *s, char **words, size_t n, const char *target)
{
	struct error err = ERROR_INIT;
	int64_t id;
	struct case_row r;
	fflush(stdout);
	int status = cli_run_words(s->c, s, (int)n, words);
	if (status)
		s->status = status;
	fflush(stdout);
	if (!target || status)
		return;
	struct arena *a = arena_new();
	if (read_case_named(s->c->store, target, &id, &err) == 0 && read_case(s->c->store, id, s->c->v.who.agent, a, &r, &err) == 0)
		s->current = r.number;
	arena_free(a);
}

/* The same for words of its own. */
static void
run_own(struct shell *s, const char *const *list, size_t n, const char *target)
{
	struct arena *a = arena_new();
	char **words = arena_array(a, char *, n + 2);
	words[0] = arena_str(a, "sportello");
	for (size_t i = 0; i < n; i++)
		words[i + 1] = arena_str(a, list[i]);
	words[n + 1] = NULL;
	run(s, words, n + 1, target);
	arena_free(a);
}

static void
show(struct shell *s, const char *target)
{
	run_own(s, (const char *const[]){ "show", target }, 2, target);
}

static const char *
why_words(enum need_why why)
{
	switch (why) {
	case NEED_TOGETHER: return _("the same customer's");
	case NEED_OVERDUE: return _("overdue");
	case NEED_MENTION: return _("a note calls you");
	case NEED_UNREAD: return _("unread, yours");
	case NEED_STEP: return _("its next step is due");
	case NEED_WAITING: return _("waiting, yours");
	case NEED_UNASSIGNED: break;
	}
	return _("nobody's");
}

/* `next` alone: what needs me most, as Tab finds it; nobody's case is kept for me. */
static void
next_case(struct shell *s)
{
	struct cli *c = s->c;
	struct error err = ERROR_INIT;
	struct arena *a = arena_new();
	struct need *needs;
	size_t n;
	int64_t here = 0;
	char *target = NULL;
	c->v.now = clock_now();
	if (s->current)
		(void)read_case_named(c->store, arena_printf(a, "%lld", (long long)s->current), &here, NULL);
	if (here)
		(void)claim_drop(c->store, c->v.who.agent, here, NULL);
	if (read_needs(c->store, c->v.who.agent, 0, NEEDS_LIMIT, a, &needs, &n, &err) < 0)
		failed(s, &err);
	for (size_t i = 0; !err.code && i < n && !target; i++) {
		struct case_row r;
		if (needs[i].case_id == here || (needs[i].why == NEED_UNASSIGNED &&
		    claim_take(c->store, c->v.who.agent, needs[i].case_id, c->v.now + CLAIM_MS, NULL) == 0))
			continue;
		if (read_case(c->store, needs[i].case_id, c->v.who.agent, a, &r, &err) < 0) {
			failed(s, &err);
			break;
		}
		target = arena_printf(a, "%lld", (long long)r.number);
		printf("#%s: %s\n", target, why_words(needs[i].why));
	}
	if (target)
		show(s, target);
	else if (!err.code)
		printf(_("nothing needs you\n"));
	arena_free(a);
}

static void
view(struct shell *s, char **words, size_t n)
{
	struct error err = ERROR_INIT;
	const char *name, *query, *sort;
	if (n < 3) {
		for (size_t i = 0; ui_view_row(s->c->conf, i, &name, &query, &sort); i++)
			printf("%-14s %s\n", name, query);
		return;
	}
	for (size_t i = 0; ui_view_row(s->c->conf, i, &name, &query, &sort); i++) {
		if (!str_ieq(name, words[2]))
			continue;
		run_own(s, (const char *const[]){ "list", "--sort", sort, query }, 4, NULL);
		return;
	}
	error_set(&err, ERR_INPUT, _("there is no view '%s'; `view` names them"), words[2]);
	failed(s, &err);
}

static void
help(struct shell *s)
{
	run_own(s, (const char *const[]){ "help" }, 1, NULL);
	printf("\n%s\n", _("Here also: a number alone shows that case; next: what needs you most; view [NAME]: a view's cases; "
		". the case in hand, %3 the third of the last list; a verb without a case means the one in hand; quit."));
}

/* -- the loop ----------------------------------------------------------------------------------------------------------- */

static void
run_line(struct shell *s, const char *line)
{
	struct error err = ERROR_INIT;
	struct arena *a = arena_new();
	char **words;
	size_t n;
	if (shell_words(s, line, a, &words, &n, &err) < 0) {
		failed(s, &err);
	} else if (n > 1) {
		const char *verb = words[1];
		bool bare = n == 2;
		if (bare && (str_eq(verb, "quit") || str_eq(verb, "exit") || str_eq(verb, "q")))
			s->quit = true;
		else if (bare && (str_eq(verb, "help") || str_eq(verb, "?")))
			help(s);
		else if (str_eq(verb, "view"))
			view(s, words, n);
		else if (str_eq(line + strspn(line, " \t"), "next"))
			next_case(s);
		else if (str_eq(verb, "shell"))
			printf(_("you are in it\n"));
		else if (shell_case(s, verb, a, &verb, &err) < 0)
			failed(s, &err);
		else if (verb && bare)
			show(s, verb);
		else
			run(s, words, n, n > 2 && str_eq(words[1], "show") ? words[2] : NULL);
	}
	arena_free(a);
}

int
cli_shell(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct shell s = { .c = c, .tty = isatty(0) && isatty(1) };
	char *history = arena_printf(c->arena, "%s/shell-history", paths_state(c->arena, NULL)), *line, *prompt;
	if (c->arg_count)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0)
		return cli_fail(&err);
	if (s.tty && !c->quiet)
		printf(_("Sportello. `help` lists the verbs, `next` shows what needs you, `quit` ends.\n"));
	(void)paths_make_dir(paths_state(c->arena, NULL), &err);
	error_clear(&err);
	shell_lines_begin(&s, shell_candidates, history);
	while (!s.quit) {
		struct arena *a = arena_new();
		prompt = s.current ? arena_printf(a, "#%lld> ", (long long)s.current) : arena_str(a, "sportello> ");
		line = shell_line(&s, prompt);
		if (line && line[strspn(line, " \t")] && (*line != '#' || (line[1] && line[1] != ' '))) {
			char *verb = arena_strn(a, line + strspn(line, " \t"), strcspn(line + strspn(line, " \t"), " \t"));
			if (!shell_is_letter(verb))
				shell_remember(line);
			run_line(&s, line);
		} else if (!line) {
			s.quit = true;
			if (s.tty)
				putchar('\n');
		}
		free(line);
		arena_free(a);
	}
	shell_lines_end(history);
	free(s.listed);
	return s.tty ? 0 : s.status;
}
