#pragma once
/* The bytes of TLS (RFC 5246 and 8446), well formed or as asked for. */
#include "base/buf.h"

enum {
	WIRE_CHANGE_CIPHER = 20, WIRE_ALERT, WIRE_HANDSHAKE, WIRE_DATA,
	WIRE_RECORD_BYTES = 16384,
};

enum {
	WIRE_HELLO_REQUEST, WIRE_CLIENT_HELLO, WIRE_SERVER_HELLO,
	WIRE_CERTIFICATE = 11, WIRE_SERVER_KEY, WIRE_CERTIFICATE_REQUEST,
	WIRE_SERVER_DONE, WIRE_FINISHED = 20,
};

enum { WIRE_ECDHE_ECDSA = 0xc02b, WIRE_DHE_RSA = 0x009e };

/* An unsigned number in so many bytes. */
void wire_number(struct buf *out, size_t number, size_t width);
/* body behind its length in so many bytes. */
void wire_vector(struct buf *out, struct span body, size_t width);
void wire_message(struct buf *out, int type, struct span body);
/* In records of at most so many bytes each. */
void wire_records(struct buf *out, int type, struct span body, size_t most);

/* A ServerHello of TLS 1.2 or before, without extensions. */
void wire_server_hello(struct buf *out, int version, int cipher,
    int compression);
/* A Certificate message of TLS 1.2: each of list has its length already. */
void wire_certificate(struct buf *out, struct span list);

/* From a client's first record; empty where it is too short. */
struct span wire_client_random(struct span record);
struct span wire_client_session(struct span record);
