#ifndef VERIFY_CAUSE_H
#define VERIFY_CAUSE_H

#include "verify/windows.h"

/* The part that a certificate plays in a path. */
enum cert_role {
	ROLE_LEAF,
	ROLE_INTERMEDIATE,
	ROLE_CROSS_SIGN,	/* its name and key also exist self-signed */
	ROLE_ANCHOR,
};

const char *cert_role_name(enum cert_role role);

/* Why something breaks, or why it is broken. */
struct cause {
	enum blame_class blame;
	enum cert_role role;		/* meaningful where cert is set */
	const struct cert *cert;	/* the one that kills it, or NULL */
};

/* The cause of the end of window, which is one of windows. */
struct cause cause_of_end(const struct question *question,
    const struct chain *known, const struct windows *windows,
    const struct window *window);

/* The cause of the refusal in cell. */
struct cause cause_of_refusal(const struct question *question,
    const struct chain *known, const struct cell *cell);

/* In words, with the certificate's name, or "" for BLAME_NONE; as
 * "cross-sign 'X' expired"; the caller frees it. */
char *cause_text(const struct cause *cause);

#endif
