#include "probe/target.h"

#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/mem.h"
#include "verify/hello.h"

/*
 * RFC 6066 section 3: the name goes without its final dot, and an address is
 * no name, nor is one with a final dot.
 */
static char *
name_to_send(const char *host)
{
	char *name = mem_strdup(host);
	size_t n = strlen(name);

	if (n > 1 && name[n - 1] == '.')
		name[n - 1] = '\0';
	if (address_is_name(name))
		return name;
	free(name);
	return NULL;
}

int
target_parse(struct target *out, const char *text, struct err *err)
{
	struct address address;

	if (address_parse(&address, text, err) == -1)
		return -1;
	*out = (struct target){
		.endpoint = mem_strdup(text),
		.host = mem_strdup(address.host),
		.port = address.port,
		.service = address.service,
		.server_name = name_to_send(address.host),
		.protocol = address.protocol,
	};
	return 0;
}

const struct hello *
target_hello(const struct target *target)
{
	return target->hello ? target->hello : hello_find(HELLO_WIDEST);
}

const char *
target_name_to_send(const struct target *target)
{
	return target_hello(target)->is_nameless ? NULL : target->server_name;
}

void
target_release(struct target *target)
{
	free(target->estate);
	free(target->endpoint);
	free(target->host);
	free(target->server_name);
	free(target->client_certificate);
	free(target->client_key);
	free(target->connect_host);
	if (target->proxy != NULL)
		proxy_release(target->proxy);
	free(target->proxy);
	*target = (struct target){ 0 };
}

const char *
target_protocol_name(const struct target *target)
{
	return (target->protocol ? target->protocol : protocol_tls())->name;
}

const char *
target_place_host(const struct target *target)
{
	return target->connect_host ? target->connect_host : target->host;
}

uint16_t
target_place_port(const struct target *target)
{
	return target->connect_port ? target->connect_port : target->port;
}

const char *
target_hop_host(const struct target *target)
{
	return target->proxy ? target->proxy->host :
	    target_place_host(target);
}

uint16_t
target_hop_port(const struct target *target)
{
	return target->proxy ? target->proxy->port :
	    target_place_port(target);
}

const char *
target_hop_service(const struct target *target)
{
	return target->proxy || target->connect_host ? NULL :
	    target->service;
}
