#include "probe/target.h"

#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/mem.h"

/* RFC 6066 section 3: the name goes without its final dot. */
static char *
name_to_send(const char *host)
{
	char *name = mem_strdup(host);
	size_t n = strlen(name);

	if (n > 1 && name[n - 1] == '.')
		name[n - 1] = '\0';
	return name;
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
		.server_name = address.is_numeric ? NULL :
		    name_to_send(address.host),
		.protocol = address.protocol,
	};
	return 0;
}

void
target_release(struct target *target)
{
	free(target->estate);
	free(target->endpoint);
	free(target->host);
	free(target->server_name);
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
target_hop_host(const struct target *target)
{
	return target->proxy ? target->proxy->host : target->host;
}

uint16_t
target_hop_port(const struct target *target)
{
	return target->proxy ? target->proxy->port : target->port;
}
