#include "probe/service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

struct record {
	uint16_t priority, weight, port;
	const char *host;	/* one label; "" is the root */
};

static void
put16(struct buf *out, size_t number)
{
	const uint8_t bytes[] = { (uint8_t)(number >> 8), (uint8_t)number };

	buf_append(out, bytes, sizeof(bytes));
}

static void
put_name(struct buf *out, const char *label)
{
	uint8_t n = (uint8_t)strlen(label);

	if (n > 0) {
		buf_append(out, &n, 1);
		buf_text(out, label);
	}
	buf_append(out, "", 1);
}

/* An answer to a question for SRV records of "a", RFC 1035 section 4. */
static struct buf
answer(const struct record *records, size_t n)
{
	struct buf out = BUF_INIT(65535);

	put16(&out, 7);
	put16(&out, 0x8180);
	put16(&out, 1);
	put16(&out, n);
	put16(&out, 0);
	put16(&out, 0);
	put_name(&out, "a");
	put16(&out, 33);
	put16(&out, 1);
	for (size_t i = 0; i < n; i++) {
		size_t name = strlen(records[i].host);

		put16(&out, 0xc00c);
		put16(&out, 33);
		put16(&out, 1);
		put16(&out, 0);
		put16(&out, 60);
		put16(&out, 6 + name + (name > 0 ? 2 : 1));
		put16(&out, records[i].priority);
		put16(&out, records[i].weight);
		put16(&out, records[i].port);
		put_name(&out, records[i].host);
	}
	return out;
}

static const struct service_case {
	const char *name;
	struct record records[12];
	size_t n;
	const char *want;	/* host:port, in order */
	bool is_denied, is_truncated;
} cases[] = {
	{ "none", { { 0 } }, 0, "", false, false },
	{ "one", { { 0, 0, 5222, "x" } }, 1, "x:5222 ", false, false },
	{ "priorities", { { 9, 0, 3, "c" }, { 1, 0, 1, "a" },
	    { 5, 0, 2, "b" } }, 3, "a:1 b:2 c:3 ", false, false },
	{ "weights", { { 1, 10, 2, "b" }, { 1, 60, 1, "a" },
	    { 0, 0, 3, "z" } }, 3, "z:3 a:1 b:2 ", false, false },
	{ "equals stay", { { 1, 1, 1, "a" }, { 1, 1, 2, "b" },
	    { 1, 1, 3, "c" } }, 3, "a:1 b:2 c:3 ", false, false },
	{ "denied", { { 0, 0, 0, "" } }, 1, "", true, false },
	{ "as many as there is room for", { { 8, 0, 8, "h" }, { 7, 0, 7, "g" },
	    { 6, 0, 6, "f" }, { 5, 0, 5, "e" }, { 4, 0, 4, "d" },
	    { 3, 0, 3, "c" }, { 2, 0, 2, "b" }, { 1, 0, 1, "a" } }, 8,
	    "a:1 b:2 c:3 d:4 e:5 f:6 g:7 h:8 ", false, false },
	{ "too many", { { 9, 0, 9, "i" }, { 8, 0, 8, "h" }, { 7, 0, 7, "g" },
	    { 6, 0, 6, "f" }, { 5, 0, 5, "e" }, { 4, 0, 4, "d" },
	    { 3, 0, 3, "c" }, { 2, 0, 2, "b" }, { 1, 0, 1, "a" },
	    { 99, 0, 99, "z" } }, 10,
	    "a:1 b:2 c:3 d:4 e:5 f:6 g:7 h:8 ", false, true },
};

static void
places_come_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct service_case *c = &cases[i];
		struct buf bytes = answer(c->records, c->n);
		struct buf got = BUF_INIT(1000);
		struct err err = ERR_NONE;
		struct service service;

		if (service_read(&service, buf_span(&bytes), &err) == -1)
			fail_msg("%s: %s", c->name, err.msg);
		buf_text(&got, "");
		for (size_t j = 0; j < service.n; j++)
			buf_printf(&got, "%s:%u ", service.places[j].host,
			    (unsigned)service.places[j].port);
		if (strcmp(got.p, c->want) != 0 ||
		    service.is_denied != c->is_denied ||
		    service.is_truncated != c->is_truncated)
			fail_msg("%s: %s", c->name, got.p);
		service_release(&service);
		buf_release(&got);
		buf_release(&bytes);
	}
}

static void
every_prefix_is_refused(void **state)
{
	struct buf bytes = answer(cases[2].records, cases[2].n);

	(void)state;
	for (size_t n = 0; n < bytes.n; n++) {
		uint8_t *copy = malloc(n ? n : 1);	/* for the sanitizer */
		struct err err = ERR_NONE;
		struct service service;

		memcpy(copy, bytes.p, n);
		if (service_read(&service, (struct span){ copy, n }, &err) !=
		    -1)
			fail_msg("%zu bytes", n);
		assert_true(*err.msg != '\0');
		free(copy);
	}
	buf_release(&bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_come_in_order),
		cmocka_unit_test(every_prefix_is_refused),
	};

	return cmocka_run_group_tests_name("service", tests, NULL, NULL);
}
