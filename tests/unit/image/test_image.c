/*
 * Images of every kind, made by the tools that firmware is made with: what is
 * found in the whole of each, and in what is left of it when it is cut off.
 */
#include "image/image.h"

#include "unit/form/pem_text.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "unit/folder.h"
#include "unit/tool.h"

#define STEP	4096
#define N(items)	(sizeof(items) / sizeof((items)[0]))

static struct forge *forge;

static void
put_pem(const char *path, const char *const *names)
{
	struct buf text = BUF_INIT(100000);

	for (; *names != NULL; names++)
		append_pem(&text, forge, *names);
	folder_put(path, text.p);
	buf_release(&text);
}

/* n bytes that no method can make smaller. */
static void
put_noise(const char *path, size_t n)
{
	FILE *stream = fopen(path, "we");
	uint32_t x = 1;

	assert_non_null(stream);
	for (size_t i = 0; i < n; i++) {
		x = x * 1664525 + 1013904223;
		fputc((int)(x >> 24), stream);
	}
	assert_int_equal(fclose(stream), 0);
}

/*
 * root/: a bundle, a hashed directory whose links are relative, absolute, by
 * way of a folder that is a link, and two that lead nowhere; and ballast.
 */
static void
make_root(void)
{
	struct err err = ERR_NONE;

	if (file_make_directories("root/etc/ssl/certs", &err) == -1 ||
	    file_make_directories("root/usr/share/ca", &err) == -1)
		fail_msg("%s", err.msg);
	put_pem("root/etc/ssl/bundle.pem", (const char *const []){ "a", "b",
		"c", NULL });
	put_pem("root/usr/share/ca/a.crt", (const char *const []){ "a",
		NULL });
	put_pem("root/usr/share/ca/b.crt", (const char *const []){ "b",
		NULL });
	assert_int_equal(symlink("../../../usr/share/ca/a.crt",
		"root/etc/ssl/certs/11111111.0"), 0);
	assert_int_equal(symlink("/share/ca/b.crt",
		"root/etc/ssl/certs/22222222.0"), 0);
	assert_int_equal(symlink("usr/share", "root/share"), 0);
	assert_int_equal(symlink("/usr/share/ca/none.crt",
		"root/etc/ssl/certs/33333333.0"), 0);
	assert_int_equal(symlink("44444444.0",
		"root/etc/ssl/certs/44444444.0"), 0);
	put_noise("root/noise", 50000);
}

#define ARCHIVED "etc/ssl/bundle.pem:3/0 etc/ssl/certs:2/2 usr/share/ca:2/0"
#define STORED	"/etc/ssl/bundle.pem:3/0 /etc/ssl/certs:2/2 /usr/share/ca:2/0"
#define TOOLS	"PATH=$PATH:/usr/sbin:/sbin; "

static const struct image_case {
	const char *name;
	const char *command;	/* writes image, from root */
	const char *want;	/* path:anchors/rejected */
} cases[] = {
	{ "squashfs gzip", "mksquashfs root image -noappend", STORED },
	{ "squashfs xz", "mksquashfs root image -comp xz", STORED },
	{ "squashfs zstd", "mksquashfs root image -comp zstd", STORED },
	{ "squashfs lz4", "mksquashfs root image -comp lz4", STORED },
	{ "squashfs without fragments", "mksquashfs root image "
	    "-no-fragments -b 4096", STORED },
	{ "squashfs not compressed", "mksquashfs root image "
	    "-noI -noD -noF -noX", STORED },
	{ "ext4", TOOLS "mke2fs -t ext4 -d root image 4M", STORED },
	{ "ext4 inline", TOOLS "mke2fs -t ext4 -O inline_data -d root image "
	    "4M", STORED },
	{ "ext2", TOOLS "mke2fs -t ext2 -b 1024 -d root image 2M", STORED },
	{ "ext3", TOOLS "mke2fs -t ext3 -d root image 8M", STORED },
	{ "tar", "tar -cf image -C root .", ARCHIVED },
	{ "tar v7", "tar --format=v7 -cf image -C root .", ARCHIVED },
	{ "tar pax", "tar --format=pax -cf image -C root .", ARCHIVED },
	{ "tar.gz", "tar -czf image -C root .", ARCHIVED },
	{ "tar.xz", "tar -cJf image -C root .", ARCHIVED },
	{ "tar.zst", "tar --zstd -cf image -C root .", ARCHIVED },
	{ "tar.bz2", "tar -cjf image -C root .", ARCHIVED },
	{ "tar.lz4", "bsdtar --lz4 -cf image -C root .", ARCHIVED },
	{ "cpio of legacy lz4", "cd root && find . | cpio -o -H newc | "
	    "lz4 -lqc >../image", ARCHIVED },
	{ "the same, filled up", "cd root && find . | cpio -o -H newc | "
	    "lz4 -lqc >../image && head -c 512 /dev/zero >>../image",
	    ARCHIVED },
	{ "two of the same", "lz4 -lqc root/usr/share/ca/a.crt >image && "
	    "lz4 -lqc root/usr/share/ca/b.crt >>image", "image:2/0" },
	{ "tar.lzip", "bsdtar --lzip -cf image -C root .", ARCHIVED },
	{ "tar.lzma", "bsdtar --lzma -cf image -C root .", ARCHIVED },
	{ "a file of each method", "mkdir x && cd x && "
	    "cp ../root/etc/ssl/bundle.pem b && cp b c && cp b d && "
	    "gzip -k b && xz -k b && xz -k -F lzma b && zstd -q b && "
	    "bzip2 -k b && lz4 -q b b.lz4 && rm b && tar -cf ../image . && "
	    "rm -r ../x", "b.bz2!b:3/0 b.gz!b:3/0 b.lz4!b:3/0 "
	    "b.lzma!b:3/0 b.xz!b:3/0 b.zst!b:3/0 c:3/0 d:3/0" },
	{ "cpio newc", "cd root && find . | cpio -o -H newc >../image",
	    ARCHIVED },
	{ "cpio crc", "cd root && find . | cpio -o -H crc >../image",
	    ARCHIVED },
	{ "cpio odc", "cd root && find . | cpio -o -H odc >../image",
	    ARCHIVED },
	{ "cpio bin", "cd root && find . | cpio -o -H bin >../image",
	    ARCHIVED },
	{ "cpio.gz", "cd root && find . | cpio -o -H newc | gzip >../image",
	    ARCHIVED },
	{ "zip", "cd root && zip -qry ../image . && mv ../image.zip ../image",
	    ARCHIVED },
	{ "zip stored", "cd root && zip -0qry ../image . && "
	    "mv ../image.zip ../image", ARCHIVED },
	{ "7z", "bsdtar --format 7zip -cf image -C root .", ARCHIVED },
	{ "iso", "bsdtar --format iso9660 -cf image -C root .", ARCHIVED },
	{ "disk", TOOLS "mksquashfs root fs && truncate -s 4M image && "
	    "printf '2048,2048,83\\n4096,,83\\n' | sfdisk image && "
	    "dd if=fs of=image bs=512 seek=4096 conv=notrunc",
	    "partition 2!/etc/ssl/bundle.pem:3/0 "
	    "partition 2!/etc/ssl/certs:2/2 "
	    "partition 2!/usr/share/ca:2/0" },
	{ "behind a kernel", "mksquashfs root fs && head -c 8191 root/noise "
	    ">image && cat fs >>image", "at 0x1fff!/etc/ssl/bundle.pem:3/0 "
	    "at 0x1fff!/etc/ssl/certs:2/2 at 0x1fff!/usr/share/ca:2/0" },
	{ "with a signature behind it", "mksquashfs root image && "
	    "head -c 2000 root/noise >>image", STORED },
	{ "two archives, one behind the other", "cd root && "
	    "{ echo noise | cpio -o -H newc; find usr | cpio -o -H newc; } "
	    "| gzip >../image", "at 0x0!usr/share/ca:2/0" },
};

static void
make_image(const struct image_case *c, struct buf *bytes)
{
	char *command = mem_strdup(c->command);
	struct err err = ERR_NONE;

	TOOL(NULL, NULL, "rm", "-f", "image", "fs");
	TOOL(NULL, NULL, "sh", "-ec", command);
	if (file_read(bytes, "image", &err) == -1)
		fail_msg("%s: %s", c->name, err.msg);
	free(command);
}

/* "path:anchors/rejected", with spaces between. */
static void
tell(struct buf *out, const struct finds *finds)
{
	buf_clear(out);
	buf_text(out, "");
	for (size_t i = 0; i < finds->n; i++)
		buf_printf(out, "%s%s:%zu/%zu", i ? " " : "",
		    finds->items[i].path, finds->items[i].store.n,
		    finds->items[i].store.n_rejections);
}

static void
find(struct finds *out, struct certpool *pool, struct span bytes,
    const char *path)
{
	struct image image;

	image_open_bytes(&image, bytes, "image");
	image_find(out, pool, &image, path);
	image_close(&image);
}

static int
by_path(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	return strcmp(x->path, y->path);
}

/* Where the archive of the second case begins depends on its padding. */
static bool
is_same(const char *got, const char *want)
{
	const char *x = strstr(want, "0x0!"), *y = strstr(got, "0x");

	if (x != NULL && y != NULL)
		return strcmp(strchr(x, '!'), strchr(y, '!')) == 0;
	return strcmp(got, want) == 0;
}

static void
check_whole(const struct image_case *c, struct certpool *pool,
    struct span bytes)
{
	struct buf got = BUF_INIT(10000);
	struct finds finds;

	find(&finds, pool, bytes, NULL);
	qsort(finds.items, finds.n, sizeof(*finds.items), by_path);
	tell(&got, &finds);
	if (!is_same(got.p, c->want))
		fail_msg("%s: '%s', not '%s'", c->name, got.p, c->want);
	if (finds.lost.partial)
		fail_msg("%s: %s: %s", c->name,
		    finds.lost.rejections[0].where,
		    finds.lost.rejections[0].reason);
	finds_release(&finds);
	buf_release(&got);
}

static bool
is_zeros(struct span bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		if (bytes.p[i] != 0)
			return false;
	}
	return true;
}

/*
 * However much is cut off, nothing is read that is not there, and unless it
 * was padding, something says that not all was read.
 */
static void
check_cut(const struct image_case *c, struct certpool *pool,
    struct span bytes, size_t n)
{
	uint8_t *exact = mem_dup(bytes.p, n);
	struct span rest = { bytes.p + n, bytes.n - n };
	struct finds finds;

	find(&finds, pool, (struct span){ exact, n }, NULL);
	if (finds.containers > 0 && !finds.lost.partial && !is_zeros(rest) &&
	    strcmp(c->name, "with a signature behind it") != 0)
		fail_msg("%s: its first %zu of %zu bytes are read as if they "
		    "were all", c->name, n, bytes.n);
	for (size_t i = 0; i < finds.lost.n_rejections; i++) {
		assert_true(*finds.lost.rejections[i].where != '\0');
		assert_true(*finds.lost.rejections[i].reason != '\0');
	}
	finds_release(&finds);
	free(exact);
}

static void
every_kind_is_read_whole_and_cut(void **state)
{
	(void)state;
	make_root();
	for (size_t i = 0; i < N(cases); i++) {
		struct buf bytes = BUF_INIT(LIMIT_BUNDLE_BYTES);
		struct certpool *pool = certpool_new();

		make_image(&cases[i], &bytes);
		check_whole(&cases[i], pool, buf_span(&bytes));
		for (size_t n = 0; n < bytes.n; n += STEP)
			check_cut(&cases[i], pool, buf_span(&bytes), n);
		certpool_free(pool);
		buf_release(&bytes);
	}
}

/* Damage at any place is survived; what is found is in the whole as well. */
static void
damage_is_survived(void **state)
{
	unsigned seed = 1;

	(void)state;
	make_root();
	for (size_t i = 0; i < N(cases); i++) {
		struct buf bytes = BUF_INIT(LIMIT_BUNDLE_BYTES);
		struct certpool *pool = certpool_new();

		make_image(&cases[i], &bytes);
		for (size_t round = 0; round < 40; round++) {
			uint8_t *damaged = mem_dup(bytes.p, bytes.n);
			struct finds finds;

			for (size_t j = 0; j < 1 + round % 8; j++)
				damaged[(size_t)rand_r(&seed) % bytes.n] =
				    (uint8_t)rand_r(&seed);
			find(&finds, pool, (struct span){ damaged, bytes.n },
			    round % 2 ? "etc/ssl/certs" : NULL);
			finds_release(&finds);
			free(damaged);
		}
		certpool_free(pool);
		buf_release(&bytes);
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
		IN_FOLDER(every_kind_is_read_whole_and_cut),
		IN_FOLDER(damage_is_survived),
	};

	return cmocka_run_group_tests_name("image", tests, set_up, tear_down);
}
