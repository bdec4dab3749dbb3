#include "base/address.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

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
take_scheme(const struct protocol **protocol, const char **text,
    struct err *err)
{
	const char *end = strstr(*text, SCHEME_END);

	*protocol = NULL;
	if (end == NULL)
		return 0;
	*protocol = protocol_find(*text, (size_t)(end - *text));
	if (*protocol == NULL)
		return err_set(err, ERR_POLICY, "'%.80s' has an unknown "
		    "scheme; kedge-scan --list-protocols shows what there is",
		    *text);
	*text = end + strlen(SCHEME_END);
	return 0;
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

/* fe80::1%eth0: an address that counts on one interface alone (RFC 4007). */
static bool
is_ipv6(const char *host)
{
	const char *zone = strchr(host, '%');
	char address[ADDRESS_HOST_BYTES + 1] = "";

	if (zone == NULL)
		return is_address_of(AF_INET6, host);
	memcpy(address, host, (size_t)(zone - host));
	return is_address_of(AF_INET6, address) && zone[1] != '\0' &&
	    strlen(zone + 1) <= ADDRESS_ZONE_BYTES &&
	    zone[1 + strspn(zone + 1, NAME_BYTES)] == '\0';
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
	if (end == NULL || !is_ipv6(address->host) ||
	    (end[1] != ':' && end[1] != '\0'))
		return err_set(err, ERR_POLICY, "'%.80s' should have an IPv6 "
		    "address in its brackets, as in [2001:db8::1]:443",
		    whole);
	address->is_numeric = true;
	*text = end + 1;
	return 0;
}

int
address_parse_place(struct address *out, const char *text, const char *whole,
    struct err *err)
{
	struct address address = { .protocol = out->protocol };
	const char *rest = text, *colon = strchr(text, ':');

	if (*rest == '[') {
		if (take_bracketed(&address, &rest, whole, err) == -1)
			return -1;
		colon = *rest == ':' ? rest : NULL;
	} else if (colon != NULL && strchr(colon + 1, ':') != NULL) {
		return err_set(err, ERR_POLICY, "'%.80s' has several colons; "
		    "an IPv6 address goes in brackets, as in "
		    "[2001:db8::1]:443", whole);
	} else if (take_name(&address, rest, strcspn(rest, ":"), whole,
		       err) == -1) {
		return -1;
	}
	if (colon != NULL && take_port(&address, colon + 1, whole, err) == -1)
		return -1;
	*out = address;
	return 0;
}

/* A copy of what stands before any path; of a URL that may be the root. */
static int
cut_path(char **place, const char *rest, bool has_scheme, const char *whole,
    struct err *err)
{
	size_t n = strcspn(rest, "/");

	if (rest[n] == '/' && (!has_scheme || rest[n + 1] != '\0'))
		return err_set(err, ERR_POLICY, "'%.80s' has a path, which is "
		    "no part of a target; write what stands before it",
		    whole);
	*place = mem_strdup(rest);
	(*place)[n] = '\0';
	return 0;
}

int
address_parse(struct address *out, const char *text, struct err *err)
{
	struct address address = { .protocol = NULL };
	const struct protocol *scheme;
	const char *rest = text;
	char *place = NULL;
	int result;

	if (take_scheme(&scheme, &rest, err) == -1 ||
	    cut_path(&place, rest, scheme != NULL, text, err) == -1)
		return -1;
	result = address_parse_place(&address, place, text, err);
	free(place);
	if (result == -1)
		return -1;
	if (address.port == 0 && scheme == NULL)
		return err_set(err, ERR_POLICY, "'%.80s' lacks a port; write "
		    "host:port, or https://host for port 443", text);
	address.protocol = scheme ? scheme : protocol_tls();
	if (address.port == 0) {
		address.port = scheme->port;
		address.service = address.is_numeric ? NULL : scheme->service;
	}
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
