#include "probe/visit.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "probe/probe.h"
#include "probe/target_key.h"
#include "verify/hello.h"

#define RETRY_LEAST_MS	1000	/* less is no fair chance */

/* A target under way. */
struct visit {
	struct visits *all;
	const struct target *target;
	int64_t began_ms, dns_ms;
	bool truncated;
	size_t n_left;		/* addresses without their observation */
	struct sockaddr_storage *spares;	/* of a proxy, if one fails */
	size_t n_spares;
	size_t n_chains;
	bool is_given_up;
};

/* One address of a target. */
struct turn {
	struct pace_waiter waiter;	/* first, so that it leads back */
	struct visit *visit;
	struct sockaddr_storage address;
	struct probe *probe;		/* NULL: it waits */
	struct pools_share *share;	/* for the probe */
	unsigned attempts;
	int64_t left_ms;		/* of the time for all attempts */
	int64_t began_ms;		/* the attempt */
	int64_t again_ms;		/* when the next one may begin */
	struct turn *later;		/* after this, among those */
	struct turn *newer, *older;
};

void
visits_init(struct visits *out, const struct scan_settings *settings,
    struct uv_loop_s *loop, struct certpool *pool, struct err *err)
{
	uint64_t seed = (uint64_t)clock_monotonic_ms();

	/* Where there is no randomness yet, a clock keeps clients apart. */
	(void)!getrandom(&seed, sizeof(seed), GRND_NONBLOCK);
	*out = (struct visits){
		.settings = settings,
		.loop = loop,
		.pools = pools_new(pool),
		.pace = pace_new(settings->per_second, settings->is_unpaced),
		.err = err,
	};
	backoff_init(&out->backoff, seed);
}

void
visits_release(struct visits *visits)
{
	resolver_free(visits->resolver);
	tls_client_free(visits->client);
	pace_free(visits->pace);
	pools_free(visits->pools);
}

static enum scan_end
visit_came_to(const struct visit *visit)
{
	if (visit->is_given_up)
		return SCAN_GIVEN_UP;
	if (visit->n_chains == 0)
		return SCAN_NO_CHAIN;
	return visit->truncated ? SCAN_PART : SCAN_CHAIN;
}

static void
visit_end(struct visit *visit)
{
	struct visits *all = visit->all;

	all->settings->give_back(all->settings->context, visit->target,
	    visit_came_to(visit));
	all->n--;
	free(visit->spares);
	free(visit);
}

static void
add_detail(struct observation *o, const char *word)
{
	char *detail = o->detail;

	o->detail = mem_printf("%s%s%s", detail ? detail : "",
	    detail ? "; " : "", word);
	free(detail);
}

/* Fills in whom it is of, and tells. */
static void
visit_observed(struct visit *visit, struct observation *o)
{
	struct visits *all = visit->all;
	const struct scan_settings *settings = all->settings;
	const struct target *target = visit->target;

	visit->n_chains += o->chain.n > 0;
	o->estate = mem_strdup(target->estate);
	o->endpoint = mem_strdup(target->endpoint);
	o->host = mem_strdup(target->host);
	o->port = target->port;
	o->protocol = mem_strdup(target_protocol_name(target));
	o->server_name = mem_strdup(target_name_to_send(target));
	o->shape = mem_strdup(target_hello(target)->name);
	o->at_s = settings->now_s;
	o->durations.dns_ms = visit->dns_ms;
	if (visit->truncated)
		add_detail(o, "dns_truncated");
	if (settings->observed(settings->context, target, o, all->err) == -1)
		all->failed = true;
}

static struct turn *
turn_new(struct visit *visit, const struct sockaddr_storage *address)
{
	struct turn *turn = mem_zalloc(sizeof(*turn));
	struct visits *all = visit->all;

	turn->visit = visit;
	turn->address = *address;
	turn->left_ms = all->settings->timeout_ms - visit->dns_ms;
	turn->older = all->turns;
	if (turn->older != NULL)
		turn->older->newer = turn;
	all->turns = turn;
	return turn;
}

static void
turn_end(struct turn *turn)
{
	struct visit *visit = turn->visit;

	if (turn->newer != NULL)
		turn->newer->older = turn->older;
	else
		visit->all->turns = turn->older;
	if (turn->older != NULL)
		turn->older->newer = turn->newer;
	free(turn);
	if (--visit->n_left == 0)
		visit_end(visit);
}

/* Could another attempt go better? What a server says clearly, it will say
 * again. */
static bool
is_transient(const struct observation *seen)
{
	static const enum reason transient[] = {
		REASON_TCP_RESET, REASON_STARTTLS_RESET, REASON_TLS_RESET,
		REASON_TIMEOUT_TCP, REASON_TIMEOUT_PROXY,
		REASON_TIMEOUT_STARTTLS, REASON_TIMEOUT_TLS,
	};

	for (size_t i = 0; i < sizeof(transient) / sizeof(*transient); i++) {
		if (seen->reason == transient[i])
			return seen->chain.n == 0;
	}
	return false;
}

static void
wait_for_later(struct visits *all, struct turn *turn)
{
	struct turn **at = &all->later;

	while (*at != NULL && (*at)->again_ms <= turn->again_ms)
		at = &(*at)->later;
	turn->later = *at;
	*at = turn;
}

/* True: it will. The wait is part of the time that the address has. */
static bool
turn_tries_again(struct turn *turn, const struct observation *seen)
{
	struct visits *all = turn->visit->all;
	int64_t now_ms = clock_monotonic_ms(), wait_ms;

	if (!is_transient(seen)) {
		backoff_earn(&all->backoff);
		return false;
	}
	if (turn->attempts >= all->settings->attempts)
		return false;
	wait_ms = backoff_wait_ms(&all->backoff, turn->attempts);
	turn->left_ms -= now_ms - turn->began_ms + wait_ms;
	if (turn->left_ms < RETRY_LEAST_MS || !backoff_spend(&all->backoff))
		return false;
	turn->again_ms = now_ms + wait_ms;
	wait_for_later(all, turn);
	return true;
}

/* Gets in line: for its address, or for its host's name behind a proxy. */
static void
turn_enter(struct turn *turn)
{
	const struct target *target = turn->visit->target;
	struct pace *pace = turn->visit->all->pace;
	int64_t now_ms = clock_monotonic_ms();
	uint8_t fingerprint[FINGERPRINT_BYTES];

	if (target->proxy == NULL) {
		pace_enter(pace, &turn->address, &turn->waiter, now_ms);
		return;
	}
	target_host_fingerprint(fingerprint, target);
	pace_enter_hidden(pace, fingerprint, &turn->waiter, now_ms);
}

/* True: it tries the next address of its proxy. */
static bool
turn_moves_on(struct turn *turn, const struct observation *seen)
{
	struct visit *visit = turn->visit;

	if (seen->reason != REASON_PROXY_UNREACHABLE || visit->n_spares == 0)
		return false;
	turn->left_ms -= clock_monotonic_ms() - turn->began_ms;
	if (turn->left_ms < RETRY_LEAST_MS)
		return false;
	turn->address = visit->spares[--visit->n_spares];
	turn->attempts--;
	turn_enter(turn);
	return true;
}

/* Of a service that lives elsewhere than on its usual port. */
static void
tell_port(const struct turn *turn, struct observation *seen)
{
	const struct target *target = turn->visit->target;
	uint16_t port = ntohs(turn->address.ss_family == AF_INET ?
	    ((const struct sockaddr_in *)&turn->address)->sin_port :
	    ((const struct sockaddr_in6 *)&turn->address)->sin6_port);
	char *word;

	if (port == target_hop_port(target))
		return;
	word = mem_printf("port %u", (unsigned)port);
	add_detail(seen, word);
	free(word);
}

static void
on_seen(void *context, struct observation *seen)
{
	struct turn *turn = context;
	struct visit *visit = turn->visit;
	struct visits *all = visit->all;

	turn->probe = NULL;
	all->n_probes--;
	pace_leave(all->pace, &turn->waiter, clock_monotonic_ms());
	if (all->is_over || all->failed) {
		visit->is_given_up = true;
	} else if (!turn_moves_on(turn, seen) &&
	    !turn_tries_again(turn, seen)) {
		/* Which address a proxy takes, it does not say. */
		if (visit->target->proxy == NULL)
			seen->address = probe_address_text(&turn->address);
		seen->attempts = turn->attempts;
		tell_port(turn, seen);
		visit_observed(visit, seen);
	} else {
		visit = NULL;	/* it goes on */
	}
	pools_return(all->pools, turn->share);
	if (visit != NULL)
		turn_end(turn);
	all->changed(all->context);
}

static void
turn_begin(struct turn *turn)
{
	const struct visit *visit = turn->visit;
	struct visits *all = visit->all;

	turn->share = pools_borrow(all->pools);
	turn->attempts++;
	turn->began_ms = clock_monotonic_ms();
	all->n_probes++;
	turn->probe = probe_start(&(struct probe_job){
		.loop = all->loop,
		.client = all->client,
		.pool = turn->share->pool,
		.target = visit->target,
		.address = &turn->address,
		/* Waiting for a turn is not the server's time. */
		.timeout_ms = turn->left_ms,
	    }, on_seen, turn);
}

bool
visits_connect(struct visits *visits, int64_t *wait_ms)
{
	int64_t now_ms = clock_monotonic_ms();
	struct pace_waiter *next;

	while (visits->later != NULL && visits->later->again_ms <= now_ms) {
		struct turn *turn = visits->later;

		visits->later = turn->later;
		turn_enter(turn);
	}
	next = pace_next(visits->pace, now_ms, wait_ms);
	if (next != NULL) {
		turn_begin((struct turn *)next);
		return true;
	}
	if (visits->later != NULL && (*wait_ms == -1 ||
		*wait_ms > visits->later->again_ms - now_ms))
		*wait_ms = visits->later->again_ms - now_ms;
	return false;
}

/* No address was found: of the host, or of one of several. */
static void
visit_unresolved(struct visit *visit, const struct resolved *resolved)
{
	struct observation o = {
		.reason = resolved->reason,
		.detail = mem_strdup(resolved->detail),
		.durations = { -1, -1, -1, -1 },
	};

	if (visit->target->proxy != NULL && o.detail == NULL)
		o.detail = mem_strdup(reason_words(o.reason));
	if (visit->target->proxy != NULL && o.reason != REASON_LOCAL)
		o.reason = REASON_PROXY_UNREACHABLE;
	visit_observed(visit, &o);
	observation_release(&o);
}

/* Any one of a proxy's addresses does; the others wait, the next one last. */
static void
visit_keep_spares(struct visit *visit, const struct resolved *resolved)
{
	visit->n_left = 1;
	visit->truncated = false;
	visit->spares = mem_zalloc(resolved->n * sizeof(*visit->spares));
	for (size_t i = resolved->n; i-- > 1;)
		visit->spares[visit->n_spares++] = resolved->addresses[i];
}

static void
visit_resolved(struct visit *visit, const struct resolved *resolved)
{
	visit->n_left = resolved->n;
	visit->truncated = resolved->truncated;
	if (visit->target->proxy != NULL)
		visit_keep_spares(visit, resolved);
	if (resolved->reason != REASON_NONE)
		visit_unresolved(visit, resolved);
	for (size_t i = 0, n = visit->n_left; i < n; i++)
		turn_enter(turn_new(visit, &resolved->addresses[i]));
}

static void
on_resolved(void *context, const struct resolved *resolved)
{
	struct visit *visit = context;
	struct visits *all = visit->all;

	all->n_lookups--;
	visit->dns_ms = clock_monotonic_ms() - visit->began_ms;
	if (all->is_over || all->failed) {
		visit->is_given_up = true;
		visit_end(visit);
	} else if (resolved->n == 0) {
		visit_unresolved(visit, resolved);
		visit_end(visit);
	} else {
		visit_resolved(visit, resolved);
	}
	all->changed(all->context);
}

void
visits_begin(struct visits *visits, const struct target *target)
{
	struct visit *visit = mem_zalloc(sizeof(*visit));
	int64_t timeout_ms = visits->settings->timeout_ms;
	const struct resolve_question question = {
		.host = target_hop_host(target),
		.port = target_hop_port(target),
		.service = target_hop_service(target),
	};

	visit->all = visits;
	visit->target = target;
	visit->began_ms = clock_monotonic_ms();
	visits->n++;
	visits->n_lookups++;
	resolver_lookup(visits->resolver, &question,
	    timeout_ms < LIMIT_PHASE_MS ? timeout_ms : LIMIT_PHASE_MS,
	    on_resolved, visit);
}

void
visits_give_up(struct visits *visits)
{
	struct turn *older;

	visits->is_over = true;
	visits->later = NULL;
	for (struct turn *turn = visits->turns; turn != NULL; turn = older) {
		older = turn->older;
		if (turn->probe != NULL) {
			probe_cancel(turn->probe);
			continue;
		}
		turn->visit->is_given_up = true;
		turn_end(turn);
	}
}
