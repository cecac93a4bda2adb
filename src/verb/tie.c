/* tie.c - changing channel inside a case: the line that tells the customer what the message on the other one is about. */
#include "verb.h"

#include "i18n.h"
#include "reach.h"
#include "str.h"
#include "verb_internal.h"

enum { BACK = 40 };

/* The customer's newest word in the case; 0 = there is none. */
static int
newest_word(const struct verb_context *v, int64_t case_id, struct arena *a, struct item_row *out)
{
	struct timeline_page p = { .case_id = case_id, .parts = TIMELINE_MESSAGES, .limit = BACK };
	struct item_row *rows;
	size_t n;
	bool more;
	if (read_timeline(v->store, &p, a, &rows, &n, &more, NULL) < 0)
		return 0;
	for (size_t i = n; i-- > 0;)
		if (rows[i].direction == DIRECTION_IN && !str_empty(rows[i].channel) && !(rows[i].flags & MESSAGE_SECOND_LEVEL) &&
		    (rows[i].kind == KIND_MESSAGE || rows[i].kind == KIND_CALL)) {
			*out = rows[i];
			return 1;
		}
	return 0;
}

const char *
channel_before(const struct verb_context *v, int64_t case_id, struct arena *a)
{
	struct item_row last;
	return case_id && newest_word(v, case_id, a, &last) ? care_channel_words(last.channel) : NULL;
}

/* Has this case been spoken of there before, or will be? */
static bool
spoken_there(const struct verb_context *v, const struct letter *l, struct arena *a)
{
	struct item_row *rows;
	struct outbox_row *boxes;
	size_t n;
	const char *to = l->recipient_count ? l->recipients[0].who.address : NULL;
	if (l->thread && read_thread(v->store, l->thread, 100, a, &rows, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			if (rows[i].case_id == l->case_id)
				return true;
	if (read_outbox(v->store, 0, l->case_id, 100, a, &boxes, &n, NULL) < 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (str_eq(boxes[i].kind, "reply") && boxes[i].state != OUTBOX_CANCELLED && boxes[i].state != OUTBOX_FAILED &&
		    boxes[i].account_id == l->account && to && boxes[i].to && str_eq(boxes[i].to, to))
			return true;
	return false;
}

/* `[macro channel-change]`; without one ours, in the customer's language. */
static int
tie_text(const struct verb_context *v, int64_t case_id, const char *channel, struct arena *a, const char **out,
	struct error *err)
{
	struct error none = ERROR_INIT;
	struct case_row row;
	struct customer_row c = { .language = NULL };
	char *text, **open;
	const struct conf_macro *m = conf_macro_find(v->conf, "channel-change", a, &none);
	if (m) {
		if (macro_expand(v, m, case_id, a, &text, &open, err) < 0)
			return -1;
		*out = str_trim(a, text);
		return 0;
	}
	if (read_case(v->store, case_id, v->who.agent, a, &row, err) < 0 ||
	    (row.customer && read_customer(v->store, row.customer, a, &c, err) < 0))
		return -1;
	bool italian = c.language && str_starts(c.language, "it"), mail = str_eq(channel, "mail"), call = str_eq(channel, "voice");
	const char *name = care_channel_words(channel);
	*out = mail ? italian ? "Riguardo alla sua e-mail:" : "About your e-mail:"
		: call ? italian ? "Riguardo alla sua telefonata:" : "About your call:"
		: arena_printf(a, italian ? "Riguardo al suo messaggio su %s:" : "About your message on %s:", name);
	return 0;
}

int
letter_tie(const struct verb_context *v, struct letter *l, struct arena *a, struct error *err)
{
	struct item_row last;
	l->before = l->tie = NULL;
	if (!l->case_id || l->audience >= AUDIENCE_UNLISTED || !newest_word(v, l->case_id, a, &last) ||
	    str_eq(last.channel, l->channel) || str_eq(last.channel, "form"))
		return 0;
	l->before = last.channel;
	return spoken_there(v, l, a) ? 0 : tie_text(v, l->case_id, last.channel, a, &l->tie, err);
}
