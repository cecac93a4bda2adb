/*
 * sandbox.c - a seccomp filter (which system calls are refused), and Landlock (where files may be written).
 *
 * Written down with the kernel's own macros, as the rules are few and never change: a list of what is refused, and all else
 * as ever.  Another machine's calls (i386, x32) are refused as a whole, as each has its own numbers.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "i18n.h"
#include "sandbox.h"
#include "str.h"

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#endif

enum { RULES_MAX = 96 };

static unsigned held;		/* not asked of the kernel: a container may have filters of its own */

#ifdef MACHINE

#define NO (SECCOMP_RET_ERRNO | EPERM)

/* In any case: nothing that we ever do, and ways around the rest. */
static const int never[] = {
#if !defined(__SANITIZE_ADDRESS__)	/* its search for leaks traces the program */
	SYS_ptrace,
#endif
	SYS_process_vm_writev, SYS_process_vm_readv, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_setns, SYS_unshare,
	SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_kexec_load, SYS_init_module, SYS_finit_module, SYS_add_key,
	SYS_request_key, SYS_keyctl, SYS_open_by_handle_at,
#ifdef SYS_pidfd_getfd
	SYS_pidfd_getfd,
#endif
#ifdef SYS_io_uring_setup		/* does what other calls do, unseen by this filter */
	SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
#endif
};
static const int execs[] = { SYS_execve, SYS_execveat };

struct program { struct sock_filter rules[RULES_MAX]; unsigned short n; };

static void
rule(struct program *p, unsigned short code, uint32_t k, unsigned char yes, unsigned char no)
{
	if (p->n < RULES_MAX)
		p->rules[p->n++] = (struct sock_filter){ code, yes, no, k };
}

static void
refuse(struct program *p, const int *calls, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		rule(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)calls[i], 0, 1);
		rule(p, BPF_RET | BPF_K, NO, 0, 0);
	}
}

static void
build(struct program *p, unsigned rules)
{
	rule(p, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch), 0, 0);
	rule(p, BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0);
	rule(p, BPF_RET | BPF_K, NO, 0, 0);
	rule(p, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
#ifdef __x86_64__
	rule(p, BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);	/* x32 */
	rule(p, BPF_RET | BPF_K, NO, 0, 0);
#endif
	refuse(p, never, sizeof never / sizeof *never);
	if (rules & SANDBOX_EXEC)
		refuse(p, execs, sizeof execs / sizeof *execs);
	if (rules & SANDBOX_NETWORK) {
		rule(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3);
		rule(p, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]), 0, 0);
		rule(p, BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 1, 0);
		rule(p, BPF_RET | BPF_K, NO, 0, 0);
	}
	rule(p, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
}

int
sandbox_hold(unsigned rules)
{
	struct program p = { .n = 0 };
	build(&p, rules);
	struct sock_fprog prog = { p.n, p.rules };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0))
		return -1;
	held |= rules;
	return 0;
}

#else

int
sandbox_hold(unsigned rules)
{
	(void)rules;
	errno = ENOSYS;
	return -1;
}

#endif

/* -- files ----------------------------------------------------------------------------------------------------- */

/* By number, as headers are often older than kernels. */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

int
sandbox_landlock(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	return abi > 0 ? (int)abi : 0;
}

static uint64_t
all_writing(int abi)
{
	return LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
		LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
		LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
		LANDLOCK_ACCESS_FS_MAKE_SYM | (abi > 1 ? LANDLOCK_ACCESS_FS_REFER : 0) |
		(abi > 2 ? LANDLOCK_ACCESS_FS_TRUNCATE : 0);
}

static int
allow(int rules, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr a = { .allowed_access = rights };
	a.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (a.parent_fd < 0)
		return errno == ENOENT || errno == EACCES || errno == ENOTDIR ? 0 : -1;
	int rc = (int)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &a, 0);
	close(a.parent_fd);
	return rc;
}

int
sandbox_writes(const char *const *folders)
{
	int abi = sandbox_landlock(), rc = 0;
	struct landlock_ruleset_attr a = { .handled_access_fs = all_writing(abi) };
	if (!abi) {
		errno = ENOSYS;
		return -1;
	}
	int rules = (int)syscall(SYS_landlock_create_ruleset, &a, sizeof a.handled_access_fs, 0);
	if (rules < 0)
		return -1;
	for (; rc == 0 && *folders; folders++)
		rc = allow(rules, *folders, a.handled_access_fs);
	if (rc == 0)
		rc = allow(rules, "/dev/null", LANDLOCK_ACCESS_FS_WRITE_FILE | (abi > 2 ? LANDLOCK_ACCESS_FS_TRUNCATE : 0));
	if (rc == 0)
		rc = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -1 : (int)syscall(SYS_landlock_restrict_self, rules, 0);
	close(rules);
	return rc;
}

enum sandbox_wish
sandbox_wish(const char *word)
{
	return str_eq(word, "off") ? SANDBOX_OFF : str_eq(word, "require") ? SANDBOX_REQUIRE : SANDBOX_AUTO;
}

int
sandbox_cannot(struct error *err)
{
	return error_set(err, ERR_SYSTEM, _("sandbox = require: this system cannot hold a program: %s"), strerror(errno));
}

int
sandbox_hold_as(enum sandbox_wish wish, unsigned rules)
{
	if (wish == SANDBOX_OFF || !sandbox_hold(rules))
		return 0;
	return wish == SANDBOX_REQUIRE ? -1 : 0;
}

bool
sandbox_held(enum sandbox_rule rule)
{
	return held & rule;
}
