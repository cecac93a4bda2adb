/*
 * pec.c - certified mail (RFC 6109) of a provider that exists only here: its key is made with the world,
 * its envelopes and receipts are signed with it, and the demo's account trusts it alone.  Without openssl
 * they are unsigned, and shown as what they then are.
 */
#include "demo_internal.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "process.h"
#include "str.h"

#define PROVIDER "posta-certificata@pec.gestore.example"

int
pec_keys(const char *dir, struct error *err)
{
	struct arena *a = arena_new();
	const char *key = arena_printf(a, "%s/pec-key.pem", dir), *cert = arena_printf(a, "%s/pec.pem", dir);
	const char *argv[] = { "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
		"ec_paramgen_curve:P-256", "-nodes", "-days", "3650", "-subj", "/CN=Gestore PEC di prova", "-addext",
		"subjectAltName=email:" PROVIDER, "-addext", "keyUsage=digitalSignature,keyCertSign", "-addext",
		"extendedKeyUsage=emailProtection", "-keyout", key, "-out", cert, NULL };
	struct process_spec spec = { .argv = argv, .timeout_ms = 20000 };
	struct process_result r;
	struct error why = ERROR_INIT;
	int rc = 0;

	if (process_run(&spec, a, &r, &why) || r.status)	/* the account wants a file in any case */
		rc = world_file(dir, "pec.pem", "", 0, 0600, err);
	arena_free(a);
	return rc;
}

static void
add_crlf(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n' && (!i || text[i - 1] != '\r'))
			buf_addc(out, '\r');
		buf_addc(out, text[i]);
	}
}

static void
add_parts(struct buf *in, const struct pec_envelope *e)
{
	struct buf lines = BUF_INIT;

	buf_addf(&lines, "Content-Type: multipart/mixed; boundary=\"=_busta\"\n\n--=_busta\n"
		"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s\n", e->text);
	if (e->daticert)
		buf_addf(&lines, "--=_busta\nContent-Type: application/xml; name=\"daticert.xml\"\n"
			"Content-Disposition: attachment; filename=\"daticert.xml\"\n\n%s\n", e->daticert);
	if (e->inner) {
		buf_adds(&lines, "--=_busta\nContent-Type: message/rfc822; name=\"postacert.eml\"\n"
			"Content-Disposition: attachment; filename=\"postacert.eml\"\n\n");
		buf_add(&lines, e->inner, e->inner_len);
	}
	buf_adds(&lines, "--=_busta--\n");
	add_crlf(in, lines.data, lines.len);
	buf_free(&lines);
}

/* The signed form, as openssl writes it; the plain one when there is no key. */
static void
add_sealed(const char *dir, struct buf *out, const struct buf *in)
{
	struct arena *a = arena_new();
	const char *argv[] = { "openssl", "cms", "-sign", "-signer", arena_printf(a, "%s/pec.pem", dir), "-inkey",
		arena_printf(a, "%s/pec-key.pem", dir), "-md", "sha256", "-outform", "SMIME", NULL };
	struct process_spec spec = { .argv = argv, .input = in->data, .input_len = in->len, .timeout_ms = 20000,
		.output_max = 8 << 20 };
	struct process_result r = { .status = 1 };
	struct error why = ERROR_INIT;
	const char *bytes = in->data;
	size_t len = in->len;

	if (!access(argv[6], R_OK) && !process_run(&spec, a, &r, &why) && !r.status) {
		bytes = r.out;
		len = r.out_len;
	}
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != '\r')
			buf_addc(out, bytes[i]);
	arena_free(a);
}

void
pec_write(const char *dir, struct buf *out, const struct pec_envelope *e)
{
	struct buf head = BUF_INIT, in = BUF_INIT;
	const char *cut;
	struct demo_letter l = { .id = e->id, .from = e->from, .to = e->to, .subject = e->subject,
		.headers = e->headers, .at = e->at, .received = true };

	letter_write(&head, &l);
	cut = strstr(head.data, "MIME-Version:");	/* openssl writes these itself */
	add_parts(&in, e);
	buf_add(out, head.data, cut ? (size_t)(cut - head.data) : head.len);
	add_sealed(dir, out, &in);
	buf_free(&in);
	buf_free(&head);
}
