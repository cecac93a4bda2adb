/* mention.c - whom a note calls: "@max", "@logistics". */
#include "care.h"

#include <ctype.h>
#include <string.h>

#include "str.h"

static bool
in_name(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80 || c == '_' || c == '-' || c == '.';
}

const char *
care_at_name(const char *text, const char **name, size_t *len)
{
	const char *start = text;
	for (const char *p = text; (p = strchr(p, '@')) != NULL; p++) {
		size_t n = 0;
		/* in the middle of a word it is a mail address */
		if (p > start && (in_name(p[-1]) || p[-1] == '@' || p[-1] == '+'))
			continue;
		while (in_name(p[1 + n]))
			n++;
		while (n && (p[n] == '.' || p[n] == '-'))	/* those end a sentence */
			n--;
		if (!n || p[1 + n] == '@')
			continue;
		*name = p + 1;
		*len = n;
		return p + 1 + n;
	}
	return NULL;
}

char **
care_at_names(const char *text, struct arena *a)
{
	char **list = NULL;
	const char *name;
	size_t n = 0, space = 0, len;
	while (text && (text = care_at_name(text, &name, &len)) != NULL) {
		char *one = arena_strn(a, name, len);
		bool known = false;
		for (size_t i = 0; i < n && !known; i++)
			known = str_ieq(list[i], one);
		if (!known)
			*VEC_PUSH(a, list, n, space) = one;
	}
	*VEC_PUSH(a, list, n, space) = NULL;
	return list;
}
