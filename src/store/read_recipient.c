/* read_recipient.c - recipients as they are stored with a message: [["to","Name","address"],...]. */
#include "read_internal.h"

#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "str.h"

/* One JSON string at *p (on its quote); NULL when there is none.  Moves *p behind it. */
static char *
json_word(const char **p, struct arena *a)
{
	struct buf b = BUF_INIT;
	const char *s = *p;
	if (*s++ != '"')
		return NULL;
	for (; *s && *s != '"'; s++) {
		if (*s != '\\') {
			buf_addc(&b, *s);
			continue;
		}
		switch (*++s) {
		case 'n': buf_addc(&b, '\n'); break;
		case 't': buf_addc(&b, '\t'); break;
		case 'u': {
			char hex[5] = "";
			memcpy(hex, s + 1, strnlen(s + 1, 4));
			buf_addu(&b, (unsigned)strtoul(hex, NULL, 16));
			s += strlen(hex);
			break;
		}
		case '\0':
			s--;
			break;
		default:
			buf_addc(&b, *s);
		}
	}
	*p = *s == '"' ? s + 1 : s;
	char *word = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return word;
}

static enum party
role_of(const char *name)
{
	int party = party_parse(name);
	return party < 0 ? ROLE_TO : (enum party)party;
}

size_t
read_recipient_list(const char *json, struct arena *a, struct recipient **out)
{
	struct recipient *list = NULL;
	size_t n = 0, space = 0;
	const char *p = json ? json : "";
	if (*p == '[')
		p++;
	while ((p = strchr(p, '[')) != NULL) {
		char *word[3] = { NULL, NULL, NULL };
		p++;
		for (int i = 0; i < 3 && *p == '"'; i++) {
			word[i] = json_word(&p, a);
			if (*p == ',')
				p++;
		}
		if (word[2])
			*VEC_PUSH(a, list, n, space) = (struct recipient){ role_of(word[0]),
				{ *word[1] ? word[1] : NULL, word[2] } };
	}
	*out = list;
	return n;
}

int
read_recipients(struct store *s, int64_t message, struct arena *a, struct recipient **out, size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ITEM_RECIPIENTS, err);
	if (!st)
		return -1;
	db_bind(st, "i", message);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*n = read_recipient_list((const char *)sqlite3_column_text(st, 0), a, out);
	db_done(st);
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(err, ERR_INPUT, _("there is no such message"));
}

int
read_addressees(struct store *s, const struct item_row *item, struct arena *a, struct recipient **out, size_t *n,
	struct error *err)
{
	struct outbox_recipient_row *rows;
	size_t count;
	if (item->row == ROW_MESSAGE)
		return read_recipients(s, item->id, a, out, n, err);
	if (item->row == ROW_CONTACT) {
		*out = arena_new_of(a, struct recipient);
		**out = (struct recipient){ ROLE_TO, item->from };
		*n = item->direction == DIRECTION_OUT;
		return 0;
	}
	if (item->row != ROW_OUTBOX)
		return error_set(err, ERR_INPUT, _("there is no such message"));
	if (read_outbox_recipients(s, item->outbox, a, &rows, &count, err) < 0)
		return -1;
	*out = arena_array(a, struct recipient, count);
	for (size_t i = 0; i < count; i++)
		(*out)[i] = (struct recipient){ rows[i].role, rows[i].who };
	*n = count;
	return 0;
}
