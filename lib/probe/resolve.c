#include "probe/resolve.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/time.h>

#include <ares.h>
#include <uv.h>

#include "base/mem.h"

#define TRY_MS		1500	/* the first wait for a name server */
#define TRIES		3

struct resolver {
	uv_loop_t *loop;
	ares_channel channel;
	bool has_library, has_channel;
	uv_timer_t timer;	/* for c-ares' own retries */
	struct watch *watches;
};

/* One socket of c-ares. */
struct watch {
	uv_poll_t poll;
	struct resolver *resolver;
	ares_socket_t socket;
	struct watch *next;
};

/* One question. It lives until c-ares and its timer have let go of it. */
struct lookup {
	uv_timer_t timer;
	void (*done)(void *, const struct resolved *);	/* NULL once called */
	void *context;
	bool is_asking;		/* c-ares will still call back */
	bool has_timer;
};

static void on_timer(uv_timer_t *timer);

/* c-ares wants to be asked now and then whether a wait is over. */
static void
keep_time(struct resolver *resolver)
{
	if (resolver->watches == NULL)
		uv_timer_stop(&resolver->timer);
	else if (!uv_is_active((uv_handle_t *)&resolver->timer))
		uv_timer_start(&resolver->timer, on_timer, TRY_MS / 3, 0);
}

static void
on_timer(uv_timer_t *timer)
{
	struct resolver *resolver = timer->data;

	ares_process_fd(resolver->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	keep_time(resolver);
}

static void
on_socket(uv_poll_t *poll, int status, int events)
{
	const struct watch *watch = poll->data;
	ares_socket_t s = watch->socket;
	bool readable = status < 0 || events & UV_READABLE;
	bool writable = status < 0 || events & UV_WRITABLE;

	ares_process_fd(watch->resolver->channel,
	    readable ? s : ARES_SOCKET_BAD, writable ? s : ARES_SOCKET_BAD);
}

static void
on_watch_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static struct watch *
watch_new(struct resolver *resolver, ares_socket_t s)
{
	struct watch *watch = mem_zalloc(sizeof(*watch));

	if (uv_poll_init_socket(resolver->loop, &watch->poll, s) != 0) {
		free(watch);
		return NULL;
	}
	watch->poll.data = watch;
	watch->resolver = resolver;
	watch->socket = s;
	watch->next = resolver->watches;
	resolver->watches = watch;
	return watch;
}

static void
on_socket_state(void *data, ares_socket_t s, int readable, int writable)
{
	struct resolver *resolver = data;
	struct watch **at = &resolver->watches, *watch;

	while (*at != NULL && (*at)->socket != s)
		at = &(*at)->next;
	watch = *at;
	if (readable || writable) {
		if (watch == NULL)
			watch = watch_new(resolver, s);
		/* A socket that cannot be watched answers by its timeout. */
		if (watch != NULL)
			uv_poll_start(&watch->poll,
			    (readable ? UV_READABLE : 0) |
			    (writable ? UV_WRITABLE : 0), on_socket);
	} else if (watch != NULL) {
		*at = watch->next;
		uv_close((uv_handle_t *)&watch->poll, on_watch_closed);
	}
	keep_time(resolver);
}

struct resolver *
resolver_new(struct uv_loop_s *loop, struct err *err)
{
	struct resolver *resolver = mem_zalloc(sizeof(*resolver));
	struct ares_options options = {
		.timeout = TRY_MS,
		.tries = TRIES,
		.lookups = "fb",	/* files, then name servers */
		.sock_state_cb = on_socket_state,
		.sock_state_cb_data = resolver,
	};
	int status;

	resolver->loop = loop;
	uv_timer_init(loop, &resolver->timer);
	resolver->timer.data = resolver;
	status = ares_library_init(ARES_LIB_INIT_ALL);
	resolver->has_library = status == ARES_SUCCESS;
	if (status == ARES_SUCCESS)
		status = ares_init_options(&resolver->channel, &options,
		    ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS |
		    ARES_OPT_SOCK_STATE_CB);
	resolver->has_channel = status == ARES_SUCCESS;
	if (status != ARES_SUCCESS) {
		err_set(err, ERR_FAILED, "cannot set up name resolution: %s",
		    ares_strerror(status));
		resolver_close(resolver);
		uv_run(loop, UV_RUN_DEFAULT);
		resolver_free(resolver);
		return NULL;
	}
	return resolver;
}

void
resolver_close(struct resolver *resolver)
{
	if (resolver->has_channel)
		ares_destroy(resolver->channel);
	uv_close((uv_handle_t *)&resolver->timer, NULL);
}

void
resolver_free(struct resolver *resolver)
{
	if (resolver == NULL)
		return;
	if (resolver->has_library)
		ares_library_cleanup();
	free(resolver);
}

static void
lookup_let_go(struct lookup *lookup)
{
	if (!lookup->is_asking && !lookup->has_timer)
		free(lookup);
}

static void
on_lookup_timer_closed(uv_handle_t *handle)
{
	struct lookup *lookup = handle->data;

	lookup->has_timer = false;
	lookup_let_go(lookup);
}

/* Only the first end of a lookup counts. */
static void
lookup_end(struct lookup *lookup, const struct resolved *resolved)
{
	void (*done)(void *, const struct resolved *) = lookup->done;

	if (done == NULL)
		return;
	lookup->done = NULL;
	if (lookup->has_timer)
		uv_close((uv_handle_t *)&lookup->timer,
		    on_lookup_timer_closed);
	done(lookup->context, resolved);
}

static void
on_lookup_timeout(uv_timer_t *timer)
{
	lookup_end(timer->data, &(struct resolved){
	    .reason = REASON_DNS_TIMEOUT });
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
resolved_add(struct resolved *resolved, const struct sockaddr *from, size_t n)
{
	struct sockaddr_storage address = { 0 };

	if (n > sizeof(address) || (from->sa_family != AF_INET &&
		from->sa_family != AF_INET6))
		return;
	memcpy(&address, from, n);
	if (resolved_holds(resolved, &address))
		return;
	if (resolved->n == LIMIT_ADDRESSES) {
		resolved->truncated = true;
		return;
	}
	resolved->addresses[resolved->n++] = address;
}

static void
on_answer(void *arg, int status, int timeouts, struct ares_addrinfo *answer)
{
	struct lookup *lookup = arg;
	struct resolved resolved = { .reason = reason_of_status(status) };

	(void)timeouts;
	if (status != ARES_SUCCESS)
		resolved.detail = ares_strerror(status);
	for (const struct ares_addrinfo_node *node = answer ? answer->nodes :
	    NULL; node != NULL; node = node->ai_next)
		resolved_add(&resolved, node->ai_addr,
		    (size_t)node->ai_addrlen);
	if (answer != NULL)
		ares_freeaddrinfo(answer);
	if (resolved.reason == REASON_NONE && resolved.n == 0) {
		resolved.reason = REASON_DNS;
		resolved.detail = "the name has no address";
	}
	lookup->is_asking = false;
	lookup_end(lookup, &resolved);
	lookup_let_go(lookup);
}

/* RFC 6761, section 6.4: such a name is answered at once, and never sent. */
static bool
is_invalid_name(const char *host)
{
	static const char invalid[] = ".invalid";
	size_t n = strlen(host), suffix = sizeof(invalid) - 1;

	if (n > 0 && host[n - 1] == '.')
		n--;
	return n >= suffix && strncasecmp(host + n - suffix, invalid,
	    suffix) == 0;
}

void
resolver_lookup(struct resolver *resolver, const char *host,
    int64_t timeout_ms, void (*done)(void *, const struct resolved *),
    void *context)
{
	struct ares_addrinfo_hints hints = {
		.ai_flags = ARES_AI_NOSORT,
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
	};
	struct lookup *lookup;

	if (is_invalid_name(host)) {
		done(context, &(struct resolved){ .reason = REASON_DNS,
		    .detail = "no name under .invalid resolves" });
		return;
	}
	lookup = mem_zalloc(sizeof(*lookup));
	lookup->done = done;
	lookup->context = context;
	lookup->is_asking = lookup->has_timer = true;
	uv_timer_init(resolver->loop, &lookup->timer);
	lookup->timer.data = lookup;
	uv_timer_start(&lookup->timer, on_lookup_timeout,
	    (uint64_t)timeout_ms, 0);
	ares_getaddrinfo(resolver->channel, host, NULL, &hints, on_answer,
	    lookup);
}
