/* conf_read.c - the configuration: its grammar, and errors that say where and what was meant. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "clock.h"
#include "conf.h"
#include "file.h"
#include "str.h"
#include "t.h"

static struct arena *arena;

static struct conf *
good(const char *text)
{
	struct conf *c = NULL;
	struct error err = ERROR_INIT;

	if (conf_parse(text, "config", arena, &c, &err))
		printf("# %s\n", err.text);
	return c;
}

/* The error must begin with the place and hold the words. */
static void
bad(const char *text, const char *place, const char *words)
{
	struct conf *c = NULL;
	struct error err = ERROR_INIT;

	T_OK(conf_parse(text, "config", arena, &c, &err) && err.code == ERR_CONFIG && !strncmp(err.text, place, strlen(place)) &&
		strstr(err.text, words), "%s: %s", place, err.text);
}

#define MAIL "[account a]\nchannel = mail\naddress = a@b.c\nmaildir = /m\n"

static void
grammar(void)
{
	struct conf *c = good("\xef\xbb\xbf# comment\n[agent]\r\nid = eva # who\nname = \"Eva \\\"#1\\\" Rossi\"\n\n"
		MAIL "query = to:a@b.c;tag:x  # `;` is no comment\nsignature = \"\"\"\nEva\n  # not a comment\n\"\"\"\n");
	const struct conf_account *a = c ? conf_account_find(c, "a") : NULL;

	T_OK(c && a, "it is read");
	T_STR(conf_agent_id(c), "eva");
	T_STR(conf_agent_name(c), "Eva \"#1\" Rossi");
	T_STR(conf_account_str(a, OPT_MAIL_QUERY), "to:a@b.c;tag:x");
	T_STR(conf_account_str(a, OPT_ACCOUNT_SIGNATURE), "Eva\n  # not a comment\n");
	T_OK(conf_account_bool(a, OPT_MAIL_TAG_UNREAD), "a default");
	T_INT(conf_account_span(a, OPT_MAIL_FETCH_TIMEOUT), 5 * MS_MINUTE);
	T_INT(conf_span(c, OPT_CARE_DUE_HIGH), 4 * MS_HOUR);
	T_OK(good("") != NULL, "an empty file is a configuration");
	T_OK(good("[keys]\ngx = view vip\n") != NULL, "keys of everywhere need no name");
	T_OK(good("[keys list]\n\"#\" = resolve\n") != NULL, "a quoted key");
	T_OK(good("[field f]\ntype = text\npattern = [Oo]rd[]+{]er (ORD-)?([0-9]{5,8}|[+]+\\{9)+\n") != NULL, "a pattern");
}

/* A key that several channels have is the account's own; one that only others have is refused. */
static void
channels(void)
{
	struct conf *c = good("[account t]\nca-file = /ca\nurl = http://127.0.0.1:1\nchannel = telegram\n"
		"[account m]\nca-file = /mail-ca\nchannel = mail\naddress = a@b.c\nmaildir = /m\n");
	const struct conf_account *t = c ? conf_account_find(c, "t") : NULL, *m = c ? conf_account_find(c, "m") : NULL;

	T_OK(t && m, "connected accounts are read");
	T_STR(conf_account_key(t, "ca-file"), "/ca");
	T_STR(conf_account_str(t, OPT_MAIL_CA_FILE), NULL);
	T_STR(conf_account_key(m, "ca-file"), "/mail-ca");
	T_STR(conf_account_key(t, "media-limit"), "20");
	T_STR(conf_account_key(t, "maildir"), NULL);
	T_OK(channel_is_api("telegram") && !channel_is_api("mail") && !channel_is_api("exec") && !channel_is_api("form"),
		"which channels are spoken with over HTTP");
	bad("[account t]\nchannel = telegram\ntoken-comand = x\n", "config:3", "token-command");
	bad("[account t]\nchannel = telegram\ncommand = x\n", "config:3", "no option of channel telegram");
	bad("[account t]\nchannel = telegram\npassword-file = x\n", "config:3", "no option of channel telegram");
	bad(MAIL "token-command = x\n", "config:5", "no option of channel mail");
	bad("[account t]\nchannel = telegran\n", "config:2", "telegram");
	bad("[account t]\nchannel = form\n", "config:2", "telegram");
}

static void
errors(void)
{
	bad("[field f]\ntype = text\npattern = ((a{99}){99}){99}\n", "config:1", "repeats");
	bad("[field f]\ntype = text\npattern = a++++++++++++++++++++++++++++++++++++++++\n", "config:1", "repeats");
	bad("[field f]\ntype = text\npattern = (a\n", "config:1", "Unmatched");
	bad("[agent]\nid eva\n", "config:2", "=");
	bad("id = eva\n", "config:1", "section");
	bad("[agnet]\nid = eva\n", "config:1", "agent");
	bad("[agent\nid = eva\n", "config:1", "]");
	bad("[agent]\nnmae = Eva\n", "config:2", "name");
	bad("[account a]\nchannel = mial\n", "config:2", "mail");
	bad("[account a]\naddress = a@b.c\n", "config:1", "channel");
	bad(MAIL "qeury = *\n", "config:5", "query");
	bad(MAIL "command = x\n", "config:5", "command");
	bad(MAIL "poll = soon\n", "config:5", "soon");
	bad(MAIL "pec = perhaps\n", "config:5", "perhaps");
	bad(MAIL "smtp-auth = kerberos\n", "config:5", "plain");
	bad(MAIL "since = yesterday\n", "config:5", "yesterday");
	bad(MAIL "query = \"open\n", "config:5", "quote");
	bad(MAIL "query = \"a\\x\"\n", "config:5", "backslash");
	bad(MAIL "query = \"a\" b\n", "config:5", "quote");
	bad(MAIL "signature = \"\"\"\nno end\n", "config:", "never closed");
	bad(MAIL "query = a\nquery = b\n", "config:6", "query");
	bad(MAIL "[account a]\nchannel = exec\ncommand = x\n", "config:5", "a");
	bad("[care]\ndue-high = 4\n", "config:2", "4");
}

static void
spans(void)
{
	T_INT(conf_read_span("90s"), 90 * MS_SECOND);
	T_INT(conf_read_span("2w"), 14 * MS_DAY);
	T_INT(conf_read_span("-1h"), -1);
	T_INT(conf_read_span(""), -1);
	T_INT(conf_read_bool("Yes"), 1);
	T_INT(conf_read_bool("off"), 0);
	T_INT(conf_read_bool("maybe"), -1);
}

/* The file holds `before`; after the change it holds `after`. */
static void
edit(const char *before, const char *kind, const char *name, const char *const *keys, const char *const *values, size_t n,
	const char *after)
{
	char file[] = "conf-read.XXXXXX";
	struct error err = ERROR_INIT;
	struct buf b = BUF_INIT;
	int fd = mkstemp(file);

	T_INT(write(fd, before, strlen(before)), (long long)strlen(before));
	(void)close(fd);
	int rc = keys ? conf_edit(file, kind, name, keys, values, n, &err) : conf_edit_drop(file, kind, name, &err);
	T_INT(rc, str_eq(before, after) ? -1 : 0);
	T_INT(file_read(file, 10000, &b), 0);
	T_STR(b.data, after);
	error_clear(&err);
	buf_free(&b);
	(void)unlink(file);
}

/* Keys of a section: all else stays byte for byte. */
static void
set_keys(void)
{
	static const char account[] = "# mine\n[account a]   # first\nchannel = matrix\nclient-id = old   # was\n"
		"url = https://a\n# end\n\n[account b]\nchannel = matrix\naddress = @b:b";
	const char *keys[] = { "client-id", "token-url" }, *values[] = { "new #1", "https://a/token" };
	edit(account, "account", "a", keys, values, 2, "# mine\n[account a]   # first\nchannel = matrix\n"
		"client-id = \"new #1\"   # was\nurl = https://a\ntoken-url        = https://a/token\n# end\n\n[account b]\n"
		"channel = matrix\naddress = @b:b");
	const char *wrong[] = { "client-idd" };
	edit(account, "account", "a", wrong, values, 1, account);
	const char *bound[] = { "d", "#", "=" }, *to[] = { NULL, "note", "top" };
	edit("[keys]\nd = resolve\n[ui]\n[keys]\n\"#\" = split\n[ui]\n", "keys", "", bound, to, 3,
		"[keys]\n[ui]\n[keys]\n\"#\" = note\n\"=\"              = top\n[ui]\n");
	edit("", "keys", "list", bound, to, 2, "[keys list]\n\"#\"              = note\n");
	edit("[keys]\n# x\nd = resolve\nr = reply\n\n# ui\n[ui]\n", "keys", NULL, NULL, NULL, 0, "\n# ui\n[ui]\n");
	edit("[ui]\n", "keys", NULL, NULL, NULL, 0, "[ui]\n");
}

/* A text of several lines, however odd, is read again as it was. */
static void
long_values(void)
{
	static const char *const texts[] = { "one\ntwo\n",
		"\n\nafter two", "  blanks \n\n", "tab\there", "a \"\"\" b\nc", "end\n\"",
		"back\\slash # no comment\n[section]\nkey = value", "", " ", "{ask:How much?|10}", "\"quoted\"" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char file[] = "conf-read.XXXXXX";
		const char *keys[] = { "text", "do" }, *values[] = { texts[i], "resolve" };
		struct error err = ERROR_INIT;
		struct conf *c = NULL;
		const struct conf_macro *m;
		(void)close(mkstemp(file));
		for (int twice = 0; twice < 2; twice++)
			T_INT(conf_edit(file, "macro", "x y", keys, values, 2, &err), 0);
		T_INT(conf_load(file, arena, &c, &err), 0);
		T_OK(c && (m = conf_macro_find(c, "x y", arena, &err)) != NULL && !strcmp(m->text, texts[i]) &&
			str_eq(m->actions, "resolve"), "text %zu comes back", i);
		(void)unlink(file);
	}
}

/* An account is added once, and changed only where it is. */
static void
accounts(void)
{
	char file[] = "conf-read.XXXXXX";
	const char *keys[] = { "channel" }, *values[] = { "matrix" };
	struct error err = ERROR_INIT;
	(void)close(mkstemp(file));
	T_INT(conf_set_account(file, "c", keys, values, 1, &err), -1);
	error_clear(&err);
	T_INT(conf_append_account(file, "c", keys, values, 1, &err), 0);
	T_INT(conf_append_account(file, "c", keys, values, 1, &err), -1);
	error_clear(&err);
	T_INT(conf_set_account(file, "c", keys, values, 1, &err), 0);
	(void)unlink(file);
}

int
main(void)
{
	arena = arena_new();
	grammar();
	channels();
	errors();
	spans();
	set_keys();
	long_values();
	accounts();
	arena_free(arena);
	return t_done();
}
