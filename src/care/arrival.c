/* arrival.c - what a message does to a case, and what follows from all of them. */
#include "care.h"

#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

const struct care_policy care_policy_default = {
	.late_after_ms = 4 * MS_HOUR,
	.reopen_window_ms = 14 * MS_DAY,
	.due_ms = { [PRIORITY_LOW] = 48 * MS_HOUR, [PRIORITY_NORMAL] = 24 * MS_HOUR, [PRIORITY_HIGH] = 4 * MS_HOUR,
		[PRIORITY_URGENT] = MS_HOUR },
	.stale_after_ms = 12 * MS_HOUR,
	.stale_after_chat_ms = MS_HOUR,
	.undo_send_ms = 10 * MS_SECOND,
	.unknown_wait_ms = 15 * MS_MINUTE,
	.callback_within_ms = 4 * MS_HOUR,
	.contact_ends_ms = 24 * MS_HOUR,
	.robot_max = 3,
	.robot_rate = 10,
	.robot_rate_ms = 3 * MS_HOUR,
};

/* Folded words that say thanks or agree, and the small words that may stand beside them. */
static const char *const thanks_words[] = { "thanks", "thank", "thankyou", "thx", "ty", "cheers", "grazie", "ringrazio",
	"danke", "dankeschon", "merci", "gracias", "obrigado", "obrigada", "bedankt", "perfetto", "perfect", "parfait",
	"perfekt", "perfecto", "perfeito", "ottimo", "great", "super", "top", "ok", "okay", "va", "bene", "d'accordo",
	"daccordo", "fantastico", "fantastic", "wonderful", "vielen", "prima", "genial", NULL };
static const char *const filler_words[] = { "you", "so", "very", "much", "a", "lot", "many", "mille", "tante", "molte",
	"molto", "infinite", "ancora", "again", "for", "per", "your", "the", "help", "aiuto", "l", "la", "il", "lo",
	"reply", "answer", "risposta", "quick", "veloce", "rapida", "tutto", "everything", "all", "all's", "good", "buona",
	"giornata", "day", "serata", "evening", "have", "nice", "and", "e", "und", "et", "y", "dank", "schon", "sehr",
	"beaucoup", "bien", "muchas", "muito", "i", "it", "works", "now", "is", "that", "this", "we", "vi", "ti", "le",
	"sie", "hi", "hello", "ciao", "salve", "buongiorno", "dear", "cordiali", "saluti", "kind", "best", "regards",
	"mfg", "lg", "vous", "fur", "die", "hilfe", "pour", "votre", "aide", "por", "su", "ayuda", "anche", "sempre",
	"gentilissimi", "gentili", "gentilissima", "gentile", "siete", "stati", "stata", "sei", "stato", NULL };

static bool
in_words(const char *const *list, const char *w, size_t n)
{
	for (; *list; list++)
		if (strlen(*list) == n && !memcmp(*list, w, n))
			return true;
	return false;
}

bool
care_is_thanks(const char *text)
{
	struct arena *a = arena_new();
	char *fresh = quote_fresh(text ? text : "", a);
	bool said = false, only = true;
	int words = 0;
	if (strpbrk(fresh, "?0123456789") || strstr(fresh, "\xef\xbc\x9f") || strlen(fresh) > 400) {
		arena_free(a);
		return false;
	}
	char *folded = utf8_fold_str(a, fresh);
	for (const char *p = folded; *p;) {
		p += strspn(p, " ");
		size_t n = strcspn(p, " ");
		if (!n)
			break;
		words++;
		if (in_words(thanks_words, p, n))
			said = true;
		else if (!in_words(filler_words, p, n))
			only = words > 3 && said ? only : false;	/* a name may follow */
		p += n;
	}
	/* an emoji alone folds to nothing */
	bool emoji = words == 0 && *fresh;
	arena_free(a);
	return emoji || (said && only && words <= 12);
}

enum care_wake
care_wake(const struct message_in *m, int64_t since_at)
{
	if (m->direction == DIRECTION_OUT)
		return CARE_OURS;
	switch (m->kind) {
	case KIND_BOUNCE: return CARE_BOUNCE;
	case KIND_AUTO: return CARE_AUTO;
	case KIND_RECEIPT: return CARE_RECEIPT;
	case KIND_REACTION: return CARE_REACTION;
	default: break;
	}
	if (m->received_at < since_at || m->flags & MESSAGE_HISTORY)
		return CARE_HISTORY;
	if (m->flags & MESSAGE_SECOND_LEVEL)
		return CARE_SECOND_LEVEL;
	if (m->kind == KIND_CALL || m->kind == KIND_UNREADABLE)
		return CARE_WAKES;
	if (!m->attachment_count && m->in_reply_to && care_is_thanks(m->text))
		return CARE_THANKS;
	if (!m->attachment_count && m->flags & MESSAGE_THANKS)
		return CARE_THANKS;
	if (!m->attachment_count && str_empty(m->text) && str_empty(m->subject))
		return CARE_EMPTY;
	return CARE_WAKES;
}

const char *
care_wake_words(enum care_wake w)
{
	switch (w) {
	case CARE_WAKES: return _("it asks for an answer: the case is open and its clock runs");
	case CARE_HISTORY: return _("it is older than the account's `since`: history, no work");
	case CARE_OURS: return _("it is ours: it answers what waited");
	case CARE_AUTO: return _("it is an automatic reply (RFC 3834): recorded, wakes nothing");
	case CARE_BOUNCE: return _("it is a delivery report (RFC 3464): shown with the message it is about");
	case CARE_RECEIPT: return _("it is a receipt: it became the delivery state of our message");
	case CARE_REACTION: return _("it is a reaction: recorded, wakes nothing");
	case CARE_THANKS: return _("it is only thanks: recorded, wakes nothing");
	case CARE_EMPTY: return _("it is empty: recorded, wakes nothing");
	case CARE_DUPLICATE: return _("another content under a known Message-ID: kept apart");
	case CARE_SECOND_LEVEL: return _("it is the second level's answer: a note on the case");
	case CARE_STREAM: return _("it was said in public and asks nothing of us: it is in the stream, without a clock");
	case CARE_BYSTANDER: return _("somebody else said it in the public conversation of a case: recorded, no clock");
	case CARE_SURVEY: return _("it answers our survey: recorded, wakes nothing");
	case CARE_BOUNCE_OURS: return _("our message was not delivered: the case is open again");
	}
	return "?";
}

enum care_arrival
care_arrival(const struct care_case *c, int64_t received_at, const struct care_policy *p)
{
	switch (c->status) {
	case STATUS_SPAM:
	case STATUS_NEW:
	case STATUS_OPEN:
	case STATUS_MERGED:
		return ARRIVAL_KEEP;
	case STATUS_PENDING:
		return ARRIVAL_OPEN;
	case STATUS_SNOOZED:
		/* a snooze until a time alone still ends with the customer's word */
		return ARRIVAL_OPEN;
	case STATUS_RESOLVED:
		return c->resolved_at && received_at > c->resolved_at + p->reopen_window_ms
			? ARRIVAL_FOLLOW_UP : ARRIVAL_OPEN;
	case STATUS_COUNT:
		break;
	}
	return ARRIVAL_KEEP;
}

/* A callback that was asked for, or that a missed call leaves; who calls twice is called back for the first. */
static void
derive_callback(const struct care_item *it, const struct care_policy *p, struct care_derived *out)
{
	if (it->spoke || it->no_reply_needed)
		out->callback_at = out->callback_to = 0;
	if (!it->call_back || (out->callback_at && !it->call_back_by))
		return;
	out->callback_at = it->call_back_by ? it->call_back_by : it->received_at + p->callback_within_ms;
	if (it->caller || it->spoke)
		out->callback_to = it->caller;
}

void
care_derive(const struct care_item *items, size_t n, enum priority priority, enum status status,
	const struct care_policy *p, struct care_derived *out)
{
	int64_t first_in = 0;
	*out = (struct care_derived){ .waiting_since = 0 };
	for (size_t i = 0; i < n; i++) {
		const struct care_item *it = &items[i];
		if (it->turns)
			continue;
		derive_callback(it, p, out);
		if (it->direction == DIRECTION_IN && it->wakes) {
			if (!first_in)
				first_in = it->received_at;
			if (!out->waiting_since)
				out->waiting_since = it->received_at;
		} else if (it->no_reply_needed) {
			out->waiting_since = 0;
		} else if (it->direction == DIRECTION_OUT && it->person && !it->failed) {
			if (first_in && !out->first_reply_at)
				out->first_reply_at = it->received_at;
			out->waiting_since = 0;
		}
	}
	bool clock = status == STATUS_NEW || status == STATUS_OPEN;
	if (!clock && status != STATUS_PENDING && status != STATUS_SNOOZED)
		out->callback_at = out->callback_to = 0;
	if (out->waiting_since && clock && p->due_ms[priority])
		out->due_at = out->waiting_since + p->due_ms[priority];
	if (out->callback_at && clock && (!out->due_at || out->callback_at < out->due_at))
		out->due_at = out->callback_at;
}

int
care_transition(enum status from, enum status to, struct error *err)
{
	if (from == STATUS_MERGED)
		return error_set(err, ERR_INPUT, _("the case was merged into another one: act on that one, or undo the merge"));
	if (to == STATUS_MERGED)
		return error_set(err, ERR_INPUT, _("a case becomes merged by `merge` only"));
	if (to == STATUS_NEW && from != STATUS_NEW)
		return error_set(err, ERR_INPUT, _("a case that was touched is not new any more: use `open`"));
	return 0;
}
