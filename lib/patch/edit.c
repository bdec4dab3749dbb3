#include "patch/edit.h"

#include <stdlib.h>

#include "base/mem.h"
#include "patch/block.h"
#include "pki/pem.h"

#define WIDTH_WIDE	76	/* MIME, as bundles had it before 2014 */

/* How a bundle writes its blocks; read off the last one. */
struct style {
	const char *newline;
	size_t width;		/* characters of base64 in a line */
	const char *comment;	/* what goes before a name, or NULL: no name */
	bool spaced;		/* an empty line between blocks */
};

struct line {
	size_t begin, end;	/* without its newline */
};

/* The line that ends just before offset at; false at the start. */
static bool
line_before(struct line *out, struct span bytes, size_t at)
{
	size_t end = at;

	if (at == 0)
		return false;
	if (bytes.p[end - 1] == '\n')
		end--;
	if (end > 0 && bytes.p[end - 1] == '\r')
		end--;
	out->end = end;
	while (end > 0 && bytes.p[end - 1] != '\n')
		end--;
	out->begin = end;
	return true;
}

static bool
line_is_empty(struct span bytes, struct line line)
{
	for (size_t i = line.begin; i < line.end; i++) {
		if (bytes.p[i] != ' ' && bytes.p[i] != '\t')
			return false;
	}
	return true;
}

/* The first and the last line of what is between two blocks say it all. */
static void
style_of_gap(struct style *style, struct span bytes, size_t from, size_t to)
{
	struct line line;
	bool nearest = true;

	while (to > from && line_before(&line, bytes, to)) {
		bool empty = line_is_empty(bytes, line);

		if (empty)
			style->spaced = true;
		else if (nearest)
			style->comment = bytes.p[line.begin] == '#' ? "# " :
			    "";
		nearest = false;
		to = line.begin;
	}
}

static size_t
width_of_block(struct span bytes, const struct pem_block *block)
{
	const uint8_t *end = bytes.p + block->end;
	const uint8_t *line = memchr(bytes.p + block->begin, '\n',
	    block->end - block->begin);
	const uint8_t *next;

	if (line == NULL)
		return PEM_WIDTH;
	next = memchr(line + 1, '\n', (size_t)(end - line - 1));
	if (next == NULL)
		return PEM_WIDTH;
	if (next[-1] == '\r')
		next--;
	return next - line - 1 == WIDTH_WIDE ? WIDTH_WIDE : PEM_WIDTH;
}

static int
style_read(struct style *out, struct span bytes, const char *name,
    struct err *err)
{
	struct pem_reader reader;
	struct pem_block block, last = { 0 };
	size_t gap = 0, previous_end = 0, n = 0;
	const uint8_t *newline;

	pem_open(&reader, bytes);
	while (pem_next(&reader, &block)) {
		if (block.fault != NULL)
			continue;
		gap = previous_end;
		previous_end = block.end;
		last = block;
		n++;
	}
	pem_close(&reader);
	if (n == 0)
		return err_set(err, ERR_FAILED, "%s holds no PEM block to "
		    "which one can be added", name);
	newline = memchr(bytes.p + last.begin, '\n', bytes.n - last.begin);
	if (newline == NULL && memchr(bytes.p, '\r', bytes.n) != NULL)
		return err_set(err, ERR_FAILED, "%s ends its lines with CR "
		    "alone, which few TLS libraries read: give it LF "
		    "first", name);
	*out = (struct style){
		.newline = newline && newline[-1] == '\r' ? "\r\n" : "\n",
		.width = width_of_block(bytes, &last) };
	style_of_gap(out, bytes, gap, last.begin);
	return 0;
}

/*
 * A name as a comment: ASCII, since loaders have choked on anything else, and
 * nothing in it that begins or ends a block.
 */
static void
append_comment(struct buf *out, const struct style *style,
    const struct cert *cert)
{
	const char *name = cert->short_name;

	buf_text(out, style->comment);
	for (size_t i = 0; name[i] != '\0'; i++) {
		bool dashes = name[i] == '-' && name[i + 1] == '-';

		if ((uint8_t)name[i] < 0x20 || (uint8_t)name[i] > 0x7e)
			buf_printf(out, "\\x%02X", (uint8_t)name[i]);
		else if (!dashes)
			buf_append(out, &name[i], 1);
	}
	buf_text(out, style->newline);
}

static bool
ends_with_empty_line(struct span bytes)
{
	struct line line;

	return line_before(&line, bytes, bytes.n) &&
	    bytes.p[bytes.n - 1] == '\n' && line_is_empty(bytes, line);
}

int
edit_append(struct edit *out, struct span base, const char *name,
    const struct chain *added, struct err *err)
{
	struct edit edit = EDIT_EMPTY;
	struct style style = { 0 };
	bool spaced;	/* nothing more is needed before the next block */

	if (style_read(&style, base, name, err) == -1)
		return -1;
	spaced = !style.spaced || ends_with_empty_line(base);
	buf_append(&edit.bytes, base.p, base.n);
	for (size_t i = 0; i < added->n; i++) {
		size_t offset = edit.bytes.n;

		if (i == 0 && base.p[base.n - 1] != '\n')
			buf_text(&edit.bytes, style.newline);
		if (!spaced)
			buf_text(&edit.bytes, style.newline);
		spaced = !style.spaced;
		if (style.comment != NULL)
			append_comment(&edit.bytes, &style, added->certs[i]);
		block_append(&edit.bytes, added->certs[i], style.width,
		    style.newline);
		edit.ranges = mem_grow(edit.ranges, &edit.cap, edit.n + 1,
		    sizeof(*edit.ranges));
		edit.ranges[edit.n++] = (struct edit_range){ offset,
			edit.bytes.n - offset };
	}
	if (edit.bytes.full) {
		edit_release(&edit);
		return err_set(err, ERR_LIMIT, "%s would grow larger than %d "
		    "bytes", name, LIMIT_BUNDLE_BYTES);
	}
	*out = edit;
	return 0;
}

void
edit_release(struct edit *edit)
{
	buf_release(&edit->bytes);
	free(edit->ranges);
	*edit = EDIT_EMPTY;
}

bool
edit_undo(struct buf *out, struct span bytes, const struct edit_range *ranges,
    size_t n)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		if (ranges[i].offset < at || ranges[i].offset > bytes.n ||
		    ranges[i].size > bytes.n - ranges[i].offset)
			return false;
		buf_append(out, bytes.p + at, ranges[i].offset - at);
		at = ranges[i].offset + ranges[i].size;
	}
	buf_append(out, bytes.p + at, bytes.n - at);
	return true;
}
