#include "pki/cert_outline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "forge/forge.h"

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
			if (cert_outline_length((struct span){ bytes, n }))
				fail_msg("%s: %zu bytes suffice", name, n);
		}
		assert_int_equal(cert_outline_length((struct span){ bytes,
		    der.n + 1 }), der.n);
		free(bytes);
	}
	forge_free(forge);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_certificate_is_one_whole_and_in_no_part),
	};

	return cmocka_run_group_tests_name("cert_outline", tests, NULL, NULL);
}
