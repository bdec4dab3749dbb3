#include "fetch/reach.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))

struct range4 {
	uint32_t network;
	unsigned bits;
};

#define IPV4(a, b, c, d) \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (c) << 8 | (d))

static const struct range4 special4[] = {
	{ IPV4(0, 0, 0, 0), 8 },	/* this network */
	{ IPV4(10, 0, 0, 0), 8 },	/* private */
	{ IPV4(100, 64, 0, 0), 10 },	/* shared, behind carriers */
	{ IPV4(127, 0, 0, 0), 8 },	/* loopback */
	{ IPV4(169, 254, 0, 0), 16 },	/* link-local */
	{ IPV4(172, 16, 0, 0), 12 },	/* private */
	{ IPV4(192, 0, 0, 0), 24 },	/* protocol assignments */
	{ IPV4(192, 0, 2, 0), 24 },	/* documentation */
	{ IPV4(192, 88, 99, 0), 24 },	/* 6to4 relays, of old */
	{ IPV4(192, 168, 0, 0), 16 },	/* private */
	{ IPV4(198, 18, 0, 0), 15 },	/* benchmarks */
	{ IPV4(198, 51, 100, 0), 24 },	/* documentation */
	{ IPV4(203, 0, 113, 0), 24 },	/* documentation */
	{ IPV4(224, 0, 0, 0), 4 },	/* multicast */
	{ IPV4(240, 0, 0, 0), 4 },	/* reserved, broadcast */
};

struct range6 {
	uint8_t network[16];
	unsigned bits;
};

static const struct range6 global6 = { { 0x20 }, 3 };
static const struct range6 nat64 = { { 0x00, 0x64, 0xff, 0x9b }, 96 };

static const struct range6 special6[] = {	/* within global6 */
	{ { 0x20, 0x01 }, 23 },			/* protocols, Teredo */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },	/* documentation */
	{ { 0x20, 0x02 }, 16 },			/* 6to4 */
	{ { 0x3f, 0xff }, 20 },			/* documentation */
};

static bool
is_public4(uint32_t address)
{
	for (size_t i = 0; i < N(special4); i++) {
		unsigned rest = 32 - special4[i].bits;

		if (address >> rest == special4[i].network >> rest)
			return false;
	}
	return true;
}

static bool
is_within(const uint8_t address[16], const struct range6 *range)
{
	unsigned whole = range->bits / 8, left = range->bits % 8;

	return memcmp(address, range->network, whole) == 0 &&
	    (left == 0 || address[whole] >> (8 - left) ==
		range->network[whole] >> (8 - left));
}

static bool
is_public6(const uint8_t address[16])
{
	uint32_t embedded;

	if (is_within(address, &nat64)) {
		memcpy(&embedded, address + 12, sizeof(embedded));
		return is_public4(ntohl(embedded));
	}
	for (size_t i = 0; i < N(special6); i++) {
		if (is_within(address, &special6[i]))
			return false;
	}
	return is_within(address, &global6);
}

bool
reach_is_public(const struct sockaddr *address)
{
	switch (address->sa_family) {
	case AF_INET:
		return is_public4(ntohl(
		    ((const struct sockaddr_in *)address)->sin_addr.s_addr));
	case AF_INET6:
		return is_public6(
		    ((const struct sockaddr_in6 *)address)->sin6_addr.s6_addr);
	}
	return false;
}
