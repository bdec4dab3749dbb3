#include "image/container.h"

#include <inttypes.h>
#include <stdlib.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/octets.h"
#include "image/container_archive.h"
#include "image/deflate.h"
#include "image/walk.h"

#define LZMA_HEADER	13
#define LZ4_MAGIC	4

/* How a compressed stream begins, and the endings of its files' names. */
static const struct method {
	const char *name;
	const char *magic;
	size_t n;
	int filter;
	const char *endings[3];
} methods[] = {
	{ "gzip", "\x1f\x8b\x08", 3, ARCHIVE_FILTER_GZIP, { ".gz", ".tgz" } },
	{ "xz", "\xfd" "7zXZ\0", 6, ARCHIVE_FILTER_XZ, { ".xz", ".txz" } },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, ARCHIVE_FILTER_ZSTD, { ".zst" } },
	{ "bzip2", "BZh", 3, ARCHIVE_FILTER_BZIP2, { ".bz2", ".tbz" } },
	{ "lz4", "\x04\x22\x4d\x18", 4, ARCHIVE_FILTER_LZ4, { ".lz4" } },
	{ "lzip", "LZIP\1", 5, ARCHIVE_FILTER_LZIP, { ".lz" } },
	{ "lzma", "\x5d\0\0", 3, ARCHIVE_FILTER_LZMA, { ".lzma" } },
};

#define N_METHODS (sizeof(methods) / sizeof(methods[0]))

struct stream {
	struct level *level;
	const struct method *method;
	struct archive *archive;
	struct span first;	/* pulled before, and to be given again */
	uint64_t unpacked;
	bool is_over;
	bool is_damaged;	/* which pull has said */
};

/* Three bytes are not enough: a size of the dictionary, and one of it all. */
static bool
is_lzma(struct span bytes)
{
	uint64_t dictionary, size;

	if (bytes.n < LZMA_HEADER)
		return false;
	dictionary = octets_le_at(bytes.p + 1, 4);
	size = octets_le_at(bytes.p + 5, 8);
	return dictionary > 0 && (dictionary & (dictionary - 1)) == 0 &&
	    (size == UINT64_MAX || size <= LIMIT_IMAGE_UNPACKED);
}

static bool
is_bzip2(struct span bytes)
{
	return bytes.n > 10 && bytes.p[3] >= '1' && bytes.p[3] <= '9' &&
	    (memcmp(bytes.p + 4, "1AY&SY", 6) == 0 ||
		memcmp(bytes.p + 4, "\x17rE8P\x90", 6) == 0);
}

static const struct method *
method_of(struct span bytes)
{
	for (size_t i = 0; i < N_METHODS; i++) {
		const struct method *method = &methods[i];

		if (bytes.n < method->n ||
		    memcmp(bytes.p, method->magic, method->n) != 0)
			continue;
		if ((method->filter == ARCHIVE_FILTER_LZMA &&
			!is_lzma(bytes)) ||
		    (method->filter == ARCHIVE_FILTER_BZIP2 &&
			!is_bzip2(bytes)))
			continue;
		return method;
	}
	return NULL;
}

static int
fail(const struct stream *stream, struct err *err)
{
	const char *said = archive_error_string(stream->archive);

	return err_set(err, ERR_FAILED, "%s: %s", stream->method->name,
	    said ? said : "it is damaged or cut off");
}

/* One layer alone is taken off: what is inside is looked at in its turn. */
static int
open_stream(struct stream *stream, struct span bytes, struct err *err)
{
	struct archive_entry *entry;
	struct archive *a = stream->archive = archive_read_new();
	int code = ARCHIVE_FATAL;

	if (a == NULL)
		return err_set(err, ERR_FAILED, "there is not enough memory");
	if (archive_read_support_format_raw(a) == ARCHIVE_OK &&
	    archive_read_append_filter(a, stream->method->filter) ==
	    ARCHIVE_OK &&
	    archive_read_open_memory(a, bytes.p, bytes.n) == ARCHIVE_OK)
		code = archive_read_next_header(a, &entry);
	if (code == ARCHIVE_OK)
		return 0;
	/* libarchive says no more of a stream that fails at once. */
	return err_set(err, ERR_FAILED, "%s: it is empty, damaged or cut "
	    "off", stream->method->name);
}

/* Is this more than any honest file unpacks to? */
static bool
is_bomb(const struct stream *stream)
{
	la_int64_t packed = archive_filter_bytes(stream->archive, -1);

	return stream->unpacked > LIMIT_IMAGE_RATIO_FROM &&
	    stream->unpacked / LIMIT_IMAGE_RATIO > (uint64_t)packed;
}

static int
pull_block(struct stream *stream, struct span *out, struct err *err)
{
	const void *p = NULL;
	size_t n = 0;
	la_int64_t at;
	int code = stream->is_over ? ARCHIVE_EOF :
	    archive_read_data_block(stream->archive, &p, &n, &at);

	if (code == ARCHIVE_EOF) {
		stream->is_over = true;
		return 0;
	}
	if (code != ARCHIVE_OK)
		return fail(stream, err);
	stream->unpacked += n;
	if (stream->unpacked > LIMIT_IMAGE_UNPACKED)
		return err_set(err, ERR_LIMIT, "%s: it unpacks to more than "
		    "%llu GiB", stream->method->name,
		    LIMIT_IMAGE_UNPACKED >> 30);
	if (is_bomb(stream))
		return err_set(err, ERR_LIMIT, "%s: it unpacks to more than "
		    "%d times its size", stream->method->name,
		    LIMIT_IMAGE_RATIO);
	*out = (struct span){ p, n };
	return 1;
}

static int
pull_next(struct stream *stream, struct span *out, struct err *err)
{
	int more = pull_block(stream, out, err);

	stream->is_damaged = more == -1;
	return more;
}

static int
pull(void *from, struct span *out, struct err *err)
{
	struct stream *stream = from;

	if (stream->first.n == 0)
		return pull_next(stream, out, err);
	*out = stream->first;
	stream->first.n = 0;
	return 1;
}

/* The name of what is inside: without the ending, if it has one. */
static char *
name_inside(const struct stream *stream)
{
	const char *name = level_name(stream->level);
	size_t n = strlen(name);

	for (size_t i = 0; i < 3 && stream->method->endings[i]; i++) {
		const char *ending = stream->method->endings[i];
		size_t cut = strlen(ending);

		if (n > cut && strcmp(name + n - cut, ending) == 0)
			return mem_printf("%.*s%s", (int)(n - cut), name,
			    ending[1] == 't' ? ".tar" : "");
	}
	return mem_strdup(name);
}

static int
hold_all(struct held *held, struct stream *stream, struct err *err)
{
	struct span piece;
	int more;

	while ((more = pull(stream, &piece, err)) == 1) {
		if (held_append(held, piece.p, piece.n, err) == -1)
			return -1;
	}
	return more;
}

static bool
add_file(struct stream *stream, size_t *id)
{
	char *name = name_inside(stream);
	const struct entry entry = { .path = name, .kind = ENTRY_FILE };
	bool added = level_add(stream->level, id, &entry);

	free(name);
	return added;
}

/* What is no archive that can be read as it comes is a file. */
static void
take_file(struct stream *stream)
{
	struct level *level = stream->level;
	struct err err = ERR_NONE;
	size_t id;

	if (!add_file(stream, &id) || !level_wants(level, id))
		return;
	if (hold_all(level_hold(level), stream, &err) == 0)
		level_take_held(level, id);
	else
		level_lose_entry(level, id, err.msg);
}

/*
 * What stands behind the last stream: where that ends is known once all of it
 * is unpacked, of which an archive may have left something.
 */
static void
take_rest(struct stream *stream, struct span bytes)
{
	struct level *level = stream->level;
	struct err err = ERR_NONE;
	struct span piece;
	struct rest rest;
	uint64_t end;
	int more = stream->is_damaged ? 0 : 1;

	while (more == 1)
		more = pull(stream, &piece, &err);
	if (more == -1)
		level_lose(level, err.msg);
	if (stream->is_damaged)
		return;
	end = (uint64_t)archive_filter_bytes(stream->archive, -1);
	/* To see that no frame follows, libarchive reads its magic. */
	if (stream->method->filter == ARCHIVE_FILTER_LZ4 && end < bytes.n &&
	    end > LZ4_MAGIC)
		end -= LZ4_MAGIC;
	if (level_add_rest(level, &rest, bytes, end))
		level_take_rest(level, &rest);
}

/* True where all is done: a page of a manual, of which there are thousands. */
static bool
take_small(struct stream *stream, struct span bytes)
{
	struct held *held = level_hold(stream->level);
	size_t id;

	if (stream->method->filter != ARCHIVE_FILTER_GZIP ||
	    !deflate_gzip(held, bytes) || pack_is_streamed(held_span(held)))
		return false;
	if (add_file(stream, &id) && level_wants(stream->level, id))
		level_take_held(stream->level, id);
	return true;
}

enum form_result
container_compressed(struct level *level, struct span bytes, struct err *err)
{
	struct stream stream = { .level = level,
		.method = method_of(bytes) };
	const struct pieces pieces = { pull, &stream };
	enum form_result result = FORM_BAD;

	if (stream.method == NULL)
		return FORM_NOT_MINE;
	if (take_small(&stream, bytes))
		return FORM_READ;
	if (open_stream(&stream, bytes, err) == 0 &&
	    pull_next(&stream, &stream.first, err) != -1) {
		enum pack kind = pack_of(stream.first);

		result = FORM_READ;
		if (kind != PACK_NONE && pack_is_streamed(stream.first))
			result = container_archive_stream(level, kind, &pieces,
			    err);
		else
			take_file(&stream);
		take_rest(&stream, bytes);
	}
	archive_read_free(stream.archive);
	return result;
}
