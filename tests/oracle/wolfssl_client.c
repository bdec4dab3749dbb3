#include "oracle/wolfssl_client.h"

#include <stdio.h>
#include <stdlib.h>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>
#include <wolfssl/wolfcrypt/asn_public.h>

#include "oracle/loading.h"

static int64_t now_s;

static time_t
tell_time(time_t *out)
{
	if (out != NULL)
		*out = (time_t)now_s;
	return (time_t)now_s;
}

static int
send_bytes(WOLFSSL *ssl, char *bytes, int n, void *arg)
{
	const struct wolfssl_client *client = arg;

	(void)ssl;
	return (int)client->send(client->wire, bytes, (size_t)n);
}

static int
receive_bytes(WOLFSSL *ssl, char *bytes, int n, void *arg)
{
	const struct wolfssl_client *client = arg;
	size_t got = client->receive(client->wire, bytes, (size_t)n);

	(void)ssl;
	return got > 0 ? (int)got : WOLFSSL_CBIO_ERR_CONN_CLOSE;
}

/* An empty store cannot be loaded; such a process verifies without one. */
static WOLFSSL_CTX *
load(const struct wolfssl_client *client)
{
	WOLFSSL_CTX *context = wolfSSL_CTX_new(wolfSSLv23_client_method());

	if (context == NULL)
		abort();
	now_s = client->loaded_s;
	if (client->dated)
		wolfSSL_CTX_set_verify(context, WOLFSSL_VERIFY_PEER, NULL);
	wolfSSL_CTX_load_verify_buffer(context,
	    (const unsigned char *)client->store_pem,
	    (long)client->store_size, WOLFSSL_FILETYPE_PEM);
	wolfSSL_CTX_set_verify(context, WOLFSSL_VERIFY_PEER, NULL);
	if (!client->pinned_leaf)
		wolfSSL_CTX_Unload_trust_peers(context);
	wolfSSL_CTX_SetIOSend(context, send_bytes);
	wolfSSL_CTX_SetIORecv(context, receive_bytes);
	return context;
}

bool
wolfssl_client_accepts(const struct wolfssl_client *client,
    bool *used_alternative, char *why, size_t size)
{
	char text[WOLFSSL_MAX_ERROR_SZ];
	WOLFSSL_CTX *context;
	WOLFSSL *ssl;
	bool accepted;

	if (wolfSSL_Init() != WOLFSSL_SUCCESS || wc_SetTimeCb(tell_time) != 0)
		abort();
	context = load(client);
	ssl = wolfSSL_new(context);
	if (ssl == NULL)
		abort();
	/* The same verdict in half of the time. */
	wolfSSL_UseKeyShare(ssl, WOLFSSL_ECC_X25519);
	wolfSSL_SetIOReadCtx(ssl, (void *)client);
	wolfSSL_SetIOWriteCtx(ssl, (void *)client);
	now_s = client->at_s;
	accepted = wolfSSL_connect(ssl) == WOLFSSL_SUCCESS;
	*used_alternative = accepted && wolfSSL_get_chain_count(
	    wolfSSL_get_peer_alt_chain(ssl)) > 0;
	snprintf(why, size, "%s", accepted ? *used_alternative ?
	    "by an alternative chain" : "by the chain as it is served" :
	    wolfSSL_ERR_error_string((unsigned long)wolfSSL_get_error(ssl, 0),
	    text));
	wolfSSL_free(ssl);
	wolfSSL_CTX_free(context);
	return accepted;
}

/* It lists none of its own, and vouches for those that it has. */
bool
wolfssl_loads(struct loading *loading)
{
	WOLFSSL_CTX *context;
	WOLFSSL_CERT_MANAGER *manager;

	if (wolfSSL_Init() != WOLFSSL_SUCCESS)
		return false;
	context = wolfSSL_CTX_new(wolfSSLv23_client_method());
	if (context == NULL)
		return false;
	wolfSSL_CTX_load_verify_locations(context, loading->path, NULL);
	manager = wolfSSL_CTX_GetCertManager(context);
	for (size_t i = 0; i < LOADING_CERTS; i++)
		loading->got[i] = wolfSSL_CertManagerVerifyBuffer(manager,
		    loading->certs[i].p, (long)loading->certs[i].n,
		    WOLFSSL_FILETYPE_ASN1) == WOLFSSL_SUCCESS;
	wolfSSL_CTX_free(context);
	return true;
}
