/* sync_place.c - whose network an address belongs to: what decides whether we go where a stranger sends us. */
#include "../../src/sync/http.h"
#include "t.h"

int
main(void)
{
	static const struct { const char *words; enum http_place place; } all[] = {
		{ "8.8.8.8", PLACE_PUBLIC }, { "203.0.113.7", PLACE_PUBLIC }, { "172.15.0.1", PLACE_PUBLIC },
		{ "172.32.0.1", PLACE_PUBLIC }, { "100.63.255.255", PLACE_PUBLIC }, { "100.128.0.1", PLACE_PUBLIC },
		{ "169.253.0.1", PLACE_PUBLIC }, { "192.167.1.1", PLACE_PUBLIC }, { "2606:4700::1111", PLACE_PUBLIC },
		{ "64:ff9b::808:808", PLACE_PUBLIC }, { "::ffff:8.8.8.8", PLACE_PUBLIC }, { "2002:808:808::1", PLACE_PUBLIC },
		{ "10.0.0.1", PLACE_PRIVATE }, { "10.255.255.255", PLACE_PRIVATE }, { "172.16.0.1", PLACE_PRIVATE },
		{ "172.31.255.255", PLACE_PRIVATE }, { "192.168.0.1", PLACE_PRIVATE }, { "100.64.0.1", PLACE_PRIVATE },
		{ "100.127.255.255", PLACE_PRIVATE }, { "198.18.0.1", PLACE_PRIVATE }, { "192.0.0.1", PLACE_PRIVATE },
		{ "fc00::1", PLACE_PRIVATE }, { "fdff::1", PLACE_PRIVATE }, { "fec0::1", PLACE_PRIVATE },
		{ "::ffff:10.0.0.1", PLACE_PRIVATE }, { "::10.0.0.1", PLACE_PRIVATE }, { "64:ff9b::a00:1", PLACE_PRIVATE },
		{ "2002:a00:1::1", PLACE_PRIVATE },
		{ "127.0.0.1", PLACE_LOOPBACK }, { "127.255.255.254", PLACE_LOOPBACK }, { "0.0.0.0", PLACE_LOOPBACK },
		{ "0.1.2.3", PLACE_LOOPBACK }, { "::1", PLACE_LOOPBACK }, { "::", PLACE_LOOPBACK },
		{ "::ffff:127.0.0.1", PLACE_LOOPBACK },
		{ "169.254.169.254", PLACE_LINK }, { "fe80::1", PLACE_LINK }, { "febf::1", PLACE_LINK },
		{ "224.0.0.1", PLACE_LINK }, { "255.255.255.255", PLACE_LINK }, { "ff02::1", PLACE_LINK },
		{ "::ffff:169.254.169.254", PLACE_LINK },
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		T_OK(http_place_of(all[i].words) == all[i].place, "%s", all[i].words);
	return t_done();
}
