/*
 * api_renew.c - when the tokens of a connected account are renewed, and how.
 *
 * A service that hands out a new token to renew with takes the old one back: whatever happens, the new one must not
 * be lost.  So one process at a time renews, looks first whether another one has done it, asks for nothing that it
 * could not keep, and holds what could not be kept after all until it is.
 */
#include <unistd.h>

#include "api.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"

/* Another account whose token to renew with comes from the same place is at it: then that one's will do. */
static bool
is_renewed_by_another(const struct api_account *a)
{
	static const char *const keys[] = { "refresh-token-command", "refresh-token-file" };
	const struct api *api = a->api;
	size_t i, k;

	for (i = 0; i < api->count; i++) {
		const struct api_account *b = &api->accounts[i];

		if (b == a || b->run[RUN_REFRESH].stage == RUN_FREE)
			continue;
		for (k = 0; k < 2; k++) {
			const char *ours = worker_option(&a->w, keys[k]);

			if (ours && str_eq(ours, worker_option(&b->w, keys[k])))
				return true;
		}
	}
	return false;
}

bool
renew_start(struct api_account *a)
{
	struct job refresh = { .kind = "refresh" };
	int i, lock;

	if (a->run[RUN_REFRESH].stage != RUN_FREE)
		return false;
	for (i = 0; i < RUN_REFRESH && a->run[i].stage != RUN_HELD; i++)
		continue;
	if (i == RUN_REFRESH || is_renewed_by_another(a))
		return false;
	lock = secret_lock(a);
	if (lock == -1)
		return false;
	a->renewing = lock;
	run_begin(&a->run[RUN_REFRESH], &refresh);
	return true;
}

void
renew_look(struct api_run *r)
{
	struct error err = ERROR_INIT;

	r->errand = secret_look(r->account, &err);
	r->stage = RUN_LOOKS;
	if (!r->errand) {
		run_renewed(r, &err);
		account_failed(r->account, &err, 0);
	}
}

/* What an earlier try was given and could not keep goes before a new one. */
static bool
take_unsaved(struct api_run *r)
{
	struct secret_in *list = NULL;
	size_t n = 0, space = 0;
	struct secret *s;

	for (s = r->account->unsaved; s; s = s->next)
		*VEC_PUSH(r->arena, list, n, space) = (struct secret_in){ s->name, s->value, s->expires_at };
	r->outcome.secrets = list;
	r->outcome.secret_count = n;
	r->saved = 0;
	return n > 0;
}

void
renew_looked(struct api_run *r)
{
	struct api_account *a = r->account;
	struct error err = ERROR_INIT;
	bool newer = false;
	int rc = secret_looked(a, r->errand, &newer, &err);

	errand_end(r->errand);
	r->errand = NULL;
	if (rc && !a->unsaved) {
		run_renewed(r, &err);
		account_failed(a, &err, 0);
	} else if (newer) {
		run_renewed(r, NULL);
	} else if (take_unsaved(r)) {
		run_save(r);
	} else {
		secret_drop(a, "refresh-token");	/* it is read anew, too */
		run_request(r);
	}
}

static void
drop_unsaved(struct api_account *a, const char *name)
{
	struct secret **link, *one;

	for (link = &a->unsaved; *link && !str_eq((*link)->name, name); link = &(*link)->next)
		continue;
	if (!(one = *link))
		return;
	*link = one->next;
	one->next = NULL;
	secret_free(&one);
}

void
renew_kept(struct api_run *r, const char *words)
{
	struct api_account *a = r->account;
	struct error said = ERROR_INIT;

	if (!str_empty(words)) {
		error_set(&said, ERR_SYSTEM, "%s", words);
		worker_failed(&a->w, &said);
		a->news = true;
	}
	drop_unsaved(a, r->outcome.secrets[r->saved - 1].name);
}

/* In the order in which they were to be kept: the one that cannot be had again goes first. */
void
renew_not_kept(struct api_run *r)
{
	struct api_account *a = r->account;
	struct secret *left = NULL;
	size_t i;

	if (r - a->run != RUN_REFRESH)
		return;
	for (i = r->outcome.secret_count; i-- > r->saved;)
		secret_put(&left, r->outcome.secrets[i].name, r->outcome.secrets[i].value,
			r->outcome.secrets[i].expires_at);
	secret_free(&a->unsaved);
	a->unsaved = left;
}

void
renew_failed(struct api_run *r, const struct error *why)
{
	const char *const *name;

	if (why->code != ERR_AUTH || !r->call)
		return;
	for (name = fill_names(&r->request, r->arena); *name; name++)
		if (str_eq(*name, "refresh-token"))
			secret_refused(r->account);
}

void
renew_end(struct api_account *a)
{
	if (a->renewing >= 0) {
		secret_no_room(a);
		(void)close(a->renewing);
	}
	a->renewing = -1;
}
