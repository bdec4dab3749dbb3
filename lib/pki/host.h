#ifndef PKI_HOST_H
#define PKI_HOST_H

#include "pki/cert.h"

enum host_fit {
	HOST_OTHER,
	HOST_OLD_WAY,	/* by a common name, a part of a label, an IP as text */
	HOST_FITS,	/* as RFC 9525 has it: by its alternative names alone */
};

/* May it stand for this host name or numeric address? */
enum host_fit cert_host_fit(const struct cert *cert, const char *host);

#endif
