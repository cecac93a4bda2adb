/*
 * answers_html.c - self-care pages: what customers may read of the answers, as files that need no server, no script and
 * no style to be read.  Only public texts of valid answers; nothing comes from elsewhere.
 */
#include "answer.h"
#include "verb.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"
#include "utf8.h"

enum { PICTURE_BYTES = 4 * 1024 * 1024 };
#define MARK "<meta name=\"generator\" content=\"Sportello answers\">"

/* The pages speak the reader's language, not the agent's. */
enum word { W_HELP, W_SEARCH, W_NONE, W_ALL, W_STEPS, W_ALSO, W_LANGUAGES, W_STEP, W_COUNT };
static const struct { const char *language, *words[W_COUNT]; } words[] = {
	{ "en", { "Help", "Search the answers", "No answer has these words.", "All answers", "Step by step", "See also",
		"Languages", "Step" } },
	{ "it", { "Aiuto", "Cerca tra le risposte", "Nessuna risposta contiene queste parole.", "Tutte le risposte",
		"Passo per passo", "Vedi anche", "Lingue", "Passo" } },
	{ "de", { "Hilfe", "Antworten durchsuchen", "Keine Antwort enthält diese Wörter.", "Alle Antworten",
		"Schritt für Schritt", "Siehe auch", "Sprachen", "Schritt" } },
	{ "fr", { "Aide", "Chercher dans les réponses", "Aucune réponse ne contient ces mots.", "Toutes les réponses",
		"Pas à pas", "Voir aussi", "Langues", "Étape" } },
	{ "pt", { "Ajuda", "Procurar nas respostas", "Nenhuma resposta tem estas palavras.", "Todas as respostas",
		"Passo a passo", "Ver também", "Idiomas", "Passo" } },
	{ "es", { "Ayuda", "Buscar en las respuestas", "Ninguna respuesta contiene estas palabras.", "Todas las respuestas",
		"Paso a paso", "Ver también", "Idiomas", "Paso" } },
	{ "nl", { "Hulp", "Zoek in de antwoorden", "Geen antwoord bevat deze woorden.", "Alle antwoorden", "Stap voor stap",
		"Zie ook", "Talen", "Stap" } },
};

static const char style[] =
	"<style>body{font:1.05rem/1.6 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;"
	"background:#fff}a{color:#0645ad}h1{line-height:1.25}input{font:inherit;width:100%;padding:.5rem;box-sizing:border-box;"
	"border:2px solid #555}:focus{outline:3px solid #b35c00;outline-offset:2px}img{max-width:100%;height:auto}"
	"@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}a{color:#9cc7ff}input{color:#eee;background:#222}}"
	"</style>\n";

static const char script[] =
	"<script>\n"
	"(function(){var f=document.getElementById('q'),s=document.getElementById('search'),none=document.getElementById('none');\n"
	"function fold(t){return t.toLowerCase().normalize('NFD').replace(/[\\u0300-\\u036f]/g,'');}\n"
	"function look(){var w=fold(f.value).split(/[^\\p{L}\\p{N}]+/u).filter(Boolean),seen=0;\n"
	"document.querySelectorAll('li[data-words]').forEach(function(li){var t=li.getAttribute('data-words');\n"
	"var ok=w.every(function(x){return t.indexOf(x)>=0;});li.hidden=!ok;if(ok)seen++;});\n"
	"document.querySelectorAll('section').forEach(function(x){x.hidden=!x.querySelector('li:not([hidden])');});\n"
	"none.hidden=seen>0;}\n"
	"s.hidden=false;f.addEventListener('input',look);look();})();\n"
	"</script>\n";

struct site {
	const struct verb_context *v;
	const struct answer_set *set;
	const char *folder, *language;	/* language: of the pages at hand */
	const char *const *languages;
	struct arena *a;
	size_t pages;
	struct error *err;
};

static const char *
word(const struct site *s, enum word w)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq(words[i].language, s->language))
			return words[i].words[w];
	return words[0].words[w];
}

static void
escape(struct buf *b, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&': buf_adds(b, "&amp;"); break;
		case '<': buf_adds(b, "&lt;"); break;
		case '>': buf_adds(b, "&gt;"); break;
		case '"': buf_adds(b, "&quot;"); break;
		case '\'': buf_adds(b, "&#39;"); break;
		default: buf_addc(b, *text); break;
		}
}

/* -- what may be said --------------------------------------------------------------------------------------------- */

/* A page knows no case: what would stand there is left out. */
static const char *
nothing(void *ctx, const char *name)
{
	(void)ctx, (void)name;
	return "";
}

static const char *
expanded(const struct site *s, const char *text)
{
	char **open;
	char *said = care_expand(text, nothing, NULL, s->a, &open);
	return *open ? NULL : said;
}

/* The text for this language, formal and long; NULL = it has none, or asks something. */
static const char *
public_text(const struct site *s, const struct answer *an)
{
	const struct conf_text *best = NULL;
	int most = -1;
	if (an->internal || an->when || answer_expired(an, s->v->now))
		return NULL;
	for (size_t i = 0; i < an->macro.text_count; i++) {
		const struct conf_text *t = &an->macro.texts[i];
		int points = (t->language ? 8 : 0) + (t->brief ? 0 : 4) + (str_eq(t->form, "informal") ? 0 : 2);
		if ((t->language && !str_eq(t->language, s->language)) || points <= most)
			continue;
		most = points;
		best = t;
	}
	return best ? expanded(s, best->text) : NULL;
}

/* What it is called there: the title is written in one language, so elsewhere the first question stands for it. */
static const char *
heading(const struct site *s, const struct answer *an)
{
	if (str_eq(s->language, s->languages[0]) || !an->question_count)
		return an->title;
	for (size_t i = 0; i < an->question_count; i++)
		if (str_eq(an->questions[i].language, s->language))
			return an->questions[i].text;
	return an->title;
}

/* -- pieces ----------------------------------------------------------------------------------------------------------- */

static void
begin_page(const struct site *s, struct buf *b, const char *title)
{
	buf_addf(b, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", s->language);
	buf_adds(b, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
	buf_adds(b, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
		"script-src 'unsafe-inline'; img-src 'self' file:\">\n" MARK "\n<title>");
	escape(b, title);
	buf_addf(b, "</title>\n%s</head>\n<body>\n", style);
}

/* Paragraphs; a line of its own stays one. */
static void
put_text(struct buf *b, const char *text)
{
	bool open = false;
	while (*text) {
		size_t n = strcspn(text, "\n");
		if (n) {
			buf_adds(b, open ? "<br>\n" : "<p>");
			char *line = xcalloc(1, n + 1);
			memcpy(line, text, n);
			escape(b, line);
			free(line);
			open = true;
		} else if (open) {
			buf_adds(b, "</p>\n");
			open = false;
		}
		text += n + (text[n] == '\n');
	}
	if (open)
		buf_adds(b, "</p>\n");
}

static int
write_file(struct site *s, const char *name, struct buf *b)
{
	const char *path = arena_printf(s->a, "%s/%s", s->folder, name);
	int rc = file_replace(path, b->data, b->len);
	buf_free(b);
	if (rc < 0)
		return error_set(s->err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
	/* pages are there to be read by everybody */
	(void)chmod(path, 0644);
	s->pages++;
	return 0;
}

/* Beside the pages; NULL when it is no picture that a page can show. */
static const char *
take_picture(struct site *s, const char *picture)
{
	const char *base = strrchr(picture, '/') ? strrchr(picture, '/') + 1 : picture, *dot = strrchr(base, '.');
	struct buf data = BUF_INIT;
	if (!dot || !str_lists("png jpg jpeg gif webp", str_lower(s->a, dot + 1)))
		return NULL;
	const char *from = *picture == '/' ? picture : arena_printf(s->a, "%s/%s", answers_folder(s->v->conf, s->a), picture);
	const char *to = arena_printf(s->a, "%s/%s/%s", s->folder, s->language, base);
	bool ok = file_read(from, PICTURE_BYTES, &data) == 0 && file_replace(to, data.data, data.len) == 0;
	buf_free(&data);
	if (ok)
		(void)chmod(to, 0644);
	return ok ? base : NULL;
}

static void
put_steps(struct site *s, struct buf *b, const struct answer *an)
{
	const struct answer_step **steps;
	size_t n = answer_steps(an, s->language, s->a, &steps);
	if (!n || (steps[0]->language && !str_eq(steps[0]->language, s->language)))
		return;
	buf_addf(b, "<h2>%s</h2>\n<ol>\n", word(s, W_STEPS));
	for (size_t i = 0; i < n; i++) {
		const char *text = expanded(s, steps[i]->text);
		const char *picture = steps[i]->picture ? take_picture(s, steps[i]->picture) : NULL;
		buf_adds(b, "<li>");
		put_text(b, text ? text : "");
		if (picture) {
			buf_adds(b, "<p><img src=\"");
			escape(b, str_percent(s->a, picture));
			buf_addf(b, "\" alt=\"%s %zu\"></p>\n", word(s, W_STEP), i + 1);
		}
		if (steps[i]->link) {
			buf_adds(b, "<p><a rel=\"noopener\" href=\"");
			escape(b, steps[i]->link);
			buf_adds(b, "\">");
			escape(b, steps[i]->link);
			buf_adds(b, "</a></p>\n");
		}
		buf_adds(b, "</li>\n");
	}
	buf_adds(b, "</ol>\n");
}

static void
put_also(struct site *s, struct buf *b, const struct answer *an)
{
	bool any = false;
	for (const char *const *next = an->next; *next; next++) {
		const struct answer *other = answer_find(s->set, *next);
		if (!other || !public_text(s, other))
			continue;
		if (!any)
			buf_addf(b, "<h2>%s</h2>\n<ul>\n", word(s, W_ALSO));
		any = true;
		buf_addf(b, "<li><a href=\"%s.html\">", other->name);
		escape(b, heading(s, other));
		buf_adds(b, "</a></li>\n");
	}
	if (any)
		buf_adds(b, "</ul>\n");
}

static int
write_answer(struct site *s, const struct answer *an, const char *text)
{
	struct buf b = BUF_INIT;
	begin_page(s, &b, heading(s, an));
	buf_addf(&b, "<nav><a href=\"index.html\">%s</a></nav>\n<main>\n<h1>", word(s, W_ALL));
	escape(&b, heading(s, an));
	buf_adds(&b, "</h1>\n");
	put_text(&b, text);
	put_steps(s, &b, an);
	put_also(s, &b, an);
	buf_adds(&b, "</main>\n</body>\n</html>\n");
	return write_file(s, arena_printf(s->a, "%s/%s.html", s->language, an->name), &b);
}

/* -- the index ------------------------------------------------------------------------------------------------------------ */

static int
by_topic(const void *x, const void *y)
{
	const struct answer *a = *(const struct answer *const *)x, *b = *(const struct answer *const *)y;
	int topic = strcmp(a->topic, b->topic);
	return topic ? topic : strcmp(a->title, b->title);
}

static void
put_entry(struct site *s, struct buf *b, const struct answer *an, const char *text)
{
	buf_adds(b, "<li data-words=\"");
	escape(b, utf8_fold_str(s->a, arena_printf(s->a, "%s %s", heading(s, an), text)));
	for (size_t i = 0; i < an->question_count; i++)
		if (!an->questions[i].language || str_eq(an->questions[i].language, s->language)) {
			buf_addc(b, ' ');
			escape(b, utf8_fold_str(s->a, an->questions[i].text));
		}
	buf_addf(b, "\"><a href=\"%s.html\">", an->name);
	escape(b, heading(s, an));
	buf_adds(b, "</a></li>\n");
}

static int
write_index(struct site *s, const struct answer **list, size_t n)
{
	struct buf b = BUF_INIT;
	const char *title = conf_str(s->v->conf, OPT_ANSWERS_PAGE_TITLE), *topic = NULL;
	title = str_empty(title) ? word(s, W_HELP) : title;
	begin_page(s, &b, title);
	buf_adds(&b, "<header>\n<h1>");
	escape(&b, title);
	buf_addf(&b, "</h1>\n</header>\n<main>\n<form id=\"search\" role=\"search\" hidden onsubmit=\"return false\">"
		"<label for=\"q\">%s</label>\n<input id=\"q\" type=\"search\" autocomplete=\"off\"></form>\n"
		"<p id=\"none\" role=\"status\" hidden>%s</p>\n", word(s, W_SEARCH), word(s, W_NONE));
	for (size_t i = 0; i < n; i++) {
		bool begins = !topic || !str_eq(topic, list[i]->topic);
		if (begins) {
			buf_adds(&b, topic ? "</ul>\n</section>\n<section>\n" : "<section>\n");
			/* topics are written in our own language */
			if (str_eq(s->language, s->languages[0])) {
				buf_adds(&b, "<h2>");
				escape(&b, list[i]->topic);
				buf_adds(&b, "</h2>\n");
			}
			buf_adds(&b, "<ul>\n");
			topic = list[i]->topic;
		}
		put_entry(s, &b, list[i], public_text(s, list[i]));
	}
	buf_addf(&b, "%s</main>\n%s</body>\n</html>\n", n ? "</ul>\n</section>\n" : "", script);
	return write_file(s, arena_printf(s->a, "%s/index.html", s->language), &b);
}

/* Pages that we wrote once and that are none any more; nobody else's files. */
static void
remove_old(struct site *s, const struct answer **list, size_t n)
{
	const char *folder = arena_printf(s->a, "%s/%s", s->folder, s->language);
	DIR *d = opendir(folder);
	for (struct dirent *e; d && (e = readdir(d)) != NULL; ) {
		bool ours = !str_ends(e->d_name, ".html") || str_eq(e->d_name, "index.html");
		for (size_t i = 0; i < n && !ours; i++)
			ours = str_eq(e->d_name, arena_printf(s->a, "%s.html", list[i]->name));
		struct buf text = BUF_INIT;
		const char *path = arena_printf(s->a, "%s/%s", folder, e->d_name);
		if (!ours && file_read(path, PICTURE_BYTES, &text) == 0 && strstr(text.data, MARK))
			(void)unlink(path);
		buf_free(&text);
	}
	if (d)
		closedir(d);
}

static int
write_language(struct site *s)
{
	const struct answer **list = arena_array(s->a, const struct answer *, s->set->count + 1);
	size_t n = 0;
	for (size_t i = 0; i < s->set->count; i++)
		if (public_text(s, &s->set->answers[i]))
			list[n++] = &s->set->answers[i];
	if (n)
		qsort(list, n, sizeof *list, by_topic);
	if (paths_make_dir(arena_printf(s->a, "%s/%s", s->folder, s->language), s->err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (write_answer(s, list[i], public_text(s, list[i])) < 0)
			return -1;
	remove_old(s, list, n);
	return write_index(s, list, n);
}

static int
write_top(struct site *s)
{
	struct buf b = BUF_INIT;
	const char *title = conf_str(s->v->conf, OPT_ANSWERS_PAGE_TITLE);
	s->language = s->languages[0];
	title = str_empty(title) ? word(s, W_HELP) : title;
	begin_page(s, &b, title);
	buf_adds(&b, "<main>\n<h1>");
	escape(&b, title);
	buf_addf(&b, "</h1>\n<ul aria-label=\"%s\">\n", word(s, W_LANGUAGES));
	for (const char *const *l = s->languages; *l; l++) {
		s->language = *l;
		buf_addf(&b, "<li lang=\"%s\"><a hreflang=\"%s\" href=\"%s/index.html\">%s (%s)</a></li>\n", *l, *l, *l,
			word(s, W_ALL), *l);
	}
	buf_adds(&b, "</ul>\n</main>\n</body>\n</html>\n");
	s->language = s->languages[0];
	return write_file(s, "index.html", &b);
}

int
answers_html(const struct verb_context *v, const struct answer_set *set, const char *folder, struct arena *a, size_t *pages,
	struct error *err)
{
	struct site s = { .v = v, .set = set, .folder = folder, .a = a, .err = err,
		.languages = (const char *const *)str_split(a, conf_str(v->conf, OPT_STORE_LANGUAGES), ", ", NULL) };
	static const char *const english[] = { "en", NULL };
	if (!s.languages[0])
		s.languages = english;
	if (paths_make_dir(folder, err) < 0)
		return -1;
	for (const char *const *l = s.languages; *l; l++) {
		s.language = *l;
		if (write_language(&s) < 0)
			return -1;
	}
	if (write_top(&s) < 0)
		return -1;
	*pages = s.pages;
	return 0;
}
