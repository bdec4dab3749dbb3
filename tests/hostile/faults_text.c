/* Ports where something else speaks than TLS. */
#include "hostile/hostile.h"

#define GREETS(text) .turns = { { .bytes = SAYS(text) } }
#define ANSWERS(text) .turns = { { .after = AFTER_HELLO, .bytes = SAYS(text) } }

static const struct fault rows[] = {
	{ "http", ANSWERS("HTTP/1.1 400 Bad Request\r\n"
	    "Content-Type: text/html\r\nConnection: close\r\n\r\n"
	    "<html><body>Bad Request</body></html>\r\n"), .ending = CLOSES },
	{ "http-page", ANSWERS("<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML "
	    "2.0//EN\">\n<html><title>400</title></html>\n"),
	    .ending = CLOSES },
	{ "ssh", GREETS("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n") },
	{ "smtp", GREETS("220 mail.example ESMTP Postfix\r\n") },
	{ "smtp-busy", GREETS("421 mail.example too many connections\r\n"),
	    .ending = CLOSES },
	{ "ftp", GREETS("220 ProFTPD Server ready (FTP)\r\n") },
	{ "pop3", GREETS("+OK Dovecot ready.\r\n") },
	{ "imap", GREETS("* OK [CAPABILITY IMAP4rev1] ready\r\n") },
	{ "nntp", GREETS("200 news.example InterNetNews ready\r\n") },
	{ "vnc", GREETS("RFB 003.008\n") },
	{ "redis", ANSWERS("-ERR unknown command\r\n") },
	{ "xmpp", ANSWERS("<stream:stream xmlns='jabber:client'><stream:error>"
	    "<invalid-xml/></stream:error></stream:stream>"),
	    .ending = CLOSES },
	{ "text-slow", .turns = { { .bytes = SAYS("SSH-2.0-slow\r\n"),
	    .pause_ms = 20 } } },
	{ "text-short", GREETS("220") },
	{ "text-reset", GREETS("+OK hello\r\n"), .ending = RESETS },
	{ "text-endless", .turns = { { .bytes = SAYS("220-and so on\r\n") } },
	    .is_endless = true },
	{ "garbage", GREETS("\x01\x02\x03\x04\x05\x06\x07\x08") },
	{ "random", GREETS("\x9e\x4d\xe1\x07\x5b\x00\xff\x33\xc2\x8a\x16\x03"
	    "\x01\x77\x1c\xd8\x40\xaa\x92\x6e\x05\xf0\x2f\xb4") },
	/* a ServerHello of SSL 2.0 */
	{ "sslv2", ANSWERS("\x80\x0b\x04\x00\x01\x00\x02\x00\x00\x00\x00"
	    "\x00\x00"), .ending = CLOSES },
};

const struct faults faults_of_text = { rows, sizeof(rows) / sizeof(rows[0]) };
