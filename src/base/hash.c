/* hash.c - uids, digests and keyed marks. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <sha2.h>

#include "arena.h"
#include "clock.h"
#include "hash.h"

struct hasher {
	SHA2_CTX sha;
};

static const char hex_digits[] = "0123456789abcdef";

static void
to_hex(char *out, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		*out++ = hex_digits[bytes[i] >> 4];
		*out++ = hex_digits[bytes[i] & 15];
	}
	*out = '\0';
}

struct hasher *
hasher_new(void)
{
	struct hasher *h = xmalloc(sizeof *h);

	SHA256Init(&h->sha);
	return h;
}

void
hasher_add(struct hasher *h, const void *p, size_t len)
{
	if (len)
		SHA256Update(&h->sha, p, len);
}

struct digest
hasher_end(struct hasher *h)
{
	struct digest d;

	SHA256Final(d.b, &h->sha);
	free(h);
	return d;
}

struct digest
digest_of(const void *data, size_t len)
{
	struct digest d;
	SHA2_CTX sha;

	SHA256Init(&sha);
	if (len)
		SHA256Update(&sha, data, len);
	SHA256Final(d.b, &sha);
	return d;
}

void
digest_hex(char out[65], const struct digest *d)
{
	to_hex(out, d->b, sizeof d->b);
}

/* Each string is preceded by its length, 8 bytes, least significant first. Stores depend on it. */
struct uid
uid_of(const char *kind, ...)
{
	uint8_t digest[SHA256_DIGEST_LENGTH], size[8];
	struct uid uid;
	SHA2_CTX sha;
	va_list ap;

	SHA256Init(&sha);
	va_start(ap, kind);
	for (const char *s = kind; s; s = va_arg(ap, const char *)) {
		size_t len = strlen(s);

		for (int i = 0; i < 8; i++)
			size[i] = (uint8_t)((uint64_t)len >> 8 * i);
		SHA256Update(&sha, size, sizeof size);
		SHA256Update(&sha, (const uint8_t *)s, len);
	}
	va_end(ap);
	SHA256Final(digest, &sha);
	memcpy(uid.b, digest, sizeof uid.b);
	return uid;
}

struct uid
uid_new(void)
{
	uint64_t ms = (uint64_t)clock_now();
	struct uid uid;

	hash_random(uid.b, sizeof uid.b);
	for (int i = 0; i < 6; i++)
		uid.b[i] = (uint8_t)(ms >> (40 - 8 * i));
	uid.b[6] = (uint8_t)(0x70 | (uid.b[6] & 0x0f));
	uid.b[8] = (uint8_t)(0x80 | (uid.b[8] & 0x3f));
	return uid;
}

bool
uid_eq(struct uid a, struct uid b)
{
	return !memcmp(a.b, b.b, sizeof a.b);
}

bool
uid_is_zero(struct uid u)
{
	return uid_eq(u, (struct uid) { { 0 } });
}

void
uid_hex(char out[33], struct uid u)
{
	to_hex(out, u.b, sizeof u.b);
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
uid_parse(struct uid *out, const char *s)
{
	struct uid uid;

	if (!s || strlen(s) != 2 * sizeof uid.b)
		return false;
	for (size_t i = 0; i < sizeof uid.b; i++) {
		int high = hex_value(s[2 * i]), low = hex_value(s[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		uid.b[i] = (uint8_t)(high << 4 | low);
	}
	*out = uid;
	return true;
}

struct digest
hash_hmac(const void *key, size_t key_len, const void *text, size_t len)
{
	uint8_t pad[SHA256_BLOCK_LENGTH], block[SHA256_BLOCK_LENGTH] = { 0 };
	struct digest mac;
	SHA2_CTX sha;

	if (key_len > sizeof block) {
		struct digest d = digest_of(key, key_len);

		memcpy(block, d.b, sizeof d.b);
	} else if (key_len) {
		memcpy(block, key, key_len);
	}
	for (size_t i = 0; i < sizeof pad; i++)
		pad[i] = block[i] ^ 0x36;
	SHA256Init(&sha);
	SHA256Update(&sha, pad, sizeof pad);
	SHA256Update(&sha, text, len);
	SHA256Final(mac.b, &sha);
	for (size_t i = 0; i < sizeof pad; i++)
		pad[i] = block[i] ^ 0x5c;
	SHA256Init(&sha);
	SHA256Update(&sha, pad, sizeof pad);
	SHA256Update(&sha, mac.b, sizeof mac.b);
	SHA256Final(mac.b, &sha);
	explicit_bzero(block, sizeof block);
	explicit_bzero(pad, sizeof pad);
	return mac;
}

void
hash_mark(char out[17], const void *key, size_t key_len, const char *text)
{
	static const char base32[] = "abcdefghijklmnopqrstuvwxyz234567";
	struct digest mac = hash_hmac(key, key_len, text, strlen(text));

	for (int i = 0; i < 16; i++) {
		int bit = i * 5, byte = bit / 8, shift = 11 - bit % 8;

		out[i] = base32[(mac.b[byte] << 8 | mac.b[byte + 1]) >> shift & 31];
	}
	out[16] = '\0';
}

uint32_t
hash_text(const char *text)
{
	uint32_t h = 2166136261u;
	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 16777619u;
	return h;
}

void
hash_random(void *out, size_t len)
{
	uint8_t *p = out;

	while (len > 0) {
		ssize_t got = getrandom(p, len, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			fprintf(stderr, "sportello: the system has no random numbers\n");
			abort();
		}
		p += got;
		len -= (size_t)got;
	}
}
