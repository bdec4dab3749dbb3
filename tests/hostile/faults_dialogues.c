/* Servers that are asked for TLS in words, and what else they say. */
#include "hostile/flight.h"
#include "hostile/hostile.h"

static const struct session honest = { .set = flight_any_version };

#define GREETING { .bytes = SAYS("220 mail.example ESMTP\r\n") }
#define OFFERS { .after = AFTER_LINE, \
	.bytes = SAYS("250-mail.example\r\n250-STARTTLS\r\n250 SIZE\r\n") }
#define ANSWER(text) { .after = AFTER_LINE, .bytes = SAYS(text) }
#define AGREED(text) .turns = { GREETING, OFFERS, ANSWER(text) }
#define SAYS_ONLY(text) .turns = { { .bytes = SAYS(text) } }
#define ANSWERS_ONLY(text) .turns = { \
	{ .after = AFTER_ANYTHING, .bytes = SAYS(text) } }

static const struct fault rows[] = {
	{ "starttls-good", AGREED("220 go ahead\r\n"), .session = &honest },

	{ "starttls-lines", SAYS_ONLY("220-and so on\r\n"),
	    .is_endless = true },
	{ "starttls-line", .turns = { { .bytes = SAYS("220 ") },
	    { .bytes = SAYS("and so on, ") } }, .is_endless = true },
	{ "starttls-offers", .turns = { GREETING,
	    ANSWER("250-AND SO ON\r\n") }, .is_endless = true },
	{ "starttls-xmpp-elements", .turns = { { .after = AFTER_ANYTHING,
	    .bytes = SAYS("<stream:stream><stream:features>") },
	    { .bytes = SAYS("<and/><so/><on/>") } }, .is_endless = true },

	{ "starttls-injection", AGREED("220 go ahead\r\n250 done\r\n") },
	{ "starttls-injection-later", .turns = { GREETING, OFFERS,
	    ANSWER("220 go ahead\r\n"), { .bytes = SAYS("250 done\r\n") } } },
	{ "starttls-injection-record",
	    AGREED("220 go ahead\r\n\x15\x03\x03\x00\x02\x02\x28") },
	{ "starttls-imap-injection", .turns = {
	    { .bytes = SAYS("* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n") },
	    ANSWER("k OK go ahead\r\n* PREAUTH welcome\r\n") } },
	{ "starttls-postgres-injection", ANSWERS_ONLY("SE\0\0\0\4") },

	{ "starttls-refused", AGREED("454 4.7.0 TLS not available\r\n") },
	{ "starttls-unoffered", .turns = { GREETING,
	    ANSWER("250-mail.example\r\n250 SIZE\r\n") } },
	{ "starttls-busy", SAYS_ONLY("421 too many connections\r\n") },
	{ "starttls-tls-at-once",
	    SAYS_ONLY("\x15\x03\x03\x00\x02\x02\x28") },
	{ "starttls-postgres-refused", ANSWERS_ONLY("N") },

	{ "starttls-ssh", SAYS_ONLY("SSH-2.0-OpenSSH_9.2p1\r\n") },
	{ "starttls-garbage", SAYS_ONLY("\x01\x02\x03\x04\x05\n") },
	{ "starttls-ldap-garbage", ANSWERS_ONLY("\x30\x84\xff\xff\xff\xff"
	    "\x02\x01\x01") },

	{ "starttls-reset", .turns = { GREETING, ANSWER("") },
	    .ending = RESETS },
	{ "starttls-close", .turns = { GREETING, ANSWER("") },
	    .ending = CLOSES },
	{ "starttls-reset-hello", .turns = { GREETING, OFFERS,
	    ANSWER("220 go ahead\r\n"), { .after = AFTER_HELLO,
		.bytes = SAYS("") } }, .ending = RESETS },
	{ "starttls-mute", .ending = HOLDS },
	{ "starttls-slow", .turns = { { .pause_ms = 1000,
	    .bytes = SAYS("220 mail.example ESMTP\r\n") } } },
	{ "starttls-lines-slow", .turns = { { .pause_ms = 20,
	    .bytes = SAYS("220-and so on\r\n") } }, .is_endless = true },
	{ "starttls-stall", AGREED("220 go ahead\r\n") },
};

const struct faults faults_of_dialogues = {
	rows, sizeof(rows) / sizeof(rows[0])
};
