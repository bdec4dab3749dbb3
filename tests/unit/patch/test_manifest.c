#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/instant.h"
#include "base/mem.h"
#include "forge/forge.h"
#include "patch/block.h"
#include "patch/manifest.h"

static struct certpool *pool;
static struct manifest manifest;
static struct buf text;
static char folder[] = "/tmp/test_manifest.XXXXXX";

static const struct cert *
take(struct forge *forge, const char *line, const char *name)
{
	struct err err = ERR_NONE;
	const struct cert *cert = NULL;
	char message[256];
	struct span der;

	if (forge_line(forge, line, message, sizeof(message)) == -1)
		fail_msg("%s", message);
	der.p = forge_der(forge, name, &der.n);
	if (certpool_add_der(pool, &cert, der, &err) == -1)
		fail_msg("%s", err.msg);
	return cert;
}

static void
write_chain(const struct chain *chain)
{
	struct buf pem = BUF_INIT(65536);
	struct err err = ERR_NONE;
	char path[128];

	snprintf(path, sizeof(path), "%s/chains", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/chains/1.pem", folder);
	block_append_chain(&pem, chain);
	assert_int_equal(file_write(path, buf_span(&pem), 0600, &err), 0);
	buf_release(&pem);
}

static int
set_up(void **state)
{
	struct forge *forge = forge_new();
	struct manifest_chain *chain;
	struct span bytes = { (const uint8_t *)"abc", 3 };

	(void)state;
	assert_non_null(mkdtemp(folder));
	pool = certpool_new();
	manifest = (struct manifest){ .release = mem_strdup("radio-3"),
		.repository = mem_strdup("/srv/f\xc3\xbcr.git"),
		.branch = mem_strdup("release/3.5"),
		.base_commit = mem_strdup("0123"),
		.path = mem_strdup("etc/ssl/ca.pem"),
		.version = mem_strdup("3.5.1"),
		.verifier = mem_strdup("openssl-3"),
		.now_s = 1690848000, .judged_until_s = INSTANT_NEVER,
		.commit_at_s = 1600000000, .n_anchors = 1, .n_chains = 1,
		.mode = 0100755, .n_ranges = 1, .keep_cr = true };
	manifest.ranges = mem_zalloc(sizeof(*manifest.ranges));
	manifest.ranges[0] = (struct edit_range){ 10, 20 };
	manifest.anchors = mem_zalloc(sizeof(*manifest.anchors));
	manifest.anchors[0] = (struct manifest_anchor){
		take(forge, "root ca=yes", "root"), mem_strdup("roots/a") };
	chain = manifest.chains = mem_zalloc(sizeof(*manifest.chains));
	*chain = (struct manifest_chain){ .endpoint = mem_strdup("service"),
		.source = REQUIRED_CANDIDATE, .before_s = 1694424407,
		.after_s = INSTANT_NEVER };
	chain_append(&chain->chain, take(forge, "leaf issuer=root", "leaf"));
	chain_append(&chain->chain, manifest.anchors[0].cert);
	chain->dropped = manifest.anchors[0].cert;
	manifest_file_of(&manifest.base, bytes);
	manifest_file_of(&manifest.bundle, bytes);
	manifest_file_of(&manifest.mail, bytes);
	memcpy(chain->sha256, manifest.base.sha256, SHA256_TEXT);
	write_chain(&chain->chain);
	text = BUF_INIT(65536);
	manifest_write(&text, &manifest);
	forge_free(forge);
	return 0;
}

static int
tear_down(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/chains/1.pem", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/chains", folder);
	rmdir(path);
	rmdir(folder);
	manifest_release(&manifest);
	buf_release(&text);
	certpool_free(pool);
	return 0;
}

static int
read_text(struct manifest *out, const char *bytes, size_t n, struct err *err)
{
	return manifest_read(out, pool,
	    (struct span){ (const uint8_t *)bytes, n }, folder, "m", err);
}

static void
test_round_trip(void **state)
{
	struct manifest again;
	struct buf out = BUF_INIT(65536);
	struct err err = ERR_NONE;

	(void)state;
	if (read_text(&again, text.p, text.n, &err) == -1)
		fail_msg("%s", err.msg);
	manifest_write(&out, &again);
	assert_string_equal(out.p, text.p);
	assert_string_equal(manifest_bundle_name(&again), "ca.pem");
	assert_ptr_equal(again.chains[0].dropped, manifest.anchors[0].cert);
	assert_int_equal(again.judged_until_s, INSTANT_NEVER);
	manifest_release(&again);
	buf_release(&out);
}

static void
test_every_prefix_fails(void **state)
{
	(void)state;
	/* all but the last LF, which JSON does without */
	for (size_t n = 0; n + 1 < text.n; n++) {
		struct manifest again;
		struct err err = ERR_NONE;

		if (read_text(&again, text.p, n, &err) == 0)
			fail_msg("%zu of %zu bytes are read", n, text.n);
		assert_int_equal(err.code, ERR_FAILED);
	}
}

static const struct wrong_case {
	const char *from, *to, *message;
} wrong[] = {
	{ "kedge/1", "kedge/9",
	    "m: the schema 'kedge/9' is not one that this program reads" },
	{ "\"radio-3\"", "\"../../x\"",
	    "m: 'release' is missing or is not what a manifest has there" },
	{ "\"branch\"", "\"brunch\"",
	    "m: 'branch' is missing or is not what a manifest has there" },
	{ "\"100755\"", "\"10o755\"",
	    "m: 'file_mode' is missing or is not what a manifest has there" },
	{ "\"offset\": 10", "\"offset\": -1",
	    "m: 'offset' is missing or is not what a manifest has there" },
	{ "\"candidate\"", "\"imagined\"",
	    "m: 'source' is missing or is not what a manifest has there" },
	{ "\"der\": \"M", "\"der\": \"!",
	    "m: 'der' is missing or is not what a manifest has there" },
	{ "\"chain\": \"chains/1.pem\"", "\"chain\": \"chains/7.pem\"",
	    "m: 'server_actions' is missing or is not what a manifest has "
	    "there" },
};

static void
test_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const struct wrong_case *c = &wrong[i];
		struct buf changed = BUF_INIT(65536);
		const char *at = NULL;
		struct manifest again;
		struct err err = ERR_NONE;

		for (const char *p = text.p; (p = strstr(p, c->from)) != NULL;
		    p++)
			at = p;		/* the last */
		if (at == NULL)
			fail_msg("the text has no %s", c->from);
		buf_append(&changed, text.p, (size_t)(at - (char *)text.p));
		buf_text(&changed, c->to);
		buf_text(&changed, at + strlen(c->from));
		assert_int_equal(read_text(&again, changed.p, changed.n,
		    &err), -1);
		assert_string_equal(err.msg, c->message);
		buf_release(&changed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_every_prefix_fails),
		cmocka_unit_test(test_wrong),
	};

	return cmocka_run_group_tests_name("manifest", tests, set_up,
	    tear_down);
}
