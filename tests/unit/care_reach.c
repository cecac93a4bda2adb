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

/* "m>" we wrote mail, "w<" they wrote on WhatsApp; an hour between. */
static bool
prefer(const char *said, struct care_preference *out)
{
	struct care_word words[32];
	size_t n = 0;
	for (const char *c = said; *c; c += 2, n++)
		words[n] = (struct care_word){ *c == 'm' ? "mail" : *c == 'w' ? "whatsapp" : "sms", c[1] == '<',
			(int64_t)(n + 1) * MS_HOUR };
	return care_prefer(words, n, out);
}

static void
preferences(void)
{
	struct care_preference p = { .channel = "" };
	T_OK(prefer("w<w<m<w<", &p) && !strcmp(p.channel, "whatsapp") && p.seen == 3 && p.of == 4, "where most of it is said");
	T_OK(!prefer("w<m<w<", &p), "two words are too few");
	T_OK(!prefer("w<w<w<m<m<m<", &p), "half is no preference");
	T_OK(prefer("m<m>w<m>w<m>w<w<", &p) && !strcmp(p.channel, "whatsapp"), "who answers mail elsewhere prefers that");
	T_INT(p.answered, 0);
	T_OK(prefer("m>m>m<m>s<m<m<", &p) && p.asked == 2 && p.answered == 1 && p.after_ms == 2 * MS_HOUR,
		"asked twice, answered once there, two hours after the first word");
	T_OK(!prefer("m>m>m>", &p) && !prefer("", &p), "who never spoke prefers nothing");
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
	preferences();
	return t_done();
}
