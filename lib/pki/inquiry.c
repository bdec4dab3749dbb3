#include "pki/inquiry.h"

#include <stdlib.h>

#include "base/mem.h"

static void
asked_release(struct asked *asked)
{
	free(asked->url);
	free(asked->detail);
}

void
asked_set(struct asked *asked, const char *url, const char *reason,
    const char *detail)
{
	struct asked next = { mem_strdup(url), reason, mem_strdup(detail) };

	asked_release(asked);
	*asked = next;
}

void
inquiry_release(struct inquiry *inquiry)
{
	chain_release(&inquiry->issuers);
	asked_release(&inquiry->issuers_asked);
	asked_release(&inquiry->ocsp.asked);
	for (size_t i = 0; i < inquiry->n_crls; i++)
		asked_release(&inquiry->crls[i].asked);
	free(inquiry->crls);
	*inquiry = INQUIRY_EMPTY;
}
