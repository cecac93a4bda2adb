/*
 * tui_input.c - what a terminal sends, as the program gets it: a child waits on a pseudo-terminal and tells its
 * events; signals become events, and however it ends, the terminal is as it was.
 */
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "arena.h"
#include "buf.h"
#include "t.h"
#include "term.h"

static char log_path[200];

/* -- the child --------------------------------------------------------------------------------------- */

static void
tell(int say, const char *what)
{
	if (write(say, what, strlen(what) + 1) < 0)
		_exit(4);
}

static void
tell_event(struct term *t, int say, const struct term_event *e)
{
	char text[300], name[KEY_NAME_BYTES];
	enum mouse what;
	int x, y;

	key_name(name, e->key);
	switch (e->type) {
	case TERM_KEY: snprintf(text, sizeof text, "%s", name); break;
	case TERM_PASTE: snprintf(text, sizeof text, "paste %.200s", e->text); break;
	case TERM_RESIZE: snprintf(text, sizeof text, "resize %d %d", term_width(t), term_height(t)); break;
	case TERM_QUIT: snprintf(text, sizeof text, "quit"); break;
	case TERM_RESUME: snprintf(text, sizeof text, "resume"); break;
	case TERM_READY: snprintf(text, sizeof text, "ready"); break;
	case TERM_CHILD: snprintf(text, sizeof text, "child"); break;
	case TERM_MOUSE:
		if (key_mouse_read(e->key, &what, &x, &y))
			snprintf(text, sizeof text, "mouse %d at %d,%d", (int)what, x, y);
		break;
	case TERM_FOCUS: snprintf(text, sizeof text, "focus"); break;
	case TERM_BLUR: snprintf(text, sizeof text, "blur"); break;
	default: snprintf(text, sizeof text, "nothing"); break;
	}
	tell(say, text);
}

/* Ends on QUIT; "!" crashes it, G asks for the ground, T sets a title. */
static void
child(int master, int say)
{
	int fd;
	struct error err = ERROR_INIT;
	struct term *t;
	struct term_event e;

	setsid();
	fd = open(ptsname(master), O_RDWR);
	if (fd < 0 || ioctl(fd, TIOCSCTTY, 0) < 0)
		_exit(2);
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	close(master);
	alarm(60);
	t = term_open(&(struct term_options){ log_path, false }, &err);
	if (!t)
		_exit(3);
	term_mouse(t, true);
	tell(say, "open");
	do {
		term_wait(t, -1, NULL, 0, &e);
		tell_event(t, say, &e);
		if (e.type == TERM_KEY && e.key == '!')
			raise(SIGSEGV);
		if (e.type == TERM_KEY && e.key == 'G')
			tell(say, term_ground(t) == TERM_GROUND_LIGHT ? "light" : "not light");
		if (e.type == TERM_KEY && e.key == 'T')
			term_title(t, "sportello: 3!\033]0;evil\a");
	} while (e.type != TERM_QUIT);
	term_close(t);
	_exit(0);
}

/* -- this side ----------------------------------------------------------------------------------------- */

struct session {
	int master, said;
	pid_t pid;
	struct buf seen;	/* what it wrote on the terminal */
	struct termios before;
};

static bool
start(struct session *s)
{
	int say[2];
	struct winsize size = { .ws_row = 24, .ws_col = 80 };

	buf_init(&s->seen);
	s->master = posix_openpt(O_RDWR | O_NOCTTY);
	if (s->master < 0 || grantpt(s->master) < 0 || unlockpt(s->master) < 0 ||
	    ioctl(s->master, TIOCSWINSZ, &size) < 0 || tcgetattr(s->master, &s->before) < 0 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, say) < 0)
		return false;
	fflush(stdout);
	s->pid = fork();
	if (s->pid == 0) {
		close(say[0]);
		child(s->master, say[1]);
	}
	close(say[1]);
	s->said = say[0];
	return s->pid > 0;
}

/* The next thing told; reads what is written on the terminal meanwhile. */
static const char *
next(struct session *s)
{
	static char text[400];
	char bytes[4096];

	for (;;) {
		struct pollfd p[2] = { { .fd = s->said, .events = POLLIN }, { .fd = s->master, .events = POLLIN } };
		ssize_t n;

		if (poll(p, 2, 20000) <= 0)
			return "(nothing)";
		if (p[1].revents & POLLIN && (n = read(s->master, bytes, sizeof bytes)) > 0) {
			buf_add(&s->seen, bytes, (size_t)n);
			continue;
		}
		if (!(p[0].revents & (POLLIN | POLLHUP)))
			return "(gone)";
		n = recv(s->said, text, sizeof text - 1, 0);
		text[n > 0 ? n : 0] = '\0';
		return n > 0 ? text : "(end)";
	}
}

static void
send_bytes(struct session *s, const char *bytes)
{
	if (write(s->master, bytes, strlen(bytes)) < 0)
		printf("# the terminal takes nothing\n");
}

/* Its exit status, 128 + signal; reads the rest of what it wrote. */
static int
finish(struct session *s)
{
	char bytes[4096];
	int status = 0;
	ssize_t n;

	waitpid(s->pid, &status, 0);
	(void)fcntl(s->master, F_SETFL, O_NONBLOCK);
	while ((n = read(s->master, bytes, sizeof bytes)) > 0)
		buf_add(&s->seen, bytes, (size_t)n);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void
end(struct session *s)
{
	close(s->master);
	close(s->said);
	buf_free(&s->seen);
}

/* Everything that was switched on was switched off, in the end. */
static bool
restored(const struct session *s)
{
	static const char *const pairs[][2] = { { "\033[?1049h", "\033[?1049l" }, { "\033[?2004h", "\033[?2004l" },
		{ "\033[?1004h", "\033[?1004l" }, { "\033[?1000h", "\033[?1000l" }, { "\033[?1006h", "\033[?1006l" },
		 { "\033[22;0t", "\033[23;0t" } };
	struct termios now;
	bool ok = tcgetattr(s->master, &now) == 0 && now.c_lflag == s->before.c_lflag &&
		now.c_iflag == s->before.c_iflag && now.c_oflag == s->before.c_oflag;

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const char *off = NULL, *on = NULL;

		for (const char *p = s->seen.data; (p = strstr(p, pairs[i][0])); p++)
			on = p;
		for (const char *p = s->seen.data; (p = strstr(p, pairs[i][1])); p++)
			off = p;
		ok = ok && on && off && off > on;
	}
	return ok;
}

static void
keys(struct session *s)
{
	T_STR(next(s), "open");
	send_bytes(s, "a\xc3\xa9");
	T_STR(next(s), "a");
	T_STR(next(s), "\xc3\xa9");
	send_bytes(s, "\033");
	T_STR(next(s), "Esc");
	send_bytes(s, "\033[A\033x");
	T_STR(next(s), "Up");
	T_STR(next(s), "M-x");
	send_bytes(s, "\003\032");
	T_STR(next(s), "C-c");
	T_STR(next(s), "C-z");
	send_bytes(s, "\033[?1;2c\033[Ix\033[O");
	T_STR(next(s), "focus");
	T_STR(next(s), "x");
	T_STR(next(s), "blur");
	send_bytes(s, "\033[<0;3;4M\033[<0;3;4m\033[<65;120;40Mx");
	T_STR(next(s), "mouse 0 at 2,3");
	T_STR(next(s), "mouse 2 at 119,39");
	T_STR(next(s), "x");
}

/* What it asks of the terminal is answered among keys, and costs none of them. */
static void
answers(struct session *s)
{
	send_bytes(s, "Ga\033]11;rgb:ffff/fbfb/f5f5\033\\b\033[?62;22cc");
	T_STR(next(s), "G");
	T_STR(next(s), "light");
	T_STR(next(s), "a");
	T_STR(next(s), "b");
	T_STR(next(s), "c");
	T_OK(strstr(s->seen.data, "\033]11;?"), "it asked");
	send_bytes(s, "Tx");
	T_STR(next(s), "T");
	T_STR(next(s), "x");
	T_OK(strstr(s->seen.data, "\033]0;sportello: 3!"), "a title, over the one that was there");
	T_OK(!strstr(s->seen.data, "\033]0;evil"), "and nothing but a title");
}

static void
pastes(struct session *s)
{
	send_bytes(s, "\033[200~one\r\ntwo\rq\033[Aq\033[201~y");
	T_STR(next(s), "paste one\ntwo\nq\033[Aq");
	T_STR(next(s), "y");
	/* its end comes later, in pieces */
	send_bytes(s, "\033[200~half");
	usleep(50000);
	send_bytes(s, " and half\033[20");
	usleep(50000);
	send_bytes(s, "1~");
	T_STR(next(s), "paste half and half");
	/* its end never comes: what there is, and then keys again */
	send_bytes(s, "\033[200~lost");
	T_STR(next(s), "paste lost");
	send_bytes(s, "k");
	T_STR(next(s), "k");
}

static void
signals(struct session *s)
{
	struct winsize size = { .ws_row = 30, .ws_col = 100 };
	int status;

	ioctl(s->master, TIOCSWINSZ, &size);
	T_STR(next(s), "resize 100 30");
	/* stopped and continued by others, it takes the terminal anew */
	buf_clear(&s->seen);
	kill(s->pid, SIGSTOP);
	T_OK(waitpid(s->pid, &status, WUNTRACED) == s->pid && WIFSTOPPED(status), "it stops");
	kill(s->pid, SIGCONT);
	T_STR(next(s), "resume");
	send_bytes(s, "c");
	T_STR(next(s), "c");
	T_OK(strstr(s->seen.data, "\033[?1049l") && strstr(s->seen.data, "\033[?1049h"), "it left the screen and came back");
	kill(s->pid, SIGTERM);
	T_STR(next(s), "quit");
	T_INT(finish(s), 0);
	T_OK(restored(s), "the terminal is as it was");
}

static void
crash(void)
{
	struct session s;

	if (!start(&s))
		return;
	T_STR(next(&s), "open");
	send_bytes(&s, "T!");
	T_STR(next(&s), "T");
	T_STR(next(&s), "!");
	(void)next(&s);
	T_OK(finish(&s) != 0, "it crashed");
	T_OK(restored(&s), "and the terminal is as it was");
	T_OK(strstr(s.seen.data, log_path), "it says where the log is");
	FILE *f = fopen(log_path, "re");
	char text[4096] = "";
	T_OK(f && fread(text, 1, sizeof text - 1, f) > 0 && strstr(text, "signal 11"), "which says what happened");
	if (f)
		fclose(f);
	unlink(log_path);
	end(&s);
}

static void
hang_up(void)
{
	struct session s;

	if (!start(&s))
		return;
	T_STR(next(&s), "open");
	close(s.master);
	s.master = -1;
	T_STR(next(&s), "quit");
	T_INT(finish(&s), 0);
	end(&s);
}

int
main(void)
{
	struct session s;

	setlocale(LC_ALL, "C.UTF-8");
	setenv("TERM", "xterm-256color", 1);
	snprintf(log_path, sizeof log_path, "%s/sportello-crash.%d", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (int)getpid());
	if (!start(&s))
		return t_skip_all("no pseudo-terminal");
	keys(&s);
	answers(&s);
	pastes(&s);
	signals(&s);
	end(&s);
	crash();
	hang_up();
	return t_done();
}
