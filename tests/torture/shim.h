/*
 * shim.h - what stands between a program under torture and the system, loaded by LD_PRELOAD.
 *
 * TORTURE_DIR   folder with `shared` (struct shared, mapped), `hits` and `log`
 * TORTURE_ROOT  what lies beneath is counted, struck and recorded (folders, separated by colons)
 * TORTURE_PROG  only a program of this name is struck; all are recorded
 * TORTURE_FAIL  WHAT:N[:on]: the Nth call fails, and with `on` each one after it.  WHAT: ENOSPC EIO EACCES (each counts
 *               the calls which can fail so), kill, killafter (the whole process group, before or after the call),
 *               half (half of what was to be written is, then kill), alone (kill, but only who called)
 * TORTURE_LOG   set: what changes files goes to `log`, see record.c
 * TORTURE_FS    file systems are of this type (a number as statfs(2) has them)
 *
 * The clock stands wrong by `shared`'s clock_ms, which may change at any time.
 */
#ifndef TORTURE_SHIM_H
#define TORTURE_SHIM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct shared { _Atomic int64_t calls; int64_t clock_ms; };

/* Of the next function of this name: the system's own. */
void *shim_real(const char *name);
/* The path that stands behind a descriptor; false when it is none beneath the root. */
bool shim_path_of(int fd, char path[4096]);
bool shim_beneath(const char *path);
const char *shim_dir(void);

/* record.c.  Between begin and end nobody else changes a file that is recorded. */
bool record_begin(void);
void record_end(void);
void record_made(const char *path);
void record_write(int fd, const void *data, size_t len, int64_t at);
void record_cut(int fd, int64_t len);
void record_sync(int fd);
void record_names(char what, const char *from, const char *to);

#endif
