#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pki/crl_index.h"

#include "base/buf.h"
#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "forge/revoke.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static const char *const lines[] = {
	"root ca=yes", "other ca=yes subject=/CN=root",
	"stranger ca=yes", "mute ca=yes ku=keyCertSign",
	"rsa ca=yes type=rsa2048", "ed ca=yes type=ed25519",
	"leaf issuer=root crl=uri:http://a.test/1.crl",
	"sub issuer=root ca=yes", "second issuer=root",
	"zero issuer=root serial=0", "one issuer=root serial=1",
	"minus issuer=root serial=-129",
	"long issuer=root serial=0xff00112233445566778899aabbccddeeff001122",
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
	struct forge *forge = forge_new();
	char message[300];

	for (size_t i = 0; i < N(lines); i++) {
		if (forge_line(forge, lines[i], message,
			sizeof(message)) == -1)
			fail_msg("%s: %s", lines[i], message);
	}
	*state = forge;
	return 0;
}

static int
tear_down(void **state)
{
	forge_free(*state);
	return 0;
}

#define OF(name)	.issuer = name, .from = "20230801000000Z", \
	.until = "20230808000000Z", .reason = -1
#define ROOT	OF("root")
#define HEAD	"2023-08-01T00:00:00Z 2023-08-08T00:00:00Z "
#define OTHERS	"the revocation list says that it is about other " \
	"certificates than this one"

static const struct crl_case {
	const char *name;
	struct forge_list list;
	const char *asked, *issuer;
	const char *wanted;	/* times, entries and verdict, or the error */
} cases[] = {
	{ "nothing revoked", { ROOT }, "leaf", "root", HEAD "0 good" },
	{ "another one revoked", { ROOT, .revoked = { "second" } }, "leaf",
	    "root", HEAD "1 good" },
	{ "revoked", { ROOT, .revoked = { "second", "leaf" } }, "leaf",
	    "root", HEAD "2 revoked 2023-07-01T00:00:00Z" },
	{ "revoked, with the reason", { .issuer = "root",
	    .from = "20230801000000Z", .reason = 4, .revoked = { "leaf" } },
	    "leaf", "root", "2023-08-01T00:00:00Z never 1 revoked "
	    "2023-07-01T00:00:00Z superseded" },
	{ "times past 2050", { .issuer = "root", .from = "20490101000000Z",
	    .until = "20510101000000Z", .reason = -1 }, "leaf", "root",
	    "2049-01-01T00:00:00Z 2051-01-01T00:00:00Z 0 good" },
	{ "serial 0", { ROOT, .revoked = { "zero" } }, "zero", "root",
	    HEAD "1 revoked 2023-07-01T00:00:00Z" },
	{ "serial 0 is not 1", { ROOT, .revoked = { "zero" } }, "one", "root",
	    HEAD "1 good" },
	{ "a negative serial", { ROOT, .revoked = { "minus" } }, "minus",
	    "root", HEAD "1 revoked 2023-07-01T00:00:00Z" },
	{ "a serial of twenty-one bytes", { ROOT, .revoked = { "long" } },
	    "long", "root", HEAD "1 revoked 2023-07-01T00:00:00Z" },
	{ "behind a thousand", { ROOT, .revoked = { "leaf" },
	    .extra = 1000 }, "leaf", "root",
	    HEAD "1001 revoked 2023-07-01T00:00:00Z" },
	{ "signed with RSA", { OF("rsa") }, "leaf", "rsa",
	    HEAD "0 good" },
	{ "signed with Ed25519", { OF("ed") }, "leaf", "ed",
	    HEAD "0 good" },
	{ "of another key", { ROOT, .signer = "other" }, "leaf", "root",
	    "the signature of the revocation list is wrong" },
	{ "a wrong bit", { ROOT, .badsig = true }, "leaf", "root",
	    "the signature of the revocation list is wrong" },
	{ "of another name", { OF("stranger") }, "leaf", "root",
	    "the revocation list is of another issuer" },
	{ "an issuer that may not", { OF("mute") }, "leaf",
	    "mute", "the issuer's key usage lets it sign no revocation list" },
	{ "changes alone", { ROOT, .critical_nid = NID_delta_crl }, "leaf",
	    "root", "a list of changes alone (a delta CRL), which is not "
	    "judged" },
	{ "an extension that nobody knows", { ROOT,
	    .critical_nid = NID_netscape_comment }, "leaf", "root",
	    "the revocation list has a critical extension that is not known" },
	{ "for users", { ROOT, .scope = "critical,onlyuser:TRUE" }, "leaf",
	    "root", HEAD "0 good" },
	{ "for users, of a CA", { ROOT, .scope = "critical,onlyuser:TRUE" },
	    "sub", "root", OTHERS },
	{ "for CAs", { ROOT, .scope = "critical,onlyCA:TRUE" }, "sub",
	    "root", HEAD "0 good" },
	{ "for CAs, of a leaf", { ROOT, .scope = "critical,onlyCA:TRUE" },
	    "leaf", "root", OTHERS },
	{ "for attributes", { ROOT, .scope = "critical,onlyAA:TRUE" },
	    "leaf", "root", OTHERS },
	{ "for several issuers", { ROOT,
	    .scope = "critical,indirectCRL:TRUE" }, "leaf", "root", OTHERS },
	{ "for some reasons", { ROOT,
	    .scope = "critical,onlysomereasons:keyCompromise" }, "leaf",
	    "root", OTHERS },
	{ "from its place", { ROOT,
	    .scope = "critical,fullname:URI:http://a.test/1.crl" }, "leaf",
	    "root", HEAD "0 good" },
	{ "from another place", { ROOT,
	    .scope = "critical,fullname:URI:http://a.test/2.crl" }, "leaf",
	    "root", OTHERS },
	{ "a scope that cannot be read", { ROOT,
	    .critical_nid = NID_issuing_distribution_point }, "leaf", "root",
	    OTHERS },
};

static char *
text_of(const struct crl *crl, const struct crl_entry *entry)
{
	struct buf text = BUF_INIT(1000);
	char a[INSTANT_TEXT], b[INSTANT_TEXT];

	buf_printf(&text, "%s %s %zu %s", instant_format(a,
	    crl->this_update_s), instant_format(b, crl->next_update_s),
	    crl->n_entries, entry->is_revoked ? "revoked" : "good");
	if (entry->is_revoked)
		buf_printf(&text, " %s", instant_format(a,
		    entry->revoked_at_s));
	if (revocation_reason_name(entry->reason) != NULL)
		buf_printf(&text, " %s", revocation_reason_name(
		    entry->reason));
	return text.p;
}

/* What its index says is the same. */
static void
check_index(const struct crl *crl, const struct cert *asked,
    const struct crl_entry *entry)
{
	struct crl_entry indexed;
	struct err err = ERR_NONE;
	struct crl_index index;

	crl_index_build(&index, crl);
	assert_int_equal(crl_find(&indexed, crl, &index, asked, &err), 0);
	assert_int_equal(indexed.is_revoked, entry->is_revoked);
	assert_int_equal(indexed.revoked_at_s, entry->revoked_at_s);
	assert_int_equal(indexed.reason, entry->reason);
	crl_index_release(&index);
}

static char *
judge(const struct forge *forge, const struct crl_case *c, struct span der)
{
	struct cert *asked = cert_of(forge, c->asked);
	struct cert *issuer = cert_of(forge, c->issuer);
	struct err err = ERR_NONE;
	struct crl_entry entry;
	struct crl crl;
	char *text;

	if (crl_open(&crl, der, &err) == 0 &&
	    crl_check_issuer(&crl, issuer, &err) == 0 &&
	    crl_find(&entry, &crl, NULL, asked, &err) == 0) {
		text = text_of(&crl, &entry);
		check_index(&crl, asked, &entry);
	} else {
		text = mem_strdup(err.msg);
	}
	cert_free(issuer);
	cert_free(asked);
	return text;
}

/* What libcrypto says of the same bytes, where it comes to that. */
static void
compare(const struct forge *forge, const struct crl_case *c, struct span der)
{
	const unsigned char *p = der.p;
	X509_CRL *crl = d2i_X509_CRL(NULL, &p, (long)der.n);
	X509 *issuer = forge_cert(forge, c->issuer);
	X509_REVOKED *entry = NULL;
	bool revoked = strstr(c->wanted, " revoked ") != NULL;
	bool read = strncmp(c->wanted, "20", 2) == 0;

	assert_non_null(crl);
	if (read && X509_CRL_verify(crl, X509_get0_pubkey(issuer)) != 1)
		fail_msg("%s: libcrypto finds no good signature", c->name);
	if (read && (X509_CRL_get0_by_cert(crl, &entry,
		forge_cert(forge, c->asked)) == 1) != revoked)
		fail_msg("%s: libcrypto finds otherwise", c->name);
	X509_CRL_free(crl);
}

static void
test_cases(void **state)
{
	for (size_t i = 0; i < N(cases); i++) {
		const struct crl_case *c = &cases[i];
		unsigned char *der = NULL;
		size_t n = forge_revoke(*state, &c->list, &der);
		char *text = judge(*state, c, (struct span){ der, n });

		if (strcmp(text, c->wanted) != 0)
			fail_msg("%s: %s", c->name, text);
		compare(*state, c, (struct span){ der, n });
		free(text);
		OPENSSL_free(der);
	}
}

/* No beginning is a list, nor is one with a byte more. */
static void
test_every_prefix(void **state)
{
	const struct forge_list list = { ROOT, .revoked = { "leaf" },
		.scope = "critical,onlyuser:TRUE", .extra = 2 };
	struct buf longer = BUF_INIT(LIMIT_CRL_BYTES);
	unsigned char *der = NULL;
	size_t n = forge_revoke(*state, &list, &der);
	struct err err = ERR_NONE;
	struct crl crl;

	for (size_t k = 0; k < n; k++) {
		uint8_t *copy = mem_dup(der, k);

		assert_int_equal(crl_open(&crl, (struct span){ copy, k },
		    &err), -1);
		free(copy);
	}
	buf_append(&longer, der, n);
	assert_int_equal(crl_open(&crl, buf_span(&longer), &err), 0);
	buf_append(&longer, "", 1);
	assert_int_equal(crl_open(&crl, buf_span(&longer), &err), -1);
	assert_string_equal(err.msg, "1 bytes follow the revocation list");
	buf_release(&longer);
	OPENSSL_free(der);
}

/* A bit turned anywhere is seen by then, except where libcrypto would take
 * the list as well. */
static void
test_every_byte(void **state)
{
	static const struct crl_case c = { "a byte is wrong",
	    { ROOT, .revoked = { "second" } }, "leaf", "root", NULL };
	unsigned char *der = NULL;
	size_t n = forge_revoke(*state, &c.list, &der);
	X509 *root = forge_cert(*state, "root");

	for (size_t i = 0; i < n; i++) {
		const unsigned char *p = der;
		X509_CRL *crl;
		char *text;

		der[i] ^= 0x10;
		text = judge(*state, &c, (struct span){ der, n });
		if (strncmp(text, "20", 2) == 0) {
			crl = d2i_X509_CRL(NULL, &p, (long)n);
			if (crl == NULL || X509_CRL_verify(crl,
				X509_get0_pubkey(root)) != 1)
				fail_msg("byte %zu: %s", i, text);
			X509_CRL_free(crl);
		}
		free(text);
		der[i] ^= 0x10;
	}
	OPENSSL_free(der);
}

static void
test_limit(void **state)
{
	struct span der = { (const uint8_t *)"", LIMIT_CRL_BYTES + (size_t)1 };
	struct err err = ERR_NONE;
	struct crl crl;

	(void)state;
	assert_int_equal(crl_open(&crl, der, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests_name("crl", tests, set_up, tear_down);
}
