#include "fetch/known_crl.h"

#include <stdlib.h>

#include "base/mem.h"
#include "pki/crl_index.h"

struct known_crl {
	struct crl crl;
	struct crl_index index;
	struct err bad;		/* why it cannot be read, if it cannot */
	bool was_checked;
	uint8_t issuer[SHA256_BYTES];	/* for whom */
	struct err not_its;	/* why it is not that issuer's, if so */
};

static void
known_crl_free(void *p)
{
	struct known_crl *known = p;

	crl_index_release(&known->index);
	free(known);
}

struct known_crl *
known_crl_of(const struct once_answer *answer)
{
	struct once_made *made = answer->made;
	struct known_crl *known = made->p;

	if (known != NULL)
		return known;
	known = mem_zalloc(sizeof(*known));
	known->bad = known->not_its = ERR_NONE;
	if (crl_open(&known->crl, answer->fetched.body, &known->bad) == 0)
		crl_index_build(&known->index, &known->crl);
	*made = (struct once_made){ known, known_crl_free };
	return known;
}

/* Two pools may hold one certificate: it is known by what it is. */
static void
check_issuer(struct known_crl *known, const struct cert *issuer)
{
	if (known->was_checked &&
	    memcmp(known->issuer, issuer->sha256, SHA256_BYTES) == 0)
		return;
	known->was_checked = true;
	memcpy(known->issuer, issuer->sha256, SHA256_BYTES);
	known->not_its = ERR_NONE;
	crl_check_issuer(&known->crl, issuer, &known->not_its);
}

int
known_crl_find(struct inquired_crl *inquired, struct known_crl *known,
    const struct cert *issuer, struct err *err)
{
	if (known->bad.code == ERR_NONE_YET)
		check_issuer(known, issuer);
	if (known->bad.code != ERR_NONE_YET ||
	    known->not_its.code != ERR_NONE_YET) {
		*err = known->bad.code != ERR_NONE_YET ? known->bad :
		    known->not_its;
		return -1;
	}
	if (crl_find(&inquired->entry, &known->crl, &known->index,
		inquired->cert, err) == -1)
		return -1;
	inquired->this_update_s = known->crl.this_update_s;
	inquired->next_update_s = known->crl.next_update_s;
	inquired->n_entries = known->crl.n_entries;
	return 0;
}
