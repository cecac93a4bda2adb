/* doctor.h - what the parts of `sportello doctor` share: each looks at one thing, and says how it is and what to do. */
#ifndef SPORTELLO_CLI_DOCTOR_H
#define SPORTELLO_CLI_DOCTOR_H

#include "cli.h"

enum finding { FINE, WORTH_A_LOOK, WRONG };

struct doctor {
	struct cli *c;
	int wrong;
	json_t *list;
};

void finding(struct doctor *d, enum finding f, const char *area, const char *words);

/* doctor_place.c: files, disk, clock */
void look_at_rights(struct doctor *d);
void look_at_disk(struct doctor *d);
void look_at_clock(struct doctor *d);
/* doctor_programs.c: this program, the terminal, and those of others */
void look_at_program(struct doctor *d);
void look_at_sandbox(struct doctor *d);
void look_at_machine(struct doctor *d);
void look_at_spelling(struct doctor *d);

#endif
