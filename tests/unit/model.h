/*
 * model.h - a small model of who is whom and what lies where, for store_model.c.  It knows nothing of the store: it
 * keeps a list of what happened and was done, and where everything is follows from playing that list again without
 * what was undone.
 */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { MODEL_PEOPLE = 8, MODEL_THREADS = 64, MODEL_THINGS = 400, MODEL_CASES = 200, MODEL_EVENTS = 600, MODEL_SET = 40 };

enum event_type { EV_MAIL, EV_SENT, EV_NOTE, EV_QUEUED, EV_OPEN, EV_MERGE, EV_SPLIT, EV_PEOPLE, EV_FIELDS, EV_UNDO };

/* One thing that happened.  Cases and things are called by the numbers the store gave them. */
struct event {
	enum event_type type;
	bool active;			/* what was done and not undone; what happened is always active */
	int64_t grp;			/* the journal's group; 0 = it happened */
	int thing;			/* MAIL, SENT, NOTE, QUEUED, OPEN: which one */
	int64_t into, from[4];		/* MERGE: cases; SPLIT: into = the new one, from[0] = where its first was at home */
	int cases;
	int64_t person_into[4], person_from[4];		/* MERGE, PEOPLE: customers that became one */
	int people;
	int set[MODEL_SET], set_count, thread;	/* SPLIT: what went along; thread -1 = stays */
	int target;			/* UNDO: the event it took back */
	bool gone;			/* it cannot be taken back any more */
};

enum thing_kind { THING_MESSAGE, THING_NOTE, THING_OUTBOX };
struct thing {
	int64_t id;
	enum thing_kind kind;
	int thread, person;		/* person: who wrote it, or to whom it went */
	int64_t lands;			/* the case it opened or that it was written on */
	int queued;			/* sent: the row of the outbox it was; -1 = none */
	bool out, history, follows;	/* follows: was written where its thread led */
};

struct model {
	int64_t customer[MODEL_PEOPLE];	/* each identity's first customer; 0 = none yet */
	bool erased[MODEL_PEOPLE];
	struct thing thing[MODEL_THINGS];
	int things;
	int64_t thread[MODEL_THREADS];	/* the store's number */
	int thread_person[MODEL_THREADS];
	int threads;
	struct { int64_t id; int owner; } kase[MODEL_CASES];
	int cases;
	struct event event[MODEL_EVENTS];
	int events;
	/* what follows, by model_play() */
	int64_t home[MODEL_THINGS], next[MODEL_THREADS];
	int64_t pointer[MODEL_CASES];	/* by place in kase[]; 0 = lives */
	bool merged[MODEL_CASES];	/* by a merge, not by the end of its opening */
	bool shut[MODEL_CASES];		/* its opening was undone and nothing came to it */
	int64_t person_pointer[MODEL_PEOPLE];	/* by place in customer[] */
};

static inline int
model_case(const struct model *m, int64_t id)
{
	for (int i = 0; i < m->cases; i++)
		if (m->kase[i].id == id)
			return i;
	return -1;
}

static inline int
model_customer(const struct model *m, int64_t id)
{
	for (int i = 0; i < MODEL_PEOPLE; i++)
		if (id && m->customer[i] == id)
			return i;
	return -1;
}

static inline int64_t
model_end(const struct model *m, int64_t id)
{
	for (int i = model_case(m, id), n = 0; i >= 0 && m->pointer[i] && n < MODEL_CASES; n++) {
		id = m->pointer[i];
		i = model_case(m, id);
	}
	return id;
}

static inline int64_t
model_person_end(const struct model *m, int64_t id)
{
	for (int i = model_customer(m, id), n = 0; i >= 0 && m->person_pointer[i] && n < MODEL_PEOPLE; n++) {
		id = m->person_pointer[i];
		i = model_customer(m, id);
	}
	return id;
}

static inline void
model_new_case(struct model *m, int64_t id, int owner)
{
	if (model_case(m, id) >= 0 || m->cases == MODEL_CASES)
		return;
	m->kase[m->cases].id = id;
	m->kase[m->cases++].owner = owner;
}

/* What arrives goes where its thread goes; the first one opens a case. */
static inline void
model_arrive(struct model *m, int thing)
{
	struct thing *t = &m->thing[thing];
	if (t->history)
		return;
	if (!m->next[t->thread]) {
		m->next[t->thread] = t->lands;
		m->shut[model_case(m, model_end(m, t->lands))] = false;
	}
	m->home[thing] = m->next[t->thread];
}

/* Written on a case: with its thread, if that leads there; else it stays with the case. */
static inline void
model_write(struct model *m, int thing)
{
	struct thing *t = &m->thing[thing];
	int64_t next = t->thread >= 0 ? m->next[t->thread] : 0;
	if (t->queued >= 0) {		/* our answer keeps a case, whatever is undone */
		m->home[thing] = m->home[t->queued];
		int at = model_case(m, model_end(m, m->home[thing]));
		if (m->shut[at]) {
			m->shut[at] = false;
			if (!m->next[t->thread])
				m->next[t->thread] = m->kase[at].id;
		}
		return;
	}
	m->home[thing] = next && t->follows ? next : t->lands;
}

static inline void
model_split(struct model *m, const struct event *e)
{
	int new = model_case(m, e->into);
	m->pointer[new] = e->active ? 0 : e->from[0];
	for (int k = 0; e->active && k < e->set_count; k++)
		m->home[e->set[k]] = e->into;
	if (e->active && e->thread >= 0)
		m->next[e->thread] = e->into;
}

/* Undone, it ends where its thread led, or nowhere.  A merge from an earlier opening that counts again holds: only what
 * lies nowhere is opened, so it was done again later. */
static inline void
model_open(struct model *m, const struct event *e)
{
	const struct thing *t = &m->thing[e->thing];
	int new = model_case(m, t->lands);
	if (e->active) {
		m->home[e->thing] = m->next[t->thread] = t->lands;
		if (!m->merged[new])
			m->pointer[new] = 0;
		m->shut[new] = false;
	} else if (m->home[e->thing] != t->lands) {
		m->pointer[new] = e->into;
		m->shut[new] = !e->into;
	}
}

static inline void
model_play(struct model *m)
{
	memset(m->home, 0, sizeof m->home);
	memset(m->next, 0, sizeof m->next);
	memset(m->pointer, 0, sizeof m->pointer);
	memset(m->merged, 0, sizeof m->merged);
	memset(m->shut, 0, sizeof m->shut);
	memset(m->person_pointer, 0, sizeof m->person_pointer);
	for (int i = 0; i < m->events; i++) {
		const struct event *e = &m->event[i];
		for (int k = 0; e->active && k < e->people; k++)
			m->person_pointer[model_customer(m, e->person_from[k])] = e->person_into[k];
		switch (e->type) {
		case EV_MAIL: model_arrive(m, e->thing); break;
		case EV_SENT:
		case EV_QUEUED:
		case EV_NOTE: model_write(m, e->thing); break;
		case EV_OPEN: model_open(m, e); break;
		case EV_MERGE:
			for (int k = 0; e->active && k < e->cases; k++) {
				m->pointer[model_case(m, e->from[k])] = e->into;
				m->merged[model_case(m, e->from[k])] = true;
			}
			break;
		case EV_SPLIT: model_split(m, e); break;
		default: break;
		}
	}
}

#endif
