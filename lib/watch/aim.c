#include "watch/aim.h"

#include <stdlib.h>

#include "base/mem.h"
#include "verify/hello.h"
#include "watch/scope.h"

static bool
has_shape(const struct aims *aims, size_t from, const struct hello *hello)
{
	for (size_t i = from; i < aims->n; i++) {
		if (aims->items[i].hello == hello)
			return true;
	}
	return false;
}

static struct proxy *
copy_proxy(const struct proxy *from)
{
	struct proxy *proxy;

	if (from == NULL)
		return NULL;
	proxy = mem_zalloc(sizeof(*proxy));
	proxy_copy(proxy, from);
	return proxy;
}

void
aim_as(struct aims *aims, const struct estate *estate,
    const struct endpoint *endpoint, const struct hello *hello)
{
	aims->items = mem_grow(aims->items, &aims->cap, aims->n + 1,
	    sizeof(*aims->items));
	aims->items[aims->n++] = (struct target){
		.estate = mem_strdup(estate->name),
		.endpoint = mem_strdup(endpoint->name),
		.host = mem_strdup(endpoint->host),
		.port = endpoint->port,
		.service = endpoint->service,
		.server_name = mem_strdup(endpoint->server_name),
		.hello = hello,
		.client_certificate =
		    mem_strdup(endpoint->client_certificate),
		.client_key = mem_strdup(endpoint->client_key),
		.connect_host = mem_strdup(endpoint->connect_host),
		.connect_port = endpoint->connect_port,
		.protocol = protocol_find(endpoint->protocol,
		    strlen(endpoint->protocol)),
		.proxy = copy_proxy(endpoint->proxy),
	};
}

void
aim_at(struct aims *aims, const struct estate *estate,
    const struct endpoint *endpoint, const struct pass_settings *settings)
{
	size_t from = aims->n;

	for (size_t i = 0; i < endpoint->n_clients; i++) {
		const struct release *client = endpoint->clients[i];
		const struct hello *hello = hello_find(client->verifier->shape);

		if ((settings == NULL ||
			scope_pair(settings, endpoint, client)) &&
		    !has_shape(aims, from, hello))
			aim_as(aims, estate, endpoint, hello);
	}
	if (aims->n == from)
		aim_as(aims, estate, endpoint, hello_find(HELLO_WIDEST));
}

void
aims_release(struct aims *aims)
{
	for (size_t i = 0; i < aims->n; i++)
		target_release(&aims->items[i]);
	free(aims->items);
	*aims = (struct aims){ 0 };
}
