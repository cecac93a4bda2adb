/* verbs_read.c - verbs that look: list, search, count, show, log, explain, raw, stats. */
#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "explain.h"
#include "i18n.h"
#include "policy.h"
#include "paths.h"
#include "str.h"
#include "utf8.h"

enum { PAGE = 200, WALK = 5000 };	/* of lists; of one case, whose threads each page looks for */

/* Prints at most `columns` columns of s; how many it took. */
static int
cut(const char *s, int columns)
{
	struct buf b = BUF_INIT;
	int used;
	utf8_clean(&b, s ? s : "", s ? strlen(s) : 0, false);
	size_t n = utf8_fit(b.data, b.len, columns, &used);
	fwrite(b.data, 1, n, stdout);
	buf_free(&b);
	return used;
}

/* Exactly so many. */
static void
cell(const char *s, int columns)
{
	int used = cut(s, columns);
	printf("%*s", columns - used, "");
}

void
cli_print(const char *s)
{
	struct buf b = BUF_INIT;
	utf8_clean(&b, s ? s : "", s ? strlen(s) : 0, true);
	fwrite(b.data, 1, b.len, stdout);
	buf_free(&b);
}

/* The query: all arguments joined by blanks. */
static int
query_arg(struct cli *c, size_t from, struct query **q, struct error *err)
{
	struct buf b = BUF_INIT;
	struct query_context ctx = { .now = c->v.now };
	for (size_t i = from; i < c->arg_count; i++) {
		if (i > from)
			buf_addc(&b, ' ');
		buf_adds(&b, c->args[i]);
	}
	int rc = query_parse(b.data, &ctx, c->arena, q, NULL, err);
	if (rc < 0)
		error_prefix(err, _("query '%s'"), query_brief(b.data, c->arena));
	buf_free(&b);
	return rc;
}

static int
limit_opt(struct cli *c, size_t otherwise, size_t *out, struct error *err)
{
	const char *s = cli_opt(c, "limit");
	int64_t n;
	*out = otherwise;
	if (!s)
		return 0;
	if (str_to_int64(s, &n) < 0 || n <= 0)
		return error_set(err, ERR_USAGE, _("--limit '%s' is not a number above 0"), s);
	*out = (size_t)n;
	return 0;
}

static int
sort_opt(struct cli *c, enum case_sort *out, struct error *err)
{
	const char *s = cli_opt(c, "sort");
	*out = SORT_DUE;
	for (int i = 0; s && i < SORT_COUNT; i++)
		if (str_eq(s, case_sort_names[i])) {
			*out = i;
			return 0;
		}
	return s ? error_set(err, ERR_USAGE, _("--sort '%s': due, waiting, recent or priority"), s) : 0;
}

/* A line fits a terminal of 80 columns and more; in a pipe the subject has 40. */
static void
print_case(const struct case_row *r, int64_t now, int columns)
{
	char due[8] = "", age[8], number[24];
	bool narrow = columns && columns < 100;
	int subject = !columns ? 40 : columns - (narrow ? 58 : 66);
	if (r->due_at)
		clock_short_span(due, r->due_at - now);
	clock_short_age(age, r->updated_at, now);
	snprintf(number, sizeof number, "#%lld", (long long)r->number);
	printf("%-7s %-8s %5s ", number, status_name(r->status), due);
	cell(r->channels, narrow ? 5 : 9);
	putchar(' ');
	cell(r->customer_name, narrow ? 16 : 20);
	putchar(' ');
	cell(r->subject, subject > 10 ? subject : 10);
	putchar(' ');
	cell(r->assignee ? r->assignee : "-", 8);
	printf(" %4s", age);
	if (r->tags && *r->tags)
		printf(" +%s", r->tags);
	putchar('\n');
}

static int
put_escalations(struct cli *c, int64_t id, json_t *j, struct arena *a, struct error *err)
{
	struct escalation_row *e;
	size_t n;
	json_t *list = json_array();
	json_object_set_new(j, "escalations", list);
	if (read_escalations(c->store, id, a, &e, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		json_t *one = json_object();
		json_object_set_new(one, "target", json_text(e[i].target));
		json_object_set_new(one, "level", json_integer(e[i].level));
		json_object_set_new(one, "reason", json_text(e[i].reason));
		json_object_set_new(one, "since", json_time(e[i].at));
		json_object_set_new(one, "turn", json_text(e[i].mover));
		json_object_set_new(one, "overdue", json_boolean(e[i].mover && str_eq(e[i].mover, "target") && e[i].reminded_at));
		json_object_set_new(one, "answered", json_time(e[i].answered_at));
		json_object_set_new(one, "closed", json_time(e[i].closed_at));
		json_object_set_new(one, "remind_at", json_time(e[i].remind_at));
		json_object_set_new(one, "ticket", json_text(e[i].remote_id));
		json_object_set_new(one, "url", json_text(e[i].url));
		json_object_set_new(one, "state", json_text(e[i].state));
		json_array_append_new(list, one);
	}
	return 0;
}

/* A case of a list: with where it was escalated to. */
static json_t *
listed(struct cli *c, const struct case_row *r, struct arena *a)
{
	json_t *j = json_case(r);
	(void)put_escalations(c, r->id, j, a, NULL);
	return j;
}

int
cli_list(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct case_page p = { .query = NULL };
	struct query *q;
	size_t limit, done = 0;
	struct case_row last;
	bool more = true, cut;
	if (query_arg(c, 0, &q, &err) < 0 || sort_opt(c, &p.sort, &err) < 0 ||
	    limit_opt(c, SIZE_MAX, &limit, &err) < 0 || cli_open_store(c, STORE_DESK, &err) < 0)
		return cli_fail(&err);
	p.query = q;
	p.reverse = cli_opt(c, "reverse") != NULL;
	p.agent = c->v.who.agent;
	struct arena *page = arena_new();
	int columns = cli_columns();
	if (c->shell) {		/* room for the place */
		columns = columns ? columns - 5 : 0;
		shell_relist(c->shell, &limit);
	}
	while (more && done < limit) {
		struct case_row *rows;
		size_t n;
		p.limit = limit - done < PAGE ? limit - done : PAGE;
		struct arena *next = arena_new();
		if (read_cases(c->store, &p, next, &rows, &n, &more, &cut, &err) < 0) {
			arena_free(next);
			break;
		}
		for (size_t i = 0; i < n; i++) {
			size_t place = c->shell ? shell_listed(c->shell, rows[i].number) : 0;
			if (place && !c->json)
				printf("%%%-3zu ", place);
			if (c->json)
				cli_json(listed(c, &rows[i], next));
			else
				print_case(&rows[i], c->v.now, columns);
		}
		done += n;
		arena_free(page);
		page = next;
		if (!n)
			break;
		last = rows[n - 1];
		p.after = &last;
	}
	arena_free(page);
	if (err.code)
		return cli_fail(&err);
	if (c->shell && more && !c->json)
		printf(_("... and more: say --limit %zu\n"), limit * 5);
	return done ? 0 : 1;
}

static void
print_item_line(const struct item_row *r, const char *words)
{
	struct clock_local l;
	clock_to_local(r->at, &l);
	char number[24] = "-";
	if (r->case_number)
		snprintf(number, sizeof number, "#%lld", (long long)r->case_number);
	printf("%8lld  %04d-%02d-%02d %02d:%02d  %-7s %-9s ", (long long)r->id, l.year, l.month, l.day, l.hour,
		l.minute, number, r->channel ? r->channel : "note");
	cell(r->row == ROW_NOTE ? r->author : r->from.name && *r->from.name ? r->from.name : r->from.address, 20);
	printf("  ");
	cell(r->subject ? r->subject : "", 36);
	if (words) {
		printf("  ");
		cut(words, 60);
	}
	putchar('\n');
}

/* The words that matched, else the first that were written. */
static const char *
found_words(struct cli *c, const struct item_row *r)
{
	char *fresh = r->snippet || !r->body ? NULL : quote_fresh(r->body, c->arena);
	return r->snippet ? r->snippet : fresh ? arena_strn(c->arena, fresh, strcspn(fresh, "\n")) : NULL;
}

int
cli_search(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct query *q;
	size_t limit, done = 0;
	struct item_row last, *before = NULL;
	bool more = true, cut;
	if (c->arg_count == 0)
		return cli_usage(c);
	if (query_arg(c, 0, &q, &err) < 0 || limit_opt(c, 100, &limit, &err) < 0 ||
	    cli_open_store(c, STORE_DESK, &err) < 0)
		return cli_fail(&err);
	while (more && done < limit) {
		struct item_row *rows;
		size_t n, want = limit - done < PAGE ? limit - done : PAGE;
		if (read_search(c->store, q, c->v.who.agent, before, want, c->arena, &rows, &n, &more, &cut,
				&err) < 0)
			return cli_fail(&err);
		for (size_t i = 0; i < n; i++) {
			char *body = NULL;
			if (rows[i].text && read_text(c->store, rows[i].text, c->arena, &body, &err) < 0)
				return cli_fail(&err);
			rows[i].body = body;
			if (c->json)
				cli_json(json_item(c->store, &rows[i], c->arena));
			else
				print_item_line(&rows[i], found_words(c, &rows[i]));
		}
		done += n;
		if (!n)
			break;
		last = rows[n - 1];
		before = &last;
	}
	return done ? 0 : 1;
}

int
cli_count(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct query *q;
	int64_t n;
	if (query_arg(c, 0, &q, &err) < 0 || cli_open_store(c, STORE_DESK, &err) < 0)
		return cli_fail(&err);
	int rc = cli_opt(c, "items")
		? read_search_count(c->store, q, c->v.who.agent, INT64_MAX - 1, &n, &err)
		: read_count(c->store, q, c->v.who.agent, INT64_MAX - 1, &n, &err);
	if (rc < 0)
		return cli_fail(&err);
	if (c->json)
		cli_json(json_pack("{s:I}", "count", (json_int_t)n));
	else
		printf("%lld\n", (long long)n);
	return 0;
}

/* " to Ana <ana@x>, ..." of what we wrote: not everything on a timeline went to the customer. */
static void
print_addressees(struct cli *c, const struct item_row *r)
{
	struct recipient *to;
	size_t n, done = 0;
	if (read_addressees(c->store, r, c->arena, &to, &n, NULL) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		if (to[i].role != ROLE_TO && to[i].role != ROLE_CC && to[i].role != ROLE_BCC)
			continue;
		cli_print(done++ ? ", " : _(" to "));
		cli_print(str_empty(to[i].who.name) ? to[i].who.address
			: str_empty(to[i].who.address) ? to[i].who.name
			: arena_printf(c->arena, "%s <%s>", to[i].who.name, to[i].who.address));
	}
}

/* "  [failed: 550 no such user]" */
static void
print_delivery(const struct item_row *r)
{
	printf("  [%s", outbox_state_name(r->delivery));
	if (!str_empty(r->words)) {
		printf(": ");
		cli_print(r->words);
	}
	putchar(']');
}

/* What an edited message said before. */
static void
print_revisions(struct cli *c, const struct item_row *r)
{
	struct revision_row *said;
	struct clock_local l;
	size_t n;
	if (r->row != ROW_MESSAGE || !r->revisions || r->flags & MESSAGE_WITHDRAWN ||
	    read_revisions(c->store, r->id, 100, c->arena, &said, &n, NULL) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		clock_to_local(said[i].at, &l);
		printf(_("[edited; said on %04d-%02d-%02d %02d:%02d:]\n"), l.year, l.month, l.day, l.hour, l.minute);
		cli_print(said[i].body ? said[i].body : _("(no text)"));
		putchar('\n');
	}
}

/* What should make one look twice; the console's words. */
static void
print_warnings(unsigned flags)
{
	static const struct { unsigned flag; const char *words; } all[] = {
		{ MESSAGE_STRANGER, N_("[the sender was none of the people of the case it refers to]") },
		{ MESSAGE_DUPLICATE_ID, N_("[another content under a known Message-ID]") },
		{ MESSAGE_LYING_LINK, N_("[a link's text names another host than its target]") },
		{ MESSAGE_LOOKALIKE, N_("[letters of two alphabets in a word of name, address or link: a disguise?]") },
		{ MESSAGE_OTHER_NAME, N_("[the sender's name is an address, and not theirs]") },
		{ MESSAGE_PEC_UNVERIFIED, N_("[claims to be certified mail (PEC); signature not verified]") },
		{ MESSAGE_WITHDRAWN, N_("[deleted at the source]") },
	};
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (flags & all[i].flag)
			puts(_(all[i].words));
}

void
cli_print_item(struct cli *c, const struct item_row *r)
{
	struct clock_local l;
	clock_to_local(r->at, &l);
	printf("\n-- %04d-%02d-%02d %02d:%02d  ", l.year, l.month, l.day, l.hour, l.minute);
	/* what has not left has no item's number yet */
	printf(r->row == ROW_OUTBOX ? _("outbox %lld  ") : "%lld  ", (long long)r->id);
	if (r->row == ROW_NOTE)
		printf(_("INTERNAL NOTE by %s"), r->author ? r->author : "?");
	else if (r->row == ROW_ACTION || r->row == ROW_EVENT)
		printf("%s ", r->author ? r->author : r->channel ? r->channel : "?"), cli_print(r->words);
	else {
		printf("%s %s ", r->channel ? r->channel : "", r->direction == DIRECTION_IN ? ">" : "<");
		cli_print(r->row == ROW_CONTACT && r->direction == DIRECTION_OUT ? r->author
			: r->from.name && *r->from.name ? r->from.name : r->from.address);
		if (r->direction == DIRECTION_OUT)
			print_addressees(c, r);
		if (r->row == ROW_OUTBOX || r->outbox)
			print_delivery(r);
		if (r->kind == KIND_CALL || r->row == ROW_CONTACT)
			printf("  [%s]", contact_line(r, c->arena));
		else if (r->kind != KIND_MESSAGE)
			printf("  [%s]", kind_name(r->kind));
	}
	putchar('\n');
	if (r->row == ROW_MESSAGE)
		print_warnings(r->flags);
	if (r->subject && *r->subject && r->row != ROW_ACTION && r->row != ROW_EVENT) {
		cli_print(r->subject);
		putchar('\n');
	}
	if (r->body) {
		putchar('\n');
		cli_print(r->body);
		if (!str_ends(r->body, "\n"))
			putchar('\n');
	}
	print_revisions(c, r);
	struct attachment *files;
	size_t n;
	if (r->row == ROW_MESSAGE && r->files && read_attachments(c->store, r->id, c->arena, &files, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++) {
			char size[8];
			str_bytes(size, (uint64_t)files[i].bytes);
			printf("[%s] ", cli_part(c, files, i));
			cli_print(files[i].name);
			const char *where = attachment_words(&files[i], c->arena);
			printf(" %s%s%s\n", size, *where ? " - " : "", where);
		}
}

/* Walks a case's timeline, oldest first. */
static int
each_item(struct cli *c, int64_t case_id, unsigned parts, void (*fn)(struct cli *, const struct item_row *, void *),
	void *ctx, struct error *err)
{
	struct item_row last = { .at = 0 };
	bool more = true;
	while (more) {
		struct item_row *rows;
		size_t n;
		struct timeline_page p = { .case_id = case_id, .parts = parts, .after = &last, .limit = WALK };
		if (read_timeline(c->store, &p, c->arena, &rows, &n, &more, err) < 0)
			return -1;
		for (size_t i = 0; i < n; i++)
			fn(c, &rows[i], ctx);
		if (!n)
			break;
		last = rows[n - 1];
	}
	return 0;
}

static void
show_json(struct cli *c, const struct item_row *r, void *list)
{
	json_array_append_new(list, json_item(c->store, r, c->arena));
}

static void
show_text(struct cli *c, const struct item_row *r, void *ctx)
{
	(void)ctx;
	cli_print_item(c, r);
}

/* "Next: call back, by 2026-11-20 09:00"; nothing without words. */
static void
print_head_line(const char *label, const char *words, const char *until, int64_t at)
{
	struct clock_local l;
	if (str_empty(words))
		return;
	printf("\n%s: ", label);
	cli_print(words);
	if (at) {
		clock_to_local(at, &l);
		printf(", %s %04d-%02d-%02d %02d:%02d", until, l.year, l.month, l.day, l.hour, l.minute);
	}
}

static void
print_sleep(const struct case_row *r)
{
	struct clock_local l;
	if (r->snoozed_until) {
		clock_to_local(r->snoozed_until, &l);
		printf(_(" until %04d-%02d-%02d %02d:%02d"), l.year, l.month, l.day, l.hour, l.minute);
	}
	if (r->snooze_reply)
		printf(r->snoozed_until ? _(" or an answer") : _(" until an answer"));
}

static void
print_head(struct cli *c, const struct case_row *r, const struct speaking *k, int64_t now)
{
	char span[8];
	printf("#%lld ", (long long)r->number);
	cli_print(r->subject ? r->subject : "");
	printf("\n%s", status_name(r->status));
	if (r->merged_into)
		printf(_(" into #%lld"), (long long)r->merged_into);
	if (r->status == STATUS_SNOOZED)
		print_sleep(r);
	printf(", %s", priority_name(r->priority));
	printf(_(", assigned to %s"), r->assignee ? r->assignee : _("nobody"));
	if (r->team)
		printf(_(", team %s"), r->team);
	if (r->tags && *r->tags)
		printf(", +%s", r->tags);
	if (r->waiting_since) {
		clock_short_span(span, now - r->waiting_since);
		printf(_(", waiting for %s"), span);
	}
	if (r->due_at) {
		clock_short_span(span, r->due_at > now ? r->due_at - now : now - r->due_at);
		printf(r->due_at > now ? _(", due in %s") : _(", overdue by %s"), span);
	}
	print_head_line(_("Promised to them"), r->policy ? policy_line(&c->v, r->id, c->arena) : NULL, "", 0);
	print_head_line(_("Customer"), r->customer_name, "", 0);
	if (k->identity)
		printf(" (%s)", verify_line(k, c->arena));
	print_head_line(_("Escalated to"), escalation_lines(&c->v, r->id, "; ", c->arena), "", 0);
	print_head_line(_("About"), r->intent, "", 0);
	print_head_line(r->promised ? _("Promised") : _("Next"), r->next_step, _("by"), r->next_by);
	print_head_line(_("Call back"), !r->callback_at ? NULL : r->callback_to ? r->callback_to : r->customer_name, _("by"),
		r->callback_at);
	print_head_line(_("Waits on"), r->waits_on, _("until"), r->waits_until);
	putchar('\n');
}

static int
put_ties(struct cli *c, int64_t id, json_t *j, struct error *err)
{
	struct link_row *links;
	struct participant_row *people;
	size_t n, count;
	json_t *ties = json_array(), *others = json_array();
	json_object_set_new(j, "links", ties);
	json_object_set_new(j, "participants", others);
	if (read_links(c->store, id, c->arena, &links, &n, err) < 0 ||
	    read_participants(c->store, id, c->arena, &people, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		json_t *one = json_pack("{s:I,s:b}", "case", (json_int_t)links[i].number, "of", links[i].outward);
		json_object_set_new(one, "kind", json_text(links[i].kind));
		json_object_set_new(one, "status", json_string(status_name(links[i].status)));
		json_object_set_new(one, "subject", json_text(links[i].subject));
		json_array_append_new(ties, one);
	}
	for (size_t i = 0; i < count; i++) {
		json_t *one = json_object();
		json_object_set_new(one, "kind", json_text(people[i].kind));
		json_object_set_new(one, "address", json_text(people[i].address));
		json_object_set_new(one, "name", json_text(people[i].name));
		json_object_set_new(one, "role", json_string(party_name(people[i].role)));
		json_object_set_new(one, "customer", people[i].customer ? json_integer(people[i].customer) : json_null());
		json_array_append_new(others, one);
	}
	return put_escalations(c, id, j, c->arena, err);
}

/* What the case is tied to, and who takes part in it. */
static int
print_ties(struct cli *c, int64_t id, struct error *err)
{
	struct link_row *links;
	struct participant_row *people;
	size_t n, count;
	if (read_links(c->store, id, c->arena, &links, &n, err) < 0 ||
	    read_participants(c->store, id, c->arena, &people, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		printf(_("Linked: %s, %s: "), link_words(&links[i], c->arena), status_name(links[i].status));
		cli_print(links[i].subject ? links[i].subject : "");
		putchar('\n');
	}
	for (size_t i = 0; i < count; i++) {
		printf(_("Takes part: "));
		const char *name = people[i].name, *address = people[i].address;
		cli_print(name ? arena_printf(c->arena, "%s <%s>", name, address) : address);
		putchar('\n');
	}
	return 0;
}

int
cli_show(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct case_row r;
	struct speaking k;
	int64_t id;
	unsigned parts = TIMELINE_MESSAGES | TIMELINE_NOTES | TIMELINE_ACTIONS | TIMELINE_EVENTS | TIMELINE_BODIES;
	if (c->arg_count != 1)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || cli_case(c, 0, &id, &err) < 0 ||
	    read_case(c->store, id, c->v.who.agent, c->arena, &r, &err) < 0 ||
	    read_speaking(c->store, id, 0, c->arena, &k, &err) < 0)
		return cli_fail(&err);
	if (!c->json) {
		print_head(c, &r, &k, c->v.now);
		if (print_ties(c, id, &err) < 0)
			return cli_fail(&err);
		return each_item(c, id, parts, show_text, NULL, &err) < 0 ? cli_fail(&err) : 0;
	}
	struct field_row *fields;
	size_t field_count;
	if (read_fields(c->store, 0, id, c->arena, &fields, &field_count, &err) < 0)
		return cli_fail(&err);
	json_t *j = json_case(&r), *items = json_array();
	json_object_set_new(j, "fields", json_fields(fields, field_count));
	json_object_set_new(j, "speaking", json_speaking(&k, c->arena));
	if (put_ties(c, id, j, &err) < 0 || each_item(c, id, parts, show_json, items, &err) < 0)
		return cli_fail(&err);
	struct care_clock *clock;
	size_t clocks = 0;
	json_t *promised = json_array();
	if (read_clocks(c->store, id, c->arena, &clock, &clocks, &(struct error)ERROR_INIT) == 0)
		for (size_t i = 0; i < clocks; i++)
			json_array_append_new(promised, json_clock(&clock[i]));
	json_object_set_new(j, "clocks", promised);
	json_object_set_new(j, "items", items);
	cli_json(j);
	return 0;
}

int
cli_log(struct cli *c)
{
	struct error err = ERROR_INIT;
	int64_t id = 0, before = 0;
	size_t limit, n, done = 0;
	struct item_row *rows;
	if (limit_opt(c, c->arg_count ? SIZE_MAX : 100, &limit, &err) < 0 ||
	    cli_open_store(c, STORE_DESK, &err) < 0 || (c->arg_count && cli_case(c, 0, &id, &err) < 0))
		return cli_fail(&err);
	do {
		size_t want = limit - done < PAGE ? limit - done : PAGE;
		if (read_journal(c->store, id, 0, before, want, c->arena, &rows, &n, &err) < 0)
			return cli_fail(&err);
		for (size_t i = 0; i < n; i++) {
			struct clock_local l;
			char **changes;
			if (c->json) {
				cli_json(json_item(c->store, &rows[i], c->arena));
				continue;
			}
			clock_to_local(rows[i].at, &l);
			printf("%8lld  %04d-%02d-%02d %02d:%02d  %-8s ", (long long)rows[i].id, l.year, l.month,
				l.day, l.hour, l.minute, rows[i].author ? rows[i].author : "?");
			if (!id && rows[i].case_number)
				printf("#%lld ", (long long)rows[i].case_number);
			cli_print(rows[i].words);
			if (rows[i].undone_by)
				printf(_("  (undone)"));
			putchar('\n');
			if (cli_opt(c, "changes") &&
			    read_changes(c->store, rows[i].id, c->arena, &changes, NULL) == 0)
				for (; *changes; changes++)
					printf("            "), cli_print(*changes), putchar('\n');
		}
		done += n;
		before = n ? rows[n - 1].id : 0;
	} while (n == PAGE && done < limit);
	return done ? 0 : 1;
}

int
cli_explain(struct cli *c)
{
	struct error err = ERROR_INIT;
	int64_t id;
	char *codes, **lines;
	struct item_row r;
	if (c->arg_count != 1)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || read_item_named(c->store, c->args[0], &id, &err) < 0 ||
	    read_item(c->store, id, c->arena, &r, &err) < 0 || read_why(c->store, id, c->arena, &codes, &err) < 0)
		return cli_fail(&err);
	explain_words(codes, c->arena, &lines);
	if (c->json) {
		json_t *j = json_object(), *words = json_array();
		json_object_set_new(j, "id", json_integer(id));
		json_object_set_new(j, "case", r.case_number ? json_integer(r.case_number) : json_null());
		json_object_set_new(j, "codes", json_text(codes));
		for (; *lines; lines++)
			json_array_append_new(words, json_text(*lines));
		json_object_set_new(j, "words", words);
		cli_json(j);
		return 0;
	}
	print_item_line(&r, NULL);
	for (; *lines; lines++) {
		printf("  ");
		cli_print(*lines);
		putchar('\n');
	}
	return 0;
}

/* The store knows a mail by its path below an account's maildir. */
static FILE *
open_mail(struct cli *c, const char *path)
{
	size_t n;
	const struct conf_account *list = conf_accounts(c->conf, &n);
	FILE *f = fopen(path, "re");
	for (size_t i = 0; i < n && !f && *path != '/'; i++) {
		const char *root = conf_account_str(&list[i], OPT_MAIL_MAILDIR);
		char *full = root ? paths_maildir_file(c->arena, arena_printf(c->arena, "%s/%s", root, path)) : NULL;
		if (full)
			f = fopen(full, "re");
	}
	return f;
}

int
cli_raw(struct cli *c)
{
	struct error err = ERROR_INIT;
	int64_t id;
	char *path, *raw, chunk[65536];
	size_t len;
	if (c->arg_count != 1)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || read_item_named(c->store, c->args[0], &id, &err) < 0 ||
	    read_raw(c->store, id, c->arena, &path, &raw, &len, &err) < 0)
		return cli_fail(&err);
	if (raw) {
		fwrite(raw, 1, len, stdout);
		return 0;
	}
	if (!path) {
		error_set(&err, ERR_INPUT, _("item %lld has no original"), (long long)id);
		return cli_fail(&err);
	}
	FILE *f = open_mail(c, path);
	if (!f) {
		error_set(&err, ERR_SYSTEM, _("%s: %m - the mail has moved; `sportello sync` finds it again"), path);
		return cli_fail(&err);
	}
	while ((len = fread(chunk, 1, sizeof chunk, f)) > 0)
		fwrite(chunk, 1, len, stdout);
	fclose(f);
	return 0;
}
