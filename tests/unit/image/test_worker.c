#include "image/worker.h"

#include <stdio.h>

#include "image/worker_wire.h"

#include "unit/form/pem_text.h"

static struct forge *forge;

/* Two stores with an anchor each, a rejection, a quirk and a loss. */
static void
make_finds(struct finds *out, struct certpool *pool)
{
	static const char *const names[] = { "a", "b" };
	static struct found items[2];

	*out = (struct finds){ .items = items, .n = 2, .containers = 3,
		.entries = 4, .looked_at = 5 };
	for (size_t i = 0; i < 2; i++) {
		const char *const one[] = { names[i], NULL };

		items[i] = (struct found){ .path = strdup(names[i]) };
		fill_store(&items[i].store, pool, forge, one);
	}
	store_reject(&items[0].store, "there", "no reason");
	items[1].store.partial = true;
	quirks_add(&items[1].quirks, QUIRK_GLUED, "test:1");
	out->lost.name = strdup("image");
	store_reject(&out->lost, "x", "lost");
	out->lost.partial = true;
}

static void
release_finds(struct finds *finds)
{
	for (size_t i = 0; i < finds->n; i++)
		found_release(&finds->items[i]);
	store_release(&finds->lost);
}

/* The frames of make_finds. */
static char *
frames(size_t *n)
{
	struct certpool *pool = certpool_new();
	struct finds finds;
	char *bytes;
	FILE *stream = open_memstream(&bytes, n);

	make_finds(&finds, pool);
	assert_int_equal(wire_send(stream, &finds), 0);
	fclose(stream);
	release_finds(&finds);
	certpool_free(pool);
	return bytes;
}

static int
receive(struct finds *out, struct certpool *pool, char *bytes, size_t n,
    struct err *err)
{
	FILE *stream = fmemopen(bytes, n + (n == 0), "r");
	int result;

	*out = (struct finds){ 0 };
	if (n == 0)
		fseek(stream, 0, SEEK_END);
	result = wire_receive(out, pool, stream, "image", err);
	fclose(stream);
	return result;
}

static void
what_is_sent_arrives(void **state)
{
	struct certpool *pool = certpool_new();
	struct err err = ERR_NONE;
	struct finds got;
	size_t n;
	char *bytes = frames(&n);

	(void)state;
	assert_int_equal(receive(&got, pool, bytes, n, &err), 0);
	assert_int_equal(got.n, 2);
	assert_string_equal(got.items[0].store.name, "image!a");
	assert_int_equal(got.items[0].store.n, 1);
	assert_string_equal(got.items[0].store.rejections[0].reason,
	    "no reason");
	assert_true(got.items[1].store.partial);
	assert_int_equal(got.items[1].quirks.items[0].kind, QUIRK_GLUED);
	assert_true(got.lost.partial);
	assert_int_equal(got.containers, 3);
	assert_int_equal(got.entries, 4);
	assert_int_equal(got.looked_at, 5);
	finds_release(&got);
	free(bytes);
	certpool_free(pool);
}

static void
every_truncation_is_an_error(void **state)
{
	struct certpool *pool = certpool_new();
	size_t n;
	char *bytes = frames(&n);

	(void)state;
	for (size_t cut = 0; cut < n; cut++) {
		struct err err = ERR_NONE;
		struct finds got;

		if (receive(&got, pool, bytes, cut, &err) == 0)
			fail_msg("%zu of %zu bytes", cut, n);
		finds_release(&got);
	}
	free(bytes);
	certpool_free(pool);
}

static const struct lie_case {
	const char *name;
	struct frame frame;
} lies[] = {
	{ "no such kind", { .kind = 99 } },
	{ "an anchor of no store", { .kind = FRAME_ANCHOR } },
	{ "a rejection of no store", { .kind = FRAME_REJECTION } },
	{ "a quirk of no store", { .kind = FRAME_QUIRK } },
	{ "a part of 4 GiB", { .kind = FRAME_FOUND, .n = { UINT32_MAX } } },
};

static void
lies_are_errors(void **state)
{
	struct certpool *pool = certpool_new();

	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct frame frame = lies[i].frame;
		struct err err = ERR_NONE;
		struct finds got;

		if (receive(&got, pool, (char *)&frame, sizeof(frame),
			&err) == 0)
			fail_msg("%s: believed", lies[i].name);
		finds_release(&got);
	}
	certpool_free(pool);
}

/* A frame after one of a store; the first part of each is "x". */
static const struct lie_of_case {
	const char *why;
	enum frame_kind store;
	struct frame frame;
} lies_of_a_store[] = {
	{ "it tells of a quirk that cannot be", FRAME_FOUND,
	    { .kind = FRAME_QUIRK, .n = { 1 }, .number = QUIRK_COUNT } },
	{ "it tells of a quirk that cannot be", FRAME_LOST,
	    { .kind = FRAME_QUIRK, .n = { 1 } } },
	{ "it tells of a certificate that is in no store", FRAME_LOST,
	    { .kind = FRAME_ANCHOR, .n = { 1 } } },
	{ "it does not say where", FRAME_FOUND, { .kind = FRAME_ANCHOR } },
	{ "it does not say where", FRAME_LOST, { .kind = FRAME_REJECTION } },
	{ "it gives no reason", FRAME_LOST,
	    { .kind = FRAME_REJECTION, .n = { 1 } } },
	{ "it gives no reason", FRAME_LOST, { .kind = FRAME_FAILED } },
	{ "it found a store nowhere", FRAME_FOUND, { .kind = FRAME_FOUND } },
	{ "it gives no reason", FRAME_LOST,
	    { .kind = FRAME_UNREAD, .number = ERR_FAILED } },
	{ "it tells of an error that cannot be", FRAME_LOST,
	    { .kind = FRAME_UNREAD, .n = { 1 }, .number = ERR_NONE_YET } },
	{ "it tells of an error that cannot be", FRAME_LOST,
	    { .kind = FRAME_UNREAD, .n = { 1 }, .number = ERR_POLICY + 1 } },
	{ "it tells of an error that cannot be", FRAME_FOUND,
	    { .kind = FRAME_UNREAD, .n = { 1 }, .number = ERR_FAILED } },
	{ "it found something in no container", FRAME_FOUND,
	    { .kind = FRAME_END } },
	{ "it found something in no container", FRAME_LOST,
	    { .kind = FRAME_END, .number = 1 } },
};

static void
write_frame(FILE *stream, struct frame frame)
{
	fwrite(&frame, sizeof(frame), 1, stream);
	for (size_t i = 0; i < FRAME_PARTS; i++) {
		if (frame.n[i] > 0)
			fputc('x', stream);
	}
}

static void
lies_of_a_store_are_errors(void **state)
{
	struct certpool *pool = certpool_new();

	(void)state;
	for (size_t i = 0;
	     i < sizeof(lies_of_a_store) / sizeof(lies_of_a_store[0]); i++) {
		const struct lie_of_case *lie = &lies_of_a_store[i];
		struct err err = ERR_NONE;
		struct finds got;
		char *bytes;
		size_t n;
		FILE *stream = open_memstream(&bytes, &n);

		write_frame(stream, (struct frame){ .kind = lie->store,
		    .n = { lie->store == FRAME_FOUND } });
		write_frame(stream, lie->frame);
		fclose(stream);
		assert_int_equal(receive(&got, pool, bytes, n, &err), -1);
		assert_string_equal(err.msg, lie->why);
		finds_release(&got);
		free(bytes);
	}
	certpool_free(pool);
}

/* What is no container and its own store cannot both be. */
static void
a_store_of_its_own_has_no_container(void **state)
{
	struct certpool *pool = certpool_new();

	(void)state;
	for (size_t containers = 0; containers < 2; containers++) {
		struct frame found = { .kind = FRAME_FOUND };
		struct frame end = { .kind = FRAME_END,
			.containers = containers };
		struct err err = ERR_NONE;
		struct finds got;
		char *bytes;
		size_t n;
		FILE *stream = open_memstream(&bytes, &n);

		write_frame(stream, found);
		write_frame(stream, end);
		fclose(stream);
		assert_int_equal(receive(&got, pool, bytes, n, &err),
		    containers == 0 ? 0 : -1);
		assert_string_equal(got.items[0].store.name, "image");
		finds_release(&got);
		free(bytes);
	}
	certpool_free(pool);
}

static void
find_shut_in(struct finds *out, struct certpool *pool, struct span bytes)
{
	struct err err = ERR_NONE;
	struct image image;

	image_open_bytes(&image, bytes, "image");
	if (worker_find(out, pool, &image, NULL, &err) == -1)
		fail_msg("%s", err.msg);
	assert_int_equal(out->containers, 0);
	assert_false(out->lost.partial);
	image_close(&image);
}

/* Shut in or not, the same is found: here, that there is nothing. */
static void
bytes_of_nothing_are_no_store(void **state)
{
	static const uint8_t bytes[4096] = { 1, 2, 3 };
	static const uint8_t keystore[64] = { 0xfe, 0xed, 0xfe, 0xed, 0, 0,
		0, 2, 0xff, 0xff, 0xff, 0xff };
	struct certpool *pool = certpool_new();
	struct finds got;

	(void)state;
	find_shut_in(&got, pool, (struct span){ bytes, sizeof(bytes) });
	assert_int_equal(got.n, 0);
	assert_int_equal(got.unread.code, ERR_FAILED);
	assert_non_null(strstr(got.unread.msg, "image holds no certificate "
	    "in a form that is read here (JKS, "));
	finds_release(&got);
	find_shut_in(&got, pool, (struct span){ keystore, sizeof(keystore) });
	assert_int_equal(got.n, 0);
	assert_int_equal(got.unread.code, ERR_LIMIT);
	assert_string_equal(got.unread.msg, "image: a JKS keystore of "
	    "4294967295 entries, more than the 20000 that are read");
	finds_release(&got);
	certpool_free(pool);
}

static void
a_file_that_is_a_store_is_read_shut_in(void **state)
{
	struct certpool *pool = certpool_new();
	struct finds got;
	size_t n;
	const unsigned char *der = forge_der(forge, "a", &n);

	(void)state;
	find_shut_in(&got, pool, (struct span){ der, n });
	assert_int_equal(got.n, 1);
	assert_string_equal(got.items[0].path, "");
	assert_string_equal(got.items[0].store.name, "image");
	assert_int_equal(got.items[0].store.n, 1);
	assert_string_equal(got.items[0].store.anchors[0].where, "image");
	assert_int_equal(got.unread.code, ERR_NONE_YET);
	finds_release(&got);
	certpool_free(pool);
}

static int
set_up(void **state)
{
	(void)state;
	forge = forge_new();
	forge_or_fail(forge, "a ca=yes");
	forge_or_fail(forge, "b ca=yes");
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
		cmocka_unit_test(what_is_sent_arrives),
		cmocka_unit_test(every_truncation_is_an_error),
		cmocka_unit_test(lies_are_errors),
		cmocka_unit_test(lies_of_a_store_are_errors),
		cmocka_unit_test(a_store_of_its_own_has_no_container),
		cmocka_unit_test(bytes_of_nothing_are_no_store),
		cmocka_unit_test(a_file_that_is_a_store_is_read_shut_in),
	};

	return cmocka_run_group_tests_name("worker", tests, set_up, tear_down);
}
