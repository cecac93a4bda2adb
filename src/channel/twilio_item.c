/* twilio_item.c - one message or call as it stands in Twilio's lists. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "twilio.h"

#define WINDOW_MS (24 * MS_HOUR)	/* WhatsApp: free words until so long after theirs */
#define MEDIA_MAX 10

int64_t
twilio_time(json_t *o, const char *key)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *s = json_string_value(json_object_get(o, key)), *comma = s ? strchr(s, ',') : NULL, *m;
	char month[4] = "", sign = '+', text[160];
	int day, year, hour, minute, second, zone = 0;
	int64_t at;

	if (!s || sscanf(comma ? comma + 1 : s, " %2d %3[A-Za-z] %4d %2d:%2d:%2d %c%4d", &day, month, &year, &hour,
	    &minute, &second, &sign, &zone) < 6 || strlen(month) != 3 || !(m = strstr(months, month)) ||
	    (m - months) % 3 || day < 1 || year < 1970 || hour < 0 || minute < 0 || second < 0 || zone < 0)
		return 0;
	if (sign != '+' && sign != '-') {	/* GMT */
		sign = '+';
		zone = 0;
	}
	snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", year, (int)(m - months) / 3 + 1, day,
		hour, minute, second, sign, zone / 100, zone % 100);
	return clock_parse_rfc3339(text, &at) && at > 0 ? at : 0;
}

/* -- addresses ------------------------------------------------------------------------------------------------ */

const char *
twilio_number(struct arena *a, const char *address, const char **prefix)
{
	const char *colon = address ? strchr(address, ':') : NULL;

	*prefix = colon ? str_lower(a, arena_strn(a, address, (size_t)(colon - address))) : "";
	return colon ? colon + 1 : address;
}

static bool
is_telephone(const char *s)
{
	size_t n = s && *s == '+' ? strspn(s + 1, "0123456789") : 0;

	return n >= 4 && n <= 15 && !s[n + 1];
}

bool
twilio_is_ours(const struct channel_context *c, const char *address)
{
	const char *own = c->option(c->ctx, "own-addresses"), *prefix, *number = twilio_number(c->arena, address, &prefix);
	char **list = own ? str_split(c->arena, own, ",", NULL) : NULL;

	if (str_eq(prefix, "client") || str_eq(prefix, "sip") || str_eq(prefix, "sim"))
		return true;
	for (; list && *list; list++) {
		const char *ours = twilio_number(c->arena, *list, &prefix);

		if (str_eq(ours, number))
			return true;
	}
	return false;
}

static bool
knows_own(const struct channel_context *c)
{
	return !str_empty(c->option(c->ctx, "own-addresses"));
}

const char *
twilio_thread(struct arena *a, const char *own, const char *other, const char **channel)
{
	const char *prefix, *mine = twilio_number(a, own, &prefix), *kind, *theirs = twilio_number(a, other, &kind);

	if (str_empty(mine) || str_empty(theirs) || strlen(mine) > 200 || strlen(theirs) > 200 || strlen(kind) > 20 ||
	    strpbrk(kind, "|{} ") || strchr(mine, '|'))
		return NULL;
	*channel = str_eq(kind, "whatsapp") ? "whatsapp" : str_eq(kind, "messenger") ? "messenger" : NULL;
	return arena_printf(a, "%s|%s|%s", *kind ? kind : "sms", mine, theirs);
}

/* -- what both have -------------------------------------------------------------------------------------------- */

static const char *
identity_kind(const char *number, const char *channel)
{
	return is_telephone(number) ? "phone" : channel ? channel : "sms";
}

/* The people of it: whoever speaks in `from`, the other side in `to` (ours only where it is known to be). */
static void
set_people(struct twilio *t, struct message_in *m, const char *own, const char *other, const char *name)
{
	struct arena *a = t->c->arena;
	struct recipient *to = arena_new_of(a, struct recipient);
	bool in = m->direction == DIRECTION_IN;

	m->from = (struct address){ in ? name : NULL, in ? other : own };
	m->from_kind = identity_kind(other, m->channel);
	*to = (struct recipient){ ROLE_TO, { in ? NULL : name, in ? own : other } };
	m->recipients = to;
	m->recipient_count = !in || twilio_is_ours(t->c, own);
}

static int64_t
not_after(const struct channel_context *c, int64_t at)
{
	return at > 0 && at < c->now ? at : c->now;
}

/* -- messages --------------------------------------------------------------------------------------------------- */

int64_t
twilio_message_at(json_t *o)
{
	int64_t sent = twilio_time(o, "date_sent");

	return sent ? sent : twilio_time(o, "date_created");
}

static bool
one_of(const char *word, const char *words)
{
	size_t n = word ? strlen(word) : 0;
	const char *p;

	for (p = n ? strstr(words, word) : NULL; p; p = strstr(p + 1, word))
		if ((p == words || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
			return true;
	return false;
}

/* The server's words, and what they mean where a person can do something about it. */
static const char *
failure_words(struct arena *a, json_t *o)
{
	const char *words = js_text(a, o, "error_message");
	int64_t code = js_int(o, "error_code", 0);
	const char *hint = code == 63016 ? _("the 24 hours since the customer's last message are over: only a template "
		"may be sent") : code == 21610 ? _("the customer does not want messages (STOP)") : NULL;

	if (code && words)
		words = arena_printf(a, "%s (%lld)", words, (long long)code);
	else if (code)
		words = arena_printf(a, _("Twilio error %lld"), (long long)code);
	if (!words)
		words = js_text(a, o, "status");
	return hint ? arena_printf(a, "%s: %s", words, hint) : words;
}

bool
twilio_state(struct twilio *t, json_t *o, const char *thread)
{
	struct arena *a = t->c->arena;
	const char *status = js_text(a, o, "status"), *sid = twilio_sid(a, o, "sid", "");
	struct event_in e = { .thread = thread, .remote_id = sid, .at = not_after(t->c, twilio_time(o, "date_updated")) };
	bool over = true;

	if (!sid || !status)
		return true;
	if (str_eq(status, "delivered"))
		e.kind = EVENT_DELIVERED;
	else if (str_eq(status, "read"))
		e.kind = EVENT_READ;
	else if (one_of(status, "failed undelivered"))
		e.kind = EVENT_FAILED;
	else
		return !one_of(status, "accepted scheduled queued sending sent partially_delivered");
	if (e.kind == EVENT_FAILED)
		e.text = failure_words(a, o);
	else if (e.kind == EVENT_DELIVERED)
		over = !str_starts(thread, "whatsapp|");	/* it may be read yet */
	*gather_event(&t->g) = e;
	return over;
}

/* Type and name are known once the file is fetched. */
static void
set_media(struct twilio *t, struct message_in *m, json_t *o)
{
	struct arena *a = t->c->arena;
	int64_t n = js_int(o, "num_media", 0), i;
	struct attachment *files;

	if (n <= 0)
		return;
	n = n < MEDIA_MAX ? n : MEDIA_MAX;
	files = arena_array(a, struct attachment, (size_t)n);
	for (i = 0; i < n; i++)
		files[i] = (struct attachment){ .part = arena_printf(a, "%s:%lld", m->remote_id, (long long)i),
			.name = arena_printf(a, _("file-%lld"), (long long)i + 1) };
	m->attachments = files;
	m->attachment_count = (size_t)n;
}

/* WhatsApp: the customer's words open the window; where only we have spoken it is closed. */
static void
set_window(struct twilio *t, const struct message_in *m)
{
	bool in = m->direction == DIRECTION_IN;
	int64_t until = m->received_at + (in ? WINDOW_MS : 0);
	char *words = arena_alloc(t->c->arena, 32);
	size_t i;

	if (!str_eq(m->channel, "whatsapp"))
		return;
	clock_rfc3339(words, until);
	for (i = 0; i < t->g.b.capability_count; i++) {
		struct capability_in *p = &t->g.capabilities[i];

		if (!str_eq(p->key, "window") || !str_eq(p->thread, m->thread))
			continue;
		if (p->expires_at < until) {
			p->expires_at = until;
			p->value = words;
		}
		return;
	}
	gather_capability(&t->g, m->thread, "window", words, until);
	gather_capability(&t->g, m->thread, "after-window", "named-template", 0);
}

enum twilio_take
twilio_message(struct twilio *t, json_t *o)
{
	struct arena *a = t->c->arena;
	const char *sid = twilio_sid(a, o, "sid", ""), *direction = js_text(a, o, "direction");
	const char *status = js_text(a, o, "status"), *from = js_text(a, o, "from"), *to = js_text(a, o, "to");
	const char *prefix, *channel = NULL, *thread;
	bool in = str_eq(direction, "inbound");
	struct message_in *m;

	if (!sid || !direction || one_of(status, "canceled"))
		return TWILIO_PASSED;
	if (one_of(status, in ? "receiving" : "accepted scheduled queued"))
		return TWILIO_OPEN;
	if (!(thread = twilio_thread(a, in ? to : from, in ? from : to, &channel)))
		return TWILIO_PASSED;
	m = gather_message(&t->g);
	*m = (struct message_in){ .thread = thread, .channel = channel, .remote_id = sid,
		.direction = in ? DIRECTION_IN : DIRECTION_OUT, .flags = in ? 0 : MESSAGE_OUTSIDE,
		.text = js_text(a, o, "body"), .raw = js_dump(a, o, false) };
	m->received_at = m->sent_at = not_after(t->c, twilio_message_at(o));
	set_people(t, m, twilio_number(a, in ? to : from, &prefix), twilio_number(a, in ? from : to, &prefix), NULL);
	set_media(t, m, o);
	set_window(t, m);
	if (!in)
		(void)twilio_state(t, o, thread);
	else if (str_ieq(m->text, "START") || str_ieq(m->text, "UNSTOP"))
		gather_capability(&t->g, thread, "reply", "yes", 0);
	return TWILIO_TAKEN;
}

/* -- calls --------------------------------------------------------------------------------------------------------- */

int64_t
twilio_call_at(json_t *o)
{
	int64_t start = twilio_time(o, "start_time");

	return start ? start : twilio_time(o, "date_created");
}

static bool
is_inbound(struct arena *a, json_t *o)
{
	return one_of(js_text(a, o, "direction"), "inbound trunking-originating");
}

static json_t *
leg_of(struct arena *a, json_t *legs, const char *key, const char *sid)
{
	json_t *leg;
	size_t i;

	json_array_foreach(legs, i, leg)
		if (sid && str_eq(js_text(a, leg, key), sid))
			return leg;
	return NULL;
}

/* Which end of the call is the customer's; NULL when none is: a leg to one of our own people. */
static const char *
customer_of(const struct channel_context *c, json_t *o, json_t *legs, const char **own)
{
	struct arena *a = c->arena;
	const char *from = js_text(a, o, "from"), *to = js_text(a, o, "to");
	json_t *parent = leg_of(a, legs, "sid", js_text(a, o, "parent_call_sid"));
	bool in = is_inbound(a, o);
	const char *other = in ? from : to;

	*own = in ? to : from;
	if (str_empty(other) || str_empty(*own) || twilio_is_ours(c, other))
		return NULL;
	if (in || !js_text(a, o, "parent_call_sid"))
		return other;
	/* a call that was passed on: to a customer only if one of us began it */
	if (parent)
		return is_inbound(a, parent) && !twilio_is_ours(c, js_text(a, parent, "from")) ? NULL : other;
	return !knows_own(c) || twilio_is_ours(c, from) ? other : NULL;
}

/* Whether a person of ours spoke: what it led to was taken, or not.  A machine that answers is nobody. */
static unsigned
call_flags(struct arena *a, json_t *o, json_t *legs, bool in)
{
	const char *sid = js_text(a, o, "sid");
	bool led = false;
	json_t *leg;
	size_t i;

	if (!str_eq(js_text(a, o, "status"), "completed"))
		return MESSAGE_MISSED;
	if (!in)
		return 0;
	json_array_foreach(legs, i, leg) {
		if (!str_eq(js_text(a, leg, "parent_call_sid"), sid))
			continue;
		led = true;
		if (str_eq(js_text(a, leg, "status"), "completed"))
			return MESSAGE_TAKEN;
	}
	return led ? MESSAGE_MISSED : 0;
}

enum twilio_take
twilio_call(struct twilio *t, json_t *o, json_t *legs)
{
	struct arena *a = t->c->arena;
	const char *sid = twilio_sid(a, o, "sid", "CA"), *status = js_text(a, o, "status"), *own, *prefix;
	const char *other = customer_of(t->c, o, legs, &own), *mine, *theirs;
	bool in = is_inbound(a, o);
	struct message_in *m;
	int64_t seconds;

	if (!sid || !status)
		return TWILIO_PASSED;
	if (one_of(status, "queued ringing in-progress"))
		return TWILIO_OPEN;
	mine = twilio_number(a, own, &prefix);
	theirs = twilio_number(a, other, &prefix);
	if (!other || strlen(theirs) > 200 || strlen(mine) > 200)
		return TWILIO_PASSED;
	m = gather_message(&t->g);
	/* who hides the number is nobody known: each such call stands alone */
	*m = (struct message_in){ .thread = arena_printf(a, "voice|%s|%s", mine, is_telephone(theirs) ? theirs : sid),
		.channel = "voice",
		.remote_id = sid, .kind = KIND_CALL, .direction = in ? DIRECTION_IN : DIRECTION_OUT,
		.flags = call_flags(a, o, legs, in) | (in ? 0 : MESSAGE_OUTSIDE), .raw = js_dump(a, o, false) };
	m->received_at = m->sent_at = not_after(t->c, twilio_call_at(o));
	seconds = js_int(o, "duration", 0);
	m->duration_ms = seconds > 0 && seconds < 1000000 ? seconds * MS_SECOND : 0;
	set_people(t, m, mine, theirs, in ? js_text(a, o, "caller_name") : NULL);
	if (in && !is_telephone(theirs))
		m->from = (struct address){ theirs, NULL };
	return TWILIO_TAKEN;
}
