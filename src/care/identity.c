/* identity.c - addresses in normal form. */
#include "care.h"

#include <ctype.h>
#include <string.h>

#include "str.h"
#include "utf8.h"

static char *
mail_normal(const char *address, struct arena *a)
{
	char *s = str_lower(a, str_trim(a, address));
	size_t n = strlen(s);
	if (n > 1 && s[0] == '<' && s[n - 1] == '>') {
		s[n - 1] = '\0';
		s++;
	}
	char *at = strrchr(s, '@');
	if (!at || at == s || !at[1] || strlen(s) > 320)
		return NULL;
	for (const char *p = s; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || strchr("<>,;\"()\\", *p))
			return NULL;
	return s;
}

static char *
phone_normal(const char *address, struct arena *a)
{
	char *out = arena_alloc(a, strlen(address) + 2), *p = out;
	size_t digits = 0;
	for (const char *s = address; *s; s++) {
		if (isdigit((unsigned char)*s)) {
			*p++ = *s;
			digits++;
		} else if (*s == '+' && p == out) {
			*p++ = '+';
		} else if (!strchr(" -./()\t", *s)) {
			return NULL;
		}
	}
	*p = '\0';
	if (out[0] == '0' && out[1] == '0') {
		out[1] = '+';
		out++;
	}
	return digits >= 3 && digits <= 15 ? out : NULL;
}

static char *
handle_normal(const char *address, struct arena *a)
{
	char *s = utf8_clean_str(a, str_trim(a, address), false);
	while (*s == '@')
		s++;
	return *s && strlen(s) <= 320 ? str_lower(a, s) : NULL;
}

bool
care_identity_is_phone(const char *kind)
{
	static const char *const phones[] = { "phone", "voice", "sms", "whatsapp" };
	for (size_t i = 0; i < sizeof phones / sizeof *phones; i++)
		if (str_eq(kind, phones[i]))
			return true;
	return false;
}

char *
care_identity_normal(const char *kind, const char *address, struct arena *a)
{
	if (str_empty(address))
		return NULL;
	if (str_eq(kind, "mail"))
		return mail_normal(address, a);
	char *number = care_identity_is_phone(kind) ? phone_normal(address, a) : NULL;
	return number ? number : handle_normal(address, a);
}

bool
care_identity_is_robot(const char *kind, const char *address)
{
	static const char *const locals[] = { "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply",
		"mailer-daemon", "postmaster", "posta-certificata", "bounce", "bounces", "nobody", "daemon" };
	if (!str_eq(kind, "mail") || str_empty(address))
		return false;
	size_t n = strcspn(address, "@+");
	for (size_t i = 0; i < sizeof locals / sizeof *locals; i++)
		if (strlen(locals[i]) == n && str_istarts(address, locals[i]))
			return true;
	return false;
}
