#include "image/container_archive.h"

#include "base/octets.h"

#define ZIP_END		22	/* bytes, without the comment */
#define ZIP_COMMENT	65535
#define ZIP64_END	76	/* bytes before ZIP_END, of both its records */
#define ZIP_ENTRY	46	/* bytes of the directory, without names */
#define SEVENZIP_HEADER	32

/* The least place that the directory gives; the directory's, if none. */
static uint64_t
first_entry(struct span bytes, const struct extent *extent)
{
	uint64_t at = extent->first, first = at, base = extent->base;

	while (at + ZIP_ENTRY <= extent->end &&
	    memcmp(bytes.p + at, "PK\1\2", 4) == 0) {
		const uint8_t *p = bytes.p + at;
		uint64_t place = base + octets_le_at(p + 42, 4);

		if (place < first && memcmp(bytes.p + place, "PK\3\4", 4) == 0)
			first = place;
		at += ZIP_ENTRY + octets_le_at(p + 28, 2) +
		    octets_le_at(p + 30, 2) + octets_le_at(p + 32, 2);
	}
	return first;
}

/* Is there the end of a zip at this place? first is its directory. */
static bool
is_zip_end(struct extent *out, struct span bytes, uint64_t at)
{
	const uint8_t *p = bytes.p + at;
	uint64_t size, offset, end = at;

	if (at + ZIP_END > bytes.n ||
	    octets_le_at(p + 8, 2) != octets_le_at(p + 10, 2))
		return false;
	size = octets_le_at(p + 12, 4);
	offset = octets_le_at(p + 16, 4);
	if (offset + size != at && at >= ZIP64_END &&
	    memcmp(p - 20, "PK\6\7", 4) == 0 &&
	    memcmp(p - ZIP64_END, "PK\6\6", 4) == 0) {
		end = at - ZIP64_END;
		size = octets_le_at(p - ZIP64_END + 40, 8);
		offset = octets_le_at(p - ZIP64_END + 48, 8);
	}
	if (size > end || offset > end - size || (size > 0 &&
		memcmp(bytes.p + end - size, "PK\1\2", 4) != 0))
		return false;
	out->base = end - size - offset;
	out->first = end - size;
	out->end = at + ZIP_END;
	return size > 0 || out->base == 0;
}

/* The last in the last bytes; else the first that belongs to the first zip. */
static bool
find_zip(struct extent *out, struct span bytes)
{
	uint64_t least = bytes.n > ZIP_END + ZIP_COMMENT ?
	    bytes.n - ZIP_END - ZIP_COMMENT : 0;
	const uint8_t *at = bytes.p;

	for (uint64_t i = bytes.n; i-- > least;) {
		if (bytes.p[i] == 'P' && bytes.n - i >= ZIP_END &&
		    memcmp(bytes.p + i, "PK\5\6", 4) == 0 &&
		    is_zip_end(out, bytes, i))
			return true;
	}
	if (bytes.n < ZIP_END || memcmp(bytes.p, "PK", 2) != 0)
		return false;
	while ((at = memmem(at, bytes.n - (size_t)(at - bytes.p), "PK\5\6",
		4)) != NULL) {
		if (is_zip_end(out, bytes, (uint64_t)(at - bytes.p)) &&
		    out->base == 0)
			return true;
		at++;
	}
	return false;
}

bool
pack_extent(struct extent *out, enum pack kind, struct span bytes)
{
	uint64_t offset, size;

	*out = (struct extent){ .end = bytes.n };
	if (kind == PACK_ZIP) {
		if (!find_zip(out, bytes))
			return false;
		out->first = first_entry(bytes, out);
		return true;
	}
	if (kind != PACK_7Z || bytes.n < SEVENZIP_HEADER)
		return true;
	offset = octets_le_at(bytes.p + 12, 8);
	size = octets_le_at(bytes.p + 20, 8);
	if (offset <= bytes.n - SEVENZIP_HEADER &&
	    size <= bytes.n - SEVENZIP_HEADER - offset)
		out->end = SEVENZIP_HEADER + offset + size;
	return true;
}
