#include "probe/served.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "probe/vector.h"

/* The first fault is told, since the others may follow from it. */
static void
fault(struct served *served, enum reason reason, char *detail)
{
	if (served->reason != REASON_NONE) {
		free(detail);
		return;
	}
	served->reason = reason;
	served->detail = detail;
}

static void
read_one(struct served *out, struct certpool *pool, struct span der,
    size_t position)
{
	struct err err = ERR_NONE;
	const struct cert *cert;

	if (certpool_add_der(pool, &cert, der, &err) == -1)
		fault(out, REASON_BAD_CERTIFICATE,
		    mem_printf("certificate %zu: %s", position, err.msg));
	else
		chain_append(&out->chain, cert);
}

void
served_read(struct served *out, struct certpool *pool, struct span message,
    bool is_tls13)
{
	struct span list, der, skipped;
	size_t position = 0;
	bool whole;

	whole = (!is_tls13 || vector_take(&message, 1, &skipped)) &&
	    vector_take(&message, 3, &list) && message.n == 0;
	while (whole && list.n > 0) {
		whole = vector_take(&list, 3, &der) &&
		    (!is_tls13 || vector_take(&list, 2, &skipped));
		if (!whole)
			break;
		if (position++ == LIMIT_SERVED_CERTS) {
			fault(out, REASON_CERT_MESSAGE_TOO_BIG,
			    mem_printf("only the first %d certificates were "
				"read", LIMIT_SERVED_CERTS));
			return;
		}
		read_one(out, pool, der, position);
	}
	if (whole && position == 0)
		fault(out, REASON_TLS_PROTOCOL,
		    mem_strdup("no certificate was sent"));
	if (!whole)
		fault(out, REASON_TLS_PROTOCOL, mem_printf("the certificate "
		    "message is malformed after %zu certificates", position));
}

void
served_release(struct served *served)
{
	chain_release(&served->chain);
	free(served->detail);
	*served = (struct served){ 0 };
}
