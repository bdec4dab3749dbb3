#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Trust stores, and the chains that are judged against them. */
#include "pki/chain.h"
#include "pki/store.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/pem.h>

#include "base/buf.h"
#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "forge/forge.h"

struct fixture {
	struct forge *forge;
	struct certpool *pool;
	const struct cert *root, *twin, *other, *leaf;
};

static const char *const lines[] = {
	"root ca=yes key=k until=2025-01-01T00:00:00Z",
	"twin ca=yes key=k subject=\"/CN=root\"",
	"other ca=yes subject=\"/CN=root\"",
	"leaf issuer=root until=2024-01-01T00:00:00Z",
};

static const struct cert *
add(struct fixture *f, const char *name)
{
	const struct cert *cert;
	struct err err = ERR_NONE;
	struct span der;

	der.p = forge_der(f->forge, name, &der.n);
	assert_int_equal(certpool_add_der(f->pool, &cert, der, &err), 0);
	return cert;
}

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char message[200];

	f->forge = forge_new();
	f->pool = certpool_new();
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (forge_line(f->forge, lines[i], message,
			sizeof(message)) == -1)
			return -1;
	}
	f->root = add(f, "root");
	f->twin = add(f, "twin");
	f->other = add(f, "other");
	f->leaf = add(f, "leaf");
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	certpool_free(f->pool);
	forge_free(f->forge);
	free(f);
	return 0;
}

static void
test_store(void **state)
{
	struct fixture *f = *state;
	struct store store = STORE_EMPTY, copy;

	store_append(&store, f->root, "ca.pem:1");
	store_append(&store, f->leaf, "ca.pem:20");
	store_reject(&store, "ca.pem:40", "a BEGIN line without its END");
	store.partial = true;
	assert_int_equal(store_seen(&store), 3);
	store_copy(&copy, &store);
	store_release(&store);
	assert_int_equal(store_seen(&store), 0);
	assert_int_equal(store_seen(&copy), 3);
	assert_true(copy.partial);
	assert_string_equal(copy.anchors[1].where, "ca.pem:20");
	assert_string_equal(copy.rejections[0].reason,
	    "a BEGIN line without its END");
	assert_true(store_holds(&copy, f->leaf));
	assert_false(store_holds(&copy, f->twin));
	assert_ptr_equal(store_find_key(&copy, f->twin), &copy.anchors[0]);
	assert_null(store_find_key(&copy, f->other));
	store_release(&copy);
}

/* Past the limit losses are counted, and the last that is told says so. */
static void
test_untold(void **state)
{
	struct store store = STORE_EMPTY, copy, all = STORE_EMPTY;
	const struct rejection *last;

	(void)state;
	store.name = mem_strdup("ca.pem");
	for (size_t i = 0; i < LIMIT_REJECTIONS; i++)
		store_reject(&store, "ca.pem:1", "lost");
	last = &store.rejections[LIMIT_REJECTIONS - 1];
	assert_string_equal(last->reason, "lost");
	assert_int_equal(store_rejected(&store), LIMIT_REJECTIONS);
	store_reject(&store, "ca.pem:1", "lost");
	store_reject(&store, "ca.pem:1", "lost");
	assert_int_equal(store.n_rejections, LIMIT_REJECTIONS);
	assert_int_equal(store_seen(&store), LIMIT_REJECTIONS + 2);
	last = &store.rejections[LIMIT_REJECTIONS - 1];
	assert_string_equal(last->where, "ca.pem");
	assert_string_equal(last->reason, "3 more could not be read either");
	store_copy(&copy, &store);
	assert_int_equal(store_rejected(&copy), LIMIT_REJECTIONS + 2);
	assert_string_equal(copy.rejections[LIMIT_REJECTIONS - 1].reason,
	    "3 more could not be read either");
	store_reject(&all, "x", "lost");
	store_reject_all(&all, &copy);
	assert_int_equal(store_rejected(&all), LIMIT_REJECTIONS + 3);
	assert_string_equal(all.rejections[LIMIT_REJECTIONS - 1].reason,
	    "4 more could not be read either");
	store_release(&all);
	store_release(&copy);
	store_release(&store);
}

static void
test_chain(void **state)
{
	struct fixture *f = *state;
	struct chain chain = CHAIN_EMPTY, copy;

	assert_true(chain_first_not_after(&chain) == INSTANT_NEVER);
	chain_append(&chain, f->root);
	assert_true(chain_first_not_after(&chain) == f->root->not_after_s);
	chain_append(&chain, f->leaf);
	assert_true(chain_first_not_after(&chain) == f->leaf->not_after_s);
	chain_copy(&copy, &chain);
	assert_true(chain_equal(&copy, &chain));
	chain_append(&copy, f->leaf);
	assert_false(chain_equal(&copy, &chain));
	chain_release(&copy);
	assert_true(chain_equal(&copy, &CHAIN_EMPTY));
	chain_release(&chain);
}

/* The PEM of n times the leaf, then tail. */
static struct buf
pem_of(const struct fixture *f, size_t n, const char *tail)
{
	BIO *bio = BIO_new(BIO_s_mem());
	struct buf text = BUF_INIT(LIMIT_BUNDLE_BYTES);
	char *bytes;
	long n_bytes;

	assert_int_equal(PEM_write_bio_X509(bio, f->leaf->x509), 1);
	n_bytes = BIO_get_mem_data(bio, &bytes);
	for (size_t i = 0; i < n; i++)
		buf_append(&text, bytes, (size_t)n_bytes);
	buf_text(&text, tail);
	BIO_free(bio);
	return text;
}

static void
check_refused(struct fixture *f, size_t n, const char *tail,
    const char *message, enum err_code code)
{
	struct buf text = pem_of(f, n, tail);
	struct chain chain = CHAIN_EMPTY;
	struct err err = ERR_NONE;

	assert_int_equal(chain_read_pem(&chain, f->pool, buf_span(&text),
	    "c.pem", &err), -1);
	assert_string_equal(err.msg, message);
	assert_int_equal(err.code, code);
	assert_int_equal(chain.n, 0);
	buf_release(&text);
}

static void
test_chain_pem(void **state)
{
	struct fixture *f = *state;
	struct buf text = pem_of(f, LIMIT_SERVED_CERTS, "# end\n");
	struct chain chain = CHAIN_EMPTY;
	struct err err = ERR_NONE;
	char message[200];
	size_t lines_each = 0;

	assert_int_equal(chain_read_pem(&chain, f->pool, buf_span(&text),
	    "c.pem", &err), 0);
	assert_int_equal(chain.n, LIMIT_SERVED_CERTS);
	assert_ptr_equal(chain.certs[0], f->leaf);
	for (size_t i = 0; i < text.n; i++)
		lines_each += text.p[i] == '\n';
	lines_each = (lines_each - 1) / LIMIT_SERVED_CERTS;
	chain_release(&chain);
	buf_release(&text);

	check_refused(f, 0, "x\n", "c.pem holds no certificate in PEM",
	    ERR_FAILED);
	check_refused(f, 0, "\n-----BEGIN CERTIFICATE-----\n", "c.pem:2: a "
	    "BEGIN line without its END", ERR_FAILED);
	snprintf(message, sizeof(message), "c.pem:%zu: a BEGIN line without "
	    "its END", lines_each + 1);
	check_refused(f, 1, "-----BEGIN CERTIFICATE-----\n", message,
	    ERR_FAILED);
	snprintf(message, sizeof(message), "c.pem:%zu: more than %d "
	    "certificates are no chain that we judge",
	    LIMIT_SERVED_CERTS * lines_each + 1, LIMIT_SERVED_CERTS);
	check_refused(f, LIMIT_SERVED_CERTS + 1, "", message, ERR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_store, set_up, tear_down),
		cmocka_unit_test(test_untold),
		cmocka_unit_test_setup_teardown(test_chain, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_chain_pem, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
