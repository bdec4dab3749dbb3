#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fetch/ascent.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "forge/forge.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static const char *const lines[] = {
	"root ca=yes", "ca issuer=root ca=yes", "leaf issuer=ca",
	"twin ca=yes subject=/CN=ca", "ended issuer=root ca=yes key=ca "
	    "subject=/CN=ca until=2021-01-01T00:00:00Z",
	"x ca=yes key=x", "y ca=yes key=y",
	"x-by-y issuer=y ca=yes subject=/CN=x key=x",
	"y-by-x issuer=x ca=yes subject=/CN=y key=y",
	"below issuer=x-by-y",
};

struct world {
	struct forge *forge;
	struct certpool *pool;
};

static int
set_up(void **state)
{
	struct world *world = mem_zalloc(sizeof(*world));
	char message[300];

	world->forge = forge_new();
	world->pool = certpool_new();
	for (size_t i = 0; i < N(lines); i++) {
		if (forge_line(world->forge, lines[i], message,
			sizeof(message)) == -1)
			fail_msg("%s: %s", lines[i], message);
	}
	*state = world;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *world = *state;

	certpool_free(world->pool);
	forge_free(world->forge);
	free(world);
	return 0;
}

static const struct cert *
cert_of(const struct world *world, const char *name)
{
	struct err err = ERR_NONE;
	const struct cert *cert;
	struct span der;

	der.p = forge_der(world->forge, name, &der.n);
	if (certpool_add_der(world->pool, &cert, der, &err) == -1)
		fail_msg("%s: %s", name, err.msg);
	return cert;
}

static struct chain
chain_of(const struct world *world, const char *names)
{
	struct chain chain = CHAIN_EMPTY;

	while (*names != '\0') {
		size_t n = strcspn(names, " ");
		char *name = mem_printf("%.*s", (int)n, names);

		chain_append(&chain, cert_of(world, name));
		free(name);
		names += n + (names[n] == ' ');
	}
	return chain;
}

static const struct ascent_case {
	const char *name, *served, *fetched, *wanted;
	size_t n_checks;
} cases[] = {
	{ "in order", "leaf ca root", "", "leaf ca root", 2 },
	{ "out of order", "leaf root ca", "", "leaf ca root", 2 },
	{ "with another key of the name", "leaf twin ca root", "",
	    "leaf ca root", 3 },
	{ "an end decides nothing", "leaf ended ca root", "",
	    "leaf ended root", 2 },
	{ "served before fetched", "leaf ca", "ended root", "leaf ca root",
	    2 },
	{ "fetched in between", "leaf root", "ca", "leaf ca root", 2 },
	{ "no issuer", "leaf twin", "twin", "leaf", 2 },
	{ "nothing above a root", "root ca", "", "root", 0 },
	{ "round", "below x-by-y y-by-x", "", "below x-by-y y-by-x", 3 },
};

static void
test_cases(void **state)
{
	for (size_t i = 0; i < N(cases); i++) {
		const struct ascent_case *c = &cases[i];
		struct chain served = chain_of(*state, c->served);
		struct chain fetched = chain_of(*state, c->fetched);
		struct chain wanted = chain_of(*state, c->wanted);
		struct ascent ascent = ASCENT_EMPTY;

		chain_append(&ascent.path, served.certs[0]);
		ascent_continue(&ascent, &served, &fetched);
		if (!chain_equal(&ascent.path, &wanted) ||
		    ascent.n_checks != c->n_checks)
			fail_msg("%s: %zu certificates, %zu checks", c->name,
			    ascent.path.n, ascent.n_checks);
		assert_false(ascent_is_spent(&ascent));
		chain_release(&ascent.path);
		chain_release(&wanted);
		chain_release(&fetched);
		chain_release(&served);
	}
}

/* The issuer as the last that may be looked at, and one behind it. */
static void
test_checks(void **state)
{
	struct world *world = *state;
	char message[300];

	for (size_t more = 0; more <= 1; more++) {
		struct chain served = chain_of(world, "leaf");
		struct ascent ascent = ASCENT_EMPTY;

		for (size_t i = 1; i < LIMIT_SIGNATURE_CHECKS + more; i++) {
			char *name = mem_printf("t%zu-%zu", more, i);
			char *line = mem_printf("%s ca=yes subject=/CN=ca "
			    "key=twin", name);

			if (forge_line(world->forge, line, message,
				sizeof(message)) == -1)
				fail_msg("%s", message);
			chain_append(&served, cert_of(world, name));
			free(line);
			free(name);
		}
		chain_append(&served, cert_of(world, "ca"));
		chain_append(&ascent.path, served.certs[0]);
		ascent_continue(&ascent, &served, &served);
		assert_int_equal(ascent.path.n, 2 - more);
		assert_int_equal(ascent.n_checks, LIMIT_SIGNATURE_CHECKS);
		assert_true(ascent_is_spent(&ascent));
		chain_release(&ascent.path);
		chain_release(&served);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_checks),
	};

	return cmocka_run_group_tests_name("ascent", tests, set_up,
	    tear_down);
}
