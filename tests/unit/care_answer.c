/* care_answer.c - answer files are read as they are written, and the right one is found for what people ask. */
#include "t.h"

#include <dirent.h>
#include <stdlib.h>

#include "answer.h"
#include "file.h"
#include "str.h"

static struct arena *a;

static const char reso[] =
	"# a comment\n"
	"title: Sending back\n"
	"Intent: return\n"
	"tags: returns, shop\n"
	"owner: eva\n"
	"valid-until: 2027-03-31\n"
	"ask: order email\n"
	"\n"
	"?en How do I send it back?\n"
	"return label\n"
	"?it\n"
	"vorrei fare un reso\n"
	"\n"
	"=en\n"
	"Dear {customer.first_name|customer},\n"
	"\n"
	"\\= no mark\n"
	"=it tu short: Ciao\n"
	"!\n"
	"1. Look.\n"
	"> First\n"
	"picture: box.png\n"
	">it Prima\n"
	"> Then\n"
	"link: https://x.example/y\n"
	"> link-command\n"
	"~ refund\n"
	"payment, refund\n";

static void
test_reading(void)
{
	struct answer r;
	struct error err = ERROR_INIT;
	const struct answer_step **steps;
	T_OK(answer_parse(reso, "reso", "reso.txt", a, &r, &err) == 0, "a file is read %s", err.text);
	T_STR(r.title, "Sending back");
	T_STR(r.intent, "return");
	T_STR(r.topic, "returns");
	T_STR(r.owner, "eva");
	T_INT(r.valid_until, 20270331);
	T_STR(r.ask[1], "email");
	T_INT(r.question_count, 3);
	T_STR(r.questions[1].text, "return label");
	T_STR(r.questions[1].language, "en");
	T_INT(r.questions[2].line, 12);
	T_INT(r.macro.text_count, 2);
	T_STR(r.macro.texts[0].text, "Dear {customer.first_name|customer},\n\n= no mark");
	T_STR(r.macro.texts[1].name, "it.tu.short");
	T_STR(r.macro.texts[1].form, "informal");
	T_STR(answer_procedure(&r, "it"), "1. Look.");
	T_INT(answer_steps(&r, "it", a, &steps), 1);
	T_INT(answer_steps(&r, "de", a, &steps), 3);
	T_STR(steps[0]->picture, "box.png");
	T_STR(steps[1]->link, "https://x.example/y");
	T_OK(steps[2]->link_command, "a link that is made");
	T_STR(r.next[1], "payment");
	T_OK(!r.next[2], "and no more");
	T_OK(!answer_expired(&r, 1803000000000), "valid in February 2027");
	T_OK(answer_expired(&r, 1807000000000), "not in April");
}

static void
test_errors(void)
{
	static const struct { const char *text, *error; } cases[] = {
		{ "titel: x\n=\ny\n", "r.txt:1: unknown key 'titel' - did you mean 'title'?" },
		{ "title: x\nHello\n=\ny\n", "r.txt:2: neither" },
		{ "title: x\ntitle: y\n=\ny\n", "r.txt:2: title stands on line 1 already" },
		{ "valid until: 31.12.2027\n=\ny\n", "r.txt:1: '31.12.2027' is no day: write it as 2027-12-31" },
		{ "valid until: 2027-02-30\n=\ny\n", "r.txt:1: '2027-02-30' is no day" },
		{ "intent: two words\n=\ny\n", "r.txt:1: intent: 'two words' is no label" },
		{ "?wo ist es\n=\ny\n", "r.txt:1: 'wo' is no language known here" },
		{ "=it tu ciao\n", "r.txt:1: write a colon before the text" },
		{ "=it\na\n=it\nb\n", "r.txt:3: the text for these is on line 1 already" },
		{ "=it\n\n!\nx\n", "r.txt:1: nothing stands after this `=`" },
		{ "? only a question\n", "r.txt:1: says nothing" },
		{ "> x\nlink: javascript:alert(1)\n", "r.txt:2: link: 'javascript:alert(1)' is no web address" },
		{ "> x\npicture: ../../etc/passwd\n", "r.txt:2: picture" },
		{ "= x\033[2J\n", "r.txt:1: a control character" },
		{ "= x\xff\n", "r.txt:1: not UTF-8" },
		{ "= x\n~ a/b\n", "r.txt:2: 'a/b' is no name" },
		{ "", "r.txt:1: says nothing" },
	};
	struct answer r;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error err = ERROR_INIT;
		int rc = answer_parse(cases[i].text, "r", "r.txt", a, &r, &err);
		T_OK(rc < 0 && str_starts(err.text, cases[i].error), "%s: %s", cases[i].error, err.text);
	}
	struct error err = ERROR_INIT;
	T_OK(answer_parse("= x", "../r", "../r.txt", a, &r, &err) < 0, "a name that is none: %s", err.text);
}

/* -- the samples ------------------------------------------------------------------------------------------------ */

static void
load(struct answer_set *set)
{
	const char *folder = arena_printf(a, "%s/examples/answers", getenv("top_srcdir") ? getenv("top_srcdir") : ".");
	struct answer *list = arena_array(a, struct answer, 100);
	struct error err = ERROR_INIT;
	size_t n = 0;
	DIR *d = opendir(folder);
	for (struct dirent *e; d && (e = readdir(d)) != NULL; ) {
		struct buf text = BUF_INIT;
		if (!str_ends(e->d_name, ".txt"))
			continue;
		char *name = arena_strn(a, e->d_name, strlen(e->d_name) - 4);
		if (file_read(arena_printf(a, "%s/%s", folder, e->d_name), ANSWER_BYTES, &text) < 0 ||
		    answer_parse(text.data, name, e->d_name, a, &list[n], &err) < 0)
			printf("# %s\n", err.text);
		else
			n++;
		buf_free(&text);
	}
	if (d)
		closedir(d);
	T_OK(n > 8 && !err.code, "the sample answers are read");
	answers_ready(list, n, a, set);
}

static const struct { const char *language, *text, *answer; } asked[] = {
	{ "en", "where is my parcel", "order-status" },
	{ "en", "hi, wheres my pakage??", "order-status" },
	{ "en", "My order still hasn't arived, it was supposed to be here last week!", "order-status" },
	{ "en", "I would like to retrun these shoes", "return" },
	{ "en", "they dont fit, can i get a diferent size", "return" },
	{ "en", "still no refund after 2 weeks", "refund" },
	{ "en", "can u pls cancell my order", "cancel" },
	{ "en", "I forgot my pasword", "password" },
	{ "en", "cant log in to my account", "password" },
	{ "en", "are you open on saturdays", "opening-hours" },
	{ "en", "I need a invoce with VAT number", "invoice" },
	{ "en", "wrong adress, I moved last month", "change-order" },
	{ "en", "the vase came broken", "lost-parcel" },
	{ "en", "my credit card was declined", "payment" },
	{ "it", "dov'è il mio pacco?", "order-status" },
	{ "it", "dove e' il mio paco???", "order-status" },
	{ "it", "xke il pacco nn è ancora arrivato", "order-status" },
	{ "it", "Buongiorno, vorrei sapere quando arriva l'ordine che ho fatto lunedì", "order-status" },
	{ "it", "voglio fare il reso di un paio di scarpe", "return" },
	{ "it", "nn ho ancora ricevuto il rimborsso", "refund" },
	{ "it", "come si fa ad anullare un ordine", "cancel" },
	{ "it", "ho dimenticato la pasword", "password" },
	{ "it", "siete aperti sabato?", "opening-hours" },
	{ "it", "mi serve una fatura", "invoice" },
	{ "it", "il vostro servizio e pesimo", "complaint" },
	{ "it", "il vaso è arrivato rotto", "lost-parcel" },
	{ "de", "Wo ist mein Packet?", "order-status" },
	{ "de", "Mein Paket ist immer noch nicht da, wo bleibt es?", "order-status" },
	{ "de", "ich will die Bestellung storniren", "cancel" },
	{ "de", "Wie kann ich die Schuhe zurückschicken?", "return" },
	{ "de", "brauche eine rechnung bitte", "invoice" },
	{ "de", "hab mein passwort vergesen", "password" },
	{ "fr", "ou est mon colis svp", "order-status" },
	{ "fr", "je veux anuler ma comande", "cancel" },
	{ "fr", "pas encore remboursée", "refund" },
	{ "fr", "comment retourner un article", "return" },
	{ "pt", "onde esta minha encomenda", "order-status" },
	{ "pt", "quero devolver o artigo", "return" },
	{ "pt", "esqueci a palavra passe", "password" },
	{ NULL, "dove si trova il mio pacco", "order-status" },
	{ NULL, "where is my order", "order-status" },
	{ "en", "dov'è il mio ordine?", "order-status" },
};
static const struct { const char *language, *text; } strange[] = {
	{ "en", "Thanks a lot, have a nice day!" }, { "en", "Do you ship dinosaurs to the moon?" },
	{ "en", "My name is Anna and I live in Rome" }, { "it", "Grazie mille, buona giornata" },
	{ "it", "Cercate personale? Vi mando il mio curriculum" }, { "de", "Vielen Dank und schöne Grüße" },
	{ "en", "Do you have this lamp in green?" }, { "it", "Avete questa lampada in verde?" }, { "en", "" }, { "en", "???" },
	{ "en", "ok" },
};

static void
test_matching(void)
{
	struct answer_set set;
	struct answer_hit *hits;
	load(&set);
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		size_t n = answers_match(&set, asked[i].text, asked[i].language, a, &hits);
		T_OK(answers_fit(hits, n) && str_eq(hits[0].answer->name, asked[i].answer), "%s: %s %d (%s), %s %d", asked[i].text,
			n ? hits[0].answer->name : "-", n ? hits[0].score : 0, n ? hits[0].why : "",
			n > 1 ? hits[1].answer->name : "-", n > 1 ? hits[1].score : 0);
	}
	for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
		size_t n = answers_match(&set, strange[i].text, strange[i].language, a, &hits);
		T_OK(!answers_fit(hits, n), "none for %s: %s %d (%s)", strange[i].text, n ? hits[0].answer->name : "-",
			n ? hits[0].score : 0, n ? hits[0].why : "");
	}
	size_t n = answers_match(&set, "Wheres my pakage", "en", a, &hits);
	T_OK(n, "a misspelt question");
	T_STR(hits[0].why, "Wheres, pakage");
	(void)answers_match(&set, "my order", "en", a, &hits);
}

int
main(void)
{
	a = arena_new();
	test_reading();
	test_errors();
	test_matching();
	arena_free(a);
	return t_done();
}
