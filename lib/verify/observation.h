#ifndef VERIFY_OBSERVATION_H
#define VERIFY_OBSERVATION_H

#include "pki/inquiry.h"

/* Why a server could not be observed; each a word that is stable. */
enum reason {
	REASON_NONE,
	REASON_DNS,
	REASON_DNS_TIMEOUT,
	REASON_TCP_REFUSED,
	REASON_TCP_RESET,
	REASON_TCP_UNREACHABLE,
	REASON_TIMEOUT_TCP,
	REASON_PROXY_UNREACHABLE,
	REASON_TIMEOUT_PROXY,
	REASON_PROXY_REFUSED,
	REASON_PROXY_PROTOCOL,
	REASON_TIMEOUT_STARTTLS,
	REASON_STARTTLS_RESET,
	REASON_STARTTLS_EOF,
	REASON_STARTTLS_REFUSED,
	REASON_STARTTLS_FLOOD,
	REASON_STARTTLS_INJECTION,
	REASON_TIMEOUT_TLS,
	REASON_TLS_RESET,
	REASON_TLS_EOF,
	REASON_TLS_PROTOCOL,
	REASON_TLS_ALERT,
	REASON_NOT_TLS,
	REASON_CERT_MESSAGE_TOO_BIG,
	REASON_BAD_CERTIFICATE,	/* one of the chain does not parse */
	REASON_KEY_TOO_BIG,	/* of the leaf, or a group; not computed with */
	REASON_CLIENT_CERTIFICATE,	/* the one to be shown is of no use */
	REASON_LOCAL,		/* our own side failed: descriptors, memory */
};

const char *reason_name(enum reason reason);	/* "" for REASON_NONE */
/* A sentence's worth of words for people. */
const char *reason_words(enum reason reason);
/* False where there is no such reason. */
bool reason_parse(enum reason *out, const char *name);

enum handshake {
	HANDSHAKE_NONE,		/* no chain was seen */
	HANDSHAKE_CHAIN,	/* a chain, but the handshake did not finish */
	HANDSHAKE_COMPLETE,	/* the server proved that it has the key */
};

const char *handshake_name(enum handshake handshake);
bool handshake_parse(enum handshake *out, const char *name);

/* What a stapled OCSP response says of the leaf, dates aside. */
enum staple_status {
	STAPLE_NONE,		/* there is no response */
	STAPLE_GOOD,
	STAPLE_REVOKED,
	STAPLE_UNKNOWN,
	STAPLE_BAD,		/* not to be read, of another certificate, or
				   not signed for its issuer */
	STAPLE_UNCHECKED,	/* the issuer was not served */
};

const char *staple_status_name(enum staple_status status);
bool staple_status_parse(enum staple_status *out, const char *name);

struct staple {
	enum staple_status status;
	int64_t this_update_s;		/* where good, revoked or unknown */
	int64_t next_update_s;		/* INSTANT_NEVER where not given */
};

bool staple_has_dates(const struct staple *staple);

/* Signed certificate timestamps, by how they came; not checked. */
struct timestamps {
	int n_tls, n_ocsp, n_embedded;
};

/* Phases in milliseconds; -1 where a phase was not reached. */
struct durations {
	int64_t dns_ms, connect_ms, starttls_ms, tls_ms;
};

/*
 * What one address of an endpoint served at one instant: the chain in served
 * order, or one classified reason; a chain can stand beside a reason. Owns
 * its strings; the certificates are borrowed from a pool.
 */
struct observation {
	char *estate;		/* of the policy that names it, or NULL */
	char *endpoint;		/* name in the policy, or target as given */
	char *host;
	char *address;		/* numeric; NULL where none was reached */
	uint16_t port;
	char *protocol;		/* its name: "tls", "smtp", ... */
	char *server_name;	/* as sent; NULL: none was sent */
	char *shape;		/* of the ClientHello (verify/hello.h); NULL:
				   not known, taken for all */
	int64_t at_s;
	struct chain chain;
	enum reason reason;
	char *detail;		/* more words, or NULL */
	char *tls_version;	/* "TLSv1.3", or NULL */
	char *cipher;		/* IANA's name, or NULL */
	char *alpn;		/* as chosen by the server, or NULL */
	struct staple staple;
	struct timestamps timestamps;
	bool wants_client_certificate;	/* the server asked for one */
	struct inquiry inquiry;	/* of others about the chain, if asked */
	enum handshake handshake;
	unsigned attempts;	/* that it took; 0: not recorded, or none */
	struct durations durations;	/* of the last */
};

void observation_release(struct observation *observation);
void observation_copy(struct observation *dst, const struct observation *src);

/* Was it made with this shape, or with nobody knows which? */
bool observation_has_shape(const struct observation *observation,
    const char *shape);

struct observations {
	struct observation *items;
	size_t n, cap;
};

/* Takes over what observation owns. */
void observations_take(struct observations *all,
    struct observation *observation);
void observations_release(struct observations *all);

#endif
