/* The libgnutls of this system, asked as a session with default priorities
 * asks it for a server's purpose. */
#include "oracle/oracle.h"

#include <stdio.h>
#include <stdlib.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <openssl/pem.h>

#include "oracle/loading.h"

/* More than a session takes is refused before the call that is asked here. */
enum { SERVED_MAX = 16 };

static time_t now;

static time_t
tell_time(time_t *out)
{
	if (out != NULL)
		*out = now;
	return now;
}

/* As an application loads it: one PEM file, in order. */
static int
load_store(gnutls_certificate_credentials_t credentials,
    const struct store *store)
{
	BIO *file = BIO_new(BIO_s_mem());
	gnutls_datum_t pem;
	char *bytes;
	int n;

	if (file == NULL)
		abort();
	for (size_t i = 0; i < store->n; i++)
		PEM_write_bio_X509(file, store->anchors[i].cert->x509);
	pem.size = (unsigned)BIO_get_mem_data(file, &bytes);
	pem.data = (unsigned char *)bytes;
	n = store->n == 0 ? 0 : gnutls_certificate_set_x509_trust_mem(
	    credentials, &pem, GNUTLS_X509_FMT_PEM);
	BIO_free(file);
	return n;
}

static int
load_chain(gnutls_x509_crt_t *out, unsigned *n, const struct chain *chain)
{
	for (*n = 0; *n < chain->n;) {
		const struct span *der = &chain->certs[*n]->der;
		gnutls_datum_t datum = { (unsigned char *)(uintptr_t)der->p,
			(unsigned)der->n };
		int status;

		if (gnutls_x509_crt_init(&out[*n]) < 0)
			abort();
		status = gnutls_x509_crt_import(out[(*n)++], &datum,
		    GNUTLS_X509_FMT_DER);
		if (status < 0)
			return status;
	}
	return 0;
}

static void
explain(char *why, size_t size, unsigned faults)
{
	gnutls_datum_t text = { 0 };

	gnutls_certificate_verification_status_print(faults, GNUTLS_CRT_X509,
	    &text, 0);
	snprintf(why, size, "%s", (const char *)text.data);
	gnutls_free(text.data);
}

static enum answer
judge(gnutls_certificate_credentials_t credentials,
    gnutls_x509_crt_t *chain, unsigned n, char *why, size_t size)
{
	gnutls_typed_vdata_st purpose = { .type = GNUTLS_DT_KEY_PURPOSE_OID,
		.data = (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER };
	gnutls_x509_trust_list_t anchors;
	unsigned faults = 0;
	int status;

	gnutls_certificate_get_trust_list(credentials, &anchors);
	status = gnutls_x509_trust_list_verify_crt2(anchors, chain, n,
	    &purpose, 1, GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_LOW),
	    &faults, NULL);
	if (status < 0) {
		snprintf(why, size, "%s", gnutls_strerror(status));
		return REFUSES;
	}
	explain(why, size, faults);
	return faults == 0 ? ACCEPTS : REFUSES;
}

enum answer
gnutls_accepts(const struct pki *pki, int64_t at_s, char *why, size_t size)
{
	gnutls_certificate_credentials_t credentials;
	gnutls_x509_crt_t chain[SERVED_MAX];
	enum answer answer = REFUSES;
	unsigned n = 0;
	int status;

	if (pki->served.n > SERVED_MAX)
		return SILENT;
	now = (time_t)at_s;
	gnutls_global_set_time_function(tell_time);
	if (gnutls_certificate_allocate_credentials(&credentials) < 0)
		abort();
	if ((status = load_store(credentials, &pki->store)) < 0 ||
	    (status = load_chain(chain, &n, &pki->served)) < 0)
		snprintf(why, size, "%s", gnutls_strerror(status));
	else
		answer = judge(credentials, chain, n, why, size);
	for (unsigned i = 0; i < n; i++)
		gnutls_x509_crt_deinit(chain[i]);
	gnutls_certificate_free_credentials(credentials);
	return answer;
}

static void
note(struct loading *loading, gnutls_x509_crt_t crt)
{
	gnutls_datum_t der;

	if (gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der) < 0)
		abort();
	loading_note(loading, (struct span){ der.data, der.size });
	gnutls_free(der.data);
	gnutls_x509_crt_deinit(crt);
}

bool
gnutls_loads(struct loading *loading)
{
	gnutls_certificate_credentials_t credentials;
	gnutls_x509_trust_list_iter_t at = NULL;
	gnutls_x509_trust_list_t anchors;
	gnutls_x509_crt_t crt;

	if (gnutls_certificate_allocate_credentials(&credentials) < 0)
		return false;
	gnutls_certificate_set_x509_trust_file(credentials, loading->path,
	    GNUTLS_X509_FMT_PEM);
	gnutls_certificate_get_trust_list(credentials, &anchors);
	while (gnutls_x509_trust_list_iter_get_ca(anchors, &at, &crt) == 0)
		note(loading, crt);
	gnutls_x509_trust_list_iter_deinit(at);
	gnutls_certificate_free_credentials(credentials);
	return true;
}
