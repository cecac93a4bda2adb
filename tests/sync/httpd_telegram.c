/*
 * httpd_telegram.c - the manners of the Telegram Bot API: updates stay until an offset above them is asked for, a
 * poll may be held open and gives way to the next (409), tokens are looked at, sends are counted.
 *
 * Per bot: TOKEN.updates (one update a line; more may be appended at any time), TOKEN.sent (what it said: method,
 * chat, text, file), TOKEN.faults; files/NAME is what getFile leads to for file_id NAME.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "clock.h"
#include "httpd.h"

#define BOTS 64

static struct bot {
	char token[100];
	char *text;			/* of the updates file */
	size_t len;
	size_t at;			/* first line not forgotten */
	int64_t forgotten;		/* below this offset */
	bool *holder;			/* the poll that is held open */
	int64_t next_message;
} bots[BOTS];

static void
split(const struct request_in *in, char token[100], char method[80])
{
	const char *p = in->path + (strncmp(in->path, "/file", 5) ? 0 : 5);

	*token = *method = '\0';
	(void)sscanf(p, "/bot%99[^/]/%79[^?]", token, method);
}

static void
name(const struct request_in *in, char who[200], char method[80])
{
	char token[100];

	split(in, token, method);
	snprintf(who, 200, "%s", token);
	if (!strncmp(in->path, "/file", 5))
		snprintf(method, 80, "file");
}

static struct bot *
find(const char *folder, const char *token)
{
	char file[200];
	size_t i, len;
	char *text;

	for (i = 0; i < BOTS && bots[i].token[0]; i++)
		if (!strcmp(bots[i].token, token))
			return &bots[i];
	snprintf(file, sizeof file, "%s.updates", token);
	text = i < BOTS && *token ? httpd_read(folder, file, &len) : NULL;
	if (!text)
		return NULL;
	free(text);
	snprintf(bots[i].token, sizeof bots[i].token, "%s", token);
	bots[i].next_message = 5000;
	return &bots[i];
}

static void
refuse(struct reply *r, int code, const char *words)
{
	r->status = code;
	buf_clear(&r->body);
	buf_addf(&r->body, "{\"ok\":false,\"error_code\":%d,\"description\":\"%s\"}", code, words);
}

/* -- updates -------------------------------------------------------------------------------------------------- */

static int64_t
update_id(const char *line)
{
	const char *p = strstr(line, "\"update_id\":");

	return p ? strtoll(p + 12, NULL, 10) : -1;
}

/* What was appended to the file since. */
static void
read_more(const char *folder, struct bot *b)
{
	char file[200];
	size_t len;
	char *text;

	snprintf(file, sizeof file, "%s.updates", b->token);
	text = httpd_read(folder, file, &len);
	/* a line that is being written is none yet */
	while (text && len && text[len - 1] != '\n')
		len--;
	if (!text || len <= b->len) {
		free(text);
		return;
	}
	text[len] = '\0';
	free(b->text);
	b->text = text;
	b->len = len;
}

static size_t
give(struct bot *b, int64_t limit, struct buf *out)
{
	size_t at = b->at, n = 0, line;

	buf_adds(out, "{\"ok\":true,\"result\":[");
	while (b->text && at < b->len && (int64_t)n < limit) {
		line = strcspn(b->text + at, "\n");
		if (line) {
			buf_adds(out, n++ ? "," : "");
			buf_add(out, b->text + at, line);
		}
		at += line + 1;
	}
	buf_adds(out, "]}");
	return n;
}

static void
get_updates(const char *folder, struct bot *b, json_t *body, struct reply *r, int64_t waited, bool *superseded,
	bool again)
{
	int64_t offset = json_integer_value(json_object_get(body, "offset"));
	int64_t timeout = json_integer_value(json_object_get(body, "timeout"));
	int64_t limit = json_object_get(body, "limit") ? json_integer_value(json_object_get(body, "limit")) : 100;

	if (*superseded) {
		refuse(r, 409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
		return;
	}
	if (!again && b->holder && b->holder != superseded)
		*b->holder = true;
	b->holder = superseded;
	if (!again || waited % 100 < 20)
		read_more(folder, b);
	if (offset > b->forgotten)
		b->forgotten = offset;
	while (b->text && b->at < b->len && update_id(b->text + b->at) < b->forgotten)
		b->at += strcspn(b->text + b->at, "\n") + 1;
	if (!give(b, limit, &r->body) && waited < timeout * 1000) {
		buf_clear(&r->body);
		return;			/* held open */
	}
	b->holder = NULL;
	r->status = 200;
}

/* -- sending -------------------------------------------------------------------------------------------------------- */

static const char *
field(const struct request_in *in, json_t *body, const char *key, char room[8192])
{
	char file[200];
	size_t len = 0;
	const char *part;
	json_t *v = json_object_get(body, key);

	*room = '\0';
	if (json_is_string(v)) {
		snprintf(room, 8192, "%s", json_string_value(v));
	} else if (json_is_integer(v)) {
		snprintf(room, 8192, "%lld", (long long)json_integer_value(v));
	} else if (json_is_object(v)) {
		char *dump = json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS);

		snprintf(room, 8192, "%s", dump);
		free(dump);
	} else if ((part = httpd_part(in, key, &len, file))) {
		snprintf(room, 8192, "%.*s", len > 8000 ? 8000 : (int)len, part);
	}
	return room;
}

static void
put_sent(const char *folder, struct bot *b, const char *method, const struct request_in *in, const char *chat,
	const char *text, const char *reply)
{
	static const char *const files[] = { "photo", "document", "file0", "file1" };
	struct buf line = BUF_INIT;
	char name_of[200], log[200];
	size_t len, i;
	const char *bytes;

	buf_addf(&line, "%s\t%s\t%s\t%s", method, chat, text, reply);
	for (i = 0; i < sizeof files / sizeof files[0]; i++)
		if ((bytes = httpd_part(in, files[i], &len, name_of)) && *name_of) {
			buf_addf(&line, "\t%s=%s:%zu", files[i], name_of, len);
			httpd_append(folder, "uploaded", bytes, len);
		}
	for (i = 0; i < line.len; i++)
		if (line.data[i] == '\n')
			line.data[i] = ' ';
	buf_addc(&line, '\n');
	snprintf(log, sizeof log, "%s.sent", b->token);
	httpd_append(folder, log, line.data, line.len);
	buf_free(&line);
}

static void
send_any(const char *folder, struct bot *b, const char *method, const struct request_in *in, json_t *body,
	struct reply *r)
{
	static char chat[8192], text[8192], reply[8192];
	json_t *message;
	char *dump;

	field(in, body, "chat_id", chat);
	field(in, body, !strcmp(method, "sendMessage") ? "text" : "caption", text);
	field(in, body, "reply_parameters", reply);
	if (!*chat) {
		refuse(r, 400, "Bad Request: chat_id is empty");
	} else if (!strcmp(chat, "403")) {
		refuse(r, 403, "Forbidden: bot was blocked by the user");
	} else if (!strcmp(chat, "-77")) {
		r->status = 400;
		buf_adds(&r->body, "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: group chat was upgraded to a "
			"supergroup chat\",\"parameters\":{\"migrate_to_chat_id\":-10077}}");
	} else {
		put_sent(folder, b, method, in, chat, text, reply);
		message = json_pack("{sI s{sI ss} sI ss}", "message_id", (json_int_t)b->next_message++, "chat", "id",
			(json_int_t)strtoll(chat, NULL, 10), "type", "private", "date", (json_int_t)(clock_now() / 1000),
			"text", text);
		dump = json_dumps(message, JSON_COMPACT);
		r->status = 200;
		buf_addf(&r->body, !strcmp(method, "sendMediaGroup") ? "{\"ok\":true,\"result\":[%s]}" :
			"{\"ok\":true,\"result\":%s}", dump);
		free(dump);
		json_decref(message);
	}
}

/* -- all -------------------------------------------------------------------------------------------------------------- */

static void
serve_path(const char *folder, const struct request_in *in, struct reply *r)
{
	const char *last = strrchr(in->path, '/');
	char file[300];
	size_t len;
	char *text;

	snprintf(file, sizeof file, "files/%s", last ? last + 1 : "");
	text = httpd_read(folder, file, &len);
	r->type = "application/octet-stream";
	r->status = text ? 200 : 404;
	if (text)
		buf_add(&r->body, text, len);
	free(text);
}

static void
serve(const char *folder, const struct request_in *in, struct reply *r, int64_t waited, bool *superseded, bool again)
{
	char token[100], method[80], id[8192];
	struct bot *b;
	json_t *body;

	split(in, token, method);
	b = find(folder, token);
	if (!b) {
		refuse(r, 401, "Unauthorized");
		return;
	}
	if (!strncmp(in->path, "/file", 5)) {
		serve_path(folder, in, r);
		return;
	}
	body = json_loadb(in->body, in->len, 0, NULL);
	if (!strcmp(method, "getUpdates")) {
		get_updates(folder, b, body, r, waited, superseded, again);
	} else if (!strncmp(method, "send", 4)) {
		send_any(folder, b, method, in, body, r);
	} else if (!strcmp(method, "getFile")) {
		r->status = 200;
		buf_addf(&r->body, "{\"ok\":true,\"result\":{\"file_id\":\"x\",\"file_unique_id\":\"u\","
			"\"file_path\":\"documents/%s\"}}",
			field(in, body, "file_id", id));
	} else if (!strcmp(method, "getMe")) {
		r->status = 200;
		buf_adds(&r->body, "{\"ok\":true,\"result\":{\"id\":700,\"is_bot\":true,\"first_name\":\"Acme Care\","
			"\"username\":\"acme_care_bot\"}}");
	} else if (!strcmp(method, "getWebhookInfo")) {
		r->status = 200;
		buf_adds(&r->body, "{\"ok\":true,\"result\":{\"url\":\"\",\"has_custom_certificate\":false,"
			"\"pending_update_count\":0}}");
	} else {
		refuse(r, 404, "Not Found");
	}
	json_decref(body);
}

static bool
owns(const char *path)
{
	return !strncmp(path, "/bot", 4) || !strncmp(path, "/file/bot", 9);
}

const struct service telegram_service = { owns, serve, name };
