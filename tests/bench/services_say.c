/* services_say.c - what the services of services.c say: pages made once, in the manner of each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "gen.h"
#include "services.h"
#include "str.h"

enum { PEOPLE = 600, ROOMS = 10 };	/* of one account */
#define BACKLOG_MS (3 * MS_DAY)

static const char nothing[] = "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
const struct buf services_nothing = { .data = (char *)nothing, .len = sizeof nothing - 1 };

static struct gen *words;
static struct arena *arena;
static int64_t now;

void
services_begin(void)
{
	struct gen_spec spec = { .seed = 7, .messages = 1, .from_at = 0, .to_at = 1 };
	words = gen_new(&spec);
	arena = arena_new();
	now = clock_now();
}

void
services_page(struct buf *out, const char *body)
{
	buf_addf(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", strlen(body));
	buf_adds(out, body);
}

/* -- messages ------------------------------------------------------------------------------------------------- */

struct line { int64_t n, person, at; const char *text; };

/* The n-th message (from 0, the oldest) of an account; what is said has some 25 words. */
static struct line
line_of(const struct served *s, int64_t n)
{
	struct line l = { .n = n, .person = s->number * 10000 + 1 + gen_below(words, PEOPLE),
		.at = now - BACKLOG_MS + BACKLOG_MS / s->messages * n - MS_MINUTE };
	char *text = gen_text(words, arena, 6 + (int)gen_below(words, 40)), *p = text;
	while ((p = strpbrk(p, "\n\"\\")))
		*p++ = ' ';
	l.text = text;
	return l;
}

static const char *
rfc3339(int64_t at)
{
	char text[32];
	clock_rfc3339(text, at);
	return arena_str(arena, text);
}

static void
telegram_line(struct buf *b, const struct line *l)
{
	buf_addf(b, "{\"update_id\":%lld,\"message\":{\"message_id\":%lld,\"from\":{\"id\":%lld,\"is_bot\":false,"
		"\"first_name\":\"Ana\",\"last_name\":\"Perez %lld\",\"username\":\"ana%lld\",\"language_code\":\"it\"},"
		"\"chat\":{\"id\":%lld,\"first_name\":\"Ana\",\"last_name\":\"Perez %lld\",\"username\":\"ana%lld\","
		"\"type\":\"private\"},\"date\":%lld,\"text\":\"%s\"}}", (long long)l->n + 1, (long long)l->n + 1,
		(long long)l->person, (long long)l->person, (long long)l->person, (long long)l->person,
		(long long)l->person, (long long)l->person, (long long)l->at / 1000, l->text);
}

static void
mastodon_line(struct buf *b, const struct line *l)
{
	const char *at = rfc3339(l->at), *who = arena_printf(arena, "{\"id\":\"%lld\",\"username\":\"ana%lld\","
		"\"acct\":\"ana%lld@social.example\",\"display_name\":\"Ana %lld\",\"bot\":false,"
		"\"url\":\"https://social.example/@ana%lld\",\"followers_count\":%lld}", (long long)l->person,
		(long long)l->person, (long long)l->person, (long long)l->person, (long long)l->person,
		(long long)l->person % 977);
	buf_addf(b, "{\"id\":\"%lld\",\"type\":\"mention\",\"created_at\":\"%s\",\"account\":%s,\"status\":{\"id\":\"%lld\","
		"\"created_at\":\"%s\",\"in_reply_to_id\":null,\"in_reply_to_account_id\":null,\"sensitive\":false,"
		"\"spoiler_text\":\"\",\"visibility\":\"%s\",\"language\":\"it\",\"uri\":\"https://social.example/%lld\","
		"\"url\":\"https://social.example/%lld\",\"replies_count\":0,\"favourites_count\":%lld,\"edited_at\":null,"
		"\"content\":\"<p>%s</p>\",\"account\":%s,\"media_attachments\":[],\"mentions\":[],\"tags\":[]}}",
		(long long)l->n + 100001, at, who, (long long)l->n + 500001, at, l->n % 3 ? "public" : "direct",
		(long long)l->n, (long long)l->n, (long long)l->n % 7, l->text, who);
}

static void
matrix_line(struct buf *b, const struct line *l)
{
	buf_addf(b, "{\"type\":\"m.room.message\",\"event_id\":\"$e%lld\",\"sender\":\"%s%lld:example.org\","
		"\"origin_server_ts\":%lld,\"content\":{\"msgtype\":\"m.text\",\"body\":\"%s\"},\"unsigned\":{\"age\":50}}",
		(long long)l->n, l->n % 5 == 4 ? "@shop" : "@ana", (long long)(l->n % 5 == 4 ? l->person / 10000 : l->person),
		(long long)l->at, l->text);
}

static void
twilio_line(struct buf *b, const struct line *l)
{
	char date[64];
	time_t at = (time_t)(l->at / 1000);
	struct tm tm;
	bool ours = l->n % 5 == 4;
	gmtime_r(&at, &tm);
	strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &tm);
	const char *other = arena_printf(arena, "+39333%07lld", (long long)l->person), *own = "+390212345678";
	buf_addf(b, "{\"sid\":\"SM%032lld\",\"account_sid\":\"AC0123456789abcdef0123456789abcdef\","
		"\"api_version\":\"2010-04-01\",\"body\":\"%s\",\"from\":\"%s\",\"to\":\"%s\",\"direction\":\"%s\","
		"\"status\":\"%s\",\"num_media\":\"0\",\"num_segments\":\"1\",\"date_created\":\"%s\",\"date_sent\":\"%s\","
		"\"date_updated\":\"%s\",\"error_code\":null,\"error_message\":null,\"messaging_service_sid\":null,"
		"\"price\":null,\"price_unit\":\"USD\",\"uri\":\"/2010-04-01/Accounts/AC0/Messages/SM0.json\"}",
		(long long)l->n, l->text, ours ? own : other, ours ? other : own, ours ? "outbound-api" : "inbound",
		ours ? "delivered" : "received", date, date, date);
}

/* -- pages ---------------------------------------------------------------------------------------------------- */

struct manner {
	const char *channel;
	size_t rows;			/* of a page */
	bool newest_first;
	void (*line)(struct buf *b, const struct line *l);
};
static const struct manner manners[] = {
	{ "telegram", 100, false, telegram_line }, { "mastodon", 80, true, mastodon_line },
	{ "matrix", 100, true, matrix_line }, { "twilio", 1000, true, twilio_line },
};

static const struct manner *
manner_of(const char *channel)
{
	for (size_t i = 0; i < sizeof manners / sizeof *manners; i++)
		if (str_eq(manners[i].channel, channel))
			return &manners[i];
	return NULL;
}

static void
close_page(struct served *s, const struct manner *m, size_t page, size_t count, const char *rows)
{
	struct buf b = BUF_INIT;
	if (str_eq(m->channel, "telegram"))
		buf_addf(&b, "{\"ok\":true,\"result\":[%s]}", rows);
	else if (str_eq(m->channel, "mastodon"))
		buf_addf(&b, "[%s]", rows);
	else if (str_eq(m->channel, "matrix"))	/* the pages of room after room */
		buf_addf(&b, "{\"chunk\":[%s],\"start\":\"t%zu\"%s}", rows, page, (page + 1) % (count / ROOMS) ?
			arena_printf(arena, ",\"end\":\"t%zu\"", page + 1) : "");
	else
		buf_addf(&b, "{\"messages\":[%s],\"page\":%zu,\"page_size\":1000%s}", rows, page, page + 1 < count ?
			arena_printf(arena, ",\"next_page_uri\":\"/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/"
			"Messages.json?PageSize=1000&Page=%zu\"", page + 1) : "");
	services_page(&s->pages[page], b.data);
	buf_free(&b);
}

static void
make_pages(struct served *s, const struct manner *m)
{
	size_t n = (size_t)s->messages, count = (n + m->rows - 1) / m->rows;
	struct line *lines = xcalloc(n, sizeof *lines);
	struct buf rows = BUF_INIT;
	for (size_t i = 0; i < n; i++)
		lines[i] = line_of(s, (int64_t)i);
	s->page_rows = m->rows;
	s->page_count = count;
	s->pages = xcalloc(count, sizeof *s->pages);
	for (size_t page = 0; page < count; page++) {
		buf_clear(&rows);
		for (size_t i = page * m->rows; i < (page + 1) * m->rows && i < n; i++) {
			buf_adds(&rows, i > page * m->rows ? "," : "");
			m->line(&rows, &lines[m->newest_first ? n - 1 - i : i]);
		}
		close_page(s, m, page, count, rows.data);
	}
	free(lines);
	buf_free(&rows);
}

/* Ten rooms, each with a gap that reaches back to its first message. */
static void
make_first_sync(struct served *s)
{
	struct buf b = BUF_INIT;
	buf_adds(&b, "{\"next_batch\":\"s1\",\"rooms\":{\"join\":{");
	for (size_t i = 0; i < ROOMS && s->page_count; i++)
		buf_addf(&b, "%s\"!r%zu:example.org\":{\"timeline\":{\"events\":[],\"limited\":true,\"prev_batch\":\"t%zu\"}}",
			i ? "," : "", i, i * (s->page_count / ROOMS));
	buf_adds(&b, "}}}");
	services_page(&s->first, b.data);
	buf_free(&b);
}

void
services_make(struct served *s, const char *channel, int number, int64_t messages)
{
	const struct manner *m = manner_of(channel);
	*s = (struct served){ .channel = channel, .number = number, .messages = m ? messages : 0, .first = BUF_INIT };
	if (m && messages)
		make_pages(s, m);
	if (str_eq(channel, "matrix"))
		make_first_sync(s);
}

/* -- answers -------------------------------------------------------------------------------------------------- */

static const struct buf *
fixed(const char *body)
{
	static struct { const char *body; struct buf page; } known[40];
	size_t i = 0;
	while (known[i].body && strcmp(known[i].body, body))
		i++;
	if (!known[i].body && i + 1 < sizeof known / sizeof *known) {
		known[i].body = body;
		services_page(&known[i].page, body);
	}
	return &known[i].page;
}

static const struct buf *
page_or(struct served *s, size_t page, const char *otherwise)
{
	return page < s->page_count ? &s->pages[page] : fixed(otherwise);
}

/* The number that follows a word; 0 when there is none. */
static int64_t
number_after(const char *text, const char *word)
{
	const char *p = text ? strstr(text, word) : NULL;
	return p ? strtoll(p + strlen(word) + strspn(p + strlen(word), "\": "), NULL, 10) : 0;
}

static const struct buf *
telegram_answer(struct served *s, const char *path, const char *body, int64_t *hold_ms)
{
	if (!strstr(path, "/getUpdates"))
		return NULL;
	int64_t offset = number_after(body, "\"offset\":");
	if (offset <= s->messages && s->messages)
		return &s->pages[offset > 0 ? (offset - 1) / (int64_t)s->page_rows : 0];
	*hold_ms = number_after(body, "\"timeout\":") * 1000;
	return fixed("{\"ok\":true,\"result\":[]}");
}

/* Each post is another. */
static const struct buf *
sent_status(void)
{
	static struct buf text, out;
	static int64_t last = 900000;
	buf_clear(&text);
	buf_addf(&text, "{\"id\":\"%lld\",\"created_at\":\"2026-11-26T10:00:00.000Z\",\"visibility\":\"direct\","
		"\"content\":\"<p>sent</p>\",\"account\":{\"id\":\"1\",\"acct\":\"shop\"}}", (long long)++last);
	buf_clear(&out);
	services_page(&out, text.data);
	return &out;
}

static const struct buf *
mastodon_answer(struct served *s, const char *path, const char *body)
{
	if (strstr(path, "/verify_credentials"))
		return fixed("{\"id\":\"1\",\"username\":\"shop\",\"acct\":\"shop\",\"display_name\":\"Shop\","
			"\"url\":\"https://social.example/@shop\"}");
	if (strstr(path, "/instance"))
		return fixed("{\"configuration\":{\"statuses\":{\"max_characters\":500,\"max_media_attachments\":4}}}");
	if (strstr(path, "/statuses") && body && *body)
		return sent_status();
	if (!strstr(path, "/notifications") || strstr(path, "min_id="))
		return fixed("[]");
	int64_t max = number_after(path, "max_id=");	/* the oldest of the page before */
	return page_or(s, max ? (size_t)(s->messages - (max - 100001)) / (s->page_rows ? s->page_rows : 1) : 0, "[]");
}

static const struct buf *
matrix_answer(struct served *s, const char *path, int64_t *hold_ms)
{
	const char *from = strstr(path, "from=t");
	if (strstr(path, "/messages?") && from)
		return page_or(s, strtoul(from + 6, NULL, 10), "{\"chunk\":[],\"start\":\"t0\"}");
	if (!strstr(path, "/sync?"))
		return fixed("{}");
	if (!strstr(path, "since="))
		return &s->first;
	*hold_ms = number_after(path, "timeout=");
	return fixed("{\"next_batch\":\"s1\"}");
}

static const struct buf *
twilio_answer(struct served *s, const char *path)
{
	if (strstr(path, "/Calls.json"))
		return fixed("{\"calls\":[]}");
	if (strstr(path, "/Recordings.json"))
		return fixed("{\"recordings\":[]}");
	return page_or(s, (size_t)number_after(path, "&Page="), "{\"messages\":[]}");
}

/* Nothing new, as each service says it. */
static const struct buf *
no_news(const char *channel, const char *path)
{
	if (str_eq(channel, "bluesky"))
		return fixed(strstr(path, "Session") ? "{\"did\":\"did:plc:shop\",\"handle\":\"shop.example.org\","
			"\"accessJwt\":\"a\",\"refreshJwt\":\"r\"}" :
			strstr(path, "getLog") ? "{\"logs\":[],\"cursor\":\"1\"}" :
			strstr(path, "listConvos") ? "{\"convos\":[]}" : "{\"notifications\":[]}");
	if (str_eq(channel, "x"))
		return fixed("{\"meta\":{\"result_count\":0}}");
	if (str_eq(channel, "tiktok"))
		return fixed("{\"code\":0,\"message\":\"OK\",\"data\":{\"has_more\":false,\"videos\":[],\"comments\":[]}}");
	return fixed("{\"id\":\"1\",\"username\":\"shop\",\"name\":\"Shop\",\"data\":[]}");
}

const struct buf *
services_answer(struct served *s, const char *path, const char *body, int64_t *hold_ms)
{
	if (str_eq(s->channel, "telegram"))
		return telegram_answer(s, path, body, hold_ms);
	if (str_eq(s->channel, "mastodon"))
		return mastodon_answer(s, path, body);
	if (str_eq(s->channel, "matrix"))
		return matrix_answer(s, path, hold_ms);
	return str_eq(s->channel, "twilio") ? twilio_answer(s, path) : no_news(s->channel, path);
}
