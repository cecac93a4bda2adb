/* say.c - what a robot says to a customer, and how they see that it is one. */
#include "verb.h"

#include <string.h>

#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "robots.h"
#include "str.h"
#include "utf8.h"
#include "verb_internal.h"

const char *
robot_words(const struct conf *conf, const char *language)
{
	static const char *const words[][2] = { { "it", "risposta automatica" }, { "de", "automatische Antwort" },
		{ "fr", "r\303\251ponse automatique" }, { "es", "respuesta autom\303\241tica" },
		{ "pt", "resposta autom\303\241tica" }, { "nl", "automatisch antwoord" }, { "en", "automatic reply" } };
	const char *own = conf_str(conf, OPT_CARE_ROBOT_NAME);
	if (!str_empty(own))
		return own;
	for (size_t i = 0; language && i < sizeof words / sizeof *words; i++)
		if (str_eq(words[i][0], language))
			return words[i][1];
	return "automatic reply";
}

bool
robot_rate(const char *text, int *n, int64_t *ms)
{
	struct arena *a = arena_new();
	size_t parts_n;
	char **parts = str_split(a, text ? text : "", "/", &parts_n);
	int64_t count = 0, span = parts_n == 2 ? conf_read_span(str_trim(a, parts[1])) : -1;
	bool ok = span > 0 && str_to_int64(str_trim(a, parts[0]), &count) == 0 && count >= 0 && count <= 100000;
	arena_free(a);
	if (ok) {
		*n = (int)count;
		*ms = span;
	}
	return ok;
}

/* -- hold ------------------------------------------------------------------------------------------------------------ */

int
verb_hold(const struct verb_context *v, const char *const *words, size_t n, struct arena *a, struct act *out,
	struct error *err)
{
	bool hold = str_eq(words[0], "hold");
	struct act act = { .verb = hold ? ACT_HOLD : ACT_RELEASE };
	struct account_row *rows;
	struct care_when when;
	struct buf b = BUF_INIT;
	size_t i = 1, count, k;
	if (i < n && !str_eq(words[i], "until")) {
		if (read_accounts(v->store, false, a, &rows, &count, err) < 0)
			return -1;
		const char **names = arena_array(a, const char *, count + 1);
		for (k = 0; k < count && !str_eq(rows[k].name, words[i]); k++)
			names[k] = rows[k].name;
		const char *near = k < count ? NULL : str_nearest(words[i], names, count);
		if (k == count)
			return near ? error_set(err, ERR_INPUT, _("there is no account '%s' - did you mean '%s'?"), words[i], near)
				: error_set(err, ERR_INPUT, _("there is no account '%s' - `sportello account list`"), words[i]);
		act.account = rows[k].id;
		i++;
	}
	if (i < n && (!hold || i + 1 == n || !str_eq(words[i], "until")))
		return error_set(err, ERR_USAGE, hold ? _("hold: usage: hold [ACCOUNT] [until WHEN]")
			: _("release: usage: release [ACCOUNT]"));
	for (k = i + 1; k < n; k++)
		buf_addf(&b, "%s%s", b.len ? " " : "", words[k]);
	int rc = b.len ? care_when(b.data, v->now, &when, err) : 0;
	if (rc == 0 && b.len)
		act.at = when.at;
	buf_free(&b);
	if (rc == 0)
		*out = act;
	return rc;
}

char *
hold_words(struct store *s, int64_t now, struct arena *a)
{
	struct hold_row *rows;
	struct buf b = BUF_INIT;
	struct clock_local l;
	size_t n;
	char *words = NULL;
	if (hold_list(s, now, a, &rows, &n, NULL) < 0 || !n)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		buf_addf(&b, "%s%s", i ? ", " : "", rows[i].name ? rows[i].name : _("all"));
		if (!rows[i].until_at)
			continue;
		clock_to_local(rows[i].until_at, &l);
		buf_addf(&b, rows[i].until_at - now < 20 * MS_HOUR ? _(" until %02d:%02d")
			: _(" until %02d:%02d on %04d-%02d-%02d"), l.hour, l.minute, l.year, l.month, l.day);
	}
	words = arena_printf(a, _("HELD BACK: %s"), b.data);
	buf_free(&b);
	return words;
}

/* -- saying ---------------------------------------------------------------------------------------------------------- */

/* In what language they were written to, or write. */
static const char *
language_of(const struct verb_context *v, int64_t case_id, struct arena *a)
{
	struct case_row row;
	struct customer_row card;
	const char *written = read_case_language(v->store, case_id, a);
	if (written)
		return written;
	if (read_case(v->store, case_id, 0, a, &row, NULL) < 0 || !row.customer ||
	    read_customer(v->store, row.customer, a, &card, NULL) < 0 || str_empty(card.language)) {
		char **ours = str_split(a, conf_str(v->conf, OPT_STORE_LANGUAGES), ", ", NULL);
		return ours[0];
	}
	return card.language;
}

/* The text with a last line that says what it is, unless it says so itself. */
static const char *
recognisable(const struct verb_context *v, const struct robot_speech *what, struct arena *a)
{
	const char *words = robot_words(v->conf, language_of(v, what->case_id, a));
	if (what->introduced || strstr(utf8_fold_str(a, what->text), utf8_fold_str(a, words)))
		return what->text;
	size_t n = strlen(what->text);
	while (n && strchr(" \t\n", what->text[n - 1]))
		n--;
	return arena_printf(a, "%.*s\n\n[%s]", (int)n, what->text, words);
}

int
robot_say_plan(const struct verb_context *v, const struct robot_speech *what, struct arena *a, struct act *out,
	struct error *err)
{
	struct letter *l = arena_new_of(a, struct letter);
	struct act_message *m = arena_new_of(a, struct act_message);
	struct length_result r;
	const char *where;
	*l = (struct letter){ .kind = LETTER_REPLY, .case_id = what->case_id, .via = what->via };
	if (str_empty(what->text))
		return error_set(err, ERR_INPUT, _("say: nothing to say"));
	if (care_has_placeholder(what->text, &where))
		return error_set(err, ERR_INPUT, _("a placeholder is still open: %.30s"), where);
	if (letter_open(v, l, a, err) < 0)
		return -1;
	if (l->audience >= AUDIENCE_UNLISTED && !what->public)
		return error_set(err, ERR_INPUT, _("nothing automatic is said in public unless that is asked for"));
	if (l->pec_lost)
		return error_set(err, ERR_INPUT, _("nothing automatic answers certified mail by an account that is no PEC"));
	l->text = recognisable(v, what, a);
	letter_length(l, l->text, &r);
	if (r.over)
		return error_set(err, ERR_INPUT, _("too long for %s: %ld of %ld"), l->channel, r.used, r.limit);
	*m = (struct act_message){
		.account = l->account, .thread = l->thread, .audience = l->audience,
		.confirm_public = l->audience >= AUDIENCE_UNLISTED, .recipients = l->recipients,
		.recipient_count = l->recipient_count, .subject = what->subject ? what->subject : l->subject, .text = l->text,
		.from_address = l->from_address, .from_name = l->from_name, .domain = l->domain, .at = what->at,
		.no_hold = true, .seen = what->seen ? what->seen : -1,
		.answers = l->audience >= AUDIENCE_UNLISTED ? l->answers : 0,
	};
	*out = (struct act){ .verb = ACT_REPLY, .case_id = what->case_id, .message_out = m };
	return 0;
}

int
robot_say(const struct verb_context *v, const struct robot_speech *what, struct arena *a, struct act_result *out,
	struct error *err)
{
	struct act *acts = arena_array(a, struct act, what->act_count + 1);
	if (v->who.agent || str_empty(v->who.robot))
		return error_set(err, ERR_INPUT, _("a person replies, and says nothing automatically"));
	if (robot_say_plan(v, what, a, &acts[0], err) < 0)
		return -1;
	for (size_t i = 0; i < what->act_count; i++)
		acts[i + 1] = what->acts[i];
	return store_act(v->store, &v->who, acts, what->act_count + 1, true, a, out, err);
}
