/* verbs_console.c - no verb: open the console. */
#include "cli.h"

#include <stdio.h>
#include <unistd.h>

#include "i18n.h"
#include "str.h"
#include "ui.h"

/* "120x40" */
static int
size_opt(struct cli *c, struct ui_options *o, struct error *err)
{
	const char *s = cli_opt(c, "size");
	char rest;
	if (!s)
		return 0;
	if (sscanf(s, "%dx%d%c", &o->columns, &o->rows, &rest) != 2 || o->columns < 1 || o->columns > 1000 ||
	    o->rows < 1 || o->rows > 1000)
		return error_set(err, ERR_USAGE, _("--size '%s': say COLUMNSxROWS, like 80x24"), s);
	return 0;
}

/* Neither an account nor a store: nobody has been here. */
static bool
is_first_run(struct cli *c)
{
	size_t accounts;
	conf_accounts(c->conf, &accounts);
	const char *store = c->store_path ? c->store_path : conf_store_path(c->conf, c->arena);
	return !accounts && access(store, F_OK) < 0;
}

/* --theme list */
static int
list_themes(struct cli *c)
{
	size_t n;
	char **names = ui_theme_names(c->arena, &n);
	for (size_t i = 0; i < n; i++) {
		struct error err = ERROR_INIT;
		struct theme *t = ui_theme_open(c->arena, names[i], &err);
		if (c->json)
			cli_json(json_pack("{s:s,s:s}", "theme", names[i], "about", t ? theme_about(t) : err.text));
		else
			printf("%-20s %s\n", names[i], t ? theme_about(t) : err.text);
		theme_free(t);
	}
	if (!c->json)
		printf("%-20s %s\n", "auto", _("dark or light, as the terminal says its background is"));
	return 0;
}

int
cli_console(struct cli *c)
{
	struct error err = ERROR_INIT;
	int status;
	struct ui_options o = { .config_path = c->config_path, .theme = cli_opt(c, "theme"),
		.script = cli_opt(c, "script"), .no_sync = cli_opt(c, "no-sync") != NULL,
		.open_case = cli_opt(c, "case"), .tutorial = cli_opt(c, "tutorial") != NULL,
		.sample = c->verb == CLI_DEMO };
	if (str_eq(o.theme, "list"))
		return list_themes(c);
	if (size_opt(c, &o, &err) < 0)
		return cli_fail(&err);
	if (!o.script && (!isatty(0) || !isatty(1))) {
		error_set(&err, ERR_USAGE, _("the console needs a terminal; for scripts there are verbs: sportello --help"));
		return cli_fail(&err);
	}
	if (!o.script && is_first_run(c) && !cli_welcome(c, &status))
		return status;
	if (cli_open_store(c, STORE_DESK, &err) < 0)
		return cli_fail(&err);
	o.v = c->v;
	int rc = ui_run(&o, &err);
	return rc < 0 ? cli_fail(&err) : rc;
}
