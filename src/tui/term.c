/* term.c - opening, closing, and the one wait. */
#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "term_parts.h"
#include "utf8.h"

#define ESCAPE_DELAY_US 25000
#define PASTE_DELAY_US 1000000		/* a paste whose end does not come */
#define PASTE_MAX (4u << 20)
#define COPY_MAX 65536

static void
read_size(const struct term *t, int *width, int *height)
{
	struct winsize w = { .ws_col = 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) < 0)
		w.ws_col = w.ws_row = 0;
	*width = w.ws_col ? w.ws_col : t->info.columns ? t->info.columns : 80;
	*height = w.ws_row ? w.ws_row : t->info.rows ? t->info.rows : 24;
}

static enum theme_depth
find_depth(const struct term *t, bool mono)
{
	const char *truecolor = getenv("COLORTERM");

	if (mono || !str_empty(getenv("NO_COLOR")) || t->info.colours < 8)
		return THEME_MONO;
	if (t->info.direct || str_eq(truecolor, "truecolor") || str_eq(truecolor, "24bit"))
		return t->info.colours >= 256 ? THEME_TRUE : THEME_16;
	return t->info.colours >= 256 ? THEME_256 : THEME_16;
}

static struct term *
new_term(int width, int height)
{
	struct term *t = xcalloc(1, sizeof *t);

	buf_init(&t->out);
	buf_init(&t->in);
	buf_init(&t->paste);
	t->own = theme_open(NULL, "default", NULL);
	t->theme = t->own;
	t->canvas = canvas_new(width, height);
	t->x = t->y = -2;
	term_shown_resize(t);
	return t;
}

static void
free_term(struct term *t)
{
	for (size_t i = t->fed_first; i < t->fed_count; i++)
		free(t->fed[i].text);
	free(t->fed);
	free(t->fds);
	free(t->shown);
	free(t->picture.payload);
	free(t->title);
	buf_free(&t->out);
	buf_free(&t->in);
	buf_free(&t->paste);
	canvas_free(t->canvas);
	theme_free(t->own);
	free(t);
}

struct term *
term_open(const struct term_options *o, struct error *err)
{
	struct terminfo info;
	struct term *t;
	int width, height;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		error_set(err, ERR_USAGE, _("input and output are no terminal: run it in one, "
			"or use the command line (see --help)"));
		return NULL;
	}
	if (terminfo_load(&info, err) < 0)
		return NULL;
	t = new_term(80, 24);
	t->info = info;
	t->utf8 = str_ieq(nl_langinfo(CODESET), "UTF-8") || str_ieq(nl_langinfo(CODESET), "utf8");
	t->console = str_eq(getenv("TERM"), "linux");
	t->depth = find_depth(t, o->mono);
	if (term_modes_open(&info, o->log_path, err) < 0) {
		free_term(t);
		return NULL;
	}
	read_size(t, &width, &height);
	canvas_resize(t->canvas, width, height);
	term_shown_resize(t);
	return t;
}

struct term *
term_open_headless(int width, int height)
{
	struct term *t = new_term(width, height);

	t->headless = t->utf8 = true;
	t->depth = THEME_TRUE;
	t->info = (struct terminfo){ .colours = 256, .attrs = STYLE_ATTRS, .margin_waits = true };
	return t;
}

void
term_close(struct term *t)
{
	if (!t)
		return;
	if (!t->headless) {
		term_title(t, NULL);
		term_modes_close();
	}
	free_term(t);
}

struct canvas *
term_canvas(struct term *t)
{
	return t->canvas;
}

int
term_width(const struct term *t)
{
	return canvas_width(t->canvas);
}

int
term_height(const struct term *t)
{
	return canvas_height(t->canvas);
}

enum theme_depth
term_depth(const struct term *t)
{
	return t->depth;
}

bool
term_utf8(const struct term *t)
{
	return t->utf8;
}

bool
term_is_headless(const struct term *t)
{
	return t->headless;
}

void
term_set_theme(struct term *t, const struct theme *theme)
{
	t->theme = theme ? theme : t->own;
	t->redraw = true;
}

void
term_release(struct term *t)
{
	if (t->headless)
		return;
	if (t->picture_shown.id && t->picture_shown.kitty)
		term_write("\033_Ga=d\033\\", 7);
	t->picture_shown.id = 0;
	term_modes_leave();
}

void
term_reclaim(struct term *t)
{
	if (t->headless)
		return;
	term_modes_enter();
	t->redraw = true;
	if (t->title) {
		char *title = t->title;

		t->title = NULL;
		term_title(t, title);
		free(title);
	}
}

void
term_stop(struct term *t)
{
	if (t->headless)
		return;
	term_release(t);
	term_signal_stop();
	term_reclaim(t);
}

/* Terminals that have none swallow it; those that might print it are not told. */
static bool
has_title(const struct term *t)
{
	static const char *const families[] = { "xterm", "tmux", "screen", "rxvt", "alacritty", "foot", "kitty", "st", "konsole",
		"gnome", "vte", "wezterm", "ghostty", "contour", "putty", "mlterm" };
	const char *name = getenv("TERM");

	for (size_t i = 0; !t->headless && i < sizeof families / sizeof *families; i++)
		if (str_starts(name, families[i]))
			return true;
	return false;
}

void
term_title(struct term *t, const char *title)
{
	struct buf b = BUF_INIT;

	if (!has_title(t) || (!title && !t->title) || str_eq(title, t->title))
		return;
	/* the terminal keeps the title that was there before ours on a stack */
	if (!t->title)
		buf_adds(&b, TITLE_KEEP);
	if (title) {
		buf_adds(&b, "\033]0;");
		utf8_clean(&b, title, strlen(title), false);
		buf_adds(&b, "\a");
	} else {
		buf_adds(&b, TITLE_BACK);
	}
	term_modes_titled(title != NULL);
	term_write(b.data, b.len);
	buf_free(&b);
	free(t->title);
	t->title = title ? xstrdup(title) : NULL;
}

void
term_bell(struct term *t)
{
	if (!t->headless)
		term_write("\a", 1);
}

bool
term_copy(struct term *t, const char *text, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct buf b = BUF_INIT;

	if (t->headless || len > COPY_MAX)
		return false;
	buf_adds(&b, "\033]52;c;");
	for (size_t i = 0; i < len; i += 3) {
		unsigned n = (unsigned)(unsigned char)text[i] << 16;

		n |= i + 1 < len ? (unsigned)(unsigned char)text[i + 1] << 8 : 0;
		n |= i + 2 < len ? (unsigned char)text[i + 2] : 0;
		buf_addc(&b, digits[n >> 18]);
		buf_addc(&b, digits[n >> 12 & 63]);
		buf_addc(&b, i + 1 < len ? digits[n >> 6 & 63] : '=');
		buf_addc(&b, i + 2 < len ? digits[n & 63] : '=');
	}
	buf_addc(&b, '\a');
	term_write(b.data, b.len);
	buf_free(&b);
	return true;
}

/* -- waiting ------------------------------------------------------------------------------------------ */

/* Bytes of another character set become UTF-8, so that the decoder knows only one. */
static void
add_foreign(struct term *t, const char *s, size_t len)
{
	mbstate_t state;

	memset(&state, 0, sizeof state);
	while (len > 0) {
		wchar_t wide = 0;
		size_t n = mbrtowc(&wide, s, len, &state);

		if (n == (size_t)-1 || n == (size_t)-2 || n == 0)
			wide = (unsigned char)*s < 0x80 ? (wchar_t)*s : 0xfffd, n = 1;
		if (wide < 0x80)
			buf_addc(&t->in, (char)wide);
		else
			buf_addu(&t->in, (unsigned)wide);
		s += n;
		len -= n;
	}
}

bool
term_read_input(struct term *t)
{
	char bytes[4096];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);

	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	if (n == 0)
		return false;
	t->read_at_us = clock_mono_us();
	if (t->utf8)
		buf_add(&t->in, bytes, (size_t)n);
	else
		add_foreign(t, bytes, (size_t)n);
	return true;
}

/* What was pasted, with one kind of line end. */
static void
give_paste(struct term *t, size_t len, size_t used, struct term_event *out)
{
	buf_clear(&t->paste);
	for (size_t i = 0; i < len; i++) {
		char c = t->in.data[i];

		if (c == '\r') {
			buf_addc(&t->paste, '\n');
			i += i + 1 < len && t->in.data[i + 1] == '\n';
		} else {
			buf_addc(&t->paste, c);
		}
	}
	buf_splice(&t->in, 0, used, "", 0);
	out->type = TERM_PASTE;
	out->text = t->paste.data;
	out->text_len = t->paste.len;
	out->at_us = t->read_at_us;
}

static bool
next_paste(struct term *t, struct term_event *out)
{
	size_t used;
	long len = key_paste_end(t->in.data, t->in.len, &used);

	if (len >= 0) {
		t->pasting = false;
		give_paste(t, (size_t)len, used, out);
		return true;
	}
	if (t->in.len > PASTE_MAX) {
		/* in pieces; the last bytes may be the beginning of the end mark */
		give_paste(t, t->in.len - 8, t->in.len - 8, out);
		return true;
	}
	if (clock_mono_us() - t->read_at_us < PASTE_DELAY_US)
		return false;
	t->pasting = false;
	give_paste(t, t->in.len, t->in.len, out);
	return true;
}

/* The next event of what was read. */
static bool
next_key(struct term *t, struct term_event *out)
{
	while (t->in.len > 0 || t->pasting) {
		bool final = clock_mono_us() - t->read_at_us >= ESCAPE_DELAY_US;
		enum key_found found;
		keycode key;
		size_t used;

		if (t->pasting)
			return next_paste(t, out);
		found = key_decode(t->in.data, t->in.len, final, &key, &used);
		if (found == KEY_NEEDS_MORE)
			return false;
		buf_splice(&t->in, 0, used, "", 0);
		t->pasting = found == KEY_FOUND_PASTE_START;
		if (found == KEY_FOUND && key != KEY_UNKNOWN) {
			out->type = key & KEY_MOUSE ? TERM_MOUSE :
				key == KEY_FOCUS ? TERM_FOCUS : key == KEY_BLUR ? TERM_BLUR : TERM_KEY;
			out->key = key;
			out->at_us = t->read_at_us;
			return true;
		}
	}
	return false;
}

/* One event for what signals said.  A child's end is told only when nothing else is: who waits for one
 * looks at its own list anyway. */
static bool
next_signal(struct term *t, struct term_event *out)
{
	unsigned bits;
	int width, height;

	if (!term_signals_waiting())
		return false;
	bits = term_signals_take();
	if (bits & SIGNAL_QUIT) {
		out->type = TERM_QUIT;
	} else if (bits & SIGNAL_STOP) {
		term_stop(t);
		bits |= SIGNAL_RESIZE;
		out->type = TERM_RESUME;
	} else if (bits & SIGNAL_CONTINUE) {
		/* stopped by what cannot be caught: somebody else's modes are in force */
		term_modes_leave();
		term_reclaim(t);
		bits |= SIGNAL_RESIZE;
		out->type = TERM_RESUME;
	} else if (bits & SIGNAL_CHILD) {
		out->type = TERM_CHILD;
	}
	if (!(bits & SIGNAL_RESIZE))
		return out->type != TERM_NOTHING;
	read_size(t, &width, &height);
	if (width != term_width(t) || height != term_height(t)) {
		canvas_resize(t->canvas, width, height);
		term_shown_resize(t);
		if (out->type == TERM_NOTHING || out->type == TERM_RESUME)
			out->type = TERM_RESIZE;
		else
			t->resized = true;
	}
	return out->type != TERM_NOTHING;
}

/* How long poll() may sleep. */
static int
sleep_ms(const struct term *t, int64_t deadline_us)
{
	int64_t now = clock_mono_us(), until = deadline_us;

	if (t->in.len > 0 || t->pasting) {
		int64_t decide = t->read_at_us + (t->pasting ? PASTE_DELAY_US : ESCAPE_DELAY_US);

		if (until < 0 || decide < until)
			until = decide;
	}
	if (until < 0)
		return -1;
	return until <= now ? 0 : (int)((until - now + 999) / 1000);
}

/* Sleeps once; what was ready is read or filled in.  True when `out` says what. */
static bool
sleep_once(struct term *t, int ms, struct pollfd *fds, size_t n, struct term_event *out)
{
	int ready;

	if (n + 2 > t->fd_space) {
		t->fd_space = n + 8;
		t->fds = xrealloc(t->fds, t->fd_space * sizeof *t->fds);
	}
	t->fds[0] = (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
	t->fds[1] = (struct pollfd){ .fd = term_signal_fd(), .events = POLLIN };
	if (n)
		memcpy(t->fds + 2, fds, n * sizeof *fds);
	ready = poll(t->fds, n + 2, ms);
	if (ready <= 0)
		return false;
	if (t->fds[0].revents && !term_read_input(t)) {
		out->type = TERM_QUIT;
		return true;
	}
	for (size_t i = 0; i < n; i++)
		fds[i].revents = t->fds[i + 2].revents;
	/* keys and signals come first: what is ready stays ready */
	if (t->fds[0].revents || t->fds[1].revents)
		return false;
	out->type = TERM_READY;
	return true;
}

void
term_wait(struct term *t, int timeout_ms, struct pollfd *fds, size_t n, struct term_event *out)
{
	int64_t deadline = timeout_ms < 0 ? -1 : clock_mono_us() + (int64_t)timeout_ms * 1000;

	*out = (struct term_event){ .type = TERM_NOTHING };
	for (size_t i = 0; i < n; i++)
		fds[i].revents = 0;
	if (t->headless) {
		term_wait_headless(t, timeout_ms, fds, n, out);
		return;
	}
	term_crash_ready();
	for (bool polled = false; ; polled = true) {
		if (t->resized) {
			t->resized = false;
			out->type = TERM_RESIZE;
			return;
		}
		/* what a key means depends on the size; else keys come first */
		if ((term_resize_waiting() && next_signal(t, out)) || next_key(t, out) || next_signal(t, out))
			return;
		if (polled && deadline >= 0 && clock_mono_us() >= deadline)
			return;
		if (sleep_once(t, sleep_ms(t, deadline), fds, n, out))
			return;
	}
}

bool
term_key_pending(struct term *t)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	if (t->headless)
		return t->fed_first < t->fed_count;
	return t->in.len > 0 || term_signals_waiting() || poll(&p, 1, 0) > 0;
}
