#include "probe/client.h"

#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/limits.h"
#include "base/mem.h"
#include "pki/ssl_err.h"
#include "probe/identity.h"
#include "probe/timestamps.h"

/* All that shows a certificate; suites without one would hide it. */
#define WIDEST_SUITES "ALL:!aNULL:!eNULL:!PSK:!SRP"
#define LEVEL ":@SECLEVEL=0"

struct tls_client {
	SSL_CTX **contexts;	/* by hello_index; NULL: not made yet */
	size_t n;
};

/*
 * Any chain will do, since others judge it; any key will not. libssl is about
 * to verify the server's signature with the leaf's, and how long that takes
 * is up to whoever made the key.
 */
static int
check_key(X509_STORE_CTX *context, void *arg)
{
	const X509 *leaf = X509_STORE_CTX_get0_cert(context);
	const EVP_PKEY *key = leaf ? X509_get0_pubkey(leaf) : NULL;

	(void)arg;
	if (key == NULL || EVP_PKEY_get_bits(key) <= LIMIT_RSA_VERIFY_BITS)
		return 1;
	X509_STORE_CTX_set_error(context, X509_V_ERR_CERT_REJECTED);
	return 0;
}

/*
 * Nothing that a server has is too weak for us; but a group may be too large.
 * libssl is about to compute in it, and how long that takes is up to the
 * server, while all other handshakes wait. large: its bits, for the caller.
 */
static int
check_group(const SSL *ssl, const SSL_CTX *context, int operation, int bits,
    int nid, void *group, void *large)
{
	(void)ssl;
	(void)context;
	(void)bits;
	(void)nid;
	if (operation != SSL_SECOP_TMP_DH || group == NULL || large == NULL ||
	    EVP_PKEY_get_bits(group) <= LIMIT_DH_BITS)
		return 1;
	*(int *)large = EVP_PKEY_get_bits(group);
	return 0;
}

/* Those in the TLS extension, which libssl would otherwise not ask for. */
static int
take_timestamps(SSL *ssl, unsigned type, unsigned where,
    const unsigned char *bytes, size_t n, X509 *x509, size_t position,
    int *alert, void *arg)
{
	int *count = SSL_get_app_data(ssl);

	(void)type;
	(void)where;
	(void)x509;
	(void)alert;
	(void)arg;
	if (position == 0)
		*count = timestamps_listed((struct span){ bytes, n });
	return 1;
}

static bool
set_shape(SSL_CTX *context, const struct hello *hello)
{
	char suites[4096];

	snprintf(suites, sizeof(suites), "%s" LEVEL, hello->suites ?
	    hello->suites : WIDEST_SUITES);
	return SSL_CTX_set_cipher_list(context, suites) == 1 &&
	    SSL_CTX_set_min_proto_version(context, hello->oldest ?
		hello->oldest : TLS1_VERSION) == 1 &&
	    SSL_CTX_set_max_proto_version(context, hello->newest) == 1 &&
	    (hello->signatures == NULL ||
		SSL_CTX_set1_sigalgs_list(context, hello->signatures) == 1) &&
	    (hello->groups == NULL ||
		SSL_CTX_set1_groups_list(context, hello->groups) == 1);
}

static SSL_CTX *
context_new(const struct hello *hello, struct err *err)
{
	SSL_CTX *context;

	ERR_clear_error();
	context = SSL_CTX_new(TLS_client_method());
	if (context == NULL || !set_shape(context, hello)) {
		err_from_ssl(err, "this libssl cannot shape a ClientHello as "
		    "'%s'", hello->name);
		SSL_CTX_free(context);
		return NULL;
	}
	if (SSL_CTX_add_custom_ext(context,
		TLSEXT_TYPE_signed_certificate_timestamp,
		SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO |
		SSL_EXT_TLS1_3_CERTIFICATE, NULL, NULL, NULL,
		take_timestamps, NULL) != 1 ||
	    SSL_CTX_set_tlsext_status_type(context,
		TLSEXT_STATUSTYPE_ocsp) != 1) {
		err_from_ssl(err, "cannot set up TLS");
		SSL_CTX_free(context);
		return NULL;
	}
	SSL_CTX_set_security_callback(context, check_group);
	SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT);
	SSL_CTX_set_max_cert_list(context, LIMIT_HANDSHAKE_BYTES);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	/* libssl would build a path just to throw the verdict away. */
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_cert_verify_callback(context, check_key, NULL);
	SSL_CTX_set_default_passwd_cb(context, identity_passphrase);
	return context;
}

struct ssl_ctx_st *
client_context(struct tls_client *client, const struct hello *hello,
    struct err *err)
{
	SSL_CTX **place = &client->contexts[hello_index(hello)];

	if (*place == NULL)
		*place = context_new(hello, err);
	return *place;
}

struct tls_client *
tls_client_new(struct err *err)
{
	struct tls_client *client = mem_zalloc(sizeof(*client));

	while (hello_at(client->n) != NULL)
		client->n++;
	client->contexts = mem_zalloc(client->n * sizeof(SSL_CTX *));
	if (client_context(client, hello_find(HELLO_WIDEST), err) != NULL)
		return client;
	tls_client_free(client);
	return NULL;
}

void
tls_client_free(struct tls_client *client)
{
	if (client == NULL)
		return;
	for (size_t i = 0; i < client->n; i++)
		SSL_CTX_free(client->contexts[i]);
	free(client->contexts);
	free(client);
}
