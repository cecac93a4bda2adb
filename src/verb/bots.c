/* bots.c - [bot NAME] as the bot needs it, and where it answers. */
#include "talk.h"

#include <string.h>

#include "i18n.h"
#include "str.h"

static int
number(const struct conf_named *s, enum conf_option o)
{
	int64_t n = 0;
	(void)str_to_int64(conf_named_str(s, o), &n);
	return (int)n;
}

static const char *const *
list(const struct conf_named *s, enum conf_option o, struct arena *a)
{
	const char *text = conf_named_str(s, o);
	return (const char *const *)str_split(a, text ? text : "", ", ", NULL);
}

/* text.sorry.it.tu and the like: to the macro of each of its texts. */
static int
read_texts(const struct conf *conf, const struct conf_named *s, struct arena *a, const struct conf_macro **out, struct error *err)
{
	struct conf_macro *own = arena_array(a, struct conf_macro, BOT_TEXT_COUNT);
	const char *keys[BOT_TEXT_COUNT];
	for (int i = 0; i < BOT_TEXT_COUNT; i++)
		keys[i] = bot_text_key(i);
	for (size_t i = 0; i < s->text_count; i++) {
		const struct conf_text *t = &s->texts[i];
		char *key = arena_strn(a, t->name, strcspn(t->name, "."));
		int id = bot_text_find(key);
		const char *near = id < 0 ? str_nearest(key, keys, BOT_TEXT_COUNT) : NULL;
		if (id < 0)
			return error_set(err, ERR_CONFIG, near ? _("%s:%d: [bot %s] has no text '%s' - did you mean '%s'?")
				: _("%s:%d: [bot %s] has no text '%s'%s - see sportello-bot(7)"), conf_file(conf), t->line, s->name,
				key, near ? near : "");
		struct conf_text *texts = arena_array(a, struct conf_text, own[id].text_count + 1);
		if (own[id].text_count)
			memcpy(texts, own[id].texts, own[id].text_count * sizeof *texts);
		texts[own[id].text_count++] = *t;
		own[id].texts = texts;
		own[id].name = key;
		own[id].text = t->text;
	}
	*out = own;
	return 0;
}

static int
read_bot(const struct conf *conf, const struct conf_named *s, struct arena *a, struct bot *b, struct error *err)
{
	const char *priority = conf_named_str(s, OPT_BOT_PRIORITY), *title = conf_named_str(s, OPT_BOT_NAME);
	const char *hours = conf_named_str(s, OPT_BOT_HOURS), *team = conf_named_str(s, OPT_BOT_TEAM);
	*b = (struct bot){ .name = s->name, .title = str_empty(title) ? s->name : title, .section = s,
		.policy = { .misses = number(s, OPT_BOT_MISSES), .threshold = number(s, OPT_BOT_THRESHOLD),
			.margin = number(s, OPT_BOT_MARGIN), .most = number(s, OPT_BOT_MAX_ANSWERS),
			.anger = number(s, OPT_BOT_ANGER), .vip = conf_named_bool(s, OPT_BOT_VIP),
			.people = list(s, OPT_BOT_PEOPLE, a), .languages = list(s, OPT_BOT_LANGUAGES, a) },
		.accounts = list(s, OPT_BOT_ACCOUNTS, a), .channels = list(s, OPT_BOT_CHANNELS, a),
		.in_public = conf_named_bool(s, OPT_BOT_PUBLIC), .hours = str_empty(hours) ? NULL : hours,
		.when = conf_named_str(s, OPT_BOT_WHEN), .form = conf_named_str(s, OPT_BOT_FORM),
		.team = str_empty(team) ? NULL : team, .priority = str_empty(priority) ? -1 : priority_parse(priority),
		.promise_ms = conf_named_span(s, OPT_BOT_PROMISE), .pause_ms = conf_named_span(s, OPT_BOT_PAUSE),
		.most_ms = conf_named_span(s, OPT_BOT_MAX_TIME), .closes_ms = conf_named_span(s, OPT_BOT_CLOSES_AFTER) };
	return read_texts(conf, s, a, &b->own, err);
}

int
bots_read(const struct conf *conf, struct arena *a, struct bot **out, size_t *n, struct error *err)
{
	size_t count;
	const struct conf_named *sections = conf_named(conf, SECTION_BOT, &count);
	struct bot *bots = arena_array(a, struct bot, count + 1);
	for (size_t i = 0; i < count; i++)
		if (read_bot(conf, &sections[i], a, &bots[i], err) < 0)
			return -1;
	*out = bots;
	*n = count;
	return 0;
}

static bool
names(const char *const *list, const char *word)
{
	for (; *list; list++)
		if (str_eq(*list, word))
			return true;
	return false;
}

const struct bot *
bot_for(const struct bot *bots, size_t n, const char *account, const char *channel, enum audience audience)
{
	const struct channel_info *info = channel_info_find(channel);
	bool chat = info && (info->flags & CHANNEL_CHAT) && !str_eq(channel, "mail");
	for (size_t i = 0; i < n; i++) {
		const struct bot *b = &bots[i];
		bool anywhere = !*b->accounts && !*b->channels;
		bool here = names(b->accounts, account) || names(b->channels, channel) || (anywhere && chat);
		if (here && (audience == AUDIENCE_PRIVATE || b->in_public))
			return b;
	}
	return NULL;
}
