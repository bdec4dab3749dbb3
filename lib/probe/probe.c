#include "probe/probe.h"

#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <unistd.h>

#include <uv.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "probe/banner.h"
#include "probe/connection.h"
#include "probe/talk.h"

#define LEAVE_MS	200	/* to wait for the server's good-bye */

enum phase {
	PHASE_CONNECT,
	PHASE_PROXY,	/* if there is one */
	PHASE_STARTTLS,	/* if the protocol has it */
	PHASE_TLS,
	PHASE_LEAVE,	/* all is seen; the server may say good-bye */
	PHASE_END,
};

struct probe {
	struct probe_job job;
	void (*done)(void *, struct observation *);
	void *context;
	enum phase phase;
	int fd;			/* -1: none */
	uv_poll_t poll;
	uv_timer_t timer;
	int n_handles;		/* that are not closed yet */
	bool has_poll;
	struct dialogue_peer peer;
	struct talk talk;	/* of PROXY and STARTTLS */
	struct tls *tls;
	int64_t began_ms;	/* the phase */
	int64_t deadline_ms;
	struct observation seen;
};

char *
probe_address_text(const struct sockaddr_storage *address)
{
	char text[INET6_ADDRSTRLEN + IF_NAMESIZE] = "";

	getnameinfo((const struct sockaddr *)address, sizeof(*address), text,
	    sizeof(text), NULL, 0, NI_NUMERICHOST);
	return mem_strdup(text);
}

/* A proxy has addresses of its own: which one was it? */
static void
tell_proxy(struct observation *seen, const struct sockaddr_storage *address,
    uint16_t port)
{
	char *text = probe_address_text(address), *detail = seen->detail;
	bool is_ipv6 = address->ss_family == AF_INET6;

	seen->detail = mem_printf("%s%svia proxy %s%s%s:%u",
	    detail ? detail : "", detail ? "; " : "", is_ipv6 ? "[" : "",
	    text, is_ipv6 ? "]" : "", (unsigned)port);
	free(text);
	free(detail);
}

static void
on_closed(uv_handle_t *handle)
{
	struct probe *probe = handle->data;

	if (--probe->n_handles > 0)
		return;
	if (probe->job.target->proxy != NULL)
		tell_proxy(&probe->seen, probe->job.address,
		    probe->job.target->proxy->port);
	probe->done(probe->context, &probe->seen);
	observation_release(&probe->seen);
	free(probe);
}

static void
probe_end(struct probe *probe)
{
	if (probe->phase == PHASE_END)
		return;
	if (probe->phase == PHASE_LEAVE)
		tls_note_refusal(probe->tls, &probe->seen);
	probe->phase = PHASE_END;
	talk_release(&probe->talk);
	tls_free(probe->tls);
	probe->tls = NULL;
	if (probe->has_poll)
		uv_close((uv_handle_t *)&probe->poll, on_closed);
	uv_close((uv_handle_t *)&probe->timer, on_closed);
	if (probe->fd != -1)
		close(probe->fd);
	probe->fd = -1;
}

static void
probe_fail(struct probe *probe, enum reason reason, const char *detail)
{
	probe->seen.reason = reason;
	probe->seen.detail = mem_strdup(detail);
	probe_end(probe);
}

static const struct dialogue_form *
form_of(const struct target *target)
{
	return starttls_form(target->protocol ? target->protocol->starttls :
	    STARTTLS_NONE);
}

/* The words of errno where the reason's name does not say as much. */
static void
probe_fail_connect(struct probe *probe, int sys)
{
	enum reason reason = connection_reason(sys);

	if (reason == REASON_TCP_RESET && form_of(probe->job.target) != NULL)
		reason = REASON_STARTTLS_RESET;
	if (reason == REASON_TIMEOUT_TCP && probe->job.target->proxy != NULL)
		probe_fail(probe, REASON_TIMEOUT_PROXY, NULL);
	else if (reason != REASON_LOCAL && probe->job.target->proxy != NULL)
		probe_fail(probe, REASON_PROXY_UNREACHABLE,
		    reason_words(reason));
	else
		probe_fail(probe, reason, reason == REASON_TCP_UNREACHABLE ||
		    reason == REASON_LOCAL ? strerror(sys) : NULL);
}

static int64_t
phase_took(const struct probe *probe)
{
	return clock_monotonic_ms() - probe->began_ms;
}

static void on_timeout(uv_timer_t *timer);

static void
phase_begin(struct probe *probe, enum phase phase, int64_t limit_ms)
{
	int64_t left_ms;

	probe->phase = phase;
	probe->began_ms = clock_monotonic_ms();
	left_ms = probe->deadline_ms - probe->began_ms;
	if (phase != PHASE_LEAVE && left_ms < limit_ms)
		limit_ms = left_ms > 0 ? left_ms : 0;
	uv_update_time(probe->job.loop);
	uv_timer_start(&probe->timer, on_timeout, (uint64_t)limit_ms, 0);
}

static void on_ready(uv_poll_t *poll, int status, int events);

static void
probe_wait(struct probe *probe, int events)
{
	int status = uv_poll_start(&probe->poll, events, on_ready);

	if (status != 0)
		probe_fail(probe, REASON_LOCAL, uv_strerror(status));
}

/* Reads away what still comes, since closing over it would reset. */
static void
leave(struct probe *probe)
{
	if (tls_drain(probe->tls) == TLS_WANTS_NOTHING)
		probe_end(probe);
}

static void
leave_begin(struct probe *probe)
{
	int64_t limit_ms = LEAVE_MS;

	/* A verdict takes as long as the handshake's last flight. */
	if (tls_awaits_verdict(probe->tls))
		limit_ms += probe->seen.durations.tls_ms;
	tls_close_notify(probe->tls);
	if (shutdown(probe->fd, SHUT_WR) == -1) {
		probe_end(probe);
		return;
	}
	phase_begin(probe, PHASE_LEAVE, limit_ms);
	probe_wait(probe, UV_READABLE);
}

static void
shake_took(struct probe *probe, bool timed_out)
{
	const struct dialogue_form *form = form_of(probe->job.target);
	struct observation *seen = &probe->seen;
	const char *protocol;

	seen->durations.tls_ms = phase_took(probe);
	tls_outcome(probe->tls, seen, timed_out);
	if (form == NULL)
		return;
	if (seen->reason == REASON_TCP_RESET)
		seen->reason = REASON_STARTTLS_RESET;
	/* What follows an agreement to begin TLS, and is none. */
	if (seen->reason == REASON_NOT_TLS) {
		seen->reason = starttls_reason_behind(form,
		    tls_first(probe->tls), &protocol);
		free(seen->detail);
		seen->detail = mem_strdup(protocol);
	}
}

static void
shake(struct probe *probe)
{
	enum tls_wants wants = tls_step(probe->tls);

	if (wants != TLS_WANTS_NOTHING) {
		probe_wait(probe, wants == TLS_WANTS_READ ? UV_READABLE :
		    UV_WRITABLE);
		return;
	}
	shake_took(probe, false);
	if (probe->seen.handshake == HANDSHAKE_COMPLETE)
		leave_begin(probe);
	else
		probe_end(probe);
}

static void
shake_begin(struct probe *probe)
{
	probe->tls = tls_new(probe->job.client, probe->fd,
	    probe->job.target, probe->job.pool, &probe->seen);
	if (probe->tls == NULL) {
		probe_end(probe);
		return;
	}
	phase_begin(probe, PHASE_TLS, LIMIT_PHASE_MS);
	shake(probe);
}

/* A phase of talk is over: how long did it take? */
static void
talk_took(struct probe *probe)
{
	int64_t *total = probe->phase == PHASE_PROXY ?
	    &probe->seen.durations.connect_ms :
	    &probe->seen.durations.starttls_ms;

	*total += phase_took(probe);
}

static void
talk_failed(struct probe *probe)
{
	probe->seen.reason = probe->talk.dialogue.reason;
	probe->seen.detail = probe->talk.dialogue.detail;
	probe->talk.dialogue.detail = NULL;
	probe_end(probe);
}

static void tls_or_talk_begin(struct probe *probe, struct span heard);

static void
talk_ended(struct probe *probe)
{
	struct talk talk = probe->talk;

	talk_took(probe);
	if (talk.state == DIALOGUE_FAILED) {
		talk_failed(probe);
		return;
	}
	probe->talk = (struct talk){ 0 };
	if (probe->phase == PHASE_STARTTLS)
		shake_begin(probe);
	else
		tls_or_talk_begin(probe, dialogue_rest(&talk.dialogue));
	talk_release(&talk);
}

static void
talk(struct probe *probe)
{
	enum talk_wants wants = talk_step(&probe->talk, probe->fd);

	if (wants == TALK_WANTS_NOTHING)
		talk_ended(probe);
	else
		probe_wait(probe, wants == TALK_WANTS_READ ? UV_READABLE :
		    UV_WRITABLE);
}

/* heard: what the target said already, behind what the proxy said. */
static void
tls_or_talk_begin(struct probe *probe, struct span heard)
{
	const struct dialogue_form *form = form_of(probe->job.target);

	probe->seen.durations.starttls_ms = 0;
	if (form != NULL) {
		talk_begin(&probe->talk, form, &probe->peer, heard);
		phase_begin(probe, PHASE_STARTTLS, LIMIT_PHASE_MS);
		talk(probe);
	} else if (heard.n > 0) {
		/* In TLS it is the client who speaks first. */
		probe_fail(probe, REASON_NOT_TLS, banner_protocol(heard));
	} else {
		shake_begin(probe);
	}
}

static void
learn_self(struct probe *probe)
{
	struct sockaddr_storage self = { .ss_family = AF_UNSPEC };
	socklen_t n = sizeof(self);
	char *text;

	if (getsockname(probe->fd, (struct sockaddr *)&self, &n) == -1 ||
	    (self.ss_family != AF_INET && self.ss_family != AF_INET6))
		self = (struct sockaddr_storage){ .ss_family = AF_INET };
	text = probe_address_text(&self);
	dialogue_call_self(&probe->peer, text);
	free(text);
}

static void
connected(struct probe *probe)
{
	const struct target *target = probe->job.target;
	int sys = connection_error(probe->fd);

	if (sys != 0) {
		probe_fail_connect(probe, sys);
		return;
	}
	probe->seen.durations.connect_ms = phase_took(probe);
	probe->peer.host = target_place_host(target);
	probe->peer.port = target_place_port(target);
	probe->peer.domain = target->server_name ? target->server_name :
	    target->host;
	probe->peer.proxy = target->proxy;
	learn_self(probe);
	if (target->proxy == NULL) {
		tls_or_talk_begin(probe, (struct span){ NULL, 0 });
		return;
	}
	talk_begin(&probe->talk, proxy_form(target->proxy->kind),
	    &probe->peer, (struct span){ NULL, 0 });
	phase_begin(probe, PHASE_PROXY, LIMIT_PHASE_MS);
	talk(probe);
}

static void
on_ready(uv_poll_t *poll, int status, int events)
{
	struct probe *probe = poll->data;

	/* An error on the socket shows in the call that uses it. */
	(void)status;
	(void)events;
	switch (probe->phase) {
	case PHASE_CONNECT:
		connected(probe);
		return;
	case PHASE_PROXY:
	case PHASE_STARTTLS:
		talk(probe);
		return;
	case PHASE_TLS:
		shake(probe);
		return;
	case PHASE_LEAVE:
		leave(probe);
		return;
	case PHASE_END:
		return;
	}
}

/*
 * What came in time counts, though we are late to see it: with many others
 * under way on a slow machine, the clock is seen before the socket is.
 */
static bool
goes_on_late(struct probe *probe)
{
	enum phase phase = probe->phase;

	if (phase != PHASE_LEAVE &&
	    connection_is_ready(probe->fd, phase == PHASE_CONNECT))
		on_ready(&probe->poll, 0, 0);
	return probe->phase != phase;
}

static void
on_timeout(uv_timer_t *timer)
{
	struct probe *probe = timer->data;

	if (goes_on_late(probe))
		return;
	switch (probe->phase) {
	case PHASE_CONNECT:
		probe_fail_connect(probe, ETIMEDOUT);
		return;
	case PHASE_PROXY:
	case PHASE_STARTTLS:
		dialogue_cut(&probe->talk.dialogue, DIALOGUE_TIMEOUT);
		talk_took(probe);
		talk_failed(probe);
		return;
	case PHASE_TLS:
		shake_took(probe, true);
		probe_end(probe);
		return;
	case PHASE_LEAVE:
	case PHASE_END:
		probe_end(probe);
		return;
	}
}

static void
connect_begin(struct probe *probe)
{
	int status;

	phase_begin(probe, PHASE_CONNECT, LIMIT_PHASE_MS);
	probe->fd = connection_open(probe->job.address);
	if (probe->fd == -1) {
		probe_fail_connect(probe, errno);
		return;
	}
	status = uv_poll_init(probe->job.loop, &probe->poll, probe->fd);
	if (status != 0) {
		probe_fail(probe, REASON_LOCAL, uv_strerror(status));
		return;
	}
	probe->poll.data = probe;
	probe->has_poll = true;
	probe->n_handles++;
	probe_wait(probe, UV_WRITABLE);
}

void
probe_cancel(struct probe *probe)
{
	if (probe->phase != PHASE_END)
		probe_fail(probe, REASON_LOCAL, "given up");
}

struct probe *
probe_start(const struct probe_job *job,
    void (*done)(void *, struct observation *), void *context)
{
	struct probe *probe = mem_zalloc(sizeof(*probe));

	probe->job = *job;
	probe->done = done;
	probe->context = context;
	probe->fd = -1;
	probe->deadline_ms = clock_monotonic_ms() + job->timeout_ms;
	probe->seen.durations = (struct durations){ -1, -1, -1, -1 };
	uv_timer_init(job->loop, &probe->timer);
	probe->timer.data = probe;
	probe->n_handles = 1;
	connect_begin(probe);
	return probe;
}
