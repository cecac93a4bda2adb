/*
 * hash.h - uids, content digests and keyed marks.  SHA-256 comes from libmd.
 *
 * A uid is 16 bytes: either the first half of a hash over what identifies a thing everywhere (so two
 * stores that saw the same mail agree on it), or a UUIDv7 (RFC 9562) for what a person did.
 */
#ifndef SPORTELLO_HASH_H
#define SPORTELLO_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct uid { uint8_t b[16]; };
struct digest { uint8_t b[32]; };

/* Uid of a list of strings (NULL-terminated, each counted with its length: {"a","bc"} differs from
 * {"ab","c"}). */
struct uid uid_of(const char *kind, ...) __attribute__((sentinel));
/* A new UUIDv7: 48 bits of clock_now(), the rest from getrandom(2). */
struct uid uid_new(void);
bool uid_eq(struct uid a, struct uid b);
bool uid_is_zero(struct uid u);
/* 32 lower-case hex digits and NUL. */
void uid_hex(char out[33], struct uid u);
/* False when s is not 32 hex digits. */
bool uid_parse(struct uid *out, const char *s);

struct digest digest_of(const void *data, size_t len);
void digest_hex(char out[65], const struct digest *d);
/* HMAC-SHA-256 (RFC 2104). */
struct digest hash_hmac(const void *key, size_t key_len, const void *text, size_t len);
/* The same of a text, first 10 bytes as 16 characters of base32 (a-z2-7). */
void hash_mark(char out[17], const void *key, size_t key_len, const char *text);
/* For tables in memory and likeness, where nobody chooses the text to collide (FNV-1a, 32 bits). */
uint32_t hash_text(const char *text);
/* Fills with random bytes; aborts if the system has none. */
void hash_random(void *out, size_t len);
/* A running digest, for data that comes in parts. */
struct hasher;
struct hasher *hasher_new(void);
void hasher_add(struct hasher *h, const void *p, size_t len);
struct digest hasher_end(struct hasher *h);	/* frees h */

#endif
