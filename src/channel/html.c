/* html.c - see html.h. */
#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <libxml/xmlmemory.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "html.h"
#include "html_link.h"
#include "str.h"
#include "utf8.h"

#define TEXT_MAX (2 << 20)
#define LINKS_MAX 200
#define DEPTH_MAX 12
#define COLUMNS_MAX 24

#define CELL_MARK '\x1f'		/* between cells until the table ends; never in the text itself */
#define TABLE_WIDTH 78

enum effect { BREAK = 1, PARAGRAPH = 2, SKIP = 4, ITEM = 8, CELL = 16, QUOTE = 32, PRE = 64, RULE = 128, LIST = 256,
	NUMBERED = 512 };

static const struct { const char *name; int effect; } elements[] = {
	{ "address", PARAGRAPH }, { "article", PARAGRAPH }, { "blockquote", PARAGRAPH | QUOTE }, { "br", BREAK },
	{ "center", BREAK }, { "dd", BREAK }, { "div", BREAK }, { "dl", PARAGRAPH }, { "dt", BREAK },
	{ "fieldset", PARAGRAPH }, { "footer", PARAGRAPH }, { "form", PARAGRAPH }, { "h1", PARAGRAPH },
	{ "h2", PARAGRAPH }, { "h3", PARAGRAPH }, { "h4", PARAGRAPH }, { "h5", PARAGRAPH }, { "h6", PARAGRAPH },
	{ "header", PARAGRAPH }, { "hr", BREAK | RULE }, { "li", BREAK | ITEM },
	{ "main", PARAGRAPH }, { "noscript", 0 }, { "object", SKIP }, { "ol", BREAK | LIST | NUMBERED },
	{ "p", PARAGRAPH }, { "pre", PARAGRAPH | PRE }, { "script", SKIP }, { "section", PARAGRAPH },
	{ "style", SKIP }, { "svg", SKIP }, { "table", PARAGRAPH }, { "td", CELL }, { "th", CELL },
	{ "title", SKIP }, { "tr", BREAK }, { "ul", BREAK | LIST },
};

struct reader {
	struct buf *out;
	struct arena *arena;
	size_t start;			/* of our text in out */
	int depth, hidden_at;		/* open elements; the one that hides what is in it, 0 = none */
	int pre, quote, last_quote, lists;
	int numbers[DEPTH_MAX];		/* next number of each open list, 0 = bullets */
	bool blank, lies;		/* a blank is due before the next word */
	int breaks;			/* line ends due before the next word */
	size_t item_end;		/* just behind a list item's mark: its text follows on the same line */
	bool any_cell;
	size_t cell_start;
	bool plain_table;		/* the innermost open table began at table_start and holds no other */
	size_t table_start;
	const char *href;
	size_t link_start;
	bool link_picture;
	const char **links;
	size_t link_count, link_space;
};

static int
effect_of(const xmlChar *name)
{
	size_t low = 0, high = sizeof elements / sizeof elements[0], mid;

	while (low < high) {
		int c;

		mid = (low + high) / 2;
		c = strcmp(elements[mid].name, (const char *)name);
		if (!c)
			return elements[mid].effect;
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return 0;
}

static bool
full(const struct reader *r)
{
	return r->out->len - r->start > TEXT_MAX;
}

static void
want_breaks(struct reader *r, int n)
{
	if (r->item_end && r->out->len == r->item_end)
		return;
	r->item_end = 0;
	if (n > r->breaks && r->out->len > r->start)
		r->breaks = n;
	r->blank = false;
}

/* What is due before the next word: line ends, quote marks, a blank. */
static void
settle(struct reader *r)
{
	int i, k;

	if (!r->breaks && r->out->len == r->start && r->quote)
		for (k = 0; k < r->quote && k < DEPTH_MAX; k++)
			buf_adds(r->out, "> ");
	if (r->breaks) {
		for (i = 0; i < r->breaks; i++) {
			bool last = i + 1 == r->breaks;
			int marks = !last && r->last_quote < r->quote ? r->last_quote : r->quote;

			buf_addc(r->out, '\n');
			for (k = 0; k < marks && k < DEPTH_MAX; k++)
				buf_adds(r->out, !last && k + 1 == marks ? ">" : "> ");
		}
		r->breaks = 0;
	} else if (r->blank && r->out->len > r->start && r->out->data[r->out->len - 1] != CELL_MARK) {
		buf_addc(r->out, ' ');
	}
	r->blank = false;
	r->last_quote = r->quote;
}

/* Blanks of every width, and what newsletters fill their preview line with; *n is its length in bytes. */
enum blankness { NO_BLANK, BLANK, NOTHING };
static enum blankness
blankness(const unsigned char *s, int len, int *n)
{
	*n = 1;
	if (*s <= ' ' || *s == 127)
		return *s == ' ' || (*s >= 9 && *s <= 13) ? BLANK : NOTHING;
	if (len > 1 && s[0] == 0xc2 && (s[1] == 0xa0 || s[1] == 0xad)) {
		*n = 2;
		return s[1] == 0xa0 ? BLANK : NOTHING;		/* nbsp, soft hyphen */
	}
	if (len > 1 && s[0] == 0xcd && s[1] == 0x8f) {		/* combining grapheme joiner */
		*n = 2;
		return NOTHING;
	}
	if (len > 2 && s[0] == 0xe2 && s[1] == 0x80 && s[2] <= 0x8b) {
		*n = 3;
		return s[2] == 0x8b ? NOTHING : BLANK;		/* U+2000..200A, U+200B */
	}
	if (len > 2 && s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf) {
		*n = 3;
		return NOTHING;
	}
	return NO_BLANK;
}

static void
on_text(void *ctx, const xmlChar *text, int len)
{
	struct reader *r = ctx;
	int i, n;

	if (r->hidden_at || full(r))
		return;
	for (i = 0; i < len; i += n) {
		enum blankness b = blankness(text + i, len - i, &n);

		if (r->pre && text[i] == '\n') {
			if (r->out->len > r->start)
				r->breaks++;
		} else if (r->pre && b == BLANK) {
			settle(r);
			buf_addc(r->out, text[i] == '\t' ? '\t' : ' ');
		} else if (b == BLANK) {
			r->blank = true;
		} else if (b == NO_BLANK) {
			/* joiners that stand between blanks join nothing */
			if (r->blank && len - i > 2 && text[i] == 0xe2 && text[i + 1] == 0x80 &&
			    (text[i + 2] == 0x8c || text[i + 2] == 0x8d)) {
				n = 3;
				continue;
			}
			settle(r);
			buf_addc(r->out, (char)text[i]);
		}
	}
}

static const char *
attribute(const xmlChar **attributes, const char *name)
{
	for (; attributes && attributes[0]; attributes += 2)
		if (!strcmp((const char *)attributes[0], name))
			return (const char *)attributes[1];
	return NULL;
}

/* -- links -------------------------------------------------------------------------------------------- */

static void
end_link(struct reader *r)
{
	const char *shown = r->out->data + r->link_start, *href = r->href;
	size_t len = r->out->len > r->link_start ? r->out->len - r->link_start : 0, i;
	char is[128];

	r->href = NULL;
	while (len && isspace((unsigned char)*shown))
		shown++, len--;
	if (!len && r->link_picture) {
		on_text(r, (const xmlChar *)"[image]", 7);
		shown = r->out->data + r->out->len - 7;
		len = 7;
	}
	if (!len)
		return;			/* nothing to be seen, nothing to be followed */
	if (html_link_lies(shown, len, href, is)) {
		r->lies = true;
		buf_addf(r->out, " [!%s]", is);
		shown = r->out->data + r->link_start;
	}
	if (html_link_shown(shown, len, href))
		return;
	for (i = 0; i < r->link_count && strcmp(r->links[i], href); i++)
		continue;
	if (i == r->link_count && i < LINKS_MAX)
		*VEC_PUSH(r->arena, r->links, r->link_count, r->link_space) = href;
	if (i < r->link_count)
		buf_addf(r->out, " [%zu]", i + 1);
}

/* An address in one piece: browsers leave out line ends and blanks around it. */
static const char *
clean_href(struct reader *r, const char *v)
{
	size_t len = strnlen(v, 2000);
	char *out, *w;
	const char *p;

	while (len > 0 && ((unsigned char)v[len] & 0xc0) == 0x80)
		len--;
	out = w = arena_strn(r->arena, v, len);
	for (p = out; *p; p++)
		if ((unsigned char)*p > ' ' && *p != 127)
			*w++ = *p;
	*w = '\0';
	return out;
}

/* -- tables ------------------------------------------------------------------------------------------- */

struct table { size_t columns, rows; int width[COLUMNS_MAX]; bool plain; };

/* Measures a table whose rows are one line each; not plain when it is anything else. */
static void
measure(const char *s, size_t len, struct table *t)
{
	const char *end = s + len;

	*t = (struct table){ .plain = true };
	while (s < end) {
		const char *nl = memchr(s, '\n', (size_t)(end - s)), *stop = nl ? nl : end;
		size_t column = 0;
		bool empty = s == stop;

		while (s <= stop && !empty) {
			const char *mark = memchr(s, CELL_MARK, (size_t)(stop - s));
			const char *cell_end = mark ? mark : stop;
			int w = utf8_columns(s, (size_t)(cell_end - s));

			if (column == COLUMNS_MAX) {
				t->plain = false;
				return;
			}
			if (mark && w > t->width[column])	/* the last one needs no room after it */
				t->width[column] = w;
			column++;
			s = cell_end + 1;
		}
		t->rows += !empty;
		if (column > t->columns)
			t->columns = column;
		s = stop + 1;
	}
}

/* Cells of a plain table stand below each other where they fit. */
static void
align(struct reader *r, size_t start)
{
	struct buf old = BUF_INIT;
	struct table t;
	size_t i, column = 0, from = 0, total = 0;

	measure(r->out->data + start, r->out->len - start, &t);
	for (i = 0; i + 1 < t.columns; i++)
		total += (size_t)t.width[i] + 2;
	if (!t.plain || t.rows < 2 || t.columns < 2 || total > TABLE_WIDTH)
		return;			/* the marks become two blanks at the end */
	buf_add(&old, r->out->data + start, r->out->len - start);
	buf_truncate(r->out, start);
	for (i = 0; i < old.len; i++) {
		char c = old.data[i];

		if (c == CELL_MARK) {
			int w = utf8_columns(old.data + from, i - from);

			buf_addf(r->out, "%*s", t.width[column] + 2 - w, "");
			column++;
			from = i + 1;
		} else {
			buf_addc(r->out, c);
		}
		if (c == '\n') {
			column = 0;
			from = i + 1;
		}
	}
	buf_free(&old);
}

/* Marks that are left stood between the boxes of a layout: side by side where that is short. */
static void
drop_marks(struct reader *r)
{
	struct buf old = BUF_INIT;
	const char *s, *stop;

	if (!memchr(r->out->data + r->start, CELL_MARK, r->out->len - r->start))
		return;
	buf_add(&old, r->out->data + r->start, r->out->len - r->start);
	buf_truncate(r->out, r->start);
	for (s = old.data; *s; s = *stop ? stop + 1 : stop) {
		stop = s + strcspn(s, "\n");
		bool wide = utf8_columns(s, (size_t)(stop - s)) > TABLE_WIDTH, any = false;

		for (; s < stop; s += (s < stop)) {
			size_t n = strcspn(s, "\n\x1f");

			if (n && any)
				buf_adds(r->out, wide ? "\n" : "  ");
			buf_add(r->out, s, n);
			any = any || n;
			s += n;
		}
		if (*stop)
			buf_addc(r->out, '\n');
	}
	buf_free(&old);
}

static void
start_cell(struct reader *r)
{
	if (r->any_cell && !r->breaks) {
		r->blank = false;
		settle(r);
		buf_addc(r->out, CELL_MARK);
	}
	r->blank = false;
	r->any_cell = true;
	r->item_end = r->out->len;	/* a paragraph in a cell begins beside the mark */
	r->cell_start = r->out->len;
}

/* A paragraph that was all of its cell ends with it. */
static void
end_cell(struct reader *r)
{
	const char *cell = r->out->data + (r->cell_start < r->out->len ? r->cell_start : r->out->len);

	if (!strchr(cell + strspn(cell, "\n> "), '\n'))
		r->breaks = 0;
	r->item_end = 0;
}

/* -- elements ----------------------------------------------------------------------------------------- */

static void
start_item(struct reader *r)
{
	int depth = r->lists < DEPTH_MAX ? r->lists : DEPTH_MAX, i;

	settle(r);
	for (i = 1; i < depth; i++)
		buf_adds(r->out, "  ");
	if (depth && r->numbers[depth - 1])
		buf_addf(r->out, "%d. ", r->numbers[depth - 1]++);
	else
		buf_adds(r->out, "- ");
	r->item_end = r->out->len;
}

/* What a reader would not see, a search would find all the same: previews, traps for spam filters. */
static bool
is_hidden(const xmlChar **attributes)
{
	static const char *const ways[] = { "display:none", "visibility:hidden", "max-height:0;", "max-height:0px",
		"opacity:0;" };
	const char *style = attribute(attributes, "style");
	char flat[512];
	size_t n = 0, i;

	for (i = 0; attributes[i]; i += 2)
		if (!strcmp((const char *)attributes[i], "hidden"))
			return true;
	for (; style && *style && n < sizeof flat - 2; style++)
		if (!isspace((unsigned char)*style))
			flat[n++] = (char)tolower((unsigned char)*style);
	flat[n] = '\0';
	if (n && flat[n - 1] != ';')
		memcpy(flat + n, ";", 2);
	for (i = 0; n && i < sizeof ways / sizeof ways[0]; i++) {
		const char *p = strstr(flat, ways[i]);

		if (p && (p == flat || p[-1] == ';'))
			return true;
	}
	return false;
}

static void
start_number(struct reader *r, int effect, const xmlChar **attributes)
{
	const char *first = attribute(attributes, "start");
	int64_t n = 1;

	if (r->lists++ >= DEPTH_MAX)
		return;
	if (first && (str_to_int64(first, &n) || n < 1 || n > 100000))
		n = 1;
	r->numbers[r->lists - 1] = effect & NUMBERED ? (int)n : 0;
}

static void
start_inline(struct reader *r, const char *name, const xmlChar **attributes)
{
	const char *v;

	if (!strcmp(name, "img") && (v = attribute(attributes, "alt")) && v[strspn(v, " \t\r\n")]) {
		on_text(r, (const xmlChar *)(r->href ? "" : "["), r->href ? 0 : 1);
		on_text(r, (const xmlChar *)v, (int)utf8_fit(v, strlen(v), 400, NULL));
		on_text(r, (const xmlChar *)"]", r->href ? 0 : 1);
	}
	r->link_picture = r->link_picture || !strcmp(name, "img");
	if (!strcmp(name, "a") && (v = attribute(attributes, "href"))) {
		v = clean_href(r, v);
		if (str_is_web(v) || str_istarts(v, "mailto:")) {
			r->href = v;
			r->link_start = r->out->len;
			r->link_picture = false;
		}
	}
}

static void
on_start(void *ctx, const xmlChar *name, const xmlChar **attributes)
{
	struct reader *r = ctx;
	int e = effect_of(name);

	r->depth++;
	if (!r->hidden_at && (e & SKIP || (attributes && is_hidden(attributes))))
		r->hidden_at = r->depth;
	if (r->hidden_at || full(r))
		return;
	if (e & (ITEM | LIST))
		r->item_end = 0;
	if (!strcmp((const char *)name, "br") && r->out->len != r->item_end)
		r->breaks += r->out->len > r->start;
	else if (e & (BREAK | PARAGRAPH))
		want_breaks(r, e & PARAGRAPH ? 2 : 1);
	if (r->breaks > 2 && !r->pre)
		r->breaks = 2;
	if (!strcmp((const char *)name, "tr"))
		r->any_cell = false;
	if (!strcmp((const char *)name, "table")) {
		r->plain_table = true;
		r->table_start = r->out->len;
	}
	r->quote += (e & QUOTE) != 0;
	r->pre += (e & PRE) != 0;
	if (e & LIST)
		start_number(r, e, attributes);
	if (e & ITEM)
		start_item(r);
	if (e & RULE) {
		settle(r);
		buf_adds(r->out, "---");
		want_breaks(r, 1);
	}
	if (e & CELL)
		start_cell(r);
	start_inline(r, (const char *)name, attributes);
}

static void
on_end(void *ctx, const xmlChar *name)
{
	struct reader *r = ctx;
	int e = effect_of(name), depth = r->depth--;

	if (r->hidden_at) {
		if (depth <= r->hidden_at)
			r->hidden_at = 0;
		return;
	}
	if (r->href && !strcmp((const char *)name, "a"))
		end_link(r);
	if (!strcmp((const char *)name, "table")) {
		if (r->plain_table)
			align(r, r->table_start);
		r->plain_table = false;
	}
	if (e & (BREAK | PARAGRAPH) && strcmp((const char *)name, "br"))
		want_breaks(r, e & PARAGRAPH ? 2 : 1);
	if (e & CELL)
		end_cell(r);
	if (e & QUOTE && r->quote)
		r->quote--;
	if (e & PRE && r->pre)
		r->pre--;
	if (e & LIST && r->lists)
		r->lists--;
}

static void
silent(void *ctx, const char *fmt, ...)
{
	(void)ctx;
	(void)fmt;
}

/* Without memory libxml2 ends early, and half a letter would be taken for the whole. */
static void
memory_as_ours(void)
{
	static bool done;

	if (!done)
		(void)xmlMemSetup(free, xmalloc, xrealloc, xstrdup);
	done = true;
}

void
html_text(const char *html, size_t len, struct buf *out, bool *lies)
{
	struct reader r = { .out = out, .arena = arena_new(), .start = out->len };
	htmlSAXHandler sax = { .startElement = on_start, .endElement = on_end, .characters = on_text,
		.cdataBlock = on_text, .ignorableWhitespace = on_text, .error = silent, .warning = silent };
	htmlParserCtxtPtr parser;
	size_t done, n, i;

	memory_as_ours();
	parser = htmlCreatePushParserCtxt(&sax, &r, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
	if (parser) {
		htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
			HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
		for (done = 0; done < len && !full(&r); done += n) {
			n = len - done > 65536 ? 65536 : len - done;
			htmlParseChunk(parser, html + done, (int)n, 0);
		}
		htmlParseChunk(parser, html, 0, 1);
		if (parser->myDoc)
			xmlFreeDoc(parser->myDoc);
		htmlFreeParserCtxt(parser);
	}
	drop_marks(&r);
	buf_rtrim(out);
	for (i = 0; i < r.link_count; i++)
		buf_addf(out, "%s[%zu] %s", i ? "\n" : "\n\n", i + 1, r.links[i]);
	*lies = *lies || r.lies;
	arena_free(r.arena);
}
