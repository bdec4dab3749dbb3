#include "probe/pace.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define N_WAITERS	400

static struct sockaddr_storage
place(const char *address, uint16_t port)
{
	struct sockaddr_storage storage = { 0 };
	struct sockaddr_in *in = (struct sockaddr_in *)&storage;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&storage;

	if (inet_pton(AF_INET, address, &in->sin_addr) == 1) {
		in->sin_family = AF_INET;
		in->sin_port = htons(port);
	} else {
		assert_int_equal(inet_pton(AF_INET6, address,
		    &in6->sin6_addr), 1);
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(port);
	}
	return storage;
}

static void
enter(struct pace *pace, const char *address, uint16_t port,
    struct pace_waiter *waiter, int64_t now_ms)
{
	struct sockaddr_storage at = place(address, port);

	pace_enter(pace, &at, waiter, now_ms);
}

/* Nobody may begin now, and in so long somebody may; -1: no telling. */
static void
assert_wait(struct pace *pace, int64_t now_ms, int64_t wanted_ms)
{
	int64_t wait_ms = -2;

	assert_null(pace_next(pace, now_ms, &wait_ms));
	assert_int_equal(wait_ms, wanted_ms);
}

static void
assert_next(struct pace *pace, int64_t now_ms, struct pace_waiter *wanted)
{
	int64_t wait_ms;

	assert_ptr_equal(pace_next(pace, now_ms, &wait_ms), wanted);
}

static void
two_at_once_in_order(void **state)
{
	struct pace *pace = pace_new(0, false);
	struct pace_waiter w[5];

	(void)state;
	assert_wait(pace, 0, -1);
	for (size_t i = 0; i < 5; i++)
		enter(pace, "127.0.0.1", 443, &w[i], 0);
	assert_next(pace, 0, &w[0]);
	assert_next(pace, 0, &w[1]);
	assert_wait(pace, 0, -1);
	pace_leave(pace, &w[1], 1);
	assert_next(pace, 1, &w[2]);
	assert_wait(pace, 1, -1);
	pace_leave(pace, &w[0], 2);
	pace_leave(pace, &w[2], 2);
	assert_next(pace, 2, &w[3]);
	assert_next(pace, 2, &w[4]);
	pace_leave(pace, &w[3], 3);
	pace_leave(pace, &w[4], 3);
	assert_wait(pace, 3, -1);
	assert_int_equal(pace_places(pace), 0);
	pace_free(pace);
}

static void
ports_of_this_machine_are_apart(void **state)
{
	struct pace *pace = pace_new(0, false);
	struct pace_waiter w[6];

	(void)state;
	for (size_t i = 0; i < 3; i++)
		enter(pace, "::1", 443, &w[i], 0);
	enter(pace, "::1", 444, &w[3], 0);
	enter(pace, "127.9.0.1", 443, &w[4], 0);
	enter(pace, "127.9.0.2", 443, &w[5], 0);
	assert_next(pace, 0, &w[0]);
	assert_next(pace, 0, &w[3]);
	assert_next(pace, 0, &w[4]);
	assert_next(pace, 0, &w[5]);
	assert_next(pace, 0, &w[1]);
	assert_wait(pace, 0, -1);
	pace_free(pace);
}

static void
ports_of_other_machines_are_one(void **state)
{
	struct pace *pace = pace_new(0, false);
	struct pace_waiter w[4];

	(void)state;
	for (size_t i = 0; i < 4; i++)
		enter(pace, "192.0.2.1", (uint16_t)(443 + i), &w[i], 1000);
	assert_next(pace, 1000, &w[0]);
	assert_wait(pace, 1000, 200);
	assert_wait(pace, 1199, 1);
	assert_next(pace, 1200, &w[1]);
	assert_wait(pace, 1200, -1);	/* two are inside */
	assert_wait(pace, 9000, -1);
	pace_leave(pace, &w[0], 9000);
	assert_next(pace, 9000, &w[2]);
	pace_leave(pace, &w[1], 9001);
	assert_wait(pace, 9001, 199);
	assert_next(pace, 9200, &w[3]);
	pace_free(pace);
}

static void
a_mapped_address_is_the_plain_one(void **state)
{
	struct pace *pace = pace_new(0, false);
	struct pace_waiter w[6];

	(void)state;
	enter(pace, "192.0.2.1", 443, &w[0], 1000);
	enter(pace, "::ffff:192.0.2.1", 443, &w[1], 1000);
	enter(pace, "::ffff:192.0.2.1", 444, &w[2], 1000);
	assert_next(pace, 1000, &w[0]);
	assert_wait(pace, 1000, 200);
	assert_int_equal(pace_places(pace), 1);
	enter(pace, "127.0.0.1", 443, &w[3], 1000);
	enter(pace, "::ffff:127.0.0.1", 443, &w[4], 1000);
	enter(pace, "::ffff:127.0.0.1", 443, &w[5], 1000);
	assert_next(pace, 1000, &w[3]);
	assert_next(pace, 1000, &w[4]);
	assert_wait(pace, 1000, 200);
	assert_next(pace, 1200, &w[1]);
	pace_free(pace);
}

static void
names_behind_a_proxy_are_apart(void **state)
{
	const uint8_t one[FINGERPRINT_BYTES] = { 1 };
	const uint8_t other[FINGERPRINT_BYTES] = { 2 };
	struct pace *pace = pace_new(0, false);
	struct pace_waiter w[3];

	(void)state;
	pace_enter_hidden(pace, one, &w[0], 0);
	pace_enter_hidden(pace, one, &w[1], 0);
	pace_enter_hidden(pace, other, &w[2], 0);
	assert_next(pace, 0, &w[0]);
	assert_next(pace, 0, &w[2]);
	assert_wait(pace, 0, 200);
	assert_next(pace, 200, &w[1]);
	pace_leave(pace, &w[0], 200);
	pace_leave(pace, &w[1], 200);
	pace_leave(pace, &w[2], 200);
	assert_int_equal(pace_places(pace), 2);
	pace_free(pace);
}

static void
without_pacing_all_are_our_own(void **state)
{
	struct pace *pace = pace_new(0, true);
	struct pace_waiter w[4];

	(void)state;
	for (size_t i = 0; i < 4; i++)
		enter(pace, "192.0.2.1", (uint16_t)(443 + i / 3), &w[i], 0);
	assert_next(pace, 0, &w[0]);
	assert_next(pace, 0, &w[3]);
	assert_next(pace, 0, &w[1]);
	assert_wait(pace, 0, -1);
	pace_free(pace);
}

/* Lets all in as soon as they may, each out after stay_ms; the instants. */
static void
run(struct pace *pace, int64_t stay_ms, int64_t *began_ms, size_t n)
{
	struct pace_waiter *inside[N_WAITERS];
	int64_t now_ms = 5000;
	size_t n_in = 0, n_out = 0;

	while (n_out < n) {
		struct pace_waiter *waiter;
		int64_t wait_ms = -1, next_ms = INT64_MAX;

		while ((waiter = pace_next(pace, now_ms, &wait_ms)) != NULL) {
			began_ms[n_in] = now_ms;
			inside[n_in++] = waiter;
		}
		if (wait_ms >= 0)
			next_ms = now_ms + wait_ms;
		if (n_out < n_in && began_ms[n_out] + stay_ms < next_ms)
			next_ms = began_ms[n_out] + stay_ms;
		assert_true(next_ms < INT64_MAX);
		now_ms = next_ms;
		while (n_out < n_in && began_ms[n_out] + stay_ms <= now_ms)
			pace_leave(pace, inside[n_out++], now_ms);
	}
}

/* The most that began within any second. */
static size_t
most_in_a_second(const int64_t *began_ms, size_t n)
{
	size_t most = 0;

	for (size_t first = 0, last = 0; last < n; last++) {
		while (began_ms[last] - began_ms[first] >= 1000)
			first++;
		most = last - first + 1 > most ? last - first + 1 : most;
	}
	return most;
}

static const struct rate_case {
	const char *name;
	int64_t per_second;
	bool is_one;		/* address for all */
	const char *before, *after;	/* the waiter's number in an address */
	size_t least, most;	/* beginnings within a second */
} rates[] = {
	{ "one address", 0, true, "192.0.2.", "", 5, 5 },
	{ "one address of IPv6", 0, true, "2001:db8::", "", 5, 5 },
	{ "a network", 0, false, "192.0.2.", "", 50, 55 },
	{ "a network of IPv6", 0, false, "2001:db8::", ":1", 50, 55 },
	{ "many networks", 0, false, "10.", ".2.1", N_WAITERS, N_WAITERS },
	{ "slowly", 3, false, "127.0.0.", "", 3, 3 },
	{ "in all", 100, false, "10.", ".2.1", 100, 110 },
};

static void
no_second_has_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		const struct rate_case *c = &rates[i];
		struct pace *pace = pace_new(c->per_second, false);
		size_t n = c->most > 50 ? N_WAITERS : 20, most;
		struct pace_waiter w[N_WAITERS];
		int64_t began_ms[N_WAITERS];

		for (size_t j = 0; j < n; j++) {
			char address[64];

			snprintf(address, sizeof(address), "%s%zu%s",
			    c->before, c->is_one ? 1 : j % 250 + 1, c->after);
			enter(pace, address, 443, &w[j], 5000);
		}
		run(pace, 30, began_ms, n);
		most = most_in_a_second(began_ms, n);
		if (most < c->least || most > c->most)
			fail_msg("%s: %zu", c->name, most);
		pace_free(pace);
	}
}

/* What waits for its network does not hold up the others. */
static void
networks_do_not_hold_up_others(void **state)
{
	struct pace *pace = pace_new(0, false);
	struct pace_waiter w[60], other;
	size_t n = 0;
	int64_t wait_ms;

	(void)state;
	for (size_t i = 0; i < 60; i++) {
		char address[64];

		snprintf(address, sizeof(address), "192.0.2.%zu", i);
		enter(pace, address, 443, &w[i], 0);
	}
	enter(pace, "198.51.100.1", 443, &other, 0);
	for (struct pace_waiter *next; (next = pace_next(pace, 0,
	    &wait_ms)) != NULL; n++)
		assert_true(n < 5 ? next == &w[n] : next == &other);
	assert_int_equal(n, 6);
	assert_int_equal(wait_ms, 20);
	pace_free(pace);
}

/* A million addresses, one after the other, do not pile up. */
static void
addresses_are_forgotten(void **state)
{
	struct pace *pace = pace_new(0, false);
	int64_t now_ms = 0;

	(void)state;
	for (size_t i = 0; i < 100000; i++) {
		struct pace_waiter waiter;
		char address[64];

		snprintf(address, sizeof(address), "10.%zu.%zu.%zu",
		    i / 65536, i / 256 % 256, i % 256);
		enter(pace, address, 443, &waiter, ++now_ms);
		assert_next(pace, now_ms += 20, &waiter);
		pace_leave(pace, &waiter, ++now_ms);
		assert_true(pace_places(pace) < 20);
	}
	pace_free(pace);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_at_once_in_order),
		cmocka_unit_test(ports_of_this_machine_are_apart),
		cmocka_unit_test(ports_of_other_machines_are_one),
		cmocka_unit_test(a_mapped_address_is_the_plain_one),
		cmocka_unit_test(names_behind_a_proxy_are_apart),
		cmocka_unit_test(without_pacing_all_are_our_own),
		cmocka_unit_test(no_second_has_more),
		cmocka_unit_test(networks_do_not_hold_up_others),
		cmocka_unit_test(addresses_are_forgotten),
	};

	return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
