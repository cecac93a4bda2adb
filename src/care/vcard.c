/* vcard.c - vCard 4.0 (RFC 6350) written; 4.0, 3.0 (RFC 2426) and 2.1 read. */
#include "people.h"

#include <ctype.h>
#include <string.h>

#include "buf.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

enum { FOLD = 75, VALUES_MAX = 64 };

/* -- reading ---------------------------------------------------------------------------------------------------- */

struct reader {
	const char *p, *end;
	int line;		/* of the content line that was read last */
	int next_line;
	struct arena *a;
};

/* One property: NAME;PARAM=VALUE:value, unfolded. */
struct property { char *name, *params, *value; };

static bool
quoted_printable(const char *head)
{
	const char *colon = strchr(head, ':'), *q = str_icase_find(head, "QUOTED-PRINTABLE");
	return q && colon && q < colon;
}

/* The next line with its folded rest; a soft line break of quoted-printable, too.  NULL at the end. */
static char *
content_line(struct reader *r)
{
	struct buf b = BUF_INIT;
	if (r->p >= r->end)
		return NULL;
	r->line = r->next_line;
	for (;;) {
		const char *nl = memchr(r->p, '\n', (size_t)(r->end - r->p)), *stop = nl ? nl : r->end;
		size_t n = (size_t)(stop - r->p);
		while (n && (r->p[n - 1] == '\r'))
			n--;
		buf_add(&b, r->p, n);
		r->p = nl ? nl + 1 : r->end;
		r->next_line++;
		bool soft = b.len && b.data[b.len - 1] == '=' && quoted_printable(b.data);
		if (r->p >= r->end)
			break;
		if (soft) {
			buf_truncate(&b, b.len - 1);
			continue;
		}
		if (*r->p != ' ' && *r->p != '\t')
			break;
		r->p++;
	}
	char *s = utf8_clean_str(r->a, b.data ? b.data : "", true);
	buf_free(&b);
	return s;
}

static char *
decode_qp(const char *s, struct arena *a)
{
	char *out = arena_alloc(a, strlen(s) + 1), *p = out;
	static const char digits[] = "0123456789ABCDEF";
	for (; *s; s++) {
		const char *hi = *s == '=' && s[1] ? strchr(digits, toupper((unsigned char)s[1])) : NULL;
		const char *lo = hi && s[2] ? strchr(digits, toupper((unsigned char)s[2])) : NULL;
		if (lo) {
			*p++ = (char)((hi - digits) << 4 | (lo - digits));
			s += 2;
		} else {
			*p++ = *s;
		}
	}
	*p = '\0';
	return utf8_clean_str(a, out, true);
}

/* Splits a line; a colon in a quoted parameter is none of its own. */
static bool
split(struct reader *r, char *line, struct property *out)
{
	bool quote = false;
	char *colon = line;
	for (; *colon && (quote || *colon != ':'); colon++)
		if (*colon == '"')
			quote = !quote;
	if (!*colon)
		return false;
	*colon = '\0';
	char *semi = strchr(line, ';'), *dot;
	out->params = semi ? semi + 1 : line + strlen(line);
	if (semi)
		*semi = '\0';
	dot = strchr(line, '.');	/* item1.EMAIL */
	out->name = dot ? dot + 1 : line;
	for (char *p = out->name; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	out->value = str_icase_find(out->params, "QUOTED-PRINTABLE") ? decode_qp(colon + 1, r->a) : colon + 1;
	return true;
}

/* The parts of a structured value between `mark`, unescaped. */
static char **
parts_of(const char *value, char mark, struct arena *a, size_t *n)
{
	char **list = NULL;
	size_t space = 0;
	struct buf b = BUF_INIT;
	*n = 0;
	for (const char *p = value;; p++) {
		if (*p == '\\' && p[1]) {
			p++;
			buf_addc(&b, *p == 'n' || *p == 'N' ? '\n' : *p);
		} else if (!*p || *p == mark) {
			*VEC_PUSH(a, list, *n, space) = str_trim(a, b.data ? b.data : "");
			buf_clear(&b);
			if (!*p)
				break;
		} else {
			buf_addc(&b, *p);
		}
	}
	buf_free(&b);
	return list;
}

static char *
whole(const char *value, struct arena *a)
{
	size_t n;
	return parts_of(value, '\0', a, &n)[0];
}

/* "tel:+39...", "mailto:", "xmpp:", "https://t.me/name": the address alone. */
static char *
address_of(const char *value, struct arena *a)
{
	char *s = whole(value, a);
	size_t n = strcspn(s, ":");
	if (str_istarts(s, "tel:") || str_istarts(s, "mailto:"))
		return str_trim(a, arena_strn(a, s + n + 1, strcspn(s + n + 1, ";?")));
	return s;
}

static bool
is_kind(const char *s)
{
	return *s && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* IMPP:telegram:name, X-SOCIALPROFILE;TYPE=mastodon:name, SOCIALPROFILE;SERVICE-TYPE=X:https://... */
static bool
handle_of(const struct property *p, struct arena *a, struct people_value *out)
{
	char *s = whole(p->value, a), *colon = strchr(s, ':'), *slash;
	const char *type = str_icase_find(p->params, "TYPE=");
	if (type) {
		type += 5;
		size_t n = strcspn(type, ";,\"");
		out->kind = str_lower(a, arena_strn(a, type, n));
		slash = strrchr(s, '/');
		out->text = slash && slash[1] ? slash + 1 : s;
		return is_kind(out->kind) && *out->text;
	}
	if (!colon || colon == s || str_istarts(s, "http"))
		return false;
	out->kind = str_lower(a, arena_strn(a, s, (size_t)(colon - s)));
	out->text = colon + 1;
	return is_kind(out->kind) && *out->text;
}

/* A card being gathered. */
struct card {
	struct people_card c;
	struct people_value *addresses, *fields;
	const char **tags;
	size_t address_space, field_space, tag_space;
	const char *structured;	/* N as one name, where there is no FN */
};

static void
add_address(struct card *k, const char *kind, const char *text, struct arena *a)
{
	if (!str_empty(text) && k->c.address_count < VALUES_MAX)
		*VEC_PUSH(a, k->addresses, k->c.address_count, k->address_space) = (struct people_value){ kind, text };
}

static void
add_field(struct card *k, const char *name, const char *text, struct arena *a)
{
	if (!str_empty(text) && k->c.field_count < VALUES_MAX)
		*VEC_PUSH(a, k->fields, k->c.field_count, k->field_space) = (struct people_value){ name, text };
}

static void
take_tags(struct card *k, const char *value, struct arena *a)
{
	size_t n;
	char **list = parts_of(value, ',', a, &n);
	for (size_t i = 0; i < n; i++)
		if (*list[i] && k->c.tag_count < VALUES_MAX)
			*VEC_PUSH(a, k->tags, k->c.tag_count, k->tag_space) = list[i];
}

static const char *
join_name(const char *value, struct arena *a)
{
	size_t n;
	char **part = parts_of(value, ';', a, &n);
	const char *last = n > 0 ? part[0] : "", *first = n > 1 ? part[1] : "";
	return str_trim(a, arena_printf(a, "%s %s", first, last));
}

static void
take_address(struct card *k, const char *value, struct arena *a)
{
	size_t n;
	char **part = parts_of(value, ';', a, &n);
	static const char *const names[] = { NULL, NULL, "street", "city", "region", "postcode", "country" };
	for (size_t i = 2; i < n && i < sizeof names / sizeof *names; i++)
		add_field(k, names[i], part[i], a);
}

/* Our own columns, and fields, travel as X-SPORTELLO-... */
static void
take_own(struct card *k, const char *name, const char *value, struct arena *a)
{
	char *text = whole(value, a), *key = str_lower(a, name);
	if (str_eq(key, "vip"))
		k->c.vip = str_eq(text, "yes");
	else if (str_eq(key, "form"))
		k->c.form = text;
	else if (str_eq(key, "quiet"))
		k->c.quiet = text;
	else if (str_eq(key, "cap"))
		k->c.cap = text;
	else if (str_starts(key, "field-"))
		add_field(k, key + 6, text, a);
}

static void
take(struct card *k, const struct property *p, struct arena *a)
{
	struct people_value handle;
	size_t n;
	if (str_eq(p->name, "FN"))
		k->c.name = whole(p->value, a);
	else if (str_eq(p->name, "N"))
		k->structured = join_name(p->value, a);
	else if (str_eq(p->name, "NICKNAME"))
		k->c.signs = parts_of(p->value, ',', a, &n)[0];
	else if (str_eq(p->name, "EMAIL"))
		add_address(k, "mail", address_of(p->value, a), a);
	else if (str_eq(p->name, "TEL"))
		add_address(k, "phone", address_of(p->value, a), a);
	else if ((str_eq(p->name, "IMPP") || str_eq(p->name, "X-SOCIALPROFILE") || str_eq(p->name, "SOCIALPROFILE")) &&
		handle_of(p, a, &handle))
		add_address(k, handle.kind, handle.text, a);
	else if (str_eq(p->name, "LANG"))
		k->c.language = whole(p->value, a);
	else if (str_eq(p->name, "NOTE"))
		k->c.notes = whole(p->value, a);
	else if (str_eq(p->name, "ORG"))
		add_field(k, "organisation", parts_of(p->value, ';', a, &n)[0], a);
	else if (str_eq(p->name, "UID"))
		k->c.uid = whole(p->value, a);
	else if (str_eq(p->name, "CATEGORIES"))
		take_tags(k, p->value, a);
	else if (str_eq(p->name, "ADR"))
		take_address(k, p->value, a);
	else if (str_eq(p->name, "BDAY"))
		add_field(k, "birthday", whole(p->value, a), a);
	else if (str_starts(p->name, "X-SPORTELLO-"))
		take_own(k, p->name + 12, p->value, a);
}

static void
finish(struct card *k)
{
	if (str_empty(k->c.name))
		k->c.name = k->structured;
	k->c.addresses = k->addresses;
	k->c.fields = k->fields;
	k->c.tags = k->tags;
}

int
vcard_read(const char *text, size_t len, struct arena *a, struct people_card **out, size_t *n, struct error *err)
{
	struct reader r = { text, text + len, 0, 1, a };
	struct people_card *list = NULL;
	size_t count = 0, space = 0;
	struct card k;
	struct property p;
	bool inside = false;
	char *line;
	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		r.p += 3;
	while ((line = content_line(&r)) != NULL) {
		if (!split(&r, line, &p))
			continue;
		if (str_eq(p.name, "BEGIN") && str_ieq(str_trim(a, p.value), "VCARD")) {
			if (inside)
				return error_set(err, ERR_INPUT, _("line %d: the card of line %d has no END:VCARD"), r.line,
					k.c.line);
			k = (struct card){ .c = { .vip = -1, .line = r.line } };
			inside = true;
		} else if (inside && str_eq(p.name, "END")) {
			finish(&k);
			*VEC_PUSH(a, list, count, space) = k.c;
			inside = false;
		} else if (inside) {
			take(&k, &p, a);
		}
	}
	if (inside)
		return error_set(err, ERR_INPUT, _("line %d: this card has no END:VCARD"), k.c.line);
	if (!count)
		return error_set(err, ERR_INPUT, _("there is no BEGIN:VCARD in it"));
	*out = list;
	*n = count;
	return 0;
}

/* -- writing ---------------------------------------------------------------------------------------------------- */

/* Folds at 75 bytes, never within a character. */
static void
put_line(struct buf *b, const char *line)
{
	size_t room = FOLD;
	for (const char *p = line; *p;) {
		size_t n = strlen(p);
		if (n > room) {
			n = room;
			while (n > 1 && ((unsigned char)p[n] & 0xc0) == 0x80)
				n--;
		}
		buf_add(b, p, n);
		buf_adds(b, "\r\n");
		p += n;
		if (*p)
			buf_addc(b, ' ');
		room = FOLD - 1;
	}
}

static char *
escaped(const char *text, struct arena *a)
{
	struct buf b = BUF_INIT;
	for (const char *p = text; *p; p++) {
		if (*p == '\n') {
			buf_adds(&b, "\\n");
		} else if (*p != '\r') {
			if (strchr("\\,;", *p))
				buf_addc(&b, '\\');
			buf_addc(&b, *p);
		}
	}
	char *s = arena_strn(a, b.data ? b.data : "", b.len);
	buf_free(&b);
	return s;
}

static void
put(struct buf *b, const char *name, const char *value, struct arena *a)
{
	if (!str_empty(value))
		put_line(b, arena_printf(a, "%s:%s", name, escaped(value, a)));
}

static const char *
field_text(const struct people_card *c, const char *name)
{
	for (size_t i = 0; i < c->field_count; i++)
		if (str_eq(c->fields[i].kind, name))
			return c->fields[i].text;
	return NULL;
}

/* What vCard has a place for is written there. */
static void
put_places(struct buf *b, const struct people_card *c, struct arena *a)
{
	static const char *const names[] = { "street", "city", "region", "postcode", "country" };
	char *line = arena_str(a, "ADR:;");
	bool any = false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *text = field_text(c, names[i]);
		any |= text != NULL;
		line = arena_printf(a, "%s;%s", line, text ? escaped(text, a) : "");
	}
	if (any)
		put_line(b, line);
	put(b, "BDAY", field_text(c, "birthday"), a);
}

static bool
has_place(const char *name)
{
	static const char *const names[] = { "street", "city", "region", "postcode", "country", "birthday", "organisation" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(names[i], name))
			return true;
	return false;
}

char *
vcard_write(const struct people_card *c, struct arena *a)
{
	struct buf b = BUF_INIT;
	buf_adds(&b, "BEGIN:VCARD\r\nVERSION:4.0\r\n");
	put(&b, "UID", c->uid, a);
	put_line(&b, arena_printf(a, "FN:%s", escaped(c->name ? c->name : "", a)));
	put(&b, "NICKNAME", c->signs, a);
	for (size_t i = 0; i < c->address_count; i++) {
		const char *text = escaped(c->addresses[i].text, a), *kind = c->addresses[i].kind;
		put_line(&b, str_eq(kind, "mail") ? arena_printf(a, "EMAIL:%s", text)
			: str_eq(kind, "phone") ? arena_printf(a, "TEL;VALUE=uri:tel:%s", text)
			: arena_printf(a, "IMPP:%s:%s", kind, text));
	}
	put(&b, "ORG", field_text(c, "organisation"), a);
	put(&b, "LANG", c->language, a);
	put_places(&b, c, a);
	if (c->tag_count) {
		char *line = arena_str(a, "CATEGORIES:");
		for (size_t i = 0; i < c->tag_count; i++)
			line = arena_printf(a, "%s%s%s", line, i ? "," : "", escaped(c->tags[i], a));
		put_line(&b, line);
	}
	put(&b, "NOTE", c->notes, a);
	if (c->vip == 1)
		put(&b, "X-SPORTELLO-VIP", "yes", a);
	put(&b, "X-SPORTELLO-FORM", c->form, a);
	put(&b, "X-SPORTELLO-QUIET", c->quiet, a);
	put(&b, "X-SPORTELLO-CAP", c->cap, a);
	for (size_t i = 0; i < c->field_count; i++)
		if (!has_place(c->fields[i].kind))
			put(&b, arena_printf(a, "X-SPORTELLO-FIELD-%s", c->fields[i].kind), c->fields[i].text, a);
	buf_adds(&b, "END:VCARD\r\n");
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}
