/* The libcrypto of this system, asked as libssl asks it for a server. */
#include "oracle/oracle.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "oracle/loading.h"

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

static void
note(struct loading *loading, X509 *x509)
{
	unsigned char *der = NULL;
	int n = i2d_X509(x509, &der);

	if (n <= 0)
		abort();
	loading_note(loading, (struct span){ der, (size_t)n });
	OPENSSL_free(der);
}

/* What is there and refuses servers is as good as lost. */
bool
openssl_3_loads(struct loading *loading)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	STACK_OF(X509) *all;

	if (context == NULL)
		return false;
	SSL_CTX_load_verify_locations(context, loading->path, NULL);
	all = X509_STORE_get1_all_certs(SSL_CTX_get_cert_store(context));
	for (int i = 0; i < sk_X509_num(all); i++) {
		X509 *x509 = sk_X509_value(all, i);

		if (X509_check_trust(x509, X509_TRUST_SSL_SERVER, 0) !=
		    X509_TRUST_REJECTED)
			note(loading, x509);
	}
	sk_X509_pop_free(all, X509_free);
	SSL_CTX_free(context);
	ERR_clear_error();
	return true;
}
