#include "patch/check.h"

#include <stdlib.h>

#include <jansson.h>
#include <openssl/err.h>
#include <openssl/pem.h>

/*
 * How many certificates OpenSSL itself takes from a bundle, all or nothing,
 * as SSL_CTX_load_verify_locations does for a file.
 */
static size_t
count_openssl(struct span bytes)
{
	BIO *bio = BIO_new_mem_buf(bytes.p, (int)bytes.n);
	STACK_OF(X509_INFO) *infos = bio ?
	    PEM_X509_INFO_read_bio(bio, NULL, NULL, NULL) : NULL;
	size_t n = 0;

	for (int i = 0; i < sk_X509_INFO_num(infos); i++)
		n += sk_X509_INFO_value(infos, i)->x509 != NULL;
	sk_X509_INFO_pop_free(infos, X509_INFO_free);
	BIO_free(bio);
	ERR_clear_error();
	return n;
}

static void
judge_library(struct check *check, const struct exhibits *x)
{
	const struct manifest *m = x->input->manifest;
	const struct store *before = &x->loaded_before;
	const struct store *after = &x->loaded_after;
	size_t at = 0;

	if (after->n != before->n + m->n_anchors) {
		char *first = store_next_rejection(after, &at);

		check_fails(check, "%s loads %zu anchors of the bundle as it "
		    "was and %zu of the new one, which adds %zu%s%s",
		    x->input->verifier->name, before->n, after->n,
		    m->n_anchors, first ? "; " : "", first ? first : "");
		free(first);
	}
	for (size_t i = 0; i < m->n_anchors; i++) {
		if (!store_holds(after, m->anchors[i].cert))
			check_fails(check, "%s does not load '%s'",
			    x->input->verifier->name,
			    m->anchors[i].cert->short_name);
	}
}

/* Another library's bundle may be one that OpenSSL never loaded. */
void
check_loaded(struct check *check, const struct exhibits *x)
{
	const struct manifest *m = x->input->manifest;
	size_t before = count_openssl(buf_span(&x->base.bytes));
	size_t after = count_openssl(x->input->bundle);
	enum loader loader = x->input->verifier->loader;
	bool counts = before > 0 || loader == LOADER_OPENSSL_1 ||
	    loader == LOADER_OPENSSL_3;

	json_object_update_new(check->facts, json_pack("{ss,sI,sI,sI,sI}",
	    "library", x->input->verifier->name,
	    "library_before", (json_int_t)x->loaded_before.n,
	    "library_after", (json_int_t)x->loaded_after.n,
	    "openssl_before", (json_int_t)before,
	    "openssl_after", (json_int_t)after));
	judge_library(check, x);
	if (counts && after != before + m->n_anchors)
		check_fails(check, "OpenSSL itself takes %zu certificates "
		    "from the bundle as it was and %zu from the new one, "
		    "which adds %zu", before, after, m->n_anchors);
}
