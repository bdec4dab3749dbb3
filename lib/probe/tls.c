#include "probe/tls.h"

#include <errno.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/limits.h"
#include "base/mem.h"
#include "pki/ssl_err.h"
#include "probe/alert.h"
#include "probe/banner.h"
#include "probe/served.h"

/* All that shows a certificate; suites without one would hide it. */
#define CIPHERS "ALL:!aNULL:!eNULL:!PSK:!SRP:@SECLEVEL=0"

struct tls_client {
	SSL_CTX *context;
};

struct tls {
	SSL *ssl;
	struct certpool *pool;
	struct served served;
	bool has_served;
	size_t received;	/* bytes */
	uint8_t first[BANNER_BYTES];
	size_t n_first;
	bool has_alert;		/* a fatal one, from the server */
	unsigned alert;
	bool complete;
	int ssl_error;		/* SSL_get_error() of the last step */
	unsigned long code;	/* of libssl's queue */
	int sys;		/* errno */
};

static int
accept_any(X509_STORE_CTX *context, void *arg)
{
	(void)context;
	(void)arg;
	return 1;
}

struct tls_client *
tls_client_new(struct err *err)
{
	struct tls_client *client = mem_zalloc(sizeof(*client));
	SSL_CTX *context;

	ERR_clear_error();
	client->context = context = SSL_CTX_new(TLS_client_method());
	if (context == NULL ||
	    SSL_CTX_set_cipher_list(context, CIPHERS) != 1 ||
	    SSL_CTX_set_min_proto_version(context, TLS1_VERSION) != 1 ||
	    SSL_CTX_set_max_proto_version(context, 0) != 1) {
		err_from_ssl(err, "cannot set up TLS");
		tls_client_free(client);
		return NULL;
	}
	SSL_CTX_set_security_level(context, 0);
	SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT);
	SSL_CTX_set_max_cert_list(context, LIMIT_HANDSHAKE_BYTES);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
	/* libssl would build a path just to throw the verdict away. */
	SSL_CTX_set_cert_verify_callback(context, accept_any, NULL);
	return client;
}

void
tls_client_free(struct tls_client *client)
{
	if (client == NULL)
		return;
	SSL_CTX_free(client->context);
	free(client);
}

/*
 * The certificates as they came, before libssl parses them: it gives up at
 * the first that it cannot read, and a later failure must not lose them.
 */
static void
on_message(int is_sent, int version, int type, const void *bytes, size_t n,
    SSL *ssl, void *arg)
{
	struct tls *tls = arg;
	const uint8_t *p = bytes;

	(void)ssl;
	if (is_sent)
		return;
	if (type == SSL3_RT_HANDSHAKE && n >= SSL3_HM_HEADER_LENGTH &&
	    p[0] == SSL3_MT_CERTIFICATE && !tls->has_served) {
		tls->has_served = true;
		served_read(&tls->served, tls->pool,
		    (struct span){ p + SSL3_HM_HEADER_LENGTH,
			n - SSL3_HM_HEADER_LENGTH },
		    version == TLS1_3_VERSION);
	}
	if (type == SSL3_RT_ALERT && n == 2 && p[0] == SSL3_AL_FATAL) {
		tls->has_alert = true;
		tls->alert = p[1];
	}
}

/* Counts what the server sends, and refuses to read past the limit. */
static long
on_read(BIO *bio, int operation, const char *bytes, size_t n, int argi,
    long argl, int result, size_t *processed)
{
	struct tls *tls = (struct tls *)BIO_get_callback_arg(bio);
	size_t room = sizeof(tls->first) - tls->n_first;

	(void)n;
	(void)argi;
	(void)argl;
	if (operation != (BIO_CB_READ | BIO_CB_RETURN) || result <= 0 ||
	    processed == NULL)
		return result;
	if (room > *processed)
		room = *processed;
	memcpy(tls->first + tls->n_first, bytes, room);
	tls->n_first += room;
	tls->received += *processed;
	if (tls->received <= LIMIT_HANDSHAKE_BYTES)
		return result;
	BIO_clear_retry_flags(bio);
	return -1;
}

struct tls *
tls_new(struct tls_client *client, int fd, const struct target *target,
    struct certpool *pool, struct observation *seen)
{
	struct tls *tls = mem_zalloc(sizeof(*tls));

	tls->pool = pool;
	tls->ssl = SSL_new(client->context);
	if (tls->ssl == NULL || SSL_set_fd(tls->ssl, fd) != 1 ||
	    (target->server_name != NULL &&
		SSL_set_tlsext_host_name(tls->ssl, target->server_name) !=
		1)) {
		tls_free(tls);
		ERR_clear_error();
		seen->reason = REASON_LOCAL;
		seen->detail = mem_strdup("libssl takes neither this server "
		    "name nor more connections");
		return NULL;
	}
	SSL_set_connect_state(tls->ssl);
	SSL_set_msg_callback(tls->ssl, on_message);
	SSL_set_msg_callback_arg(tls->ssl, tls);
	BIO_set_callback_arg(SSL_get_rbio(tls->ssl), (char *)tls);
	BIO_set_callback_ex(SSL_get_rbio(tls->ssl), on_read);
	return tls;
}

void
tls_free(struct tls *tls)
{
	if (tls == NULL)
		return;
	SSL_free(tls->ssl);
	served_release(&tls->served);
	free(tls);
}

enum tls_wants
tls_step(struct tls *tls)
{
	int result;

	ERR_clear_error();
	errno = 0;
	result = SSL_do_handshake(tls->ssl);
	tls->sys = errno;
	tls->ssl_error = SSL_get_error(tls->ssl, result);
	tls->code = ERR_peek_last_error();
	ERR_clear_error();
	tls->complete = result == 1;
	if (tls->ssl_error == SSL_ERROR_WANT_READ)
		return TLS_WANTS_READ;
	if (tls->ssl_error == SSL_ERROR_WANT_WRITE)
		return TLS_WANTS_WRITE;
	return TLS_WANTS_NOTHING;
}

void
tls_close_notify(struct tls *tls)
{
	if (tls->complete)
		SSL_shutdown(tls->ssl);
	ERR_clear_error();
}

/* A handshake that libssl gave up: in what way? */
static enum reason
reason_of_failure(const struct tls *tls, char **detail)
{
	int reason = ERR_GET_REASON(tls->code);
	const char *words = ERR_reason_error_string(tls->code);

	if (tls->ssl_error == SSL_ERROR_ZERO_RETURN ||
	    reason == SSL_R_UNEXPECTED_EOF_WHILE_READING)
		return REASON_TLS_EOF;
	if (reason == SSL_R_EXCESSIVE_MESSAGE_SIZE)
		return REASON_CERT_MESSAGE_TOO_BIG;
	if (tls->ssl_error == SSL_ERROR_SYSCALL && tls->sys == 0)
		return REASON_TLS_EOF;
	if (tls->ssl_error == SSL_ERROR_SYSCALL && (tls->sys == ECONNRESET ||
		tls->sys == EPIPE))
		return REASON_TLS_RESET;
	if (tls->ssl_error == SSL_ERROR_SYSCALL) {
		*detail = mem_strdup(strerror(tls->sys));
		return tls->sys == ETIMEDOUT ? REASON_TIMEOUT_TLS :
		    REASON_LOCAL;
	}
	*detail = mem_strdup(words);
	return REASON_TLS_PROTOCOL;
}

static enum reason
reason_of(const struct tls *tls, bool timed_out, char **detail)
{
	struct span first = { tls->first, tls->n_first };

	if (tls->received > LIMIT_HANDSHAKE_BYTES)
		return REASON_CERT_MESSAGE_TOO_BIG;
	if (!tls->complete && !banner_is_tls(first)) {
		*detail = mem_strdup(banner_protocol(first));
		return REASON_NOT_TLS;
	}
	if (tls->complete && tls->has_served)
		return REASON_NONE;
	if (tls->complete) {
		*detail = mem_strdup("no certificate was sent");
		return REASON_TLS_PROTOCOL;
	}
	if (tls->has_alert) {
		*detail = mem_strdup(alert_name(tls->alert).name);
		return REASON_TLS_ALERT;
	}
	return timed_out ? REASON_TIMEOUT_TLS :
	    reason_of_failure(tls, detail);
}

void
tls_outcome(struct tls *tls, struct observation *out, bool timed_out)
{
	out->chain = tls->served.chain;
	tls->served.chain = CHAIN_EMPTY;
	if (tls->complete)
		out->handshake = HANDSHAKE_COMPLETE;
	else if (out->chain.n > 0)
		out->handshake = HANDSHAKE_CHAIN;
	if (tls->has_served || tls->complete)
		out->tls_version = mem_strdup(SSL_get_version(tls->ssl));
	if (tls->served.reason != REASON_NONE) {
		out->reason = tls->served.reason;
		out->detail = tls->served.detail;
		tls->served.detail = NULL;
		return;
	}
	out->reason = reason_of(tls, timed_out, &out->detail);
}
