/* ask.c - see ask.h. */
#include "ask.h"

#include <string.h>

#include "i18n.h"
#include "promise.h"
#include "str.h"

/* -- our words ----------------------------------------------------------------------------------------------- */

#define TEXT(lang, words) { .name = lang, .language = lang, .text = words }
static const struct conf_text ces_texts[] = {
	TEXT("en", "How easy was it to get help from us? Please reply with a number from 1 (very difficult) to"
		" 7 (very easy). You are welcome to add a word."),
	TEXT("it", "Quanto \303\250 stato facile risolvere con noi? Risponda con un numero da 1 (molto"
		" difficile) a 7 (molto facile). Se vuole, aggiunga una parola."),
	TEXT("de", "Wie einfach war es, bei uns Hilfe zu bekommen? Bitte antworten Sie mit einer Zahl von 1 (sehr"
		" schwierig) bis 7 (sehr einfach). Gern auch mit einem Wort dazu."),
	TEXT("fr", "\303\200 quel point a-t-il \303\251t\303\251 facile d'obtenir notre aide ? R\303\251pondez par un"
		" chiffre de 1 (tr\303\250s difficile) \303\240 7 (tr\303\250s facile). Vous pouvez ajouter un mot."),
	TEXT("es", "\302\277Le ha resultado f\303\241cil obtener nuestra ayuda? Responda con un n\303\272mero del 1 (muy"
		" dif\303\255cil) al 7 (muy f\303\241cil). Si quiere, a\303\261" "ada una palabra."),
	TEXT("pt", "Foi f\303\241" "cil obter a nossa ajuda? Responda com um n\303\272mero de 1 (muito"
		" dif\303\255" "cil) a 7 (muito f\303\241" "cil). Se quiser, acrescente uma palavra."),
};
static const struct conf_text csat_texts[] = {
	TEXT("en", "How satisfied are you with our help? Please reply with a number from 1 (not at all) to 5 (very)."
		" You are welcome to add a word."),
	TEXT("it", "Quanto \303\250 soddisfatto del nostro aiuto? Risponda con un numero da 1 (per niente) a 5 (molto)."
		" Se vuole, aggiunga una parola."),
	TEXT("de", "Wie zufrieden sind Sie mit unserer Hilfe? Bitte antworten Sie mit einer Zahl von 1 (gar nicht) bis 5 (sehr)."
		" Gern auch mit einem Wort dazu."),
	TEXT("fr", "\303\212tes-vous satisfait de notre aide ? R\303\251pondez par un chiffre de 1 (pas du tout)"
		" \303\240 5 (tr\303\250s). Vous pouvez ajouter un mot."),
	TEXT("es", "\302\277Qu\303\251 tan satisfecho est\303\241 con nuestra ayuda? Responda con un n\303\272mero del 1"
		" (nada) al 5 (mucho). Si quiere, a\303\261" "ada una palabra."),
	TEXT("pt", "Est\303\241 satisfeito com a nossa ajuda? Responda com um n\303\272mero de 1 (nada) a 5 (muito)."
		" Se quiser, acrescente uma palavra."),
};
#undef TEXT

static struct conf_macro
words_of(const struct conf_named *s, enum survey_ask ask)
{
	struct conf_macro m = { .name = s->name, .texts = s->texts, .text_count = s->text_count, .line = s->line };
	if (!m.text_count) {
		m.texts = ask == SURVEY_CES ? ces_texts : csat_texts;
		m.text_count = sizeof ces_texts / sizeof *ces_texts;
	}
	m.text = m.texts[0].text;
	return m;
}

/* -- which ------------------------------------------------------------------------------------------------------ */

int64_t
ask_after(const struct conf *conf)
{
	size_t n;
	int64_t least = -1;
	const struct conf_named *list = conf_named(conf, SECTION_SURVEY, &n);
	for (size_t i = 0; i < n; i++) {
		int64_t after = conf_named_span(&list[i], OPT_SURVEY_AFTER);
		if (least < 0 || after < least)
			least = after;
	}
	return least;
}

static int
fits(const struct verb_context *v, const struct conf_named *s, int64_t number, struct arena *a, bool *yes, struct error *err)
{
	struct query_context ctx = { .now = v->now };
	struct error why = ERROR_INIT;
	struct query *q;
	int64_t n;
	const char *when = conf_named_str(s, OPT_SURVEY_WHEN);
	*yes = true;
	if (str_empty(when))
		return 0;
	if (query_parse(when, &ctx, a, &q, NULL, &why) < 0 ||
	    query_parse(arena_printf(a, "(%s) case:%lld", when, (long long)number), &ctx, a, &q, NULL, &why) < 0)
		return error_set(err, ERR_CONFIG, _("%s:%d: [survey %s] when: %s"), conf_file(v->conf),
			conf_named_line(s, OPT_SURVEY_WHEN), s->name, why.text);
	if (read_count(v->store, q, 0, 1, &n, err) < 0)
		return -1;
	*yes = n > 0;
	return 0;
}

static const char *
objection(const struct survey_ground *g)
{
	return !g->customer ? "nobody" : !g->resolved ? "open" : g->late ? "late" : !g->spoke ? "history" :
		g->incident && !g->incident_asks ? "incident" : !g->person && !g->robot ? "unanswered" :
		g->refused ? "refused" : NULL;
}

/* -- where ------------------------------------------------------------------------------------------------------ */

static const char *
address_of(const struct reply_route *r)
{
	for (size_t i = 0; i < r->recipient_count; i++)
		if (r->recipients[i].role == ROLE_TO)
			return r->recipients[i].who.address;
	return NULL;
}

/* The best private conversation that takes our words now, the case's own first; else mail, if that may be. */
static int
find_way(const struct verb_context *v, int64_t case_id, bool mail, struct arena *a, struct ask_plan *p, struct error *err)
{
	struct reply_route *list;
	size_t n;
	if (read_routes(v->store, case_id, a, &list, &n, err) < 0)
		return -1;
	for (int turn = 0; turn < (mail ? 2 : 1); turn++)
		for (size_t i = 0; i < n; i++) {
			const struct reply_route *r = &list[i];
			bool is_mail = str_eq(r->channel, "mail");
			bool open = !r->window_until || r->window_until > v->now;
			const char *to = address_of(r);
			if (r->audience != AUDIENCE_PRIVATE || !open || r->pec || (turn ? !is_mail : !r->thread))
				continue;
			p->via = str_empty(to) ? r->account_name : arena_printf(a, "%s %s", r->account_name, to);
			p->channel = r->channel;
			p->to = to;
			return 0;
		}
	p->why = "no-way";
	return 0;
}

static int
find_words(const struct verb_context *v, int64_t case_id, struct arena *a, struct ask_plan *p, struct error *err)
{
	struct conf_macro m = words_of(p->survey, p->ask);
	char *text, **open;
	if (macro_expand(v, &m, case_id, a, &text, &open, err) < 0)
		return -1;
	if (open && open[0])
		return error_set(err, ERR_CONFIG, _("%s:%d: [survey %s] text: {%s} has no value for this case; write {%s|...}"),
			conf_file(v->conf), conf_named_line(p->survey, OPT_SURVEY_TEXT), p->survey->name, open[0], open[0]);
	p->text = text;
	return 0;
}

/* The end of `after`, within the hours. */
static int
find_time(const struct verb_context *v, const struct survey_ground *g, struct arena *a, struct ask_plan *p, struct error *err)
{
	const char *name = conf_named_str(p->survey, OPT_SURVEY_HOURS);
	struct hours *hours = NULL;
	p->at = g->resolved_at + conf_named_span(p->survey, OPT_SURVEY_AFTER);
	if (str_empty(name))
		return 0;
	if (read_hours(v->store, v->conf, name, a, &hours, err) < 0)
		return -1;
	p->at = hours_next(hours, p->at > v->now ? p->at : v->now);
	return 0;
}

int
ask_look(const struct verb_context *v, int64_t case_id, struct arena *a, struct ask_plan *out, struct error *err)
{
	struct ask_plan p = { .at = 0 };
	struct survey_ground g;
	struct case_row row;
	size_t n;
	const struct conf_named *list = conf_named(v->conf, SECTION_SURVEY, &n);
	if (survey_ground(v->store, case_id, &g, err) < 0 || read_case(v->store, case_id, 0, a, &row, err) < 0)
		return -1;
	bool yes = false;
	for (size_t i = 0; i < n && !yes; i++) {
		if (fits(v, &list[i], row.number, a, &yes, err) < 0)
			return -1;
		p.survey = yes ? &list[i] : NULL;
	}
	p.why = objection(&g);
	if (!p.survey)
		p.why = p.why ? p.why : "none";
	if (p.survey) {
		p.ask = str_eq(conf_named_str(p.survey, OPT_SURVEY_ASK), "csat") ? SURVEY_CSAT : SURVEY_CES;
		if (!p.why && !g.person && !conf_named_bool(p.survey, OPT_SURVEY_BOT_ONLY))
			p.why = "bot-only";
		if (!p.why && g.asked_at && v->now < g.asked_at + conf_named_span(p.survey, OPT_SURVEY_ONCE_PER))
			p.why = "recently";
		if (find_time(v, &g, a, &p, err) < 0 || find_words(v, case_id, a, &p, err) < 0 ||
		    (!p.why && find_way(v, case_id, conf_named_bool(p.survey, OPT_SURVEY_MAIL), a, &p, err) < 0))
			return -1;
	}
	*out = p;
	return 0;
}

int
ask_send(const struct verb_context *v, int64_t case_id, const struct ask_plan *p, struct arena *a, struct error *err)
{
	struct verb_context robot = *v;
	struct act_result done;
	robot.who = (struct act_actor){ .robot = "survey" };
	struct act asked = { .verb = ACT_SURVEY, .case_id = case_id, .name = p->survey->name, .kind = survey_scales[p->ask],
		.at = v->now + conf_named_span(p->survey, OPT_SURVEY_ANSWER_WITHIN) };
	struct robot_speech say = { .case_id = case_id, .text = p->text, .via = p->via, .acts = &asked, .act_count = 1 };
	return robot_say(&robot, &say, a, &done, err);
}

char *
ask_said(const char *scale, const char *said, struct arena *a)
{
	int ask = survey_scale(scale);
	const char *dash = scale ? strchr(scale, '-') : NULL;
	if (ask >= 0)
		return arena_printf(a, "%s/%d", said, survey_most((enum survey_ask)ask));
	return dash && dash[1] >= '0' && dash[1] <= '9' ? arena_printf(a, "%s/%s", said, dash + 1) : arena_str(a, said);
}
