#include "hostile/shake.h"

#include <stdlib.h>

#include <openssl/err.h>

#include "base/mem.h"

enum { HEADER_BYTES = 5, CHATTER_BYTES = 16384 };

struct shake {
	const struct session *session;
	SSL *ssl;
	BIO *in, *out;		/* the SSL's */
	size_t n_records;	/* said */
};

SSL_CTX *
shake_context(const struct session *session)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	session->set(context);
	return context;
}

struct shake *
shake_new(const struct session *session, SSL_CTX *context)
{
	struct shake *shake = mem_zalloc(sizeof(*shake));

	shake->session = session;
	shake->ssl = SSL_new(context);
	shake->in = BIO_new(BIO_s_mem());
	shake->out = BIO_new(BIO_s_mem());
	SSL_set_bio(shake->ssl, shake->in, shake->out);
	SSL_set_accept_state(shake->ssl);
	return shake;
}

void
shake_free(struct shake *shake)
{
	if (shake == NULL)
		return;
	SSL_free(shake->ssl);
	free(shake);
}

bool
shake_is_over(const struct shake *shake)
{
	return shake->session->stop_after > 0 &&
	    shake->n_records == shake->session->stop_after;
}

/* Record by record, up to the last that is to be said. */
static void
pass_on(struct shake *shake, struct buf *out, struct span records)
{
	while (records.n >= HEADER_BYTES && !shake_is_over(shake)) {
		size_t n = HEADER_BYTES +
		    ((size_t)records.p[3] << 8 | records.p[4]);

		buf_append(out, records.p, n);
		if (++shake->n_records == shake->session->spoil)
			out->p[out->n - 1] ^= 1;
		records.p += n;
		records.n -= n;
	}
}

void
shake_step(struct shake *shake, struct buf *out, struct span heard)
{
	static const char idle[CHATTER_BYTES];
	char scratch[4096], *said;
	long n;

	BIO_write(shake->in, heard.p, (int)heard.n);
	if (SSL_do_handshake(shake->ssl) == 1) {
		SSL_read(shake->ssl, scratch, sizeof(scratch));
		if (shake->session->chatters)
			SSL_write(shake->ssl, idle, sizeof(idle));
	}
	ERR_clear_error();
	n = BIO_get_mem_data(shake->out, &said);
	if (n > 0)
		pass_on(shake, out, (struct span){ (uint8_t *)said,
		    (size_t)n });
	(void)BIO_reset(shake->out);
}
