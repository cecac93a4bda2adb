/* bot_texts.c - the bot's own words, and when a person answers. */
#include "bot.h"

#include <string.h>

#include "buf.h"
#include "clock.h"
#include "hours.h"
#include "str.h"

const char *const bot_languages[] = { "it", "en", "de", "fr", "pt", "es", "nl", NULL };
static const char *const keys[BOT_TEXT_COUNT] = {
#define X(id, key) key,
	BOT_TEXTS(X)
#undef X
};
static const struct { enum bot_text id; const char *language, *form, *words; } texts[] = {
#define WORDS(id, language, form, words) { BOT_TEXT_##id, language, form, words },
#include "bot_texts.def"
#undef WORDS
};

const char *
bot_text_key(enum bot_text t)
{
	return keys[t];
}

int
bot_text_find(const char *key)
{
	for (int i = 0; i < BOT_TEXT_COUNT; i++)
		if (str_eq(keys[i], key))
			return i;
	return -1;
}

/* "pt" of "pt-BR": the language alone counts. */
static bool
speaks(const char *known, const char *wanted)
{
	return wanted && !strncmp(known, wanted, 2) && (!wanted[2] || wanted[2] == '-' || wanted[2] == '_');
}

const char *
bot_text(enum bot_text t, const char *language, const char *form, const struct conf_macro *own)
{
	const char *english = "", *theirs = NULL;
	const char *wanted = str_eq(form, "informal") ? "informal" : "formal";
	struct care_wish wish = { .language = language, .form = form };
	bool missed = false;
	const struct conf_text *said = own && own[t].text_count ? care_text_choose(&own[t], &wish, NULL, &missed) : NULL;
	if (said && !missed)
		return said->text;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (texts[i].id != t || (*texts[i].form && !str_eq(texts[i].form, wanted)))
			continue;
		if (speaks(texts[i].language, language))
			theirs = texts[i].words;
		else if (str_eq(texts[i].language, "en"))
			english = texts[i].words;
	}
	return theirs ? theirs : said ? said->text : english;
}

/* -- gaps ----------------------------------------------------------------------------------------------------------- */

struct gap { const char *name, *value; };

static const char *
value_of(void *ctx, const char *name)
{
	for (const struct gap *g = ctx; g->name; g++)
		if (str_eq(g->name, name))
			return g->value ? g->value : "";
	return NULL;
}

static char *
fill(const char *words, const struct gap *gaps, struct arena *a)
{
	char **open;
	struct gap copy[4];
	size_t n = 0;
	while (n < sizeof copy / sizeof *copy - 1 && gaps[n].name) {
		copy[n] = gaps[n];
		n++;
	}
	copy[n] = (struct gap){ NULL, NULL };
	return care_expand(words, value_of, copy, a, &open);
}

/* -- when ----------------------------------------------------------------------------------------------------------- */

/* Days since a Sunday long ago, on the office's wall. */
static long
day_number(const struct clock_local *t)
{
	long y = t->month > 2 ? t->year : t->year - 1, m = t->month > 2 ? t->month - 3 : t->month + 9;
	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + t->day;
}

static char *
day_words(const struct bot_when *w, int64_t at, const char *language, const char *form, const struct conf_macro *own,
	struct arena *a)
{
	struct clock_local t, now;
	hours_local(w->hours, at, &t);
	hours_local(w->hours, w->now, &now);
	long days = day_number(&t) - day_number(&now);
	if (days <= 0)
		return arena_str(a, bot_text(BOT_TEXT_TODAY, language, form, own));
	if (days == 1)
		return arena_str(a, bot_text(BOT_TEXT_TOMORROW, language, form, own));
	size_t n = 0;
	char **names = days < 7 ? str_split(a, bot_text(BOT_TEXT_DAYS, language, form, own), " ", &n) : NULL;
	if (n == 7) {
		for (char *p = names[t.weekday]; *p; p++)
			if (*p == '_')
				*p = ' ';
		return names[t.weekday];
	}
	const struct gap gaps[] = { { "day", care_day_words(at, language, a) }, { NULL, NULL } };
	return fill(bot_text(BOT_TEXT_DATE, language, form, own), gaps, a);
}

/* "9", "9:30"; "9 h 30". */
static char *
time_words(const struct clock_local *t, const char *language, struct arena *a)
{
	if (speaks("fr", language))
		return t->minute ? arena_printf(a, "%d h %02d", t->hour, t->minute) : arena_printf(a, "%d h", t->hour);
	if (t->minute || !language || speaks("en", language))
		return arena_printf(a, "%d:%02d", t->hour, t->minute);
	return arena_printf(a, "%d", t->hour);
}

char *
bot_when_words(const struct bot_when *w, const char *language, const char *form, const struct conf_macro *own, struct arena *a)
{
	const int64_t quarter = 15 * MS_MINUTE;
	bool promised = w->by_at > w->now;
	int64_t at = promised ? (w->by_at + quarter - 1) / quarter * quarter : w->open ? 0 : w->opens_at;
	struct clock_local t, now;
	if (!at)
		return arena_str(a, bot_text(w->open ? BOT_TEXT_AT_ONCE : BOT_TEXT_SOON, language, form, own));
	hours_local(w->hours, at, &t);
	if (promised && !t.hour && !t.minute)	/* midnight is the next day's */
		hours_local(w->hours, at -= quarter, &t);
	hours_local(w->hours, w->now, &now);
	const struct gap gaps[] = { { "time", time_words(&t, language, a) },
		{ "day", day_words(w, at, language, form, own, a) }, { NULL, NULL } };
	bool today = day_number(&t) == day_number(&now);
	enum bot_text text = !promised ? BOT_TEXT_FROM : today ? BOT_TEXT_TODAY_BY : BOT_TEXT_BY;
	return fill(bot_text(text, language, form, own), gaps, a);
}

/* -- what a move says ----------------------------------------------------------------------------------------------- */

static const char *
own_words(const struct bot_move *m, const struct bot_speech *s)
{
	static const enum bot_text texts_of[] = { [BOT_GREET] = BOT_TEXT_GREETING, [BOT_GO_ON] = BOT_TEXT_GO_ON,
		[BOT_ASK] = BOT_TEXT_ASK, [BOT_ASK_AGAIN] = BOT_TEXT_ASK_AGAIN, [BOT_WHICH] = BOT_TEXT_WHICH,
		[BOT_SORRY] = BOT_TEXT_SORRY, [BOT_CLOSE] = BOT_TEXT_CLOSE, [BOT_HAND_OVER] = BOT_TEXT_HAND_OVER };
	return m->what == BOT_SAY || m->what == BOT_INCIDENT ? "" : bot_text(texts_of[m->what], s->language, s->form, s->own);
}

static void
add_choices(struct buf *b, const struct bot_move *m, const struct bot_speech *s)
{
	for (int i = 0; i < BOT_CHOICES && m->choice[i]; i++) {
		const struct answer_hit *h = m->choice[i];
		bool theirs = h->question && h->language && s->language && !strncmp(h->language, s->language, 2);
		buf_addf(b, "\n%d. %s", i + 1, theirs ? h->question : h->answer->title);
	}
}

char *
bot_say(const struct bot_move *m, const struct bot_speech *s, struct arena *a)
{
	struct buf b = BUF_INIT;
	const struct gap gaps[] = { { "bot", s->name }, { "field", s->field }, { "when", s->when }, { NULL, NULL } };
	if (m->what == BOT_SILENT)
		return NULL;
	if (m->first)
		buf_addf(&b, "%s%s", fill(bot_text(BOT_TEXT_INTRO, s->language, s->form, s->own), gaps, a),
			m->what == BOT_SAY || m->what == BOT_INCIDENT ? "\n" : " ");
	buf_addf(&b, "%s", s->answer && (m->what == BOT_SAY || m->what == BOT_INCIDENT) ? s->answer :
		fill(own_words(m, s), gaps, a));
	add_choices(&b, m, s);
	if (m->what == BOT_SAY && s->also && *s->also) {
		buf_addf(&b, "\n\n%s", bot_text(BOT_TEXT_ALSO, s->language, s->form, s->own));
		for (const char *const *t = s->also; *t; t++)
			buf_addf(&b, "\n- %s", *t);
	}
	bool ways = m->what == BOT_SORRY || (m->first && (m->what == BOT_SAY || m->what == BOT_GREET || m->what == BOT_INCIDENT ||
		m->what == BOT_ASK || m->what == BOT_WHICH));
	if (ways)
		buf_addf(&b, "%s%s", m->what == BOT_GREET || m->what == BOT_SORRY || m->what == BOT_ASK ? " " : "\n\n",
			fill(bot_text(BOT_TEXT_OFFER, s->language, s->form, s->own), gaps, a));
	char *text = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return text;
}
