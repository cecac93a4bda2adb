/*
 * sync_secret.c - secrets of connected accounts: where they may go, in which form, what of them is seen; tokens that
 * the server renews are kept and found again.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/sync/api.h"
#include "clock.h"
#include "paths.h"
#include "str.h"
#include "t.h"

#define NOW_EXPIRES 1795600000000LL

static struct arena *arena;
static struct api api;
static struct sync y;
static struct api_account *made[20];
static size_t made_count;

static struct api_account *
account(const char *lines)
{
	struct api_account *a = arena_new_of(arena, struct api_account);
	struct sync_account *s = arena_new_of(arena, struct sync_account);
	struct error err = ERROR_INIT;
	struct conf *c = NULL;

	if (conf_parse(arena_printf(arena, "[account t]\nchannel = telegram\n%s", lines), "config", arena, &c, &err))
		printf("# %s\n", err.text);
	s->conf = conf_account_find(c, "t");
	s->name = "t";
	s->channel = s->speaks_as = "telegram";
	s->uid = uid_of("account", "telegram", "t", NULL);
	s->page = sync_page_new();
	api.sync = &y;
	api.storeless = true;
	api_account_init(&api, a, s, NULL);
	return made[made_count++] = a;
}

static const char *
filled(struct api_account *a, const char *text)
{
	struct error err = ERROR_INIT;
	const char *out = NULL;

	return fill_text(a, text, arena, &out, &err) ? "(error)" : out;
}

static void
forms(void)
{
	struct api_account *a = account("");

	secret_set(a, "token", "s3/c\"r", 0);
	secret_set(a, "key", "Jefe", 0);
	secret_set(a, "data", "what do ya want for nothing?", 0);
	T_STR(filled(a, "Bearer {secret:token}!"), "Bearer s3/c\"r!");
	T_STR(filled(a, "x={secret-form:token}"), "x=s3%2Fc%22r");
	T_STR(filled(a, "{\"t\":\"{secret-json:token}\"}"), "{\"t\":\"s3/c\\\"r\"}");
	T_STR(filled(a, "{basic:user:key}"), "dXNlcjpKZWZl");
	T_STR(filled(a, "{hmac:key:data}"), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	T_STR(filled(a, "{secret:nobody}"), "(error)");
	T_STR(filled(a, "{x} {secret:"), "{x} {secret:");
	T_STR(filled(a, "{secret:key}{secret:key}"), "JefeJefe");
}

static bool
allowed(struct api_account *a, const char *url)
{
	struct request q = { .url = url };
	struct error err = ERROR_INIT;

	return !fill_allowed(a, &q, arena, &err);
}

static void
places(void)
{
	struct api_account *a = account(""), *own = account("url = http://127.0.0.1:8081\n");

	T_OK(allowed(a, "https://api.telegram.org/bot{secret:token}/x"), "the usual server gets the token");
	T_OK(allowed(a, "https://API.telegram.org:443/bot{secret:token}/x"), "however it is spelt");
	T_OK(!allowed(a, "http://api.telegram.org/bot{secret:token}/x"), "never unencrypted");
	T_OK(!allowed(a, "https://api.telegram.org.evil.example/bot{secret:token}/x"), "not one that looks like it");
	T_OK(!allowed(a, "https://api.telegram.org{secret:token}.evil.example/"), "not as part of a host");
	T_OK(!allowed(a, "https://api.telegram.org@evil.example/{secret:token}"), "not behind a user name");
	T_OK(!allowed(a, "https://api.telegram.org:8443/{secret:token}"), "not another port");
	T_OK(!allowed(a, "http://127.0.0.1:8081/bot{secret:token}/x"), "not this machine unless it is configured");
	T_OK(allowed(own, "http://127.0.0.1:8081/bot{secret:token}/x"), "one's own server does");
	T_OK(!allowed(own, "https://api.telegram.org/bot{secret:token}/x"), "and then the usual one does not");
}

static int
wait_for(struct errand *e)
{
	while (!errand_done(e))
		(void)usleep(2000);
	return 0;
}

static const char *
fetched(struct api_account *a, const char *name)
{
	struct error err = ERROR_INIT;
	struct errand *e = secret_fetch(a, name, &err);
	int rc;

	wait_for(e);
	rc = secret_take(a, name, e, &err);
	errand_end(e);
	return rc ? arena_str(arena, err.text) : secret_find(a, name)->value;
}

static const char *
saved(struct api_account *a, const char *name, const char *value)
{
	struct error err = ERROR_INIT;
	struct secret_in in = { name, value, NOW_EXPIRES };
	struct errand *e = secret_save(a, &in, &err);
	char *nothing;
	int rc;

	wait_for(e);
	rc = errand_result(e, arena, &nothing, &err);
	errand_end(e);
	return rc ? arena_str(arena, err.text) : "";
}

static void
renewed(void)
{
	struct api_account *a = account("token-command = echo first\n"), *b = account("token-command = echo second\n"),
		*none = account(""), *pass = account("token-command = cat \"$KEEP\"\n"
		"token-save-command = cat > \"$KEEP\"; echo \"$SPORTELLO_SECRET $SPORTELLO_ACCOUNT\" > \"$KEEP.who\"\n");
	char hex[33], *path, *kept = arena_printf(arena, "%s/kept", getenv("XDG_STATE_HOME"));
	struct stat st;

	uid_hex(hex, a->w.account->uid);
	path = paths_state(arena, arena_printf(arena, "secrets/%s/token", hex));
	T_STR(fetched(a, "token"), "first");
	T_STR(saved(a, "token", "renewed"), "");
	T_OK(!stat(path, &st) && (st.st_mode & 0777) == 0600, "a renewed token lies in a file of the owner alone");
	T_STR(fetched(a, "token"), "renewed");
	T_INT(secret_find(a, "token")->expires_at, NOW_EXPIRES);
	T_STR(fetched(b, "token"), "second");
	T_OK(!chmod(path, 0644), "(others can read it)");
	T_STR(fetched(a, "token"), "first");
	(void)unlink(path);
	T_OK(strstr(fetched(none, "token"), "neither token-command nor token-file") != NULL, "none is an error in words");
	T_OK(!secret_known(none, "token") && secret_known(a, "token"), "what is known is known");
	T_OK(strstr(saved(a, "token", "two\nlines"), "line end") != NULL, "a token of two lines is none");
	(void)setenv("KEEP", kept, 1);
	T_STR(saved(pass, "token", "by-command"), "");
	T_STR(fetched(pass, "token"), "by-command");
	T_OK(access(path, F_OK), "what the command keeps lies nowhere else");
}

static void
masks(void)
{
	static const char body[] = "{\"access_token\":\"abc\",\"text\":\"My IBAN is\",\"type\":\"text\",\"n\":5,\"list\":[\"x\"]}";

	T_STR(trace_mask(body, strlen(body), false, arena),
		"{\"access_token\":\"<3>\",\"text\":\"<10>\",\"type\":\"text\",\"n\":5,\"list\":[\"<1>\"]}");
	T_STR(trace_mask(body, strlen(body), true, arena),
		"{\"access_token\":\"<3>\",\"text\":\"My IBAN is\",\"type\":\"text\",\"n\":5,\"list\":[\"x\"]}");
	T_STR(trace_mask("My words", 8, true, arena), "<8 bytes>");
	T_STR(trace_mask("", 0, false, arena), "<0 bytes>");
}

static void
files(void)
{
	T_STR(media_sniff("\x89PNG\r\n\x1a\n....", 12), "image/png");
	T_STR(media_sniff("\xff\xd8\xff\xe0", 4), "image/jpeg");
	T_STR(media_sniff("%PDF-1.7", 8), "application/pdf");
	T_STR(media_sniff("OggS", 4), "audio/ogg");
	T_STR(media_sniff("....ftypisom", 12), "video/mp4");
	T_STR(media_sniff("RIFF....WAVE", 12), "audio/wav");
	T_STR(media_sniff("MZ", 2), "application/vnd.microsoft.portable-executable");
	T_STR(media_sniff("\n <!DOCTYPE html>", 17), "text/html");
	T_STR(media_sniff("Hello", 5), NULL);
	T_STR(media_sniff("", 0), NULL);
}

static int
drop(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

int
main(void)
{
	const char *tmp = getenv("TMPDIR");
	char *dir;

	arena = arena_new();
	dir = arena_printf(arena, "%s/sportello-secrets.XXXXXX", tmp && *tmp ? tmp : P_tmpdir);
	if (!mkdtemp(dir))
		return 99;
	(void)setenv("XDG_STATE_HOME", dir, 1);
	forms();
	places();
	renewed();
	masks();
	files();
	while (made_count)
		api_account_free(made[--made_count]);
	(void)nftw(dir, drop, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(arena);
	return t_done();
}
