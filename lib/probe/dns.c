#include "probe/dns.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/time.h>

#include <ares.h>
#include <uv.h>

#include "base/mem.h"

#define TRY_MS		1500	/* the first wait for a name server */
#define TRIES		3

struct dns {
	uv_loop_t *loop;
	ares_channel channel;
	bool has_library, has_channel, is_closing;
	uv_timer_t timer;	/* for c-ares' own retries */
	struct watch *watches;
};

/* One socket of c-ares. */
struct watch {
	uv_poll_t poll;
	struct dns *dns;
	ares_socket_t socket;
	struct watch *next;
};

static void on_timer(uv_timer_t *timer);

/* c-ares wants to be asked now and then whether a wait is over. */
static void
keep_time(struct dns *dns)
{
	if (dns->is_closing)
		return;
	if (dns->watches == NULL)
		uv_timer_stop(&dns->timer);
	else if (!uv_is_active((uv_handle_t *)&dns->timer))
		uv_timer_start(&dns->timer, on_timer, TRY_MS / 3, 0);
}

static void
on_timer(uv_timer_t *timer)
{
	struct dns *dns = timer->data;

	ares_process_fd(dns->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	keep_time(dns);
}

static void
on_socket(uv_poll_t *poll, int status, int events)
{
	const struct watch *watch = poll->data;
	ares_socket_t s = watch->socket;
	bool readable = status < 0 || events & UV_READABLE;
	bool writable = status < 0 || events & UV_WRITABLE;

	ares_process_fd(watch->dns->channel,
	    readable ? s : ARES_SOCKET_BAD, writable ? s : ARES_SOCKET_BAD);
}

static void
on_watch_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static struct watch *
watch_new(struct dns *dns, ares_socket_t s)
{
	struct watch *watch = mem_zalloc(sizeof(*watch));

	if (uv_poll_init_socket(dns->loop, &watch->poll, s) != 0) {
		free(watch);
		return NULL;
	}
	watch->poll.data = watch;
	watch->dns = dns;
	watch->socket = s;
	watch->next = dns->watches;
	dns->watches = watch;
	return watch;
}

static void
on_socket_state(void *data, ares_socket_t s, int readable, int writable)
{
	struct dns *dns = data;
	struct watch **at = &dns->watches, *watch;

	while (*at != NULL && (*at)->socket != s)
		at = &(*at)->next;
	watch = *at;
	if (readable || writable) {
		if (watch == NULL)
			watch = watch_new(dns, s);
		/* A socket that cannot be watched answers by its timeout. */
		if (watch != NULL)
			uv_poll_start(&watch->poll,
			    (readable ? UV_READABLE : 0) |
			    (writable ? UV_WRITABLE : 0), on_socket);
	} else if (watch != NULL) {
		*at = watch->next;
		uv_close((uv_handle_t *)&watch->poll, on_watch_closed);
	}
	keep_time(dns);
}

struct dns *
dns_new(struct uv_loop_s *loop, struct err *err)
{
	struct dns *dns = mem_zalloc(sizeof(*dns));
	struct ares_options options = {
		.timeout = TRY_MS,
		.tries = TRIES,
		.lookups = "fb",	/* files, then name servers */
		.sock_state_cb = on_socket_state,
		.sock_state_cb_data = dns,
	};
	int status;

	dns->loop = loop;
	uv_timer_init(loop, &dns->timer);
	dns->timer.data = dns;
	status = ares_library_init(ARES_LIB_INIT_ALL);
	dns->has_library = status == ARES_SUCCESS;
	if (status == ARES_SUCCESS)
		status = ares_init_options(&dns->channel, &options,
		    ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS |
		    ARES_OPT_SOCK_STATE_CB);
	dns->has_channel = status == ARES_SUCCESS;
	if (status != ARES_SUCCESS) {
		err_set(err, ERR_FAILED, "cannot set up name resolution: %s",
		    ares_strerror(status));
		dns_close(dns);
		uv_run(loop, UV_RUN_DEFAULT);
		dns_free(dns);
		return NULL;
	}
	return dns;
}

static void
on_close(uv_timer_t *timer)
{
	struct dns *dns = timer->data;

	if (dns->has_channel)
		ares_destroy(dns->channel);
	uv_close((uv_handle_t *)timer, NULL);
}

/* Later, since c-ares may be the one who called us and must not be pulled
 * from under its own feet. */
void
dns_close(struct dns *dns)
{
	dns->is_closing = true;
	uv_timer_start(&dns->timer, on_close, 0, 0);
}

void
dns_free(struct dns *dns)
{
	if (dns == NULL)
		return;
	if (dns->has_library)
		ares_library_cleanup();
	free(dns);
}

struct ares_channeldata *
dns_channel(struct dns *dns)
{
	return dns->channel;
}
