/* html_link.c - what a link says and where it leads; see html_link.h. */
#include "html_link.h"

#include <ctype.h>
#include <string.h>

#include "str.h"

/* Does the last label of a bare word make it a host, rather than "Node.js" or "notes.txt"? */
static bool
known_top(const char *label)
{
	static const char *const tops[] = { "app", "bank", "biz", "cloud", "com", "dev", "edu", "eus", "gov", "info",
		"int", "life", "live", "mil", "name", "net", "online", "org", "page", "post", "pro", "shop", "site", "store",
		"tech", "top", "world", "xyz" };
	static const char *const files[] = { "js", "md", "py", "rs", "sh", "ps", "ts", "cs", "vb", "so", "gz", "pl" };
	size_t i, n = strlen(label);

	for (i = 0; i < sizeof files / sizeof files[0]; i++)
		if (!strcmp(label, files[i]))
			return false;
	for (i = 0; i < sizeof tops / sizeof tops[0]; i++)
		if (!strcmp(label, tops[i]))
			return true;
	return (n == 2 && isalpha((unsigned char)label[0]) && isalpha((unsigned char)label[1])) || str_starts(label, "xn--");
}

/* The host of an address, or of a word that looks like one ("www.bank.it/x"); lower case, without www.
 * *disguised: it begins with a name and a password, which nobody has but who wants to look like another. */
static bool
host_of(const char *s, size_t len, char out[128], bool *disguised)
{
	const char *p = s, *end = s + len, *stop, *at, *dot;
	bool sure = false;
	size_t n = 0;

	if (len > 8 && (!strncasecmp(s, "http://", 7) || !strncasecmp(s, "https://", 8))) {
		p = (const char *)memchr(s, ':', len) + 3;
		sure = true;
	} else if (memchr(s, '@', len)) {
		return false;
	}
	for (stop = p; stop < end && !strchr("/?#\\", *stop); stop++)
		continue;
	at = memrchr(p, '@', (size_t)(stop - p));
	*disguised = at != NULL;
	p = at ? at + 1 : p;
	if (stop - p > 4 && !strncasecmp(p, "www.", 4)) {
		p += 4;
		sure = true;
	}
	for (; p < stop && n < 127 && (isalnum((unsigned char)*p) || *p == '-' || *p == '.' ||
	    (unsigned char)*p >= 128); p++)
		out[n++] = (char)tolower((unsigned char)*p);
	while (n && out[n - 1] == '.')
		n--;
	out[n] = '\0';
	dot = strrchr(out, '.');
	if ((p < stop && *p != ':' && !strchr(".,;!)", *p)) || !dot || n < 4)
		return false;
	return sure || (known_top(dot + 1) && out[0] != '.');
}

static bool
other_host(const char *shown, const char *target)
{
	size_t n = strlen(shown), m = strlen(target);

	if (n == m)
		return strcmp(shown, target) != 0;
	if (n < m)
		return strcmp(target + m - n, shown) || target[m - n - 1] != '.';
	return strcmp(shown + n - m, target) || shown[n - m - 1] != '.';
}

bool
html_link_lies(const char *shown, size_t len, const char *href, char is[128])
{
	const char *end = shown + len;
	char says[128];
	bool disguised = false, ignored;

	if (!host_of(href, strlen(href), is, &disguised))
		return false;
	if (disguised)
		return true;
	while (shown < end) {
		const char *word = shown;

		while (shown < end && !isspace((unsigned char)*shown) && !strchr("<>()\"'", *shown))
			shown++;
		if (host_of(word, (size_t)(shown - word), says, &ignored) && other_host(says, is))
			return true;
		shown += shown < end;
	}
	return false;
}

bool
html_link_shown(const char *shown, size_t len, const char *href)
{
	static const char *const schemes[] = { "http://", "https://", "mailto:" };
	size_t n = strlen(href), i;

	if (len == n && !strncmp(shown, href, n))
		return true;
	for (i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
		if (str_istarts(href, schemes[i])) {
			href += strlen(schemes[i]);
			n -= strlen(schemes[i]);
		}
	if (n && href[n - 1] == '/')
		n--;
	if (len && shown[len - 1] == '/')
		len--;
	return len == n && !strncasecmp(shown, href, n);
}
