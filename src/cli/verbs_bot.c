/* verbs_bot.c - the first-level bot on the command line: talk to it, list it, what it has done. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "dialogue.h"
#include "field.h"
#include "hours.h"
#include "i18n.h"
#include "str.h"
#include "talk.h"

/* -- talking -------------------------------------------------------------------------------------------------------- */

/* One dialogue in the terminal: no case, no store. */
struct trial {
	struct cli *c;
	struct talk talk;
	struct bot_memory memory;
	const struct bot *bot;
	struct answer_set set;
	struct hours *hours;
	const char *fixed;		/* --lang */
	bool explain, over, file, vip, prompt;
	struct arena *a;		/* of one turn; what is remembered is in the verb's */
};

static void
begin(struct trial *t)
{
	t->talk.value_count = 0;
	t->talk.language = t->fixed;
	t->memory = (struct bot_memory){ .stage = BOT_BEGINS };
	t->over = t->file = t->vip = false;
}

/* A guess, as long as nothing better is known; short messages keep the language of those before. */
static void
guess(struct trial *t, const char *text)
{
	size_t n = 0;
	while (bot_languages[n])
		n++;
	const char *language = t->fixed ? t->fixed : talk_tells(text) ? care_language(text, bot_languages, n) : NULL;
	if (language)
		t->talk.language = language;
}

static void
print_json(struct trial *t, const struct bot_turn *turn, const struct bot_move *m, const char *words)
{
	json_t *j = json_object(), *hits = json_array();
	json_object_set_new(j, "do", json_text(bot_do_name(m->what)));
	json_object_set_new(j, "why", json_text(m->what == BOT_HAND_OVER ? bot_why_code(m->why) : NULL));
	json_object_set_new(j, "answer", json_text(m->answer ? m->answer->name : NULL));
	json_object_set_new(j, "intent", json_text(m->answer ? m->answer->intent : NULL));
	json_object_set_new(j, "field", json_text(m->field));
	json_object_set_new(j, "missed", json_boolean(m->missed));
	json_object_set_new(j, "wrong", json_boolean(m->wrong));
	json_object_set_new(j, "language", json_text(turn->language));
	json_object_set_new(j, "text", json_text(words));
	for (size_t i = 0; i < turn->hit_count; i++) {
		json_t *h = json_object();
		json_object_set_new(h, "answer", json_text(turn->hits[i].answer->name));
		json_object_set_new(h, "score", json_integer(turn->hits[i].score));
		json_object_set_new(h, "why", json_text(turn->hits[i].why));
		json_array_append_new(hits, h);
	}
	json_object_set_new(j, "hits", hits);
	cli_json(j);
	(void)t;
}

static void
print_why(struct trial *t, const struct bot_turn *turn, const struct bot_move *m)
{
	struct arena *a = t->a;
	for (size_t i = 0; i < turn->hit_count; i++)
		cli_print(arena_printf(a, "  # %3d %s: %s\n", turn->hits[i].score, turn->hits[i].answer->name, turn->hits[i].why));
	if (!turn->hit_count)
		cli_print(arena_printf(a, "  # %s\n", _("no answer fits")));
	cli_print(arena_printf(a, "  # %s%s%s%s%s%s%s\n", bot_do_name(m->what), m->what == BOT_HAND_OVER ? ": " : "",
		m->what == BOT_HAND_OVER ? bot_why_words(m->why) : "", m->note ? " (" : "", m->note ? m->note : "",
		m->note ? ")" : "", turn->language ? arena_printf(a, " [%s]", turn->language) : ""));
	for (size_t i = 0; i < t->talk.value_count; i++)
		if (t->talk.value[i].fresh)
			cli_print(arena_printf(a, "  # %s = %s\n", t->talk.value[i].field, t->talk.value[i].value));
}

/* What it said as lines that stand apart from what was typed. */
static void
print_words(struct trial *t, const char *words)
{
	for (const char *p = words ? words : ""; *p;) {
		size_t n = strcspn(p, "\n");
		cli_print(arena_printf(t->a, "%s %.*s\n", p == words ? "<" : " ", (int)n, p));
		p += n + (p[n] == '\n');
	}
}

/* Strings of the memory and of values that must outlive the turn. */
static void
keep(struct trial *t, const struct bot_move *m)
{
	bot_memory_read(bot_memory_write(&m->after, t->a), t->c->arena, &t->memory);
	t->talk.language = arena_str(t->c->arena, t->talk.language);
	for (size_t i = 0; i < t->talk.value_count; i++)
		if (t->talk.value[i].fresh)
			t->talk.value[i] = (struct talk_value){ arena_str(t->c->arena, t->talk.value[i].field),
				arena_str(t->c->arena, t->talk.value[i].value), false };
}

static int
answer(struct trial *t, const char *text, struct error *err)
{
	struct bot_turn turn;
	struct bot_move m;
	char *words;
	guess(t, text);
	t->talk.a = t->a;
	talk_turn(&t->talk, text, &turn);
	turn.file = t->file;
	turn.vip = t->vip;
	bot_decide(&t->bot->policy, &t->memory, &turn, t->a, &m);
	if (talk_words(&t->talk, &m, talk_when(&t->talk, t->hours, 0), NULL, &words, err) < 0)
		return -1;
	if (t->c->json)
		print_json(t, &turn, &m, words);
	else if (t->explain)
		print_why(t, &turn, &m);
	if (!t->c->json)
		print_words(t, words);
	keep(t, &m);
	t->over = m.what == BOT_HAND_OVER;
	if (t->over && !t->c->json)
		cli_print(arena_printf(t->a, "-- %s\n", _("a person takes over; /new begins anew")));
	t->file = false;
	fflush(stdout);
	return 0;
}

/* "/new", "/lang it", "/file", "/vip". */
static int
command(struct trial *t, const char *line, struct error *err)
{
	char **words = str_split(t->a, line, " ", NULL);
	if (str_eq(words[0], "/new")) {
		if (words[1])
			t->fixed = arena_str(t->c->arena, words[1]);
		begin(t);
	} else if (str_eq(words[0], "/lang") && words[1]) {
		t->talk.language = t->fixed = arena_str(t->c->arena, words[1]);
	} else if (str_eq(words[0], "/file")) {
		t->file = true;
		return t->over ? 0 : answer(t, "", err);
	} else if (str_eq(words[0], "/vip")) {
		t->vip = true;
	} else {
		return error_set(err, ERR_INPUT, _("%s: say /new [LANGUAGE], /lang LANGUAGE, "
			"/file (they send one) or /vip"), words[0]);
	}
	return 0;
}

static int
lines(struct trial *t, struct error *err)
{
	char *line = NULL;
	size_t space = 0;
	ssize_t n;
	int rc = 0;
	if (t->prompt)
		printf("> "), fflush(stdout);
	while (rc == 0 && (n = getline(&line, &space, stdin)) >= 0) {
		arena_reset(t->a);
		char *text = str_trim(t->a, line);
		for (char *p = text; (p = strstr(p, "\\n")) != NULL; p += 2)	/* one message of several lines */
			p[0] = ' ', p[1] = '\n';
		if (*text == '/' && strlen(text) > 1 && command(t, text, err) < 0) {
			fprintf(stderr, "sportello: %s\n", err->text);
			error_clear(err);
		} else if (*text != '/' && *text && t->over && !t->c->json) {
			cli_print(arena_printf(t->a, "-- %s\n", _("it is silent now: a person has the case; /new begins anew")));
		} else if (*text != '/' && *text && !t->over) {
			rc = answer(t, text, err);
		}
		if (t->prompt)
			printf("> "), fflush(stdout);
	}
	free(line);
	if (t->prompt)
		putchar('\n');
	return rc;
}

static int
open_hours(struct trial *t, struct error *err)
{
	const struct conf_named *s;
	if (!t->bot->hours)
		return 0;
	if (!(s = conf_named_find(t->c->conf, SECTION_HOURS, t->bot->hours, t->c->arena, err)))
		return -1;
	return hours_parse(s->name, conf_named_str(s, OPT_HOURS_OPEN), conf_named_str(s, OPT_HOURS_ZONE), NULL, 0, t->c->arena,
		&t->hours, err);
}

/* The bot of that name, else the first, else one with nothing said about it. */
static int
find_bot(struct cli *c, const char *name, const struct bot **out, struct error *err)
{
	struct bot *bots;
	size_t n;
	struct conf *plain;
	if (bots_read(c->conf, c->arena, &bots, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (!name || str_eq(bots[i].name, name)) {
			*out = &bots[i];
			return 0;
		}
	if (name)
		return conf_named_find(c->conf, SECTION_BOT, name, c->arena, err) ? 0 : -1;
	if (conf_parse("[bot Bot]\n", "bot", c->arena, &plain, err) < 0 || bots_read(plain, c->arena, &bots, &n, err) < 0)
		return -1;
	*out = bots;
	return 0;
}

static int
try_bot(struct cli *c, const char *name)
{
	struct error err = ERROR_INIT;
	struct trial t = { .c = c, .fixed = cli_opt(c, "lang"), .explain = cli_opt(c, "explain") != NULL };
	size_t n;
	if (find_bot(c, name, &t.bot, &err) < 0 || open_hours(&t, &err) < 0 ||
	    answers_load(c->conf, c->arena, &t.set, &err) < 0)
		return cli_fail(&err);
	for (size_t i = 0; i < t.set.fault_count; i++)
		fprintf(stderr, "sportello: %s\n", t.set.faults[i].text);
	if (!t.set.count)
		fprintf(stderr,
			_("sportello: there are no answers in %s: the bot hands over everything; see sportello-answers(5)\n"),
			answers_folder(c->conf, c->arena));
	const struct conf_field *fields = conf_fields(c->conf, &n);
	t.talk = (struct talk){ .v = &c->v, .bot = t.bot, .set = &t.set, .finder = care_finder_new(fields, n) };
	t.a = arena_new();
	t.prompt = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !c->json;
	if (t.prompt)
		cli_print(arena_printf(c->arena, _("You are the customer, %s answers. /new begins anew, "
			"/file sends a file, ^D ends.\n"),
			t.bot->title));
	begin(&t);
	int rc = lines(&t, &err);
	care_finder_free(t.talk.finder);
	arena_free(t.a);
	return rc < 0 ? cli_fail(&err) : 0;
}

/* -- list ----------------------------------------------------------------------------------------------------------- */

static char *
join(struct arena *a, const char *const *list, const char *none)
{
	struct buf b = BUF_INIT;
	for (; *list; list++)
		buf_addf(&b, "%s%s", b.len ? ", " : "", *list);
	char *s = b.len ? arena_strn(a, b.data, b.len) : arena_str(a, none);
	buf_free(&b);
	return s;
}

static int
list_bots(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct bot *bots;
	size_t n;
	if (bots_read(c->conf, c->arena, &bots, &n, &err) < 0)
		return cli_fail(&err);
	if (!n && !c->json && !c->quiet)
		fputs(_("sportello: there is no [bot NAME] in the configuration: sportello-bot(7) says how to begin\n"), stderr);
	for (size_t i = 0; i < n; i++) {
		const struct bot *b = &bots[i];
		const char *where = !*b->accounts && !*b->channels ? _("chat-like channels") : arena_printf(c->arena, "%s%s%s",
			join(c->arena, b->accounts, ""), *b->accounts && *b->channels ? ", " : "", join(c->arena, b->channels, ""));
		if (c->json) {
			json_t *j = json_object();
			json_object_set_new(j, "bot", json_text(b->name));
			json_object_set_new(j, "name", json_text(b->title));
			json_object_set_new(j, "where", json_text(where));
			json_object_set_new(j, "languages", json_words(join(c->arena, b->policy.languages, "")));
			json_object_set_new(j, "when", json_text(b->when));
			json_object_set_new(j, "hours", json_text(b->hours));
			json_object_set_new(j, "team", json_text(b->team));
			cli_json(j);
		} else {
			cli_print(arena_printf(c->arena, "%-16s %-16s %-24s %-12s %s%s%s\n", b->name, b->title, where,
				join(c->arena, b->policy.languages, _("all")), b->when, b->hours ? " " : "",
					b->hours ? b->hours : ""));
		}
	}
	return n ? 0 : 1;
}

/* -- what it has done ------------------------------------------------------------------------------------------------ */

static void
print_sum(struct cli *c, const struct dialogue_sum *s, int64_t all)
{
	if (c->json) {
		json_t *j = json_object();
		json_object_set_new(j, "bot", json_text(s->bot));
		json_object_set_new(j, "state", json_text(s->state));
		json_object_set_new(j, "why", json_text(*s->why ? s->why : NULL));
		json_object_set_new(j, "dialogues", json_integer(s->n));
		json_object_set_new(j, "messages", json_integer(s->said));
		json_object_set_new(j, "misses", json_integer(s->misses));
		json_object_set_new(j, "wrong", json_integer(s->wrong));
		cli_json(j);
		return;
	}
	enum bot_why why = bot_why_read(s->why);
	const char *words = str_eq(s->state, DIALOGUE_DONE) ? _("contained") : str_eq(s->state, DIALOGUE_HANDED) ?
		_("handed over") : str_eq(s->state, DIALOGUE_SILENCED) ? _("taken by a person") : _("going on");
	cli_print(arena_printf(c->arena, "%-16s %6lld %3lld%%  %s%s%s\n", s->bot, (long long)s->n,
		(long long)(100 * s->n / all), words,
		why ? ": " : "", bot_why_words(why)));
}

static int
report(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct dialogue_sum *list;
	size_t n;
	int64_t span = 30 * MS_DAY, all = 0, misses = 0, wrong = 0, said = 0;
	const char *since = cli_opt(c, "since");
	if (since && care_span(since, &span, &err) < 0)
		return cli_fail(&err);
	if (cli_open_store(c, STORE_DESK, &err) < 0 ||
	    dialogue_sums(c->store, c->v.now - span, c->v.now + 1, c->arena, &list, &n, &err) < 0)
		return cli_fail(&err);
	for (size_t i = 0; i < n; i++) {
		all += list[i].n;
		misses += list[i].misses;
		wrong += list[i].wrong;
		said += list[i].said;
	}
	for (size_t i = 0; i < n; i++)
		print_sum(c, &list[i], all);
	if (!c->json && all)
		cli_print(arena_printf(c->arena, _("%lld dialogues, %lld messages of its; not understood %lld, wrong %lld\n"),
			(long long)all, (long long)said, (long long)misses, (long long)wrong));
	else if (!c->json && !c->quiet)
		fputs(_("sportello: the bot had no dialogue in this time\n"), stderr);
	return all ? 0 : 1;
}

int
cli_bot(struct cli *c)
{
	const char *what = c->arg_count ? c->args[0] : "list";
	if (str_eq(what, "try") && c->arg_count <= 2)
		return try_bot(c, c->arg_count > 1 ? c->args[1] : NULL);
	if (str_eq(what, "report") && c->arg_count <= 1)
		return report(c);
	if (str_eq(what, "list") && c->arg_count <= 1)
		return list_bots(c);
	return cli_usage(c);
}
