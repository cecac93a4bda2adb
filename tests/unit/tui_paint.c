/*
 * tui_paint.c - what is written to a terminal, read again by a small one: the same screen comes out.
 *
 * A child paints on a pseudo-terminal; here its bytes go through a model of a terminal that knows just what
 * ECMA-48 says, and is compared with the canvas after every step.
 */
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../src/tui/terminfo.h"
#include "arena.h"
#include "buf.h"
#include "list.h"
#include "t.h"
#include "term.h"
#include "utf8.h"

#define STEPS 80

/* -- a terminal -------------------------------------------------------------------------------------- */

struct vcell { char text[40]; struct look look; };

struct vt {
	struct vcell cell[60][200];
	int width, height, x, y;
	int top, bottom;	/* rows that scroll; 0 0 = all */
	int scrolled;		/* how often rows were moved */
	struct look look;
	bool bce, waits, cursor, coloured;
	int emoji;		/* columns it gives an emoji: terminals disagree */
	const char *bad;	/* something no terminal should be sent */
};

static void
vt_blank(struct vt *v, int y, int from)
{
	for (int x = from; x < v->width; x++) {
		v->cell[y][x] = (struct vcell){ " ", { COLOUR_DEFAULT, COLOUR_DEFAULT, 0 } };
		if (v->bce)
			v->cell[y][x].look.bg = v->look.bg;
	}
}

/* A line end in the last row of the margins, or its opposite in the first. */
static void
vt_line(struct vt *v, int by)
{
	int top = v->top, bottom = v->bottom ? v->bottom : v->height - 1, n = bottom - top;

	if (v->y != (by > 0 ? bottom : top)) {
		v->y += by > 0 ? v->y + 1 < v->height : -(v->y > 0);
		return;
	}
	if (!v->bottom)
		v->bad = "the screen scrolled";
	memmove(v->cell[by > 0 ? top : top + 1], v->cell[by > 0 ? top + 1 : top], (size_t)n * sizeof v->cell[0]);
	vt_blank(v, by > 0 ? bottom : top, 0);
	v->scrolled++;
}

static uint32_t
colour(const int *n, int count, int *i)
{
	if (n[*i] % 10 == 9)
		return COLOUR_DEFAULT;
	if (n[*i] >= 90)
		return COLOUR_INDEX | (uint32_t)(n[*i] % 10 + 8);
	if (n[*i] % 10 != 8)
		return COLOUR_INDEX | (uint32_t)(n[*i] % 10);
	if (*i + 2 < count && n[*i + 1] == 5) {
		*i += 2;
		return COLOUR_INDEX | (uint32_t)n[*i];
	}
	*i += 4;
	return *i < count ? COLOUR_RGB | (uint32_t)n[*i - 2] << 16 | (uint32_t)n[*i - 1] << 8 | (uint32_t)n[*i] : 0;
}

static void
vt_sgr(struct vt *v, const int *n, int count)
{
	static const unsigned bits[] = { 0, STYLE_BOLD, STYLE_DIM, STYLE_ITALIC, STYLE_UNDERLINE, 0, 0, STYLE_REVERSE };

	for (int i = 0; i < count || i == 0; i++) {
		int code = count ? n[i] : 0;

		if (code == 0)
			v->look = (struct look){ COLOUR_DEFAULT, COLOUR_DEFAULT, 0 };
		else if (code < 8 && bits[code])
			v->look.attrs |= bits[code];
		else if ((code >= 30 && code < 40) || (code >= 90 && code < 98))
			v->look.fg = colour(n, count, &i), v->coloured = true;
		else if ((code >= 40 && code < 50) || (code >= 100 && code < 108))
			v->look.bg = colour(n, count, &i), v->coloured = true;
		else
			v->bad = "an attribute nobody knows";
	}
}

/* After "ESC ["; bytes used. */
static size_t
vt_csi(struct vt *v, const char *s, size_t len)
{
	int n[16] = { 0 }, count = 0;
	size_t i = 0;
	bool private = false;

	for (; i < len && s[i] >= 0x20 && s[i] < 0x40; i++) {
		if (s[i] == '?' || s[i] == '>')
			private = true;
		else if (s[i] == ';')
			count += count == 0 ? 2 : count < 15;
		else if (s[i] >= '0' && s[i] <= '9')
			count = count ? count : 1, n[count - 1] = n[count - 1] * 10 + s[i] - '0';
	}
	if (i == len)
		return i;
	switch (private ? 'h' : s[i]) {
	case 'm': vt_sgr(v, n, count); break;
	case 'H': v->y = n[0] ? n[0] - 1 : 0, v->x = n[1] ? n[1] - 1 : 0; break;
	case 'C': v->x += n[0] ? n[0] : 1; break;
	case 'K': vt_blank(v, v->y, v->x); break;
	case 'J':
		for (int y = 0; y < v->height; y++)
			vt_blank(v, y, 0);
		break;
	case 'r':
		v->top = n[0] ? n[0] - 1 : 0;
		v->bottom = n[1] ? n[1] - 1 : 0;
		v->x = v->y = 0;
		break;
	case 'h': case 'l': case 't': case 'd': break;
	default: v->bad = "a sequence nobody knows"; break;
	}
	if (private && n[0] == 25)
		v->cursor = s[i] == 'h';
	return i + 1;
}

static void
vt_put(struct vt *v, const char *s, size_t n, uint32_t cp)
{
	int width = utf8_columns(s, n);

	if (cp >= 0x1f300 && cp < 0x1fa00)
		width = v->emoji;
	if (cp >= 0x1f1e6 && cp <= 0x1f1ff)
		width = v->emoji;
	if (width == 0) {
		char *at = v->x > 0 ? v->cell[v->y][v->x - 1].text : NULL;
		size_t have = at ? strlen(at) : 0;

		if (at && have + n < sizeof v->cell[0][0].text)
			snprintf(at + have, sizeof v->cell[0][0].text - have, "%.*s", (int)n, s);
		return;
	}
	if (v->x + width > v->width) {
		v->x = 0;
		if (++v->y == v->height) {
			v->bad = "the screen scrolled";
			v->y--;
		}
	}
	for (int i = 0; i < width; i++) {
		v->cell[v->y][v->x + i].look = v->look;
		snprintf(v->cell[v->y][v->x + i].text, 40, "%.*s", i ? 0 : (int)n, s);
	}
	v->x += width;
	if (v->x == v->width && !v->waits) {
		v->x = 0;
		v->y++;
	}
}

static void
vt_write(struct vt *v, const char *s, size_t len)
{
	for (size_t i = 0; i < len; ) {
		uint32_t cp;
		size_t n = utf8_next(s + i, len - i, &cp);

		if (s[i] == '\033' && i + 1 < len && s[i + 1] == '[')
			n = 2 + vt_csi(v, s + i + 2, len - i - 2);
		else if (s[i] == '\033' && i + 1 < len && s[i + 1] == 'M')
			n = 2, vt_line(v, -1);
		else if (s[i] == '\033')
			n = 2 + (s[i + 1] == '(' || s[i + 1] == ')');
		else if (s[i] == '\r')
			v->x = 0;
		else if (s[i] == '\n')
			vt_line(v, 1);
		else if (cp >= 0x20)
			vt_put(v, s + i, n, cp);
		else if (s[i] != '\017')
			v->bad = "a control character";
		i += n;
	}
}

/* -- what is painted ----------------------------------------------------------------------------------- */

static uint32_t seed;

static uint32_t
next_random(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

static const char *const texts[] = {
	"plain words", "4711", " ", "     ", "\xe6\xbc\xa2\xe5\xad\x97", "e\xcc\x81t\xc3\xa9", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
	"\xf0\x9f\x98\x80!", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 x", "\xf0\x9f\x87\xae\xf0\x9f\x87\xb9 it", "\033[31mred",
	"\342\200\256fdp", "\xe2\x80\x8b", "\xe0\xa4\xa8\xe0\xa4\xae", "\xe2\x9c\x93 ok", "--------------------",
};

/* A list that goes on by so many rows, between two lines that stay, with the cursor's row in it. */
static void
draw_list(struct pane p, int from, int cursor)
{
	canvas_erase(p, ROLE_TEXT);
	canvas_fill(p, 0, 0, p.width, 1, ROLE_STATUS);
	canvas_put(p, 1, 0, ROLE_STATUS, "above");
	for (int y = 1; y < p.height - 2; y++) {
		unsigned style = y == cursor ? ROLE_CURSOR : ROLE_TEXT;

		canvas_fill(p, 0, y, p.width, 1, style);
		canvas_putf(p, 2, y, style, "#%d  %s  a row that is as long as rows are", from + y, texts[(from + y) % 16]);
	}
	canvas_putf(p, 0, p.height - 2, ROLE_MUTED, "%d", from + cursor);
	canvas_putf(p, 0, p.height - 1, ROLE_TEXT, "below");
}

/* One step: some text, some areas, sometimes all anew; in between a list scrolls down and up. */
static void
draw(struct canvas *c, int step)
{
	static const int from[] = { 10, 11, 12, 15, 14, 13, 10, 40, 39, 41 };
	struct pane p = canvas_pane(c);

	if (step % 20 >= 10) {
		draw_list(p, from[step % 10], step % 20 == 14 ? 1 : p.height - 3);
		canvas_hide_cursor(c);
		return;
	}
	seed = (uint32_t)step * 7919u + 1;
	if (step % 20 == 0)
		canvas_clear(c);
	for (int i = 0; i < 12; i++) {
		int x = (int)(next_random() % (uint32_t)p.width), y = (int)(next_random() % (uint32_t)p.height);
		unsigned style = next_random() % ROLE_COUNT | (next_random() % 4 ? 0 : STYLE_BOLD | STYLE_UNDERLINE);

		if (next_random() % 4 == 0)
			canvas_fill(p, x, y, (int)(next_random() % 30), 1 + (int)(next_random() % 3), style);
		else if (next_random() % 4 == 0)
			canvas_put_fit(p, x, y, p.width - x, ALIGN_RIGHT, style, texts[next_random() % 16]);
		else
			canvas_put(p, x, y, style, texts[next_random() % 16]);
	}
	if (step % 3)
		canvas_cursor(p, (int)(next_random() % (uint32_t)p.width), (int)(next_random() % (uint32_t)p.height));
	else
		canvas_hide_cursor(c);
}

static const char *
theme_dir(void)
{
	static char dir[4096];
	const char *top = getenv("top_srcdir");

	snprintf(dir, sizeof dir, "%s/themes", top ? top : ".");
	return dir;
}

static int width = 80, height = 24;
static const char *theme_file;

/* The other end of the pseudo-terminal; ours alone is left, so that each notices when the other goes. */
static int
take_terminal(int master)
{
	int fd = open(ptsname(master), O_RDWR | O_NOCTTY);

	if (fd < 0 || dup2(fd, STDIN_FILENO) < 0 || dup2(fd, STDOUT_FILENO) < 0)
		_exit(2);
	close(master);
	alarm(60);
	return fd;
}

/* Lives on the pseudo-terminal: paints step by step, and says so on a socket. */
static void
child(int master, int say)
{
	int fd = take_terminal(master);
	struct error err = ERROR_INIT;
	struct term *t;
	char go_on;
	struct theme *theme = theme_file ? theme_open(theme_dir(), theme_file, &err) : NULL;

	t = term_open(&(struct term_options){ NULL, false }, &err);
	if (fd < 0 || !t)
		_exit(3);
	if (theme)
		term_set_theme(t, theme);
	for (int step = 0; step < STEPS; step++) {
		draw(term_canvas(t), step);
		if (step == 50)
			term_redraw(t);
		term_paint(t);
		/* and waits until it has been looked at */
		if (write(say, "s", 1) < 0 || read(say, &go_on, 1) != 1)
			_exit(4);
	}
	term_close(t);
	theme_free(theme);
	_exit(0);
}

/* NULL, or where model and canvas differ. */
static const char *
differs(const struct vt *v, struct canvas *c, const struct theme *theme, enum theme_depth depth,
	const struct terminfo *info)
{
	static char why[200];
	int cx, cy;

	for (int y = 0; y < v->height; y++) {
		for (int x = 0; x < v->width; x++) {
			const struct cell *cell = &canvas_row(c, y)[x];
			const struct vcell *got = &v->cell[y][x];
			struct look want = theme_look(theme, cell->style, depth);
			bool blank = cell->len == 1 && cell->text[0] == ' ';
			uint32_t cp = 0;

			if (!v->waits && y == v->height - 1 && x >= v->width - 2)
				continue;
			if (cell->len)
				(void)utf8_next(cell->text, cell->len, &cp);
			/* where a terminal has its own idea of a width, only that cell may suffer */
			if (v->emoji != 2 && ((cp >= 0x1f000 && cp < 0x20000) || cell->width == 0))
				continue;
			if (strncmp(got->text, cell->text, strlen(got->text)) != 0 || (cell->len && !*got->text)) {
				snprintf(why, sizeof why, "%d,%d shows \"%s\", not \"%.*s\"", x, y, got->text,
					cell->len, cell->text);
				return why;
			}
			/* what is no italic is underlined */
			if (depth == THEME_MONO && want.attrs & STYLE_ITALIC & ~info->attrs)
				want.attrs |= STYLE_UNDERLINE;
			want.attrs &= info->attrs;
			if (want.bg != got->look.bg || (want.attrs & (STYLE_REVERSE | STYLE_UNDERLINE)) !=
			    (got->look.attrs & (STYLE_REVERSE | STYLE_UNDERLINE)) ||
			    (!blank && (want.fg != got->look.fg || want.attrs != got->look.attrs))) {
				snprintf(why, sizeof why, "%d,%d \"%s\" looks wrong: %x %x %x, not %x %x %x", x, y,
					got->text, got->look.fg, got->look.bg, got->look.attrs, want.fg, want.bg, want.attrs);
				return why;
			}
		}
	}
	if (canvas_cursor_at(c, &cx, &cy) != v->cursor && (info->cursor_off[0] || !v->cursor))
		return "the cursor is shown or hidden wrongly";
	if (v->cursor && cx >= 0 && (cx != v->x || cy != v->y))
		return "the cursor is somewhere else";
	return v->bad;
}

struct setup { const char *term, *colorterm, *no_color; enum theme_depth depth; int emoji; const char *theme; };

static int
open_pty(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	struct winsize size = { .ws_row = (unsigned short)height, .ws_col = (unsigned short)width };

	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 || ioctl(master, TIOCSWINSZ, &size) < 0)
		return -1;
	return master;
}

/* Reads what has been painted until the child says that the step is done. */
static bool
read_step(int master, int said, struct vt *v)
{
	struct pollfd p[2] = { { .fd = master, .events = POLLIN }, { .fd = said, .events = POLLIN } };
	struct buf b = BUF_INIT;
	char bytes[4096];
	bool done = false;

	while (poll(p, 2, done ? 0 : 20000) > 0) {
		if (p[0].revents & POLLIN) {
			ssize_t n = read(master, bytes, sizeof bytes);

			if (n <= 0)
				break;
			buf_add(&b, bytes, (size_t)n);
		} else if (p[1].revents & POLLIN) {
			if (done || read(said, bytes, 1) != 1)
				break;
			done = true;
			p[1].events = 0;
		} else {
			break;
		}
	}
	vt_write(v, b.data, b.len);
	buf_free(&b);
	return done;
}

static const char *
play(const struct setup *s, int master, int said, const struct terminfo *info)
{
	static struct vt v;
	struct canvas *c = canvas_new(width, height);
	struct error err = ERROR_INIT;
	struct theme *theme = s->theme ? theme_open(theme_dir(), s->theme, &err) :
		theme_open(NULL, "default", NULL);
	const char *why = theme ? NULL : "no theme";

	v = (struct vt){ .width = width, .height = height, .bce = info->erase_colours, .waits = info->margin_waits,
		.cursor = true, .emoji = s->emoji };
	for (int y = 0; y < height; y++)
		vt_blank(&v, y, 0);
	for (int step = 0; step < STEPS && !why; step++) {
		if (!read_step(master, said, &v)) {
			why = "the painter died";
			break;
		}
		draw(c, step);
		why = differs(&v, c, theme, s->depth, info);
		if (why)
			printf("# step %d\n", step);
		if (write(said, "g", 1) < 0)
			why = "the painter died";
		if (s->no_color && v.coloured)
			why = "colours, in spite of NO_COLOR";
	}
	theme_free(theme);
	canvas_free(c);
	if (!why && info->scrolls && !v.scrolled)
		why = "rows that move are written again";
	return why;
}

static void
on_terminal(const struct setup *s)
{
	int master = open_pty(), say[2], status;
	struct terminfo info;
	struct error err = ERROR_INIT;
	const char *why;
	pid_t pid;

	setenv("TERM", s->term, 1);
	setenv("COLORTERM", s->colorterm, 1);
	setenv("NO_COLOR", s->no_color ? s->no_color : "", 1);
	theme_file = s->theme;
	if (master < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, say) < 0 || terminfo_load(&info, &err) < 0) {
		T_OK(true, "%s # SKIP %s", s->term, *err.text ? err.text : "no pseudo-terminal");
		return;
	}
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		close(say[0]);
		child(master, say[1]);
	}
	close(say[1]);
	why = play(s, master, say[0], &info);
	T_OK(!why, "%s%s%s, depth %d: %s", s->term, s->theme ? ", " : "", s->theme ? s->theme : "", s->depth,
		why ? why : "the screen is the canvas");
	close(master);
	close(say[0]);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}

static void
terminals(void)
{
	static const struct setup setups[] = {
		{ "xterm-256color", "", NULL, THEME_256, 2, NULL },
		{ "xterm-256color", "truecolor", NULL, THEME_TRUE, 2, NULL },
		{ "xterm-256color", "truecolor", NULL, THEME_TRUE, 2, "dark" },
		{ "xterm-256color", "", NULL, THEME_256, 2, "light" },
		{ "tmux-256color", "truecolor", NULL, THEME_TRUE, 2, "dark" },
		{ "xterm-256color", "truecolor", "1", THEME_MONO, 2, "dark" },
		{ "xterm-256color", "", NULL, THEME_256, 1, NULL },
		{ "vt100", "", NULL, THEME_MONO, 2, NULL },
	};

	for (size_t i = 0; i < sizeof setups / sizeof setups[0]; i++)
		on_terminal(&setups[i]);
}

/* -- how much is written ------------------------------------------------------------------------------- */

static size_t rows_of(void *ctx) { (void)ctx; return 100; }
static int64_t id_of(void *ctx, size_t row) { (void)ctx; return (int64_t)row + 1; }

static void
cell_of(void *ctx, size_t row, int column, struct list_cell *out)
{
	static const char *const words[] = { "*!!", "#4711", "-12m", "ml", "Ana P\xc3\xa9rez", "Order 4711 never arrived (3)" };

	(void)ctx;
	out->text = words[((size_t)column + row % 2 * 3) % 6];
}

/* The child of the byte count: a list, moved down ten times; the largest count goes into the pipe. */
static void
count_child(int master, int say)
{
	static const struct list_column columns[] = {
		{ "!", 3, 3, 0, ALIGN_LEFT, false }, { "CASE", 5, 6, 0, ALIGN_RIGHT, false },
		{ "DUE", 4, 5, 0, ALIGN_RIGHT, false },
		{ "CH", 2, 2, 0, ALIGN_LEFT, false }, { "CUSTOMER", 10, 14, 0, ALIGN_LEFT, false },
		{ "SUBJECT", 24, 40, 0, ALIGN_LEFT, true },
	};
	struct list_source source = { .count = rows_of, .id = id_of, .cell = cell_of };
	struct list *l = list_new(&source);
	struct error err = ERROR_INIT;
	size_t most = 0, same;
	int fd = take_terminal(master);
	struct term *t;

	t = term_open(&(struct term_options){ NULL, false }, &err);
	if (fd < 0 || !t)
		_exit(3);
	list_set_columns(l, columns, 6);
	list_draw(l, canvas_pane(term_canvas(t)), true);
	term_paint(t);
	list_draw(l, canvas_pane(term_canvas(t)), true);
	same = term_paint(t);
	for (int i = 0; i < 40; i++) {	/* beyond the last row of the screen, where the others move up */
		size_t n;

		list_do(l, LIST_DOWN, 1);
		list_draw(l, canvas_pane(term_canvas(t)), true);
		n = term_paint(t);
		most = n > most ? n : most;
	}
	if (write(say, &same, sizeof same) < 0 || write(say, &most, sizeof most) < 0)
		_exit(4);
	term_close(t);
	list_free(l);
	_exit(0);
}

static void
bytes(void)
{
	int master = open_pty(), say[2], status;
	size_t same = 1, most = 0;
	char sink[4096];
	pid_t pid;

	setenv("TERM", "xterm-256color", 1);
	setenv("COLORTERM", "", 1);
	setenv("NO_COLOR", "", 1);
	if (master < 0 || pipe(say) < 0)
		return;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		close(say[0]);
		count_child(master, say[1]);
	}
	close(say[1]);
	for (;;) {
		struct pollfd p[2] = { { .fd = master, .events = POLLIN }, { .fd = say[0], .events = POLLIN } };

		if (poll(p, 2, 20000) <= 0 || (!(p[0].revents & POLLIN) && p[1].revents))
			break;
		if (read(master, sink, sizeof sink) <= 0)
			break;
	}
	if (read(say[0], &same, sizeof same) != sizeof same || read(say[0], &most, sizeof most) != sizeof most)
		most = 9999;
	T_INT(same, 0);
	T_OK(most < 250, "the cursor moved by one row in %zu bytes, 250 at most", most);
	close(master);
	close(say[0]);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}

static void
headless(void)
{
	struct term *t = term_open_headless(40, 5);
	struct term_event e;
	struct error err = ERROR_INIT;

	term_paint(t);
	T_INT(term_paint(t), 0);
	canvas_put(canvas_pane(term_canvas(t)), 3, 3, ROLE_TEXT, "abc");
	T_INT(term_paint(t), 3);
	T_INT(term_feed(t, "g C-x", &err), 0);
	term_feed_text(t, "\xc3\xa9\n");
	term_feed_paste(t, "two\nlines");
	term_feed_resize(t, 20, 4);
	T_OK(term_key_pending(t), "keys wait");
	for (int i = 0; i < 4; i++) {
		static const keycode keys[] = { 'g', KEY_CTRL | 'x', 0xe9, KEY_ENTER };

		term_wait(t, 0, NULL, 0, &e);
		T_OK(e.type == TERM_KEY && e.key == keys[i], "key %d in order", i);
	}
	term_wait(t, 0, NULL, 0, &e);
	T_OK(e.type == TERM_PASTE && !strcmp(e.text, "two\nlines"), "a paste in one piece");
	term_wait(t, 0, NULL, 0, &e);
	T_OK(e.type == TERM_RESIZE && canvas_width(term_canvas(t)) == 20, "the new size");
	term_wait(t, 0, NULL, 0, &e);
	T_INT(e.type, TERM_NOTHING);
	T_OK(term_feed(t, "abcdefghijkl", &err) < 0 && err.code == ERR_CONFIG, "no keys: %s", err.text);
	term_close(t);
}

int
main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	headless();
	terminals();
	bytes();
	return t_done();
}
