/*
 * What is left of a trust store when a file was cut off: at every byte of a
 * small bundle of each form, and at every 4 KiB of images in which what is no
 * longer known for an image is searched as any other file is. Fewer anchors
 * than the whole has are never passed off as all of them.
 */
#include "bundle/reader.h"

#include "unit/form/pem_text.h"

#include "base/file.h"
#include "base/instant.h"
#include "base/limits.h"
#include "base/octets.h"
#include "form/write.h"
#include "unit/folder.h"
#include "unit/tool.h"

#define STEP	4096
#define N(items)	(sizeof(items) / sizeof((items)[0]))

static struct forge *forge;

static const char *const names[] = { "a", "b", "c", NULL };

static const struct write_settings settings = { .password = "changeit",
	.made_s = INSTANT_NEVER };

/* Bundles, every byte */

static void
make_written(struct buf *out, struct certpool *pool, const char *form)
{
	struct store store = STORE_EMPTY;
	struct err err = ERR_NONE;

	fill_store(&store, pool, forge, strcmp(form, "der") == 0 ?
	    (const char *const []){ "a", NULL } : names);
	if (writer_find(form)->write(out, &store, &settings, &err) == -1)
		fail_msg("%s: %s", form, err.msg);
	store_release(&store);
}

/* A JCEKS is a JKS under another number, with another digest. */
static void
make_jceks(struct buf *out, struct certpool *pool)
{
	make_written(out, pool, "jks");
	memcpy(out->p, "\xce\xce\xce\xce", 4);
}

static void
make_bks(struct buf *out)
{
	static const uint8_t zeros[20];

	octets_put_be(out, 2, 4);
	octets_put_be(out, sizeof(zeros), 4);	/* the salt */
	buf_append(out, zeros, sizeof(zeros));
	octets_put_be(out, 1024, 4);	/* rounds */
	for (size_t i = 0; names[i] != NULL; i++) {
		size_t n;
		const uint8_t *der = forge_der(forge, names[i], &n);

		octets_put_be(out, 1, 1);
		octets_put_be(out, 1, 2);
		buf_text(out, names[i]);
		octets_put_be(out, 0, 8);	/* when it was made */
		octets_put_be(out, 0, 4);	/* a chain of none */
		octets_put_be(out, 5, 2);
		buf_text(out, "X.509");
		octets_put_be(out, n, 4);
		buf_append(out, der, n);
	}
	octets_put_be(out, 0, 1);
	buf_append(out, zeros, sizeof(zeros));	/* the digest */
}

static void
make_bundle(struct buf *out, struct certpool *pool, const char *form)
{
	if (strcmp(form, "bks") == 0)
		make_bks(out);
	else if (strcmp(form, "jceks") == 0)
		make_jceks(out, pool);
	else
		make_written(out, pool, form);
}

/* How often what is in bytes. */
static size_t
count(struct span bytes, const char *what)
{
	size_t n = 0;

	for (size_t at = 0; at + strlen(what) <= bytes.n; at++)
		n += memcmp(bytes.p + at, what, strlen(what)) == 0;
	return n;
}

/* In PEM nothing tells how many blocks there were. */
static bool
is_between_blocks(const char *form, struct span bytes)
{
	return strcmp(form, "pem") == 0 &&
	    count(bytes, "-----BEGIN ") ==
	    count(bytes, "-----END CERTIFICATE-----");
}

/* Reads the first n bytes, from a place of their own that shows overruns. */
static void
check_bundle_cut(const char *form, struct certpool *pool, struct span bytes,
    size_t n, size_t whole)
{
	uint8_t *exact = mem_dup(bytes.p, n);
	struct store store = STORE_EMPTY;
	struct err err = ERR_NONE;
	int result = bundle_read_bytes(&store, pool, (struct span){ exact, n },
	    "t", &err);

	if (result == -1 && err.msg[0] == '\0')
		fail_msg("%s: %zu bytes: no reason", form, n);
	if (result == 0 && store.n < whole && !store.partial &&
	    store.n_rejections == 0 &&
	    !is_between_blocks(form, (struct span){ exact, n }))
		fail_msg("%s: %zu of %zu bytes: %zu anchors and no word",
		    form, n, bytes.n, store.n);
	store_release(&store);
	free(exact);
}

static void
every_byte_of_a_bundle(void **state)
{
	static const char *const forms[] = { "pem", "der", "p7b", "p12",
		"jks", "jceks", "bks", "esp-v1", "esp-v2" };

	(void)state;
	for (size_t i = 0; i < N(forms); i++) {
		struct buf bytes = BUF_INIT(LIMIT_BUNDLE_BYTES);
		struct certpool *pool = certpool_new();
		struct store whole = STORE_EMPTY;
		struct err err = ERR_NONE;

		make_bundle(&bytes, pool, forms[i]);
		if (bundle_read_bytes(&whole, pool, buf_span(&bytes), "t",
			&err) == -1)
			fail_msg("%s: %s", forms[i], err.msg);
		assert_int_equal(whole.n, strcmp(forms[i], "der") ? 3 : 1);
		assert_int_equal(whole.n_rejections, 0);
		for (size_t n = 0; n < bytes.n; n++)
			check_bundle_cut(forms[i], pool, buf_span(&bytes), n,
			    whole.n);
		store_release(&whole);
		certpool_free(pool);
		buf_release(&bytes);
	}
}

/* Images, every 4 KiB */

#define DEB "mkdir -p deb/DEBIAN && cp -r root/. deb && printf '%s\\n' " \
    "'Package: x' 'Version: 1' 'Architecture: all' 'Maintainer: x <x@x>' " \
    "'Description: x' >deb/DEBIAN/control && dpkg-deb --root-owner-group -Z"
#define TOOLS	"PATH=$PATH:/usr/sbin:/sbin; "

static const struct image_case {
	const char *name;
	const char *command;	/* writes image, from root */
} cases[] = {
	{ "squashfs gzip", "mksquashfs root image -noappend" },
	{ "squashfs xz", "mksquashfs root image -comp xz" },
	{ "squashfs zstd", "mksquashfs root image -comp zstd" },
	{ "squashfs not compressed", "mksquashfs root image "
	    "-noI -noD -noF -noX" },
	{ "ext4", TOOLS "mke2fs -t ext4 -d root image 1M" },
	{ "tar", "tar -cf image -C root ." },
	{ "tar.gz", "tar -czf image -C root ." },
	{ "cpio", "cd root && find . | cpio -o -H newc >../image" },
	{ "cpio of legacy lz4", "cd root && find . | cpio -o -H newc | "
	    "lz4 -lqc >../image" },
	{ "zip", "cd root && zip -qry ../image . && mv ../image.zip "
	    "../image" },
	{ "zip stored", "cd root && zip -0qry ../image . && "
	    "mv ../image.zip ../image" },
	{ "7z", "7zz a -t7z image.7z root/. && mv image.7z image" },
	{ "7z stored", "7zz a -mx0 -t7z image.7z root/. && mv image.7z "
	    "image" },
	{ "deb xz", DEB "xz -b deb image" },
	{ "deb stored", DEB "none -b deb image" },
	{ "iso", "bsdtar --format iso9660 -cf image -C root ." },
	{ "disk", TOOLS "mksquashfs root fs -noD -noF && truncate -s 1M image "
	    "&& echo 64,,83 | sfdisk image && "
	    "dd if=fs of=image bs=512 seek=64 conv=notrunc" },
	{ "behind a kernel", "mksquashfs root fs -noD -noF && "
	    "head -c 8191 root/noise >image && cat fs >>image" },
};

static size_t
count_anchors(const struct finds *finds)
{
	size_t n = 0;

	for (size_t i = 0; i < finds->n; i++)
		n += finds->items[i].store.n;
	return n;
}

/* Does anything say that not all was read? */
static bool
is_told(const struct finds *finds)
{
	bool told = finds->lost.partial || finds->lost.n_rejections > 0;

	for (size_t i = 0; i < finds->n; i++)
		told = told || finds->items[i].store.partial ||
		    finds->items[i].store.n_rejections > 0;
	return told;
}

/* The number of anchors; -1: nothing could be read, and err says why. */
static long
find(struct certpool *pool, bool *told, struct err *err)
{
	struct locator locator = { .path = "image" };
	struct finds finds;
	long n;

	if (bundle_find(&finds, pool, &locator, err) == -1)
		return -1;
	n = (long)count_anchors(&finds);
	*told = is_told(&finds);
	finds_release(&finds);
	return n;
}

static void
check_image(const struct image_case *c, struct certpool *pool)
{
	char *command = mem_strdup(c->command);
	struct err err = ERR_NONE;
	struct stat st;
	bool told;

	TOOL(NULL, NULL, "rm", "-rf", "image", "fs", "deb");
	TOOL(NULL, NULL, "sh", "-ec", command);
	free(command);
	assert_int_equal(stat("image", &st), 0);
	if (find(pool, &told, &err) != 4 || told)
		fail_msg("%s: the whole is not read: %s", c->name, err.msg);
	for (off_t n = (st.st_size - 1) / STEP * STEP; n >= 0; n -= STEP) {
		long anchors;

		assert_int_equal(truncate("image", n), 0);
		err = ERR_NONE;
		anchors = find(pool, &told, &err);
		if (anchors == -1 ? err.msg[0] == '\0' :
		    anchors > 0 && anchors < 4 && !told)
			fail_msg("%s: %ld of %ld bytes: %ld anchors and no "
			    "word", c->name, (long)n, (long)st.st_size,
			    anchors);
	}
}

/* A bundle, a second store far from it, and between them what cannot be made
 * smaller, lest an image be shorter than a step. */
static void
make_root(void)
{
	struct buf text = BUF_INIT(100000), noise = BUF_INIT(100000);
	uint32_t x = 1;

	for (size_t i = 0; names[i] != NULL; i++)
		append_pem(&text, forge, names[i]);
	TOOL(NULL, NULL, "mkdir", "-p", "root/a", "root/z");
	folder_put("root/a/bundle.pem", text.p);
	buf_clear(&text);
	append_pem(&text, forge, "a");
	folder_put("root/z/last.pem", text.p);
	for (size_t i = 0; i < 40000; i++) {
		x = x * 1664525 + 1013904223;
		buf_printf(&noise, "%c", (int)(x >> 24 & 0x7f) | 0x80);
	}
	folder_put("root/noise", noise.p);
	buf_release(&text);
	buf_release(&noise);
}

static void
every_step_of_an_image(void **state)
{
	(void)state;
	make_root();
	for (size_t i = 0; i < N(cases); i++) {
		struct certpool *pool = certpool_new();

		check_image(&cases[i], pool);
		certpool_free(pool);
	}
}

static int
set_up(void **state)
{
	static const char *const lines[] = {
		"a ca=yes type=ed25519", "b ca=yes type=ed25519",
		"c ca=yes type=ed25519",
	};

	(void)state;
	forge = forge_new();
	for (size_t i = 0; i < N(lines); i++)
		forge_or_fail(forge, lines[i]);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	forge_free(forge);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_of_a_bundle),
		IN_FOLDER(every_step_of_an_image),
	};

	return cmocka_run_group_tests_name("truncated", tests, set_up,
	    tear_down);
}
