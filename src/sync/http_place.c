/* http_place.c - how near an address is: what a stranger names must not lead to where only we can go. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "http.h"

static enum http_place
place_of_4(const unsigned char *b)
{
	if (b[0] == 127 || b[0] == 0)
		return PLACE_LOOPBACK;
	if ((b[0] == 169 && b[1] == 254) || b[0] >= 224)
		return PLACE_LINK;
	if (b[0] == 10 || (b[0] == 172 && (b[1] & 0xf0) == 16) || (b[0] == 192 && b[1] == 168) ||
	    (b[0] == 100 && (b[1] & 0xc0) == 64) || (b[0] == 198 && (b[1] & 0xfe) == 18) ||
	    (b[0] == 192 && b[1] == 0 && b[2] == 0))
		return PLACE_PRIVATE;
	return PLACE_PUBLIC;
}

static enum http_place
place_of_6(const unsigned char *b)
{
	static const unsigned char none[15], nat64[12] = { 0, 0x64, 0xff, 0x9b };
	static const unsigned char mapped[12] = { [10] = 0xff, 0xff };

	if (!memcmp(b, none, 15) && b[15] <= 1)
		return PLACE_LOOPBACK;
	/* an address of the old kind in one of the new: mapped, compatible, translated, 6to4 */
	if (!memcmp(b, mapped, 12) || !memcmp(b, none, 12) || !memcmp(b, nat64, 12))
		return place_of_4(b + 12);
	if (b[0] == 0x20 && b[1] == 0x02)
		return place_of_4(b + 2);
	if ((b[0] == 0xfe && (b[1] & 0xc0) == 0x80) || b[0] == 0xff)
		return PLACE_LINK;
	return (b[0] & 0xfe) == 0xfc || (b[0] == 0xfe && (b[1] & 0xc0) == 0xc0) ? PLACE_PRIVATE : PLACE_PUBLIC;
}

enum http_place
http_place(int family, const void *address)
{
	return family == AF_INET ? place_of_4(address) : family == AF_INET6 ? place_of_6(address) : PLACE_PUBLIC;
}

enum http_place
http_place_of(const char *words)
{
	unsigned char b[16];

	if (inet_pton(AF_INET, words, b) == 1)
		return http_place(AF_INET, b);
	return inet_pton(AF_INET6, words, b) == 1 ? http_place(AF_INET6, b) : PLACE_PUBLIC;
}
