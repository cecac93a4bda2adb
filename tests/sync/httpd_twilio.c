/*
 * httpd_twilio.c - the manners of Twilio's REST API: lists newest first, filtered by day, page after page with a
 * token; messages that are accepted at once and delivered later; Basic sign-in.
 *
 * Per account: SID.token (its auth token), SID.messages, SID.calls, SID.recordings, SID.transcriptions, SID.media
 * (one resource as JSON a line; a later line with the same sid takes an earlier one's place), SID.faults;
 * files/NAME is what a media or recording of that SID holds.  Intelligence: /v2 with transcripts and sentences.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "clock.h"
#include "httpd.h"
#include "str.h"

#define API "/2010-04-01/Accounts/"

static void
refuse(struct reply *r, int status, int code, const char *words)
{
	r->status = status;
	buf_clear(&r->body);
	buf_addf(&r->body, "{\"code\":%d,\"message\":\"%s\",\"more_info\":\"https://www.twilio.com/docs/errors/%d\","
		"\"status\":%d}", code, words, code, status);
}

static void
put_json(struct reply *r, int status, json_t *o)
{
	char *dump = json_dumps(o, JSON_COMPACT);

	r->status = status;
	buf_adds(&r->body, dump ? dump : "{}");
	free(dump);
	json_decref(o);
}

/* "SID" and "Messages/SM1/Media.json" of a path. */
static void
split(const struct request_in *in, char sid[100], char rest[400])
{
	*sid = *rest = '\0';
	(void)sscanf(in->path, API "%99[^/]/%399s", sid, rest);
	if (!*rest && str_starts(in->path, API))
		sid[strcspn(sid, ".")] = '\0';
}

static void
name(const struct request_in *in, char who[200], char method[80])
{
	char sid[100], rest[400], *slash;

	split(in, sid, rest);
	snprintf(who, 200, "%s", sid);
	rest[strcspn(rest, "?")] = '\0';
	slash = strrchr(rest, '/');
	if (!strcmp(in->method, "POST"))
		snprintf(method, 80, "send");
	else if (strstr(rest, "/Media/") || strstr(rest, ".mp3"))
		snprintf(method, 80, "file");
	else
		snprintf(method, 80, "%.*s", (int)(slash ? slash - rest : (long)strcspn(rest, ".")), rest);
	method[strcspn(method, "/")] = '\0';
}

/* -- what is kept ---------------------------------------------------------------------------------------------- */

/* All resources of a kind, oldest first. */
static json_t *
read_all(const char *folder, const char *sid, const char *kind)
{
	json_t *all = json_array(), *one, *known;
	char file[300], *text, *line, *rest;
	size_t len, i;

	snprintf(file, sizeof file, "%s%s%s", sid, *sid ? "." : "", kind);
	text = httpd_read(folder, file, &len);
	while (text && len && text[len - 1] != '\n')	/* a line that is being written is none yet */
		text[--len] = '\0';
	for (rest = text; (line = strsep(&rest, "\n"));) {
		if (!(one = json_loads(line, 0, NULL)))
			continue;
		json_array_foreach(all, i, known)
			if (str_eq(json_string_value(json_object_get(known, "sid")),
			    json_string_value(json_object_get(one, "sid"))))
				break;
		if (i < json_array_size(all))
			(void)json_array_set_new(all, i, one);
		else
			(void)json_array_append_new(all, one);
	}
	free(text);
	return all;
}

static const char *
text_of(json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

/* One value of a query or a form, decoded. */
static bool
value_of(const char *from, const char *key, char *out, size_t room)
{
	size_t n = strlen(key), k = 0;
	unsigned byte;
	const char *p = from;

	*out = '\0';
	while (p && *p && strncmp(p, key, n))
		p = strchr(p, '&') ? strchr(p, '&') + 1 : NULL;
	if (!p || !*p || p[n] != '=')
		return false;
	for (p += n + 1; *p && *p != '&' && k + 1 < room; p++)
		if (*p == '%' && sscanf(p + 1, "%2x", &byte) == 1) {
			out[k++] = (char)byte;
			p += 2;
		} else {
			out[k++] = *p == '+' ? ' ' : *p;
		}
	out[k] = '\0';
	return true;
}

/* "2026-11-25" of "Wed, 25 Nov 2026 ...". */
static void
day_of(const char *date, char out[16])
{
	struct tm t = { .tm_year = 0 };

	*out = '\0';
	if (strptime(date, "%a, %d %b %Y", &t))
		(void)strftime(out, 16, "%Y-%m-%d", &t);
}

/* -- lists --------------------------------------------------------------------------------------------------------- */

static const struct { const char *path, *kind, *key, *date, *filter; } lists[] = {
	{ "Messages.json", "messages", "messages", "date_sent", "DateSent%3E" },
	{ "Calls.json", "calls", "calls", "start_time", "StartTime%3E" },
	{ "Recordings.json", "recordings", "recordings", "date_created", "DateCreated%3E" },
};

static bool
fits(const struct request_in *in, json_t *o, const char *date, const char *filter)
{
	static const struct { const char *query, *member; } same[] = { { "To", "to" }, { "From", "from" },
		{ "ParentCallSid", "parent_call_sid" }, { "CallSid", "call_sid" } };
	char want[300], day[16];
	size_t i;

	for (i = 0; i < sizeof same / sizeof same[0]; i++)
		if (value_of(in->query, same[i].query, want, sizeof want) && !str_eq(want, text_of(o, same[i].member)))
			return false;
	if (!value_of(in->query, filter, want, sizeof want))
		return true;
	day_of(text_of(o, date), day);
	return strcmp(day, want) >= 0;
}

static void
list(const char *folder, const char *sid, const struct request_in *in, size_t which, struct reply *r)
{
	json_t *all = read_all(folder, sid, lists[which].kind), *page = json_array(), *one, *next = json_null();
	char text[300];
	int64_t size = 50, skip = 0, seen = 0;
	size_t i = json_array_size(all);

	if (value_of(in->query, "PageSize", text, sizeof text))
		size = strtol(text, NULL, 10);
	if (value_of(in->query, "PageToken", text, sizeof text))
		skip = strtol(text + 2, NULL, 10);
	while (i-- > 0) {
		one = json_array_get(all, i);
		if (!fits(in, one, lists[which].date, lists[which].filter) || seen++ < skip)
			continue;
		if ((int64_t)json_array_size(page) == size) {
			size_t base = strcspn(in->query ? in->query : "", "") , cut = base;
			const char *token = in->query ? strstr(in->query, "&Page=") : NULL;

			cut = token ? (size_t)(token - in->query) : base;
			snprintf(text, sizeof text, "%s?%.*s&Page=1&PageToken=PA%lld", in->path, (int)cut,
				in->query ? in->query : "", (long long)(skip + size));
			next = json_string(text);
			break;
		}
		(void)json_array_append(page, one);
	}
	json_decref(all);
	put_json(r, 200, json_pack("{s:o, s:o, s:i}", lists[which].key, page, "next_page_uri", next, "page", 0));
}

/* -- messages out ---------------------------------------------------------------------------------------------------- */

static void
now_words(char out[64])
{
	time_t now = (time_t)(clock_now() / 1000);
	struct tm t;

	(void)gmtime_r(&now, &t);
	(void)strftime(out, 64, "%a, %d %b %Y %H:%M:%S +0000", &t);
}

static void
send_one(const char *folder, const char *sid, const struct request_in *in, struct reply *r)
{
	static int count;
	char from[300], to[300], body[8000], template[300], date[64], id[40], file[300], *dump;
	char *form = strndup(in->body, in->len);
	bool words = value_of(form, "Body", body, sizeof body);
	bool approved = value_of(form, "ContentSid", template, sizeof template);
	json_t *o;

	(void)value_of(form, "From", from, sizeof from);
	(void)value_of(form, "To", to, sizeof to);
	if (!words && approved)
		(void)value_of(form, "ContentVariables", body, sizeof body);
	free(form);
	if (!*to || (!words && !approved)) {
		refuse(r, 400, 21604, "A 'To' phone number and a body are required");
	} else if (str_ends(to, "0000")) {
		refuse(r, 400, 21211, "Invalid 'To' Phone Number");
	} else if (str_ends(to, "0610")) {
		refuse(r, 400, 21610, "Attempt to send to unsubscribed recipient");
	} else {
		now_words(date);
		snprintf(id, sizeof id, "SM%032x", 0x5e0000 + ++count);
		o = json_pack("{ss ss ss ss ss ss ss ss ss sn}", "sid", id, "from", from, "to", to, "body", body, "status",
			"queued", "direction", "outbound-api", "num_media", "0", "date_created", date, "date_sent", date,
			"error_code");
		(void)json_object_set_new(o, "template", approved ? json_string(template) : json_null());
		dump = json_dumps(o, JSON_COMPACT);
		snprintf(file, sizeof file, "%s.messages", sid);
		httpd_append(folder, file, dump, strlen(dump));
		httpd_append(folder, file, "\n", 1);
		free(dump);
		put_json(r, 201, o);
	}
}

/* -- the rest ---------------------------------------------------------------------------------------------------------- */

static void
serve_file(const char *folder, const char *id, struct reply *r)
{
	char file[300];
	size_t len;
	char *text;

	snprintf(file, sizeof file, "files/%.*s", (int)strcspn(id, "."), id);
	text = httpd_read(folder, file, &len);
	if (text) {
		r->status = 200;
		r->type = "application/octet-stream";
		buf_add(&r->body, text, len);
	} else {
		refuse(r, 404, 20404, "The requested resource was not found");
	}
	free(text);
}

/* Resources whose member is this. */
static json_t *
those(const char *folder, const char *sid, const char *kind, const char *member, const char *value)
{
	json_t *all = read_all(folder, sid, kind), *some = json_array(), *one;
	size_t i;

	json_array_foreach(all, i, one)
		if (str_eq(text_of(one, member), value))
			(void)json_array_append(some, one);
	json_decref(all);
	return some;
}

static void
single(const char *folder, const char *sid, const char *rest, struct reply *r)
{
	static const struct { const char *head, *kind; } kinds[] = { { "Messages/", "messages" }, { "Calls/", "calls" },
		{ "Recordings/", "recordings" }, { "Transcriptions/", "transcriptions" } };
	char id[100] = "", sub[100] = "";
	json_t *found = NULL;
	size_t i;

	(void)sscanf(rest, "%*[A-Za-z]/%99[^/.]/%99s", id, sub);
	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (str_starts(rest, kinds[i].head))
			found = those(folder, sid, kinds[i].kind, "sid", id);
	if (!found || !json_array_size(found))
		refuse(r, 404, 20404, "The requested resource was not found");
	else if (str_starts(sub, "Media.json"))
		put_json(r, 200, json_pack("{s:o, s:n}", "media_list", those(folder, sid, "media", "parent_sid", id),
			"next_page_uri"));
	else if (str_starts(sub, "Media/"))
		serve_file(folder, sub + 6, r);
	else if (str_starts(sub, "Transcriptions.json"))
		put_json(r, 200, json_pack("{s:o, s:n}", "transcriptions", those(folder, sid, "transcriptions",
			"recording_sid", id), "next_page_uri"));
	else if (strstr(rest, ".mp3"))
		serve_file(folder, id, r);
	else
		put_json(r, 200, json_incref(json_array_get(found, 0)));
	json_decref(found);
}

static bool
signed_in(const char *folder, const char *sid, const struct request_in *in)
{
	const char *header = httpd_header(in, "authorization");
	char file[300], *token, *pair;
	struct arena *a = arena_new();
	size_t len;
	bool good;

	snprintf(file, sizeof file, "%s.token", sid);
	token = httpd_read(folder, file, &len);
	if (token)
		token[strcspn(token, "\n")] = '\0';
	pair = arena_printf(a, "%s:%s", sid, token ? token : "");
	good = token && str_eq(header, arena_printf(a, "Basic %s", str_base64(a, pair, strlen(pair))));
	free(token);
	arena_free(a);
	return good;
}

static void
intelligence(const char *folder, const struct request_in *in, struct reply *r)
{
	char id[100] = "", source[100];

	if (sscanf(in->path, "/v2/Transcripts/%99[^/]/Sentences", id) == 1)
		put_json(r, 200, json_pack("{s:o, s:{s:n}}", "sentences", those(folder, "", "sentences", "transcript_sid", id),
			"meta", "next_page_url"));
	else if (value_of(in->query, "SourceSid", source, sizeof source))
		put_json(r, 200, json_pack("{s:o, s:{s:n}}", "transcripts", those(folder, "", "transcripts", "source", source),
			"meta", "next_page_url"));
	else
		refuse(r, 404, 20404, "The requested resource was not found");
}

static void
serve(const char *folder, const struct request_in *in, struct reply *r, int64_t waited, bool *superseded, bool again)
{
	char sid[100], rest[400];
	size_t i;

	(void)waited;
	(void)superseded;
	(void)again;
	split(in, sid, rest);
	if (str_starts(in->path, "/v2/")) {
		intelligence(folder, in, r);
		return;
	}
	if (!signed_in(folder, sid, in)) {
		refuse(r, 401, 20003, "Authenticate");
		return;
	}
	for (i = 0; i < sizeof lists / sizeof lists[0]; i++)
		if (!strcmp(rest, lists[i].path)) {
			if (!strcmp(in->method, "POST"))
				send_one(folder, sid, in, r);
			else
				list(folder, sid, in, i, r);
			return;
		}
	if (*rest)
		single(folder, sid, rest, r);
	else
		put_json(r, 200, json_pack("{ss ss ss}", "sid", sid, "friendly_name", "Acme Care", "status", "active"));
}

static bool
owns(const char *path)
{
	return str_starts(path, API) || str_starts(path, "/v2/Transcripts");
}

const struct service twilio_service = { owns, serve, name };
