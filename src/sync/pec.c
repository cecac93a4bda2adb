/*
 * pec.c - is a certified mail what it claims to be?  Plain mail can imitate every header of RFC 6109; only
 * the provider's S/MIME signature over the whole envelope cannot be imitated.  openssl checks it against
 * the authorities the user has named, and names the signer, who must be the sender.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "log.h"
#include "mail_sync.h"
#include "process.h"
#include "str.h"

#define LIMIT_MS 10000

static bool
ran_well(const char *const *argv, struct arena *a, struct process_result *out)
{
	struct process_spec spec = { .argv = argv, .timeout_ms = LIMIT_MS, .output_max = 64 << 20 };
	struct error err = ERROR_INIT;

	if (process_run(&spec, a, out, &err)) {
		log_line(LOG_MAIL, "openssl: %s", err.text);
		return false;
	}
	return out->status == 0;
}

/* The certificate of whoever signed, written by openssl, must be made out to the sender's address. */
static bool
signed_by(const char *certificate, const char *from, struct arena *a)
{
	const char *argv[] = { "openssl", "x509", "-noout", "-email", "-in", certificate, NULL };
	struct process_result r;
	char **addresses;
	size_t n, i;

	if (!ran_well(argv, a, &r))
		return false;
	addresses = str_split(a, r.out, "\r\n", &n);
	for (i = 0; i < n; i++)
		if (str_ieq(addresses[i], from))
			return true;
	return false;
}

enum mail_seal
pec_verify(struct worker *w, const char *path, const char *from)
{
	const char *ca = worker_option(w, "pec-ca-file");
	struct arena *a;
	enum mail_seal seal = MAIL_UNSEALED;
	struct process_result r;
	char *signer;
	int fd;

	if (str_empty(ca) || str_empty(from))
		return MAIL_UNSEALED;
	a = arena_new();
	signer = arena_printf(a, "%s/signer.XXXXXX", w->sync->dir);
	fd = mkstemp(signer);
	if (fd >= 0) {
		const char *argv[] = { "openssl", "cms", "-verify", "-in", path, "-CAfile", ca,
			"-signer", signer, "-out", "/dev/null", NULL };

		(void)close(fd);
		if (ran_well(argv, a, &r) && signed_by(signer, from, a))
			seal = MAIL_SEALED;
		(void)unlink(signer);
	}
	arena_free(a);
	return seal;
}
