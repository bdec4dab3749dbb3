#include "watch/find_endpoint.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "pki/host.h"
#include "verify/hello.h"
#include "watch/scope.h"

/* An endpoint as the clients of one shape see it, and what is found there. */
struct sight {
	const struct pass *pass;
	const struct endpoint *endpoint;
	const char *shape;
	struct findings found;
};

static const struct observation *
sight_next(const struct sight *sight, size_t *at)
{
	return pass_next_seen(sight->pass, sight->endpoint, sight->shape, at);
}

/* The last record of that name, whatever it was a record of; or NULL. */
static const struct observation *
namesake(const struct records *records, const struct endpoint *endpoint)
{
	for (size_t i = records ? records->observations.n : 0; i > 0; i--) {
		const struct observation *observation =
		    &records->observations.items[i - 1];

		if (strcmp(observation->endpoint, endpoint->name) == 0)
			return observation;
	}
	return NULL;
}

static struct finding *
find_unrecorded(struct sight *sight, const struct observation *other)
{
	const struct endpoint *endpoint = sight->endpoint;

	if (other == NULL)
		return findings_add(&sight->found,
		    RULE_ENDPOINT_UNREACHABLE, "endpoint '%s' is not among "
		    "the recorded observations; record it with kedge-scan "
		    "and this policy", endpoint->name);
	if (endpoint_is_observed(endpoint, other))
		return findings_add(&sight->found,
		    RULE_ENDPOINT_UNREACHABLE, "endpoint '%s' is among the "
		    "recorded observations as %s sees it, and not as %s does; "
		    "record it with kedge-scan and this policy",
		    endpoint->name, other->shape, sight->shape);
	return findings_add(&sight->found, RULE_ENDPOINT_UNREACHABLE,
	    "endpoint '%s' at %s:%u, server name %s, is not among the "
	    "recorded observations: there is one of that name for %s:%u, "
	    "server name %s; record it with kedge-scan and this policy",
	    endpoint->name, endpoint->host, endpoint->port,
	    endpoint->server_name ? endpoint->server_name : "(none)",
	    other->host, other->port,
	    other->server_name ? other->server_name : "(none)");
}

static void
find_unreachable(struct sight *sight, const struct pass_settings *settings,
    const struct observation *observation)
{
	const struct endpoint *endpoint = sight->endpoint;
	struct finding *finding;

	if (observation == NULL)
		finding = find_unrecorded(sight,
		    namesake(settings->recorded, endpoint));
	else
		finding = findings_add(&sight->found,
		    RULE_ENDPOINT_UNREACHABLE, "endpoint '%s' at %s:%u gave "
		    "no chain: %s%s%s%s", endpoint->name, endpoint->host,
		    endpoint->port, reason_words(observation->reason),
		    observation->detail ? " (" : "",
		    observation->detail ? observation->detail : "",
		    observation->detail ? ")" : "");
	finding->endpoint = endpoint->name;
	finding->mark = endpoint->mark;
}

static const char *
address_text(const struct observation *observation)
{
	return observation->address ? observation->address : "(none)";
}

/*
 * No chain, or one with which something is wrong. Not an alert after it: so
 * answers a server that asks for a certificate of ours.
 */
static bool
is_failed(const struct observation *observation)
{
	return observation->chain.n == 0 ||
	    (observation->reason != REASON_NONE &&
		observation->reason != REASON_TLS_ALERT);
}

static void
find_failed_address(struct sight *sight,
    const struct observation *observation)
{
	struct finding *finding = findings_add(&sight->found,
	    RULE_ADDRESS_FAILED, "address %s of '%s' gave %s %s%s%s%s",
	    address_text(observation), sight->endpoint->name,
	    observation->chain.n == 0 ? "no chain:" : "a chain, but",
	    reason_words(observation->reason),
	    observation->detail ? " (" : "",
	    observation->detail ? observation->detail : "",
	    observation->detail ? ")" : "");

	finding->endpoint = sight->endpoint->name;
	finding->address = observation->address;
	finding->mark = sight->endpoint->mark;
}

static void
find_wrong_name(struct sight *sight, const struct observation *observation)
{
	const struct endpoint *endpoint = sight->endpoint;
	const struct cert *leaf = observation->chain.certs[0];
	const char *name = endpoint->server_name ? endpoint->server_name :
	    endpoint->host;
	enum host_fit fit = cert_host_fit(leaf, name);
	struct finding *finding;

	if (fit == HOST_FITS)
		return;
	finding = findings_add(&sight->found, fit == HOST_OLD_WAY ?
	    RULE_NAME_OLD_WAY : RULE_NAME_MISMATCH,
	    "'%s' serves a certificate for '%s' that is %s for '%s'%s",
	    endpoint->name, leaf->short_name,
	    fit == HOST_OLD_WAY ? "only" : "not", name,
	    fit == HOST_OLD_WAY ? " by rules that many clients have given up" :
	    "");
	finding->endpoint = endpoint->name;
	finding->address = observation->address;
	finding->cert = leaf;
	finding->mark = endpoint->mark;
}

static void
find_diverging(struct sight *sight, const struct observation *first,
    const struct observation *other)
{
	struct finding *finding = findings_add(&sight->found,
	    RULE_ADDRESSES_DIVERGE, "'%s' serves one chain at %s and another "
	    "at %s", sight->endpoint->name, address_text(first),
	    address_text(other));

	finding->endpoint = sight->endpoint->name;
	finding->address = other->address;
	finding->mark = sight->endpoint->mark;
}

static void
sight_find(struct sight *sight, const struct pass_settings *settings)
{
	const struct observation *observation, *good = NULL, *bad = NULL;
	size_t at = 0;

	while ((observation = sight_next(sight, &at)) != NULL) {
		if (is_failed(observation))
			bad = observation;
		if (observation->chain.n == 0)
			continue;
		if (good == NULL)
			good = observation;
		else if (!chain_equal(&good->chain, &observation->chain))
			find_diverging(sight, good, observation);
		else
			continue;
		find_wrong_name(sight, observation);
	}
	if (good == NULL) {
		find_unreachable(sight, settings, bad);
		return;
	}
	at = 0;
	while (bad != NULL && (observation = sight_next(sight, &at)) != NULL) {
		if (is_failed(observation))
			find_failed_address(sight, observation);
	}
}

/* The different shapes of its clients; at least one. The caller frees it. */
static const char **
list_shapes(size_t *n, const struct pass *pass,
    const struct pass_settings *settings, const struct endpoint *endpoint)
{
	const char **shapes = mem_zalloc((endpoint->n_clients + 1) *
	    sizeof(*shapes));

	*n = 0;
	for (size_t i = 0; i < endpoint->n_clients; i++) {
		const struct release *client = endpoint->clients[i];
		size_t k = 0;

		if (!scope_touches(settings, endpoint, client))
			continue;
		shapes[*n] = pass_shape(pass, endpoint, client);
		while (strcmp(shapes[k], shapes[*n]) != 0)
			k++;
		*n += k == *n;
	}
	if (*n == 0)
		shapes[(*n)++] = HELLO_WIDEST;
	return shapes;
}

static bool
is_same_finding(const struct finding *a, const struct finding *b)
{
	return a->rule == b->rule && strcmp(a->message, b->message) == 0;
}

/* Is it the first sight that has this finding? The shapes of all that do. */
static bool
gather_shapes(struct buf *shapes, size_t *count, const struct sight *sights,
    size_t n, size_t at, const struct finding *finding)
{
	*count = 0;
	for (size_t i = 0; i < n; i++) {
		const struct findings *found = &sights[i].found;
		size_t k = 0;

		while (k < found->n &&
		    !is_same_finding(&found->items[k], finding))
			k++;
		if (k == found->n)
			continue;
		if (i < at)
			return false;
		buf_printf(shapes, "%s%s", shapes->n > 0 ? ", " : "",
		    sights[i].shape);
		++*count;
	}
	return true;
}

/* Puts into the pass once what several see, and who sees it if not all. */
static void
tell(struct pass *pass, const struct sight *sights, size_t n, size_t at,
    const struct finding *finding)
{
	struct buf shapes = BUF_INIT(SIZE_MAX / 2);
	struct finding told = *finding;
	size_t count;

	if (gather_shapes(&shapes, &count, sights, n, at, finding)) {
		told.message = count == n ? mem_strdup(finding->message) :
		    mem_printf("%s (as seen by %s)", finding->message,
		    shapes.p);
		findings_take(&pass->findings, &told);
		pass->incomplete += told.rule ==
		    rule_get(RULE_ENDPOINT_UNREACHABLE);
	}
	buf_release(&shapes);
}

void
find_at_endpoint(struct pass *pass, const struct pass_settings *settings,
    const struct endpoint *endpoint)
{
	const char **shapes;
	struct sight *sights;
	size_t n;

	shapes = list_shapes(&n, pass, settings, endpoint);
	sights = mem_zalloc(n * sizeof(*sights));
	for (size_t i = 0; i < n; i++) {
		sights[i] = (struct sight){ .pass = pass,
			.endpoint = endpoint, .shape = shapes[i] };
		sight_find(&sights[i], settings);
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < sights[i].found.n; k++)
			tell(pass, sights, n, i, &sights[i].found.items[k]);
	}
	for (size_t i = 0; i < n; i++)
		findings_release(&sights[i].found);
	free(sights);
	free(shapes);
}
