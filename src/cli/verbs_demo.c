/* verbs_demo.c - demo: a sample world in a folder of its own; demo-part: the programs of its accounts. */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "demo.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"

/* A folder of the user's choice, or a fresh one among the temporary files; always a full path. */
static int
choose_dir(struct cli *c, char **dir, struct error *err)
{
	const char *named = cli_opt(c, "dir"), *temporary = getenv("TMPDIR");
	char here[4096];

	if (!named) {
		*dir = arena_printf(c->arena, "%s/sportello-demo.XXXXXX",
			temporary && *temporary == '/' ? temporary : "/tmp");
		return mkdtemp(*dir) ? 0 : error_set(err, ERR_SYSTEM, _("%s: cannot be made: %s; set TMPDIR"), *dir,
			strerror(errno));
	}
	if (str_empty(named) || !getcwd(here, sizeof here))
		return error_set(err, ERR_USAGE, _("--dir '%s' is no folder"), named);
	*dir = paths_expand(c->arena, named, here);
	return 0;
}

/* From here on this process works on the sample world, and on nothing else. */
static int
move_in(struct cli *c, const char *dir, struct error *err)
{
	c->config_path = arena_printf(c->arena, "%s/config", dir);
	c->store_path = arena_printf(c->arena, "%s/store.db", dir);
	if (conf_load(c->config_path, c->arena, &c->conf, err) < 0)
		return -1;
	c->v.conf = c->conf;
	c->v.now = clock_now();
	verb_policy(c->conf, &c->policy);
	return 0;
}

static int
tell_how_to_open(struct cli *c, const char *dir)
{
	char *open = str_quote(c->arena, arena_printf(c->arena, "%s/open", dir));

	if (c->json)
		cli_json(json_pack("{s:s,s:s}", "dir", dir, "open", arena_printf(c->arena, "%s/open", dir)));
	else if (c->quiet)
		printf("%s\n", dir);
	else
		printf(_("The sample world lies in %s.\n  %s         opens it\n  %s list    asks it; any verb will do\n"
			"Remove the folder when you are done.\n"), dir, open, open);
	return 0;
}

static int
run_console(struct cli *c, const char *dir)
{
	struct error err = ERROR_INIT;
	int status;

	if (cli_opt(c, "now"))		/* time stands still: nobody answers */
		c->options[c->option_count++] = (struct cli_option){ "no-sync", "" };
	if (move_in(c, dir, &err) < 0)
		return cli_fail(&err);
	status = cli_console(c);
	store_close(c->store);
	c->store = NULL;
	if (cli_opt(c, "dir")) {
		printf(_("The sample world is kept in %s; `sportello demo --dir %s` opens it again.\n"), dir,
			str_quote(c->arena, dir));
	} else if (demo_remove(dir, &err) < 0) {
		return cli_fail(&err);
	} else if (!c->quiet) {
		printf(_("The sample world in %s is gone again; `--dir DIR` keeps it.\n"), dir);
	}
	return status;
}

int
cli_demo(struct cli *c)
{
	struct error err = ERROR_INIT;
	const char *at = cli_opt(c, "now");
	int64_t now = clock_now();
	bool run = !cli_opt(c, "no-run");
	char *dir = NULL;

	if (c->arg_count)
		return cli_usage(c);
	if (at && !clock_parse_rfc3339(at, &now))
		error_set(&err, ERR_USAGE, _("--now '%s' is no RFC 3339 time"), at);
	else if (run && (!isatty(0) || !isatty(1)))
		error_set(&err, ERR_USAGE, _("the console needs a terminal; `sportello demo --no-run` only makes the world"));
	if (err.code != ERR_NONE || choose_dir(c, &dir, &err) < 0)
		return cli_fail(&err);
	demo_environment(dir);
	if (!(cli_opt(c, "dir") && demo_is_there(dir))) {
		if (!c->quiet && isatty(2))
			fprintf(stderr, _("Making a small shop with its customers in %s ...\n"), dir);
		if (demo_make(dir, now, at != NULL, &err) < 0)
			return cli_fail(&err);
	}
	if (at)
		clock_set(now, true);
	else
		clock_reset();
	return run ? run_console(c, dir) : tell_how_to_open(c, dir);
}

int
cli_demo_part(struct cli *c)
{
	if (c->arg_count < 2)
		return cli_usage(c);
	demo_environment(c->args[0]);
	return demo_part(c->args[0], c->args + 1, c->arg_count - 1);
}
