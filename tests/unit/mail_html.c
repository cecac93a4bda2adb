/* mail_html.c - HTML as a person reads it. */
#include "mail_t.h"

static bool lies;

static void
blocks(void)
{
	T_STR(as_text("<p>One</p><p>two<br>three</p>", &lies), "One\n\ntwo\nthree");
	T_STR(as_text("a<br><br><br><br>b", &lies), "a\n\nb");
	T_STR(as_text("<div>a</div><div><div>b</div></div>c", &lies), "a\nb\nc");
	T_STR(as_text("  lots \n\t of&nbsp;&nbsp; <b>white</b>   <i>space</i> ", &lies), "lots of white space");
	T_STR(as_text("<pre>int a;\n\tint b;\n\n\nend</pre>", &lies), "int a;\n\tint b;\n\n\nend");
	T_STR(as_text("<div>a</div><hr><div>b</div>", &lies), "a\n---\nb");
	T_STR(as_text("x &lt;y&gt; &amp; &euro; &#8364; &hellip; &notanentity;", &lies),
		"x <y> & \xe2\x82\xac \xe2\x82\xac \xe2\x80\xa6 &notanentity;");
	T_STR(as_text("plain words, no tags", &lies), "plain words, no tags");
	T_STR(as_text("<p>unclosed <b>bold <p>next", &lies), "unclosed bold\n\nnext");
	T_STR(as_text("<spacer></spacer><container>custom <x-y>elements</x-y></container>", &lies), "custom elements");
	T_STR(as_text("soft\xc2\xadhyphen zero\xe2\x80\x8bwidth\xef\xbb\xbf", &lies), "softhyphen zerowidth");
}

static void
lists(void)
{
	T_STR(as_text("<ol><li>a</li><li>b</li></ol>", &lies), "1. a\n2. b");
	T_STR(as_text("<ol start=7><li>a<li>b</ol>", &lies), "7. a\n8. b");
	T_STR(as_text("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", &lies), "- a\n  - b\n- c");
	T_STR(as_text("<ul><li><p>a</p></li><li><div>b</div></li></ul>after", &lies), "- a\n\n- b\nafter");
}

static void
tables(void)
{
	T_STR(as_text("<table><tr><th>Item</th><th>Price</th></tr><tr><td>Lamp, large</td><td>9</td></tr></table>", &lies),
		"Item         Price\nLamp, large  9");
	T_STR(as_text("<table><tr><td><p>a</p></td><td><p>b</p></td></tr><tr><td><p>cc</p></td><td><p>d</p></td></tr></table>",
		&lies), "a   b\ncc  d");
	T_STR(as_text("<table><tr><td><table><tr><td>inner</td></tr></table></td><td>outer</td></tr></table>", &lies),
		"inner  outer");
	T_STR(as_text("<table><tr><td></td><td>a</td><td></td></tr></table>b", &lies), "a\n\nb");
	T_STR(as_text("<table><tr><td>\xe4\xbd\xa0\xe5\xa5\xbd</td><td>x</td></tr><tr><td>abcd</td><td>y</td></tr></table>",
		&lies), "\xe4\xbd\xa0\xe5\xa5\xbd  x\nabcd  y");
}

static void
quotes(void)
{
	T_STR(as_text("new<blockquote><p>old</p><p>words</p></blockquote>after", &lies), "new\n\n> old\n>\n> words\n\nafter");
	T_STR(as_text("<blockquote>a<blockquote>b</blockquote></blockquote>", &lies), "> a\n>\n> > b");
}

static void
hidden(void)
{
	T_STR(as_text("<head><title>t</title><style>x{}</style></head><script>alert(1)</script>seen", &lies), "seen");
	T_STR(as_text("<div style=\"display:none\">secret</div>seen", &lies), "seen");
	T_STR(as_text("<div STYLE='color:red; Display : NONE !important'>secret<br>x<img></div>seen", &lies), "seen");
	T_STR(as_text("<p style=\"visibility:hidden\">secret<p>seen", &lies), "seen");
	T_STR(as_text("<span hidden>secret</span>seen", &lies), "seen");
	T_STR(as_text("<div style=\"max-height:0px;overflow:hidden\">secret</div>seen", &lies), "seen");
	T_STR(as_text("<td style=\"font-size:0px\"><div style=\"font-size:13px\">seen</div></td>", &lies), "seen");
	T_STR(as_text("<div style=\"max-display:none-of-it\">seen</div>", &lies), "seen");
	T_STR(as_text("<!-- secret --><!--[if mso]>secret<![endif]-->seen", &lies), "seen");
	T_STR(as_text("preview\xe2\x80\x8c&nbsp;\xe2\x80\x8c&nbsp;\xe2\x80\x8c<p>seen", &lies), "preview\xe2\x80\x8c\n\nseen");
}

static void
links(void)
{
	T_STR(as_text("see <a href=\"https://example.org/x\">here</a>.", &lies), "see here [1].\n\n[1] https://example.org/x");
	T_OK(!lies, "an honest link");
	T_STR(as_text("<a href='https://e.org/1'>one</a> <a href='https://e.org/2'>two</a> <a href='https://e.org/1'>three</a>",
		&lies), "one [1] two [2] three [1]\n\n[1] https://e.org/1\n[2] https://e.org/2");
	T_STR(as_text("<a href=\"mailto:ana@example.net\">ana@example.net</a>", &lies), "ana@example.net");
	T_STR(as_text("<a href=\"https://www.example.org/\">www.example.org</a>", &lies), "www.example.org");
	T_STR(as_text("<a href=\"javascript:alert(1)\">click</a> <a href=\"#top\">top</a>", &lies), "click top");
	T_STR(as_text("<a href=\"https://e.org/\n\tx\">here</a>", &lies), "here [1]\n\n[1] https://e.org/x");
	T_STR(as_text("<a href=\"https://e.org/x\"><img src=cid:1></a>", &lies), "[image] [1]\n\n[1] https://e.org/x");
	T_STR(as_text("<img alt=\"Our logo\"><img alt=\" \"><img>x", &lies), "[Our logo]x");
}

static bool
is_lie(const char *target, const char *shown)
{
	(void)as_text(arena_printf(arena, "<a href=\"%s\">%s</a>", target, shown), &lies);
	return lies;
}

static void
lying_links(void)
{
	T_OK(is_lie("https://evil.example/", "www.bank.example"), "a text that names another host");
	T_OK(is_lie("https://evil.example/", "https://bank.example/login"), "or another address");
	T_OK(is_lie("https://evil.example/", "Go to <b>bank.com</b> now"), "among other words too");
	T_OK(is_lie("http://www.bank.com@evil.example/x", "here"), "a host behind a user name");
	T_OK(is_lie("http://bank.com.evil.example/", "bank.com"), "a host that only begins so");
	T_OK(is_lie("http://notbank.com/", "bank.com"), "a host that only ends so");
	T_OK(is_lie("http://192.0.2.7/bank.com", "www.bank.com"), "a bare number instead");
	T_OK(!is_lie("https://www.bank.example/login", "https://bank.example"), "www is no other host");
	T_OK(!is_lie("https://login.bank.com/x", "bank.com"), "nor a host below it");
	T_OK(!is_lie("https://nodejs.org/", "Node.js"), "Node.js is no host");
	T_OK(!is_lie("https://shop.example/x", "Only 9.99 for rev. 2.0 of notes.txt"), "nor are numbers and files");
	T_OK(!is_lie("https://example.org/x", "ana@bank.com"), "nor is an address of mail");
	T_STR(as_text("<a href=\"https://evil.example/\">www.bank.example</a>", &lies),
		"www.bank.example [!evil.example] [1]\n\n[1] https://evil.example/");
}

/* Nested for an attack, each kind: they end, on a stack of any size. */
static void
deep(void)
{
	static const char *const elements[] = { "<table><tr><td>", "<div>", "<blockquote>", "<ul><li>", "<a href='https://x.y/'>",
		"<b>", "<span style='display:none'>", "<pre>" };
	struct buf b = BUF_INIT;
	size_t i, k;

	for (i = 0; i < sizeof elements / sizeof elements[0]; i++) {
		buf_clear(&b);
		for (k = 0; k < 20000; k++)
			buf_adds(&b, elements[i]);
		buf_adds(&b, "bottom");
		T_OK(as_text(b.data, &lies) != NULL, "20,000 of %s come to an end", elements[i]);
	}
	buf_clear(&b);
	for (k = 0; k < 1000; k++)
		buf_adds(&b, "<table><tr><td>x</td><td>");
	for (k = 0; k < 100000; k++)
		buf_adds(&b, "words ");
	for (k = 0; k < 1000; k++)
		buf_adds(&b, "</td></tr></table>");
	T_OK(strlen(as_text(b.data, &lies)) > 500000, "much text in many tables");
	buf_free(&b);
}

int
main(void)
{
	arena = arena_new();
	blocks();
	lists();
	tables();
	quotes();
	hidden();
	links();
	lying_links();
	deep();
	arena_free(arena);
	return t_done();
}
