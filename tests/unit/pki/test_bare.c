#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki/certpool.h"

#include <openssl/x509.h>

#include "base/buf.h"
#include "base/instant.h"
#include "base/limits.h"
#include "forge/forge.h"
#include "pki/host.h"
#include "pki/issue.h"

/* The DER of the certificate of one line; valid as long as the forge. */
static struct span
forge_one(struct forge *forge, const char *line)
{
	char message[300];
	struct span der;
	size_t i = 0;

	if (forge_line(forge, line, message, sizeof(message)) == -1)
		fail_msg("%s: %s", line, message);
	while (forge_cert_name(forge, i + 1) != NULL)
		i++;
	der.p = forge_der(forge, forge_cert_name(forge, i), &der.n);
	return der;
}

static struct span
spki_of(const struct forge *forge, const char *key, unsigned char **der)
{
	int n = i2d_PUBKEY(forge_key(forge, key), der);

	assert_true(n > 0);
	return (struct span){ *der, (size_t)n };
}

/* A root stands for itself whether as a certificate or as name and key. */
static void
test_bare(void **state)
{
	struct forge *forge = forge_new();
	struct certpool *pool = certpool_new();
	struct span root_der = forge_one(forge, "root ca=yes key=r "
	    "subject=\"/O=Maker/CN=Old Root\"");
	struct span leaf_der = forge_one(forge, "leaf issuer=root");
	struct span other_der = forge_one(forge, "other ca=yes "
	    "subject=\"/O=Maker/CN=Old Root\"");
	const struct cert *root, *leaf, *other, *bare, *again;
	struct err err = ERR_NONE;
	unsigned char *key = NULL;
	struct span spki = spki_of(forge, "r", &key);
	char text[INSTANT_TEXT];

	(void)state;
	assert_int_equal(certpool_add_der(pool, &root, root_der, &err), 0);
	assert_int_equal(certpool_add_der(pool, &leaf, leaf_der, &err), 0);
	assert_int_equal(certpool_add_der(pool, &other, other_der, &err), 0);
	assert_int_equal(certpool_add_anchor(pool, &bare, root->subject_der,
	    spki, &err), 0);
	assert_int_equal(certpool_add_anchor(pool, &again, root->subject_der,
	    spki, &err), 0);
	assert_ptr_equal(bare, again);
	assert_ptr_equal(certpool_find(pool, bare->sha256), bare);
	assert_int_equal(certpool_count(pool), 4);

	assert_true(bare->is_bare && bare->is_ca);
	assert_int_equal(bare->der.n, 0);
	assert_int_equal(bare->subject_id, root->subject_id);
	assert_int_equal(bare->issuer_id, root->subject_id);
	assert_int_equal(bare->key_id, root->key_id);
	assert_int_not_equal(bare->key_id, other->key_id);
	assert_memory_not_equal(bare->sha256, root->sha256, SHA256_BYTES);
	assert_string_equal(bare->subject, "CN=Old Root,O=Maker");
	assert_string_equal(bare->short_name, "Old Root");
	assert_string_equal(instant_format(text, bare->not_before_s),
	    "always");
	assert_string_equal(instant_format(text, bare->not_after_s), "never");
	assert_int_equal(bare->key_bits, 256);

	assert_true(cert_signature_verifies(leaf, bare));
	assert_false(cert_signature_verifies(leaf, other));
	assert_false(cert_signature_verifies(bare, root));
	assert_int_equal(cert_host_fit(bare, "Old Root"), HOST_OTHER);
	assert_int_equal(issue_edge(leaf, bare),
	    EDGE_NAMED | EDGE_LIKELY | EDGE_MAY_SIGN);
	assert_int_equal(issue_edge(bare, bare),
	    EDGE_NAMED | EDGE_LIKELY | EDGE_MAY_SIGN);
	assert_int_equal(issue_edge(bare, root), 0);
	assert_int_equal(issue_edge(bare, leaf), 0);
	assert_int_equal(issue_ca_kind(bare), 1);
	OPENSSL_free(key);
	certpool_free(pool);
	forge_free(forge);
}

/* Every cut of a bare anchor, and one byte more, is refused. */
static void
test_bare_faults(void **state)
{
	struct forge *forge = forge_new();
	struct span der = forge_one(forge, "root ca=yes key=r");
	struct err err = ERR_NONE;
	struct cert *root = cert_new(der, &err);
	unsigned char *key = NULL;
	struct span spki = spki_of(forge, "r", &key), name = root->subject_der;
	struct buf longer = BUF_INIT(1000);

	(void)state;
	for (size_t n = 0; n < name.n; n++)
		assert_null(cert_new_bare((struct span){ name.p, n }, spki,
		    &err));
	for (size_t n = 0; n < spki.n; n++)
		assert_null(cert_new_bare(name, (struct span){ spki.p, n },
		    &err));
	buf_append(&longer, spki.p, spki.n);
	buf_append(&longer, "", 1);
	assert_null(cert_new_bare(name, buf_span(&longer), &err));
	assert_string_equal(err.msg, "bytes follow the name or the key of "
	    "the anchor");
	buf_clear(&longer);
	buf_append(&longer, name.p, name.n);
	buf_append(&longer, "", 1);
	assert_null(cert_new_bare(buf_span(&longer), spki, &err));
	assert_string_equal(err.msg, "bytes follow the name or the key of "
	    "the anchor");
	assert_null(cert_new_bare((struct span){ name.p,
	    LIMIT_CERT_BYTES + 1 }, spki, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	buf_release(&longer);
	OPENSSL_free(key);
	cert_free(root);
	forge_free(forge);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bare),
		cmocka_unit_test(test_bare_faults),
	};

	return cmocka_run_group_tests_name("bare", tests, NULL, NULL);
}
