/* report_print.c - a report as Markdown, as one HTML file that needs nothing else, as lines for a spreadsheet. */
#include "report.h"

#include <string.h>

#include "i18n.h"
#include "people.h"
#include "str.h"

/* -- Markdown --------------------------------------------------------------------------------------------------------- */

/* A text that says nothing to Markdown or to HTML inside it, on one line. */
static void
md(struct buf *b, const char *s)
{
	for (; *s; s++) {
		if (strchr("\\`*_[]|<>#&~!", *s))
			buf_addc(b, '\\');
		buf_addc(b, (unsigned char)*s < ' ' ? ' ' : *s);
	}
}

static void
md_code(struct buf *b, const char *s)
{
	if (!*s)
		return;
	buf_addc(b, '`');
	for (; *s; s++)
		buf_addc(b, *s == '`' || (unsigned char)*s < ' ' ? ' ' : *s);
	buf_addc(b, '`');
}

static void
md_part(struct buf *b, const struct report_part *p)
{
	buf_adds(b, "\n## ");
	md(b, p->title);
	buf_adds(b, "\n\n");
	if (p->lines)
		buf_addf(b, "| %s | %s | %s | %s | %s |\n|---|--:|--:|---|---|\n", _("figure"), _("now"), _("before"),
			_("change"),
			_("its cases"));
	for (size_t i = 0; i < p->lines; i++) {
		const struct report_line *l = &p->line[i];
		buf_adds(b, "| ");
		md(b, l->what);
		buf_adds(b, " | ");
		md(b, l->now);
		buf_adds(b, l->small ? " \\* | " : " | ");
		md(b, l->before);
		buf_adds(b, " | ");
		md(b, l->change);
		buf_adds(b, " | ");
		md_code(b, l->query);
		buf_adds(b, " |\n");
	}
	if (p->lines && p->word_count)
		buf_addc(b, '\n');
	for (size_t i = 0; i < p->word_count; i++) {
		buf_adds(b, "- ");
		md(b, p->words[i]);
		buf_addc(b, '\n');
	}
	if (!p->lines && !p->word_count) {
		md(b, p->none);
		buf_addc(b, '\n');
	}
}

/* -- HTML --------------------------------------------------------------------------------------------------------------- */

static void
html(struct buf *b, const char *s)
{
	for (; *s; s++)
		switch (*s) {
		case '&': buf_adds(b, "&amp;"); break;
		case '<': buf_adds(b, "&lt;"); break;
		case '>': buf_adds(b, "&gt;"); break;
		case '"': buf_adds(b, "&quot;"); break;
		default: buf_addc(b, (unsigned char)*s < ' ' ? ' ' : *s);
		}
}

static void
tagged(struct buf *b, const char *tag, const char *attributes, const char *words)
{
	buf_addf(b, "<%s%s>", tag, attributes);
	html(b, words);
	buf_addf(b, "</%s>", tag);
}

static void
html_part(struct buf *b, const struct report_part *p)
{
	tagged(b, "h2", "", p->title);
	buf_addc(b, '\n');
	if (p->lines) {
		const char *const head[] = { _("figure"), _("now"), _("before"), _("change"), _("its cases") };
		buf_adds(b, "<table><tr>");
		for (size_t i = 0; i < 5; i++)
			tagged(b, "th", " scope=\"col\"", head[i]);
		buf_adds(b, "</tr>\n");
	}
	for (size_t i = 0; i < p->lines; i++) {
		const struct report_line *l = &p->line[i];
		buf_adds(b, "<tr>");
		tagged(b, "th", " scope=\"row\"", l->what);
		buf_adds(b, "<td class=\"n\">");
		html(b, l->now);
		buf_adds(b, l->small ? " *</td>" : "</td>");
		tagged(b, "td", " class=\"n\"", l->before);
		tagged(b, "td", "", l->change);
		buf_adds(b, "<td>");
		if (*l->query)
			tagged(b, "code", "", l->query);
		buf_adds(b, "</td></tr>\n");
	}
	if (p->lines)
		buf_adds(b, "</table>\n");
	if (p->word_count)
		buf_adds(b, "<ul>\n");
	for (size_t i = 0; i < p->word_count; i++) {
		tagged(b, "li", "", p->words[i]);
		buf_addc(b, '\n');
	}
	if (p->word_count)
		buf_adds(b, "</ul>\n");
	if (!p->lines && !p->word_count)
		tagged(b, "p", "", p->none);
}

static const char style[] = "body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;"
	"color:#222;background:#fff}table{border-collapse:collapse;width:100%}"
	"th,td{text-align:left;padding:.3em .6em;border-bottom:1px"
	" solid #ccc;font-weight:normal}tr:first-child th{font-weight:bold}.n{text-align:right;white-space:nowrap}"
	"code{font-size:.85em;color:#555}"
	"@media(prefers-color-scheme:dark){body{color:#ddd;background:#111}code{color:#aaa}th,td{border-color:#444}}";

static void
write_html(const struct report *r, struct buf *b)
{
	buf_adds(b, "<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\">\n");
	buf_adds(b, "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
	tagged(b, "title", "", r->title);
	buf_addf(b, "\n<style>%s</style></head>\n<body>\n", style);
	tagged(b, "h1", "", r->title);
	buf_adds(b, "\n<p>");
	html(b, r->period);
	buf_adds(b, "<br>");
	html(b, r->before);
	buf_adds(b, "</p>\n");
	for (size_t i = 0; i < r->parts; i++)
		html_part(b, &r->part[i]);
	tagged(b, "p", "", r->foot);
	buf_adds(b, "\n</body>\n</html>\n");
}

/* -- lines --------------------------------------------------------------------------------------------------------------- */

static void
write_csv(const struct report *r, struct arena *a, struct buf *b)
{
	buf_adds(b, "part,figure,now,before,change,small,query\r\n");
	for (size_t i = 0; i < r->parts; i++) {
		const struct report_part *p = &r->part[i];
		for (size_t k = 0; k < p->lines; k++) {
			const struct report_line *l = &p->line[k];
			const char *const cells[] = { p->title, l->what, l->now, l->before, l->change,
				l->small ? "yes" : "no", l->query };
			for (size_t c = 0; c < sizeof cells / sizeof *cells; c++)
				buf_addf(b, "%s%s", c ? "," : "", csv_cell(str_eq(cells[c], "-") ? "" : cells[c], a));
			buf_adds(b, "\r\n");
		}
		for (size_t k = 0; k < p->word_count; k++)
			buf_addf(b, "%s,%s,,,,,\r\n", csv_cell(p->title, a), csv_cell(p->words[k], a));
	}
}

void
report_write(const struct report *r, enum report_format format, struct arena *a, struct buf *out)
{
	if (format == REPORT_HTML) {
		write_html(r, out);
		return;
	}
	if (format == REPORT_CSV) {
		write_csv(r, a, out);
		return;
	}
	buf_adds(out, "# ");
	md(out, r->title);
	buf_adds(out, "\n\n");
	md(out, r->period);
	buf_adds(out, "  \n");
	md(out, r->before);
	buf_addc(out, '\n');
	for (size_t i = 0; i < r->parts; i++)
		md_part(out, &r->part[i]);
	buf_addc(out, '\n');
	md(out, r->foot);
	buf_addc(out, '\n');
}
