/* verbs_macro.c - canned answers: listed, shown, filled in; and as a filter for the user's editor. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "str.h"

/* -- filling in --------------------------------------------------------------------------------------------------- */

/* "Amount=10" answers "Amount"; a question may end in a mark, and need not be typed with it. */
static int
read_answers(struct cli *c, struct macro_answer **out, size_t *n, struct error *err)
{
	size_t space = 0;
	*n = 0;
	*out = NULL;
	for (const char **set = cli_opts(c, "set"); *set; set++) {
		const char *equals = strchr(*set, '=');
		if (!equals || equals == *set)
			return error_set(err, ERR_USAGE, _("--set '%s': write QUESTION=ANSWER"), *set);
		char *question = arena_strn(c->arena, *set, (size_t)(equals - *set));
		*VEC_PUSH(c->arena, *out, *n, space) = (struct macro_answer){ question, equals + 1 };
		*VEC_PUSH(c->arena, *out, *n, space) = (struct macro_answer){ arena_printf(c->arena, "%s?", question),
			equals + 1 };
	}
	return 0;
}

int
cli_macro_look(struct cli *c, const struct conf_macro *m, struct macro_place *p, struct macro_use *out,
	struct error *err)
{
	struct macro_answer *answers;
	size_t n, open = 0;
	if (read_answers(c, &answers, &n, err) < 0)
		return -1;
	p->answers = answers;
	p->answer_count = n;
	if (macro_look(&c->v, m, p, c->arena, out, err) < 0)
		return -1;
	while (out->open[open])
		open++;
	struct macro_answer *all = arena_array(c->arena, struct macro_answer, n + open);
	if (n)
		memcpy(all, answers, n * sizeof *all);
	for (size_t i = 0; i < open; i++) {
		struct care_gap g;
		care_gap_read(out->open[i], c->arena, &g);
		if (g.asks && strchr(g.inside, '|'))
			all[n++] = (struct macro_answer){ g.question, g.proposal };
	}
	p->answers = all;
	p->answer_count = n;
	return macro_look(&c->v, m, p, c->arena, out, err);
}

/* The case of --case, else the one of which the console's editor is run. */
static int
place_of(struct cli *c, struct macro_place *p, struct error *err)
{
	const char *named = cli_opt(c, "case"), *form = cli_opt(c, "form");
	const char *around = getenv("SPORTELLO_CASE");
	*p = (struct macro_place){ .language = cli_opt(c, "lang"), .brief = cli_opt(c, "short") != NULL };
	if (form && !str_eq(form, "formal") && !str_eq(form, "informal") && !str_eq(form, "lei") && !str_eq(form, "tu"))
		return error_set(err, ERR_USAGE, _("--form '%s': say formal or informal"), form);
	if (form)
		p->form = str_eq(form, "formal") || str_eq(form, "lei") ? "formal" : "informal";
	if (!named && !str_empty(around))
		named = around;
	return named ? read_case_named(c->store, named, &p->case_id, err) : 0;
}

/* -- as JSON, as text ------------------------------------------------------------------------------------------------ */

static int64_t
used(struct cli *c, const char *name)
{
	struct used_row *rows;
	size_t n;
	if (used_list(c->store, c->v.who.agent, "macro", c->arena, &rows, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			if (str_eq(rows[i].name, name))
				return rows[i].n;
	return 0;
}

static json_t *
json_macro(struct cli *c, const struct conf_macro *m)
{
	json_t *j = json_object(), *texts = json_array();
	for (size_t i = 0; i < m->text_count; i++) {
		json_t *t = json_object();
		json_object_set_new(t, "name", json_text(m->texts[i].name));
		json_object_set_new(t, "language", json_text(m->texts[i].language));
		json_object_set_new(t, "form", json_text(m->texts[i].form));
		json_object_set_new(t, "short", json_boolean(m->texts[i].brief));
		json_object_set_new(t, "text", json_text(m->texts[i].text));
		json_array_append_new(texts, t);
	}
	json_object_set_new(j, "name", json_text(m->name));
	json_object_set_new(j, "key", json_text(m->key));
	json_object_set_new(j, "when", json_text(m->when));
	json_object_set_new(j, "do", json_text(m->actions));
	json_object_set_new(j, "used", json_integer(used(c, m->name)));
	json_object_set_new(j, "texts", texts);
	return j;
}

static json_t *
json_use(const struct macro_use *u)
{
	json_t *j = json_object(), *open = json_array();
	for (char **o = u->open; *o; o++)
		json_array_append_new(open, json_text(*o));
	json_object_set_new(j, "macro", json_text(u->macro->name));
	json_object_set_new(j, "variant", json_text(u->text ? u->variant : NULL));
	json_object_set_new(j, "why", json_text(u->why));
	json_object_set_new(j, "fallback", json_boolean(u->missed));
	json_object_set_new(j, "text", json_text(u->text));
	json_object_set_new(j, "do", json_text(u->actions));
	json_object_set_new(j, "open", open);
	json_object_set_new(j, "offered", json_boolean(!u->unless));
	json_object_set_new(j, "reason", json_text(u->unless));
	return j;
}

/* "it en.short" */
static char *
text_names(struct cli *c, const struct conf_macro *m)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < m->text_count; i++)
		if (*m->texts[i].name)
			buf_addf(&b, "%s%s", b.len ? " " : "", m->texts[i].name);
	char *s = arena_strn(c->arena, b.data, b.len);
	buf_free(&b);
	return s;
}

static int
list(struct cli *c)
{
	size_t n;
	const struct conf_macro *m = conf_macros(c->conf, &n);
	for (size_t i = 0; i < n; i++) {
		const char *first = m[i].text ? m[i].text : m[i].actions;
		char *names = text_names(c, &m[i]);
		if (c->json) {
			cli_json(json_macro(c, &m[i]));
			continue;
		}
		cli_print(arena_printf(c->arena, "%-20s %-6s %4lld  %.*s%s%s%s%s", m[i].name, m[i].key ? m[i].key : "",
			(long long)used(c, m[i].name), (int)strcspn(first, "\n"), first, *names ? "  [" : "", names,
			*names ? "]" : "", m[i].when ? arena_printf(c->arena, _("  (only where %s)"), m[i].when) : ""));
		putchar('\n');
	}
	return n ? 0 : 1;
}

static int
show(struct cli *c, const struct conf_macro *m)
{
	if (c->json) {
		cli_json(json_macro(c, m));
		return 0;
	}
	printf("%s\n", m->name);
	const char *rows[][2] = { { "key", m->key }, { "when", m->when }, { "do", m->actions } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!str_empty(rows[i][1])) {
			cli_print(arena_printf(c->arena, "%-5s %s", rows[i][0], rows[i][1]));
			putchar('\n');
		}
	for (size_t i = 0; i < m->text_count; i++) {
		printf("\ntext%s%s:\n", *m->texts[i].name ? "." : "", m->texts[i].name);
		cli_print(m->texts[i].text);
		putchar('\n');
	}
	return 0;
}

static int
expand(struct cli *c, const struct conf_macro *m, struct error *err)
{
	struct macro_place p;
	struct macro_use u;
	if (place_of(c, &p, err) < 0 || cli_macro_look(c, m, &p, &u, err) < 0)
		return cli_fail(err);
	if (c->json) {
		cli_json(json_use(&u));
		return u.unless ? 1 : 0;
	}
	if (u.unless) {
		error_set(err, ERR_INPUT, _("macro '%s' is not for this case: %s"), m->name, u.unless);
		return cli_fail(err);
	}
	if (*u.why && !c->quiet)
		fprintf(stderr, "sportello: %s: %s\n", m->name, u.why);
	cli_print(u.text ? u.text : "");
	if (u.text)
		putchar('\n');
	return 0;
}

/* Standard input with the macros that it names, ::name, in their words.  What is none stays as it is, and nothing is
 * said beside: an editor would take it for text. */
static int
filter(struct cli *c, struct error *err)
{
	struct buf in = BUF_INIT, out = BUF_INIT;
	struct macro_place p;
	struct macro_use u;
	size_t at = 0, from = 0, end, k;
	char chunk[8192];
	if (place_of(c, &p, err) < 0)
		return cli_fail(err);
	for (size_t n; (n = fread(chunk, 1, sizeof chunk, stdin)) > 0;)
		buf_add(&in, chunk, n);
	while (care_snippet_find(in.data, from, &k)) {
		const struct conf_macro *m = care_snippet_macro(c->conf, in.data, k, &end);
		from = k + 2;
		if (!m || cli_macro_look(c, m, &p, &u, err) < 0 || u.unless || !u.text)
			continue;
		buf_add(&out, in.data + at, k - at);
		buf_adds(&out, u.text);
		at = from = end;
	}
	buf_add(&out, in.data + at, in.len - at);
	bool whole = fwrite(out.data, 1, out.len, stdout) == out.len;
	buf_free(&in);
	buf_free(&out);
	return err->code ? cli_fail(err) : whole ? 0 : 1;
}

int
cli_macro(struct cli *c)
{
	struct error err = ERROR_INIT;
	const char *what = c->arg_count ? c->args[0] : "list";
	bool one = str_eq(what, "show") || str_eq(what, "expand");
	if (c->arg_count > (one ? 2u : 1u) || (one && c->arg_count < 2) || (!one && !str_eq(what, "list")))
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0)
		return cli_fail(&err);
	if (!one)
		return list(c);
	if (str_eq(what, "expand") && str_eq(c->args[1], "-"))
		return filter(c, &err);
	const struct conf_macro *m = conf_macro_find(c->conf, c->args[1], c->arena, &err);
	return !m ? cli_fail(&err) : str_eq(what, "show") ? show(c, m) : expand(c, m, &err);
}
