/* macro.c - what a macro says in a case: which of its texts, with which values; signatures, and the policy. */
#include "verb.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "query.h"
#include "reach.h"
#include "str.h"
#include "verb_internal.h"

/* What all macros of one place stand on, read once. */
struct macro_ground {
	const struct verb_context *v;
	const struct macro_place *place;
	struct arena *a;
	struct case_row row;
	bool have_case;
	struct customer_row card;	/* zero: the case has no customer */
	const struct letter *letter;	/* what it would be sent in; NULL = nothing */
	struct care_wish wish;
	const char *const *home;	/* our languages */
	const char *language;		/* of the text that is being filled in; NULL = not known */
};

/* -- values ------------------------------------------------------------------------------------------------------- */

/* An initial is no name to call somebody by. */
static const char *
first_word(struct arena *a, const char *name)
{
	size_t n = strcspn(name ? name : "", " ");
	return n && !strchr(name, '@') && name[n - 1] != '.' ? arena_strn(a, name, n) : NULL;
}

static const char *
field_value(struct macro_ground *g, int64_t customer, int64_t case_id, const char *name)
{
	struct field_row *rows;
	size_t n;
	if ((customer || case_id) && read_fields(g->v->store, customer, case_id, g->a, &rows, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			if (str_eq(rows[i].name, name))
				return rows[i].text;
	return NULL;
}

/* A column of the customer's card, or a typed field: {customer.signs}, {field.order}, {case.order}, {customer.city}. */
static const char *
card_value(struct macro_ground *g, const char *name)
{
	const char *field = strchr(name, '.') ? strchr(name, '.') + 1 : "", *value = NULL;
	const char *columns[][2] = { { "signs", g->card.signs }, { "form", g->card.form }, { "language", g->card.language },
		{ "manager", g->card.manager } };
	bool of_customer = str_starts(name, "customer."), of_case = str_starts(name, "case."), any = str_starts(name, "field.");
	for (size_t i = 0; of_customer && i < sizeof columns / sizeof *columns; i++)
		if (str_eq(columns[i][0], field))
			return columns[i][1];
	if (of_customer || any)
		value = field_value(g, g->row.customer, 0, field);
	return !value && (of_case || any) ? field_value(g, 0, g->row.id, field) : value;
}

static const char *
case_value(struct macro_ground *s, const char *name)
{
	if (!s->have_case)
		return NULL;
	if (str_eq(name, "customer.name"))
		return strchr(s->row.customer_name, '@') ? NULL : s->row.customer_name;
	if (str_eq(name, "customer.first_name"))
		return first_word(s->a, s->row.customer_name);
	if (str_eq(name, "case.channel_before"))
		return channel_before(s->v, s->row.id, s->a);
	if (str_eq(name, "case.number"))
		return arena_printf(s->a, "%lld", (long long)s->row.number);
	if (str_eq(name, "case.subject"))
		return s->row.subject ? care_bare_subject(s->row.subject, s->a) : NULL;
	return card_value(s, name);
}

static const char *
lookup(void *ctx, const char *name)
{
	struct macro_ground *s = ctx;
	struct clock_local t;
	int64_t day;
	if (str_eq(name, "agent.name"))
		return conf_agent_name(s->v->conf);
	if (str_eq(name, "agent.first_name"))
		return first_word(s->a, conf_agent_name(s->v->conf));
	if (str_eq(name, "greeting"))
		return care_greeting(s->v->now, s->language);
	if ((day = care_day(name, s->v->now)) != 0)
		return care_day_words(day, s->language, s->a);
	if (str_eq(name, "now")) {
		clock_to_local(s->v->now, &t);
		return arena_printf(s->a, "%02d:%02d", t.hour, t.minute);
	}
	return case_value(s, name);
}

/* -- for whom ------------------------------------------------------------------------------------------------------ */

/* How long the letter may be, and whether few words count there. */
static bool
is_brief(const struct macro_place *p, const struct letter *l)
{
	const struct channel_info *info = l && l->channel ? channel_info_find(l->channel) : NULL;
	return p->brief || (info && ((info->flags & CHANNEL_CHAT) || (info->limit && info->limit <= 500)));
}

static bool
fits(const struct letter *l, const char *text)
{
	struct length_result r;
	if (!l)
		return true;
	letter_length(l, text, &r);
	return !r.over;
}

/* Where nothing is being written yet it would go the case's own way. */
static const struct letter *
own_way(const struct verb_context *v, int64_t case_id, struct arena *a)
{
	struct letter *l = arena_new_of(a, struct letter);
	struct reply_route r;
	l->case_id = case_id;
	if (!case_id || read_reply_route(v->store, case_id, NULL, a, &r, NULL) < 0 ||
	    letter_by_route(v, l, &r, a, NULL) < 0)
		return NULL;
	return l;
}

/* Why this text and not another, as far as there was a choice. */
static const char *
reasons(const struct macro_use *u, const struct conf_text *t, const struct care_wish *w, const char *channel, struct arena *a)
{
	struct buf b = BUF_INIT;
	bool form = false, brief = false;
	for (size_t i = 0; i < u->macro->text_count; i++) {
		form |= u->macro->texts[i].form != NULL;
		brief |= u->macro->texts[i].brief;
	}
	if (u->missed)
		buf_addf(&b, t->language ? _("NO TEXT in their language (%s): %s instead")
			: _("no text in their language (%s): the one for all%s"), w->language, t->language ? t->language : "");
	else if (t->language)
		buf_addf(&b, w->language ? _("their language (%s)") : _("language not known: %s"), t->language);
	if (t->form && !str_empty(w->form))
		buf_addf(&b, "%s%s", b.len ? ", " : "", str_eq(w->form, "informal") ? _("informal") : _("formal"));
	else if (form && str_empty(w->form))
		buf_addf(&b, "%s%s", b.len ? ", " : "", _("form of address not known"));
	if (brief && t->brief)
		buf_addf(&b, w->brief ? _("%sshort, for %s") : _("%sshort: the long one does not fit into %s"),
			b.len ? ", " : "", channel ? channel : "?");
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

/* -- filling in ----------------------------------------------------------------------------------------------------- */

static char *
answered(char *text, const struct macro_place *p, struct arena *a)
{
	for (size_t i = 0; i < p->answer_count; i++)
		text = care_gap_fill(text, p->answers[i].question, p->answers[i].answer, a);
	return text;
}

/* The words of one command, each filled in and quoted again: no value becomes a command, or two words. */
static char *
filled_command(struct macro_ground *s, char *const *words, size_t n, char *const *gaps, const struct macro_place *p)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		char *word = words[i], *mark, **open;
		while ((mark = strchr(word, '\001')) != NULL)
			word = arena_printf(s->a, "%.*s%s%s", (int)(mark - word), word, gaps[(unsigned char)mark[1] - 'A'],
				mark + 2);
		bool theirs = *word == '{';
		word = answered(care_expand(word, lookup, s, s->a, &open), p, s->a);
		if (theirs)		/* nor an option, nor does it take a tag away */
			word += strspn(word, "-+");
		buf_addf(&b, "%s%s", i ? " " : "", str_quote(s->a, word));
	}
	char *line = arena_strn(s->a, b.data, b.len);
	buf_free(&b);
	return line;
}

enum { GAPS = 26 };

/* Command lines with their variables filled in.  What stands in braces is one thing, blanks and all, so it is put
 * aside while the line is taken apart. */
static int
fill_actions(struct macro_ground *s, const char *lines, const struct macro_place *p, char **out, struct error *err)
{
	struct buf b = BUF_INIT, marked = BUF_INIT;
	char *gaps[GAPS] = { NULL }, **words;
	size_t n = 0, at = 0, start, end, len = strlen(lines), parts_n, words_n;
	int rc = 0;
	for (; n < GAPS && care_gap_find(lines, len, at, &start, &end); at = end) {
		buf_add(&marked, lines + at, start - at);
		buf_addf(&marked, "\001%c", (int)('A' + n));
		gaps[n++] = arena_strn(s->a, lines + start, end - start);
	}
	buf_adds(&marked, lines + at);
	char **parts = verb_lines(marked.data, s->a, &parts_n);
	for (size_t i = 0; i < parts_n && rc == 0; i++) {
		rc = str_words(s->a, parts[i], &words, &words_n, err);
		if (rc == 0)
			buf_addf(&b, "%s%s", i ? "; " : "", n ? filled_command(s, words, words_n, gaps, p) : parts[i]);
	}
	*out = arena_strn(s->a, b.data, b.len);
	buf_free(&marked);
	buf_free(&b);
	return rc;
}

char *
macro_bare(const char *lines, struct arena *a)
{
	struct buf b = BUF_INIT;
	size_t at = 0, start, end, len = strlen(lines);
	for (; care_gap_find(lines, len, at, &start, &end); at = end) {
		buf_add(&b, lines + at, start - at);
		buf_adds(&b, "x");
	}
	buf_adds(&b, lines + at);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

/* What is still open in text and actions, each question once. */
static char **
open_gaps(const struct macro_use *u, struct arena *a)
{
	const char *texts[] = { u->text ? u->text : "", u->actions ? u->actions : "" };
	char **list = NULL;
	size_t n = 0, space = 0;
	struct care_gap g, other;
	for (int t = 0; t < 2; t++)
		for (size_t from = 0; care_gap_next(texts[t], from, a, &g); from = g.start + g.len) {
			bool known = false;
			for (size_t i = 0; i < n && !known; i++) {
				care_gap_read(list[i], a, &other);
				known = str_eq(other.question, g.question);
			}
			if (!known)
				*VEC_PUSH(a, list, n, space) = arena_str(a, g.inside);
		}
	*VEC_PUSH(a, list, n, space) = NULL;
	return list;
}

static void
fill_text(struct macro_ground *g, const struct conf_text *t, const struct macro_place *p, struct macro_use *u)
{
	char **open, *text;
	g->language = t->language ? t->language : g->wish.language;
	text = answered(care_expand(t->text, lookup, g, g->a, &open), p, g->a);
	for (size_t n = strlen(text); n && text[n - 1] == '\n';)
		text[--n] = '\0';
	u->text = text;
	u->variant = t->name;
}

static void
choose_text(struct macro_ground *g, const struct macro_place *p, struct macro_use *u)
{
	struct care_wish brief = g->wish;
	bool missed;
	const struct conf_text *t = care_text_choose(u->macro, &g->wish, g->home, &u->missed), *shorter;
	if (!t)
		return;
	fill_text(g, t, p, u);
	brief.only_brief = true;
	if (!t->brief && !fits(g->letter, u->text) && (shorter = care_text_choose(u->macro, &brief, g->home, &missed)) != NULL) {
		t = shorter;
		u->missed = missed;
		fill_text(g, t, p, u);
	}
	u->why = reasons(u, t, &g->wish, g->letter ? care_channel_words(g->letter->channel) : NULL, g->a);
}

int
macro_stand(const struct verb_context *v, const struct macro_place *p, struct arena *a, struct macro_ground **out,
	struct error *err)
{
	struct macro_ground *g = arena_new_of(a, struct macro_ground);
	*g = (struct macro_ground){ .v = v, .place = p, .a = a };
	if (p->case_id && read_case(v->store, p->case_id, v->who.agent, a, &g->row, err) < 0)
		return -1;
	g->have_case = p->case_id != 0;
	if (g->row.customer && read_customer(v->store, g->row.customer, a, &g->card, err) < 0)
		return -1;
	const char *written = p->case_id ? read_case_language(v->store, p->case_id, a) : NULL;
	g->letter = p->note ? NULL : p->letter ? p->letter : own_way(v, p->case_id, a);
	g->wish = (struct care_wish){ .language = p->language ? p->language : written ? written
		: str_empty(g->card.language) ? NULL : g->card.language, .form = p->form ? p->form : g->card.form,
		.brief = is_brief(p, g->letter) };
	g->home = (const char *const *)str_split(a, conf_str(v->conf, OPT_STORE_LANGUAGES), ", ", NULL);
	*out = g;
	return 0;
}

int
macro_look_there(struct macro_ground *g, const struct conf_macro *m, struct macro_use *out, struct error *err)
{
	struct macro_use u = { .macro = m, .variant = "", .why = "" };
	char *actions;
	choose_text(g, g->place, &u);
	if (!str_empty(m->actions)) {
		if (fill_actions(g, m->actions, g->place, &actions, err) < 0)
			return -1;
		u.actions = actions;
	}
	u.open = open_gaps(&u, g->a);
	if (macro_offered(g->v, m, g->place->case_id, g->a, &u.unless, err) < 0)
		return -1;
	*out = u;
	return 0;
}

int
macro_look(const struct verb_context *v, const struct conf_macro *m, const struct macro_place *p, struct arena *a,
	struct macro_use *out, struct error *err)
{
	struct macro_ground *g;
	return macro_stand(v, p, a, &g, err) < 0 ? -1 : macro_look_there(g, m, out, err);
}

int
macro_expand(const struct verb_context *v, const struct conf_macro *m, int64_t case_id, struct arena *a,
	char **text, char ***open, struct error *err)
{
	struct macro_place p = { .case_id = case_id };
	struct macro_use u;
	if (macro_look(v, m, &p, a, &u, err) < 0)
		return -1;
	*text = u.text ? arena_str(a, u.text) : arena_str(a, "");
	*open = u.open;
	return 0;
}

int
macro_offered(const struct verb_context *v, const struct conf_macro *m, int64_t case_id, struct arena *a,
	const char **unless, struct error *err)
{
	struct query_context ctx = { .now = v->now };
	struct error why = ERROR_INIT;
	struct case_row row;
	struct query *q;
	int64_t n;
	*unless = NULL;
	if (str_empty(m->when))
		return 0;
	*unless = arena_printf(a, case_id ? _("only where %s") : _("only for a case where %s"), m->when);
	if (!case_id)
		return 0;
	if (read_case(v->store, case_id, v->who.agent, a, &row, err) < 0)
		return -1;
	if (query_parse(arena_printf(a, "(%s) case:%lld", m->when, (long long)row.number), &ctx, a, &q, NULL, &why) < 0)
		return error_set(err, ERR_CONFIG, _("%s:%d: [macro %s] when: %s"), conf_file(v->conf), m->when_line, m->name,
			why.text);
	if (read_count(v->store, q, v->who.agent, 1, &n, err) < 0)
		return -1;
	if (n)
		*unless = NULL;
	return 0;
}

/* `signature`, else the contents of `signature-file` (at most 4 KiB), else NULL. */
const char *
account_signature(const struct conf_account *acc, struct arena *a)
{
	const char *text = conf_account_str(acc, OPT_ACCOUNT_SIGNATURE);
	const char *file = conf_account_str(acc, OPT_ACCOUNT_SIGNATURE_FILE);
	if (!str_empty(text))
		return text;
	if (str_empty(file))
		return NULL;
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	char data[4096];
	ssize_t n = read(fd, data, sizeof data);
	close(fd);
	char *s = n > 0 ? str_trim(a, arena_strn(a, data, (size_t)n)) : NULL;
	return s && *s ? s : NULL;
}

static int
robot_max(const struct conf *conf)
{
	int64_t n = 3;
	(void)str_to_int64(conf_str(conf, OPT_CARE_ROBOT_MAX), &n);
	return n < 0 || n > 1000 ? 1000 : (int)n;
}

void
verb_policy(const struct conf *conf, struct care_policy *out)
{
	size_t n;
	const struct conf_field *fields = conf_fields(conf, &n);
	*out = (struct care_policy){ .conf = conf, .fields = fields, .field_count = n,
		.late_after_ms = conf_span(conf, OPT_CARE_LATE_AFTER),
		.reopen_window_ms = conf_span(conf, OPT_CARE_REOPEN_WINDOW),
		.due_ms = { [PRIORITY_LOW] = conf_span(conf, OPT_CARE_DUE_LOW),
			[PRIORITY_NORMAL] = conf_span(conf, OPT_CARE_DUE_NORMAL),
			[PRIORITY_HIGH] = conf_span(conf, OPT_CARE_DUE_HIGH),
			[PRIORITY_URGENT] = conf_span(conf, OPT_CARE_DUE_URGENT) },
		.stale_after_ms = conf_span(conf, OPT_CARE_STALE_AFTER),
		.stale_after_chat_ms = conf_span(conf, OPT_CARE_STALE_AFTER_CHAT),
		.undo_send_ms = conf_span(conf, OPT_CARE_UNDO_SEND),
		.unknown_wait_ms = conf_span(conf, OPT_CARE_UNKNOWN_WAIT),
		.country = conf_str(conf, OPT_CARE_COUNTRY),
		.contact_ends_ms = conf_span(conf, OPT_CARE_CONTACT_ENDS),
		.callback_within_ms = conf_span(conf, OPT_CARE_CALLBACK_WITHIN),
		.teams = conf_teams(conf), .own_teams = conf_own_teams(conf), .trainees = conf_trainees(conf),
		.robot_max = robot_max(conf),
	};
	(void)robot_rate(conf_str(conf, OPT_CARE_ROBOT_RATE), &out->robot_rate, &out->robot_rate_ms);
}
