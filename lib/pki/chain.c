#include "pki/chain.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "pki/pem.h"

void
chain_append(struct chain *chain, const struct cert *cert)
{
	chain->certs = mem_grow(chain->certs, &chain->cap, chain->n + 1,
	    sizeof(*chain->certs));
	chain->certs[chain->n++] = cert;
}

void
chain_copy(struct chain *dst, const struct chain *src)
{
	*dst = CHAIN_EMPTY;
	for (size_t i = 0; i < src->n; i++)
		chain_append(dst, src->certs[i]);
}

bool
chain_has(const struct chain *chain, const struct cert *cert)
{
	for (size_t i = 0; i < chain->n; i++) {
		if (chain->certs[i] == cert)
			return true;
	}
	return false;
}

bool
chain_equal(const struct chain *a, const struct chain *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->certs, b->certs,
	    a->n * sizeof(*a->certs)) == 0);
}

void
chain_release(struct chain *chain)
{
	free(chain->certs);
	*chain = CHAIN_EMPTY;
}

int64_t
chain_first_not_after(const struct chain *chain)
{
	int64_t first = INSTANT_NEVER;

	for (size_t i = 0; i < chain->n; i++) {
		if (chain->certs[i]->not_after_s < first)
			first = chain->certs[i]->not_after_s;
	}
	return first;
}

static int
append_block(struct chain *chain, struct certpool *pool,
    const struct pem_block *block, const char *name, struct err *err)
{
	const struct cert *cert;

	if (block->fault != NULL)
		return err_set(err, ERR_FAILED, "%s:%zu: %s", name,
		    block->line, block->fault);
	if (certpool_add_der(pool, &cert, block->der, err) == -1)
		return err_wrap(err, "%s:%zu", name, block->line);
	if (chain->n == LIMIT_SERVED_CERTS)
		return err_set(err, ERR_LIMIT, "%s:%zu: more than %d "
		    "certificates are no chain that we judge", name,
		    block->line, LIMIT_SERVED_CERTS);
	chain_append(chain, cert);
	return 0;
}

int
chain_read_pem(struct chain *out, struct certpool *pool, struct span bytes,
    const char *name, struct err *err)
{
	struct chain chain = CHAIN_EMPTY;
	struct pem_reader reader;
	struct pem_block block;
	int result = -1;

	pem_open(&reader, bytes);
	while (pem_next(&reader, &block)) {
		if (append_block(&chain, pool, &block, name, err) == -1)
			goto out;
	}
	if (chain.n == 0) {
		err_set(err, ERR_FAILED, "%s holds no certificate in PEM",
		    name);
		goto out;
	}
	*out = chain;
	chain = CHAIN_EMPTY;
	result = 0;
out:
	pem_close(&reader);
	chain_release(&chain);
	return result;
}

int
chain_read_file(struct chain *out, struct certpool *pool, const char *path,
    struct err *err)
{
	struct buf bytes = BUF_INIT(LIMIT_BUNDLE_BYTES);
	int result = -1;

	if (file_read(&bytes, path, err) == 0)
		result = chain_read_pem(out, pool, buf_span(&bytes), path,
		    err);
	buf_release(&bytes);
	return result;
}
