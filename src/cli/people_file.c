/* people_file.c - customers out of files and into them: vCard and CSV. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "field.h"
#include "i18n.h"
#include "people.h"
#include "str.h"

enum { FILE_MAX = 256 << 20 };

/* -- a file as cards -------------------------------------------------------------------------------------------- */

static int
load(const char *path, struct arena *a, char **text, size_t *len, struct error *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size > FILE_MAX) {
		error_set(err, ERR_INPUT, fd < 0 ? _("%s: cannot be opened: %s") : _("%s: no file of at most 256 MB%s"), path,
			fd < 0 ? strerror(errno) : "");
		if (fd >= 0)
			close(fd);
		return -1;
	}
	char *data = arena_alloc(a, (size_t)st.st_size + 1);
	size_t n = 0;
	for (ssize_t got; n < (size_t)st.st_size && (got = read(fd, data + n, (size_t)st.st_size - n)) > 0;)
		n += (size_t)got;
	close(fd);
	data[n] = '\0';
	*text = data;
	*len = n;
	return 0;
}

/* What each column is: the --map option, else its title, else a field of the configuration; NULL = passed over. */
static int
map_columns(struct cli *c, const struct csv_row *head, const char ***out, struct error *err)
{
	const char **map = arena_array(c->arena, const char *, head->n);
	size_t n;
	const struct conf_field *fields = conf_fields(c->conf, &n);
	for (size_t i = 0; i < head->n; i++) {
		map[i] = people_column(head->cells[i]);
		for (size_t k = 0; k < n && !map[i]; k++)
			if (fields[k].on_customer && (str_ieq(fields[k].name, head->cells[i]) ||
					str_ieq(fields[k].title, head->cells[i])))
				map[i] = fields[k].name;
	}
	for (const char **m = cli_opts(c, "map"); m && *m; m++) {
		const char *eq = strchr(*m, '=');
		size_t column = head->n;
		for (size_t i = 0; eq && i < head->n; i++)
			if (strlen(head->cells[i]) == (size_t)(eq - *m) && !strncmp(head->cells[i], *m, (size_t)(eq - *m)))
				column = i;
		if (column == head->n)
			return error_set(err, ERR_USAGE, _("--map '%s': write COLUMN=WHAT, with a column of the file"), *m);
		map[column] = str_eq(eq + 1, "-") ? NULL : eq + 1;
	}
	*out = map;
	return 0;
}

static bool
is_channel(const char *what)
{
	return str_eq(what, "phone") || channel_info_find(what);
}

struct gathered { struct people_value *addresses, *fields; const char **tags; size_t address_space, field_space, tag_space; };

static void
take_cell(struct cli *c, struct people_card *k, struct gathered *g, const char *what, char *cell, const char **first,
	const char **last)
{
	struct arena *a = c->arena;
	if (str_eq(what, "name"))
		k->name = cell;
	else if (str_eq(what, "first"))
		*first = cell;
	else if (str_eq(what, "last"))
		*last = cell;
	else if (str_eq(what, "language"))
		k->language = cell;
	else if (str_eq(what, "notes"))
		k->notes = cell;
	else if (str_eq(what, "uid"))
		k->uid = cell;
	else if (str_eq(what, "form"))
		k->form = cell;
	else if (str_eq(what, "signs"))
		k->signs = cell;
	else if (str_eq(what, "quiet"))
		k->quiet = cell;
	else if (str_eq(what, "cap"))
		k->cap = cell;
	else if (str_eq(what, "vip"))
		k->vip = conf_read_bool(cell);
	else if (str_eq(what, "tags"))
		for (char **t = str_split(a, cell, ",; ", NULL); *t; t++)
			*VEC_PUSH(a, g->tags, k->tag_count, g->tag_space) = *t;
	else if (is_channel(what))
		for (char **t = str_split(a, cell, ",;", NULL); *t; t++)
			*VEC_PUSH(a, g->addresses, k->address_count, g->address_space) = (struct people_value){ what, *t };
	else
		*VEC_PUSH(a, g->fields, k->field_count, g->field_space) = (struct people_value){ what, cell };
}

static int
csv_cards(struct cli *c, const char *text, size_t len, struct people_card **out, size_t *n, struct error *err)
{
	struct csv_row *rows;
	const char **map = NULL;
	bool latin;
	size_t count;
	if (csv_read(text, len, c->arena, &rows, &count, &latin, err) < 0)
		return -1;
	if (count < 2)
		return error_set(err, ERR_INPUT, _("there is nothing in it below a line of titles"));
	if (map_columns(c, &rows[0], &map, err) < 0)
		return -1;
	if (latin && !c->quiet)
		fprintf(stderr, "%s\n", _("the file is no UTF-8: read as Windows-1252"));
	for (size_t i = 0; i < rows[0].n && !c->json && !c->quiet; i++) {
		printf("  %-30s ", rows[0].cells[i]);
		printf("%s\n", map[i] ? map[i] : _("(passed over)"));
	}
	struct people_card *cards = arena_array(c->arena, struct people_card, count);
	for (size_t i = 1; i < count; i++) {
		struct people_card *k = &cards[i - 1];
		struct gathered g = { 0 };
		const char *first = "", *last = "";
		*k = (struct people_card){ .vip = -1, .line = rows[i].line };
		for (size_t j = 0; j < rows[i].n && j < rows[0].n; j++)
			if (map[j] && *rows[i].cells[j])
				take_cell(c, k, &g, map[j], str_trim(c->arena, rows[i].cells[j]), &first, &last);
		if (!k->name && (*first || *last))
			k->name = str_trim(c->arena, arena_printf(c->arena, "%s %s", first, last));
		k->addresses = g.addresses;
		k->fields = g.fields;
		k->tags = g.tags;
	}
	*out = cards;
	*n = count - 1;
	return 0;
}

/* -- cards as acts ---------------------------------------------------------------------------------------------- */

struct taking {
	struct cli *c;
	const struct people_card *card;
	int64_t customer;		/* 0 = a new one */
	struct customer_row known;
	struct act *acts;
	size_t n, space;
	const char **over;		/* --overwrite: these fields may be changed */
	char *words;			/* what would happen, and what stays as it is */
	bool conflict;
};

static void
say(struct taking *t, char *words)
{
	t->words = *t->words ? arena_printf(t->c->arena, "%s; %s", t->words, words) : words;
}

static struct act *
add(struct taking *t, enum act_verb verb)
{
	struct act *act = VEC_PUSH(t->c->arena, t->acts, t->n, t->space);
	*act = (struct act){ .verb = verb, .customer = t->customer };
	return act;
}

static bool
may_overwrite(const struct taking *t, const char *name)
{
	for (const char **o = t->over; o && *o; o++)
		if (str_eq(*o, name))
			return true;
	return false;
}

/* Ours stays where it differs, unless --overwrite names the field. */
static bool
takes(struct taking *t, const char *name, const char *ours, const char *theirs)
{
	if (str_empty(theirs) || str_eq(ours, theirs))
		return false;
	if (str_empty(ours) || may_overwrite(t, name))
		return true;
	t->conflict = true;
	say(t, arena_printf(t->c->arena, _("%s stays '%s', not '%s'"), name, ours, theirs));
	return false;
}

static void
take_columns(struct taking *t)
{
	const struct people_card *k = t->card;
	const struct customer_row *r = &t->known;
	const struct { const char *name, *ours, *theirs; } columns[] = { { "name", r->name, t->customer ? k->name : NULL },
		{ "language", r->language, k->language }, { "notes", r->notes, k->notes }, { "form", r->form, k->form },
		{ "signs", r->signs, k->signs }, { "quiet", r->quiet, k->quiet }, { "cap", r->cap, k->cap },
		{ "vip", r->vip ? "yes" : NULL, k->vip == 1 ? "yes" : NULL } };
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		if (takes(t, columns[i].name, columns[i].ours, columns[i].theirs)) {
			struct act *act = add(t, ACT_CUSTOMER_SET);
			act->name = columns[i].name;
			act->text = columns[i].theirs;
			if (t->customer)
				say(t, arena_printf(t->c->arena, "%s: %s", columns[i].name, columns[i].theirs));
		}
}

static int
take_fields(struct taking *t, struct error *err)
{
	struct field_row *rows = NULL;
	size_t n = 0;
	if (t->customer && read_fields(t->c->store, t->customer, 0, t->c->arena, &rows, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < t->card->field_count; i++) {
		const struct people_value *v = &t->card->fields[i];
		const struct conf_field *f = conf_field_find(t->c->conf, v->kind, t->c->arena, NULL);
		struct error bad = ERROR_INIT;
		struct act act = { .customer = t->customer };
		const char *ours = NULL;
		for (size_t k = 0; k < n; k++)
			if (str_eq(rows[k].name, v->kind))
				ours = rows[k].text;
		if (!f || !f->on_customer) {
			say(t, arena_printf(t->c->arena, _("'%s' is no field of customers here: passed over"), v->kind));
		} else if (verb_field(f, v->text, t->c->arena, &act, &bad) < 0) {
			t->conflict = true;
			say(t, arena_str(t->c->arena, bad.text));
		} else if (takes(t, v->kind, ours, act.field->text)) {
			((struct act_value *)act.field)->source = "import";
			*VEC_PUSH(t->c->arena, t->acts, t->n, t->space) = act;
		}
	}
	return 0;
}

static int
take_tags(struct taking *t, struct error *err)
{
	const char **tags = arena_array(t->c->arena, const char *, t->card->tag_count + 1);
	char **had = NULL;
	size_t n = 0;
	if (t->customer && read_customer_tags(t->c->store, t->customer, t->c->arena, &had, err) < 0)
		return -1;
	for (size_t i = 0; i < t->card->tag_count; i++) {
		bool has = false;
		for (char **h = had; h && *h; h++)
			has |= str_eq(*h, t->card->tags[i]);
		if (strpbrk(t->card->tags[i], " \t\n:\"()"))
			say(t, arena_printf(t->c->arena, _("'%s' cannot be a tag"), t->card->tags[i]));
		else if (!has)
			tags[n++] = t->card->tags[i];
	}
	if (n)
		add(t, ACT_CUSTOMER_TAG)->add = tags;
	return 0;
}

/* Whose addresses these are: one customer's, nobody's, or several ones', which is a conflict. */
static int
find_owner(struct taking *t, struct error *err)
{
	for (size_t i = 0; i < t->card->address_count; i++) {
		const struct people_value *v = &t->card->addresses[i];
		int64_t owner = read_owner(t->c->store, v->kind, v->text);
		if (owner && t->customer && owner != t->customer) {
			t->conflict = true;
			say(t, arena_printf(t->c->arena, _("%s is an address of customer %lld"), v->text, (long long)owner));
		} else if (owner) {
			t->customer = owner;
		}
	}
	return t->customer ? read_customer(t->c->store, t->customer, t->c->arena, &t->known, err) : 0;
}

static int
plan(struct taking *t, const char *file, struct error *err)
{
	const struct people_card *k = t->card;
	if (find_owner(t, err) < 0)
		return -1;
	const char *name = !str_empty(k->name) ? k->name : k->address_count ? k->addresses[0].text : NULL;
	if (!t->customer && !name) {
		t->conflict = true;
		say(t, arena_str(t->c->arena, _("neither a name nor an address: passed over")));
		return 0;
	}
	if (!t->customer) {
		struct act *made = add(t, ACT_CUSTOMER_NEW);
		made->text = name;
		made->name = file;
	}
	for (size_t i = 0; i < k->address_count; i++) {
		const struct people_value *v = &k->addresses[i];
		char *normal = care_identity_normal(v->kind, v->text, t->c->arena);
		if (!normal || care_identity_is_robot(v->kind, normal)) {
			t->conflict = true;
			say(t, arena_printf(t->c->arena, _("'%s' is no address of a person"), v->text));
		} else if (!read_owner(t->c->store, v->kind, v->text)) {
			struct act *act = add(t, ACT_IDENTITY_ADD);
			act->kind = v->kind;
			act->text = v->text;
			if (t->customer)
				say(t, arena_printf(t->c->arena, "+ %s", v->text));
		}
	}
	take_columns(t);
	return take_tags(t, err) < 0 ? -1 : take_fields(t, err);
}

/* -- import ------------------------------------------------------------------------------------------------------ */

struct counts { long made, changed, same, conflicts; };

static void
show(struct cli *c, const struct taking *t)
{
	const char *what = !t->n ? "same" : t->customer ? "changed" : "new";
	if (c->json) {
		json_t *j = json_object();
		json_object_set_new(j, "line", json_integer(t->card->line));
		json_object_set_new(j, "name", json_text(t->card->name));
		json_object_set_new(j, "what", json_text(what));
		json_object_set_new(j, "customer", t->customer ? json_integer(t->customer) : json_null());
		json_object_set_new(j, "words", json_text(t->words));
		json_object_set_new(j, "conflict", json_boolean(t->conflict));
		cli_json(j);
	} else if (!c->quiet && (t->n || t->conflict)) {
		printf("%5d %c ", t->card->line, t->conflict ? '!' : !t->n ? ' ' : t->customer ? '~' : '+');
		cli_print(t->card->name ? t->card->name : t->card->address_count ? t->card->addresses[0].text : "?");
		printf("%s", *t->words ? ": " : "");
		cli_print(t->words);
		putchar('\n');
	}
}

/* Goes through all cards; `apply` writes, as one group that one undo takes back. */
static int
go(struct cli *c, const struct people_card *cards, size_t n, const char *file, bool apply, struct counts *sum,
	struct error *err)
{
	struct act_actor who = c->v.who;
	*sum = (struct counts){ 0 };
	for (size_t i = 0; i < n; i++) {
		struct taking t = { .c = c, .card = &cards[i], .words = arena_str(c->arena, ""), .over = cli_opts(c, "overwrite") };
		struct act_result r;
		if (plan(&t, file, err) < 0)
			return -1;
		sum->conflicts += t.conflict;
		*(!t.n ? &sum->same : t.customer ? &sum->changed : &sum->made) += 1;
		if (!apply) {
			show(c, &t);
			continue;
		}
		if (!t.n)
			continue;
		if (store_act(c->store, &who, t.acts, t.n, false, c->arena, &r, err) < 0) {
			error_prefix(err, _("line %d: "), cards[i].line);
			return -1;
		}
		if (r.action)
			who.group = r.action;
	}
	return store_barrier(c->store, err);
}

static int
read_cards(struct cli *c, const char *path, struct people_card **cards, size_t *n, struct error *err)
{
	char *text;
	size_t len;
	if (load(path, c->arena, &text, &len, err) < 0)
		return -1;
	bool vcard = str_icase_find(arena_strn(c->arena, text, len < 200 ? len : 200), "BEGIN:VCARD") != NULL;
	int rc = vcard ? vcard_read(text, len, c->arena, cards, n, err) : csv_cards(c, text, len, cards, n, err);
	if (rc < 0)
		error_prefix(err, "%s: ", path);
	return rc;
}

int
people_import(struct cli *c, struct error *err)
{
	struct people_card *cards;
	struct counts sum;
	size_t n;
	if (c->arg_count != 2)
		return error_set(err, ERR_USAGE, _("usage: customer import FILE"));
	const char *slash = strrchr(c->args[1], '/'), *file = slash ? slash + 1 : c->args[1];
	if (read_cards(c, c->args[1], &cards, &n, err) < 0 || go(c, cards, n, file, false, &sum, err) < 0)
		return -1;
	if (!c->json && !c->quiet)
		printf(_("%ld new, %ld changed, %ld as they are; %ld with conflicts, where ours stays\n"), sum.made, sum.changed,
			sum.same, sum.conflicts);
	if (cli_opt(c, "dry-run") || !(sum.made + sum.changed))
		return 0;
	if (!cli_opt(c, "yes") && !cli_confirm(_("Take them in?")))
		return error_set(err, ERR_INPUT, _("nothing was changed: --yes takes them in without asking"));
	if (go(c, cards, n, file, true, &sum, err) < 0)
		return -1;
	if (!c->json && !c->quiet)
		printf("%s\n", _("done; `sportello undo` takes all of it back"));
	return 0;
}

/* -- export ------------------------------------------------------------------------------------------------------ */

static int
card_of(struct cli *c, const struct customer_row *r, struct people_card *k, struct error *err)
{
	struct field_row *fields;
	char hex[33], **tags;
	size_t n;
	if (read_fields(c->store, r->id, 0, c->arena, &fields, &n, err) < 0 ||
	    read_customer_tags(c->store, r->id, c->arena, &tags, err) < 0)
		return -1;
	struct people_value *values = arena_array(c->arena, struct people_value, n + 1),
		*addresses = arena_array(c->arena, struct people_value, r->identity_count + 1);
	uid_hex(hex, r->uid);
	*k = (struct people_card){ .name = r->name, .language = r->language, .notes = r->notes, .form = r->form,
		.signs = r->signs, .quiet = r->quiet, .cap = r->cap, .vip = r->vip, .addresses = addresses, .fields = values,
		.tags = (const char *const *)tags, .uid = arena_printf(c->arena, "urn:uuid:%.8s-%.4s-%.4s-%.4s-%s", hex, hex + 8,
			hex + 12, hex + 16, hex + 20) };
	for (size_t i = 0; i < n; i++)
		values[k->field_count++] = (struct people_value){ fields[i].name, fields[i].text };
	for (size_t i = 0; i < r->identity_count; i++)
		addresses[k->address_count++] = (struct people_value){ r->identities[i].kind, r->identities[i].address };
	while (tags[k->tag_count])
		k->tag_count++;
	return 0;
}

static const char *
joined(struct cli *c, const struct people_card *k, const char *kind)
{
	const char *s = "";
	for (size_t i = 0; i < k->address_count; i++)
		if (str_eq(k->addresses[i].kind, kind))
			s = arena_printf(c->arena, "%s%s%s", s, *s ? "; " : "", k->addresses[i].text);
	return s;
}

static void
print_csv(struct cli *c, const struct people_card *k, const char *const *kinds, const struct conf_field *fields, size_t n)
{
	const char *tags = "";
	for (size_t i = 0; i < k->tag_count; i++)
		tags = arena_printf(c->arena, "%s%s%s", tags, i ? " " : "", k->tags[i]);
	const char *cells[] = { k->name, k->language, k->vip ? "yes" : "", tags, k->notes, k->form, k->signs, k->quiet, k->cap };
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		printf("%s%s", i ? "," : "", csv_cell(cells[i] ? cells[i] : "", c->arena));
	for (; *kinds; kinds++)
		printf(",%s", csv_cell(joined(c, k, *kinds), c->arena));
	for (size_t i = 0; i < n; i++) {
		const char *text = "";
		for (size_t v = 0; v < k->field_count; v++)
			if (str_eq(k->fields[v].kind, fields[i].name))
				text = k->fields[v].text;
		if (fields[i].on_customer)
			printf(",%s", csv_cell(text, c->arena));
	}
	printf("\r\n");
}

static int
print_one(struct cli *c, int64_t id, bool csv, const char *const *kinds, struct error *err)
{
	struct people_card k;
	struct customer_row whole;
	size_t n;
	const struct conf_field *fields = conf_fields(c->conf, &n);
	if (read_customer(c->store, id, c->arena, &whole, err) < 0 || card_of(c, &whole, &k, err) < 0)
		return -1;
	if (csv)
		print_csv(c, &k, kinds, fields, n);
	else
		fputs(vcard_write(&k, c->arena), stdout);
	return 0;
}

static void
print_head(struct cli *c, const char *const *kinds)
{
	size_t n;
	const struct conf_field *fields = conf_fields(c->conf, &n);
	printf("name,language,vip,tags,notes,form,signs,quiet,cap");
	for (; *kinds; kinds++)
		printf(",%s", str_eq(*kinds, "mail") ? "email" : *kinds);
	for (size_t i = 0; i < n; i++)
		if (fields[i].on_customer)
			printf(",%s", csv_cell(fields[i].name, c->arena));
	printf("\r\n");
}

int
people_export_as(struct cli *c, const char *format, struct error *err)
{
	static const char *const kinds[] = { "mail", "phone", "whatsapp", "telegram", "x", "instagram", "messenger", "mastodon",
		"matrix", "bluesky", NULL };
	bool csv = str_eq(format, "csv");
	struct customer_row *rows;
	int64_t *ids, last = 0;
	size_t n;
	if (!csv && !str_eq(format, "vcard"))
		return error_set(err, ERR_USAGE, _("--format '%s': vcard, csv or json"), format);
	if (csv)
		print_head(c, kinds);
	if (c->arg_count > 1) {
		if (read_customers(c->store, c->args[1], 1000, c->arena, &rows, &n, err) < 0)
			return -1;
		for (size_t i = 0; i < n; i++)
			if (print_one(c, rows[i].id, csv, kinds, err) < 0)
				return -1;
		return n ? 0 : error_set(err, ERR_INPUT, _("no customer fits '%s'"), c->args[1]);
	}
	do {
		if (read_customer_ids(c->store, last, 500, c->arena, &ids, &n, err) < 0)
			return -1;
		for (size_t i = 0; i < n; i++)
			if (print_one(c, ids[i], csv, kinds, err) < 0)
				return -1;
		last = n ? ids[n - 1] : last;
	} while (n);
	return last ? 0 : error_set(err, ERR_INPUT, _("there are no customers"));
}
