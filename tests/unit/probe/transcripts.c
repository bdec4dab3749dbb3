#include "unit/probe/transcripts.h"

#define S(text) { (const uint8_t *)(text), sizeof(text) - 1 }

const struct dialogue_peer transcript_peer = {
	.host = "mail.example", .port = 25, .domain = "example.net",
	.self = "[192.0.2.9]",
};

/* LDAP: message 1, ExtendedResponse with a result of one byte. */
#define LDAP_YES "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"
/* What Active Directory sends, with lengths of four bytes. */
#define LDAP_YES_AD "\x30\x84\x00\x00\x00\x28\x02\x01\x01\x78\x84\x00\x00" \
	"\x00\x1f\x0a\x01\x00\x04\x00\x04\x00\x8a\x16" "1.3.6.1.4.1.1466.20037"
#define LDAP_NO "\x30\x2a\x02\x01\x01\x78\x25\x0a\x01\x02\x04\x00\x04\x1e" \
	"unsupported extended operation"
#define LDAP_BYE "\x30\x10\x02\x01\x00\x78\x0b\x0a\x01\x34\x04\x00\x04\x04" \
	"stop"
#define LDAP_ASK "\x30\x1d\x02\x01\x01\x77\x18\x80\x16" "1.3.6.1.4.1.1466.20037"

#define PG_ASK "\0\0\0\x08\x04\xd2\x16\x2f"

/* The greeting of a MariaDB 10.11, up to its two bytes of flags and beyond. */
#define MYSQL(low, high) "\x5b\0\0\0\x0a" "5.5.5-10.11.6-MariaDB-0\0" \
	"\x05\0\0\0" "abcdefgh" "\0" low high "\x2d\x02\0\xff\x81\x15" \
	"\0\0\0\0\0\0\x1d\0\0\0" "ijklmnopqrst\0" "mysql_native_password\0"
#define MYSQL_ASK "\x20\0\0\x01\x01\x8a\0\0\0\0\0\x01\x21" \
	"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

#define RDP_ASK "\x03\0\0\x13\x0e\xe0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0"
#define RDP_ANSWER(type, number) "\x03\0\0\x13\x0e\xd0\0\0\x12\x34\0" type \
	"\x1f\x08\0" number "\0\0\0"

#define XMPP_OPEN(space) "<?xml version='1.0'?><stream:stream " \
	"to='example.net' version='1.0' xmlns='" space "' " \
	"xmlns:stream='http://etherx.jabber.org/streams'>"
#define XMPP_ASK "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
#define XMPP_HELLO "<?xml version='1.0'?><stream:stream id='1' " \
	"xmlns='jabber:client' version='1.0'>"
#define XMPP_OFFER "<stream:features><starttls " \
	"xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>" \
	"<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>" \
	"</stream:features>"

const struct good_transcript good_transcripts[] = {
	{ "postfix", STARTTLS_SMTP, S("220 mail.example ESMTP Postfix\r\n"
	    "250-mail.example\r\n250-PIPELINING\r\n250-STARTTLS\r\n"
	    "250 CHUNKING\r\n220 2.0.0 Ready to start TLS\r\n"),
	    S("EHLO [192.0.2.9]\r\nSTARTTLS\r\n") },
	{ "exim with a long greeting, STARTTLS last", STARTTLS_SMTP,
	    S("220-exim\r\n220-No spam\r\n220 go\r\n250-hello\r\n"
	    "250 starttls\r\n220 TLS go ahead\r\n"),
	    S("EHLO [192.0.2.9]\r\nSTARTTLS\r\n") },
	{ "bare line feeds and codes", STARTTLS_SMTP,
	    S("220\n250-STARTTLS\n250\n220\n"),
	    S("EHLO [192.0.2.9]\r\nSTARTTLS\r\n") },
	{ "dovecot's lmtp", STARTTLS_LMTP, S("220 mail.example Dovecot\r\n"
	    "250-mail.example\r\n250-STARTTLS\r\n250 PIPELINING\r\n"
	    "220 2.0.0 Begin TLS negotiation now.\r\n"),
	    S("LHLO [192.0.2.9]\r\nSTARTTLS\r\n") },
	{ "dovecot's imap", STARTTLS_IMAP, S("* OK [CAPABILITY IMAP4rev1 "
	    "STARTTLS LOGINDISABLED] Dovecot ready.\r\n"
	    "k OK Begin TLS negotiation now.\r\n"), S("k STARTTLS\r\n") },
	{ "imap with an untagged line", STARTTLS_IMAP, S("* ok hi\r\n"
	    "* NO [ALERT] Maintenance at noon\r\nk OK\r\n"),
	    S("k STARTTLS\r\n") },
	{ "dovecot's pop3", STARTTLS_POP3, S("+OK Dovecot ready.\r\n"
	    "+OK Begin TLS negotiation now.\r\n"), S("STLS\r\n") },
	{ "vsftpd", STARTTLS_FTP, S("220 (vsFTPd 3.0.3)\r\n"
	    "234 Proceed with negotiation.\r\n"), S("AUTH TLS\r\n") },
	{ "pure-ftpd with a block", STARTTLS_FTP,
	    S("220---------- Welcome ----------\r\n"
	    "You are user number 1 of 50 allowed.\r\n"
	    "530 is no answer here\r\n220-IPv6 too.\r\n"
	    "220 You will be disconnected.\r\n234 AUTH TLS OK.\r\n"),
	    S("AUTH TLS\r\n") },
	{ "inn, posting allowed", STARTTLS_NNTP, S("200 news InterNetNews\r\n"
	    "382 Begin TLS negotiation now\r\n"), S("STARTTLS\r\n") },
	{ "inn, posting forbidden", STARTTLS_NNTP, S("201 news\r\n382 ok\r\n"),
	    S("STARTTLS\r\n") },
	{ "pigeonhole", STARTTLS_SIEVE,
	    S("\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"\r\n"
	    "\"SIEVE\" \"fileinto reject\"\r\n\"STARTTLS\"\r\n"
	    "\"VERSION\" \"1.0\"\r\nOK \"Dovecot ready.\"\r\n"
	    "OK \"Begin TLS negotiation now.\"\r\n"), S("STARTTLS\r\n") },
	{ "inspircd", STARTTLS_IRC, S(":irc.example NOTICE * :*** Looking up "
	    "your hostname...\r\n:irc.example 670 * :STARTTLS successful, go "
	    "ahead with TLS handshake\r\n"), S("STARTTLS\r\n") },
	{ "irc without a sender", STARTTLS_IRC, S("NOTICE AUTH :*** Hi\r\n"
	    "670 you :go\r\n"), S("STARTTLS\r\n") },
	{ "prosody", STARTTLS_XMPP, S(XMPP_HELLO XMPP_OFFER
	    "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
	    S(XMPP_OPEN("jabber:client") XMPP_ASK) },
	{ "xmpp with a long proceed and no prefix", STARTTLS_XMPP,
	    S("<stream:stream>\n <features><starttls/></features> "
	    "<proceed></proceed>"),
	    S(XMPP_OPEN("jabber:client") XMPP_ASK) },
	{ "a server's xmpp", STARTTLS_XMPP_SERVER, S("<stream:stream>"
	    XMPP_OFFER "<proceed/>"),
	    S(XMPP_OPEN("jabber:server") XMPP_ASK) },
	{ "slapd", STARTTLS_LDAP, S(LDAP_YES), S(LDAP_ASK) },
	{ "active directory", STARTTLS_LDAP, S(LDAP_YES_AD), S(LDAP_ASK) },
	{ "postgres", STARTTLS_POSTGRES, S("S"), S(PG_ASK) },
	{ "mariadb", STARTTLS_MYSQL, S(MYSQL("\xfe", "\xff")),
	    S(MYSQL_ASK) },
	{ "xrdp", STARTTLS_RDP, S(RDP_ANSWER("\x02", "\x01")), S(RDP_ASK) },
	{ "windows, with CredSSP", STARTTLS_RDP,
	    S(RDP_ANSWER("\x02", "\x02")), S(RDP_ASK) },
};

const size_t n_good_transcripts = sizeof(good_transcripts) /
    sizeof(good_transcripts[0]);

const struct bad_transcript bad_transcripts[] = {
	{ "smtp turns us away", STARTTLS_SMTP, S("554 5.7.1 No service\r\n"),
	    REASON_STARTTLS_REFUSED, "554 5.7.1 No service" },
	{ "smtp is busy", STARTTLS_SMTP, S("421 too many\r\n"),
	    REASON_STARTTLS_REFUSED, "421 too many" },
	{ "smtp knows no EHLO", STARTTLS_SMTP, S("220 a\r\n502 what?\r\n"),
	    REASON_STARTTLS_REFUSED, "502 what?" },
	{ "smtp offers no STARTTLS", STARTTLS_SMTP,
	    S("220 a\r\n250-XSTARTTLS\r\n250 STARTTLSX\r\n"),
	    REASON_STARTTLS_REFUSED, "STARTTLS is not offered" },
	{ "STARTTLS in the greeting is no offer", STARTTLS_SMTP,
	    S("220-STARTTLS\r\n220 a\r\n250 SIZE\r\n"),
	    REASON_STARTTLS_REFUSED, "STARTTLS is not offered" },
	{ "smtp has no key", STARTTLS_SMTP, S("220 a\r\n250 STARTTLS\r\n"
	    "454 4.7.0 TLS not available due to local problem\r\n"),
	    REASON_STARTTLS_REFUSED,
	    "454 4.7.0 TLS not available due to local problem" },
	{ "smtp answers another question", STARTTLS_SMTP,
	    S("220 a\r\nhello\r\n"), REASON_STARTTLS_REFUSED, "hello" },
	{ "ssh", STARTTLS_SMTP, S("SSH-2.0-OpenSSH_9.2\r\n"), REASON_NOT_TLS,
	    "SSH" },
	{ "imap on the port of smtp", STARTTLS_SMTP, S("* OK IMAP\r\n"),
	    REASON_NOT_TLS, "IMAP" },
	{ "empty first line", STARTTLS_SMTP, S("\r\n"), REASON_NOT_TLS,
	    "unknown" },
	{ "tls where smtp should be", STARTTLS_SMTP, S("\x15\x03"),
	    REASON_STARTTLS_REFUSED, "it speaks TLS from the first byte" },
	{ "tls, its second byte a line's end", STARTTLS_SMTP, S("\x15\n"),
	    REASON_NOT_TLS, "unknown" },
	{ "words at their longest", STARTTLS_POP3, S("-ERR "
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "\n"), REASON_STARTTLS_REFUSED, "-ERR "
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
	{ "lmtp on the port of smtp", STARTTLS_SMTP,
	    S("220 a\r\n500 5.5.1 use LHLO\r\n"), REASON_STARTTLS_REFUSED,
	    "500 5.5.1 use LHLO" },
	{ "imap hangs up", STARTTLS_IMAP, S("* BYE full\r\n"),
	    REASON_STARTTLS_REFUSED, "* BYE full" },
	{ "imap knows us already", STARTTLS_IMAP, S("* PREAUTH hi\r\n"),
	    REASON_STARTTLS_REFUSED, "* PREAUTH hi" },
	{ "imap knows no STARTTLS", STARTTLS_IMAP,
	    S("* OK hi\r\nk BAD Unknown command\r\n"),
	    REASON_STARTTLS_REFUSED, "k BAD Unknown command" },
	{ "imap will not", STARTTLS_IMAP, S("* OK hi\r\nk NO\r\n"),
	    REASON_STARTTLS_REFUSED, "k NO" },
	{ "pop3 knows no STLS", STARTTLS_POP3,
	    S("+OK hi\r\n-ERR Unknown command.\r\n"),
	    REASON_STARTTLS_REFUSED, "-ERR Unknown command." },
	{ "ftp without TLS", STARTTLS_FTP, S("220 (vsFTPd 3.0.3)\r\n"
	    "530 Please login with USER and PASS.\r\n"),
	    REASON_STARTTLS_REFUSED, "530 Please login with USER and PASS." },
	{ "nntp without TLS", STARTTLS_NNTP, S("200 hi\r\n580 no TLS\r\n"),
	    REASON_STARTTLS_REFUSED, "580 no TLS" },
	{ "sieve offers no STARTTLS", STARTTLS_SIEVE,
	    S("\"SIEVE\" \"STARTTLS\"\r\nOK\r\n"), REASON_STARTTLS_REFUSED,
	    "STARTTLS is not offered" },
	{ "sieve will not", STARTTLS_SIEVE, S("\"STARTTLS\"\r\nOK\r\n"
	    "NO \"already\"\r\n"), REASON_STARTTLS_REFUSED, "NO \"already\"" },
	{ "irc cannot", STARTTLS_IRC, S(":a 691 * :STARTTLS failure\r\n"),
	    REASON_STARTTLS_REFUSED, "691 * :STARTTLS failure" },
	{ "irc knows no STARTTLS", STARTTLS_IRC, S(":a NOTICE * :hi\r\n"
	    ":a 451 * STARTTLS :You have not registered\r\n"),
	    REASON_STARTTLS_REFUSED,
	    "451 * STARTTLS :You have not registered" },
	{ "irc hangs up", STARTTLS_IRC, S("ERROR :Closing Link\r\n"),
	    REASON_STARTTLS_REFUSED, "ERROR :Closing Link" },
	{ "http answers irc", STARTTLS_IRC, S("HTTP/1.1 400 Bad Request\r\n"),
	    REASON_NOT_TLS, "HTTP" },
	{ "xmpp knows no such host", STARTTLS_XMPP, S(XMPP_HELLO
	    "<stream:error><host-unknown xmlns='x'/></stream:error>"),
	    REASON_STARTTLS_REFUSED, "host-unknown" },
	{ "xmpp offers no starttls", STARTTLS_XMPP, S(XMPP_HELLO
	    "<stream:features><mechanisms/></stream:features>"),
	    REASON_STARTTLS_REFUSED, "STARTTLS is not offered" },
	{ "xmpp offers nothing", STARTTLS_XMPP, S(XMPP_HELLO
	    "<stream:features/>"), REASON_STARTTLS_REFUSED,
	    "STARTTLS is not offered" },
	{ "xmpp fails", STARTTLS_XMPP, S(XMPP_HELLO XMPP_OFFER
	    "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
	    REASON_STARTTLS_REFUSED, "failure" },
	{ "xmpp closes the stream", STARTTLS_XMPP, S(XMPP_HELLO
	    "</stream:stream>"), REASON_STARTTLS_REFUSED,
	    "it closed the stream" },
	{ "http answers xmpp", STARTTLS_XMPP,
	    S("HTTP/1.1 400 Bad Request\r\n"), REASON_NOT_TLS, "HTTP" },
	{ "html answers xmpp", STARTTLS_XMPP, S("<html><body>400</body>\n"),
	    REASON_NOT_TLS, "HTTP" },
	{ "ldap without TLS", STARTTLS_LDAP, S(LDAP_NO),
	    REASON_STARTTLS_REFUSED,
	    "result 2: unsupported extended operation" },
	{ "ldap says good-bye", STARTTLS_LDAP, S(LDAP_BYE),
	    REASON_STARTTLS_REFUSED, "result 52: stop" },
	{ "ldap answers something else", STARTTLS_LDAP,
	    S("\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00"),
	    REASON_STARTTLS_REFUSED, "its answer is no ExtendedResponse" },
	{ "ldap without an end", STARTTLS_LDAP, S("\x30\x80"),
	    REASON_STARTTLS_REFUSED, "its answer is not LDAP" },
	{ "ldap with an absurd length", STARTTLS_LDAP, S("\x30\x85"),
	    REASON_STARTTLS_REFUSED, "its answer is not LDAP" },
	{ "ldap, an element past its message", STARTTLS_LDAP,
	    S("\x30\x03\x02\x02\x01"), REASON_STARTTLS_REFUSED,
	    "its answer is no ExtendedResponse" },
	{ "smtp on the port of ldap", STARTTLS_LDAP, S("220 a ESMTP\r\n"),
	    REASON_NOT_TLS, "SMTP" },
	{ "tls where ldap should be", STARTTLS_LDAP, S("\x15\x03"),
	    REASON_STARTTLS_REFUSED, "it speaks TLS from the first byte" },
	{ "postgres without TLS", STARTTLS_POSTGRES, S("N"),
	    REASON_STARTTLS_REFUSED, "TLS is not offered" },
	{ "postgres is full", STARTTLS_POSTGRES, S("E\0\0\0\x2c" "SFATAL\0"
	    "C53300\0Msorry, too many clients\0\0"), REASON_STARTTLS_REFUSED,
	    "sorry, too many clients" },
	{ "postgres without words", STARTTLS_POSTGRES, S("E\0\0\0\x04"),
	    REASON_STARTTLS_REFUSED, NULL },
	{ "postgres with a length of 3", STARTTLS_POSTGRES, S("E\0\0\0\x03"),
	    REASON_STARTTLS_REFUSED, "its error is damaged" },
	{ "postgres of old", STARTTLS_POSTGRES,
	    S("EFATAL: unsupported protocol\n"), REASON_STARTTLS_REFUSED,
	    "FATAL: unsupported protocol" },
	{ "mysql without TLS", STARTTLS_MYSQL, S(MYSQL("\xff", "\xf7")),
	    REASON_STARTTLS_REFUSED, "TLS is not offered" },
	{ "mysql blocks us", STARTTLS_MYSQL, S("\x24\0\0\0\xff\x69\x04"
	    "Host '192.0.2.9' is not allowed :"), REASON_STARTTLS_REFUSED,
	    "Host '192.0.2.9' is not allowed :" },
	{ "mysql with a state", STARTTLS_MYSQL, S("\x0d\0\0\0\xff\x10\x04"
	    "#08004full"), REASON_STARTTLS_REFUSED, "full" },
	{ "mysql, cut in its flags", STARTTLS_MYSQL, S("\x10\0\0\0\x0a" "8\0"
	    "abcdabcdefgh\0"), REASON_STARTTLS_REFUSED,
	    "its greeting is damaged" },
	{ "mysql, no end of the version", STARTTLS_MYSQL,
	    S("\x02\0\0\0\x0a" "8"), REASON_STARTTLS_REFUSED,
	    "its greeting is damaged" },
	{ "ssh on the port of mysql", STARTTLS_MYSQL, S("SSH-2.0-x\r\n"),
	    REASON_NOT_TLS, "SSH" },
	{ "rdp of old", STARTTLS_RDP, S("\x03\0\0\x0b\x06\xd0\0\0\x12\x34\0"),
	    REASON_STARTTLS_REFUSED, "TLS is not offered" },
	{ "rdp chooses its own security", STARTTLS_RDP,
	    S(RDP_ANSWER("\x02", "\0")), REASON_STARTTLS_REFUSED,
	    "TLS is not offered" },
	{ "rdp has no certificate", STARTTLS_RDP,
	    S(RDP_ANSWER("\x03", "\x03")), REASON_STARTTLS_REFUSED,
	    "SSL_CERT_NOT_ON_SERVER" },
	{ "rdp fails in a new way", STARTTLS_RDP,
	    S(RDP_ANSWER("\x03", "\x07")), REASON_STARTTLS_REFUSED,
	    "failure 7" },
	{ "rdp hangs up", STARTTLS_RDP,
	    S("\x03\0\0\x0b\x06\x80\0\0\x12\x34\0"), REASON_STARTTLS_REFUSED,
	    "it does not confirm" },
	{ "rdp, too short", STARTTLS_RDP, S("\x03\0\0\x0a"),
	    REASON_STARTTLS_REFUSED, "its answer is damaged" },
	{ "garbage", STARTTLS_RDP, S("\x03\x01\x02\n"), REASON_NOT_TLS,
	    "unknown" },
};

const size_t n_bad_transcripts = sizeof(bad_transcripts) /
    sizeof(bad_transcripts[0]);
