#include "probe/tls.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/limits.h"
#include "base/mem.h"
#include "pki/ssl_err.h"
#include "probe/alert.h"
#include "probe/banner.h"
#include "probe/client.h"
#include "probe/identity.h"
#include "probe/served.h"
#include "probe/staple.h"
#include "probe/timestamps.h"

/* Each name behind its length (RFC 7301, section 3.1). */
#define HTTP_NAMES "\2h2\10http/1.1"

struct tls {
	SSL *ssl;
	struct certpool *pool;
	struct served served;
	bool has_served;
	size_t received;	/* bytes */
	uint8_t first[BANNER_BYTES];
	size_t n_first;
	int group_bits;		/* of a group that is too large, or 0 */
	bool has_alert;		/* a fatal one, from the server */
	bool has_warning;	/* the last that it said is one that is not */
	unsigned alert;		/* of either */
	bool wants_certificate;	/* the server does, of ours */
	int n_timestamps;	/* that came with TLS itself */
	bool complete;
	int ssl_error;		/* SSL_get_error() of the last step */
	unsigned long code;	/* of libssl's queue */
	int sys;		/* errno */
};

/*
 * libssl is about to decode as many as came, which takes it 50 ms for 250 of
 * them, and asks nobody before. A length that cannot be ends that at once; in
 * both forms of the message the first byte is of one.
 */
static void
spoil(uint8_t *message)
{
	message[0] = 0xff;
}

/* A good-bye is no warning. */
static void
note_alert(struct tls *tls, const uint8_t alert[2])
{
	if (tls->has_alert)
		return;
	tls->has_alert = alert[0] == SSL3_AL_FATAL;
	tls->has_warning = alert[0] == SSL3_AL_WARNING &&
	    alert[1] != SSL3_AD_CLOSE_NOTIFY;
	tls->alert = alert[1];
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
		if (tls->served.reason == REASON_CERT_MESSAGE_TOO_BIG)
			spoil((uint8_t *)p + SSL3_HM_HEADER_LENGTH);
	}
	if (type == SSL3_RT_HANDSHAKE && n >= SSL3_HM_HEADER_LENGTH &&
	    p[0] == SSL3_MT_CERTIFICATE_REQUEST)
		tls->wants_certificate = true;
	if (type == SSL3_RT_ALERT && n == 2)
		note_alert(tls, p);
	else if (type != SSL3_RT_HEADER)
		tls->has_warning = false;
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

static bool
is_http(const struct target *target)
{
	return strcmp(target_protocol_name(target), "https") == 0;
}

/* What this handshake has beside those of its shape. */
static int
prepare(struct tls *tls, int fd, const struct target *target, struct err *err)
{
	const char *name = target_name_to_send(target);

	if (SSL_set_fd(tls->ssl, fd) != 1)
		return err_from_ssl(err, "libssl has no room");
	if (name != NULL && SSL_set_tlsext_host_name(tls->ssl, name) != 1)
		return err_from_ssl(err, "libssl does not take this server "
		    "name");
	if (is_http(target) && SSL_set_alpn_protos(tls->ssl,
		(const unsigned char *)HTTP_NAMES,
		sizeof(HTTP_NAMES) - 1) != 0)
		return err_from_ssl(err, "libssl has no room");
	SSL_set_connect_state(tls->ssl);
	SSL_set_app_data(tls->ssl, &tls->n_timestamps);
	SSL_set0_security_ex_data(tls->ssl, &tls->group_bits);
	SSL_set_msg_callback(tls->ssl, on_message);
	SSL_set_msg_callback_arg(tls->ssl, tls);
	BIO_set_callback_arg(SSL_get_rbio(tls->ssl), (char *)tls);
	BIO_set_callback_ex(SSL_get_rbio(tls->ssl), on_read);
	return 0;
}

static enum reason
begin(struct tls *tls, struct tls_client *client, int fd,
    const struct target *target, struct err *err)
{
	SSL_CTX *context = client_context(client, target_hello(target), err);

	if (context == NULL)
		return REASON_LOCAL;
	tls->ssl = SSL_new(context);
	if (tls->ssl == NULL) {
		err_from_ssl(err, "libssl has no room");
		return REASON_LOCAL;
	}
	if (prepare(tls, fd, target, err) == -1)
		return REASON_LOCAL;
	if (target->client_certificate != NULL &&
	    identity_use(tls->ssl, target->client_certificate,
		target->client_key, err) == -1)
		return REASON_CLIENT_CERTIFICATE;
	return REASON_NONE;
}

struct tls *
tls_new(struct tls_client *client, int fd, const struct target *target,
    struct certpool *pool, struct observation *seen)
{
	struct tls *tls = mem_zalloc(sizeof(*tls));
	struct err err = ERR_NONE;
	enum reason reason;

	ERR_clear_error();
	tls->pool = pool;
	reason = begin(tls, client, fd, target, &err);
	if (reason == REASON_NONE)
		return tls;
	seen->reason = reason;
	seen->detail = mem_strdup(err.msg);
	tls_free(tls);
	return NULL;
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

/*
 * What more it said, where it does not speak TLS: libssl took no more than a
 * record's header, or nothing, where our own first words were refused.
 */
static void
hear_banner(struct tls *tls)
{
	ssize_t n = recv(SSL_get_fd(tls->ssl), tls->first + tls->n_first,
	    sizeof(tls->first) - tls->n_first, MSG_DONTWAIT);

	if (n > 0)
		tls->n_first += (size_t)n;
}

/* The server sent more than we read, of what kind? */
static enum reason
reason_of_excess(const struct tls *tls, char **detail)
{
	if (SSL_get_state(tls->ssl) == TLS_ST_CR_CERT)
		return REASON_CERT_MESSAGE_TOO_BIG;
	*detail = mem_printf("more than %d KiB, and no handshake",
	    LIMIT_HANDSHAKE_BYTES / 1024);
	return REASON_TLS_PROTOCOL;
}

/* Of the leaf, for people. */
static char *
key_text(const struct tls *tls)
{
	char text[64];

	return tls->served.chain.n == 0 ? NULL : mem_strdup(
	    cert_key_text(tls->served.chain.certs[0], text, sizeof(text)));
}

/* The alert's name, and what it was probably about. */
static char *
alert_text(const struct tls *tls)
{
	return mem_printf("%s%s", alert_name(tls->alert).name,
	    tls->wants_certificate ? "; the server asks for a client "
	    "certificate" : "");
}

/* A warning, and then no more: that is how it refused the handshake. */
static bool
hung_up_warning(const struct tls *tls, enum reason reason)
{
	return tls->has_warning && (reason == REASON_TLS_EOF ||
	    reason == REASON_TLS_RESET);
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
	if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
		*detail = key_text(tls);
		return REASON_KEY_TOO_BIG;
	}
	if (tls->group_bits > 0) {
		*detail = mem_printf("a Diffie-Hellman group of %d bits",
		    tls->group_bits);
		return REASON_KEY_TOO_BIG;
	}
	if (tls->ssl_error == SSL_ERROR_SYSCALL && tls->sys == 0)
		return REASON_TLS_EOF;
	if (tls->ssl_error == SSL_ERROR_SYSCALL && (tls->sys == ECONNRESET ||
		tls->sys == EPIPE))
		return BIO_number_written(SSL_get_wbio(tls->ssl)) == 0 ?
		    REASON_TCP_RESET : REASON_TLS_RESET;
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
	enum reason reason;

	if (tls->received > LIMIT_HANDSHAKE_BYTES)
		return reason_of_excess(tls, detail);
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
		*detail = alert_text(tls);
		return REASON_TLS_ALERT;
	}
	if (timed_out)
		return REASON_TIMEOUT_TLS;
	reason = reason_of_failure(tls, detail);
	if (!hung_up_warning(tls, reason))
		return reason;
	*detail = alert_text(tls);
	return REASON_TLS_ALERT;
}

/* What was agreed, as far as the handshake came. */
static void
note_terms(const struct tls *tls, struct observation *out)
{
	const SSL_CIPHER *cipher = SSL_get_pending_cipher(tls->ssl);
	const unsigned char *name;
	unsigned n;

	if (cipher == NULL)
		cipher = SSL_get_current_cipher(tls->ssl);
	out->tls_version = mem_strdup(SSL_get_version(tls->ssl));
	if (cipher != NULL)
		out->cipher = mem_strdup(SSL_CIPHER_standard_name(cipher));
	SSL_get0_alpn_selected(tls->ssl, &name, &n);
	if (n > 0)
		out->alpn = mem_printf("%.*s", (int)n, (const char *)name);
}

/* What came beside the leaf to speak for it. */
static void
note_testimony(const struct tls *tls, struct observation *out)
{
	const struct chain *chain = &tls->served.chain;
	const unsigned char *p;
	long n = SSL_get_tlsext_status_ocsp_resp(tls->ssl, &p);
	struct span response = { p, n > 0 ? (size_t)n : 0 };

	out->timestamps.n_tls = tls->n_timestamps;
	if (chain->n > 0)
		out->timestamps.n_embedded =
		    timestamps_embedded(chain->certs[0]);
	if (response.n > 0)
		out->timestamps.n_ocsp = timestamps_stapled(response);
	if (response.n > 0 && chain->n > 0)
		staple_read(&out->staple, response, chain);
}

void
tls_outcome(struct tls *tls, struct observation *out, bool timed_out)
{
	if (tls->has_served || tls->complete) {
		note_terms(tls, out);
		note_testimony(tls, out);
	}
	out->wants_client_certificate = tls->wants_certificate;
	out->chain = tls->served.chain;
	if (tls->complete)
		out->handshake = HANDSHAKE_COMPLETE;
	else if (out->chain.n > 0)
		out->handshake = HANDSHAKE_CHAIN;
	if (tls->served.reason != REASON_NONE) {
		out->reason = tls->served.reason;
		out->detail = tls->served.detail;
		tls->served.detail = NULL;
	} else {
		if (tls->n_first == 0 || !banner_is_tls(
			(struct span){ tls->first, tls->n_first }))
			hear_banner(tls);
		out->reason = reason_of(tls, timed_out, &out->detail);
	}
	tls->served.chain = CHAIN_EMPTY;
}

struct span
tls_first(const struct tls *tls)
{
	return (struct span){ tls->first, tls->n_first };
}

bool
tls_awaits_verdict(const struct tls *tls)
{
	return tls->complete && tls->wants_certificate &&
	    SSL_version(tls->ssl) >= TLS1_3_VERSION;
}

enum tls_wants
tls_drain(struct tls *tls)
{
	char scratch[4096];
	int result;

	do {
		ERR_clear_error();
		result = SSL_read(tls->ssl, scratch, sizeof(scratch));
	} while (result > 0);
	result = SSL_get_error(tls->ssl, result);
	ERR_clear_error();
	return result == SSL_ERROR_WANT_READ ? TLS_WANTS_READ :
	    result == SSL_ERROR_WANT_WRITE ? TLS_WANTS_WRITE :
	    TLS_WANTS_NOTHING;
}

void
tls_note_refusal(const struct tls *tls, struct observation *out)
{
	if (!tls_awaits_verdict(tls) || !tls->has_alert ||
	    out->reason != REASON_NONE)
		return;
	out->reason = REASON_TLS_ALERT;
	out->detail = alert_text(tls);
}
