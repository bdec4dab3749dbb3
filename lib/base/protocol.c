#include "base/protocol.h"

#include <string.h>
#include <strings.h>

static const struct protocol protocols[] = {
	{ "tls", 443, STARTTLS_NONE, "RFC 8446" },
	{ "https", 443, STARTTLS_NONE, "RFC 9110" },
	{ "smtp", 25, STARTTLS_SMTP, "RFC 3207" },
	{ "submission", 587, STARTTLS_SMTP, "RFC 6409" },
	{ "smtps", 465, STARTTLS_NONE, "RFC 8314" },
	{ "lmtp", 24, STARTTLS_LMTP, "RFC 2033" },
	{ "imap", 143, STARTTLS_IMAP, "RFC 9051" },
	{ "imaps", 993, STARTTLS_NONE, "RFC 8314" },
	{ "pop3", 110, STARTTLS_POP3, "RFC 2595" },
	{ "pop3s", 995, STARTTLS_NONE, "RFC 8314" },
	{ "sieve", 4190, STARTTLS_SIEVE, "RFC 5804" },
	{ "ftp", 21, STARTTLS_FTP, "RFC 4217" },
	{ "ftps", 990, STARTTLS_NONE, "RFC 4217" },
	{ "ldap", 389, STARTTLS_LDAP, "RFC 4511" },
	{ "ldaps", 636, STARTTLS_NONE, "RFC 4513" },
	{ "xmpp", 5222, STARTTLS_XMPP, "RFC 6120" },
	{ "xmpps", 5223, STARTTLS_NONE, "XEP-0368" },
	{ "xmpp-server", 5269, STARTTLS_XMPP_SERVER, "RFC 6120" },
	{ "xmpps-server", 5270, STARTTLS_NONE, "XEP-0368" },
	{ "nntp", 119, STARTTLS_NNTP, "RFC 4642" },
	{ "nntps", 563, STARTTLS_NONE, "RFC 8143" },
	{ "irc", 6667, STARTTLS_IRC, "IRCv3 tls-3.1" },
	{ "ircs", 6697, STARTTLS_NONE, "RFC 7194" },
	{ "postgres", 5432, STARTTLS_POSTGRES, "PostgreSQL protocol 3.0" },
	{ "postgresql", 5432, STARTTLS_POSTGRES, "PostgreSQL protocol 3.0" },
	{ "mysql", 3306, STARTTLS_MYSQL, "MySQL protocol 10" },
	{ "mariadb", 3306, STARTTLS_MYSQL, "MySQL protocol 10" },
	{ "rdp", 3389, STARTTLS_RDP, "MS-RDPBCGR" },
	{ "mqtts", 8883, STARTTLS_NONE, "MQTT 5.0" },
	{ "amqps", 5671, STARTTLS_NONE, "AMQP 1.0" },
	{ "sips", 5061, STARTTLS_NONE, "RFC 3261" },
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
