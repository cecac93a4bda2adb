/* rt.h - inside src/sync/ only: what Request Tracker (REST 2) answers, read.  Pure; hostile input gives nothing. */
#ifndef SPORTELLO_RT_H
#define SPORTELLO_RT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

struct rt_ticket { const char *id, *status, *updated; int64_t created_at; };
struct rt_turn {
	int64_t id, at;
	const char *type;		/* Correspond, Comment, Status... */
	const char *creator, *name;	/* login; real name, else address, else login */
	const char *value;		/* Status: the new one */
};

/* The id of a ticket that was made; NULL = the answer says none. */
char *rt_made(const char *json, struct arena *a);
/* One page of tickets or of a ticket's history; *pages in all (at least 1). */
size_t rt_tickets(const char *json, struct arena *a, struct rt_ticket **out, int *pages);
size_t rt_history(const char *json, struct arena *a, struct rt_turn **out, int *pages);
/* Who made a ticket: the login; NULL = it does not say. */
char *rt_creator(const char *json, struct arena *a);
/* The words of a turn out of its attachments: plain text first, else that of HTML; names of files on lines of their
 * own. */
char *rt_words(const char *json, struct arena *a);
/* {"message": "..."} or ["..."] in words; else the beginning of the text. */
char *rt_complaint(const char *json, struct arena *a);
/* Is a ticket of this status one that nobody works on any more? */
bool rt_is_over(const char *status);
/* "Subject = '...'" with what must be escaped there. */
char *rt_quoted(const char *text, struct arena *a);

#endif
