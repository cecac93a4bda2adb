/*
 * demo.h - the sample world: cases, customers and accounts that answer back, in one folder, made the way
 * real ones are: Maildir files and lines of programs, taken in by sportello-sync, and the agents' deeds in
 * the words of the command line.  What happens is written in src/demo/world/, as text; its grammar stands
 * at the top of 00-shop.txt.
 *
 * The folder holds everything: config, store.db, Mail/ with its notmuch index, and `open`, a script that runs
 * sportello on it.  Nothing outside of it is read or written, and nothing leaves the machine.
 */
#ifndef SPORTELLO_DEMO_H
#define SPORTELLO_DEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"

/* Points this process and its children at the folder instead of the user's own configuration and mail. */
void demo_environment(const char *dir);

/* Makes the world as it is at `now` in a folder that is empty or not there.  The same `now` gives the same
 * cases with the same numbers.  still: it stays that time there, and nothing happens by itself. */
int demo_make(const char *dir, int64_t now, bool still, struct error *err);

/* Is there a world in the folder? */
bool demo_is_there(const char *dir);

/* Removes the folder and all in it; waits for the sportello-sync that works there.  Refuses what is no
 * demo's. */
int demo_remove(const char *dir, struct error *err);

/* The accounts' programs, run by sportello-sync: "chat ACCOUNT" speaks sportello-exec(5), "post" brings the
 * mail that is due, "mailer ADDRESS..." takes mail on standard input.  The exit status. */
int demo_part(const char *dir, const char *const *args, size_t n);

#endif
