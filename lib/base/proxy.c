#include "base/proxy.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/address.h"
#include "base/limits.h"
#include "base/mem.h"

static const struct scheme {
	const char *text;
	enum proxy_kind kind;
} schemes[] = {
	{ "http://", PROXY_HTTP },
	{ "socks5://", PROXY_SOCKS5 },
	{ "socks5h://", PROXY_SOCKS5 },
};

#define N_SCHEMES (sizeof(schemes) / sizeof(schemes[0]))

static int
take_scheme(enum proxy_kind *kind, const char **text, struct err *err)
{
	for (size_t i = 0; i < N_SCHEMES; i++) {
		size_t n = strlen(schemes[i].text);

		if (strncasecmp(*text, schemes[i].text, n) != 0)
			continue;
		*kind = schemes[i].kind;
		*text += n;
		return 0;
	}
	return err_set(err, ERR_POLICY, "a proxy is written as "
	    "http://HOST:PORT or socks5://HOST:PORT, perhaps with "
	    "USER:PASSWORD@ before the host");
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The n bytes at text with each %XX as its byte; NULL where they are bad. */
static char *
decode(const char *text, size_t n)
{
	char *word = mem_zalloc(n + 1);
	size_t length = 0;
	bool is_bad = false;

	for (size_t i = 0; i < n && !is_bad; i++) {
		int high = 0, low = (uint8_t)text[i];

		if (text[i] == '%') {
			high = i + 2 < n ? hex_value(text[i + 1]) : -1;
			low = i + 2 < n ? hex_value(text[i + 2]) : -1;
			i += 2;
		}
		is_bad = high == -1 || low == -1 || (high == 0 && low == 0);
		word[length++] = (char)(high * 16 + low);
	}
	if (!is_bad && length > 0 && length <= LIMIT_PROXY_WORD_BYTES)
		return word;
	free(word);
	return NULL;
}

/* The password comes from elsewhere. */
static int
take_user_alone(struct proxy *proxy, const char **text, const char *password,
    struct err *err)
{
	const char *end = strrchr(*text, '@');

	if (end != NULL && memchr(*text, ':', (size_t)(end - *text)) == NULL)
		proxy->user = decode(*text, (size_t)(end - *text));
	if (proxy->user == NULL)
		return err_set(err, ERR_POLICY, "a proxy whose password comes "
		    "from a file is written with USER@ before the host, and "
		    "without the password");
	if (*password == '\0' || strlen(password) > LIMIT_PROXY_WORD_BYTES)
		return err_set(err, ERR_POLICY, "the password of a proxy has "
		    "1 to %d bytes", LIMIT_PROXY_WORD_BYTES);
	proxy->password = mem_strdup(password);
	*text = end + 1;
	return 0;
}

/* Takes "USER:PASSWORD@" from *text, if it is there. */
static int
take_user(struct proxy *proxy, const char **text, const char *password,
    struct err *err)
{
	const char *end = strrchr(*text, '@');
	const char *colon = strchr(*text, ':');

	if (password != NULL)
		return take_user_alone(proxy, text, password, err);
	if (end == NULL)
		return 0;
	if (colon != NULL && colon < end) {
		proxy->user = decode(*text, (size_t)(colon - *text));
		proxy->password = decode(colon + 1, (size_t)(end - colon - 1));
	}
	if (proxy->user == NULL || proxy->password == NULL)
		return err_set(err, ERR_POLICY, "before the '@' of a proxy "
		    "stands USER:PASSWORD, each of 1 to %d bytes, with '%%', "
		    "':', '/' and '@' in them as %%25, %%3A, %%2F and %%40",
		    LIMIT_PROXY_WORD_BYTES);
	*text = end + 1;
	return 0;
}

int
proxy_parse(struct proxy *out, const char *text, const char *password,
    struct err *err)
{
	struct proxy proxy = { .host = NULL };
	struct address address = { .protocol = NULL };

	if (take_scheme(&proxy.kind, &text, err) == -1 ||
	    take_user(&proxy, &text, password, err) == -1 ||
	    address_parse_place(&address, text, text, err) == -1)
		goto fail;
	if (address.port == 0) {
		err_set(err, ERR_POLICY, "the proxy '%.80s' lacks a port; "
		    "write HOST:PORT", text);
		goto fail;
	}
	proxy.host = mem_strdup(address.host);
	proxy.port = address.port;
	*out = proxy;
	return 0;
fail:
	proxy_release(&proxy);
	return -1;
}

void
proxy_copy(struct proxy *dst, const struct proxy *src)
{
	*dst = *src;
	dst->host = mem_strdup(src->host);
	dst->user = mem_strdup(src->user);
	dst->password = mem_strdup(src->password);
}

void
proxy_release(struct proxy *proxy)
{
	free(proxy->host);
	free(proxy->user);
	free(proxy->password);
	*proxy = (struct proxy){ 0 };
}
