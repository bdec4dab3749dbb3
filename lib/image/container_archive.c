#include "image/container_archive.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/mem.h"
#include "image/swupdate.h"
#include "image/walk.h"

#define TAR_BLOCK	512
#define SLICE		((size_t)64 * 1024)
#define MAX_RETRIES	100

/* One archive that is being read, from memory or from pieces. */
struct reader {
	struct level *level;
	struct archive *archive;
	enum pack kind;
	struct span bytes;	/* n 0: from pieces */
	const struct pieces *pieces;
	uint8_t *slices[2];	/* the last two that were given, older first */
	size_t n_slices[2];
	struct span left;	/* of the piece that was pulled last */
	uint64_t given;		/* bytes */
	bool is_over;		/* no header can follow */
	struct swupdate swupdate;	/* what a .swu says of its members */
};

static int
support(struct archive *archive, enum pack kind)
{
	switch (kind) {
	case PACK_TAR:
		return archive_read_support_format_tar(archive);
	case PACK_CPIO:
		return archive_read_support_format_cpio(archive);
	case PACK_AR:
		return archive_read_support_format_ar(archive);
	case PACK_ZIP:
		return archive_read_support_format_zip(archive);
	case PACK_7Z:
		return archive_read_support_format_7zip(archive);
	case PACK_ISO:
		return archive_read_support_format_iso9660(archive);
	case PACK_NONE:
		break;
	}
	return ARCHIVE_FATAL;
}

/* What libarchive says is wrong. */
static const char *
words(const struct reader *r)
{
	const char *said = archive_error_string(r->archive);

	return said ? said : "it is damaged or cut off";
}

/* Puts what is left of the piece, up to a slice of it, into the older slice. */
static void
shift_slices(struct reader *r)
{
	uint8_t *older = r->slices[0];

	r->slices[0] = r->slices[1];
	r->n_slices[0] = r->n_slices[1];
	r->slices[1] = older ? older : mem_zalloc(SLICE);
	r->n_slices[1] = r->left.n < SLICE ? r->left.n : SLICE;
	memcpy(r->slices[1], r->left.p, r->n_slices[1]);
	r->left.p += r->n_slices[1];
	r->left.n -= r->n_slices[1];
	r->given += r->n_slices[1];
}

/* 1: there is something left of a piece; 0: the end; -1. */
static int
refill(struct reader *r, struct err *err)
{
	int more = 1;

	while (r->left.n == 0 && more == 1)
		more = r->pieces->pull(r->pieces->from, &r->left, err);
	return more;
}

static la_ssize_t
give_slice(struct archive *archive, void *data, const void **out)
{
	struct reader *r = data;
	struct err err = ERR_NONE;
	int more = refill(r, &err);

	if (more == -1) {
		archive_set_error(archive, EIO, "%s", err.msg);
		return ARCHIVE_FATAL;
	}
	if (more == 0)
		return 0;
	shift_slices(r);
	*out = r->slices[1];
	return (la_ssize_t)r->n_slices[1];
}

static int
open_archive(struct reader *r, struct err *err)
{
	int code;

	r->archive = archive_read_new();
	if (r->archive == NULL)
		return err_set(err, ERR_FAILED, "there is not enough memory");
	code = support(r->archive, r->kind);
	if (code == ARCHIVE_OK && r->pieces == NULL)
		code = archive_read_open_memory(r->archive, r->bytes.p,
		    r->bytes.n);
	else if (code == ARCHIVE_OK)
		code = archive_read_open(r->archive, r, NULL, give_slice,
		    NULL);
	if (code < ARCHIVE_WARN)
		return err_set(err, ERR_FAILED, "%s", words(r));
	return 0;
}

/* As the archive has it, whatever the locale makes of it. */
static const char *
path_of(struct archive_entry *entry)
{
	const char *path = archive_entry_pathname_utf8(entry);

	if (path == NULL)
		path = archive_entry_pathname(entry);
	return path ? path : "an entry without a name";
}

static const char *
link_of(struct archive_entry *entry)
{
	const char *target = archive_entry_symlink_utf8(entry);

	if (target == NULL)
		target = archive_entry_symlink(entry);
	return target ? target : "";
}

static const char *
hard_link_of(struct archive_entry *entry)
{
	const char *target = archive_entry_hardlink_utf8(entry);

	return target ? target : archive_entry_hardlink(entry);
}

static bool
has_bytes(struct archive_entry *entry)
{
	return archive_entry_size_is_set(entry) &&
	    archive_entry_size(entry) > 0;
}

static struct entry
entry_of(struct archive_entry *from)
{
	const char *hard_link = hard_link_of(from);
	struct entry entry = { .path = path_of(from), .kind = ENTRY_FILE };

	if (hard_link != NULL && !has_bytes(from)) {
		entry.kind = ENTRY_HARD_LINK;
		entry.target = hard_link;
		return entry;
	}
	switch (archive_entry_filetype(from)) {
	case AE_IFDIR:
		entry.kind = ENTRY_FOLDER;
		break;
	case AE_IFLNK:
		entry.kind = ENTRY_LINK;
		entry.target = link_of(from);
		break;
	case AE_IFCHR:
	case AE_IFBLK:
	case AE_IFIFO:
	case AE_IFSOCK:
		entry.kind = ENTRY_OTHER;
		break;
	}
	return entry;
}

/*
 * Several names of one file: a new cpio has its bytes with the last of them,
 * so the first becomes a link to it. Others have them with the first, or with
 * each.
 */
static bool
add_first_name(struct reader *r, struct archive_entry *from)
{
	const char *first = hard_link_of(from);
	struct entry entry = { .path = first, .kind = ENTRY_HARD_LINK,
		.target = path_of(from) };
	int format = archive_format(r->archive);
	size_t id;

	if (first == NULL || !has_bytes(from) ||
	    (format != ARCHIVE_FORMAT_CPIO_SVR4_NOCRC &&
		format != ARCHIVE_FORMAT_CPIO_SVR4_CRC))
		return true;
	return level_add(r->level, &id, &entry);
}

/* Does p lie in the archive's own bytes, rather than in a buffer? */
static bool
is_own(const struct reader *r, const void *p)
{
	const uint8_t *at = p;

	return r->bytes.n > 0 && at >= r->bytes.p &&
	    at < r->bytes.p + r->bytes.n;
}

/* Holds a block of an entry at its offset, holes being zeros. */
static int
hold_block(struct held *held, const void *p, size_t n, la_int64_t at,
    struct err *err)
{
	if (at < 0 || (uint64_t)at < held->n)
		return err_set(err, ERR_FAILED, "its blocks are out of "
		    "order");
	if ((uint64_t)at > held->n && held_append_zeros(held,
		(uint64_t)at - held->n, err) == -1)
		return -1;
	return held_append(held, p, n, err);
}

/*
 * The bytes of an entry: those of the archive itself where they are all in one
 * place there, else unpacked.
 */
static int
read_entry(struct span *out, struct reader *r, struct archive_entry *entry,
    struct err *err)
{
	struct held *held = level_hold(r->level);
	struct span first = { 0 };
	bool is_set = archive_entry_size_is_set(entry);
	uint64_t size = is_set ? (uint64_t)archive_entry_size(entry) : 0;
	const void *p = NULL;
	size_t n;
	la_int64_t at;
	int code;

	while ((code = archive_read_data_block(r->archive, &p, &n, &at)) ==
	    ARCHIVE_OK) {
		if (n == 0)
			continue;
		if (is_set && at == 0 && n == size && is_own(r, p) &&
		    held->n == 0 && first.n == 0) {
			first = (struct span){ p, n };
			continue;
		}
		if (first.n > 0)
			return err_set(err, ERR_FAILED, "it has more bytes "
			    "than it says");
		if (hold_block(held, p, n, at, err) == -1)
			return -1;
	}
	r->is_over = code == ARCHIVE_FATAL;
	if (code != ARCHIVE_EOF)
		return err_set(err, ERR_FAILED, "%s", words(r));
	*out = first.n > 0 ? first : held_span(held);
	if (is_set && out->n < size && archive_entry_sparse_count(entry) > 0 &&
	    held_append_zeros(held, size - out->n, err) == -1)
		return -1;
	if (first.n == 0)
		*out = held_span(held);
	if (is_set && out->n != size)
		return err_set(err, ERR_FAILED, "it is cut off, with %zu of "
		    "its %" PRIu64 " bytes", out->n, size);
	return 0;
}

/* Why an entry cannot be read though its bytes are there, or NULL. */
static const char *
sealed(const struct reader *r, struct archive_entry *entry)
{
	if (archive_entry_is_encrypted(entry))
		return "it is encrypted";
	if (swupdate_is_encrypted(&r->swupdate, path_of(entry)))
		return "it is encrypted (SWUpdate); decrypt it and name what "
		    "is inside";
	return NULL;
}

/* The description of a .swu is read for what it says of the others. */
static void
take_bytes(struct reader *r, size_t id, const char *path, struct span bytes)
{
	if (r->kind == PACK_CPIO && strcmp(path, SWUPDATE_DESCRIPTION) == 0)
		swupdate_read(&r->swupdate, bytes);
	if (r->swupdate.is_sealed) {
		level_lose_entry(r->level, id, "it is encrypted (SWUpdate), "
		    "and so may be what it describes");
		r->swupdate.is_sealed = false;
	} else {
		level_take(r->level, id, bytes);
	}
}

/* False: no more can be added. */
static bool
take_entry(struct reader *r, struct archive_entry *from)
{
	struct entry entry = entry_of(from);
	const char *why = sealed(r, from);
	struct span bytes;
	struct err err = ERR_NONE;
	size_t id;

	/* The tables of an ar have names of slashes alone. */
	if (r->kind == PACK_AR && entry.path[0] == '/')
		return true;
	if (!level_add(r->level, &id, &entry))
		return false;
	if (!level_wants(r->level, id))
		return add_first_name(r, from);
	if (why != NULL)
		level_lose_entry(r->level, id, why);
	else if (read_entry(&bytes, r, from, &err) == -1)
		level_lose_entry(r->level, id, err.msg);
	else
		take_bytes(r, id, entry.path, bytes);
	return add_first_name(r, from);
}

/* Goes through the entries up to the end. False: it was not reached. */
static bool
take_all(struct reader *r)
{
	struct archive_entry *entry;
	la_int64_t before = 0;
	unsigned retries = 0;

	while (!r->is_over) {
		int code;

		before = archive_filter_bytes(r->archive, -1);
		code = archive_read_next_header(r->archive, &entry);
		if (code == ARCHIVE_RETRY && retries++ < MAX_RETRIES)
			continue;
		if (code == ARCHIVE_EOF) {
			/* Padding is less than a block, the end mark is not. */
			if (r->kind != PACK_TAR || archive_filter_bytes(
				r->archive, -1) - before >= TAR_BLOCK)
				return true;
			level_lose(r->level, "tar: it is cut off: the end "
			    "mark is missing");
			return false;
		}
		if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
			break;
		if (!take_entry(r, entry))
			return false;
	}
	level_lose(r->level, words(r));
	return false;
}

/* What was given and not used is in the last slices; then comes the rest. */
static int
hold_rest(struct held *held, struct reader *r, uint64_t used, struct err *err)
{
	size_t left = (size_t)(r->given - used), in_last = r->n_slices[1];

	if (left > in_last + r->n_slices[0])
		return err_set(err, ERR_FAILED, "what follows its end was "
		    "not kept");
	if (left > in_last && held_append(held, r->slices[0] +
		r->n_slices[0] - (left - in_last), left - in_last, err) == -1)
		return -1;
	if (left > in_last)
		left = in_last;
	if (held_append(held, r->slices[1] + in_last - left, left, err) == -1)
		return -1;
	for (;;) {
		int more = refill(r, err);

		if (more != 1)
			return more;
		if (held_append(held, r->left.p, r->left.n, err) == -1)
			return -1;
		r->left.n = 0;
	}
}

/* Whatever follows the end is an entry: a second archive, a signature. */
static void
take_rest(struct reader *r)
{
	uint64_t used = (uint64_t)archive_filter_bytes(r->archive, -1);
	struct span bytes = r->bytes;
	struct rest rest;
	struct err err = ERR_NONE;

	if (r->kind != PACK_TAR && r->kind != PACK_CPIO)
		return;
	if (r->pieces != NULL) {
		struct held *held = level_hold(r->level);

		if (hold_rest(held, r, used, &err) == -1) {
			level_lose(r->level, err.msg);
			return;
		}
		bytes = held_span(held);
		used = 0;
	}
	if (level_add_rest(r->level, &rest, bytes, used))
		level_take_rest(r->level, &rest);
}

static enum form_result
walk(struct reader *r, struct err *err)
{
	int result = open_archive(r, err);

	if (result == 0 && take_all(r))
		take_rest(r);
	archive_read_free(r->archive);
	swupdate_release(&r->swupdate);
	free(r->slices[0]);
	free(r->slices[1]);
	return result == 0 ? FORM_READ : FORM_BAD;
}

enum form_result
container_archive_stream(struct level *level, enum pack kind,
    const struct pieces *pieces, struct err *err)
{
	struct reader r = { .level = level, .kind = kind, .pieces = pieces };

	return walk(&r, err);
}

/* A zip or 7z with what is before and behind it. */
static enum form_result
walk_extent(struct reader *r, struct span bytes, const struct extent *extent,
    struct err *err)
{
	struct level *level = r->level;
	struct rest before = { 0 }, behind;

	r->bytes = (struct span){ bytes.p + extent->base,
		(size_t)(extent->end - extent->base) };
	if (extent->first > 0 && !level_add_rest(level, &before,
		(struct span){ bytes.p, (size_t)extent->first }, 0))
		return FORM_READ;
	level_take_rest(level, &before);
	/* What is beside it is told even where it is damaged itself. */
	if (walk(r, err) == FORM_BAD)
		level_lose(level, err->msg);
	if (level_add_rest(level, &behind, bytes, extent->end))
		level_take_rest(level, &behind);
	return FORM_READ;
}

enum form_result
container_archive(struct level *level, struct span bytes, struct err *err)
{
	struct reader r = { .level = level, .kind = pack_of(bytes),
		.bytes = bytes };
	struct extent extent;

	if (r.kind == PACK_NONE)
		return FORM_NOT_MINE;
	if (r.kind != PACK_ZIP && r.kind != PACK_7Z)
		return walk(&r, err);
	if (pack_extent(&extent, r.kind, bytes))
		return walk_extent(&r, bytes, &extent, err);
	/* libarchive reads what it meets, and all is a file. */
	level_lose(level, "zip: it is cut off: the directory at its end is "
	    "missing");
	return walk(&r, err);
}

enum form_result
container_zip_behind(struct level *level, struct span bytes, struct err *err)
{
	struct reader r = { .level = level, .kind = PACK_ZIP };
	struct extent extent;

	/* One without entries is nothing to look for. */
	if (!pack_extent(&extent, PACK_ZIP, bytes) ||
	    memcmp(bytes.p + extent.first, "PK\3\4", 4) != 0)
		return FORM_NOT_MINE;
	return walk_extent(&r, bytes, &extent, err);
}
