#ifndef BASE_PROTOCOL_H
#define BASE_PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

/* What is said in the clear before TLS begins. */
enum starttls {
	STARTTLS_NONE,		/* nothing: TLS from the first byte */
	STARTTLS_SMTP,
	STARTTLS_LMTP,
	STARTTLS_IMAP,
	STARTTLS_POP3,
	STARTTLS_FTP,
	STARTTLS_NNTP,
	STARTTLS_SIEVE,
	STARTTLS_IRC,
	STARTTLS_XMPP,
	STARTTLS_XMPP_SERVER,
	STARTTLS_LDAP,
	STARTTLS_POSTGRES,
	STARTTLS_MYSQL,
	STARTTLS_RDP,
};

/* One way of serving TLS; its name is a scheme and stands in records. */
struct protocol {
	const char *name;
	uint16_t port;		/* where none is given */
	enum starttls starttls;
	const char *source;	/* where it is laid down */
	const char *service;	/* whose SRV records name its hosts; or NULL */
};

/* All of them, in the order in which people should see them. */
const struct protocol *protocol_list(size_t *n);
/* By name, upper case or lower; NULL where there is none of n bytes. */
const struct protocol *protocol_find(const char *name, size_t n);
/* What an address without a scheme means. */
const struct protocol *protocol_tls(void);

#endif
