#ifndef VERIFY_HELLO_H
#define VERIFY_HELLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HELLO_WIDEST	"any"	/* the name of the widest shape */

/*
 * The shape of a ClientHello, as far as a server picks its chain by it: which
 * protocols, signature algorithms, groups and suites a TLS library offers as
 * it comes, and in which order. A server that has an RSA and an ECDSA chain
 * gives one library this and the other that. Lists are in libssl's words;
 * NULL is all that libssl has. Suites of TLS 1.3 say nothing of keys.
 */
struct hello {
	const char *name;
	const char *models;	/* whose it is, and how we know */
	uint16_t oldest, newest;	/* on the wire; 0: whatever is there */
	const char *signatures;
	const char *groups;
	const char *suites;	/* of TLS 1.2 and before */
	bool is_nameless;	/* sends no server name */
};

/* NULL where there is none. */
const struct hello *hello_find(const char *name);
/* The i-th shape, NULL past the last; each with a server name, then the same
 * without, named "...-no-sni". */
const struct hello *hello_at(size_t i);
/* "any, android, ...": those with a server name. The caller frees it. */
char *hello_names(void);
/* Its i. */
size_t hello_index(const struct hello *hello);

#endif
