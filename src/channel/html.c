/* html.c - see html.h. */
#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "html.h"
#include "i18n.h"
#include "str.h"

#define TEXT_MAX (2 << 20)
#define LINKS_MAX 200
#define DEPTH_MAX 12

enum effect { BREAK = 1, PARAGRAPH = 2, SKIP = 4, ITEM = 8, CELL = 16, QUOTE = 32, PRE = 64, RULE = 128, LIST = 256,
	NUMBERED = 512 };

static const struct { const char *name; int effect; } elements[] = {
	{ "address", PARAGRAPH }, { "article", PARAGRAPH }, { "blockquote", PARAGRAPH | QUOTE }, { "br", BREAK },
	{ "center", BREAK }, { "dd", BREAK }, { "div", BREAK }, { "dl", PARAGRAPH }, { "dt", BREAK },
	{ "fieldset", PARAGRAPH }, { "footer", PARAGRAPH }, { "form", PARAGRAPH }, { "h1", PARAGRAPH },
	{ "h2", PARAGRAPH }, { "h3", PARAGRAPH }, { "h4", PARAGRAPH }, { "h5", PARAGRAPH }, { "h6", PARAGRAPH },
	{ "head", SKIP }, { "header", PARAGRAPH }, { "hr", BREAK | RULE }, { "li", BREAK | ITEM },
	{ "main", PARAGRAPH }, { "noscript", 0 }, { "object", SKIP }, { "ol", BREAK | LIST | NUMBERED },
	{ "p", PARAGRAPH }, { "pre", PARAGRAPH | PRE }, { "script", SKIP }, { "section", PARAGRAPH },
	{ "style", SKIP }, { "svg", SKIP }, { "table", PARAGRAPH }, { "td", CELL }, { "th", CELL },
	{ "title", SKIP }, { "tr", BREAK }, { "ul", BREAK | LIST },
};

struct reader {
	struct buf *out;
	struct arena *arena;
	size_t start;			/* of our text in out */
	int skip, pre, quote, lists;
	int numbers[DEPTH_MAX];		/* next number of each open list, 0 = bullets */
	bool blank, lies;		/* a blank is due before the next word */
	int breaks;			/* line ends due before the next word */
	bool any_cell;
	const char *href;
	size_t link_start;
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
			buf_addc(r->out, '\n');
			if (i + 1 == r->breaks)
				for (k = 0; k < r->quote && k < DEPTH_MAX; k++)
					buf_adds(r->out, "> ");
		}
		r->breaks = 0;
	} else if (r->blank && r->out->len > r->start) {
		buf_addc(r->out, ' ');
	}
	r->blank = false;
}

static void
on_text(void *ctx, const xmlChar *text, int len)
{
	struct reader *r = ctx;
	int i;

	if (r->skip || full(r))
		return;
	for (i = 0; i < len; i++) {
		unsigned char c = text[i];

		if (r->pre && c == '\n') {
			want_breaks(r, r->breaks + 1 > 2 ? 2 : r->breaks + 1);
			continue;
		}
		if (c == ' ' || c == '\t' || c == '\n' || c == '\r' ||
		    (c == 0xc2 && i + 1 < len && text[i + 1] == 0xa0)) {
			i += c == 0xc2;
			if (r->pre)
				settle(r), buf_addc(r->out, ' ');
			else
				r->blank = true;
			continue;
		}
		settle(r);
		buf_addc(r->out, (char)c);
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

/* The host of an address, or of a word that looks like one ("www.bank.it/x"); lower case, without www. */
static bool
host_of(const char *s, size_t len, char out[128])
{
	const char *p = s, *end = s + len;
	size_t n = 0;
	bool dot = false;

	if (len > 8 && (!strncasecmp(s, "http://", 7) || !strncasecmp(s, "https://", 8)))
		p = (const char *)memchr(s, ':', len) + 3;
	else if (memchr(s, ':', len) || memchr(s, '@', len))
		return false;
	if (end - p > 4 && !strncasecmp(p, "www.", 4))
		p += 4;
	for (; p < end && n < 127 && (isalnum((unsigned char)*p) || *p == '-' || *p == '.' ||
	    (unsigned char)*p >= 128); p++) {
		dot = dot || *p == '.';
		out[n++] = (char)tolower((unsigned char)*p);
	}
	out[n] = '\0';
	if (p < end && *p != '/' && *p != ':' && *p != '?' && *p != '#')
		return false;
	return dot && n > 3 && out[n - 1] != '.' && !isdigit((unsigned char)out[n - 1]);
}

static bool
other_host(const char *shown, const char *target)
{
	size_t n = strlen(shown), m = strlen(target);

	if (n == m)
		return strcmp(shown, target) != 0;
	if (n < m)
		return strcmp(target + m - n, shown) || target[m - n - 1] != '.';
	return strcmp(shown + n - m, target) || shown[n - m - 1] != '.';
}

static void
end_link(struct reader *r)
{
	const char *shown = r->out->data + r->link_start;
	size_t len = r->out->len - r->link_start;
	char is[128], says[128];

	while (len && isspace((unsigned char)*shown))
		shown++, len--;
	if (host_of(r->href, strlen(r->href), is) && host_of(shown, len, says) && other_host(says, is)) {
		r->lies = true;
		buf_addf(r->out, " [!%s]", is);
	}
	if (r->link_count < LINKS_MAX && (len != strlen(r->href) || strncmp(shown, r->href, len))) {
		*VEC_PUSH(r->arena, r->links, r->link_count, r->link_space) = r->href;
		buf_addf(r->out, " [%zu]", r->link_count);
	}
	r->href = NULL;
}

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
}

static void
on_start(void *ctx, const xmlChar *name, const xmlChar **attributes)
{
	struct reader *r = ctx;
	int e = effect_of(name);
	const char *v;

	if (e & SKIP)
		r->skip++;
	if (r->skip || full(r))
		return;
	if (e & (BREAK | PARAGRAPH))
		want_breaks(r, e & PARAGRAPH ? 2 : !strcmp((const char *)name, "br") ? r->breaks + 1 : 1);
	if (r->breaks > 2)
		r->breaks = 2;
	if (!strcmp((const char *)name, "tr"))
		r->any_cell = false;
	r->quote += (e & QUOTE) != 0;
	r->pre += (e & PRE) != 0;
	if (e & LIST && r->lists++ < DEPTH_MAX)
		r->numbers[r->lists - 1] = e & NUMBERED ? 1 : 0;
	if (e & ITEM)
		start_item(r);
	if (e & RULE)
		settle(r), buf_adds(r->out, "---"), want_breaks(r, 1);
	if (e & CELL) {
		if (r->any_cell && !r->breaks)
			buf_adds(r->out, "\t"), r->blank = false;
		r->any_cell = true;
	}
	if (!strcmp((const char *)name, "img") && (v = attribute(attributes, "alt")) && *v)
		on_text(r, (const xmlChar *)v, (int)strlen(v));
	if (!strcmp((const char *)name, "a") && (v = attribute(attributes, "href")) &&
	    (!strncasecmp(v, "http", 4) || !strncasecmp(v, "mailto:", 7))) {
		r->href = arena_strn(r->arena, v, strnlen(v, 2000));
		r->link_start = r->out->len;
	}
}

static void
on_end(void *ctx, const xmlChar *name)
{
	struct reader *r = ctx;
	int e = effect_of(name);

	if (e & SKIP && r->skip)
		r->skip--;
	if (r->skip)
		return;
	if (r->href && !strcmp((const char *)name, "a"))
		end_link(r);
	if (e & (BREAK | PARAGRAPH) && strcmp((const char *)name, "br"))
		want_breaks(r, e & PARAGRAPH ? 2 : 1);
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

void
html_text(const char *html, size_t len, struct buf *out, bool *lies)
{
	struct reader r = { .out = out, .arena = arena_new(), .start = out->len };
	htmlSAXHandler sax = { .startElement = on_start, .endElement = on_end, .characters = on_text,
		.cdataBlock = on_text, .ignorableWhitespace = on_text, .error = silent, .warning = silent };
	htmlParserCtxtPtr parser = htmlCreatePushParserCtxt(&sax, &r, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
	size_t done, n, i;

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
	buf_rtrim(out);
	for (i = 0; i < r.link_count; i++)
		buf_addf(out, "%s[%zu] %s", i ? "\n" : "\n\n", i + 1, r.links[i]);
	*lies = *lies || r.lies;
	arena_free(r.arena);
}
