#include "policy/endpoint.h"

#include <stdlib.h>

#include "base/address.h"
#include "base/mem.h"

#define N(fields)	(sizeof(fields) / sizeof((fields)[0]))

static void
take_address(struct walk *walk, void *out, const struct node *value)
{
	struct endpoint *endpoint = out;
	const char *text = schema_text(walk, value, "text, as host:port");
	struct address address;
	struct err err = ERR_NONE;

	if (text == NULL)
		return;
	if (address_parse(&address, text, &err) == -1) {
		fault_add(walk->faults, value->mark, "%s", err.msg);
		return;
	}
	endpoint->host = mem_strdup(address.host);
	endpoint->port = address.port;
	endpoint->service = address.service;
	endpoint->protocol = mem_strdup(address.protocol->name);
}

static void
take_server_name(struct walk *walk, void *out, const struct node *value)
{
	struct endpoint_draft *draft = out;
	const char *text = schema_text(walk, value, "a host name, or "
	    "none");

	if (text == NULL)
		return;
	draft->is_nameless = strcmp(text, "none") == 0;
	if (draft->is_nameless)
		return;
	if (!address_is_name(text)) {
		fault_add(walk->faults, value->mark, "'%.60s' is no host name "
		    "that a client can send; write a name such as "
		    "www.example.net, or none", text);
		return;
	}
	draft->endpoint.server_name = mem_strdup(text);
}

/* Where to connect instead; the port is that of the address if not given. */
static void
take_connect(struct walk *walk, void *out, const struct node *value)
{
	struct endpoint *endpoint = out;
	const char *text = schema_text(walk, value, "text, as host:port");
	struct address address = { .protocol = NULL };
	struct err err = ERR_NONE;

	if (text == NULL)
		return;
	if (address_parse_place(&address, text, text, &err) == -1) {
		fault_add(walk->faults, value->mark, "%s", err.msg);
		return;
	}
	endpoint->connect_host = mem_strdup(address.host);
	endpoint->connect_port = address.port;
}

static void
take_proxy(struct walk *walk, void *out, const struct node *value)
{
	const char *text = schema_text(walk, value, "a URL");
	struct proxy proxy;
	struct err err = ERR_NONE;

	if (text == NULL)
		return;
	if (proxy_parse(&proxy, text, &err) == -1)
		fault_add(walk->faults, value->mark, "%s", err.msg);
	else
		*(struct proxy **)out = mem_dup(&proxy, sizeof(proxy));
}

static const struct field client_certificate_fields[] = {
	{ "certificate", schema_take_path, offsetof(struct endpoint,
	    client_certificate), true },
	{ "key", schema_take_path, offsetof(struct endpoint, client_key),
	    false },
};

static void
take_client_certificate(struct walk *walk, void *out,
    const struct node *value)
{
	schema_map(walk, out, value, "a client certificate",
	    client_certificate_fields, N(client_certificate_fields));
}

static void
take_threshold(struct walk *walk, void *out, const struct node *value)
{
	const char *text = schema_text(walk, value, "a time, as 60d, or a "
	    "share of the lifetime, as 1/3");
	struct err err = ERR_NONE;

	if (text != NULL && threshold_parse(out, text, &err) == -1)
		fault_add(walk->faults, value->mark, "%s", err.msg);
}

static const struct field endpoint_fields[] = {
	{ "name", schema_take_name, offsetof(struct endpoint_draft,
	    endpoint.name), true },
	{ "address", take_address, offsetof(struct endpoint_draft, endpoint),
	    true },
	{ "server_name", take_server_name, 0, false },
	{ "connect", take_connect, offsetof(struct endpoint_draft, endpoint),
	    false },
	{ "proxy", take_proxy, offsetof(struct endpoint_draft,
	    endpoint.proxy), false },
	{ "client_certificate", take_client_certificate, offsetof(
	    struct endpoint_draft, endpoint), false },
	{ "clients", schema_take_texts, offsetof(struct endpoint_draft,
	    clients), false },
	{ "renew_at", take_threshold, offsetof(struct endpoint_draft,
	    endpoint.renew_at), false },
	{ "alarm_at", take_threshold, offsetof(struct endpoint_draft,
	    endpoint.alarm_at), false },
};

/* Is a reached before b? Only where both are times, or both are shares. */
static bool
comes_before(const struct threshold *a, const struct threshold *b)
{
	if (a->denominator == 0 || b->denominator == 0)
		return a->denominator == 0 && b->denominator == 0 &&
		    b->before_s > 0 && a->before_s > b->before_s;
	return a->numerator * b->denominator > b->numerator * a->denominator;
}

/* What is meant where the policy says nothing, and what cannot be meant. */
static void
complete(struct walk *walk, struct endpoint_draft *draft,
    const struct node *node)
{
	struct endpoint *endpoint = &draft->endpoint;

	if (endpoint->server_name == NULL && !draft->is_nameless &&
	    endpoint->host != NULL && address_is_name(endpoint->host))
		endpoint->server_name = mem_strdup(endpoint->host);
	if (comes_before(&endpoint->alarm_at, &endpoint->renew_at))
		fault_add(walk->faults, node_get(node, "alarm_at")->mark,
		    "the alarm would come before the renewal begins; make "
		    "'alarm_at' the smaller of the two");
}

void
endpoint_take_all(struct walk *walk, void *out, const struct node *value)
{
	struct draft *draft = out;

	if (!schema_is_list(walk, value))
		return;
	draft->endpoints = mem_zalloc(value->n * sizeof(*draft->endpoints));
	draft->n_endpoints = value->n;
	for (size_t i = 0; i < value->n; i++) {
		const struct node *item = &value->items[i];

		draft->endpoints[i].endpoint.mark = item->mark;
		schema_map(walk, &draft->endpoints[i], item, "an endpoint",
		    endpoint_fields, N(endpoint_fields));
		complete(walk, &draft->endpoints[i], item);
	}
}
