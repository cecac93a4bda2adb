/* robot_clocks.c - the step that looks after promises: holidays of the calendars, clocks after a change of the
 * configuration, warnings. */
#include <errno.h>
#include <string.h>

#include "clock.h"
#include "file.h"
#include "holidays.h"
#include "i18n.h"
#include "promise.h"
#include "robot.h"
#include "robots.h"
#include "str.h"

#define PAST (2 * 366 * MS_DAY)
#define AHEAD (3 * 366 * MS_DAY)
enum { FILE_MAX = 4 << 20 };

/* -- holidays ------------------------------------------------------------------------------------------------ */

/* What is in the file, with what else decides about its days; in one month they are what they are. */
static char *
fingerprint(const struct conf_named *h, const struct buf *text, int64_t now, struct arena *a)
{
	struct buf b = BUF_INIT;
	char hex[65];
	buf_addf(&b, "%lld|%s|%s|", (long long)(now / (30 * MS_DAY)), h->name,
		conf_named_str(h, OPT_HOURS_ZONE) ? conf_named_str(h, OPT_HOURS_ZONE) : "");
	buf_add(&b, text->data, text->len);
	struct digest d = digest_of(b.data, b.len);
	digest_hex(hex, &d);
	buf_free(&b);
	return arena_strn(a, hex, 32);
}

static int
read_calendar(struct robot *r, const struct conf_named *h, const struct buf *text, struct error *err)
{
	struct hours *office;
	struct hours_closed *list;
	size_t n;
	if (hours_parse(h->name, conf_named_str(h, OPT_HOURS_OPEN), conf_named_str(h, OPT_HOURS_ZONE), NULL, 0, r->arena,
			&office, err) < 0)
		return -1;
	return holidays_read(text->data ? text->data : "", office, r->now - PAST, r->now + AHEAD, r->arena, &list, &n, err) < 0 ? -1
		: promise_holidays(r->store, h->name, list, n, err);
}

static int
one_calendar(struct robot *r, const struct conf_named *h, const char *path, struct error *err)
{
	const char *step = arena_printf(r->arena, "hours:%s", h->name);
	struct robot_row was;
	struct error why = ERROR_INIT;
	struct buf text = BUF_INIT;
	int rc = -1;
	if (robot_get(r->store, step, r->arena, &was, err) < 0)
		goto out;
	if (file_read(path, FILE_MAX, &text) < 0) {
		error_set(&why, ERR_SYSTEM, "%s", strerror(errno));
	} else {
		char *now = fingerprint(h, &text, r->now, r->arena);
		if (str_eq(was.state, now) && !was.error) {
			rc = 0;
			goto out;
		}
		if (read_calendar(r, h, &text, &why) == 0 && robot_put(r->store, step, 0, r->now, now, err) < 0)
			goto out;
	}
	/* the days that were known stay */
	rc = robot_error(r->store, step, why.code ? arena_printf(r->arena, "%s:%d: [hours %s] holidays: %s: %s",
		conf_file(r->conf), conf_named_line(h, OPT_HOURS_HOLIDAYS), h->name, path, why.text) : NULL, r->now, err);
out:
	buf_free(&text);
	return rc;
}

static int
calendars(struct robot *r, struct error *err)
{
	size_t n;
	const struct conf_named *h = conf_named(r->conf, SECTION_HOURS, &n);
	const char **kept = arena_array(r->arena, const char *, n + 1);
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		const char *path = conf_named_str(&h[i], OPT_HOURS_HOLIDAYS);
		if (str_empty(path))
			continue;
		kept[count++] = h[i].name;
		if (one_calendar(r, &h[i], path, err) < 0)
			return -1;
	}
	return promise_holidays_keep(r->store, kept, count, r->arena, err);
}

/* -- what the configuration promises -------------------------------------------------------------------------- */

static void
add_section(const struct conf *c, enum conf_section kind, struct buf *out)
{
	size_t n;
	const struct conf_named *list = conf_named(c, kind, &n);
	for (size_t i = 0; i < n; i++) {
		buf_addf(out, "[%s %s]", conf_section_names[kind], list[i].name);
		for (int o = 0; o < OPT_COUNT; o++)
			if (conf_options[o].section == kind && conf_named_str(&list[i], (enum conf_option)o))
				buf_addf(out, "%s=%s|", conf_options[o].key, conf_named_str(&list[i], (enum conf_option)o));
	}
}

static char *
promised(struct robot *r)
{
	static const enum conf_option care[] = { OPT_CARE_DUE_LOW, OPT_CARE_DUE_NORMAL, OPT_CARE_DUE_HIGH, OPT_CARE_DUE_URGENT,
		OPT_CARE_CALLBACK_WITHIN };
	struct buf b = BUF_INIT;
	char hex[65], *days = promise_holidays_mark(r->store, r->arena);
	add_section(r->conf, SECTION_POLICY, &b);
	add_section(r->conf, SECTION_HOURS, &b);
	for (size_t i = 0; i < sizeof care / sizeof *care; i++)
		buf_addf(&b, "%s|", conf_str(r->conf, care[i]) ? conf_str(r->conf, care[i]) : "");
	buf_adds(&b, days ? days : "");
	struct digest d = digest_of(b.data, b.len);
	digest_hex(hex, &d);
	buf_free(&b);
	return arena_strn(r->arena, hex, 32);
}

/* Where the configuration is another one, every case is counted again, a slice at a time: first those that are open,
 * then all.  The state is the mark of what was counted last; while it is done, with a `:` and which half behind it. */
static int
recount(struct robot *r, struct error *err)
{
	struct robot_row was;
	char *now = promised(r);
	if (robot_get(r->store, "clocks", r->arena, &was, err) < 0)
		return -1;
	if (str_eq(was.state, now))
		return 0;
	char *open = arena_printf(r->arena, "%s:open", now), *all = arena_printf(r->arena, "%s:all", now);
	bool second = str_eq(was.state, all), done;
	int64_t item = second || str_eq(was.state, open) ? was.item : 0;
	if (promise_recount(r->store, !second, &item, &done, err) < 0)
		return -1;
	r->more = !done || !second;
	return robot_put(r->store, "clocks", done ? 0 : item, r->now, !done ? (second ? all : open) : second ? now : all, err);
}

int
robot_clocks(struct robot *r, struct error *err)
{
	static int64_t looked_at;
	int64_t next = 0;
	if (!looked_at || r->now >= looked_at + MS_MINUTE || r->now < looked_at) {
		if (calendars(r, err) < 0)
			return -1;
		looked_at = r->now;
	}
	if (recount(r, err) < 0 || promise_warn(r->store, r->now, &next, err) < 0)
		return -1;
	robot_wake(r, next);
	return 0;
}
