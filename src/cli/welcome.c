/* welcome.c - the first run: a sample world, the mail that notmuch knows already, or a channel; then the console. */
#include "cli.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "paths.h"
#include "process.h"
#include "str.h"

enum { PATIENCE_MS = 5000 };

/* An index of mail that is there already. */
struct box {
	const char *root, *name, *address, *others;
	long mails;
	bool found, no_program;		/* found: mail lies there; no_program: nothing can read its index */
};

/* What notmuch says, without its line end; NULL when it says nothing. */
static const char *
notmuch(struct cli *c, const char *a, const char *b, const char *key)
{
	const char *argv[] = { "notmuch", a, b, key, NULL };
	struct process_spec spec = { .argv = argv, .timeout_ms = PATIENCE_MS };
	struct process_result r;
	struct error err = ERROR_INIT;
	if (process_run(&spec, c->arena, &r, &err) < 0 || r.status)
		return NULL;
	const char *s = str_trim(c->arena, r.out);
	return *s ? s : NULL;
}

/* Where mail usually lies, for those who have no notmuch. */
static const char *
usual_box(struct cli *c)
{
	static const char *const usual[] = { "~/Mail", "~/Maildir", "~/mail", "~/.mail" };
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
		char *path = paths_expand(c->arena, usual[i], NULL);
		if (access(path, R_OK | X_OK) == 0)
			return path;
	}
	return NULL;
}

static void
look_for_box(struct cli *c, struct box *b)
{
	*b = (struct box){ .root = notmuch(c, "config", "get", "database.path") };
	const char *count = b->root ? notmuch(c, "count", "*", NULL) : NULL;
	if (count) {
		b->found = true;
		b->mails = strtol(count, NULL, 10);
		b->name = notmuch(c, "config", "get", "user.name");
		b->address = notmuch(c, "config", "get", "user.primary_email");
		b->others = notmuch(c, "config", "get", "user.other_email");
		return;
	}
	b->root = usual_box(c);
	b->no_program = b->root != NULL;
}

/* "~/Mail" for what lies at home. */
static const char *
short_path(struct cli *c, const char *path)
{
	const char *home = paths_home();
	size_t n = strlen(home);
	return n > 1 && !strncmp(path, home, n) && path[n] == '/' ? arena_printf(c->arena, "~%s", path + n) : path;
}

static void
choice(struct cli *c, const char *key, const char *words)
{
	wizard_say(5, arena_printf(c->arena, "  %s  %s\n", key, words));
}

static void
offer(struct cli *c, const struct box *b)
{
	wizard_say(0, _("Welcome to Sportello, the window at which customers are served.\nNothing is "
		"set up here yet.\n\n"));
	choice(c, "1", _("look around in a sample shop, with a tutorial; nothing is sent, nothing is kept"));
	if (b->found)
		choice(c, "2", arena_printf(c->arena, ngettext_("use the mail that notmuch has indexed: %s, %ld message%s%s",
			"use the mail that notmuch has indexed: %s, %ld messages%s%s", (unsigned long)b->mails),
			short_path(c, b->root), b->mails, b->address ? _(", of ") : "", b->address ? b->address : ""));
	else
		choice(c, "2", _("connect a mailbox"));
	choice(c, "3", _("connect another channel: Telegram, WhatsApp, Matrix, a program of your own..."));
	choice(c, "4", _("open the console as it is, empty"));
	choice(c, "q", _("leave"));
	putchar('\n');
	if (b->no_program)
		wizard_say(0, arena_printf(c->arena, _("There is mail in %s, but no index of it: "
			"`notmuch setup` and `notmuch new` make one.\n\n"), short_path(c, b->root)));
}

/* A name for the account: what stands before the @, if that is a word. */
static const char *
account_name(struct cli *c, const char *address)
{
	const char *at = address ? strchr(address, '@') : NULL;
	char *name = at ? arena_strn(c->arena, address, (size_t)(at - address)) : NULL;
	for (char *s = name; s && *s; s++) {
		if (!isalnum((unsigned char)*s) && *s != '-')
			*s = '-';
		*s = (char)tolower((unsigned char)*s);
	}
	return str_empty(name) ? "support" : name;
}

static int
add_box(struct cli *c, const struct box *b, struct error *err)
{
	const char *address = b->address && b->name ? arena_printf(c->arena, "%s <%s>", b->name, b->address) : b->address;
	struct wizard_known known[5] = { { NULL, NULL, false } };
	size_t n = 0;
	wizard_say(0, _("\nEnter takes what stands in brackets. What arrived in the last 14 days becomes work; "
		"all the rest can be read and searched. Nothing in your mail is changed but the tags of what you answer.\n\n"));
	if (address)
		known[n++] = (struct wizard_known){ "address", address, false };
	if (b->root)
		known[n++] = (struct wizard_known){ "maildir", short_path(c, b->root), b->found };
	if (b->found)
		known[n++] = (struct wizard_known){ "query", "*", false };
	known[n] = (struct wizard_known){ NULL, NULL, false };
	return wizard_account(c, account_name(c, b->address), "mail", known, err);
}

/* The configuration as it is now. */
static int
read_again(struct cli *c, struct error *err)
{
	if (conf_load(c->config_path, c->arena, &c->conf, err) < 0)
		return -1;
	c->v.conf = c->conf;
	verb_policy(c->conf, &c->policy);
	return 0;
}

static int
look_around(struct cli *c)
{
	c->options[c->option_count++] = (struct cli_option){ "tutorial", "" };
	c->verb = CLI_DEMO;
	int status = cli_demo(c);
	if (!status)
		printf(_("`sportello` again connects your own mail; `sportello demo` comes back here.\n"));
	return status;
}

/* A channel is added; true when the console opens on it. */
static bool
connect(struct cli *c, bool mail, const struct box *b, int *status)
{
	struct error err = ERROR_INIT;
	const char *trouble = NULL;
	int rc = mail ? add_box(c, b, &err) : wizard_account(c, NULL, NULL, NULL, &err);
	if (rc < 0 || read_again(c, &err) < 0) {
		*status = cli_fail(&err);
		return false;
	}
	if (rc)
		trouble = _("The account stays in the configuration; `sportello account test` tries it again.");
	printf("\n%s\n", trouble ? trouble : _("That works. Opening the console: what is new comes in "
		"while you look."));
	return true;
}

bool
cli_welcome(struct cli *c, int *status)
{
	struct box b;
	look_for_box(c, &b);
	offer(c, &b);
	*status = 0;
	for (;;) {
		char *what = wizard_ask(c, _("1, 2, 3, 4 or q"), b.found ? "2" : "1");
		if (!what || *what == 'q')
			return false;
		if (str_eq(what, "1")) {
			*status = look_around(c);
			return false;
		}
		if (str_eq(what, "2") || str_eq(what, "3"))
			return connect(c, *what == '2', &b, status);
		if (str_eq(what, "4"))
			return true;
	}
}
