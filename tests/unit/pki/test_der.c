#include "pki/der.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "forge/forge.h"

#define BYTES(text) { (const uint8_t *)(text), sizeof(text) - 1 }

static const struct element_case {
	const char *name;
	struct span bytes;
	long n;		/* of the body; -1: not an element */
} elements[] = {
	{ "short", BYTES("\x04\x01x"), 1 },
	{ "empty", BYTES("\x05\x00"), 0 },
	{ "nothing", BYTES(""), -1 },
	{ "a tag alone", BYTES("\x30"), -1 },
	{ "longer than what there is", BYTES("\x04\x02x"), -1 },
	{ "indefinite", BYTES("\x30\x80\x00\x00"), -1 },
	{ "a long form that was not needed", BYTES("\x04\x81\x01x"), -1 },
	{ "a length with a leading zero", BYTES("\x04\x82\x00\x01x"), -1 },
	{ "five octets of length", BYTES("\x04\x85\x01\x00\x00\x00\x00"), -1 },
	{ "a length cut off", BYTES("\x04\x82\x01"), -1 },
	{ "a tag of several bytes", BYTES("\x1f\x81\x01\x00"), -1 },
	{ "4 GiB of which there is nothing",
	    BYTES("\x04\x84\xff\xff\xff\xff"), -1 },
};

static void
an_element_is_whole_and_minimal(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
		const struct element_case *c = &elements[i];
		struct span rest = c->bytes, body = { 0 };
		uint8_t tag;
		bool is = der_next(&rest, &tag, &body);

		if (is != (c->n >= 0) || (is && body.n != (size_t)c->n))
			fail_msg("%s: %s, %zu bytes", c->name,
			    is ? "an element" : "none", body.n);
	}
}

static const char *const lines[] = {
	"root ca=yes type=rsa2048",
	"leaf issuer=root san=dns:www.example",
	"small type=ed25519 ca=absent skid=no ku=absent eku=absent",
	"old version=1 type=rsa1024 hash=md5",
	"negative serial=-5",
	"late until=9999-12-31T23:59:59Z",
	"nameless subject=/",
	"big type=rsa4096 ca=yes",
};

static void
each_certificate_is_one_whole_and_in_no_part(void **state)
{
	struct forge *forge = forge_new();

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char message[256];
		const char *name;
		uint8_t *bytes;
		struct span der;

		if (forge_line(forge, lines[i], message, sizeof(message)) ==
		    -1)
			fail_msg("%s", message);
		name = forge_cert_name(forge, i);
		der.p = forge_der(forge, name, &der.n);
		bytes = calloc(1, der.n + 1);
		memcpy(bytes, der.p, der.n);
		for (size_t n = 0; n < der.n; n++) {
			if (der_certificate_length((struct span){ bytes, n }))
				fail_msg("%s: %zu bytes suffice", name, n);
		}
		assert_int_equal(der_certificate_length((struct span){ bytes,
		    der.n + 1 }), der.n);
		free(bytes);
	}
	forge_free(forge);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_element_is_whole_and_minimal),
		cmocka_unit_test(each_certificate_is_one_whole_and_in_no_part),
	};

	return cmocka_run_group_tests_name("der", tests, NULL, NULL);
}
