/* care_reach.c - quiet hours, caps and ratings. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "reach.h"
#include "t.h"

static int64_t
local(int hour, int minute)
{
	struct tm day = { .tm_year = 126, .tm_mon = 10, .tm_mday = 25, .tm_hour = hour, .tm_min = minute, .tm_isdst = -1 };
	return (int64_t)mktime(&day) * MS_SECOND;
}

int
main(void)
{
	struct error err = ERROR_INIT;
	struct care_quiet q;
	struct care_cap cap;
	struct care_rating r;
	setenv("TZ", "Europe/Rome", 1);
	tzset();
	T_OK(care_quiet_read("21:00-08:00", &q, &err) == 0, "over midnight");
	T_INT(care_quiet_end(&q, local(12, 0)), local(12, 0));
	T_INT(care_quiet_end(&q, local(21, 0)), local(24 + 8, 0));
	T_INT(care_quiet_end(&q, local(23, 59)), local(24 + 8, 0));
	T_INT(care_quiet_end(&q, local(7, 59)), local(8, 0));
	T_INT(care_quiet_end(&q, local(8, 0)), local(8, 0));
	T_OK(care_quiet_read("12:30-14:00", &q, &err) == 0, "within a day");
	T_INT(care_quiet_end(&q, local(13, 0)), local(14, 0));
	T_INT(care_quiet_end(&q, local(14, 0)), local(14, 0));
	T_OK(care_quiet_read("21-8", &q, &err) < 0 && strstr(err.text, "21:00-08:00"), "malformed");
	T_OK(care_quiet_read("08:00-08:00", &q, &err) < 0 && care_quiet_read("25:00-08:00", &q, &err) < 0, "no hours");
	T_OK(care_cap_read("2/7d", &cap, &err) == 0 && cap.count == 2 && cap.span_ms == 7 * MS_DAY, "a cap");
	T_OK(care_cap_read("0/1d", &cap, &err) == 0 && cap.count == 0, "none at all");
	T_OK(care_cap_read("2", &cap, &err) < 0 && care_cap_read("x/7d", &cap, &err) < 0 &&
		care_cap_read("2/never", &cap, &err) < 0, "malformed");
	T_OK(care_rating_read("1/5", &r, &err) == 0 && r.score == 0 && !strcmp(r.scale, "1-5"), "the worst of five");
	T_OK(care_rating_read("5/5", &r, &err) == 0 && r.score == 100, "the best");
	T_OK(care_rating_read("0/10", &r, &err) == 0 && r.score == 0 && !strcmp(r.scale, "0-10"), "nought of ten");
	T_OK(care_rating_read("Good", &r, &err) == 0 && r.score == 100 && !strcmp(r.said, "good"), "a word");
	T_OK(care_rating_read("0/5", &r, &err) < 0 && care_rating_read("6/5", &r, &err) < 0 &&
		care_rating_read("well", &r, &err) < 0, "off the scale");
	return t_done();
}
