#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fetch/known_crl.h"

#include <string.h>

#include <openssl/crypto.h>

#include "forge/revoke.h"

static struct cert *
cert_of(struct forge *forge, const char *line)
{
	char name[16], message[256];
	struct err err = ERR_NONE;
	struct span der;
	struct cert *cert;

	if (forge_line(forge, line, message, sizeof(message)) == -1)
		fail_msg("%s", message);
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(line, " "), line);
	der.p = forge_der(forge, name, &der.n);
	cert = cert_new(der, &err);
	if (cert == NULL)
		fail_msg("%s", err.msg);
	return cert;
}

static struct once_answer
answer_of(struct once_made *made, unsigned char *der, size_t n)
{
	return (struct once_answer){
		.fetched = { .result = FETCH_OK, .body = { der, n } },
		.made = made,
	};
}

/* Whoever asks next would see a frame that is damaged, or a signature. */
static void
a_list_is_read_and_checked_once(void **state)
{
	struct forge *forge = forge_new();
	struct cert *root = cert_of(forge, "root ca=yes");
	struct cert *gone = cert_of(forge, "gone issuer=root serial=7");
	struct cert *good = cert_of(forge, "good issuer=root serial=8");
	struct inquired_crl first = { .cert = gone };
	struct inquired_crl second = { .cert = good };
	struct inquired_crl third = { .cert = gone };
	struct once_made made = { NULL };
	struct err err = ERR_NONE;
	struct once_answer answer;
	unsigned char *der = NULL;
	size_t n;

	(void)state;
	n = forge_revoke(forge, &(struct forge_list){ .issuer = "root",
	    .from = "20230801000000Z", .until = "20230808000000Z",
	    .reason = 1, .revoked = { "gone" }, .extra = 1000 }, &der);
	answer = answer_of(&made, der, n);
	assert_int_equal(known_crl_find(&first, known_crl_of(&answer), root,
	    &err), 0);
	der[0] ^= 1;
	der[n - 1] ^= 1;
	assert_int_equal(known_crl_find(&second, known_crl_of(&answer), root,
	    &err), 0);
	assert_int_equal(known_crl_find(&third, known_crl_of(&answer), root,
	    &err), 0);
	assert_true(first.entry.is_revoked && third.entry.is_revoked);
	assert_false(second.entry.is_revoked);
	assert_int_equal(second.n_entries, 1001);
	assert_int_equal(second.next_update_s, 1691452800);
	made.free(made.p);
	OPENSSL_free(der);
	cert_free(good);
	cert_free(gone);
	cert_free(root);
	forge_free(forge);
}

static void
what_is_wrong_stays_wrong(void **state)
{
	struct forge *forge = forge_new();
	struct cert *root = cert_of(forge, "root ca=yes");
	struct cert *other = cert_of(forge, "other ca=yes subject=/CN=root");
	struct cert *leaf = cert_of(forge, "leaf issuer=root");
	struct inquired_crl inquired = { .cert = leaf };
	struct once_made made = { NULL };
	struct err err = ERR_NONE;
	struct once_answer answer;
	unsigned char *der = NULL;
	size_t n;

	(void)state;
	n = forge_revoke(forge, &(struct forge_list){ .issuer = "root",
	    .from = "20230801000000Z", .reason = -1 }, &der);
	answer = answer_of(&made, der, n);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(known_crl_find(&inquired,
		    known_crl_of(&answer), i % 2 ? root : other, &err),
		    i % 2 ? 0 : -1);
		if (i % 2 == 0)
			assert_string_equal(err.msg, "the signature of the "
			    "revocation list is wrong");
	}
	made.free(made.p);
	made = (struct once_made){ NULL };
	answer = answer_of(&made, der, n - 1);
	assert_int_equal(known_crl_find(&inquired, known_crl_of(&answer),
	    root, &err), -1);
	answer.fetched.body.n = n;
	assert_int_equal(known_crl_find(&inquired, known_crl_of(&answer),
	    root, &err), -1);
	made.free(made.p);
	OPENSSL_free(der);
	cert_free(leaf);
	cert_free(other);
	cert_free(root);
	forge_free(forge);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_read_and_checked_once),
		cmocka_unit_test(what_is_wrong_stays_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
