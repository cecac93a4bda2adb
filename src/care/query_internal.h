/* query_internal.h - between query.c and query_lex.c. */
#ifndef SPORTELLO_QUERY_INTERNAL_H
#define SPORTELLO_QUERY_INTERNAL_H

#include "query.h"

enum token_kind { TOKEN_END, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_AND, TOKEN_OR, TOKEN_NOT, TOKEN_TERM };
struct token {
	enum token_kind kind;
	int column;			/* from 1, in characters */
	const char *field;		/* TERM: before the colon, NULL = words */
	const char *text;		/* unquoted */
	bool quoted, star;		/* "..."; ends with an unquoted * */
	size_t end;			/* byte after the token */
};

struct query_lexer {
	const char *source, *p;
	int column;
	struct arena *a;
};

int query_token(struct query_lexer *l, struct token *out, struct error *err);
/* Fills in kind-specific values of a term: range, span, comparison; checks enums. */
int query_term(const struct query_context *ctx, const struct token *t, struct query *q, struct arena *a,
	struct error *err);
int query_fail(int column, struct error *err, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
