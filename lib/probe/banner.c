#include "probe/banner.h"

#define RECORD_FIRST	20	/* change_cipher_spec */
#define RECORD_LAST	23	/* application_data */

bool
banner_is_tls(struct span first)
{
	if (first.n == 0)
		return true;
	return first.p[0] >= RECORD_FIRST && first.p[0] <= RECORD_LAST &&
	    (first.n < 2 || first.p[1] == 3);
}

static const struct banner {
	const char *begin;
	const char *within;	/* or NULL */
	const char *protocol;
} banners[] = {
	{ "HTTP/", NULL, "HTTP" },
	{ "<!DOCTYPE", NULL, "HTTP" },
	{ "<html", NULL, "HTTP" },
	{ "SSH-", NULL, "SSH" },
	{ "220", "FTP", "FTP" },
	{ "220", NULL, "SMTP" },
	{ "421", NULL, "SMTP" },
	{ "554", NULL, "SMTP" },
	{ "+OK", NULL, "POP3" },
	{ "* OK", NULL, "IMAP" },
	{ "* BYE", NULL, "IMAP" },
	{ "-ERR", NULL, "Redis" },
	{ "RFB ", NULL, "VNC" },
	{ "<?xml", NULL, "XMPP" },
	{ "<stream", NULL, "XMPP" },
	{ "200 ", NULL, "NNTP" },
	{ "201 ", NULL, "NNTP" },
	{ "\"IMPLEMENTATION\"", NULL, "ManageSieve" },
	{ "NOTICE ", NULL, "IRC" },
	{ ":", " NOTICE ", "IRC" },
};

/* A greeting of protocol 10: a length in three bytes, the number 0, 10. */
static bool
is_mysql(struct span first)
{
	return first.n > 4 && first.p[2] == 0 && first.p[3] == 0 &&
	    first.p[4] == 10;
}

static bool
holds(struct span bytes, const char *text)
{
	return memmem(bytes.p, bytes.n, text, strlen(text)) != NULL;
}

const char *
banner_protocol(struct span first)
{
	for (size_t i = 0; i < sizeof(banners) / sizeof(banners[0]); i++) {
		const struct banner *b = &banners[i];
		size_t n = strlen(b->begin);

		if (first.n >= n && memcmp(first.p, b->begin, n) == 0 &&
		    (b->within == NULL || holds(first, b->within)))
			return b->protocol;
	}
	return is_mysql(first) ? "MySQL" : BANNER_UNKNOWN;
}
