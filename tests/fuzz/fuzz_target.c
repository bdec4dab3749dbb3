/* Any text as a line of a list of targets, and as a proxy. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/mem.h"
#include "probe/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void
check_host(const char *host, uint16_t port)
{
	size_t n = strlen(host);
	struct in6_addr room;

	if (port == 0 || n == 0 || n > ADDRESS_HOST_BYTES)
		abort();
	if (!address_is_name(host) && inet_pton(AF_INET, host, &room) != 1 &&
	    inet_pton(AF_INET6, host, &room) != 1)
		abort();
}

static void
check_target(const char *text)
{
	struct target target;
	struct err err = ERR_NONE;

	if (target_parse(&target, text, &err) == -1) {
		if (err.code != ERR_POLICY)
			abort();
		return;
	}
	check_host(target.host, target.port);
	if (strcmp(target.endpoint, text) != 0 ||
	    (target.server_name != NULL &&
		!address_is_name(target.server_name)))
		abort();
	target_release(&target);
}

static void
check_proxy(const char *text)
{
	struct proxy proxy;
	struct err err = ERR_NONE;

	if (proxy_parse(&proxy, text, NULL, &err) == -1) {
		if (err.code != ERR_POLICY)
			abort();
		return;
	}
	check_host(proxy.host, proxy.port);
	if ((proxy.user != NULL) != (proxy.password != NULL))
		abort();
	proxy_release(&proxy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *text = mem_zalloc(n + 1);

	if (n > 0)
		memcpy(text, bytes, n);
	check_target(text);
	check_proxy(text);
	free(text);
	return 0;
}
