/*
 * term_signal.c - the terminal's modes, entered and left, whatever happens.
 *
 * State is static: there is one terminal, and the crash handler has no other way to it.
 */
#include <errno.h>
#if __has_include(<execinfo.h>)
#include <execinfo.h>
#endif
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "i18n.h"
#include "term_parts.h"

/* Bracketed paste; word of who is looked at; and explicit order of text: the canvas puts right-to-left runs in order
 * itself. */
#define EXTRA_ON "\033[?2004h\033[?1004h\033[8l"
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"
#define EXTRA_OFF "\033[8h\033[?1004l\033[?2004l"

static struct {
	bool open, entered;
	bool mouse;			/* clicks are reported while entered */
	bool titled;			/* the window's own title waits on the terminal's stack */
	struct termios before, raw;
	char enter[512], leave[512];
	size_t enter_len, leave_len;
	char crash[512], log[PATH_MAX];	/* the log: "" = none */
	int pipe[2];
	volatile sig_atomic_t waiting;	/* enum term_signal bits */
	char stack[32768];		/* for the crash handler */
} modes = { .pipe = { -1, -1 } };

static const int caught[] = { SIGWINCH, SIGTSTP, SIGCONT, SIGHUP, SIGTERM, SIGINT, SIGCHLD };
static const int crashes[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
static struct sigaction old_caught[COUNT(caught)], old_crash[COUNT(crashes)], old_pipe;

void
term_write(const char *s, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, s, len);

		if (n > 0) {
			s += n;
			len -= (size_t)n;
		} else if (n < 0 && errno == EAGAIN) {
			struct pollfd p = { .fd = STDOUT_FILENO, .events = POLLOUT };

			(void)poll(&p, 1, 1000);
		} else if (n < 0 && errno != EINTR) {
			return;		/* gone: reading will say so */
		}
	}
}

void
term_modes_leave(void)
{
	if (!modes.entered)
		return;
	modes.entered = false;
	if (modes.titled)
		term_write(TITLE_BACK, sizeof TITLE_BACK - 1);
	modes.titled = false;
	if (modes.mouse)
		term_write(MOUSE_OFF, sizeof MOUSE_OFF - 1);
	term_write(modes.leave, modes.leave_len);
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &modes.before);
}

void
term_modes_titled(bool titled)
{
	modes.titled = titled;
}

void
term_modes_enter(void)
{
	if (modes.entered)
		return;
	modes.entered = true;
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &modes.raw);
	term_write(modes.enter, modes.enter_len);
	if (modes.mouse)
		term_write(MOUSE_ON, sizeof MOUSE_ON - 1);
}

void
term_mouse(struct term *t, bool on)
{
	if (term_is_headless(t) || modes.mouse == on)
		return;
	modes.mouse = on;
	if (modes.entered)
		term_write(on ? MOUSE_ON : MOUSE_OFF, sizeof MOUSE_ON - 1);
}

static void
on_signal(int number)
{
	int saved = errno;
	unsigned bit = number == SIGWINCH ? SIGNAL_RESIZE : number == SIGTSTP ? SIGNAL_STOP :
		number == SIGCONT ? SIGNAL_CONTINUE : number == SIGCHLD ? SIGNAL_CHILD : SIGNAL_QUIT;

	/* asked to leave again before anybody looked: the program hangs */
	if (bit == SIGNAL_QUIT && (unsigned)modes.waiting & SIGNAL_QUIT) {
		term_modes_leave();
		_exit(128 + number);
	}
	modes.waiting = (sig_atomic_t)((unsigned)modes.waiting | bit);
	if (write(modes.pipe[1], "", 1) < 0)
		errno = 0;	/* full: somebody will look anyway */
	errno = saved;
}

/* Where it happened, for whoever mends it: addresses, and nothing of what was on the screen. */
static void
write_log(int number)
{
	static const char begin[] = "\n" PACKAGE_NAME " " PACKAGE_VERSION ", signal ";
	char digits[4] = { (char)('0' + number / 10), (char)('0' + number % 10), '\n', 0 };
	int fd = modes.log[0] ? open(modes.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;

	if (fd < 0)
		return;
	if (write(fd, begin, sizeof begin - 1) > 0 && write(fd, digits, 3) > 0) {
#if __has_include(<execinfo.h>)
		void *frames[64];

		backtrace_symbols_fd(frames, backtrace(frames, 64), fd);
#endif
	}
	close(fd);
}

/* Only what is safe in a signal handler. */
static void
on_crash(int number)
{
	if (modes.entered) {
		term_modes_leave();
		if (write(STDERR_FILENO, modes.crash, strlen(modes.crash)) < 0)
			_exit(128 + number);
		write_log(number);
	}
	/* the handler was reset: the signal comes again, with its own effect */
	raise(number);
}

static void
install(void)
{
	struct sigaction sa = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	struct sigaction crash = { .sa_handler = on_crash, .sa_flags = (int)(SA_ONSTACK | SA_RESETHAND) };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	stack_t stack = { .ss_sp = modes.stack, .ss_size = sizeof modes.stack };

	sigemptyset(&sa.sa_mask);
	sigemptyset(&crash.sa_mask);
	sigemptyset(&ignore.sa_mask);
	for (size_t i = 0; i < COUNT(caught); i++)
		sigaction(caught[i], &sa, &old_caught[i]);
	sigaction(SIGPIPE, &ignore, &old_pipe);
	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < COUNT(crashes); i++)
		sigaction(crashes[i], &crash, &old_crash[i]);
}

static void
uninstall(void)
{
	stack_t off = { .ss_flags = SS_DISABLE };

	for (size_t i = 0; i < COUNT(caught); i++)
		sigaction(caught[i], &old_caught[i], NULL);
	sigaction(SIGPIPE, &old_pipe, NULL);
	for (size_t i = 0; i < COUNT(crashes); i++)
		sigaction(crashes[i], &old_crash[i], NULL);
	sigaltstack(&off, NULL);
}

static void
build_strings(const struct terminfo *info, const char *log_path)
{
	modes.enter_len = (size_t)snprintf(modes.enter, sizeof modes.enter, "%s%s" EXTRA_ON, info->enter,
		info->keypad_on);
	modes.leave_len = (size_t)snprintf(modes.leave, sizeof modes.leave, "\033[m%s" EXTRA_OFF "%s%s",
		info->cursor_on, info->keypad_off, info->leave[0] ? info->leave : "\033[999H\r\n");
	snprintf(modes.log, sizeof modes.log, "%s", log_path ? log_path : "");
	if (log_path)
		snprintf(modes.crash, sizeof modes.crash,
			_("sportello: crashed, and restored the terminal. Your drafts are in the store. "
			"Where it happened is in %.300s\n"), log_path);
	else
		snprintf(modes.crash, sizeof modes.crash, "%s",
			_("sportello: crashed, and restored the terminal. Your drafts are in the store.\n"));
}

void
term_crash_ready(void)
{
#if __has_include(<execinfo.h>)
	static bool ready;
	void *frame[1];

	if (!ready)
		(void)backtrace(frame, 1);
	ready = true;
#endif
}

int
term_modes_open(const struct terminfo *info, const char *log_path, struct error *err)
{
	static bool at_exit;

	if (tcgetattr(STDIN_FILENO, &modes.before) < 0)
		return error_set(err, ERR_SYSTEM, _("the terminal does not tell its modes: %s"),
			strerror(errno));
	if (pipe2(modes.pipe, O_CLOEXEC | O_NONBLOCK) < 0)
		return error_set(err, ERR_SYSTEM, _("no pipe for signals: %s"), strerror(errno));
	modes.raw = modes.before;
	modes.raw.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP | IXON | PARMRK);
	modes.raw.c_oflag &= ~(tcflag_t)OPOST;
	modes.raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN | ISIG);
	modes.raw.c_cflag = (modes.raw.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
	modes.raw.c_cc[VMIN] = 1;
	modes.raw.c_cc[VTIME] = 0;
	build_strings(info, log_path);
	modes.waiting = 0;
	modes.open = true;
	if (!at_exit)
		at_exit = atexit(term_modes_leave) == 0;
	install();
	term_modes_enter();
	return 0;
}

void
term_modes_close(void)
{
	if (!modes.open)
		return;
	term_modes_leave();
	uninstall();
	close(modes.pipe[0]);
	close(modes.pipe[1]);
	modes.pipe[0] = modes.pipe[1] = -1;
	modes.open = false;
}

int
term_signal_fd(void)
{
	return modes.pipe[0];
}

bool
term_signals_waiting(void)
{
	return modes.waiting != 0;
}

bool
term_resize_waiting(void)
{
	return (unsigned)modes.waiting & SIGNAL_RESIZE;
}

unsigned
term_signals_take(void)
{
	sigset_t all, before;
	unsigned bits;
	char sink[64];

	while (read(modes.pipe[0], sink, sizeof sink) > 0)
		continue;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	bits = (unsigned)modes.waiting;
	modes.waiting = 0;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return bits;
}

void
term_signal_stop(void)
{
	struct sigaction ours, original = { .sa_handler = SIG_DFL };

	sigemptyset(&original.sa_mask);
	sigaction(SIGTSTP, &original, &ours);
	raise(SIGTSTP);
	/* continued */
	sigaction(SIGTSTP, &ours, NULL);
}
