/*
 * store_erase.c - a person is erased: not one of their words is left in any file beside the store,
 * their mails do not come back, others are untouched, and it is not undone.
 */
#include "store_world.h"

#include <dirent.h>

/* A word of hers that stands nowhere else. */
#define WORD "zanzibar"

static bool
file_holds(const char *path, const char *word)
{
	struct buf b = BUF_INIT;
	char chunk[65536];
	size_t n;
	FILE *f = fopen(path, "re");
	while (f && (n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(&b, chunk, n);
	if (f)
		fclose(f);
	bool found = b.len && memmem(b.data, b.len, word, strlen(word));
	buf_free(&b);
	return found;
}

static const char *seen_in;

static int
look(const char *path, const struct stat *st, int type, struct FTW *f)
{
	(void)st;
	(void)f;
	if (type == FTW_F && file_holds(path, WORD))
		seen_in = path + strlen(path) - (strlen(path) < 60 ? strlen(path) : 60);
	if (type == FTW_F && file_holds(path, WORD))
		printf("# the word stands in %s\n", path);
	return 0;
}

static bool
word_anywhere(struct world *w)
{
	seen_in = NULL;
	nftw(w->dir, look, 16, FTW_PHYS);
	return seen_in != NULL;
}

static int64_t
attach(struct world *w)
{
	char *path = arena_printf(w->a, "%s/letter.txt", w->dir);
	int64_t blob = 0, bytes = 0;
	FILE *f = fopen(path, "we");
	fputs("all about " WORD "\n", f);
	fclose(f);
	W_DO(store_blob_add(w->s, path, "text/plain", &blob, &bytes, &w->err));
	remove(path);
	return blob;
}

static struct message_in ask = { .remote_id = "z1@x", FROM("Zoe " WORD, WORD "@z.example"), TO_US,
	.subject = "About " WORD,
	.text = "Where is " WORD "?", .raw = "{\"text\":\"" WORD "\"}" };

static int64_t
make_person(struct world *w)
{
	struct act_file file = { attach(w), "letter on " WORD ".txt", "text/plain" };
	static const struct recipient to[] = { { ROLE_TO, { "Zoe " WORD, WORD "@z.example" } } };
	ask.received_at = clock_now();
	int64_t c = w_case_of(w, w_feed(w, &w->mail_ctx, ask));
	MAIL(w, .remote_id = "z0@x", FROM("Zoe", WORD "@z.example"), TO_US, .subject = WORD,
		.text = "Long ago in " WORD,
		.received_at = clock_now() - 60 * MS_DAY);
	ACT(w, .verb = ACT_NOTE, .case_id = c, .text = "she means " WORD);
	struct act_contact call = { .kind = KIND_CALL, .outcome = OUTCOME_ANSWERED, .address_kind = "mail",
		.address = WORD "@z.example" };
	ACT(w, .verb = ACT_CONTACT, .case_id = c, .contact = &call, .text = "she rang from " WORD);
	struct ring_row ring = { .at = clock_now(), .until = clock_now() + MS_MINUTE, .number = WORD "@z.example" };
	W_DO(ring_add(w->s, &ring, &w->err));
	ACT(w, .verb = ACT_SUBJECT, .case_id = c, .text = "the " WORD " case");
	ACT(w, .verb = ACT_NEXT, .case_id = c, .text = "write to " WORD);
	ACT(w, .verb = ACT_WAITS, .case_id = c, .name = "the " WORD " office");
	ACT(w, .verb = ACT_WAITS, .case_id = c, .name = "the office of " WORD);
	/* the page of a hand-over speaks of many */
	struct act_handover given = { .cases = &c, .case_count = 1 };
	ACT(w, .verb = ACT_ASSIGN, .case_id = c, .name = "eva");
	ACT(w, .verb = ACT_HANDOVER, .name = "max", .text = "#1 Zoe, she waits for " WORD, .handover = &given);
	ACT(w, .verb = ACT_CUSTOMER_SET, .customer = w_case(w, c).customer, .name = "notes",
		.text = "lives in " WORD);
	int64_t who = w_case(w, c).customer, left = 1;
	struct act_value city = { "city", WORD, WORD, .source = "agent" };
	ACT(w, .verb = ACT_CUSTOMER_SET, .customer = who, .name = "signs", .text = WORD);
	ACT(w, .verb = ACT_CUSTOMER_SET, .customer = who, .name = "signs", .text = "Z. of " WORD);
	ACT(w, .verb = ACT_FIELD, .customer = who, .field = &city);
	ACT(w, .verb = ACT_FIELD, .case_id = c, .field = &city);
	ACT(w, .verb = ACT_CONSENT, .customer = who, .name = "marketing", .flag = true, .text = "said so in " WORD);
	ACT(w, .verb = ACT_RATE, .customer = who, .name = "bad", .text = "not as in " WORD);
	MAIL(w, .remote_id = "z10@x", FROM("Zoe", WORD "@z.example"), TO_US, .text = "My mail is " WORD "@home.example",
		.in_reply_to = "z1@x");
	while (left)
		W_DO(suggest_run(w->s, w_own, &left, &w->err));
	T_OK(w_int(w, "SELECT count(*) FROM trait") > 0, "what she says of herself is noted");
	struct act_message m = { .account = w->mail, .thread = w_int(w,
		"SELECT thread FROM message WHERE remote_id='z1@x'"),
		.recipients = to, .recipient_count = 1, .subject = "Re: " WORD, .text = "It is in " WORD,
			.files = &file,
		.file_count = 1, .from_address = "help@shop.example", .seen = -1, .no_hold = true };
	ACT(w, .verb = ACT_REPLY, .case_id = c, .message_out = &m);
	w_deliver(w, w->mail);
	ACT(w, .verb = ACT_REPLY, .case_id = c, .message_out = &m);	/* this one still waits */
	struct draft d = { .agent = w->eva, .kind = "reply", .case_id = c, .body = "And " WORD };
	W_DO(draft_save(w->s, &d, &w->err));
	int64_t other = w_case_of(w, CHAT(w, .remote_id = "z9", .thread = "zoe", FROM("Zoe", WORD),
		.text = "I am " WORD));
	ACT(w, .verb = ACT_CUSTOMER_MERGE, .customer = w_case(w, c).customer, .customer2 = w_case(w,
		other).customer);
	struct event_in edit = { .thread = "zoe", .remote_id = "z9", .kind = EVENT_EDIT, .at = clock_now(),
		.text = "I was " WORD };
	struct batch b = { .events = &edit, .event_count = 1 };
	W_DO(feed_batch(w->s, &w->chat_ctx, &b, &w->fed, &w->err));
	return c;
}

int
main(void)
{
	struct world world, *w = &world;
	struct customer_row person;
	w_begin(w);
	int64_t bob = MAIL(w, .remote_id = "bob@x", FROM("Bob", "bob@b.example"), TO_US, .subject = "Lamp",
		.text = "Is it broken?");
	int64_t c = make_person(w), customer = w_case(w, c).customer;
	W_DO(w_index(w));
	T_OK(word_anywhere(w), "her words are there before");
	store_close(w->s);
	w->s = w_open_as(w, STORE_DESK);
	T_OK(REFUSED(w, .verb = ACT_CUSTOMER_ERASE, .customer = customer) != NULL,
		"the console does not erase: %s", w->err.text);
	store_close(w->s);
	w->s = w_open_as(w, STORE_ADMIN);
	T_OK(REFUSED(w, .verb = ACT_CUSTOMER_ERASE, .customer = customer) != NULL,
		"nobody is erased on the word of somebody unknown: %s", w->err.text);
	static const struct act_verify by = { .way = VERIFY_PERSON };
	ACT(w, .verb = ACT_VERIFY, .customer = customer, .verify = &by, .text = "She was here with her passport, " WORD);
	struct act_result r = ACT(w, .verb = ACT_CUSTOMER_ERASE, .customer = customer);
	T_OK(!word_anywhere(w), "not one of them is after it");
	W_DO(read_customer(w->s, customer, w->a, &person, &w->err));
	T_OK(person.erased_at && !person.name && !person.notes, "the person has no name any more");
	T_INT(w_int(w, "SELECT count(*) FROM outbox WHERE state=0"), 0);
	int64_t messages = w_int(w, "SELECT count(*) FROM message");
	w_feed(w, &w->mail_ctx, ask);
	ask.content = digest_of("x", 1);
	w_feed(w, &w->mail_ctx, ask);
	T_INT(w_int(w, "SELECT count(*) FROM message"), messages);
	T_OK(!word_anywhere(w), "nor does sync fetch it back");
	T_OK(REFUSED(w, .verb = ACT_UNDO, .action = r.action) != NULL, "it is not undone: %s", w->err.text);
	T_OK(REFUSED(w, .verb = ACT_CUSTOMER_ERASE, .customer = customer) != NULL, "nor done twice");
	struct item_row item;
	W_DO(read_item(w->s, bob, w->a, &item, &w->err));
	T_STR(item.body, "Is it broken?");
	W_DO(w_index(w));
	T_INT(read_unindexed(w->s), 0);
	struct timeline_page p = { .case_id = c, .parts = 31, .limit = 100 };
	struct item_row *rows;
	size_t n;
	bool more;
	W_DO(read_timeline(w->s, &p, w->a, &rows, &n, &more, &w->err));
	T_OK(n > 5, "its timeline still shows that something was");
	char **findings;
	W_DO(store_check(w->s, false, w->a, &findings, &w->err));
	T_STR(findings[0], NULL);
	return w_end(w);
}
