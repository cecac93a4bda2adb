/* read_hours.c - office hours: what the configuration says, without the holidays of the calendars. */
#include "promise.h"

#include "clock.h"
#include "db.h"
#include "i18n.h"
#include "str.h"

static int
read_closed(struct store *s, const char *name, struct arena *a, struct hours_closed **out, size_t *n, struct error *err)
{
	struct hours_closed *list = NULL;
	size_t count = 0, space = 0;
	int row;
	sqlite3_stmt *st = db_stmt(s, STMT_HOLIDAYS, err);
	if (!st)
		return -1;
	db_bind(st, "t", name);
	while ((row = db_step(s, st, err)) == 1)
		*VEC_PUSH(a, list, count, space) = (struct hours_closed){ (int)db_col(st, 0), (int)db_col(st, 1),
			(int)db_col(st, 2), db_col_text(st, 3, a) };
	db_done(st);
	*out = list;
	*n = count;
	return row;
}

int
read_hours(struct store *s, const struct conf *conf, const char *name, struct arena *a, struct hours **out,
	struct error *err)
{
	struct hours_closed *closed;
	struct error why = ERROR_INIT;
	size_t n;
	if (str_empty(name)) {
		*out = NULL;
		return 0;
	}
	const struct conf_named *c = conf_named_find(conf, SECTION_HOURS, name, a, err);
	if (!c || read_closed(s, name, a, &closed, &n, err) < 0)
		return -1;
	const char *open = conf_named_str(c, OPT_HOURS_OPEN), *zone = conf_named_str(c, OPT_HOURS_ZONE);
	if (hours_parse(name, open, zone, closed, n, a, out, &why) == 0)
		return 0;
	/* which of the two lines is it? */
	struct clock_zone *z;
	bool of_zone = !str_empty(zone) && clock_zone(zone, a, &z, NULL) < 0;
	return error_set(err, ERR_CONFIG, "%s:%d: [hours %s] %s = %s: %s", conf_file(conf),
		conf_named_line(c, of_zone ? OPT_HOURS_ZONE : OPT_HOURS_OPEN), name, of_zone ? "zone" : "open",
		of_zone ? zone : open, why.text);
}
