/* Connections that fail, stall or are cut, at each point of a handshake. */
#include "hostile/chains.h"
#include "hostile/flight.h"
#include "hostile/hostile.h"
#include "hostile/wire.h"

static void
half_certificate(struct buf *out, struct span hello)
{
	struct buf whole = BUF_INIT(OUT_BYTES);

	(void)hello;
	flight_certificates(&whole, flight_honest);
	buf_append(out, whole.p, whole.n / 2);
	buf_release(&whole);
}

/* A group that clients rarely send a share of: they are asked once. */
static void
set_retry(SSL_CTX *context)
{
	flight_tls13(context);
	SSL_CTX_set1_groups_list(context, "P-384");
}

static const struct session
	honest = { .set = flight_any_version },
	tls12 = { .set = flight_tls12 },
	tls13 = { .set = flight_tls13 },
	tls10 = { .set = flight_tls10 },
	retry = { .set = set_retry },
	after_hello13 = { .set = flight_tls13, .stop_after = 1 },
	/* hello, change of cipher, extensions, certificate */
	after_certificate13 = { .set = flight_tls13, .stop_after = 4 },
	after_done12 = { .set = flight_tls12, .stop_after = 4 },
	chatter = { .set = flight_any_version, .chatters = true };

#define HELLO { .after = AFTER_HELLO, .say = flight_server_hello }
#define HEARS { .after = AFTER_HELLO, .bytes = SAYS("") }

static const struct fault rows[] = {
	{ "good", .session = &honest },
	{ "good-tls1.0", .session = &tls10 },
	{ "good-tls1.2", .session = &tls12 },
	{ "good-tls1.3", .session = &tls13 },
	{ "good-retry", .session = &retry },
	{ "chatter", .session = &chatter },

	{ "refuse", .listening = REFUSES },
	{ "half-open", .listening = IS_FULL },
	{ "mute", .ending = HOLDS },
	{ "reset", .ending = RESETS },
	{ "close", .ending = CLOSES },

	{ "slow", .turns = { { .after = AFTER_HELLO,
	    .certificates = flight_honest, .pause_ms = 1000 } } },
	{ "slow-chain", .turns = { HELLO, { .say = flight_honest_message,
	    .pause_ms = 1000 } } },
	{ "stall-hello", .turns = { HEARS } },
	{ "stall-certificate", .turns = { { .after = AFTER_HELLO,
	    .say = half_certificate } } },
	{ "stall-chain", .turns = { { .after = AFTER_HELLO,
	    .certificates = flight_honest } } },
	{ "stall-chain-tls1.3", .session = &after_certificate13 },
	{ "stall-done", .session = &after_done12 },

	{ "reset-hello", .turns = { HEARS }, .ending = RESETS },
	{ "reset-server-hello", .turns = { HELLO }, .ending = RESETS },
	{ "reset-certificate", .turns = { { .after = AFTER_HELLO,
	    .say = half_certificate } }, .ending = RESETS },
	{ "reset-chain", .turns = { { .after = AFTER_HELLO,
	    .certificates = flight_honest } }, .ending = RESETS },
	{ "reset-server-hello-tls1.3", .session = &after_hello13,
	    .ending = RESETS },
	{ "reset-chain-tls1.3", .session = &after_certificate13,
	    .ending = RESETS },
	{ "close-hello", .turns = { HEARS }, .ending = CLOSES },
	{ "close-server-hello", .turns = { HELLO }, .ending = CLOSES },
	{ "close-certificate", .turns = { { .after = AFTER_HELLO,
	    .say = half_certificate } }, .ending = CLOSES },
	{ "close-chain", .turns = { { .after = AFTER_HELLO,
	    .certificates = flight_honest } }, .ending = CLOSES },
	{ "close-server-hello-tls1.3", .session = &after_hello13,
	    .ending = CLOSES },
	{ "close-chain-tls1.3", .session = &after_certificate13,
	    .ending = CLOSES },
};

const struct faults faults_of_connections = {
	rows, sizeof(rows) / sizeof(rows[0])
};
