/* template.c - a template of a channel as a form: a field per gap, and the words that come of it. */
#include "verb.h"

#include <string.h>

#include "buf.h"
#include "i18n.h"
#include "str.h"

static bool
header_counts(const struct template_row *t)
{
	return t->header && strstr(t->header, "{{");
}

void
template_form(const struct template_row *t, struct arena *a, struct template_form *out)
{
	struct template_form f = { .row = *t };
	char **head = care_gaps(t->header, a), **body = care_gaps(t->body, a);
	size_t space = 0;
	for (char **p = head; *p; p++)
		*VEC_PUSH(a, f.gaps, f.count, space) = (struct template_gap){ .label = arena_printf(a, "header.%s", *p),
			.name = *p, .header = true };
	for (char **p = body; *p; p++)
		*VEC_PUSH(a, f.gaps, f.count, space) = (struct template_gap){ .label = *p, .name = *p };
	*out = f;
}

/* Header or body with what has been filled in. */
static char *
fill(const struct template_form *f, bool header, struct arena *a)
{
	char **names = arena_array(a, char *, f->count + 1);
	const char **values = arena_array(a, const char *, f->count + 1);
	size_t n = 0;
	for (size_t i = 0; i < f->count; i++)
		if (f->gaps[i].header == header) {
			names[n] = f->gaps[i].name;
			values[n++] = f->gaps[i].value;
		}
	names[n] = NULL;
	return care_fill(header ? f->row.header : f->row.body, names, values, a);
}

int
template_text(const struct template_form *f, struct arena *a, const char **out, struct error *err)
{
	if (!f->row.ready)
		return error_set(err, ERR_INPUT, _("template '%s' is not approved (%s)"), f->row.name, f->row.status);
	for (size_t i = 0; i < f->count; i++) {
		if (str_empty(f->gaps[i].value) || !*str_trim(a, f->gaps[i].value))
			return error_set(err, ERR_INPUT, _("template '%s': '%s' is still open"), f->row.name, f->gaps[i].label);
		if (strpbrk(f->gaps[i].value, "\r\n\t"))
			return error_set(err, ERR_INPUT, _("template '%s': '%s' must stay on one line"), f->row.name,
				f->gaps[i].label);
	}
	*out = header_counts(&f->row) ? arena_printf(a, "%s\n\n%s", fill(f, true, a), fill(f, false, a)) : fill(f, false, a);
	return 0;
}

char *
template_preview(const struct template_form *f, struct arena *a)
{
	struct buf b = BUF_INIT;
	if (f->row.header)
		buf_addf(&b, "%s\n\n", fill(f, true, a));
	buf_adds(&b, fill(f, false, a));
	if (f->row.footer)
		buf_addf(&b, "\n\n%s", f->row.footer);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

bool
template_is(const struct template_row *t, const char *text, struct arena *a)
{
	const char *end = header_counts(t) ? strstr(text, "\n\n") : NULL;
	if (!t->ready)
		return false;
	if (!header_counts(t))
		return care_fills(t->body, text);
	return end && care_fills(t->header, arena_strn(a, text, (size_t)(end - text))) && care_fills(t->body, end + 2);
}

/* "hello", where that is one template, or "hello/it". */
int
template_named(struct store *s, int64_t account, const char *name, struct arena *a, struct template_row *out,
	struct error *err)
{
	struct template_row *list, *found = NULL;
	size_t n, same = 0;
	if (read_templates(s, account, a, &list, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		bool exact = str_eq(name, arena_printf(a, "%s/%s", list[i].name, list[i].language ? list[i].language : ""));
		if (!exact && !str_eq(name, list[i].name))
			continue;
		found = &list[i];
		same += !exact;
		if (exact) {
			same = 1;
			break;
		}
	}
	if (!found)
		return error_set(err, ERR_INPUT, _("no template '%s' - `sportello template list` shows them"), name);
	if (same > 1)
		return error_set(err, ERR_INPUT, _("template '%s' is there in several languages: write %s/%s, say"), name, name,
			found->language ? found->language : "");
	*out = *found;
	return 0;
}
