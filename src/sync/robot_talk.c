/* robot_talk.c - one dialogue of the bot: what they wrote, what it does about it, and who has the case then. */
#include "robot_bot.h"

#include "buf.h"
#include "clock.h"
#include "field.h"
#include "i18n.h"
#include "log.h"
#include "mood.h"
#include "robots.h"
#include "str.h"

enum { ACTS = TALK_VALUES + 8 };
#define COMPOSER_MS (30 * MS_SECOND)

/* What is done in one group. */
struct doing {
	struct bot_run *x;
	const struct bot *b;
	struct dialogue *d;
	const struct dialogue_ground *g;
	struct talk talk;
	struct bot_turn turn;
	struct bot_move move;
	int64_t top;			/* the newest of what is answered */
	struct act acts[ACTS];
	size_t n;
	struct act_bot bot;
};

static struct act *
add(struct doing *w, enum act_verb verb)
{
	struct act *act = &w->acts[w->n++];
	*act = (struct act){ .verb = verb, .case_id = w->d->case_id };
	return act;
}

/* -- what they wrote ------------------------------------------------------------------------------------------------ */

static bool
is_words(const struct dialogue_message *m)
{
	return m->kind != KIND_AUTO && m->kind != KIND_BOUNCE && m->kind != KIND_RECEIPT && m->kind != KIND_REACTION;
}

/* Several short messages as one; false = nothing that asks or says something. */
static bool
gather(struct doing *w, const struct dialogue_message *list, size_t n, const char **language, char **text)
{
	struct arena *a = w->x->r->arena;
	struct buf b = BUF_INIT;
	bool any = false;
	char *why;
	for (size_t i = 0; i < n; i++) {
		const struct dialogue_message *m = &list[i];
		w->top = m->id;
		if (!is_words(m))
			continue;
		any = true;
		buf_addf(&b, "%s%s", b.len ? "\n" : "", m->text ? quote_fresh(m->text, a) : "");
		w->turn.file |= m->files > 0 || (m->kind != KIND_MESSAGE && str_empty(m->text));
		if (m->language && talk_tells(m->text ? m->text : ""))
			*language = m->language;
		if (m->mood_known && (!w->turn.mood_known || m->mood < w->turn.mood)) {
			w->turn.mood_known = true;
			w->turn.mood = m->mood;
		}
	}
	*text = arena_strn(a, b.data ? b.data : "", b.len);
	buf_free(&b);
	if (!w->turn.mood_known && **text) {
		w->turn.mood_known = true;
		w->turn.mood = care_mood(*text, *language, a, &why);
	}
	return any;
}

static int
known_fields(struct doing *w, struct error *err)
{
	struct field_row *rows;
	size_t n;
	const int64_t whose[][2] = { { 0, w->d->case_id }, { w->g->customer, 0 } };
	for (size_t k = 0; k < 2; k++) {
		if (!whose[k][0] && !whose[k][1])
			continue;
		if (read_fields(w->x->r->store, whose[k][0], whose[k][1], w->x->r->arena, &rows, &n, err) < 0)
			return -1;
		for (size_t i = 0; i < n && w->talk.value_count < TALK_VALUES; i++)
			if (rows[i].text)
				w->talk.value[w->talk.value_count++] = (struct talk_value){ rows[i].name, rows[i].text, false };
	}
	return 0;
}

/* -- what it does --------------------------------------------------------------------------------------------------- */

/* What they said of themselves stays with the case, or the customer. */
static void
add_fields(struct doing *w)
{
	struct error quiet = ERROR_INIT;
	for (size_t i = 0; i < w->talk.value_count; i++) {
		const struct talk_value *v = &w->talk.value[i];
		const struct conf_field *f = v->fresh ? conf_field_find(w->x->r->conf, v->field, w->x->r->arena, &quiet) : NULL;
		struct act act = { .verb = ACT_FIELD, .case_id = w->d->case_id };
		if (!f || (f->on_customer && !w->g->customer))
			continue;
		if (f->on_customer)
			act = (struct act){ .verb = ACT_FIELD, .customer = w->g->customer };
		if (verb_field(f, v->value, w->x->r->arena, &act, &quiet) < 0)
			continue;
		struct act_value *value = arena_mem(w->x->r->arena, act.field, sizeof *value);
		value->source = "robot";
		value->message = w->top;
		act.field = value;
		w->acts[w->n++] = act;
	}
}

/* For who takes over: why, what is known, what was said already. */
static char *
note(struct doing *w)
{
	struct arena *a = w->x->r->arena;
	struct buf b = BUF_INIT;
	const char *words = bot_why_words(w->move.why);
	buf_addf(&b, _("%s hands over: %s"), w->b->title, words);
	if (w->move.note)
		buf_addf(&b, " (%s)", w->move.note);
	for (size_t i = 0, said = 0; i < w->talk.value_count; i++)
		buf_addf(&b, "%s%s = %s", said++ ? ", " : "\n", w->talk.value[i].field, w->talk.value[i].value);
	for (size_t i = 0; i < BOT_GIVEN && w->move.after.given[i]; i++)
		buf_addf(&b, i ? ", %s" : _("\nanswered already: %s"), w->move.after.given[i]);
	if (w->move.missed)
		buf_adds(&b, _("\nno answer file fits what was asked last"));
	char *text = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return text;
}

/* At the top of the right queue: nobody's, its team's, as urgent as is said. */
static void
add_hand_over(struct doing *w)
{
	const char *team = w->b->team ? arena_printf(w->x->r->arena, "team:%s", w->b->team) : NULL;
	add(w, ACT_NOTE)->text = note(w);
	add(w, ACT_ASSIGN)->name = "";
	if (team)
		add(w, ACT_ASSIGN)->name = team;
	if (w->b->priority > (int)w->g->priority)
		add(w, ACT_PRIORITY)->value = w->b->priority;
	if (w->g->status == STATUS_PENDING || w->g->status == STATUS_NEW)
		add(w, ACT_STATUS)->value = w->move.why == BOT_WHY_SILENT ? STATUS_PENDING : STATUS_OPEN;
}

static int
score_of(const struct doing *w)
{
	for (size_t i = 0; w->move.answer && i < w->turn.hit_count; i++)
		if (w->turn.hits[i].answer == w->move.answer)
			return w->turn.hits[i].score;
	return 100;	/* it was asked for before, or chosen */
}

/* Where the dialogue stands then. */
static void
add_dialogue(struct doing *w)
{
	const struct bot_move *m = &w->move;
	struct dialogue *next = &w->bot.dialogue;
	int64_t now = w->x->r->now;
	*next = *w->d;
	next->memory = bot_memory_write(&m->after, w->x->r->arena);
	next->item = w->top;
	next->misses = w->d->misses + m->missed;
	next->said = w->d->said + (m->what != BOT_SILENT);
	next->state = m->what == BOT_HAND_OVER ? DIALOGUE_HANDED : m->what == BOT_CLOSE ? DIALOGUE_DONE :
		m->what == BOT_SILENT ? w->d->state : DIALOGUE_TALKING;
	next->why = m->what == BOT_HAND_OVER ? bot_why_code(m->why) : NULL;
	next->ended_at = m->what == BOT_HAND_OVER || m->what == BOT_CLOSE ? now : m->what == BOT_SILENT ? w->d->ended_at : 0;
	next->due_at = w->b->closes_ms > 0 ? now + w->b->closes_ms : 0;
	if (m->what == BOT_HAND_OVER)
		next->due_at = 0;
	else if (next->ended_at)	/* whether it was right shows until then */
		next->due_at = next->ended_at + BOT_SETTLES_MS;
	w->bot.item = m->what == BOT_SAY || m->missed ? w->top : 0;
	w->bot.answer = m->what == BOT_SAY ? m->answer->name : NULL;
	w->bot.score = w->bot.answer ? score_of(w) : 0;
	add(w, ACT_BOT)->bot = &w->bot;
	if (m->wrong || (m->what == BOT_HAND_OVER && m->why == BOT_WHY_TWICE && m->after.given[0]))
		add(w, ACT_BOT_WRONG);
}

/* Everything but the words. */
static void
plan(struct doing *w)
{
	add_fields(w);
	if (w->move.what == BOT_HAND_OVER)
		add_hand_over(w);
	else if (w->move.what == BOT_CLOSE)
		add(w, ACT_RESOLVE);
	else if (w->move.what != BOT_SILENT && w->g->status != STATUS_PENDING)
		add(w, ACT_STATUS)->value = STATUS_PENDING;
	add_dialogue(w);
}

/* Without the words it would have said, for they may not be said: a person sees to it. */
static int
do_quietly(struct doing *w, const char *why, struct error *err)
{
	struct act_result result;
	if (why && w->move.what != BOT_HAND_OVER) {
		w->move.what = BOT_HAND_OVER;
		w->move.why = BOT_WHY_CAP;
		w->move.note = why;
		w->n = 0;
		plan(w);
	}
	return store_act(w->x->r->store, &w->x->v.who, w->acts, w->n, true, w->x->r->arena, &result, err);
}

static int
later(struct doing *w, int64_t at, struct error *err)
{
	w->d->due_at = at;
	robot_wake(w->x->r, at);
	return dialogue_put(w->x->r->store, w->d, err);
}

static int
carry_out(struct doing *w, const char *words, struct error *err)
{
	struct error why = ERROR_INIT;
	struct act_result result;
	plan(w);
	if (!words)
		return do_quietly(w, NULL, err);
	struct robot_speech speech = { .case_id = w->d->case_id, .text = words, .via = w->g->account, .public = w->b->in_public,
		.introduced = true, .seen = w->top, .acts = w->acts, .act_count = w->n };
	if (robot_say(&w->x->v, &speech, w->x->r->arena, &result, &why) == 0)
		return 0;
	if (why.code == ERR_CONFLICT)	/* somebody is writing to them */
		return later(w, w->x->r->now + COMPOSER_MS, err);
	if (why.code != ERR_INPUT)
		return error_set(err, why.code, "%s", why.text);
	log_line(LOG_SYNC, "bot: %s", why.text);
	return do_quietly(w, why.text, err);
}

/* -- silence -------------------------------------------------------------------------------------------------------- */

/* Nothing came for a while: what was answered is done, what was not goes to people, who owe nothing yet. */
static int
on_silence(struct doing *w, const struct bot_memory *m, struct error *err)
{
	if (str_eq(w->d->state, DIALOGUE_DONE)) {	/* it has settled */
		w->d->due_at = 0;
		return dialogue_put(w->x->r->store, w->d, err);
	}
	w->top = w->d->item;
	w->move = (struct bot_move){ .what = m->stage == BOT_ANSWERED ? BOT_CLOSE : BOT_HAND_OVER, .why = BOT_WHY_SILENT,
		.after = *m };
	plan(w);
	w->bot.dialogue.said = w->d->said;
	return do_quietly(w, NULL, err);
}

int
bot_talk(struct bot_run *x, const struct bot *b, struct dialogue *d, const struct dialogue_ground *g, struct error *err)
{
	struct arena *a = x->r->arena;
	struct doing *w = arena_new_of(a, struct doing);
	struct dialogue_message *list;
	struct bot_memory memory;
	struct hours *hours;
	size_t n;
	char *text, *words;
	const char *language;
	int64_t until = 0;
	bool called = str_eq(d->state, DIALOGUE_CALLED);
	*w = (struct doing){ .x = x, .b = b, .d = d, .g = g, .top = d->item };
	bot_memory_read(d->memory, a, &memory);
	memory.said = g->said;
	language = memory.language ? memory.language : g->language;
	if (dialogue_messages(x->r->store, d->case_id, d->item, a, &list, &n, err) < 0 || bot_hours(x, b, &hours, err) < 0)
		return -1;
	bool any = gather(w, list, n, &language, &text);
	if (!any && !called)
		return on_silence(w, &memory, err);
	if (rule_writer(x->r->store, d->case_id, x->r->now, &until, a))
		return later(w, x->r->now + COMPOSER_MS, err);
	struct bot_turn said = w->turn;
	w->talk = (struct talk){ .v = &x->v, .bot = b, .set = &x->set, .finder = x->finder, .case_id = d->case_id,
		.language = language, .form = g->form, .a = a };
	if (known_fields(w, err) < 0)
		return -1;
	talk_turn(&w->talk, text, &w->turn);
	w->turn.file = said.file;
	w->turn.mood_known = said.mood_known;
	w->turn.mood = said.mood;
	w->turn.vip = g->vip;
	w->turn.rule = called;
	w->turn.incident = !str_empty(g->incident_text) && !g->told;
	bot_decide(&b->policy, &memory, &w->turn, a, &w->move);
	if (talk_words(&w->talk, &w->move, talk_when(&w->talk, hours, g->due_at), g->incident_text, &words, err) < 0)
		return -1;
	return carry_out(w, words, err);
}

/* A person has said a word, or has the case: it is theirs.  Where they answered although nobody had asked again, what it
 * had said was no good answer. */
int
bot_silence(struct bot_run *x, struct dialogue *d, const struct dialogue_ground *g, struct error *err)
{
	struct act_result result;
	struct dialogue_message *list;
	struct bot_memory m;
	size_t n;
	bot_memory_read(d->memory, x->r->arena, &m);
	if (dialogue_messages(x->r->store, d->case_id, d->item, x->r->arena, &list, &n, err) < 0)
		return -1;
	bool corrected = g->person && !n && m.given[0] && (m.stage == BOT_ANSWERED || str_eq(d->state, DIALOGUE_DONE));
	struct act_bot it = { .dialogue = *d };
	it.dialogue.state = DIALOGUE_SILENCED;
	it.dialogue.due_at = 0;
	it.dialogue.ended_at = x->r->now;
	struct act acts[3] = { { .verb = ACT_BOT, .case_id = d->case_id, .bot = &it } };
	size_t count = 1;
	if (corrected)
		acts[count++] = (struct act){ .verb = ACT_BOT_WRONG, .case_id = d->case_id };
	if (g->assignee == x->agent && g->status != STATUS_MERGED)	/* whose word it was, it is theirs now */
		acts[count++] = (struct act){ .verb = ACT_ASSIGN, .case_id = d->case_id, .name = g->speaker ? g->speaker : "" };
	return store_act(x->r->store, &x->v.who, acts, count, false, x->r->arena, &result, err);
}
