/* timeline_shape.c - one item of a story laid out in lines; only what is visible ever is. */
#include "app.h"
#include "timeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "diff.h"
#include "picture.h"

enum { BODY_SHOWN = 200 << 10, TRANSCRIPT_LINES = 6, PICTURE_COLUMNS = 32, PICTURE_ROWS = 8, SMALL_PICTURE = 16384 };

enum { GUTTER = 20, NARROW = 2 };	/* columns before the words, beside or below the gutter */

struct shaping { struct story *s; struct told *t; int width, indent; size_t space; };

static void
add_line(struct shaping *h, unsigned style, int indent, const char *text, size_t len)
{
	*VEC_PUSH(h->s->told, h->t->lines, h->t->line_count, h->space) = (struct told_line){ .text = text, .len = len,
		.style = style, .indent = indent, .base = text };
}

static void
add_words(struct shaping *h, unsigned style, const char *text, size_t len)
{
	struct layout_options o = { .width = h->width - h->indent < 8 ? 8 : h->width - h->indent, .quotes = true };
	struct layout_line line = { 0 };
	while (layout_next(text, len, &o, &line)) {
		add_line(h, style, h->indent + line.indent, text + line.start, line.len);
		h->t->lines[h->t->line_count - 1].base = text;
	}
}

static void
add_text(struct shaping *h, unsigned style, const char *text)
{
	add_words(h, style, text, strlen(text));
}

static void
add_body(struct shaping *h, const char *body, const char *lead)
{
	struct quote_span *spans;
	size_t n = quote_split(body, strlen(body), h->s->told, &spans);
	for (size_t i = 0; i < n; i++) {
		const char *text = body + spans[i].start;
		size_t len = spans[i].len;
		bool quiet = spans[i].kind != QUOTE_BODY && spans[i].kind != QUOTE_FORWARD;
		if (lead && i == 0 && (quiet || !len))
			add_text(h, ROLE_PUBLIC, lead);
		if (!quiet || h->t->open) {
			while (len && (text[len - 1] == '\n' || text[len - 1] == ' ') && (i + 1 == n || spans[i + 1].kind !=
					QUOTE_BODY))
				len--;
			bool led = lead && i == 0 && !quiet && len;
			if (led) {
				text = arena_printf(h->s->told, "%s  %.*s", lead, (int)len, text);
				len = strlen(text);
			}
			size_t line = h->t->line_count;
			if (len)
				add_words(h, quiet ? ROLE_QUOTE : ROLE_TEXT, text, len);
			if (led) {
				h->t->lines[line].lead = strlen(lead);
				h->t->lines[line].skip = strlen(lead) + 2;
			}
			continue;
		}
		int lines = spans[i].lines;
		while (i + 1 < n && spans[i + 1].kind != QUOTE_BODY && spans[i + 1].kind != QUOTE_FORWARD)
			lines += spans[++i].lines;
		bool signature = spans[i].kind == QUOTE_SIGNATURE && lines == spans[i].lines;
		add_text(h, ROLE_MUTED, arena_printf(h->s->told, signature
			? ngettext_("[%d line of signature: zq]", "[%d lines of signature: zq]", lines)
			: ngettext_("[%d quoted line: zq]", "[%d quoted lines: zq]", lines), lines));
	}
}

/* When what waits in the outbox leaves. */
static const char *
leaves_words(struct shaping *h, int64_t at)
{
	char day[24], hour[8];
	local_date(day, at, h->s->app->v.now);
	local_hhmm(hour, at);
	return arena_printf(h->s->told, _("leaves %s %s"), day, hour);
}

/* What is special about a message, in words; never by colour alone. */
static void
add_marks(struct shaping *h)
{
	static const struct { unsigned flag; const char *words; unsigned style; } marks[] = {
		{ MESSAGE_LATE, N_("[late: arrived long after it was written]"), ROLE_WARNING },
		{ MESSAGE_STRANGER, N_("[the sender was none of the people of the case it refers to]"), ROLE_WARNING },
		{ MESSAGE_DUPLICATE_ID, N_("[another content under a known Message-ID]"), ROLE_WARNING },
		{ MESSAGE_LYING_LINK, N_("[a link's text names another host than its target]"), ROLE_ALERT },
		{ MESSAGE_LOOKALIKE, N_("[letters of two alphabets in a word of name, address or link: a disguise?]"), ROLE_ALERT },
		{ MESSAGE_OTHER_NAME, N_("[the sender's name is an address, and not theirs]"), ROLE_ALERT },
		{ MESSAGE_PEC_UNVERIFIED, N_("[claims to be certified mail (PEC); signature not verified]"), ROLE_WARNING },
		{ MESSAGE_PEC_ANOMALY, N_("[ordinary mail that reached a certified mailbox]"), ROLE_WARNING },
		{ MESSAGE_FORM, N_("[contact form]"), ROLE_MUTED },
		{ MESSAGE_ORIGINAL_GONE, N_("[the original is gone from the Maildir]"), ROLE_MUTED },
		{ MESSAGE_THANKS, N_("[only thanks: woke nothing]"), ROLE_MUTED },
		{ MESSAGE_SURVEY, N_("[answers our survey]"), ROLE_OK },
		{ MESSAGE_HISTORY, N_("[history]"), ROLE_MUTED },
		{ MESSAGE_WITHDRAWN, N_("[deleted at the source]"), ROLE_WARNING },
		{ MESSAGE_ERASED, N_("[erased]"), ROLE_MUTED },
	};
	const struct item_row *r = &h->t->row;
	if (r->flags & MESSAGE_PEC && !(r->flags & MESSAGE_PEC_UNVERIFIED))
		add_text(h, ROLE_OK, _("[certified mail (PEC), verified]"));
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (r->flags & marks[i].flag && !(h->s->customer && marks[i].flag == MESSAGE_HISTORY))
			add_text(h, marks[i].style, _(marks[i].words));
	if (r->kind == KIND_AUTO && r->direction == DIRECTION_OUT && r->author) {
		add_text(h, ROLE_MUTED, arena_printf(h->s->told, _("[automatic: %s]"), r->author));
	} else if (r->kind == KIND_BOUNCE || r->kind == KIND_AUTO || r->kind == KIND_RECEIPT || r->kind == KIND_UNREADABLE) {
		add_text(h, r->kind == KIND_BOUNCE || r->kind == KIND_UNREADABLE ? ROLE_ERROR : ROLE_MUTED,
			r->kind == KIND_BOUNCE ? _("[delivery report]") : r->kind == KIND_AUTO ? _("[automatic reply]")
			: r->kind == KIND_RECEIPT ? _("[receipt]") : _("[could not be read; the original is untouched]"));
	}
	if (r->row == ROW_MESSAGE && (r->kind == KIND_TICKET || r->kind == KIND_INTERNAL))
		add_text(h, r->kind == KIND_TICKET ? ROLE_MUTED : ROLE_WARNING,
			r->kind == KIND_TICKET ? _("[imported ticket]") : _("[internal note]"));
	const char *words = r->words;
	if (r->row == ROW_OUTBOX && r->delivery == OUTBOX_QUEUED && r->sent_at > h->s->app->v.now + MS_MINUTE)
		words = leaves_words(h, r->sent_at);
	if (r->outbox && (int)r->delivery >= 0 && r->delivery != OUTBOX_SENT)
		add_text(h, r->delivery == OUTBOX_DELIVERED || r->delivery == OUTBOX_READ ? ROLE_OK
			: r->delivery == OUTBOX_QUEUED || r->delivery == OUTBOX_TRYING || r->delivery == OUTBOX_WIRE
			? ROLE_DUE : ROLE_ERROR, arena_printf(h->s->told, "[%s%s%s]", outbox_state_name(r->delivery),
			!str_empty(words) ? ": " : "", !str_empty(words) ? words : ""));
}

/* What certified mail carries for the notary, not for the reader (RFC 6109). */
static bool
is_certificate(const struct item_row *r, const struct attachment *f)
{
	return r->flags & MESSAGE_PEC && (str_ieq(f->name, "daticert.xml") || str_ieq(f->name, "smime.p7s") ||
		str_ieq(f->name, "postacert.eml") || (str_ieq(f->type, "message/rfc822") &&
		str_ieq(f->name, "message.eml")));
}

/* What is not here says so, and by which key it is asked for. */
static const char *
file_where(struct shaping *h, const struct attachment *f)
{
	struct arena *a = h->s->told;
	const char *words = attachment_words(f, a);
	/* what stayed with another desk, nobody can ask for */
	bool asks = f->state == FILE_THERE || (f->state == FILE_LOST && !(h->t->row.account &&
		str_starts(h->t->row.account, "import:")));
	char *key = asks ? bar_key(h->s->app, "save", a) : NULL;
	if (f->state == FILE_HERE)
		return "";
	return key ? arena_printf(a, _(" - %s (%s asks for it)"), words, key) : arena_printf(a, " - %s", words);
}

/* A small one below its name; large, it has the whole screen. */
static void
add_picture(struct shaping *h, int place, const struct attachment *f)
{
	int width = h->width - h->indent;
	if (h->s->app->linear || (f->inline_ && f->bytes < SMALL_PICTURE))	/* a logo in a signature */
		return;
	const struct picture *p = width < PICTURE_COLUMNS / 2 ? NULL : picture_look(h->s->app, h->t->row.id, place, f,
		width < PICTURE_COLUMNS ? width : PICTURE_COLUMNS, PICTURE_ROWS);
	for (int y = 0; p && y < p->height; y++) {
		add_line(h, ROLE_TEXT, h->indent, "", 0);
		struct told_line *line = &h->t->lines[h->t->line_count - 1];
		line->picture = p;
		line->row = y;
	}
}

static void
add_files(struct shaping *h)
{
	struct attachment *files;
	size_t n;
	int folded = 0;
	if (h->t->row.row != ROW_MESSAGE || !h->t->row.files ||
	    read_attachments(h->s->app->store, h->t->row.id, h->s->told, &files, &n, NULL) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		char size[8];
		if (!h->t->open && is_certificate(&h->t->row, &files[i])) {
			folded++;
			continue;
		}
		str_bytes(size, (uint64_t)files[i].bytes);
		add_text(h, files[i].state == FILE_LOST ? ROLE_WARNING : files[i].state ? ROLE_MUTED : ROLE_LINK,
			arena_printf(h->s->told, "[%zu] %s %s%s", i + 1, files[i].name ? files[i].name : _("(no name)"),
			files[i].bytes ? size : "", file_where(h, &files[i])));
		add_picture(h, (int)i + 1, &files[i]);
	}
	if (folded)
		add_text(h, ROLE_MUTED, arena_printf(h->s->told, ngettext_("[%d certificate: za]", "[%d certificates: za]",
			folded), folded));
}

/* A receipt is one line of evidence until it is unfolded. */
static void
add_receipt(struct shaping *h)
{
	const struct item_row *r = &h->t->row;
	bool certified = r->flags & MESSAGE_PEC && !(r->flags & MESSAGE_PEC_UNVERIFIED);
	add_text(h, certified ? ROLE_OK : ROLE_MUTED, arena_printf(h->s->told, certified
		? _("%s  [certified receipt: za]") : _("%s  [receipt: za]"), r->subject ? r->subject : ""));
}

/* H: who wrote to whom, when, under which id. */
static void
add_headers(struct shaping *h)
{
	static const char *const roles[] = { "From", "To", "Cc", "Bcc", "Reply-To" };
	const struct item_row *r = &h->t->row;
	struct arena *a = h->s->told;
	struct recipient *to;
	size_t n;
	char sent[32];
	if (!h->s->headers || (r->row != ROW_MESSAGE && r->row != ROW_OUTBOX))
		return;
	add_text(h, ROLE_MUTED, arena_printf(a, "From: %s%s%s%s", r->from.name ? r->from.name : "", r->from.name ? " <" : "",
		r->from.address ? r->from.address : "?", r->from.name ? ">" : ""));
	if (read_addressees(h->s->app->store, r, a, &to, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			add_text(h, ROLE_MUTED, arena_printf(a, "%s: %s%s%s%s", roles[to[i].role], to[i].who.name
				? to[i].who.name : "", to[i].who.name ? " <" : "", to[i].who.address, to[i].who.name ? ">" : ""));
	clock_rfc3339(sent, r->sent_at);
	add_text(h, ROLE_MUTED, arena_printf(a, "Date: %s  Item: %lld  Account: %s", sent, (long long)r->id,
		r->account ? r->account : "-"));
	if (r->remote_id)
		add_text(h, ROLE_MUTED, arena_printf(a, "Message-ID: %s", r->remote_id));
}

static bool
is_customer(const struct story *s, const char *address)
{
	for (size_t i = 0; i < s->identity_count; i++)
		if (str_ieq(s->identities[i].address, address))
			return true;
	return false;
}

/* What left, but not to the customer, says so: a hand-over to the second level, a forward. */
static bool
add_other_way(struct shaping *h)
{
	const struct item_row *r = &h->t->row;
	struct recipient *to;
	struct buf b = BUF_INIT;
	size_t n;
	bool out = (r->row == ROW_MESSAGE && r->direction == DIRECTION_OUT) || r->row == ROW_OUTBOX;
	if (!out || r->audience >= AUDIENCE_UNLISTED || read_addressees(h->s->app->store, r, h->s->told, &to, &n, NULL) < 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (is_customer(h->s, to[i].who.address)) {
			buf_free(&b);
			return false;
		}
		if (to[i].role == ROLE_TO || to[i].role == ROLE_CC)
			buf_addf(&b, "%s%s", b.len ? ", " : "", to[i].who.address);
	}
	bool other = b.len > 0;
	if (other)
		add_text(h, ROLE_WARNING, arena_printf(h->s->told, _("to %s, not to the customer"), b.data));
	buf_free(&b);
	return other;
}

/* A transcript for the second level is long, and known here. */
static void
cut_long(struct shaping *h)
{
	struct told *t = h->t;
	int more = (int)t->line_count - TRANSCRIPT_LINES;
	if (t->open || more < 3)
		return;
	t->line_count = TRANSCRIPT_LINES;
	add_text(h, ROLE_MUTED, arena_printf(h->s->told, ngettext_("[%d more line: za]", "[%d more lines: za]", more), more));
}

/* What a colleague made of a reply before it left: its author sees it at once, others when it is unfolded. */
static void
add_change(struct shaping *h)
{
	const struct item_row *r = &h->t->row;
	struct arena *a = h->s->told;
	char *before, *after, *by;
	if (!r->outbox || read_outbox_change(h->s->app->store, r->outbox, a, &before, &after, &by, NULL) < 0 || !before)
		return;
	if (!h->t->open && !str_eq(r->author, h->s->me)) {
		add_text(h, ROLE_MUTED, arena_printf(a, _("[%s changed it before it left: za]"), by ? by : "?"));
		return;
	}
	add_text(h, ROLE_MUTED, arena_printf(a, _("[%s changed it before it left:]"), by ? by : "?"));
	size_t from = h->t->line_count;
	add_text(h, ROLE_QUOTE, care_diff_words(before, after, a));
	for (; from < h->t->line_count; from++)
		h->t->lines[from].changes = true;
}

/* What it said before it was edited: that it did, and unfolded the words. */
static void
add_revisions(struct shaping *h)
{
	const struct item_row *r = &h->t->row;
	struct arena *a = h->s->told;
	struct revision_row *said;
	size_t n;
	if (r->row != ROW_MESSAGE || !r->revisions || r->flags & (MESSAGE_ERASED | MESSAGE_WITHDRAWN))
		return;
	if (!h->t->open) {
		add_text(h, ROLE_MUTED, _("[edited; what it said before: za]"));
		return;
	}
	if (read_revisions(h->s->app->store, r->id, 20, a, &said, &n, NULL) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		char date[24], hour[8];
		local_date(date, said[i].at, h->s->app->v.now);
		local_hhmm(hour, said[i].at);
		add_text(h, ROLE_MUTED, arena_printf(a, _("[edited; said on %s %s:]"), date, hour));
		add_text(h, ROLE_QUOTE, str_empty(said[i].body) ? _("(no text)") : said[i].body);
	}
}

/* Mail comes broken into lines of its own, up to 78 columns: broken again in a narrow column it is a comb. */
static bool
wants_whole_width(const char *body, int room)
{
	size_t lines = 0, wide = 0;
	for (const char *p = body; p && *p && lines < 200; p += strcspn(p, "\n"), p += *p == '\n', lines++) {
		int columns = utf8_columns(p, strcspn(p, "\n"));
		wide += columns > room && columns <= 80;
	}
	return wide > 1;
}

/* Does the next line go on with this one, broken only because the sender's window ended here? */
static bool
goes_on(const char *line, size_t len, const char *next)
{
	size_t word = strcspn(next, " \n");
	if (!len || !*next || strchr(" \n\t>|-*#=+", *line) || strchr(" \n\t>|-*#=+", *next))
		return false;
	return utf8_columns(line, len) + 1 + utf8_columns(next, word) > 66;
}

/* The same text with such line ends as blanks, to be broken anew at our width. */
static char *
unbroken(const char *body, struct arena *a)
{
	char *out = arena_str(a, body);
	for (char *p = out; *p;) {
		size_t len = strcspn(p, "\n");
		if (!p[len])
			break;
		if (goes_on(p, len, p + len + 1))
			p[len] = ' ';
		p += len + 1;
	}
	return out;
}

static void
add_note(struct shaping *h, const char *body)
{
	char *text = arena_printf(h->s->told, _("INTERNAL  %s"), body);
	size_t first = h->t->line_count;
	add_text(h, ROLE_NOTE, text);
	if (first < h->t->line_count)
		h->t->lines[first].skip = strlen(text) - strlen(body);
}

/* Nobody reads ten megabytes here, and laying them out would take seconds: what stays out is said. */
static char *
shorten(char *body, struct arena *a, size_t *left_out)
{
	size_t n = BODY_SHOWN;
	*left_out = 0;
	if (!body || strlen(body) <= BODY_SHOWN)
		return body;
	while (n && (body[n] & 0xc0) == 0x80)
		n--;
	*left_out = strlen(body) - n;
	return arena_strn(a, body, n);
}

void
story_shape(struct story *s, struct told *t, int width)
{
	struct shaping h = { .s = s, .t = t, .width = width, .indent = width >= 60 && !s->app->linear ? GUTTER : NARROW };
	const struct item_row *r = &t->row;
	char *body = NULL;
	if (t->line_count && t->width == width)
		return;
	t->lines = NULL;
	t->line_count = 0;
	t->width = width;
	bool brief = r->row == ROW_ACTION || r->row == ROW_EVENT ||
		(r->row == ROW_MESSAGE && r->kind == KIND_RECEIPT && !t->open);
	if (brief && h.indent == NARROW)
		add_line(&h, ROLE_MUTED, 1, "", 0);
	if (r->row == ROW_ACTION || r->row == ROW_EVENT) {
		add_text(&h, ROLE_MUTED, arena_printf(s->told, "%s%s", r->words ? r->words : "",
			r->undone_by ? _(" (undone)") : ""));
		return;
	}
	if (brief) {
		add_receipt(&h);
		return;
	}
	if (r->text && !t->row.body)
		(void)read_text(s->app->store, r->text, s->told, &body, NULL);
	else if (r->body)
		body = arena_str(s->told, r->body);
	size_t left_out;
	body = shorten(body, s->told, &left_out);
	if (r->row != ROW_NOTE && wants_whole_width(body, width - GUTTER))
		h.indent = NARROW;
	if (r->row != ROW_NOTE && wants_whole_width(body, width - NARROW))
		body = unbroken(body, s->told);
	if (h.indent == NARROW)
		add_line(&h, ROLE_MUTED, 1, "", 0);	/* the gutter has a line of its own */
	add_headers(&h);
	bool other_way = add_other_way(&h);
	if (r->row == ROW_CONTACT || (r->kind == KIND_CALL && r->row == ROW_MESSAGE))
		add_text(&h, r->flags & MESSAGE_MISSED || r->outcome == OUTCOME_DROPPED ? ROLE_WARNING : ROLE_TEXT,
			contact_line(r, s->told));
	if (r->subject && *r->subject && r->row != ROW_NOTE) {
		char *bare = care_bare_subject(r->subject, s->told);
		if (!str_eq(bare, s->customer && r->case_id ? story_told_case(s, r->case_id)->subject : s->head.subject))
			add_text(&h, ROLE_TITLE, arena_printf(s->told, "%s", r->subject));
	}
	const char *lead = r->audience >= AUDIENCE_UNLISTED ? _("PUBLIC") : NULL;
	if (lead && str_empty(body))
		add_text(&h, ROLE_PUBLIC, lead);
	if (r->row == ROW_NOTE)
		add_note(&h, body ? body : "");
	else if (body && *body)
		add_body(&h, body, lead);
	if (other_way || (r->kind == KIND_CALL && r->row != ROW_NOTE))
		cut_long(&h);
	if (left_out)
		add_text(&h, ROLE_WARNING, arena_printf(s->told, _("[%zu KB more, not shown: | gives all of it to a command]"),
			(left_out + 1023) / 1024));
	add_revisions(&h);
	add_change(&h);
	add_files(&h);
	add_marks(&h);
	if (!t->line_count)
		add_text(&h, ROLE_MUTED, _("(no text)"));
}
