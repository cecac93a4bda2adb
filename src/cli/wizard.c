/* wizard.c - an account by questions: what its channel needs is asked, written down, and tried live. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "str.h"
#include "utf8.h"

int
cli_columns(void)
{
	struct winsize w;
	return isatty(1) && ioctl(1, TIOCGWINSZ, &w) == 0 ? w.ws_col : 0;
}

void
wizard_say(int hang, const char *text)
{
	int columns = cli_columns(), room = columns ? columns : 80, at = 0;
	for (const char *s = text; *s;) {
		size_t blanks = strspn(s, " "), n = strcspn(s + blanks, " \n");
		int wide = utf8_columns(s + blanks, n);
		if (at && at + (int)blanks + wide > room) {
			printf("\n%*s", hang, "");
			at = hang;
		} else {
			printf("%*s", (int)blanks, "");
			at += (int)blanks;
		}
		printf("%.*s", (int)n, s + blanks);
		at += wide;
		s += blanks + n;
		if (*s == '\n') {
			putchar(*s++);
			at = 0;
		}
	}
}

/* What stands behind the line is left to the program that goes on. */
char *
wizard_ask(struct cli *c, const char *question, const char *suggestion)
{
	char *line = NULL, *answer = NULL;
	size_t space = 0;
	(void)setvbuf(stdin, NULL, _IONBF, 0);
	printf("%s%s%s%s: ", question, suggestion ? " [" : "", suggestion ? suggestion : "", suggestion ? "]" : "");
	fflush(stdout);
	if (getline(&line, &space, stdin) >= 0)
		answer = str_trim(c->arena, line);
	free(line);
	return answer && !*answer && suggestion ? arena_str(c->arena, suggestion) : answer;
}

struct answers {
	const char **keys, **values;
	size_t n;
	bool signs_in;			/* by hand, afterwards */
};

/* Is it a question for something that a sign-in would bring? */
static bool
is_brought(const struct channel_signin *signin, const char *key)
{
	bool token = str_starts(key, "token-") || str_starts(key, "refresh-token-");
	return token || (signin && signin->way == SIGNIN_PASTE && str_starts(key, signin->token));
}

/* Questions that an earlier answer makes idle. */
static bool
is_idle(const struct answers *w, const char *key)
{
	static const struct { const char *key, *other; bool given; } idle[] = {
		{ "smtp-user", "smtp", false }, { "password-command", "smtp", false }, { "password-command", "smtp-user", false },
		{ "sendmail", "smtp", true }, { "token-file", "token-command", true }, { "secret-file", "secret-command", true } };
	for (size_t i = 0; i < sizeof idle / sizeof *idle; i++) {
		bool given = false;
		for (size_t k = 0; k < w->n; k++)
			given |= str_eq(w->keys[k], idle[i].other);
		if (str_eq(idle[i].key, key) && given == idle[i].given)
			return true;
	}
	return false;
}

static const struct wizard_known *
known_of(const struct wizard_known *known, const char *key)
{
	for (; known && known->key; known++)
		if (str_eq(known->key, key))
			return known;
	return NULL;
}

/* Asks every question of a channel; false at the end of input. */
static bool
ask_all(struct cli *c, const char *channel, const struct wizard_known *known, struct answers *out)
{
	const struct channel_signin *signin = channel_signin_find(channel);
	bool asked = false;
	out->signs_in = false;
	for (const struct channel_question *q = channel_questions; q->channel; q++) {
		const struct wizard_known *k = known_of(known, q->key);
		char *answer;
		if (!str_eq(q->channel, channel))
			continue;
		if (signin && is_brought(signin, q->key) && !asked) {
			answer = wizard_ask(c, signin->way == SIGNIN_CODE ?
				_("Sign in with a browser now? (no: a token is there already)") :
				_("Paste the token or password in a moment? (no: a command or a file has it)"), _("yes"));
			if (!answer)
				return false;
			asked = true;
			out->signs_in = conf_read_bool(answer) > 0 || str_eq(answer, _("yes"));
		}
		if ((out->signs_in && is_brought(signin, q->key)) || is_idle(out, q->key))
			continue;
		do {
			answer = k && k->quiet ? arena_str(c->arena, k->value)
				: wizard_ask(c, _(q->words), k ? k->value : q->suggestion);
		} while (answer && !*answer && q->must);
		if (!answer)
			return false;
		if (!*answer)
			continue;
		out->keys[out->n] = q->key;
		out->values[out->n++] = answer;
	}
	return true;
}

/* What was answered, as suggestions for the next round. */
static const struct wizard_known *
as_known(struct cli *c, const struct answers *w)
{
	struct wizard_known *k = arena_array(c->arena, struct wizard_known, w->n + 1);
	for (size_t i = 0; i < w->n; i++)
		k[i] = (struct wizard_known){ w->keys[i], w->values[i], false };
	return k;
}

static void
answers_room(struct cli *c, struct answers *w, const char *channel)
{
	size_t most = 2;
	for (const struct channel_question *q = channel_questions; q->channel; q++)
		most++;
	*w = (struct answers){ arena_array(c->arena, const char *, most), arena_array(c->arena, const char *, most), 1, false };
	w->keys[0] = "channel";
	w->values[0] = channel;
}

/* The trial, and while it fails and somebody sits there: once more, with other answers, or as it is. */
static int
try_out(struct cli *c, const char *file, const char *name, const char *channel, struct answers *w, struct error *err)
{
	for (;;) {
		const char *more[] = { w->signs_in ? "--authorize" : "--probe", name };
		int status = cli_run_sync(c, more, 2);
		if (!status || !isatty(0))
			return status;
		char *what = wizard_ask(c, _("That did not work. a: try again, c: change the answers, l: leave it as it is"), "c");
		if (!what || *what == 'l')
			return status;
		if (*what != 'c')
			continue;
		const struct wizard_known *known = as_known(c, w);
		answers_room(c, w, channel);
		if (!ask_all(c, channel, known, w))
			return status;
		if (conf_set_account(file, name, w->keys, w->values, w->n, err) < 0)
			return -1;
	}
}

int
wizard_account(struct cli *c, const char *name, const char *channel, const struct wizard_known *known, struct error *err)
{
	struct answers w;
	const char *choices = conf_choices(OPT_ACCOUNT_CHANNEL);
	if (!name)
		name = wizard_ask(c, _("Name of the account"), "support");
	if (name && !channel)
		channel = wizard_ask(c, arena_printf(c->arena, _("Channel (%s; exec: a program of your own)"), choices), "mail");
	if (!name || !channel)
		return error_set(err, ERR_INPUT, _("nothing was added"));
	const struct channel_info *info = channel_info_find(channel);
	if (!info || !(info->flags & CHANNEL_CONNECT))
		return error_set(err, ERR_INPUT, _("channel '%s': say one of: %s"), channel, choices);
	const struct channel_signin *signin = channel_signin_find(channel);
	if (signin && signin->way == SIGNIN_CODE && signin->page) {
		printf("%s:\n  %s.\n", signin->page, _(signin->words));
		fflush(stdout);
	}
	answers_room(c, &w, channel);
	if (!ask_all(c, channel, known, &w) || w.n < 2)
		return error_set(err, ERR_INPUT, _("nothing was added"));
	char *file = conf_find(c->config_path, c->arena);
	if (conf_append_account(file, name, w.keys, w.values, w.n, err) < 0)
		return -1;
	printf(w.signs_in ? _("Added [account %s] to %s. Signing in now:\n") : _("Added [account %s] to %s. Testing it now:\n"),
		name, file);
	return try_out(c, file, name, channel, &w, err);
}
