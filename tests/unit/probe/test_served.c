#include "probe/served.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "forge/forge.h"

static struct {
	struct forge *forge;
	struct span leaf, ca;
} fixture;

static int
set_up(void **state)
{
	char message[256];

	(void)state;
	fixture.forge = forge_new();
	if (forge_line(fixture.forge, "ca ca=yes", message,
		sizeof(message)) == -1 ||
	    forge_line(fixture.forge, "leaf issuer=ca", message,
		sizeof(message)) == -1)
		fail_msg("%s", message);
	fixture.leaf.p = forge_der(fixture.forge, "leaf", &fixture.leaf.n);
	fixture.ca.p = forge_der(fixture.forge, "ca", &fixture.ca.n);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	forge_free(fixture.forge);
	return 0;
}

static void
put_vector24(struct buf *out, struct span bytes)
{
	const uint8_t length[3] = { (uint8_t)(bytes.n >> 16),
		(uint8_t)(bytes.n >> 8), (uint8_t)bytes.n };

	buf_append(out, length, sizeof(length));
	buf_append(out, bytes.p, bytes.n);
}

/* A message body with these certificates. */
static void
put_message(struct buf *out, bool is_tls13, const struct span *certs,
    size_t n)
{
	struct buf list = BUF_INIT(SIZE_MAX / 2);

	for (size_t i = 0; i < n; i++) {
		put_vector24(&list, certs[i]);
		if (is_tls13)	/* an extension of one byte */
			buf_append(&list, "\0\1x", 3);
	}
	if (is_tls13)
		buf_append(out, "\0", 1);
	put_vector24(out, buf_span(&list));
	buf_release(&list);
}

static void
both_forms_are_read(void **state)
{
	const struct span certs[] = { fixture.leaf, fixture.ca };

	(void)state;
	for (int is_tls13 = 0; is_tls13 < 2; is_tls13++) {
		struct buf message = BUF_INIT(SIZE_MAX / 2);
		struct certpool *pool = certpool_new();
		struct served served = { 0 };

		put_message(&message, is_tls13, certs, 2);
		served_read(&served, pool, buf_span(&message), is_tls13);
		assert_int_equal(served.reason, REASON_NONE);
		assert_int_equal(served.chain.n, 2);
		assert_string_equal(served.chain.certs[0]->subject,
		    "CN=leaf");
		assert_string_equal(served.chain.certs[1]->subject, "CN=ca");
		served_release(&served);
		certpool_free(pool);
		buf_release(&message);
	}
}

/* Certificates before the cut are kept; the cut itself is always told. */
static void
every_prefix_is_told(void **state)
{
	const struct span certs[] = { fixture.leaf, fixture.ca };

	(void)state;
	for (int is_tls13 = 0; is_tls13 < 2; is_tls13++) {
		struct buf message = BUF_INIT(SIZE_MAX / 2);
		struct certpool *pool = certpool_new();

		put_message(&message, is_tls13, certs, 2);
		for (size_t n = 0; n <= message.n + 1; n++) {
			struct served served = { 0 };
			uint8_t *copy = calloc(1, n + 1);
			bool whole = n == message.n;

			memcpy(copy, message.p, n < message.n ? n :
			    message.n);
			served_read(&served, pool, (struct span){ copy, n },
			    is_tls13);
			if ((served.reason == REASON_NONE) != whole ||
			    (!whole && served.reason != REASON_TLS_PROTOCOL))
				fail_msg("%zu of %zu bytes: %s", n,
				    message.n, reason_name(served.reason));
			served_release(&served);
			free(copy);
		}
		certpool_free(pool);
		buf_release(&message);
	}
}

static void
bad_ones_leave_the_others(void **state)
{
	static const struct span bad = { (const uint8_t *)"no DER", 6 };
	const struct span certs[] = { bad, fixture.leaf, bad, fixture.ca };
	struct buf message = BUF_INIT(SIZE_MAX / 2);
	struct certpool *pool = certpool_new();
	struct served served = { 0 };

	(void)state;
	put_message(&message, true, certs, 4);
	served_read(&served, pool, buf_span(&message), true);
	assert_int_equal(served.reason, REASON_BAD_CERTIFICATE);
	assert_memory_equal(served.detail, "certificate 1: ", 15);
	assert_int_equal(served.chain.n, 2);
	served_release(&served);
	certpool_free(pool);
	buf_release(&message);
}

static void
count_is_limited(void **state)
{
	struct span certs[LIMIT_SERVED_CERTS + 1];

	(void)state;
	for (size_t i = 0; i <= LIMIT_SERVED_CERTS; i++)
		certs[i] = fixture.leaf;
	for (size_t n = LIMIT_SERVED_CERTS - 1; n <= LIMIT_SERVED_CERTS + 1;
	    n++) {
		struct buf message = BUF_INIT(SIZE_MAX / 2);
		struct certpool *pool = certpool_new();
		struct served served = { 0 };
		bool over = n > LIMIT_SERVED_CERTS;

		put_message(&message, false, certs, n);
		served_read(&served, pool, buf_span(&message), false);
		assert_int_equal(served.reason, over ?
		    REASON_CERT_MESSAGE_TOO_BIG : REASON_NONE);
		assert_int_equal(served.chain.n, over ? LIMIT_SERVED_CERTS :
		    n);
		served_release(&served);
		certpool_free(pool);
		buf_release(&message);
	}
}

static void
empty_list_is_no_certificate(void **state)
{
	struct certpool *pool = certpool_new();
	struct served served = { 0 };

	(void)state;
	served_read(&served, pool, (struct span){ (const uint8_t *)"\0\0\0",
	    3 }, false);
	assert_int_equal(served.chain.n, 0);
	assert_int_equal(served.reason, REASON_TLS_PROTOCOL);
	assert_string_equal(served.detail, "no certificate was sent");
	served_release(&served);
	certpool_free(pool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_forms_are_read),
		cmocka_unit_test(every_prefix_is_told),
		cmocka_unit_test(bad_ones_leave_the_others),
		cmocka_unit_test(count_is_limited),
		cmocka_unit_test(empty_list_is_no_certificate),
	};

	return cmocka_run_group_tests_name("served", tests, set_up, tear_down);
}
