#pragma once
/*
 * The ClientHello of a real library beside ours of the same shape. What counts
 * is what decides which chain a server picks.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "verify/hello.h"

enum { OFFERS_MAX = 128 };

struct offers {
	uint16_t items[OFFERS_MAX];
	size_t n;
};

/* What a ClientHello offers (RFC 8446, section 4.1.2), in its order. */
struct offered {
	struct offers versions, suites, groups, signatures;
};

/* bytes are the records that a client sends first. */
bool offered_read(struct offered *out, struct span bytes);

/* Bytes enough for any ClientHello. */
enum { HELLO_BYTES = 16384 };

/* Reads from a client until its ClientHello is there; 0: it is not. */
size_t hello_receive(int fd, uint8_t bytes[HELLO_BYTES]);

/* What the client of a library offers; false: it cannot be asked. */
struct library {
	const char *name;	/* as on the command line */
	const char *shape;
	bool lists_unusable;	/* protocols that its own level refuses */
	void (*connect)(uint16_t port);	/* says hello, and may end the
					   process */
};

/* The i-th, NULL past the last. */
const struct library *library_at(size_t i);
bool library_ask(struct offered *out, const struct library *library);
/* What we offer in a shape. */
bool shape_ask(struct offered *out, const struct hello *hello);

/* NULL where the two agree, else in what they do not. The library has more
 * than libssl: that does not count. */
const char *offered_differ(const struct offered *library,
    const struct offered *ours, bool lists_unusable);
