#include "probe/served.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

/* Takes a vector whose length stands in its first width bytes. */
static bool
take_vector(struct span *from, size_t width, struct span *out)
{
	size_t n = 0;

	if (from->n < width)
		return false;
	for (size_t i = 0; i < width; i++)
		n = n << 8 | from->p[i];
	if (from->n - width < n)
		return false;
	*out = (struct span){ from->p + width, n };
	from->p += width + n;
	from->n -= width + n;
	return true;
}

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

	whole = (!is_tls13 || take_vector(&message, 1, &skipped)) &&
	    take_vector(&message, 3, &list) && message.n == 0;
	while (whole && list.n > 0) {
		whole = take_vector(&list, 3, &der) &&
		    (!is_tls13 || take_vector(&list, 2, &skipped));
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
