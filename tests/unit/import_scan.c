/* import_scan.c - exports cut into records, in whatever pieces they come. */
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "str.h"
#include "t.h"

struct seen { struct buf all; int broken; };

static int
take(void *ctx, const struct import_record *r, struct error *err)
{
	struct seen *s = ctx;

	(void)err;
	if (!r->text) {
		s->broken++;
		return 0;
	}
	buf_addf(&s->all, "%s@%lld:%lld=%.*s ", r->key, (long long)r->at.line, (long long)r->at.offset, (int)r->len, r->text);
	return 0;
}

/* What is cut out of it, when it comes in pieces of `step` bytes. */
static int
cut(const char *text, size_t len, size_t step, bool csv, struct seen *s, struct error *err)
{
	static const char *const lists[] = { "tickets", "users", "payload", NULL }, *const nests[] = { "data", NULL };
	struct import_scan *scan = import_scan_new(lists, nests, csv, take, s);
	int rc = 0;

	s->all = (struct buf)BUF_INIT;
	s->broken = 0;
	for (size_t i = 0; !rc && i < len; i += step)
		rc = import_scan_feed(scan, text + i, len - i < step ? len - i : step, err);
	if (!rc)
		rc = import_scan_end(scan, err);
	import_scan_free(scan);
	return rc;
}

static void
gives(const char *text, bool csv, const char *want, const char *what)
{
	struct error err = ERROR_INIT;
	struct seen s;
	int same = 0;
	size_t len = strlen(text);

	for (size_t step = 1; step <= len; step++) {
		if (cut(text, len, step, csv, &s, &err) == 0 && str_eq(s.all.data, want))
			same++;
		else if (step == 1)
			printf("# %s\n", s.all.data);
		buf_free(&s.all);
	}
	T_OK(same == (int)len, "%s", what);
}

static void
fails(const char *text, bool csv, const char *words, const char *what)
{
	struct error err = ERROR_INIT;
	struct seen s;
	int rc = cut(text, strlen(text), 7, csv, &s, &err);

	T_OK(rc < 0 && strstr(err.text, words), "%s: %s", what, err.text);
	buf_free(&s.all);
}

static void
too_long(void)
{
	size_t len = (33U << 20) + 30;
	char *text = xmalloc(len + 1);
	struct error err = ERROR_INIT;
	struct seen s;

	memset(text, 'x', len);
	memcpy(text, "[{\"id\":\"", 8);
	memcpy(text + len - 14, "\"},{\"id\":2}]\n\n", 14);
	text[len] = '\0';
	T_OK(cut(text, len, 1 << 16, false, &s, &err) == 0 && s.broken == 1 && strstr(s.all.data, "={\"id\":2}"),
		"a record beyond 32 MB is passed over, the next is there");
	buf_free(&s.all);
	free(text);
}

int
main(void)
{
	gives("{\"id\":1}\n{\"id\":2,\"tickets\":[{\"a\":1}]}\n", false, "@1:0={\"id\":1} @2:9={\"id\":2,\"tickets\":[{\"a\":1}]} ",
		"an object a line");
	gives("[{\"a\":1},\n{\"a\":\"}\\\"]\"}]", false, "@1:1={\"a\":1} @2:10={\"a\":\"}\\\"]\"} ", "a list; brackets in texts");
	gives("{\"count\":2,\"tickets\":[{\"id\":1},{\"id\":2}],\"next\":\"[\",\"users\":"
		"[{\"id\":3}],\"x\":{\"tickets\":[]}}", false,
		"tickets@1:22={\"id\":1} tickets@1:31={\"id\":2} users@1:61={\"id\":3} ", "lists within an object");
	gives("{\"data\":{\"meta\":{\"n\":1},\"payload\":[{\"id\":5},7,\"x\",[{\"id\":6}]]}}", false, "payload@1:35={\"id\":5} ",
		"a list two objects deep; what is no record is passed over");
	gives("\xEF\xBB\xBF[{\"a\":1}]", false, "@1:4={\"a\":1} ", "a byte order mark");
	gives("id,name\n1,\"a, \"\"b\"\"\nc\"\n\n2,\n", true,
		"@2:8={\"id\":\"1\",\"name\":\"a, \\\"b\\\"\\nc\"} @5:24={\"id\":\"2\"} ", "a table");
	fails("[{\"a\":1},{\"a\":", false, "line 1, byte 9: the file ends in the middle", "cut in a record");
	fails("{\"tickets\":[{\"id\":1}", false, "the file ends before its lists do", "cut between records");
	fails("{\"id\":1}\nhello", false, "line 2, byte 9: neither a list nor an object", "words");
	fails("[{\"id\":1}}", false, "line 1, byte 9: a bracket closes", "the wrong bracket");
	fails("id\n\"open", true, "line 2, byte 3: the file ends", "an open quote in a table");
	too_long();
	return t_done();
}
