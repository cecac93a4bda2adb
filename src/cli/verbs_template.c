/* verbs_template.c - words that a channel has approved: listed, shown, and as the text of a reply. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "i18n.h"
#include "str.h"

static json_t *
json_template(struct cli *c, const char *account, const struct template_row *t)
{
	struct template_form f;
	json_t *j = json_object(), *gaps = json_array();
	template_form(t, c->arena, &f);
	for (size_t i = 0; i < f.count; i++)
		json_array_append_new(gaps, json_text(f.gaps[i].label));
	json_object_set_new(j, "account", json_text(account));
	json_object_set_new(j, "name", json_text(t->name));
	json_object_set_new(j, "language", json_text(t->language));
	json_object_set_new(j, "category", json_text(t->category));
	json_object_set_new(j, "status", json_text(t->status ? t->status : "APPROVED"));
	json_object_set_new(j, "ready", json_boolean(t->ready));
	json_object_set_new(j, "header", json_text(t->header));
	json_object_set_new(j, "body", json_text(t->body));
	json_object_set_new(j, "footer", json_text(t->footer));
	json_object_set_new(j, "gaps", gaps);
	return j;
}

static void
print_template(struct cli *c, const char *account, const struct template_row *t, bool whole)
{
	struct template_form f;
	char *name = arena_printf(c->arena, "%s%s%s", t->name, t->language ? "/" : "", t->language ? t->language : "");
	template_form(t, c->arena, &f);
	cli_print(arena_printf(c->arena, "%-10s %-28s %-10s %-9s ", account, name, t->category ? t->category : "-",
		t->status ? t->status : "APPROVED"));
	for (size_t i = 0; i < f.count; i++)
		cli_print(arena_printf(c->arena, "%s%s", i ? "," : "", f.gaps[i].label));
	if (whole) {
		printf("\n\n");
		cli_print(template_preview(&f, c->arena));
	}
	putchar('\n');
}

/* The accounts' templates, or those of one; `name`: only that one.  How many there were, or -1. */
static int
each(struct cli *c, const char *only, const char *name, struct error *err)
{
	struct account_row *accounts;
	struct template_row *list, one;
	size_t n, k;
	int count = 0;
	bool known = !only;
	if (read_accounts(c->store, false, c->arena, &accounts, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (only && !str_eq(only, accounts[i].name))
			continue;
		known = true;
		if (read_templates(c->store, accounts[i].id, c->arena, &list, &k, err) < 0)
			return -1;
		if (name && k) {
			if (template_named(c->store, accounts[i].id, name, c->arena, &one, err) < 0)
				return -1;
			list = &one;
			k = 1;
		}
		for (size_t t = 0; t < k; t++, count++) {
			if (c->json)
				cli_json(json_template(c, accounts[i].name, &list[t]));
			else
				print_template(c, accounts[i].name, &list[t], name != NULL);
		}
	}
	return known ? count : error_set(err, ERR_INPUT, _("no account '%s' - `sportello account list` shows them"), only);
}

int
cli_template(struct cli *c)
{
	struct error err = ERROR_INIT;
	const char *what = c->arg_count ? c->args[0] : "list";
	bool show = str_eq(what, "show");
	if (c->arg_count > (show ? 3u : 2u) || (show && c->arg_count < 2) || (!show && !str_eq(what, "list")))
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0)
		return cli_fail(&err);
	int n = show ? each(c, c->arg_count > 2 ? c->args[2] : NULL, c->args[1], &err)
		: each(c, c->arg_count > 1 ? c->args[1] : NULL, NULL, &err);
	if (n == 0 && show)
		n = error_set(&err, ERR_INPUT, _("no template '%s' - `sportello template list` shows them"), c->args[1]);
	return n < 0 ? cli_fail(&err) : n ? 0 : 1;
}

static int
fill_in(struct template_form *f, const char *word, struct arena *a, struct error *err)
{
	const char *equals = strchr(word, '=');
	char *label = equals ? arena_strn(a, word, (size_t)(equals - word)) : NULL;
	for (size_t i = 0; label && i < f->count; i++)
		if (str_eq(f->gaps[i].label, label)) {
			f->gaps[i].value = equals + 1;
			return 0;
		}
	return label ? error_set(err, ERR_USAGE, _("template '%s' has no gap '%s'"), f->row.name, label)
		: error_set(err, ERR_USAGE, _("--fill '%s': write GAP=TEXT"), word);
}

int
cli_template_text(struct cli *c, struct letter *l, struct error *err)
{
	struct template_row t;
	struct template_form f;
	const char *text, **fill = cli_opts(c, "fill");
	if (cli_opt(c, "macro") || cli_opt(c, "body-file") || c->arg_count > 1)
		return error_set(err, ERR_USAGE, _("--template: the text is the template's, leave other words out"));
	if (template_named(c->store, l->account, cli_opt(c, "template"), c->arena, &t, err) < 0)
		return -1;
	template_form(&t, c->arena, &f);
	for (; *fill; fill++)
		if (fill_in(&f, *fill, c->arena, err) < 0)
			return -1;
	if (template_text(&f, c->arena, &text, err) < 0)
		return -1;
	l->text = text;
	return 0;
}
