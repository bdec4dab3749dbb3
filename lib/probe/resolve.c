#include "probe/resolve.h"

#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <strings.h>

#include <ares.h>
#include <uv.h>

#include "base/mem.h"
#include "probe/dns.h"
#include "probe/service.h"

struct resolver {
	uv_loop_t *loop;
	struct dns *dns;
};

/* One question. It lives until c-ares and its timer have let go of it. */
struct lookup {
	struct resolver *resolver;
	uv_timer_t timer;
	void (*done)(void *, const struct resolved *);	/* NULL once called */
	void *context;
	bool is_asking;		/* c-ares will still call back */
	bool has_timer;
	struct service service;	/* the places to ask for, one by one */
	size_t next_place;
	struct ares_addrinfo *four;	/* of that place; its A records */
	int four_status;
	char *lost;		/* which of them has no address, the first */
	struct resolved resolved;	/* so far */
};

struct resolver *
resolver_new(struct uv_loop_s *loop, struct err *err)
{
	struct resolver *resolver = mem_zalloc(sizeof(*resolver));

	resolver->loop = loop;
	resolver->dns = dns_new(loop, err);
	if (resolver->dns != NULL)
		return resolver;
	free(resolver);
	return NULL;
}

void
resolver_close(struct resolver *resolver)
{
	dns_close(resolver->dns);
}

void
resolver_free(struct resolver *resolver)
{
	if (resolver == NULL)
		return;
	dns_free(resolver->dns);
	free(resolver);
}

static void
lookup_let_go(struct lookup *lookup)
{
	if (lookup->is_asking || lookup->has_timer)
		return;
	service_release(&lookup->service);
	if (lookup->four != NULL)
		ares_freeaddrinfo(lookup->four);
	free(lookup->lost);
	free(lookup);
}

static void
on_timer_closed(uv_handle_t *handle)
{
	struct lookup *lookup = handle->data;

	lookup->has_timer = false;
	lookup_let_go(lookup);
}

/* Only the first end of a lookup counts. */
static void
lookup_end(struct lookup *lookup)
{
	void (*done)(void *, const struct resolved *) = lookup->done;

	if (done == NULL)
		return;
	lookup->done = NULL;
	uv_close((uv_handle_t *)&lookup->timer, on_timer_closed);
	done(lookup->context, &lookup->resolved);
}

static void
lookup_fail(struct lookup *lookup, enum reason reason, const char *detail)
{
	lookup->resolved.reason = reason;
	lookup->resolved.detail = detail;
	lookup_end(lookup);
}

/* A place that has no address hides no other, and is not hidden by one. */
static void
lookup_lose(struct lookup *lookup, size_t place, enum reason reason,
    const char *why)
{
	if (lookup->lost != NULL)
		return;
	lookup->lost = mem_printf("%s%s%s",
	    lookup->service.places[place].host, why ? ": " : "",
	    why ? why : "");
	lookup->resolved.reason = reason;
	lookup->resolved.detail = lookup->lost;
}

static enum reason
reason_of_status(int status)
{
	switch (status) {
	case ARES_SUCCESS:
		return REASON_NONE;
	case ARES_ETIMEOUT:
		return REASON_DNS_TIMEOUT;
	case ARES_ENOMEM:
	case ARES_EDESTRUCTION:
	case ARES_ECANCELLED:
		return REASON_LOCAL;
	}
	return REASON_DNS;
}

static void
set_port(struct sockaddr_storage *address, uint16_t port)
{
	if (address->ss_family == AF_INET)
		((struct sockaddr_in *)address)->sin_port = htons(port);
	else
		((struct sockaddr_in6 *)address)->sin6_port = htons(port);
}

static bool
resolved_holds(const struct resolved *resolved,
    const struct sockaddr_storage *address)
{
	for (size_t i = 0; i < resolved->n; i++) {
		if (memcmp(&resolved->addresses[i], address,
			sizeof(*address)) == 0)
			return true;
	}
	return false;
}

static void
resolved_add(struct resolved *resolved, const struct sockaddr *from, size_t n,
    uint16_t port)
{
	struct sockaddr_storage address = { 0 };

	if (n > sizeof(address) || (from->sa_family != AF_INET &&
		from->sa_family != AF_INET6))
		return;
	memcpy(&address, from, n);
	set_port(&address, port);
	if (resolved_holds(resolved, &address))
		return;
	if (resolved->n == LIMIT_ADDRESSES)
		resolved->truncated = true;
	else
		resolved->addresses[resolved->n++] = address;
}

static void
resolved_add_some(struct resolved *resolved,
    const struct ares_addrinfo *answer, size_t most, uint16_t port)
{
	const struct ares_addrinfo_node *node =
	    answer != NULL ? answer->nodes : NULL;

	for (; node != NULL && most > 0; node = node->ai_next, most--)
		resolved_add(resolved, node->ai_addr,
		    (size_t)node->ai_addrlen, port);
}

/* A name with thousands of one family still has some of the other. */
static void
resolved_add_all(struct resolved *resolved, const struct ares_addrinfo *four,
    const struct ares_addrinfo *six, uint16_t port)
{
	size_t half = (LIMIT_ADDRESSES - resolved->n + 1) / 2;

	resolved_add_some(resolved, four, half, port);
	resolved_add_some(resolved, six, half, port);
	resolved_add_some(resolved, four, SIZE_MAX, port);
	resolved_add_some(resolved, six, SIZE_MAX, port);
}

/* The name servers answered, and there is nothing of what was asked for. */
static bool
is_void(int status)
{
	return status == ARES_ENODATA || status == ARES_ENOTFOUND;
}

/* Of the two families: what is not there is no failure beside what is. */
static int
status_of_both(int four, int six)
{
	if (four == ARES_SUCCESS && is_void(six))
		return ARES_SUCCESS;
	return four == ARES_SUCCESS || is_void(four) ? six : four;
}

/* What is known by now is an answer, and that there may be more, another. */
static void
on_timeout(uv_timer_t *timer)
{
	struct lookup *lookup = timer->data;

	resolved_add_all(&lookup->resolved, lookup->four, NULL,
	    lookup->service.places[lookup->next_place].port);
	if (lookup->resolved.n > 0) {
		lookup_lose(lookup, lookup->next_place, REASON_DNS_TIMEOUT,
		    NULL);
		lookup_end(lookup);
	} else {
		lookup_fail(lookup, REASON_DNS_TIMEOUT, NULL);
	}
}

static void ask_for_place(struct lookup *lookup);

/* All places were asked for. */
static void
lookup_settle(struct lookup *lookup, int status)
{
	struct resolved *resolved = &lookup->resolved;

	resolved->truncated |= lookup->service.is_truncated;
	if (resolved->n > 0)
		lookup_end(lookup);
	else if (status == ARES_SUCCESS)
		lookup_fail(lookup, REASON_DNS, "the name has no address");
	else
		lookup_fail(lookup, reason_of_status(status),
		    ares_strerror(status));
}

/* Of a place whose both families were asked for. */
static void
place_settle(struct lookup *lookup, int status)
{
	struct service *service = &lookup->service;
	size_t place = lookup->next_place++;

	if (status != ARES_SUCCESS)
		lookup_lose(lookup, place, reason_of_status(status),
		    ares_strerror(status));
	if (lookup->done != NULL && lookup->next_place < service->n &&
	    reason_of_status(status) != REASON_LOCAL) {
		ask_for_place(lookup);
		return;
	}
	lookup_settle(lookup, status);
	lookup_let_go(lookup);
}

static bool
is_in_hosts(const struct lookup *lookup, int family)
{
	struct hostent *host = NULL;
	int status = ares_gethostbyname_file(
	    dns_channel(lookup->resolver->dns),
	    lookup->service.places[lookup->next_place].host, family, &host);

	if (host != NULL)
		ares_free_hostent(host);
	return status == ARES_SUCCESS;
}

/* Is this what /etc/hosts says? That has no time to live, unlike nearly all
 * that name servers say, so the file is seldom read for others. */
static bool
is_of_hosts(const struct lookup *lookup, const struct ares_addrinfo *answer,
    int family)
{
	return answer != NULL && answer->nodes != NULL &&
	    answer->nodes->ai_ttl == 0 && is_in_hosts(lookup, family);
}

static void
on_six(void *arg, int status, int timeouts, struct ares_addrinfo *answer)
{
	struct lookup *lookup = arg;

	(void)timeouts;
	lookup->is_asking = false;
	if (lookup->four_status != ARES_SUCCESS &&
	    is_of_hosts(lookup, answer, AF_INET6))
		lookup->four_status = ARES_ENOTFOUND;
	resolved_add_all(&lookup->resolved, lookup->four, answer,
	    lookup->service.places[lookup->next_place].port);
	if (lookup->four != NULL)
		ares_freeaddrinfo(lookup->four);
	lookup->four = NULL;
	if (answer != NULL)
		ares_freeaddrinfo(answer);
	place_settle(lookup, status_of_both(lookup->four_status, status));
}

static void
ask_for_family(struct lookup *lookup, int family, ares_addrinfo_callback done)
{
	const struct ares_addrinfo_hints hints = {
		.ai_flags = ARES_AI_NOSORT,
		.ai_family = family,
		.ai_socktype = SOCK_STREAM,
	};

	lookup->is_asking = true;
	ares_getaddrinfo(dns_channel(lookup->resolver->dns),
	    lookup->service.places[lookup->next_place].host, NULL, &hints,
	    done, lookup);
}

/* Whatever became of the one family, the other is asked for: a name server
 * that fails for one hides none of the other. But for a name of /etc/hosts no
 * name server is asked, as others do it, since there may be none. */
static void
on_four(void *arg, int status, int timeouts, struct ares_addrinfo *answer)
{
	struct lookup *lookup = arg;

	(void)timeouts;
	lookup->is_asking = false;
	lookup->four = answer;
	lookup->four_status = status;
	if (lookup->done != NULL && is_of_hosts(lookup, answer, AF_INET) &&
	    !is_in_hosts(lookup, AF_INET6))
		on_six(lookup, ARES_ENOTFOUND, 0, NULL);
	else if (lookup->done != NULL &&
	    reason_of_status(status) != REASON_LOCAL)
		ask_for_family(lookup, AF_INET6, on_six);
	else
		place_settle(lookup, status);
}

static void
ask_for_place(struct lookup *lookup)
{
	ask_for_family(lookup, AF_INET, on_four);
}

static void
on_service(void *arg, int status, int timeouts, unsigned char *bytes, int n)
{
	struct lookup *lookup = arg;
	struct service service = { .n = 0 };
	struct err err = ERR_NONE;

	(void)timeouts;
	lookup->is_asking = false;
	if (status != ARES_SUCCESS && !is_void(status))
		lookup_fail(lookup, reason_of_status(status),
		    ares_strerror(status));
	else if (status == ARES_SUCCESS && service_read(&service,
		(struct span){ bytes, (size_t)n }, &err) == -1)
		lookup_fail(lookup, REASON_DNS, err.msg);
	else if (service.is_denied)
		lookup_fail(lookup, REASON_DNS, "the name says that it does "
		    "not offer this service");
	if (lookup->done == NULL) {
		service_release(&service);
		lookup_let_go(lookup);
		return;
	}
	if (service.n > 0) {
		service_release(&lookup->service);
		lookup->service = service;
	}
	ask_for_place(lookup);
}

static void
ask_for_service(struct lookup *lookup, const char *host, const char *service)
{
	char *name = mem_printf("%s.%s", service, host);

	lookup->is_asking = true;
	ares_query(dns_channel(lookup->resolver->dns), name, ns_c_in, ns_t_srv,
	    on_service, lookup);
	free(name);
}

/* A name of RFC 6761 is answered at once, and never sent. */
static bool
is_under(const char *host, const char *domain)
{
	size_t n = strlen(host), suffix = strlen(domain);

	if (n > 0 && host[n - 1] == '.')
		n--;
	return n >= suffix &&
	    strncasecmp(host + n - suffix, domain, suffix) == 0 &&
	    (n == suffix || host[n - suffix - 1] == '.');
}

static void
resolved_add_loopback(struct resolved *resolved, uint16_t port)
{
	struct sockaddr_in in4 = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	in4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	in6.sin6_addr = in6addr_loopback;
	resolved_add(resolved, (struct sockaddr *)&in4, sizeof(in4), port);
	resolved_add(resolved, (struct sockaddr *)&in6, sizeof(in6), port);
}

static void
resolved_fail(struct resolved *resolved, const char *detail)
{
	resolved->reason = REASON_DNS;
	resolved->detail = detail;
}

/*
 * What takes no question: true, and it is answered. c-ares would put even
 * numeric addresses to the name servers.
 */
static bool
answer_at_once(const struct resolve_question *question,
    struct resolved *resolved)
{
	const char *host = question->host;
	struct sockaddr_in in4;
	struct sockaddr_in6 in6;

	if (is_under(host, "invalid"))
		resolved_fail(resolved, "no name under .invalid resolves");
	else if (is_under(host, "localhost"))
		resolved_add_loopback(resolved, question->port);
	else if (uv_ip4_addr(host, 0, &in4) == 0)
		resolved_add(resolved, (struct sockaddr *)&in4, sizeof(in4),
		    question->port);
	else if (uv_ip6_addr(host, 0, &in6) != 0)
		return false;
	else if (strchr(host, '%') != NULL && in6.sin6_scope_id == 0)
		resolved_fail(resolved, "there is no such interface here");
	else
		resolved_add(resolved, (struct sockaddr *)&in6, sizeof(in6),
		    question->port);
	return true;
}

void
resolver_lookup(struct resolver *resolver,
    const struct resolve_question *question, int64_t timeout_ms,
    void (*done)(void *, const struct resolved *), void *context)
{
	struct resolved resolved = { .reason = REASON_NONE };
	struct lookup *lookup;

	if (answer_at_once(question, &resolved)) {
		done(context, &resolved);
		return;
	}
	lookup = mem_zalloc(sizeof(*lookup));
	lookup->resolver = resolver;
	lookup->done = done;
	lookup->context = context;
	lookup->has_timer = true;
	lookup->service.places[lookup->service.n++] = (struct service_place){
		mem_strdup(question->host), question->port };
	uv_timer_init(resolver->loop, &lookup->timer);
	lookup->timer.data = lookup;
	uv_timer_start(&lookup->timer, on_timeout, (uint64_t)timeout_ms, 0);
	if (question->service != NULL)
		ask_for_service(lookup, question->host, question->service);
	else
		ask_for_place(lookup);
}
