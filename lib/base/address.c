#include "base/address.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

static const char *const schemes[] = { "tls", "https" };

#define N_SCHEMES	(sizeof(schemes) / sizeof(schemes[0]))
#define SCHEME_END	"://"
#define DIGITS		"0123456789"
#define LETTERS		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define NAME_BYTES	LETTERS DIGITS ".-_"

static bool
is_address_of(int family, const char *text)
{
	struct in6_addr room;

	return inet_pton(family, text, &room) == 1;
}

/* Takes "scheme://" from *text, if there is one. */
static int
take_scheme(struct address *address, const char **text, struct err *err)
{
	const char *end = strstr(*text, SCHEME_END);
	size_t n = end ? (size_t)(end - *text) : 0;

	address->port = end ? ADDRESS_PORT_TLS : 0;
	address->scheme = schemes[0];
	if (end == NULL)
		return 0;
	for (size_t i = 0; i < N_SCHEMES; i++) {
		if (strlen(schemes[i]) == n &&
		    strncasecmp(schemes[i], *text, n) == 0) {
			address->scheme = schemes[i];
			*text = end + strlen(SCHEME_END);
			return 0;
		}
	}
	return err_set(err, ERR_POLICY, "'%.80s' has an unknown scheme; there "
	    "are tls:// and https://", *text);
}

static int
take_port(struct address *address, const char *digits, const char *whole,
    struct err *err)
{
	unsigned port = 0;
	size_t n = strspn(digits, DIGITS);

	for (size_t i = 0; i < n && port <= UINT16_MAX; i++)
		port = port * 10 + (unsigned)(digits[i] - '0');
	if (n == 0 || digits[n] != '\0' || port == 0 || port > UINT16_MAX)
		return err_set(err, ERR_POLICY, "'%.80s' needs a port from 1 "
		    "to 65535 after its last colon", whole);
	address->port = (uint16_t)port;
	return 0;
}

/* Copies the n bytes of a host name or IPv4 address. */
static int
take_name(struct address *address, const char *text, size_t n,
    const char *whole, struct err *err)
{
	if (n == 0)
		return err_set(err, ERR_POLICY, "'%.80s' names no host; "
		    "write host:port", whole);
	if (n > ADDRESS_HOST_BYTES)
		return err_set(err, ERR_POLICY, "the host '%.40s...' is "
		    "longer than %d bytes", text, ADDRESS_HOST_BYTES);
	memcpy(address->host, text, n);
	if (strspn(address->host, NAME_BYTES) != n)
		return err_set(err, ERR_POLICY, "the host of '%.80s' may hold "
		    "only letters, digits, '.', '-' and '_'", whole);
	address->is_numeric = is_address_of(AF_INET, address->host);
	return 0;
}

/* Copies what stands between brackets; *text moves behind the closing one. */
static int
take_bracketed(struct address *address, const char **text, const char *whole,
    struct err *err)
{
	const char *from = *text + 1;
	const char *end = strchr(from, ']');
	size_t n = end ? (size_t)(end - from) : 0;

	if (n > 0 && n <= ADDRESS_HOST_BYTES)
		memcpy(address->host, from, n);
	if (end == NULL || !is_address_of(AF_INET6, address->host) ||
	    (end[1] != ':' && end[1] != '\0'))
		return err_set(err, ERR_POLICY, "'%.80s' should have an IPv6 "
		    "address in its brackets, as in [2001:db8::1]:443",
		    whole);
	address->is_numeric = true;
	*text = end + 1;
	return 0;
}

int
address_parse(struct address *out, const char *text, struct err *err)
{
	struct address address = { .host = "" };
	const char *rest = text, *colon;

	if (take_scheme(&address, &rest, err) == -1)
		return -1;
	colon = strchr(rest, ':');
	if (*rest == '[') {
		if (take_bracketed(&address, &rest, text, err) == -1)
			return -1;
		colon = *rest == ':' ? rest : NULL;
	} else if (colon != NULL && strchr(colon + 1, ':') != NULL) {
		return err_set(err, ERR_POLICY, "'%.80s' has several colons; "
		    "an IPv6 address goes in brackets, as in "
		    "[2001:db8::1]:443", text);
	} else if (take_name(&address, rest, strcspn(rest, ":"), text, err) ==
	    -1) {
		return -1;
	}
	if (colon != NULL && take_port(&address, colon + 1, text, err) == -1)
		return -1;
	if (address.port == 0)
		return err_set(err, ERR_POLICY, "'%.80s' lacks a port; write "
		    "host:port, or https://host for port 443", text);
	*out = address;
	return 0;
}

bool
address_is_name(const char *text)
{
	size_t n = strlen(text);

	return n > 0 && n <= ADDRESS_HOST_BYTES &&
	    strspn(text, NAME_BYTES) == n && !is_address_of(AF_INET, text);
}
