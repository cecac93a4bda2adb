/* picture.c - an attached picture drawn by chafa, a program of its own with little memory and little time. */
#include "verb.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "i18n.h"
#include "process.h"
#include "str.h"

enum { DRAW_MS = 8000, DRAW_CPU = 8, BYTES_MAX = 32 << 20, OUTPUT_MAX = 8 << 20 };
static const rlim_t memory_max = (rlim_t)1 << 30;

bool
attachment_is_picture(const struct attachment *f)
{
	static const char *const types[] = { "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff",
		"image/jpg" };
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_ieq(f->type, types[i]))
			return true;
	return false;
}

static void
limit(int what, rlim_t most)
{
	struct rlimit l;
	if (getrlimit(what, &l) == 0 && (l.rlim_cur == RLIM_INFINITY || l.rlim_cur > most)) {
		l.rlim_cur = most;
		(void)setrlimit(what, &l);
	}
}

/* Nothing but characters, line ends and colours; of a protocol, nothing but its envelopes. */
static bool
is_harmless(const char *s, size_t len, bool blocks)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i], next = i + 1 < len ? (unsigned char)s[i + 1] : 0;
		if (c == 0x7f || (c < 0x20 && c != '\n' && c != '\r' && c != 033) || (c == 0xc2 && next < 0xa0))
			return false;
		if (c != 033)
			continue;
		if (!blocks && next != '_' && next != 'P' && next != '\\')
			return false;
		size_t n = blocks && next == '[' ? strspn(s + i + 2, "0123456789;") : 0;
		if (blocks && (next != '[' || s[i + 2 + n] != 'm'))
			return false;
	}
	return true;
}

static int
run_chafa(const char *file, const struct picture_how *how, struct arena *a, char **out, size_t *len, struct error *err)
{
	const char *size = arena_printf(a, "%dx%d", how->width, how->height);
	bool blocks = str_eq(how->as, "blocks");
	const char *argv[] = { "chafa", "--format", blocks ? "symbols" : how->as, "--size", size, "--colors", how->colours,
		"--symbols", how->ascii ? "ascii" : "block+space", "--animate", "off", "--polite", "on", "--", file, NULL };
	struct process_spec spec = { .argv = argv, .held = true, .timeout_ms = DRAW_MS, .output_max = OUTPUT_MAX };
	struct process_result r;
#ifndef __SANITIZE_ADDRESS__	/* which takes terabytes of addresses, and no memory */
	limit(RLIMIT_AS, memory_max);
#else
	(void)memory_max;
#endif
	limit(RLIMIT_CPU, DRAW_CPU);
	limit(RLIMIT_CORE, 0);
	if (process_run(&spec, a, &r, err) < 0)
		return -1;
	if (r.status == 127)
		return error_set(err, ERR_SYSTEM, _("pictures are drawn by chafa, which is not installed: apt install chafa"));
	if (r.status || !r.out_len)
		return error_set(err, ERR_INPUT, _("chafa cannot draw it%s%s"), str_empty(r.err) ? "" : ": ", r.err ? r.err : "");
	if (!is_harmless(r.out, r.out_len, blocks))
		return error_set(err, ERR_PROTOCOL, _("what was drawn is no picture"));
	*out = r.out;
	*len = r.out_len;
	return 0;
}

int
attachment_draw(const struct verb_context *v, int64_t item, const struct attachment *f, const struct picture_how *how,
	struct arena *a, char **out, size_t *len, struct error *err)
{
	char *tmp = arena_printf(a, "%s/.picture-%ld", store_dir(v->store), (long)getpid());
	if (!attachment_is_picture(f))
		return error_set(err, ERR_INPUT, _("%s is no picture that can be shown here"), f->name);
	if (f->bytes > BYTES_MAX)
		return error_set(err, ERR_INPUT, _("%s is too large to be shown here"), f->name);
	if (f->state == FILE_HERE && f->file)
		return run_chafa(f->file, how, a, out, len, err);
	(void)unlink(tmp);
	if (attachment_save(v, item, f, tmp, a, err) < 0)
		return -1;
	int rc = run_chafa(tmp, how, a, out, len, err);
	(void)unlink(tmp);
	return rc;
}
