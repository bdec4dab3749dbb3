/* The libcrypto of this system, asked as libssl asks it for a server. */
#include "oracle/oracle.h"

#include <stdio.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

/* The certificates are borrowed; nothing but the anchors is trusted. */
static X509_STORE *
load_store(const struct store *anchors)
{
	X509_STORE *store = X509_STORE_new();

	for (size_t i = 0; store != NULL && i < anchors->n; i++) {
		if (X509_STORE_add_cert(store, anchors->anchors[i].cert->x509))
			continue;
		X509_STORE_free(store);
		store = NULL;
	}
	return store;
}

static STACK_OF(X509) *
load_chain(const struct chain *chain)
{
	STACK_OF(X509) *stack = sk_X509_new_null();

	for (size_t i = 0; stack != NULL && i < chain->n; i++)
		sk_X509_push(stack, chain->certs[i]->x509);
	return stack;
}

static enum answer
ask(const struct pki *pki, int64_t at_s, unsigned long flags, char *why,
    size_t size)
{
	X509_STORE *store = load_store(&pki->store);
	STACK_OF(X509) *chain = load_chain(&pki->served);
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	enum answer answer = SILENT;

	snprintf(why, size, "libcrypto could not be set up");
	if (store == NULL || chain == NULL || context == NULL ||
	    !X509_STORE_CTX_init(context, store, pki->served.certs[0]->x509,
		chain) ||
	    !X509_STORE_CTX_set_default(context, "ssl_server"))
		goto out;
	X509_STORE_CTX_set_time(context, 0, (time_t)at_s);
	X509_STORE_CTX_set_flags(context, flags);
	answer = X509_verify_cert(context) == 1 ? ACCEPTS : REFUSES;
	snprintf(why, size, "%s, at depth %d", X509_verify_cert_error_string(
	    X509_STORE_CTX_get_error(context)),
	    X509_STORE_CTX_get_error_depth(context));
out:
	X509_STORE_CTX_free(context);
	sk_X509_free(chain);
	X509_STORE_free(store);
	ERR_clear_error();
	return answer;
}

enum answer
openssl_3_accepts(const struct pki *pki, int64_t at_s, char *why, size_t size)
{
	return ask(pki, at_s, 0, why, size);
}

enum answer
openssl_3_partial_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size)
{
	return ask(pki, at_s, X509_V_FLAG_PARTIAL_CHAIN, why, size);
}
