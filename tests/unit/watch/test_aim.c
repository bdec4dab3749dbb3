#include "watch/aim.h"

#include "base/buf.h"
#include "unit/watch/estate.h"
#include "verify/hello.h"

#define RELEASE(name, verifier) \
	"  - {name: " name ", bundle: {file: root.pem}, verifier: " verifier \
	"}\n"

static const char policy[] =
    "kedge: 1\n"
    "endpoints:\n"
    "  - {name: all, address: 'a.example:443'}\n"
    "  - {name: one, address: 'a.example:443', clients: [b]}\n"
    "  - {name: quiet, address: 'a.example:443', clients: [q, b]}\n"
    "releases:\n"
    RELEASE("a", "openssl-1.0.2")
    RELEASE("b", "openssl-1.0.1n")
    RELEASE("c", "gnutls-3.7")
    RELEASE("d", "complete")
    RELEASE("q", "silent")
    "verifiers:\n"
    "  - {name: silent, base: mbedtls-2.28, shape: mbedtls-2.7-no-sni}\n";

/* "shape server-name, ..." of the targets for an endpoint. */
static char *
aims_text(const struct lab *lab, const char *endpoint,
    const struct pass_settings *settings)
{
	struct buf text = BUF_INIT(4096);
	struct aims aims = { 0 };

	aim_at(&aims, &lab->estate, estate_endpoint(&lab->estate, endpoint),
	    settings);
	for (size_t i = 0; i < aims.n; i++) {
		const struct target *target = &aims.items[i];
		const char *name = target_name_to_send(target);

		assert_string_equal(target->endpoint, endpoint);
		assert_string_equal(target->estate, "default");
		buf_printf(&text, "%s%s %s", i > 0 ? ", " : "",
		    target_hello(target)->name, name ? name : "-");
	}
	aims_release(&aims);
	return text.p;
}

static void
assert_aims(const struct lab *lab, const char *endpoint,
    const struct pass_settings *settings, const char *want)
{
	char *got = aims_text(lab, endpoint, settings);

	assert_string_equal(got, want);
	free(got);
}

static void
each_shape_is_asked_for_once(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, "2023-06-01T00:00:00Z");
	lab_policy(&lab, policy);
	assert_aims(&lab, "all", NULL, "openssl-1.0 a.example, "
	    "gnutls-3.7 a.example, any a.example, mbedtls-2.7-no-sni -");
	assert_aims(&lab, "one", NULL, "openssl-1.0 a.example");
	assert_aims(&lab, "quiet", NULL, "mbedtls-2.7-no-sni -, "
	    "openssl-1.0 a.example");
	lab_close(&lab);
}

/* With a candidate only what it touches is looked at. */
static void
clients_out_of_scope_count_for_nothing(void **state)
{
	struct store store = STORE_EMPTY;
	const struct candidate_store candidate = { "c", &store };
	struct pass_settings settings = { .stores = &candidate,
		.n_stores = 1 };
	struct lab lab;

	(void)state;
	lab_open(&lab, "2023-06-01T00:00:00Z");
	lab_policy(&lab, policy);
	assert_aims(&lab, "all", &settings, "gnutls-3.7 a.example");
	lab_close(&lab);
}

static void
an_endpoint_without_clients_is_asked_widely(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, "2023-06-01T00:00:00Z");
	lab_policy(&lab, "kedge: 1\n"
	    "endpoints: [{name: web, address: 'a.example:443'}]\n");
	assert_aims(&lab, "web", NULL, "any a.example");
	lab_close(&lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(each_shape_is_asked_for_once),
		IN_FOLDER(clients_out_of_scope_count_for_nothing),
		IN_FOLDER(an_endpoint_without_clients_is_asked_widely),
	};

	return cmocka_run_group_tests_name("aim", tests, NULL, NULL);
}
