#include "hostile/flight.h"

#include "hostile/chains.h"
#include "hostile/hostile.h"
#include "hostile/wire.h"

void
flight_server_hello(struct buf *out, struct span hello)
{
	struct buf message = BUF_INIT(1024);

	(void)hello;
	wire_server_hello(&message, TLS1_2_VERSION, WIRE_ECDHE_ECDSA, 0);
	wire_records(out, WIRE_HANDSHAKE, buf_span(&message),
	    WIRE_RECORD_BYTES);
	buf_release(&message);
}

void
flight_put(struct buf *list, struct span der)
{
	wire_vector(list, der, 3);
}

void
flight_honest(struct buf *list)
{
	flight_put(list, chains_leaf());
	flight_put(list, chains_ca());
}

static void
certificate_records(struct buf *out, void (*certificates)(struct buf *))
{
	struct buf list = BUF_INIT(OUT_BYTES), message = BUF_INIT(OUT_BYTES);

	certificates(&list);
	wire_certificate(&message, buf_span(&list));
	wire_records(out, WIRE_HANDSHAKE, buf_span(&message),
	    WIRE_RECORD_BYTES);
	buf_release(&message);
	buf_release(&list);
}

void
flight_honest_message(struct buf *out, struct span hello)
{
	(void)hello;
	certificate_records(out, flight_honest);
}

void
flight_certificates(struct buf *out, void (*certificates)(struct buf *))
{
	flight_server_hello(out, (struct span){ 0 });
	certificate_records(out, certificates);
}

void
flight_any_version(SSL_CTX *context)
{
	chains_leaf();
	SSL_CTX_set_security_level(context, 0);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_num_tickets(context, 0);
	SSL_CTX_use_certificate(context, chains_cert("leaf"));
	SSL_CTX_use_PrivateKey(context, chains_key("leaf"));
	SSL_CTX_add1_chain_cert(context, chains_cert("ca"));
}

static void
set_version(SSL_CTX *context, int version)
{
	flight_any_version(context);
	SSL_CTX_set_min_proto_version(context, version);
	SSL_CTX_set_max_proto_version(context, version);
}

void
flight_tls10(SSL_CTX *context)
{
	set_version(context, TLS1_VERSION);
}

void
flight_tls12(SSL_CTX *context)
{
	set_version(context, TLS1_2_VERSION);
}

void
flight_tls13(SSL_CTX *context)
{
	set_version(context, TLS1_3_VERSION);
}
