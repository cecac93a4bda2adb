/* verbs_outbox.c - outbox list|show|retry|cancel|resolve|adopt. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "diff.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

static void
print_row(struct cli *c, const struct outbox_row *r)
{
	int64_t now = c->v.now;
	char *deed = read_outbox_deed(c->store, r, c->arena);
	char due[8] = "", number[24] = "-";
	if (r->case_number)
		snprintf(number, sizeof number, "#%lld", (long long)r->case_number);
	if (r->state == OUTBOX_QUEUED)
		clock_short_span(due, (r->next_try > r->not_before ? r->next_try : r->not_before) - now);
	printf("%6lld  %-9s %5s  %-7s %-8s %2d  ", (long long)r->id, outbox_state_name(r->state), due,
		number, r->channel, r->attempts);
	cli_print(r->to);
	if (deed)
		cli_print(arena_printf(c->arena, "  %.*s", (int)utf8_fit(deed, strlen(deed), 80, NULL), deed));
	if (r->state == OUTBOX_QUEUED && r->unless_reply)
		printf("  %s", _("only if no reply came"));
	if (r->state == OUTBOX_QUEUED && r->held_until > now)
		printf("  %s", _("HELD BACK"));
	if (r->error || r->reason) {
		printf("  ");
		cli_print(r->error ? r->error : outbox_reason_words(r->reason));
	}
	putchar('\n');
}

static int
box_list(struct cli *c, struct error *err)
{
	struct outbox_row *rows;
	size_t n;
	unsigned states = cli_opt(c, "all") ? 0 : ~(1u << OUTBOX_SENT | 1u << OUTBOX_DELIVERED |
		1u << OUTBOX_READ | 1u << OUTBOX_CANCELLED);
	if (read_outbox(c->store, states, 0, 1000, c->arena, &rows, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (c->json)
			cli_json(json_outbox(c->store, &rows[i], c->arena));
		else
			print_row(c, &rows[i]);
	}
	return n ? 0 : 1;
}

static int
row_arg(struct cli *c, struct outbox_row *r, struct error *err)
{
	int64_t id;
	if (c->arg_count < 2 || str_to_int64(c->args[1], &id) < 0)
		return error_set(err, ERR_USAGE, _("outbox %s: give the number of a row, as `outbox list` shows it"),
			c->args[0]);
	return read_outbox_row(c->store, id, c->arena, r, err);
}

static void
print_log(struct cli *c, int64_t id)
{
	struct outbox_log_row *log;
	size_t n;
	if (read_outbox_log(c->store, id, c->arena, &log, &n, NULL) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		struct clock_local l;
		clock_to_local(log[i].at, &l);
		printf("  %04d-%02d-%02d %02d:%02d:%02d  %-9s ", l.year, l.month, l.day, l.hour, l.minute, l.second,
			outbox_state_name(log[i].now));
		cli_print(log[i].words ? log[i].words : "");
		putchar('\n');
	}
}

/* What a colleague made of it. */
static int
print_change(struct cli *c, int64_t id, struct error *err)
{
	char *before, *after, *by;
	if (read_outbox_change(c->store, id, c->arena, &before, &after, &by, err) < 0)
		return -1;
	if (!before)
		return 0;
	printf(_("\nchanged by %s:\n"), by ? by : "?");
	cli_print(care_diff_words(before, after, c->arena));
	putchar('\n');
	return 0;
}

static int
put_change(struct cli *c, int64_t id, json_t *j, struct error *err)
{
	char *before, *after, *by;
	if (read_outbox_change(c->store, id, c->arena, &before, &after, &by, err) < 0)
		return -1;
	json_object_set_new(j, "text_before", json_text(before));
	json_object_set_new(j, "diff", json_text(before ? care_diff_words(before, after, c->arena) : NULL));
	return 0;
}

static int
box_show(struct cli *c, struct error *err)
{
	struct outbox_row r;
	struct outbox_recipient_row *to;
	size_t n;
	char *text = NULL;
	if (row_arg(c, &r, err) < 0 || read_outbox_recipients(c->store, r.id, c->arena, &to, &n, err) < 0 ||
	    (r.text && read_text(c->store, r.text, c->arena, &text, err) < 0))
		return -1;
	if (c->json) {
		json_t *j = json_outbox(c->store, &r, c->arena), *list = json_array();
		for (size_t i = 0; i < n; i++)
			json_array_append_new(list, json_pack("{s:o,s:o,s:s,s:o}", "name", json_text(to[i].who.name),
				"address", json_text(to[i].who.address), "state", outbox_state_name(to[i].state),
				"words", json_text(to[i].words)));
		json_object_set_new(j, "recipients", list);
		json_object_set_new(j, "text", json_text(text));
		if (put_change(c, r.id, j, err) < 0)
			return -1;
		cli_json(j);
		return 0;
	}
	print_row(c, &r);
	for (size_t i = 0; i < n; i++) {
		printf("  %-9s ", outbox_state_name(to[i].state));
		cli_print(to[i].who.address);
		printf("  ");
		cli_print(to[i].words ? to[i].words : "");
		putchar('\n');
	}
	print_log(c, r.id);
	if (text) {
		putchar('\n');
		cli_print(text);
		putchar('\n');
	}
	return print_change(c, r.id, err);
}

static int
box_act(struct cli *c, enum act_verb verb, int value, struct error *err)
{
	struct outbox_row r;
	struct act_result result;
	if (row_arg(c, &r, err) < 0)
		return -1;
	struct act act = { .verb = verb, .outbox = r.id, .value = value, .case_id = r.case_id };
	if (store_act(c->store, &c->v.who, &act, 1, true, c->arena, &result, err) < 0)
		return -1;
	if (!c->quiet && !c->json && result.words) {
		cli_print(result.words);
		putchar('\n');
	}
	if (c->json && read_outbox_row(c->store, r.id, c->arena, &r, err) == 0)
		cli_json(json_outbox(c->store, &r, c->arena));
	return 0;
}

static int
box_retry(struct cli *c, struct error *err)
{
	return box_act(c, ACT_SEND_RESOLVE, OUTBOX_QUEUED, err);
}

static int
box_cancel(struct cli *c, struct error *err)
{
	return box_act(c, ACT_SEND_CANCEL, OUTBOX_CANCELLED, err);
}

static int
box_resolve(struct cli *c, struct error *err)
{
	const char *what = c->arg_count == 3 ? c->args[2] : "";
	if (str_eq(what, "sent"))
		return box_act(c, ACT_SEND_RESOLVE, OUTBOX_SENT, err);
	if (str_eq(what, "not-sent"))
		return box_act(c, ACT_SEND_RESOLVE, OUTBOX_CANCELLED, err);
	if (str_eq(what, "again"))
		return box_act(c, ACT_SEND_RESOLVE, OUTBOX_QUEUED, err);
	return error_set(err, ERR_USAGE, _("usage: outbox resolve ID sent|not-sent|again"));
}

static int
box_adopt(struct cli *c, struct error *err)
{
	if (store_adopt(c->store, err) < 0)
		return -1;
	if (c->json)
		cli_json(json_pack("{s:b}", "adopted", 1));
	else if (!c->quiet)
		printf(_("This store now sends from this machine; rows in review wait for you.\n"));
	return 0;
}

int
cli_outbox(struct cli *c)
{
	static const struct cli_sub subs[] = {
		{ "list", box_list }, { "show", box_show }, { "retry", box_retry }, { "cancel", box_cancel },
		{ "resolve", box_resolve }, { "adopt", box_adopt },
	};
	return cli_run_sub(c, "list", STORE_DESK, subs, sizeof subs / sizeof *subs);
}

/* approve ROW [--body-file F], return ROW WORD... */
int
cli_review(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct act_result result;
	struct act act = { .verb = c->verb == CLI_APPROVE ? ACT_APPROVE : ACT_RETURN };
	bool back = c->verb == CLI_RETURN;
	char *text = NULL;
	if (c->arg_count < (back ? 2u : 1u) || (!back && c->arg_count > 1))
		return cli_usage(c);
	if (str_to_int64(c->args[0], &act.outbox) < 0)
		error_set(&err, ERR_USAGE, _("%s '%s': give the number of a row, as `outbox list` shows it"),
			back ? "return" : "approve", c->args[0]);
	if (err.code || cli_open_store(c, STORE_DESK, &err) < 0 ||
	    ((back || cli_opt(c, "body-file")) && cli_body(c, 1, &text, &err) < 0))
		return cli_fail(&err);
	act.text = text ? str_trim(c->arena, text) : NULL;
	if (store_act(c->store, &c->v.who, &act, 1, true, c->arena, &result, &err) < 0)
		return cli_fail(&err);
	return cli_report(c, &result);
}
