#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pki/ocsp.h"

#include <openssl/ocsp.h>

#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "forge/revoke.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static const char *const lines[] = {
	"root ca=yes", "other ca=yes subject=/CN=root",
	"leaf issuer=root", "second issuer=root",
	"delegate issuer=root eku=OCSPSigning "
	    "from=2023-07-01T00:00:00Z until=2023-08-10T00:00:00Z",
	"server issuer=root", "any issuer=root eku=any",
	"foreign issuer=other eku=OCSPSigning",
	"forged issuer=root eku=OCSPSigning badsig=yes",
	"rsa issuer=root type=rsa2048 eku=OCSPSigning",
};

struct world {
	struct forge *forge;
	struct cert *leaf, *root;
};

static struct cert *
cert_of(const struct forge *forge, const char *name)
{
	struct err err = ERR_NONE;
	struct span der;
	struct cert *cert;

	der.p = forge_der(forge, name, &der.n);
	cert = cert_new(der, &err);
	if (cert == NULL)
		fail_msg("%s: %s", name, err.msg);
	return cert;
}

static int
set_up(void **state)
{
	struct world *world = mem_zalloc(sizeof(*world));
	char message[300];

	world->forge = forge_new();
	for (size_t i = 0; i < N(lines); i++) {
		if (forge_line(world->forge, lines[i], message,
			sizeof(message)) == -1)
			fail_msg("%s: %s", lines[i], message);
	}
	world->leaf = cert_of(world->forge, "leaf");
	world->root = cert_of(world->forge, "root");
	*state = world;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *world = *state;

	cert_free(world->leaf);
	cert_free(world->root);
	forge_free(world->forge);
	free(world);
	return 0;
}

#define FROM	"20230801000000Z"
#define UNTIL	"20230808000000Z"
#define ABOUT	.about = "leaf", .issuer = "root", .from = FROM, .until = UNTIL
#define GOOD	ABOUT, .status = "good", .reason = -1
#define TIMES	"2023-08-01T00:00:00Z 2023-08-08T00:00:00Z"
#define SIGNER	"the OCSP response is signed neither by the issuer nor by a " \
	"responder that the issuer appointed"
#define SILENT	"the OCSP response tells nothing about this certificate"

static const struct ocsp_case {
	const char *name;
	struct forge_response response;
	const char *wanted;	/* answer, times and why, or the error */
} cases[] = {
	{ "good, by the issuer", { GOOD }, "good " TIMES },
	{ "the issuer by its key", { GOOD, .by_key = true }, "good " TIMES },
	{ "ids of SHA-256", { GOOD, .digest = "SHA256" }, "good " TIMES },
	{ "behind another certificate", { GOOD, .before = "second" },
	    "good " TIMES },
	{ "no next update", { .about = "leaf", .issuer = "root",
	    .from = FROM, .status = "good", .reason = -1 },
	    "good 2023-08-01T00:00:00Z never" },
	{ "revoked", { ABOUT, .status = "revoked", .reason = 1 },
	    "revoked " TIMES " at 2023-07-01T00:00:00Z keyCompromise" },
	{ "revoked without a reason", { ABOUT, .status = "revoked",
	    .reason = -1 },
	    "revoked " TIMES " at 2023-07-01T00:00:00Z" },
	{ "unknown", { ABOUT, .status = "unknown", .reason = -1 },
	    "unknown " TIMES },
	{ "a delegate", { GOOD, .signer = "delegate" }, "good " TIMES
	    " signer 2023-07-01T00:00:00Z 2023-08-10T00:00:00Z" },
	{ "a delegate by its key", { GOOD, .signer = "delegate",
	    .by_key = true }, "good " TIMES
	    " signer 2023-07-01T00:00:00Z 2023-08-10T00:00:00Z" },
	{ "a delegate with an RSA key", { GOOD, .signer = "rsa" }, "good "
	    TIMES " signer 2020-01-01T00:00:00Z 2030-01-01T00:00:00Z" },
	{ "a delegate whose certificate is not there", { GOOD,
	    .signer = "delegate", .without_certs = true }, SIGNER },
	{ "a server's certificate", { GOOD, .signer = "server" }, SIGNER },
	{ "any usage is no appointment", { GOOD, .signer = "any" }, SIGNER },
	{ "the delegate of another issuer of the name", { GOOD,
	    .signer = "foreign" }, SIGNER },
	{ "a delegate that nobody signed", { GOOD, .signer = "forged" },
	    SIGNER },
	{ "the leaf itself", { GOOD, .signer = "leaf" }, SIGNER },
	{ "another root of the name", { GOOD, .signer = "other" }, SIGNER },
	{ "a wrong signature", { GOOD, .badsig = true }, SIGNER },
	{ "a wrong signature of a delegate", { GOOD, .signer = "delegate",
	    .badsig = true }, SIGNER },
	{ "about another certificate", { .about = "second", .issuer = "root",
	    .from = FROM, .status = "good", .reason = -1 }, SILENT },
	{ "about that number of another issuer", { .about = "leaf",
	    .issuer = "other", .signer = "root", .from = FROM,
	    .status = "good", .reason = -1 }, SILENT },
};

static char *
text_of(const struct ocsp_status *s)
{
	struct buf text = BUF_INIT(1000);
	char a[INSTANT_TEXT], b[INSTANT_TEXT];

	buf_printf(&text, "%s %s %s", ocsp_answer_name(s->answer),
	    instant_format(a, s->this_update_s),
	    instant_format(b, s->next_update_s));
	if (s->answer == ANSWER_REVOKED)
		buf_printf(&text, " at %s", instant_format(a,
		    s->revoked_at_s));
	if (revocation_reason_name(s->reason) != NULL)
		buf_printf(&text, " %s", revocation_reason_name(s->reason));
	if (s->signer_until_s != INSTANT_NEVER)
		buf_printf(&text, " signer %s %s", instant_format(a,
		    s->signer_from_s), instant_format(b, s->signer_until_s));
	return text.p;
}

static void
test_cases(void **state)
{
	struct world *world = *state;

	for (size_t i = 0; i < N(cases); i++) {
		const struct ocsp_case *c = &cases[i];
		struct ocsp_status status;
		struct err err = ERR_NONE;
		unsigned char *der = NULL;
		size_t n = forge_respond(world->forge, &c->response, &der);
		char *text;

		if (ocsp_read_response(&status, (struct span){ der, n },
			world->leaf, world->root, &err) == 0)
			text = text_of(&status);
		else
			text = mem_strdup(err.msg);
		if (strcmp(text, c->wanted) != 0)
			fail_msg("%s: %s", c->name, text);
		free(text);
		OPENSSL_free(der);
	}
}

static void
test_refusals(void **state)
{
	static const struct {
		int status;
		const char *name;
	} refusals[] = {
		{ OCSP_RESPONSE_STATUS_MALFORMEDREQUEST, "malformed_request" },
		{ OCSP_RESPONSE_STATUS_INTERNALERROR, "internal_error" },
		{ OCSP_RESPONSE_STATUS_TRYLATER, "try_later" },
		{ OCSP_RESPONSE_STATUS_SIGREQUIRED, "signature_required" },
		{ OCSP_RESPONSE_STATUS_UNAUTHORIZED, "unauthorized" },
	};
	struct world *world = *state;
	struct err err = ERR_NONE;
	struct ocsp_status status;
	unsigned char *der = NULL;
	size_t n;

	for (size_t i = 0; i < N(refusals); i++) {
		der = NULL;
		n = forge_refuse(refusals[i].status, &der);
		assert_int_equal(ocsp_read_response(&status,
		    (struct span){ der, n }, world->leaf, world->root, &err),
		    0);
		assert_string_equal(ocsp_answer_name(status.answer),
		    refusals[i].name);
		assert_false(ocsp_answer_is_status(status.answer));
		OPENSSL_free(der);
	}
	/* Success without an answer, and a status that is none. */
	for (int odd = 0; odd <= 4; odd += 4) {
		der = NULL;
		n = forge_refuse(odd, &der);
		assert_int_equal(ocsp_read_response(&status,
		    (struct span){ der, n }, world->leaf, world->root, &err),
		    -1);
		OPENSSL_free(der);
	}
}

/* No beginning is a response, nor is one with a byte more. */
static void
test_every_prefix(void **state)
{
	const struct forge_response responses[] = {
		{ GOOD }, { GOOD, .signer = "delegate" },
	};
	struct world *world = *state;

	for (size_t i = 0; i < N(responses); i++) {
		struct err err = ERR_NONE;
		struct ocsp_status status;
		unsigned char *der = NULL;
		size_t n = forge_respond(world->forge, &responses[i], &der);
		struct buf longer = BUF_INIT(LIMIT_FETCH_BYTES);

		for (size_t k = 0; k < n; k++) {
			uint8_t *copy = mem_dup(der, k);

			assert_int_equal(ocsp_read_response(&status,
			    (struct span){ copy, k }, world->leaf,
			    world->root, &err), -1);
			free(copy);
		}
		buf_append(&longer, der, n);
		buf_append(&longer, "", 1);
		assert_int_equal(ocsp_read_response(&status,
		    buf_span(&longer), world->leaf, world->root, &err), -1);
		assert_string_equal(err.msg, "1 bytes follow the OCSP "
		    "response");
		buf_release(&longer);
		OPENSSL_free(der);
	}
}

static void
test_request(void **state)
{
	struct world *world = *state;
	struct buf der = BUF_INIT(4096);
	struct err err = ERR_NONE;
	const unsigned char *p;
	OCSP_REQUEST *request;
	OCSP_CERTID *id;

	assert_int_equal(ocsp_request(&der, world->leaf, world->root, &err),
	    0);
	p = (const unsigned char *)der.p;
	request = d2i_OCSP_REQUEST(NULL, &p, (long)der.n);
	assert_non_null(request);
	assert_ptr_equal(p, der.p + der.n);
	assert_int_equal(OCSP_request_onereq_count(request), 1);
	id = OCSP_cert_to_id(EVP_sha1(), world->leaf->x509,
	    world->root->x509);
	assert_int_equal(OCSP_id_cmp(id, OCSP_onereq_get0_id(
	    OCSP_request_onereq_get0(request, 0))), 0);
	OCSP_CERTID_free(id);
	OCSP_REQUEST_free(request);
	buf_release(&der);
}

static void
test_bare_issuer(void **state)
{
	struct world *world = *state;
	struct err err = ERR_NONE;
	struct cert *bare = cert_new_bare(world->root->subject_der,
	    world->root->spki_der, &err);
	struct buf der = BUF_INIT(4096);
	struct ocsp_status status;

	assert_non_null(bare);
	assert_int_equal(ocsp_request(&der, world->leaf, bare, &err), -1);
	assert_int_equal(ocsp_read_response(&status, (struct span){ 0 },
	    world->leaf, bare, &err), -1);
	assert_string_equal(err.msg, "OCSP needs the certificate of the "
	    "issuer, and not its name and key alone");
	cert_free(bare);
}

static void
test_freshness(void **state)
{
	static const struct {
		const char *name;
		int64_t from_s, until_s, signer_from_s, signer_until_s, now_s;
		const char *wanted;
	} ages[] = {
		{ "before", 1000, 2000, INSTANT_ALWAYS, INSTANT_NEVER, 699,
		    "early" },
		{ "as clocks differ", 1000, 2000, INSTANT_ALWAYS,
		    INSTANT_NEVER, 700, "current" },
		{ "the last second", 1000, 2000, INSTANT_ALWAYS,
		    INSTANT_NEVER, 2000, "current" },
		{ "after", 1000, 2000, INSTANT_ALWAYS, INSTANT_NEVER, 2001,
		    "stale" },
		{ "no end", 1000, INSTANT_NEVER, INSTANT_ALWAYS,
		    INSTANT_NEVER, INSTANT_NEVER - 1, "current" },
		{ "its signer's end", 1000, 2000, 500, 1500, 1501, "stale" },
		{ "its signer's beginning", 1000, 2000, 1900, 2500, 1500,
		    "early" },
	};

	(void)state;
	for (size_t i = 0; i < N(ages); i++) {
		struct ocsp_status status = {
			.this_update_s = ages[i].from_s,
			.next_update_s = ages[i].until_s,
			.signer_from_s = ages[i].signer_from_s,
			.signer_until_s = ages[i].signer_until_s,
		};
		const char *got = freshness_name(ocsp_freshness(&status,
		    ages[i].now_s));

		if (strcmp(got, ages[i].wanted) != 0)
			fail_msg("%s: %s", ages[i].name, got);
	}
	assert_null(revocation_reason_name(REVOCATION_REASON_NONE));
	assert_null(revocation_reason_name(7));
	assert_null(revocation_reason_name(11));
	assert_string_equal(revocation_reason_name(10), "aACompromise");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_bare_issuer),
		cmocka_unit_test(test_freshness),
	};

	return cmocka_run_group_tests_name("ocsp", tests, set_up, tear_down);
}
