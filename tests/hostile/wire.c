#include "hostile/wire.h"

enum { AT_RANDOM = 5 + 4 + 2, RANDOM_BYTES = 32 };

void
wire_number(struct buf *out, size_t number, size_t width)
{
	for (size_t i = width; i-- > 0;)
		buf_append(out, &(uint8_t){ (uint8_t)(number >> 8 * i) }, 1);
}

void
wire_vector(struct buf *out, struct span body, size_t width)
{
	wire_number(out, body.n, width);
	buf_append(out, body.p, body.n);
}

void
wire_message(struct buf *out, int type, struct span body)
{
	wire_number(out, (size_t)type, 1);
	wire_vector(out, body, 3);
}

void
wire_records(struct buf *out, int type, struct span body, size_t most)
{
	for (size_t at = 0; at < body.n; at += most) {
		size_t n = body.n - at < most ? body.n - at : most;

		wire_number(out, (size_t)type, 1);
		wire_number(out, 0x0303, 2);
		wire_vector(out, (struct span){ body.p + at, n }, 2);
	}
}

void
wire_server_hello(struct buf *out, int version, int cipher, int compression)
{
	struct buf body = BUF_INIT(128);
	uint8_t random[RANDOM_BYTES];

	memset(random, 'R', sizeof(random));
	wire_number(&body, (size_t)version, 2);
	buf_append(&body, random, sizeof(random));
	wire_number(&body, 0, 1);
	wire_number(&body, (size_t)cipher, 2);
	wire_number(&body, (size_t)compression, 1);
	wire_message(out, WIRE_SERVER_HELLO, buf_span(&body));
	buf_release(&body);
}

void
wire_certificate(struct buf *out, struct span list)
{
	struct buf body = BUF_INIT(1024 * 1024);

	wire_vector(&body, list, 3);
	wire_message(out, WIRE_CERTIFICATE, buf_span(&body));
	buf_release(&body);
}

struct span
wire_client_random(struct span record)
{
	if (record.n < AT_RANDOM + RANDOM_BYTES)
		return (struct span){ 0 };
	return (struct span){ record.p + AT_RANDOM, RANDOM_BYTES };
}

struct span
wire_client_session(struct span record)
{
	size_t at = AT_RANDOM + RANDOM_BYTES;

	if (record.n < at + 1 || record.n < at + 1 + record.p[at])
		return (struct span){ 0 };
	return (struct span){ record.p + at + 1, record.p[at] };
}
