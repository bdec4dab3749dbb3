/* Servers that break the protocol, or flood within it. */
#include <openssl/bn.h>

#include "hostile/chains.h"
#include "hostile/flight.h"
#include "hostile/hostile.h"
#include "hostile/wire.h"

static void
put_messages(struct buf *out, const struct buf *messages)
{
	wire_records(out, WIRE_HANDSHAKE, buf_span(messages),
	    WIRE_RECORD_BYTES);
}

static void
put_hello(struct buf *out, int version, int cipher, int compression)
{
	struct buf message = BUF_INIT(1024);

	wire_server_hello(&message, version, cipher, compression);
	put_messages(out, &message);
	buf_release(&message);
}

static void
hello_ssl3(struct buf *out, struct span hello)
{
	(void)hello;
	put_hello(out, SSL3_VERSION, 0x0035, 0);
}

static void
hello_version(struct buf *out, struct span hello)
{
	(void)hello;
	put_hello(out, 0x0306, WIRE_ECDHE_ECDSA, 0);
}

static void
hello_cipher(struct buf *out, struct span hello)
{
	(void)hello;
	put_hello(out, TLS1_2_VERSION, 0x0000, 0);
}

static void
hello_compressed(struct buf *out, struct span hello)
{
	(void)hello;
	put_hello(out, TLS1_2_VERSION, WIRE_ECDHE_ECDSA, 1);
}

static void
put_empty_message(struct buf *out, int type)
{
	struct buf message = BUF_INIT(16);

	wire_message(&message, type, (struct span){ 0 });
	put_messages(out, &message);
	buf_release(&message);
}

static void
hello_request(struct buf *out, struct span hello)
{
	(void)hello;
	put_empty_message(out, WIRE_HELLO_REQUEST);
}

static void
done_early(struct buf *out, struct span hello)
{
	flight_server_hello(out, hello);
	put_empty_message(out, WIRE_SERVER_DONE);
}

static void
finished_first(struct buf *out, struct span hello)
{
	struct buf message = BUF_INIT(64);

	(void)hello;
	wire_message(&message, WIRE_FINISHED,
	    (struct span)SAYS("twelve bytes"));
	put_messages(out, &message);
	buf_release(&message);
}

/* RFC 8446 section 4.1.3: the random number that stands for a retry. */
static const uint8_t retry_random[32] = {
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
	0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
	0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/* Asks for another hello, with a share of this group. */
static void
put_retry(struct buf *out, struct span hello, int group)
{
	struct buf body = BUF_INIT(256), message = BUF_INIT(512);

	wire_number(&body, TLS1_2_VERSION, 2);
	buf_append(&body, retry_random, sizeof(retry_random));
	wire_vector(&body, wire_client_session(hello), 1);
	wire_number(&body, 0x1301, 2);
	wire_number(&body, 0, 1);
	wire_number(&body, 12, 2);
	wire_number(&body, TLSEXT_TYPE_supported_versions, 2);
	wire_number(&body, 2, 2);
	wire_number(&body, TLS1_3_VERSION, 2);
	wire_number(&body, TLSEXT_TYPE_key_share, 2);
	wire_number(&body, 2, 2);
	wire_number(&body, (size_t)group, 2);
	wire_message(&message, WIRE_SERVER_HELLO, buf_span(&body));
	put_messages(out, &message);
	buf_release(&message);
	buf_release(&body);
}

static void
retry(struct buf *out, struct span hello)
{
	put_retry(out, hello, 0x0018);	/* secp384r1 */
}

static void
retry_unknown(struct buf *out, struct span hello)
{
	put_retry(out, hello, 0x7777);
}

/* The whole flight in records of a byte each, as one may. */
static void
byte_records(struct buf *out, struct span hello)
{
	struct buf list = BUF_INIT(OUT_BYTES), messages = BUF_INIT(OUT_BYTES);

	(void)hello;
	flight_honest(&list);
	wire_server_hello(&messages, TLS1_2_VERSION, WIRE_ECDHE_ECDSA, 0);
	wire_certificate(&messages, buf_span(&list));
	wire_records(out, WIRE_HANDSHAKE, buf_span(&messages), 1);
	buf_release(&messages);
	buf_release(&list);
}

static void
twice_hello(struct buf *out, struct span hello)
{
	flight_server_hello(out, hello);
	flight_server_hello(out, hello);
}

static void
twice_certificate(struct buf *out, struct span hello)
{
	flight_certificates(out, flight_honest);
	flight_honest_message(out, hello);
}

static void
alert_after_chain(struct buf *out, struct span hello)
{
	(void)hello;
	flight_certificates(out, flight_honest);
	buf_append(out, "\x15\x03\x03\x00\x02\x02\x50", 7);
}

static void
warning_then_chain(struct buf *out, struct span hello)
{
	(void)hello;
	buf_append(out, "\x15\x03\x03\x00\x02\x01\x70", 7);
	flight_certificates(out, flight_honest);
}

/* Diffie and Hellman modulo a number of so many bits, rightly signed. */
static void
put_group(struct buf *out, struct span hello, int bits)
{
	struct buf params = BUF_INIT(8192), signed_ = BUF_INIT(8192);
	struct buf messages = BUF_INIT(OUT_BYTES), list = BUF_INIT(OUT_BYTES);
	uint8_t number[2048], signature[512], random[32];
	size_t n = (size_t)bits / 8, n_signature = sizeof(signature);
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	chains_ca();
	flight_put(&list, chains_make("signer issuer=ca type=rsa1024"));
	memset(random, 'R', sizeof(random));
	/* A prime: modulo 2^512 - 1, one power of 2 in 512 is 1. */
	memset(number, 0xff, n);
	number[n - 2] = 0xfd;
	number[n - 1] = 0xc7;
	wire_vector(&params, (struct span){ number, n }, 2);
	wire_vector(&params, (struct span)SAYS("\x02"), 2);
	number[0] = 0x7f;
	wire_vector(&params, (struct span){ number, n }, 2);
	buf_append(&signed_, wire_client_random(hello).p,
	    wire_client_random(hello).n);
	buf_append(&signed_, random, sizeof(random));
	buf_append(&signed_, params.p, params.n);
	EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL,
	    chains_key("signer"));
	EVP_DigestSign(context, signature, &n_signature,
	    (const uint8_t *)signed_.p, signed_.n);
	wire_number(&params, 0x0401, 2);	/* rsa_pkcs1_sha256 */
	wire_vector(&params, (struct span){ signature, n_signature }, 2);

	wire_server_hello(&messages, TLS1_2_VERSION, WIRE_DHE_RSA, 0);
	wire_certificate(&messages, buf_span(&list));
	wire_message(&messages, WIRE_SERVER_KEY, buf_span(&params));
	wire_message(&messages, WIRE_SERVER_DONE, (struct span){ 0 });
	put_messages(out, &messages);
	EVP_MD_CTX_free(context);
	buf_release(&list);
	buf_release(&messages);
	buf_release(&signed_);
	buf_release(&params);
}

/* What the client has to compute next takes it a second. */
static void
group_huge(struct buf *out, struct span hello)
{
	put_group(out, hello, 10000);
}

static void
group_weak(struct buf *out, struct span hello)
{
	put_group(out, hello, 512);
}

static int
on_name(SSL *ssl, int *alert, void *context)
{
	(void)ssl;
	(void)context;
	*alert = SSL_AD_UNRECOGNIZED_NAME;
	return SSL_TLSEXT_ERR_ALERT_WARNING;
}

/* Does not know the name, and goes on: common, and no fault of TLS 1.2. */
static void
set_warning(SSL_CTX *context)
{
	flight_tls12(context);
	SSL_CTX_set_tlsext_servername_callback(context, on_name);
}

static const struct session
	warning = { .set = set_warning },
	/* hello, certificate, key exchange, done */
	bad_signature = { .set = flight_tls12, .spoil = 3 },
	bad_mac = { .set = flight_tls13, .spoil = 3 };

#define SAYING(function) .turns = { { .after = AFTER_HELLO, \
	.say = (function) } }
#define BYTES(text) .turns = { { .after = AFTER_HELLO, .bytes = SAYS(text) } }
#define ALERT(text) BYTES("\x15\x03\x03\x00\x02" text), .ending = CLOSES

static const struct fault rows[] = {
	{ "alert-handshake-failure", ALERT("\x02\x28") },
	{ "alert-protocol-version", ALERT("\x02\x46") },
	{ "alert-insufficient-security", ALERT("\x02\x47") },
	{ "alert-internal-error", ALERT("\x02\x50") },
	{ "alert-access-denied", ALERT("\x02\x31") },
	{ "alert-unrecognized-name", ALERT("\x02\x70") },
	{ "alert-certificate-required", ALERT("\x02\x74") },
	{ "alert-no-protocol", ALERT("\x02\x78") },
	{ "alert-unknown", ALERT("\x02\xc8") },
	{ "alert-goodbye", ALERT("\x01\x00") },
	{ "alert-warning", ALERT("\x01\x70") },
	{ "alert-warning-earlier", SAYING(warning_then_chain),
	    .ending = CLOSES },
	{ "alert-level", ALERT("\x07\x28") },
	{ "alert-short", BYTES("\x15\x03\x03\x00\x01\x02"), .ending = CLOSES },
	{ "alert-then-reset", BYTES("\x15\x03\x03\x00\x02\x02\x28"),
	    .ending = RESETS },
	{ "alert-after-chain", SAYING(alert_after_chain), .ending = CLOSES },
	{ "warning-goes-on", .session = &warning },

	{ "alert-flood", BYTES("\x15\x03\x03\x00\x02\x01\x70"),
	    .is_endless = true },
	{ "empty-records", BYTES("\x16\x03\x03\x00\x00"),
	    .is_endless = true },
	{ "change-cipher-flood", BYTES("\x14\x03\x03\x00\x01\x01"),
	    .is_endless = true },
	{ "hello-requests", SAYING(hello_request), .is_endless = true },
	{ "retries", .turns = { { .after = AFTER_HELLO, .say = retry },
	    { .after = AFTER_HELLO, .say = retry } } },
	{ "retry-unknown-group", SAYING(retry_unknown) },

	{ "hello-ssl3", SAYING(hello_ssl3) },
	{ "hello-version", SAYING(hello_version) },
	{ "hello-cipher", SAYING(hello_cipher) },
	{ "hello-compressed", SAYING(hello_compressed) },
	{ "hello-empty", BYTES("\x16\x03\x03\x00\x04\x02\x00\x00\x00") },
	{ "hello-twice", SAYING(twice_hello) },
	{ "certificate-twice", SAYING(twice_certificate) },
	{ "certificate-first", SAYING(flight_honest_message) },
	{ "finished-first", SAYING(finished_first) },
	{ "done-early", SAYING(done_early) },
	{ "data-first", BYTES("\x17\x03\x03\x00\x05hello") },
	{ "record-type", BYTES("\x16\x03\x03\x00\x01\x02"
	    "\x63\x03\x03\x00\x01x") },
	{ "record-huge", BYTES("\x16\x03\x03\xff\xff\x02\x00\x00\x00") },
	{ "record-cut", BYTES("\x16\x03\x03\x01\x00\x02\x00\x00\x46"),
	    .ending = CLOSES },
	{ "byte-records", SAYING(byte_records), .ending = CLOSES },
	{ "message-16m", BYTES("\x16\x03\x03\x00\x08\x02\xff\xff\xff" "four") },
	{ "certificate-16m", .turns = { { .after = AFTER_HELLO,
	    .say = flight_server_hello },
	    { .bytes = SAYS("\x16\x03\x03\x00\x08"
		"\x0b\xff\xff\xff" "four") } } },

	{ "bad-signature", .session = &bad_signature },
	{ "bad-mac", .session = &bad_mac },
	{ "group-huge", SAYING(group_huge) },
	{ "group-weak", SAYING(group_weak), .ending = CLOSES },
};

const struct faults faults_of_handshakes = {
	rows, sizeof(rows) / sizeof(rows[0])
};
