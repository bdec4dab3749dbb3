#include "base/protocol.h"

#include <string.h>
#include <strings.h>

static const struct protocol protocols[] = {
	{ "tls", 443, STARTTLS_NONE, "RFC 8446", NULL },
	{ "https", 443, STARTTLS_NONE, "RFC 9110", NULL },
	{ "smtp", 25, STARTTLS_SMTP, "RFC 3207", NULL },
	{ "submission", 587, STARTTLS_SMTP, "RFC 6409", NULL },
	{ "smtps", 465, STARTTLS_NONE, "RFC 8314", NULL },
	{ "lmtp", 24, STARTTLS_LMTP, "RFC 2033", NULL },
	{ "imap", 143, STARTTLS_IMAP, "RFC 9051", NULL },
	{ "imaps", 993, STARTTLS_NONE, "RFC 8314", NULL },
	{ "pop3", 110, STARTTLS_POP3, "RFC 2595", NULL },
	{ "pop3s", 995, STARTTLS_NONE, "RFC 8314", NULL },
	{ "sieve", 4190, STARTTLS_SIEVE, "RFC 5804", NULL },
	{ "ftp", 21, STARTTLS_FTP, "RFC 4217", NULL },
	{ "ftps", 990, STARTTLS_NONE, "RFC 4217", NULL },
	{ "ldap", 389, STARTTLS_LDAP, "RFC 4511", NULL },
	{ "ldaps", 636, STARTTLS_NONE, "RFC 4513", NULL },
	{ "xmpp", 5222, STARTTLS_XMPP, "RFC 6120",
	    "_xmpp-client._tcp" },
	{ "xmpps", 5223, STARTTLS_NONE, "XEP-0368",
	    "_xmpps-client._tcp" },
	{ "xmpp-server", 5269, STARTTLS_XMPP_SERVER, "RFC 6120",
	    "_xmpp-server._tcp" },
	{ "xmpps-server", 5270, STARTTLS_NONE, "XEP-0368",
	    "_xmpps-server._tcp" },
	{ "nntp", 119, STARTTLS_NNTP, "RFC 4642", NULL },
	{ "nntps", 563, STARTTLS_NONE, "RFC 8143", NULL },
	{ "irc", 6667, STARTTLS_IRC, "IRCv3 tls-3.1", NULL },
	{ "ircs", 6697, STARTTLS_NONE, "RFC 7194", NULL },
	{ "postgres", 5432, STARTTLS_POSTGRES, "PostgreSQL protocol 3.0",
	    NULL },
	{ "postgresql", 5432, STARTTLS_POSTGRES, "PostgreSQL protocol 3.0",
	    NULL },
	{ "mysql", 3306, STARTTLS_MYSQL, "MySQL protocol 10", NULL },
	{ "mariadb", 3306, STARTTLS_MYSQL, "MySQL protocol 10", NULL },
	{ "rdp", 3389, STARTTLS_RDP, "MS-RDPBCGR", NULL },
	{ "mqtts", 8883, STARTTLS_NONE, "MQTT 5.0", NULL },
	{ "amqps", 5671, STARTTLS_NONE, "AMQP 1.0", NULL },
	{ "sips", 5061, STARTTLS_NONE, "RFC 3261", NULL },
};

#define N_PROTOCOLS (sizeof(protocols) / sizeof(protocols[0]))

const struct protocol *
protocol_list(size_t *n)
{
	*n = N_PROTOCOLS;
	return protocols;
}

const struct protocol *
protocol_find(const char *name, size_t n)
{
	for (size_t i = 0; i < N_PROTOCOLS; i++) {
		if (strlen(protocols[i].name) == n &&
		    strncasecmp(protocols[i].name, name, n) == 0)
			return &protocols[i];
	}
	return NULL;
}

const struct protocol *
protocol_tls(void)
{
	return &protocols[0];
}
