/* transcript.c - a case as text, for escalations and exports. */
#include "verb.h"

#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

enum { PAGE = 200 };

/* "2026-11-20 09:12" local. */
static void
stamp(char out[24], int64_t at)
{
	struct clock_local l;
	clock_to_local(at, &l);
	snprintf(out, 24, "%04d-%02d-%02d %02d:%02d", l.year, l.month, l.day, l.hour, l.minute);
}

static void
add_item(struct buf *b, const struct item_row *it, struct store *s, struct arena *a)
{
	char when[24];
	stamp(when, it->at);
	const char *who = it->row == ROW_NOTE || (it->row == ROW_CONTACT && it->direction == DIRECTION_OUT) ? it->author
		: it->from.name && *it->from.name ? it->from.name : it->from.address;
	buf_addf(b, "---- %s  %s  %s%s\n", when, who ? who : "?",
		it->row == ROW_NOTE ? _("internal note") : it->channel ? it->channel : "",
		it->row == ROW_MESSAGE && it->direction == DIRECTION_OUT ? _(" (ours)") : "");
	if (it->kind == KIND_CALL || it->row == ROW_CONTACT)
		buf_addf(b, "[%s]\n", utf8_clean_str(a, contact_line(it, a), false));
	if (it->subject && *it->subject)
		buf_addf(b, "%s: %s\n", _("Subject"), utf8_clean_str(a, it->subject, false));
	buf_addc(b, '\n');
	if (it->body)
		utf8_clean(b, it->body, strlen(it->body), true);
	buf_rtrim(b);
	buf_adds(b, "\n\n");
	struct attachment *files;
	size_t n;
	if (it->row == ROW_MESSAGE && it->files && read_attachments(s, it->id, a, &files, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++) {
			char size[8];
			str_bytes(size, (uint64_t)files[i].bytes);
			buf_addf(b, "[%s: %s, %s]\n", _("attachment"), utf8_clean_str(a, files[i].name, false),
				size);
		}
}

/* "Next: call back, by 2026-11-20 09:00" */
static void
add_plan(struct buf *b, const char *label, const char *words, const char *until, int64_t at, struct arena *a)
{
	char when[24];
	buf_addf(b, "%s: %s", label, utf8_clean_str(a, words, false));
	if (at) {
		stamp(when, at);
		buf_addf(b, ", %s %s", until, when);
	}
	buf_addc(b, '\n');
}

static void
add_head(struct buf *b, const struct case_row *c, struct arena *a)
{
	char opened[24];
	stamp(opened, c->opened_at);
	buf_addf(b, "%s #%lld: %s\n", _("Case"), (long long)c->number,
		utf8_clean_str(a, c->subject ? c->subject : "", false));
	buf_addf(b, "%s: %s\n", _("Customer"), utf8_clean_str(a, c->customer_name, false));
	buf_addf(b, "%s: %s\n", _("Opened"), opened);
	buf_addf(b, "%s: %s, %s\n", _("Status"), status_name(c->status), priority_name(c->priority));
	if (c->tags && *c->tags)
		buf_addf(b, "%s: %s\n", _("Tags"), c->tags);
	if (c->next_step)
		add_plan(b, c->promised ? _("Promised") : _("Next"), c->next_step, _("by"), c->next_by, a);
	if (c->callback_at)
		add_plan(b, _("Call back"), c->callback_to ? c->callback_to : c->customer_name, _("by"), c->callback_at, a);
	if (c->waits_on)
		add_plan(b, _("Waits on"), c->waits_on, _("until"), c->waits_until, a);
	buf_addc(b, '\n');
}

/* What a case says, without what we told others about it: oldest first, at most the newest `newest` (-1 = all). */
static int
read_words(struct store *s, int64_t case_id, bool notes, int newest, struct arena *a, struct item_row **out, size_t *count,
	struct error *err)
{
	struct item_row last = { .at = 0 }, *rows = NULL;
	size_t space = 0;
	bool more = true;
	*out = NULL;
	*count = 0;
	while (more) {
		size_t n = 0;
		struct timeline_page p = { .case_id = case_id, .limit = PAGE, .after = &last,
			.parts = TIMELINE_MESSAGES | TIMELINE_BODIES | (notes ? TIMELINE_NOTES : 0) };
		if (read_timeline(s, &p, a, &rows, &n, &more, err) < 0)
			return -1;
		for (size_t i = 0; i < n; i++) {
			bool told = rows[i].flags & (rows[i].row == ROW_NOTE ? MESSAGE_TOLD : MESSAGE_SECOND_LEVEL) &&
				(rows[i].row == ROW_NOTE || rows[i].direction == DIRECTION_OUT);
			/* what waits in the outbox has not been said */
			if (!told && rows[i].row != ROW_OUTBOX &&
			    (notes || rows[i].row != ROW_MESSAGE || rows[i].kind != KIND_INTERNAL))
				*VEC_PUSH(a, *out, *count, space) = rows[i];
		}
		if (!n)
			break;
		last = rows[n - 1];
	}
	if (newest >= 0 && *count > (size_t)newest) {
		*out += *count - (size_t)newest;
		*count = (size_t)newest;
	}
	return 0;
}

int
transcript_text(struct store *s, int64_t case_id, bool notes, int newest, struct arena *a, char **out, struct error *err)
{
	struct case_row c;
	struct item_row *rows = NULL;
	struct buf b = BUF_INIT;
	size_t n = 0;
	if (read_case(s, case_id, 0, a, &c, err) < 0 ||
	    (newest && read_words(s, case_id, notes, newest, a, &rows, &n, err) < 0))
		return -1;
	add_head(&b, &c, a);
	for (size_t i = 0; i < n; i++)
		add_item(&b, &rows[i], s, a);
	*out = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return 0;
}

int
transcript_items(struct store *s, int64_t case_id, int64_t after, struct arena *a, char **out, int64_t *last,
	struct error *err)
{
	struct item_row *rows = NULL;
	struct buf b = BUF_INIT;
	size_t n = 0;
	*last = 0;
	if (read_words(s, case_id, false, -1, a, &rows, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (rows[i].id <= after || rows[i].row != ROW_MESSAGE || rows[i].direction != DIRECTION_IN)
			continue;
		add_item(&b, &rows[i], s, a);
		*last = rows[i].id > *last ? rows[i].id : *last;
	}
	*out = b.len ? arena_strn(a, b.data, b.len) : NULL;
	buf_free(&b);
	return 0;
}
