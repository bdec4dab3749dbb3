#ifndef BUNDLE_CA_CONF_H
#define BUNDLE_CA_CONF_H

#include <stdbool.h>

#include "base/span.h"

/*
 * The lines of an /etc/ca-certificates.conf: each selects a file below
 * /usr/share/ca-certificates, or with "!" before it says that it was not
 * wanted. As update-ca-certificates of Debian reads it: "#" and "!" count in
 * the first column only, blanks around a name do not, a file that any line
 * selects is selected, and a last line without its newline is not read.
 */
struct ca_conf_line {
	char *name;	/* "mozilla/ISRG_Root_X1.crt" */
	size_t number;	/* from 1 */
	bool selects;
};

struct ca_conf {
	struct ca_conf_line *lines;	/* that name a file, in their order */
	size_t n, cap;
	size_t unread;	/* the number of a last line that is not read, or 0 */
};

/* Any bytes are such a file. The caller releases out. */
void ca_conf_parse(struct ca_conf *out, struct span bytes);
void ca_conf_release(struct ca_conf *conf);

#endif
