/*
 * docgen.c - writes the generated halves of the documents: `docgen man PAGE.in [SCHEMA.sql]...`,
 * `docgen bash`, `docgen zsh`, on standard output.  A page is mdoc; a line "@name argument@" in it stands
 * for a table, @VERSION@ and @examplesdir@ for what they say.
 */
#include "docgen.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- roff ---------------------------------------------------------------------------------------- */

static void
put(char c)
{
	switch (c) {
	case '\\':
		fputs("\\e", stdout);
		break;
	case '-':
		fputs("\\-", stdout);
		break;
	case '"':
		fputs("\\(dq", stdout);
		break;
	case '\'':
		fputs("\\(aq", stdout);
		break;
	case '^':
		fputs("\\(ha", stdout);
		break;
	case '~':
		fputs("\\(ti", stdout);
		break;
	default:
		putchar(c);
	}
}

void
doc_text(const char *s)
{
	int bold = 0;
	char before = '\0';
	if (*s == '.' || *s == '\'')
		fputs("\\&", stdout);
	for (; *s; before = *s++) {
		if (*s == '`') {
			fputs((bold = !bold) ? "\\fB" : "\\fP", stdout);
			continue;
		}
		/* a hyphen inside a word is one; elsewhere it is a minus */
		if (*s == '-' && isalpha((unsigned char)s[1]) && !bold && isalpha((unsigned char)before))
			putchar('-');
		else
			put(*s);
	}
}

/* How many characters from s on stand in one font: '\0' plain, 'B' or 'I'. */
static size_t
run(const char *s, char *font)
{
	size_t n = 0;
	if (s[0] == '-' && s[1] == '-')
		n = 2;
	*font = n || islower((unsigned char)s[0]) ? 'B' : isupper((unsigned char)s[0]) ? 'I' : '\0';
	if (!*font)
		return 1;
	while (isalnum((unsigned char)s[n]) || (s[n] == '-' && isalnum((unsigned char)s[n + 1])))
		n++;
	return n;
}

void
doc_usage(const char *s)
{
	while (*s) {
		char font;
		size_t n = run(s, &font);
		if (font)
			printf("\\f%c", font);
		for (size_t i = 0; i < n; i++) {
			put(s[i]);
			if (s[i] == '|')	/* a line may end here */
				fputs("\\:", stdout);
		}
		if (font)
			fputs("\\fP", stdout);
		s += n;
	}
}

void
doc_item(const char *head, const char *usage)
{
	fputs(".It \"\\fB", stdout);
	for (const char *p = head; *p; p++)
		put(*p);
	fputs("\\fP", stdout);
	if (*usage)
		putchar(' ');
	doc_usage(usage);
	fputs("\"\n", stdout);
}

/* -- pages ------------------------------------------------------------------------------------------ */

/* A line "@name argument@": true when it was one; ends the program when nobody knows the name. */
static int
marker(const char *line, const char *file, int number)
{
	char name[64], argument[64] = "";
	size_t len = strlen(line);
	if (line[0] != '@' || len < 3 || line[len - 1] != '@' || strchr(line + 1, '@') != line + len - 1)
		return 0;
	if (sscanf(line, "@%63[a-z-] %63[A-Za-z-]", name, argument) < 1)
		return 0;
	for (const struct doc_marker *m = doc_markers; m->name; m++) {
		if (strcmp(m->name, name))
			continue;
		m->write(argument);
		return 1;
	}
	fprintf(stderr, "%s:%d: nothing writes %s\n", file, number, line);
	exit(1);
}

static void
put_with_values(const char *line)
{
	static const struct { const char *name, *value; } values[] = {
		{ "@VERSION@", PACKAGE_VERSION }, { "@examplesdir@", DATA_DIR "/examples" },
		{ "@themesdir@", THEME_DIR },
	};
	while (*line) {
		size_t i, n = sizeof values / sizeof values[0];
		for (i = 0; i < n && strncmp(line, values[i].name, strlen(values[i].name)); i++)
			;
		if (i < n) {
			fputs(values[i].value, stdout);
			line += strlen(values[i].name);
		} else {
			putchar(*line++);
		}
	}
	putchar('\n');
}

static int
page(const char *file)
{
	char line[4096];
	int number = 0;
	FILE *f = fopen(file, "r");
	if (!f) {
		perror(file);
		return 1;
	}
	printf(".\\\" Made by src/gen/docgen from %s and the program's tables: edit those.\n",
		strrchr(file, '/') ? strrchr(file, '/') + 1 : file);
	while (fgets(line, sizeof line, f)) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		if (!marker(line, file, number))
			put_with_values(line);
	}
	fclose(f);
	return 0;
}

int
main(int argc, char **argv)
{
	int rc = 2;
	if (argc >= 3 && !strcmp(argv[1], "man")) {
		for (int i = 3; i < argc; i++)
			if (doc_schema_load(argv[i]) < 0)
				return 1;
		rc = page(argv[2]);
	} else if (argc == 2 && !strcmp(argv[1], "bash")) {
		doc_bash();
		rc = 0;
	} else if (argc == 2 && !strcmp(argv[1], "zsh")) {
		doc_zsh();
		rc = 0;
	} else {
		fputs("usage: docgen man PAGE.in [SCHEMA.sql]... | bash | zsh\n", stderr);
	}
	return fflush(stdout) || ferror(stdout) ? 1 : rc;
}
