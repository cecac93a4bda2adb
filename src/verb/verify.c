/* verify.c - who is speaking: the words for it, codes on their way, the hook of the configuration. */
#include "verb.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "process.h"
#include "str.h"
#include "verb_internal.h"

enum { HOOK_MS = 20000 };

/* -- in words ----------------------------------------------------------------------------------------------------- */

char *
verify_line(const struct speaking *k, struct arena *a)
{
	static const struct { const char *how, *words; } ways[] = { { "code", N_("code") }, { "hook", N_("hook") },
		{ "person", N_("person") }, { "platform", N_("platform") } };
	const char *how = k->how;
	if (!k->identity)
		return arena_str(a, "");
	if (!k->verified)
		return arena_str(a, k->code_until > clock_now() ? _("unverified, a code is out") : _("unverified"));
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (str_eq(ways[i].how, how))
			how = _(ways[i].words);
	if (str_eq(k->how, "facts") && k->facts)
		how = k->facts;
	if (str_eq(k->how, "platform"))
		return arena_printf(a, _("verified: %s, %s"), how, k->kind);
	struct clock_local t;
	clock_to_local(k->at, &t);
	return arena_printf(a, str_empty(k->by) ? _("verified: %s, %02d:%02d") : _("verified: %s, %02d:%02d, %s"), how, t.hour,
		t.minute, k->by);
}

/* -- codes ---------------------------------------------------------------------------------------------------------- */

/* The text of `[macro verify-code]`; without one ours, in the customer's language. */
static int
code_text(const struct verb_context *v, const struct speaking *k, struct arena *a, char **out, struct error *err)
{
	static const char english[] = "Your code: {code}\nRead it back to us where you are writing or speaking to us now. "
		"It holds for ten minutes. If you did not ask for it, ignore this message.";
	static const char italian[] = "Il suo codice: {code}\nCe lo ripeta dove ci sta scrivendo o parlando ora. "
		"Vale dieci minuti. Se non l'ha chiesto, ignori questo messaggio.";
	struct error none = ERROR_INIT;
	struct customer_row c;
	char **open;
	const struct conf_macro *m = conf_macro_find(v->conf, "verify-code", a, &none);
	if (!m) {
		if (read_customer(v->store, k->customer, a, &c, err) < 0)
			return -1;
		*out = arena_str(a, c.language && str_starts(c.language, "it") ? italian : english);
		return 0;
	}
	if (macro_expand(v, m, k->case_id, a, out, &open, err) < 0)
		return -1;
	for (; open && *open; open++)
		if (!str_eq(*open, "code"))
			return error_set(err, ERR_INPUT, _("macro '%s' leaves {%s} open: write the text yourself"), m->name, *open);
	return 0;
}

/* The best way to one of the identities to which a code may go. */
static int
code_route(const struct verb_context *v, const struct speaking *k, const char *via, struct arena *a, struct reply_route *out,
	int64_t *to, struct error *err)
{
	struct identity_row *known;
	struct reply_route *r;
	size_t n, m;
	if (read_code_targets(v->store, k->case_id, k->identity, a, &known, &n, err) < 0 ||
	    read_routes(v->store, k->case_id, a, &r, &m, err) < 0)
		return -1;
	for (size_t i = 0; i < m; i++) {
		if (r[i].audience >= AUDIENCE_UNLISTED || !r[i].recipient_count ||
		    (r[i].window_until && r[i].window_until <= v->now) ||
		    (via && !str_eq(r[i].channel, via) && !str_eq(r[i].account_name, via) &&
			    !str_eq(r[i].recipients[0].who.address, via)))
			continue;
		for (size_t j = 0; j < n; j++)
			if (str_eq(known[j].address, r[i].recipients[0].who.address)) {
				*out = r[i];
				*to = known[j].id;
				return 0;
			}
	}
	if (!n)
		return error_set(err, ERR_INPUT,
			_("no code can be sent: no other address of theirs was known before this contact began"));
	return error_set(err, ERR_INPUT,
		_("no code can be sent: none of the addresses that were known before can be reached%s%s"), via ? _(" by ") : "",
		via ? via : "");
}

static int
plan_code(const struct verb_context *v, const struct speaking *k, const char *via, struct arena *a, struct act *act,
	struct error *err)
{
	struct act_verify *how = arena_new_of(a, struct act_verify);
	struct act_message *m = arena_new_of(a, struct act_message);
	struct letter l = { .kind = LETTER_REPLY, .case_id = k->case_id };
	struct reply_route r;
	char *text;
	*how = (struct act_verify){ .way = VERIFY_CODE, .identity = k->identity };
	if (code_route(v, k, via, a, &r, &how->code_to, err) < 0 || letter_by_route(v, &l, &r, a, err) < 0 ||
	    code_text(v, k, a, &text, err) < 0)
		return -1;
	*m = (struct act_message){ .account = l.account, .thread = l.thread, .audience = l.audience, .recipients = l.recipients,
		.recipient_count = 1, .subject = str_eq(l.channel, "mail") ? _("Your code") : NULL, .text = text,
		.from_address = l.from_address, .from_name = l.from_name, .domain = l.domain, .seen = -1 };
	*act = (struct act){ .verb = ACT_VERIFY, .case_id = k->case_id, .verify = how, .message_out = m };
	return 0;
}

/* -- the hook --------------------------------------------------------------------------------------------------------- */

void
verb_add_json(struct buf *b, const char *name, const char *value)
{
	buf_addf(b, "%s\"%s\":", b->len > 1 ? "," : "", name);
	if (!value) {
		buf_adds(b, "null");
		return;
	}
	buf_addc(b, '"');
	for (const char *p = value; *p; p++) {
		if (*p == '"' || *p == '\\')
			buf_addf(b, "\\%c", *p);
		else if ((unsigned char)*p < 0x20)
			buf_addf(b, "\\u%04x", (unsigned char)*p);
		else
			buf_addc(b, *p);
	}
	buf_addc(b, '"');
}

int
verify_hook(const struct verb_context *v, const struct speaking *k, struct arena *a, bool *yes, struct error *err)
{
	const char *command = conf_str(v->conf, OPT_CARE_VERIFY_HOOK);
	struct case_row row;
	struct customer_row c;
	struct process_result r;
	struct buf b = BUF_INIT;
	if (str_empty(command))
		return error_set(err, ERR_CONFIG, _("no hook is set: verify-hook in [care]"));
	if (read_case(v->store, k->case_id, v->who.agent, a, &row, err) < 0 ||
	    read_customer(v->store, k->customer, a, &c, err) < 0)
		return -1;
	buf_addc(&b, '{');
	verb_add_json(&b, "case", arena_printf(a, "%lld", (long long)row.number));
	verb_add_json(&b, "customer", arena_printf(a, "%lld", (long long)c.id));
	verb_add_json(&b, "name", c.name);
	verb_add_json(&b, "kind", k->kind);
	verb_add_json(&b, "address", k->address);
	buf_adds(&b, ",\"identities\":[");
	for (size_t i = 0; i < c.identity_count; i++) {
		struct buf one = BUF_INIT;
		buf_addc(&one, '{');
		verb_add_json(&one, "kind", c.identities[i].kind);
		verb_add_json(&one, "address", c.identities[i].address);
		buf_addf(&b, "%s%s}", i ? "," : "", one.data);
		buf_free(&one);
	}
	buf_adds(&b, "]}\n");
	struct process_spec spec = { .command = command, .input = b.data, .input_len = b.len, .timeout_ms = HOOK_MS };
	int rc = process_run(&spec, a, &r, err);
	buf_free(&b);
	if (rc < 0)
		return -1;
	if (r.status > 1)
		return error_set(err, ERR_SYSTEM, _("verify-hook failed (%d): %s"), r.status, r.err ? r.err : "");
	*yes = r.status == 0;
	return 0;
}

/* -- reading ------------------------------------------------------------------------------------------------------------ */

int
verify_act(const struct verb_context *v, const char *const *words, size_t n, int64_t case_id, int64_t identity, struct arena *a,
	struct act *act, struct error *err)
{
	static const struct { const char *word; enum verify_way way; size_t least, most; } ways[] = {
		{ "facts", VERIFY_FACTS, 2, 100 }, { "code", VERIFY_CODE, 0, 1 }, { "back", VERIFY_CODE_BACK, 1, 10 },
		{ "person", VERIFY_PERSON, 1, SIZE_MAX }, { "end", VERIFY_END, 0, 0 } };
	struct speaking k;
	struct buf rest = BUF_INIT;
	size_t i = 0;
	while (n && i < sizeof ways / sizeof *ways && !str_eq(ways[i].word, words[0]))
		i++;
	if (!n || i == sizeof ways / sizeof *ways || n - 1 < ways[i].least || n - 1 > ways[i].most)
		return error_set(err, ERR_USAGE, _("verify: facts NAME NAME...|code [WAY]|back CODE|person HOW...|end"));
	if (read_speaking(v->store, case_id, identity, a, &k, err) < 0)
		return -1;
	if (ways[i].way == VERIFY_CODE)
		return plan_code(v, &k, n > 1 ? words[1] : NULL, a, act, err);
	for (size_t w = 1; w < n; w++)
		buf_addf(&rest, "%s%s", w > 1 ? " " : "", words[w]);
	char *said = arena_strn(a, rest.data, rest.len);
	buf_free(&rest);
	struct act_verify *how = arena_new_of(a, struct act_verify);
	const char **facts = arena_array(a, const char *, n);
	for (size_t w = 1; w < n; w++)
		facts[w - 1] = arena_str(a, words[w]);
	*how = (struct act_verify){ .way = ways[i].way, .identity = k.identity, .code = said, .facts = facts };
	*act = (struct act){ .verb = ACT_VERIFY, .case_id = case_id, .verify = how,
		.text = ways[i].way == VERIFY_PERSON ? said : NULL };
	return 0;
}
