/* bot.c - the dialogue engine, held to B1-B3: who asks for a person gets one, nothing is said twice, and what it
 * remembers is read back as it was written.  Each line is a turn. */
#include "bot.h"
#include "fuzz.h"
#include "str.h"

static const char *const files[] = {
	"title: Reso\n?it\ncome faccio a rendere un articolo\n?en\nhow do I return an item\n"
		"=it: Il reso e' gratuito.\n=en: Returns are free.\n~ rimborso\n",
	"title: Rimborso\n?it\nquando arriva il rimborso\n?en\nwhere is my refund\n"
		"=it: Entro 5 giorni.\n=en: Within 5 days.\n",
	"title: Ordine\nask: order\n?it\ndove si trova il mio ordine\n?en\nwhere is my order\n"
		"=it: {field.order} viaggia.\n=en: {field.order} is under way.\n" };

static const struct answer_set *
manual(void)
{
	static struct answer_set set;
	static struct answer list[3];
	static const char *const names[] = { "reso", "rimborso", "ordine" };
	static struct arena *a;
	struct error err = ERROR_INIT;

	if (a)
		return &set;
	a = arena_new();
	for (int i = 0; i < 3; i++)
		FUZZ_HOLDS(!answer_parse(files[i], names[i], names[i], a, &list[i], &err));
	answers_ready(list, 3, a, &set);
	return &set;
}

static bool
known(void *ctx, const char *field)
{
	(void)field;
	return *(int *)ctx & 1;
}

static bool
sensitive(void *ctx, const char *field)
{
	(void)field;
	return *(int *)ctx & 2;
}

static bool
recognised(void *ctx, const char *field)
{
	(void)field;
	return *(int *)ctx & 4;
}

static bool
speaks(void *ctx, const struct answer *an, const char *language)
{
	(void)an;
	(void)language;
	return !(*(int *)ctx & 8);
}

static bool
was_given(const struct bot_memory *m, const char *name)
{
	for (int i = 0; i < BOT_GIVEN && m->given[i]; i++)
		if (str_eq(m->given[i], name))
			return true;
	return false;
}

static void
check(const struct bot_memory *before, const char *text, const struct bot_move *mv, struct arena *a)
{
	struct bot_memory again;
	char *words = bot_memory_write(&mv->after, a);
	struct bot_speech speech = { .name = "Bot", .language = mv->after.language, .answer = "words", .field = "order",
		.when = "today" };

	if (care_wants_person(text, a, NULL))
		FUZZ_HOLDS(mv->what == BOT_HAND_OVER);
	if (mv->what == BOT_SAY)
		FUZZ_HOLDS(mv->answer && !was_given(before, mv->answer->name));
	if (mv->what == BOT_ASK)
		FUZZ_HOLDS(mv->answer && mv->field);
	if (mv->what == BOT_HAND_OVER)
		FUZZ_HOLDS(mv->why != BOT_WHY_NONE);
	if (mv->what == BOT_WHICH)
		FUZZ_HOLDS(mv->choice[0] && mv->choice[1]);
	bot_memory_read(words, a, &again);
	FUZZ_HOLDS(str_eq(bot_memory_write(&again, a), words));
	(void)bot_say(mv, &speech, a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct bot_policy policy = { .misses = 2, .threshold = ANSWER_FITS, .margin = ANSWER_CLEAR, .most = 8,
		.anger = -50 };
	char *s = fuzz_string(data, size), *line, *next;
	struct arena *a = arena_new();
	struct bot_memory memory;
	const struct answer_set *set = manual();

	/* what the store remembers may be anything, too */
	bot_memory_read(s, a, &memory);
	(void)bot_memory_write(&memory, a);
	memset(&memory, 0, sizeof memory);
	for (line = s; line; line = next) {
		int ctx = *line ? (unsigned char)line[0] % 16 : 0;
		struct answer_hit *hits;
		struct bot_move move;

		if ((next = strchr(line, '\n')))
			*next++ = '\0';
		struct bot_turn turn = { .text = line, .language = ctx & 8 ? "en" : "it", .set = set, .known = known,
			.sensitive = sensitive, .recognised = recognised, .speaks = speaks, .ctx = &ctx };
		turn.hit_count = answers_match(set, line, turn.language, a, &hits);
		turn.hits = hits;
		bot_decide(&policy, &memory, &turn, a, &move);
		check(&memory, line, &move, a);
		memory = move.after;
		if (move.what == BOT_HAND_OVER)
			break;
	}
	arena_free(a);
	free(s);
	return 0;
}
