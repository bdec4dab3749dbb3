/*
 * The wolfSSL of this system (5.5, with WOLFSSL_ALT_CERT_CHAINS), which judges
 * in the handshake: its client meets a server that sends what is served.
 */
#include "oracle/oracle.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "oracle/wolfssl_client.h"

/* The server's end of the wire. */
struct server {
	SSL *ssl;
	bool failed;
};

static EVP_PKEY *
key_of(const struct pki *pki, const struct cert *cert)
{
	const char *name;

	for (size_t i = 0;
	    (name = forge_key_name(pki->forge, i)) != NULL; i++) {
		if (EVP_PKEY_eq(forge_key(pki->forge, name),
			X509_get0_pubkey(cert->x509)) == 1)
			return forge_key(pki->forge, name);
	}
	return NULL;
}

static SSL_CTX *
server_context(void)
{
	static SSL_CTX *context;

	if (context == NULL) {
		context = SSL_CTX_new(TLS_server_method());
		if (context == NULL)
			abort();
		SSL_CTX_set_security_level(context, 0);
		SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN);
		SSL_CTX_set_num_tickets(context, 0);
	}
	return context;
}

/* Sends the served certificates as they are. False where libssl would not. */
static bool
set_up(struct server *server, const struct pki *pki)
{
	STACK_OF(X509) *above = sk_X509_new_null();
	EVP_PKEY *key = key_of(pki, pki->served.certs[0]);
	bool good;

	server->ssl = SSL_new(server_context());
	if (above == NULL || server->ssl == NULL)
		abort();
	for (size_t i = 1; i < pki->served.n; i++)
		sk_X509_push(above, pki->served.certs[i]->x509);
	SSL_set_bio(server->ssl, BIO_new(BIO_s_mem()),
	    BIO_new(BIO_s_mem()));
	SSL_set_accept_state(server->ssl);
	good = key != NULL && SSL_use_certificate(server->ssl,
	    pki->served.certs[0]->x509) == 1 &&
	    SSL_use_PrivateKey(server->ssl, key) == 1 &&
	    SSL_set1_chain(server->ssl, above) == 1;
	sk_X509_free(above);
	ERR_clear_error();
	return good;
}

static size_t
to_server(void *wire, const void *bytes, size_t size)
{
	struct server *server = wire;
	int n = BIO_write(SSL_get_rbio(server->ssl), bytes, (int)size);

	return n > 0 ? (size_t)n : 0;
}

/* The server works only when the client has to wait for it. */
static size_t
from_server(void *wire, void *bytes, size_t size)
{
	struct server *server = wire;
	BIO *out = SSL_get_wbio(server->ssl);
	int n, status;

	if (BIO_pending(out) == 0) {
		status = SSL_do_handshake(server->ssl);
		if (status != 1 && SSL_get_error(server->ssl, status) !=
		    SSL_ERROR_WANT_READ)
			server->failed = true;
		ERR_clear_error();
	}
	n = BIO_read(out, bytes, (int)size);
	return n > 0 ? (size_t)n : 0;
}

static BIO *
pem_of(const struct store *store)
{
	BIO *pem = BIO_new(BIO_s_mem());

	if (pem == NULL)
		abort();
	for (size_t i = 0; i < store->n; i++) {
		/* It reads no anchors that are bare. */
		if (!store->anchors[i].cert->is_bare)
			PEM_write_bio_X509(pem, store->anchors[i].cert->x509);
	}
	return pem;
}

static enum answer
ask(const struct pki *pki, struct wolfssl_client *client, bool alternatives,
    char *why, size_t size)
{
	struct server server = { 0 };
	enum answer answer = SILENT;
	BIO *pem = pem_of(&pki->store);
	bool accepted, used_alternative;
	char *text;

	snprintf(why, size, "libssl could not serve the chain");
	if (!set_up(&server, pki))
		goto out;
	client->store_size = (size_t)BIO_get_mem_data(pem, &text);
	client->store_pem = text;
	client->send = to_server;
	client->receive = from_server;
	client->wire = &server;
	accepted = wolfssl_client_accepts(client, &used_alternative, why,
	    size);
	if (!server.failed)
		answer = accepted && (alternatives || !used_alternative) ?
		    ACCEPTS : REFUSES;
out:
	SSL_free(server.ssl);
	BIO_free(pem);
	return answer;
}

/* As Debian builds it: the store is loaded before verification is asked for,
 * without a look at its dates, and its leaves are trusted peers. */
static enum answer
ask_undated(const struct pki *pki, int64_t at_s, bool alternatives, char *why,
    size_t size)
{
	struct wolfssl_client client = { .loaded_s = at_s, .at_s = at_s,
		.pinned_leaf = true };

	return ask(pki, &client, alternatives, why, size);
}

static enum answer
ask_dated(const struct pki *pki, int64_t at_s, bool alternatives, char *why,
    size_t size)
{
	bool earlier = pki->started_s != 0 && pki->started_s < at_s;
	struct wolfssl_client client = { .at_s = at_s, .dated = true,
		.loaded_s = earlier ? pki->started_s : at_s };

	return ask(pki, &client, alternatives, why, size);
}

enum answer
wolfssl_5_accepts(const struct pki *pki, int64_t at_s, char *why, size_t size)
{
	return ask_undated(pki, at_s, false, why, size);
}

enum answer
wolfssl_5_alt_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size)
{
	return ask_undated(pki, at_s, true, why, size);
}

enum answer
wolfssl_5_dated_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size)
{
	return ask_dated(pki, at_s, false, why, size);
}

enum answer
wolfssl_5_alt_dated_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size)
{
	return ask_dated(pki, at_s, true, why, size);
}
