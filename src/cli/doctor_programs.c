/* doctor_programs.c - this program as it runs, the terminal, and the programs of others that it would like to have. */
#include "doctor.h"

#include <elf.h>
#include <fcntl.h>
#include <langinfo.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "file.h"
#include "i18n.h"
#include "paths.h"
#include "process.h"
#include "sandbox.h"
#include "str.h"

extern ElfW(Dyn) _DYNAMIC[] __attribute__((weak));

/* As the loader sees it: at a random place, its tables read-only, all names bound at the start, no code on the stack. */
static const char *
soft_spots(struct arena *a)
{
	const ElfW(Phdr) *p = (const ElfW(Phdr) *)getauxval(AT_PHDR);
	size_t n = getauxval(AT_PHNUM);
	bool relro = false, stack = false, now = false, pie = false;
	for (size_t i = 0; p && i < n; i++) {
		relro |= p[i].p_type == PT_GNU_RELRO;
		stack |= p[i].p_type == PT_GNU_STACK && !(p[i].p_flags & PF_X);
	}
	for (const ElfW(Dyn) *e = _DYNAMIC; e && e->d_tag != DT_NULL; e++) {
		now |= e->d_tag == DT_BIND_NOW || (e->d_tag == DT_FLAGS && e->d_un.d_val & DF_BIND_NOW) ||
			(e->d_tag == DT_FLAGS_1 && e->d_un.d_val & DF_1_NOW);
		pie |= e->d_tag == DT_FLAGS_1 && e->d_un.d_val & DF_1_PIE;
	}
	return arena_printf(a, "%s%s%s%s", pie ? "" : " PIE", relro ? "" : " RELRO", now ? "" : " BIND_NOW",
		stack ? "" : " noexecstack");
}

void
look_at_program(struct doctor *d)
{
	struct arena *a = d->c->arena;
	const char *lacks = soft_spots(a);
	finding(d, FINE, "program", arena_printf(a, "%s %s, %s, Jansson %s", PACKAGE_NAME, PACKAGE_VERSION, store_library(),
		JANSSON_VERSION));
	if (*lacks)
		finding(d, WORTH_A_LOOK, "hardening", arena_printf(a, _("it was built without%s"), lacks));
	else
		finding(d, FINE, "hardening", "PIE, RELRO, BIND_NOW, noexecstack");
}

/* A line of /proc/PID/status as a number; -1 = not known. */
static int
status_of(const char *pid, const char *key)
{
	struct arena *a = arena_new();
	char *path = arena_printf(a, "/proc/%s/status", pid), text[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC), n = -1;
	ssize_t len = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
	if (fd >= 0)
		close(fd);
	text[len > 0 ? len : 0] = '\0';
	const char *at = strstr(text, key);
	if (!at || sscanf(at + strlen(key), " %d", &n) != 1)
		n = -1;
	arena_free(a);
	return n;
}

/* sportello-sync, where one is at work: it has written its number into its lock. */
static void
look_at_sync_sandbox(struct doctor *d)
{
	struct arena *a = d->c->arena;
	struct buf pid = BUF_INIT;
	if (d->c->store && store_syncs(d->c->store) &&
	    file_read(arena_printf(a, "%s/sync.lock", store_dir(d->c->store)), 32, &pid) == 0 && pid.len) {
		pid.data[strcspn(pid.data, "\n")] = '\0';
		int held = status_of(pid.data, "Seccomp:");
		if (held == 2)
			finding(d, FINE, "sandbox", arena_printf(a, _("sportello-sync (process %s) is held"), pid.data));
		else if (held == 0)
			finding(d, WORTH_A_LOOK, "sandbox", arena_printf(a,
				_("sportello-sync (process %s) is not held: `sandbox` of [store] says so, or the kernel cannot"),
				pid.data));
	}
	buf_free(&pid);
}

void
look_at_sandbox(struct doctor *d)
{
	struct arena *a = d->c->arena;
	int landlock = sandbox_landlock();
	bool off = str_eq(conf_str(d->c->conf, OPT_STORE_SANDBOX), "off");
	if (off)
		finding(d, WORTH_A_LOOK, "sandbox", _("it is switched off: `sandbox` of [store]"));
	else if (!sandbox_held(SANDBOX_NETWORK))
		finding(d, WORTH_A_LOOK, "sandbox",
			_("this kernel has no seccomp filters: nothing holds the programs to what they promise"));
	else
		finding(d, FINE, "sandbox", _("this program has no network"));
	if (!off && !landlock)
		finding(d, WORTH_A_LOOK, "sandbox", _("this kernel has no Landlock: sportello-sync could write anywhere"));
	else if (!off)
		finding(d, FINE, "sandbox", arena_printf(a,
			_("Landlock %d: what reads mail writes in its own folders alone"), landlock));
	look_at_sync_sandbox(d);
}

/* Pictures are drawn by it; without it they have a name and a size. */
static void
look_at_pictures(struct doctor *d)
{
	const char *argv[] = { "chafa", "--version", NULL };
	struct process_spec spec = { .argv = argv, .held = true, .timeout_ms = 5000 };
	struct process_result r;
	struct error err = ERROR_INIT;
	if (str_eq(conf_str(d->c->conf, OPT_UI_PICTURES), "off"))
		return;
	if (process_run(&spec, d->c->arena, &r, &err) < 0 || r.status)
		finding(d, WORTH_A_LOOK, "pictures", _("the command `chafa` is not there: pictures are not shown in the terminal"));
	else
		finding(d, FINE, "pictures", arena_strn(d->c->arena, r.out, strcspn(r.out, "\n")));
}

void
look_at_machine(struct doctor *d)
{
	const char *term = getenv("TERM"), *codeset = nl_langinfo(CODESET);
	char *sync = paths_find_program(d->c->arena, "sportello-sync");
	bool utf8 = str_ieq(codeset, "UTF-8");
	finding(d, utf8 ? FINE : WORTH_A_LOOK, "locale", utf8 ? codeset : arena_printf(d->c->arena,
		_("%s: letters beyond ASCII are shown as stand-ins; use a UTF-8 locale"), codeset));
	const char *colours = getenv("NO_COLOR"), *more = getenv("COLORTERM");
	int columns = cli_columns();
	bool narrow = columns && columns < 40, dumb = str_empty(term) || str_eq(term, "dumb");
	finding(d, dumb || narrow ? WORTH_A_LOOK : FINE, "terminal", str_empty(term) ? _("TERM is not set")
		: arena_printf(d->c->arena, "%s%s%s%s%s", term, str_empty(more) ? "" : ", ", str_empty(more) ? "" : more,
			!columns ? "" : arena_printf(d->c->arena, ngettext_(", %d column", ", %d columns",
				(unsigned long)columns), columns), str_empty(colours) ? "" : ", NO_COLOR"));
	if (strchr(sync, '/') && access(sync, X_OK) < 0)
		finding(d, WRONG, "sync", arena_printf(d->c->arena, _("%s cannot be run: %m"), sync));
	const char *argv[] = { "notmuch", "--version", NULL };
	struct process_spec spec = { .argv = argv, .timeout_ms = 5000 };
	struct process_result r;
	struct error err = ERROR_INIT;
	if (process_run(&spec, d->c->arena, &r, &err) < 0 || r.status)
		finding(d, WORTH_A_LOOK, "notmuch", _("the command `notmuch` is not there: mail accounts need an index"));
	else
		finding(d, FINE, "notmuch", str_trim(d->c->arena, r.out));
	look_at_pictures(d);
}

/* Spelling is a help, not a need: without it nothing is wrong. */
void
look_at_spelling(struct doctor *d)
{
	struct arena *a = d->c->arena;
	const char *languages = conf_str(d->c->conf, OPT_UI_SPELL), *command = conf_str(d->c->conf, OPT_UI_SPELL_COMMAND);
	struct buf have = BUF_INIT, lack = BUF_INIT;
	if (str_empty(languages))
		languages = conf_str(d->c->conf, OPT_STORE_LANGUAGES);
	if (str_eq(languages, "none"))
		return;
	for (char **l = str_split(a, languages, ", ", NULL); *l; l++)
		if (**l)
			buf_addf(paths_dictionary(a, *l) ? &have : &lack, " %s", *l);
	const char *argv[] = { str_split(a, command, " ", NULL)[0], "-v", NULL };
	struct process_spec spec = { .argv = argv, .timeout_ms = 5000 };
	struct process_result r;
	struct error err = ERROR_INIT;
	bool runs = process_run(&spec, a, &r, &err) == 0 && r.status != 127;
	if (!runs)
		finding(d, WORTH_A_LOOK, "spelling", arena_printf(a,
			_("%s is not there: spelling is not checked while you write"), argv[0]));
	else if (!have.len)
		finding(d, WORTH_A_LOOK, "spelling", arena_printf(a,
			_("no dictionary for%s: spelling is not checked while you write"), lack.data));
	else
		finding(d, FINE, "spelling", arena_printf(a, lack.len ? _("checked in%s; no dictionary for%s")
			: _("checked in%s%s"), have.data, lack.len ? lack.data : ""));
	buf_free(&have);
	buf_free(&lack);
}

