/* What is too long is neither read nor written. */
#include "record/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"

/*
 * A line of ours, padded with blanks, over and over: a stream that never
 * ends. Counts what is read of it.
 */
struct endless {
	size_t line_bytes, n_read;
};

static ssize_t
endless_read(void *cookie, char *out, size_t n)
{
	static const char head[] =
	    "{\"schema\":\"kedge/1\",\"kind\":\"summary\"}";
	struct endless *stream = cookie;

	size_t at = stream->n_read % stream->line_bytes;

	if (n > stream->line_bytes - at)
		n = stream->line_bytes - at;
	memset(out, ' ', n);
	if (at == 0)
		memcpy(out, head, strlen(head));
	if (at + n == stream->line_bytes)
		out[n - 1] = '\n';
	stream->n_read += n;
	return (ssize_t)n;
}

static const struct limit_case {
	const char *name;
	size_t line_bytes;	/* with its end */
	size_t may_read;	/* no more than that */
	const char *message;
} limits[] = {
	{ "a line that never ends", SIZE_MAX, LIMIT_RECORD_LINE_BYTES + 65536,
	    "a:1: the line is longer than 16777216 bytes" },
	{ "a line of one byte too many", LIMIT_RECORD_LINE_BYTES + 2,
	    LIMIT_RECORD_LINE_BYTES + 65536,
	    "a:1: the line is longer than 16777216 bytes" },
	{ "lines that never end", LIMIT_RECORD_LINE_BYTES + 1,
	    LIMIT_RECORDS_BYTES + 65536,
	    "a:16: the records are more than 268435456 bytes" },
};

static void
what_never_ends_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		const struct limit_case *c = &limits[i];
		struct endless endless = { c->line_bytes, 0 };
		FILE *stream = fopencookie(&endless, "r",
		    (cookie_io_functions_t){ .read = endless_read });
		struct certpool *pool = certpool_new();
		struct records records = { 0 };
		struct err err = ERR_NONE;
		int result = record_read(&records, pool, stream, "a", &err);

		if (result != -1 || err.code != ERR_LIMIT ||
		    endless.n_read > c->may_read ||
		    strcmp(err.msg, c->message) != 0)
			fail_msg("%s: %d, %zu bytes, %s", c->name, result,
			    endless.n_read, err.msg);
		fclose(stream);
		certpool_free(pool);
	}
}

/* The rejections of a store that lost more and more of itself. */
static int
write_losses(char **text, size_t *n, size_t n_losses, struct err *err)
{
	char *where = mem_printf("%*d", 1000, 7);
	FILE *stream = open_memstream(text, n);
	struct store store = STORE_EMPTY;
	struct record_writer writer;
	int result;

	store.name = mem_strdup("s");
	for (size_t i = 0; i < n_losses; i++)
		store_reject(&store, where, "lost");
	record_writer_init(&writer, stream);
	result = record_write_store(&writer, &store, "r", err);
	record_writer_release(&writer);
	store_release(&store);
	fclose(stream);
	free(where);
	return result;
}

static void
what_none_would_read_is_not_written(void **state)
{
	struct records records = { 0 };
	struct certpool *pool = certpool_new();
	FILE *stream;
	struct err err = ERR_NONE;
	char *text;
	size_t n;

	(void)state;
	assert_int_equal(write_losses(&text, &n, 16000, &err), 0);
	stream = fmemopen(text, n, "r");
	assert_int_equal(record_read(&records, pool, stream, "a", &err), 0);
	fclose(stream);
	assert_int_equal(records.stores[0].store.n_rejections, 16000);
	records_release(&records);
	certpool_free(pool);
	free(text);
	assert_int_equal(write_losses(&text, &n, 17000, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_int_equal(n, 0);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_never_ends_is_refused),
		cmocka_unit_test(what_none_would_read_is_not_written),
	};

	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
