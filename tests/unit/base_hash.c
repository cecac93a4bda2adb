/* Uids, digests, marks; what they are now is what every store has. */
#include "clock.h"
#include "hash.h"
#include "log.h"
#include "t.h"

static void
uids(void)
{
	struct uid a = uid_of("message", "support", "<1@example.org>", NULL), b, zero = { { 0 } };
	char hex[33];

	uid_hex(hex, a);
	/* pinned: echo -n of each length (8 bytes, least first) and string | sha256sum, first half */
	T_STR(hex, "dc0a074f59cba6b488406e0205c695b5");
	T_OK(uid_eq(a, uid_of("message", "support", "<1@example.org>", NULL)), "the same again");
	T_OK(!uid_eq(uid_of("k", "a", "bc", NULL), uid_of("k", "ab", "c", NULL)), "lengths count");
	T_OK(!uid_eq(uid_of("k", "", NULL), uid_of("k", NULL)), "an empty string counts");
	T_OK(uid_parse(&b, hex) && uid_eq(a, b), "hex comes back");
	b = zero;
	T_OK(!uid_parse(&b, "12") && !uid_parse(&b, NULL) && !uid_parse(&b, "g0000000000000000000000000000000") &&
		!uid_parse(&b, "000000000000000000000000000000000") && uid_is_zero(b), "no uid, nothing set");
	T_OK(uid_parse(&b, "ABCDEF00000000000000000000000000") && b.b[0] == 0xab, "upper case is read");
	clock_set(0x0123456789abLL, true);
	a = uid_new();
	b = uid_new();
	uid_hex(hex, a);
	T_OK(!strncmp(hex, "0123456789ab7", 13) && strchr("89ab", hex[16]), "a UUIDv7 of its time");
	T_OK(!uid_eq(a, b) && !uid_is_zero(a), "two are never the same");
}

static void
digests(void)
{
	struct digest d = digest_of("abc", 3), e;
	struct hasher *h = hasher_new();
	char hex[65];

	digest_hex(hex, &d);
	T_STR(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hasher_add(h, "a", 1);
	hasher_add(h, "", 0);
	hasher_add(h, "bc", 2);
	e = hasher_end(h);
	T_OK(!memcmp(d.b, e.b, sizeof d.b), "in parts");
	d = digest_of(NULL, 0);
	digest_hex(hex, &d);
	T_STR(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void
marks(void)
{
	char mark[17], other[17], wide[200];

	/* RFC 4231, case 2: HMAC-SHA-256 is 5bdcc146bf60754e6a04... */
	hash_mark(mark, "Jefe", 4, "what do ya want for nothing?");
	T_STR(mark, "lpomcrv7mb2u42qe");
	/* case 6: a key longer than a block; 60e431591ee0b67f0d8a... */
	memset(wide, 0xaa, 131);
	hash_mark(mark, wide, 131, "Test Using Larger Than Block-Size Key - Hash Key First");
	T_STR(mark, "mdsdcwi64c3h6dmk");
	hash_mark(other, "other", 5, "Test Using Larger Than Block-Size Key - Hash Key First");
	T_OK(strcmp(mark, other), "another key, another mark");
}

static void
macs(void)
{
	char hex[65];
	struct digest d = hash_hmac("Jefe", 4, "what do ya want for nothing?", 28);

	/* RFC 4231, case 2 */
	digest_hex(hex, &d);
	T_STR(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void
logging(void)
{
	T_OK(!log_on(LOG_STORE), "silent at first");
	T_OK(!log_enable("store,nonsense") && !log_on(LOG_STORE), "an unknown name changes nothing");
	T_STR(log_text("tanti saluti"), "<12 bytes>");
	T_OK(log_enable("store, smtp") && log_on(LOG_SMTP) && !log_on(LOG_UI), "areas by name");
	T_OK(log_enable("raw") && !strcmp(log_text("x"), "x"), "raw shows words");
}

int
main(void)
{
	uint8_t random[64] = { 0 }, none[64] = { 0 };

	uids();
	digests();
	marks();
	macs();
	logging();
	hash_random(random, sizeof random);
	T_OK(memcmp(random, none, sizeof none), "random bytes");
	return t_done();
}
