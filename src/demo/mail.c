/* mail.c - blocks of mail into files that are under way, and what the mailer must know to answer. */
#include "demo_internal.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"

#define PROVIDER "posta-certificata@pec.gestore.example"

static json_t *
part_of(struct world *w, const char *name)
{
	json_t *o = json_object_get(w->script, name);

	if (!o) {
		o = json_object();
		json_object_set_new(w->script, name, o);
	}
	return o;
}

static const struct demo_block *
find_mail(const struct world *w, const char *label)
{
	for (size_t i = 0; i < w->count; i++)
		if ((str_eq(w->blocks[i].kind, "mail") || str_eq(w->blocks[i].kind, "pec")) &&
		    w->blocks[i].arg_count && str_eq(w->blocks[i].args[0], label))
			return &w->blocks[i];
	return NULL;
}

/* The Message-ID of a block: its label at the sender's domain. */
static const char *
id_of(struct world *w, const struct demo_block *b)
{
	const char *from = bare_address_of(w->arena, block_field(b, "From", 0)), *at = strchr(from, '@');

	return arena_printf(w->arena, "%s@%s", b->args[0], at ? at + 1 : "example");
}

static const char *
own_address(struct world *w, const struct demo_block *b)
{
	const char *to = block_field(b, "Account", 0);
	const char *address = json_string_value(json_object_get(part_of(w, "accounts"), to ? to : "negozio"));

	return address ? address : "";
}

/* "Re: LABEL" goes on with that mail: its chain of ids, and its subject. */
static int
take_parent(struct world *w, const struct demo_block *b, struct demo_letter *l, struct error *err)
{
	const char *re = block_field(b, "Re", 0), *refs = "", *subject = NULL;
	const struct demo_block *up = b;

	for (int depth = 0; re && depth < 30; depth++) {
		if (!(up = find_mail(w, re)))
			return block_error(b, err, "there is no mail '%s'", re);
		if (!l->in_reply_to)
			l->in_reply_to = arena_printf(w->arena, "<%s>", id_of(w, up));
		refs = arena_printf(w->arena, "<%s>%s%s", id_of(w, up), *refs ? " " : "", refs);
		subject = block_field(up, "Subject", 0);
		re = block_field(up, "Re", 0);
	}
	l->references = refs;
	if (!l->subject && subject)
		l->subject = arena_printf(w->arena, "Re: %s", subject);
	return 0;
}

/* {-9d} becomes that day's date. */
static char *
with_dates(struct world *w, const char *text)
{
	struct buf b = BUF_INIT;
	char *out;

	for (; *text; text++) {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;
		struct clock_local day;
		struct error none = ERROR_INIT;
		int64_t at;

		if (end && !world_time(w, arena_strn(w->arena, text + 1, (size_t)(end - text - 1)), &at, &none)) {
			clock_to_local(at, &day);
			buf_addf(&b, "%02d/%02d/%d", day.day, day.month, day.year);
			text = end;
		} else {
			buf_addc(&b, *text);
		}
	}
	out = arena_strn(w->arena, b.data, b.len);
	buf_free(&b);
	return out;
}

static int
read_letter(struct world *w, const struct demo_block *b, struct demo_letter *l, struct error *err)
{
	struct buf headers = BUF_INIT;
	const char *value;
	size_t space = 0;

	if (b->arg_count != 2)
		return block_error(b, err, "%s LABEL TIME", b->kind);
	*l = (struct demo_letter){ .id = id_of(w, b), .from = block_field(b, "From", 0), .to = block_field(b, "To", 0),
		.cc = block_field(b, "Cc", 0), .subject = block_field(b, "Subject", 0), .text = with_dates(w, b->body),
		.html = str_eq(block_field(b, "Type", 0), "html"), .received = true };
	if (world_time(w, b->args[1], &l->at, err))
		return block_error(b, (error_clear(err), err), "'%s' is no time", b->args[1]);
	l->written_at = l->at;
	value = block_field(b, "Written", 0);
	if (value && world_time(w, value, &l->written_at, err))
		return block_error(b, (error_clear(err), err), "'%s' is no time", value);
	if (!l->from) {			/* ours, written in the years before */
		l->from = own_address(w, b);
		l->id = arena_printf(w->arena, "%s@bottegalume.example", b->args[0]);
		l->received = false;
	} else if (!l->to) {
		l->to = own_address(w, b);
	}
	for (size_t i = 0; (value = block_field(b, "Header", i)); i++)
		buf_addf(&headers, "%s\n", value);
	l->headers = arena_strn(w->arena, headers.data, headers.len);
	buf_free(&headers);
	for (size_t i = 0; (value = block_field(b, "Attach", i)); i++)
		demo_file_make(w->arena, value, VEC_PUSH(w->arena, l->files, l->file_count, space));
	return take_parent(w, b, l, err);
}

/* Who this is, so that answers carry a name and a language. */
static void
remember(struct world *w, const struct demo_block *b, const struct demo_letter *l)
{
	const char *address = bare_address_of(w->arena, l->from), *open = strrchr(l->from, '<');
	const char *key = arena_printf(w->arena, "mail/%s", address), *language = block_field(b, "Lang", 0);

	if (open && open > l->from)
		json_object_set_new(part_of(w, "names"), address, json_string(str_trim(w->arena,
			arena_strn(w->arena, l->from, (size_t)(open - l->from)))));
	if (language)
		json_object_set_new(part_of(w, "languages"), key, json_string(language));
}

/* The envelope around a certified mail; `Kind: anomalia` around an ordinary one. */
static void
seal(struct world *w, const struct demo_block *b, const struct demo_letter *l, const struct buf *inner,
	struct buf *out)
{
	struct arena *a = w->arena;
	const char *from = bare_address_of(a, l->from);
	bool odd = str_eq(block_field(b, "Kind", 0), "anomalia");
	struct pec_envelope e = {
		.id = arena_printf(a, "%s.busta@pec.gestore.example", b->args[0]), .to = l->to, .at = l->at,
		.from = arena_printf(a, "Per conto di: %s <" PROVIDER ">", from),
		.subject = arena_printf(a, "%s: %s", odd ? "ANOMALIA MESSAGGIO" : "POSTA CERTIFICATA", l->subject),
		.headers = arena_printf(a, "Reply-To: %s\nX-Trasporto: %s\n%s", from, odd ? "errore" :
			"posta-certificata", odd ? "" : arena_printf(a, "X-Riferimento-Message-ID: <%s>\n", l->id)),
		.text = odd ? "Anomalia nel messaggio\n\nIl messaggio allegato non è di posta certificata." :
			arena_printf(a, "Messaggio di posta certificata\n\nIl messaggio \"%s\" è stato inviato da \"%s\" ed "
			"indirizzato a: %s\nIl messaggio originale è incluso in allegato.", l->subject, from,
			bare_address_of(a, l->to)),
		.daticert = odd ? NULL : arena_printf(a, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			"<postacert tipo=\"posta-certificata\" errore=\"nessuno\">\n <intestazione>\n  <mittente>%s</mittente>\n"
			"  <destinatari tipo=\"certificato\">%s</destinatari>\n </intestazione>\n"
			" <dati>\n  <msgid>&lt;%s&gt;</msgid>\n </dati>\n</postacert>", from, bare_address_of(a, l->to), l->id),
		.inner = inner->data, .inner_len = inner->len,
	};

	pec_write(w->dir, out, &e);
}

static int
send_letter(struct world *w, const struct demo_block *b, int seq, struct error *err)
{
	struct demo_letter l;
	struct buf out = BUF_INIT, inner = BUF_INIT;
	const char *folder = block_field(b, "Folder", 0);
	int rc;

	if (read_letter(w, b, &l, err))
		return -1;
	remember(w, b, &l);
	letter_write(&inner, &l);
	if (str_eq(b->kind, "pec"))
		seal(w, b, &l, &inner, &out);
	if (!folder)
		folder = str_eq(b->kind, "pec") ? "PEC" : l.received ? "INBOX" : "Sent";
	rc = post_put(w->dir, folder, l.at, seq, out.len ? &out : &inner, err);
	buf_free(&inner);
	buf_free(&out);
	return rc;
}

/* `answer KEY N +8s`: what comes back on our N-th message to that address. */
static int
take_answer(struct world *w, const struct demo_block *b, struct error *err)
{
	const char *kind = block_field(b, "Kind", 0), *key;
	json_t *answers = part_of(w, "answers"), *list;
	int64_t n, after;

	if (b->arg_count != 3 || str_to_int64(b->args[1], &n) || b->args[2][0] != '+' ||
	    (after = world_span(b->args[2] + 1)) < 1000)
		return block_error(b, err, "answer ADDRESS N +TIME");
	key = arena_printf(w->arena, "mail/%s", b->args[0]);
	list = json_object_get(answers, key);
	if (!list) {
		list = json_array();
		json_object_set_new(answers, key, list);
	}
	return json_array_append_new(list, json_pack("{s:I,s:I,s:s,s:s}", "n", (json_int_t)n, "after",
		(json_int_t)after, "kind", kind ? kind : "message", "text", b->body));
}

/* `refuse ADDRESS STATUS`: what the mailer's exit status and words are for it. */
static int
take_refusal(struct world *w, const struct demo_block *b, struct error *err)
{
	int64_t status;

	if (b->arg_count != 2 || str_to_int64(b->args[1], &status))
		return block_error(b, err, "refuse ADDRESS STATUS");
	return json_object_set_new(part_of(w, "verdicts"), arena_printf(w->arena, "mail/%s", b->args[0]),
		json_pack("{s:I,s:s}", "status", (json_int_t)status, "text", b->body));
}

/* Calls are lines of the switchboard's log, and under way like mail. */
static int
take_calls(struct world *w, const struct demo_block *b, int seq, struct error *err)
{
	size_t n;
	char **lines = body_lines(b, w->arena, &n);

	for (size_t i = 0; i < n; i++) {
		const char *rest = strchr(lines[i], ',');
		struct buf line = BUF_INIT;
		char when[32];
		int64_t at;
		int rc;

		if (!rest || world_time(w, arena_strn(w->arena, lines[i], (size_t)(rest - lines[i])), &at, err))
			return block_error(b, (error_clear(err), err), "a call is not TIME,in,NUMBER,NAME,SECONDS,STATE");
		clock_rfc3339(when, at);
		buf_addf(&line, "%s%s\n", when, rest);
		rc = post_put(w->dir, "CALLS", at, seq + (int)i, &line, err);
		buf_free(&line);
		if (rc)
			return -1;
	}
	return 0;
}

/* `defaults LANG`: one answer a line. */
static void
take_defaults(struct world *w, const struct demo_block *b)
{
	json_t *list = json_array();
	size_t n;
	char **lines = body_lines(b, w->arena, &n);

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_string(lines[i]));
	json_object_set_new(part_of(w, "defaults"), b->args[0], list);
}

/* `person ADDRESS "NAME" LANG`: somebody who only ever answers; `silent ADDRESS...`: who never does unless it is
 * written. */
static void
take_people(struct world *w, const struct demo_block *b)
{
	if (str_eq(b->kind, "silent"))
		for (size_t i = 0; i < b->arg_count; i++)
			json_object_set_new(part_of(w, "silent"), arena_printf(w->arena, "mail/%s", b->args[i]), json_true());
	if (!str_eq(b->kind, "person") || b->arg_count != 3)
		return;
	json_object_set_new(part_of(w, "names"), b->args[0], json_string(b->args[1]));
	json_object_set_new(part_of(w, "languages"), arena_printf(w->arena, "mail/%s", b->args[0]), json_string(b->args[2]));
}

static int
make_folders(struct world *w, struct error *err)
{
	static const char *const folders[] = { "INBOX", "Sent", "PEC", "PEC-Sent" }, *const parts[] = { "cur", "new",
		"tmp" };

	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		for (size_t k = 0; k < 3; k++)
			if (paths_make_dir(arena_printf(w->arena, "%s/Mail/%s/%s", w->dir, folders[i], parts[k]), err))
				return -1;
	return 0;
}

int
make_mail(struct world *w, struct error *err)
{
	if (make_folders(w, err))
		return -1;
	for (size_t i = 0; i < w->count; i++) {
		const struct demo_block *b = &w->blocks[i];
		int rc = 0;

		if (str_eq(b->kind, "mail") || str_eq(b->kind, "pec"))
			rc = send_letter(w, b, (int)i * 20, err);
		else if (str_eq(b->kind, "answer"))
			rc = take_answer(w, b, err);
		else if (str_eq(b->kind, "refuse"))
			rc = take_refusal(w, b, err);
		else if (str_eq(b->kind, "calls"))
			rc = take_calls(w, b, (int)i * 20, err);
		else if (str_eq(b->kind, "defaults") && b->arg_count == 1)
			take_defaults(w, b);
		else
			take_people(w, b);
		if (rc)
			return -1;
	}
	return 0;
}
