#ifndef BASE_PROXY_H
#define BASE_PROXY_H

#include <stdint.h>

#include "base/err.h"

enum proxy_kind {
	PROXY_HTTP,	/* CONNECT, RFC 9110 section 9.3.6 */
	PROXY_SOCKS5,	/* RFC 1928, and 1929 for a password */
};

/* Who connects to the targets in our place. Owns its strings. */
struct proxy {
	enum proxy_kind kind;
	char *host;		/* name or numeric address, no brackets */
	uint16_t port;
	char *user, *password;	/* both NULL: none */
};

/*
 * http://, socks5:// or socks5h://, then [USER:PASSWORD@]HOST:PORT; bytes of
 * user and password may be written as %XX. The proxy is always given the
 * target's name, never an address that we found, so the two spellings of
 * SOCKS mean the same. With password, which may be NULL, it is USER@HOST:PORT
 * in place of that. ERR_POLICY, in words that keep the password out.
 */
int proxy_parse(struct proxy *out, const char *text, const char *password,
    struct err *err);
void proxy_copy(struct proxy *dst, const struct proxy *src);
void proxy_release(struct proxy *proxy);

#endif
