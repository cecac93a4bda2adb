/* compose_review.c - what will happen, in full, before it does: to whom, from where, who else can read it, when. */
#include "compose.h"

#include <sys/stat.h>

#include "clock.h"

int64_t
compose_file_bytes(struct app *app, int64_t blob)
{
	struct arena *a = arena_new();
	struct stat st;
	const char *path = store_blob_path(app->store, blob, a);
	int64_t bytes = path && stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
	arena_free(a);
	return bytes;
}

static void
add_to(struct buf *b, const struct letter *l, struct arena *a)
{
	static const struct { enum party role; const char *label; } roles[] = { { ROLE_TO, N_("To:") }, { ROLE_CC, N_("Cc:") },
		{ ROLE_BCC, N_("Bcc:") } };
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
		char *line = letter_address_line(l->recipients, l->recipient_count, roles[i].role, a);
		if (*line)
			buf_addf(b, "\n%s %s", _(roles[i].label), line);
	}
}

static void
add_way(struct app *app, struct buf *b, const struct letter *l, struct arena *a)
{
	struct account_row *rows;
	size_t n = 0;
	const char *account = NULL;
	if (read_accounts(app->store, false, a, &rows, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			if (rows[i].id == l->account)
				account = rows[i].name;
	bool named = !str_empty(l->from_name), addressed = !str_empty(l->from_address);
	if (named || addressed)
		buf_addf(b, named && addressed ? "\n%s %s <%s>" : "\n%s %s%s", _("From:"), named ? l->from_name : "",
			addressed ? l->from_address : "");
	char *by = account && !str_eq(account, l->channel) ? arena_printf(a, _("%s (account %s)"), l->channel, account)
		: arena_str(a, l->channel ? l->channel : "?");
	buf_addf(b, "\n%s %s%s", _("By:"), by, l->audience >= AUDIENCE_UNLISTED ? _(" - PUBLIC, EVERYBODY can read it")
		: l->kind == LETTER_PRIVATE ? _(", IN PRIVATE, once") : l->audience == AUDIENCE_GROUP ? _(", to a group")
		: _(", private"));
	if (l->pec_lost)
		buf_adds(b, _(", NOT CERTIFIED although it answers a PEC"));
}

static void
add_rest(struct app *app, struct compose *c, struct buf *b, const struct letter *l, struct arena *a)
{
	struct length_result r;
	if (!str_empty(l->subject))
		buf_addf(b, "\n%s %s", _("Subject:"), l->subject);
	for (size_t i = 0; i < l->file_count; i++) {
		char size[8];
		str_bytes(size, (uint64_t)compose_file_bytes(app, l->files[i].blob));
		buf_addf(b, i ? ", %s %s" : _("\nFiles: %s %s"), l->files[i].name, size);
	}
	letter_length(l, l->text ? l->text : "", &r);
	if (r.limit && r.parts > 1)
		buf_addf(b, _("\nLength: %ld, in %d parts"), r.used, r.parts);
	if (!str_empty(l->then))
		buf_addf(b, _("\nWith it: %s"), l->then);
	char *later = compose_later_words(c, app->v.now, a);
	if (later)
		buf_addf(b, _("\nWhen: %s"), later);
}

void
compose_review(struct app *app, struct compose *c, const struct letter *l, const char *doubts,
	void (*answered)(struct app *, bool yes))
{
	struct arena *a = arena_new();
	struct buf b = BUF_INIT;
	buf_adds(&b, c->kind == COMPOSE_PRIVATE ? _("WHISPER this to one person?") : c->kind == COMPOSE_EDIT
		? _("CHANGE what we said?") : compose_is_public(c) ? _("SEND this in PUBLIC?") : c->kind == COMPOSE_REPLY
		? _("SEND this to the customer?") : _("SEND this?"));
	add_to(&b, l, a);
	add_way(app, &b, l, a);
	add_rest(app, c, &b, l, a);
	if (!str_empty(doubts))
		buf_addf(&b, _("\nMIND: %s"), doubts);
	buf_adds(&b, c->kind == COMPOSE_EDIT ? _("\n\ny changes it there   e goes back to the text")
		: _("\n\ny sends   e goes back to the text"));
	app_ask_firmly(app, answered, "%s", utf8_clean_str(a, b.data, true));
	buf_free(&b);
	arena_free(a);
}
