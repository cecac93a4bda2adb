/* pattern.h - regular expressions that people write into a configuration: POSIX extended, of a bounded size. */
#ifndef SPORTELLO_PATTERN_H
#define SPORTELLO_PATTERN_H

#include <regex.h>
#include <stddef.h>

/*
 * As regcomp(3), for regfree().  -1 with the reason in `why` (NULL: nobody asks) where it does not compile, or where
 * what it repeats would take too much memory: the C library copies that.
 */
int pattern_compile(regex_t *out, const char *pattern, int flags, char *why, size_t room);

#endif
