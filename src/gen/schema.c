/*
 * schema.c - the migrations' SQL, read line by line, as a list of tables for sportello-store(7).  It knows
 * our own way of writing SQL, no other: one or more columns a line, `-- comment` at the line's end.
 */
#include "docgen.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 2000, LINE = 300 };

static char lines[LINES][LINE];
static size_t line_count;

int
doc_schema_load(const char *file)
{
	FILE *f = fopen(file, "r");
	if (!f) {
		perror(file);
		return -1;
	}
	while (line_count < LINES && fgets(lines[line_count], LINE, f)) {
		lines[line_count][strcspn(lines[line_count], "\n")] = '\0';
		line_count++;
	}
	fclose(f);
	return 0;
}

/* Cuts the comment off a line; "" when there is none. */
static const char *
comment_of(char *line)
{
	char *p = strstr(line, "--");
	if (!p)
		return "";
	*p = '\0';
	for (p += 2; *p == ' '; p++)
		;
	return p;
}

/* "name TYPE ..." in bold and plain; where it refers to, in italics. */
static void
put_column(const char *def)
{
	char name[64] = "", type[32] = "", other[64] = "";
	const char *refers = strstr(def, "REFERENCES");
	if (sscanf(def, "%63s %31[A-Z]", name, type) < 1)
		return;
	if (!strcmp(name, "UNIQUE") || !strcmp(name, "PRIMARY")) {
		doc_text(def);
		return;
	}
	printf("\\fB%s\\fP", name);
	for (char *p = type; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	printf(" %s", type);
	if (refers && sscanf(refers, "REFERENCES %63[a-z_]", other) == 1)
		printf(" of \\fI%s\\fP", other);
	if (strstr(def, "PRIMARY KEY"))
		fputs(", key", stdout);
}

/* The definitions of a line: commas outside parentheses part them.  Returns how many there were. */
static int
put_columns(char *defs)
{
	int depth = 0, n = 0;
	char *start = defs;
	for (char *p = defs;; p++) {
		depth += *p == '(';
		depth -= *p == ')';
		if (*p && (*p != ',' || depth > 0))
			continue;
		char end = *p;
		*p = '\0';
		start += strspn(start, " \t");
		if (*start) {
			fputs(n++ ? ", " : ".It \"", stdout);
			put_column(start);
		}
		start = p + 1;
		if (!end)
			break;
	}
	if (n)
		fputs("\"\n", stdout);
	return n;
}

static void
put_comment(const char *comment)
{
	if (!*comment)
		return;
	doc_text(comment);
	putchar('\n');
}

/* Columns that later migrations added to the table: one a line. */
static void
put_added(const char *table)
{
	char line[LINE], name[64], *column;

	for (size_t i = 0; i < line_count; i++) {
		memcpy(line, lines[i], sizeof line);
		const char *comment = comment_of(line);
		if (sscanf(line, "ALTER TABLE %63[a-z_]", name) != 1 || strcmp(name, table) ||
		    !(column = strstr(line, " ADD COLUMN ")))
			continue;
		column[strcspn(column, ";")] = '\0';
		put_columns(column + strlen(" ADD COLUMN "));
		put_comment(comment);
	}
}

/* One table, from its first line on; returns the line after it. */
static size_t
put_table(size_t i)
{
	char line[LINE], name[64];
	snprintf(line, sizeof line, "%s", lines[i]);
	const char *comment = comment_of(line);
	char *body = strchr(line, '(') + 1, *end = strstr(body, ") STRICT");
	(void)sscanf(line, "CREATE TABLE %63[a-z_]", name);
	printf(".Ss %s\n", name);
	put_comment(comment);
	puts(".Bl -tag -width Ds -compact");
	if (end)
		*end = '\0';
	put_columns(body);
	while (!end && ++i < line_count) {
		snprintf(line, sizeof line, "%s", lines[i]);
		comment = comment_of(line);
		end = strncmp(line, ") STRICT", 8) ? NULL : line;
		if (end)
			break;
		if (!put_columns(line) && *comment)
			puts(".It \\&");
		put_comment(comment);
	}
	put_added(name);
	puts(".El");
	return i + 1;
}

void
doc_schema_tables(const char *argument)
{
	(void)argument;
	for (size_t i = 0; i < line_count;)
		i = strncmp(lines[i], "CREATE TABLE ", 13) ? i + 1 : put_table(i);
}
