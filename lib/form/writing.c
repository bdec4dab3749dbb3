#include "form/writing.h"

#include <stdlib.h>

#include "base/mem.h"
#include "form/foreign.h"
#include "pki/trust.h"

#define OLD_BEGIN	PEM_BEGIN "X509 "
#define BOM	"\xef\xbb\xbf"

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static bool
is_newline(uint8_t c)
{
	return c == '\n' || c == '\r';
}

static bool
starts_with(struct span bytes, size_t at, const char *text)
{
	size_t n = strlen(text);

	return at <= bytes.n && bytes.n - at >= n &&
	    memcmp(bytes.p + at, text, n) == 0;
}

/* Where text stands next in [at, end), or end. */
static size_t
find(struct span bytes, size_t at, size_t end, const char *text)
{
	const uint8_t *hit = at < end ? memmem(bytes.p + at, end - at, text,
	    strlen(text)) : NULL;

	return hit != NULL ? (size_t)(hit - bytes.p) : end;
}

static size_t
line_start(struct span bytes, size_t at)
{
	while (at > 0 && !is_newline(bytes.p[at - 1]))
		at--;
	return at;
}

static size_t
line_end(struct span bytes, size_t at, size_t end)
{
	while (at < end && !is_newline(bytes.p[at]))
		at++;
	return at;
}

/* Is there a CR in the block, and every one without its LF? */
static bool
ends_lines_by_cr(struct span bytes, const struct pem_block *block)
{
	size_t alone = 0;

	for (size_t i = block->begin; i < block->end; i++) {
		if (bytes.p[i] == '\n')
			return false;
		alone += bytes.p[i] == '\r';
	}
	return alone > 0;
}

/* Does the line at this offset follow an END line that ends in CR, unlike the
 * others of its block? No loader takes that for a line end. */
static bool
is_glued_by_cr(const struct writing *w, size_t line)
{
	return line > 0 && line == w->end && !w->ends_in_cr &&
	    w->bytes.p[line - 1] == '\r';
}

static void
note_before(struct writing *w, const struct pem_block *block, bool end_is_in,
    const char *where)
{
	struct span bytes = w->bytes;
	size_t line = line_start(bytes, block->begin), at = block->begin;

	while (at > line && is_blank(bytes.p[at - 1]))
		at--;
	if ((at > line && bytes.p[at - 1] == '-') || is_glued_by_cr(w, line))
		quirks_add(w->quirks, QUIRK_GLUED, where);
	else if (line > w->end && bytes.p[line - 1] == '\r')
		quirks_add(w->quirks, QUIRK_AFTER_CR, where);
	else if (block->begin - line == strlen(BOM) &&
	    starts_with(bytes, line, BOM))
		quirks_add(w->quirks, QUIRK_BOM, where);
	else if (line < block->begin)
		quirks_add(w->quirks, end_is_in ? QUIRK_INDENTED_ALL :
		    QUIRK_INDENTED, where);
	else if (end_is_in)
		quirks_add(w->quirks, QUIRK_INDENTED_END, where);
}

/* What follows the dashes of BEGIN on its line. */
static void
note_after_begin(struct writing *w, size_t at, size_t end, const char *where)
{
	struct span bytes = w->bytes;
	size_t eol = line_end(bytes, at, end), text = at;

	while (text < eol && is_blank(bytes.p[text]))
		text++;
	if (text < eol)
		quirks_add(w->quirks, QUIRK_BEGIN_TEXT, where);
	else if (at < eol)
		quirks_add(w->quirks, QUIRK_BEGIN_BLANK, where);
	if (eol + 1 < end && bytes.p[eol] == '\r' && bytes.p[eol + 1] == '\n')
		quirks_add(w->quirks, QUIRK_CR_LF, where);
}

/* Does a line of [at, end) but the last split a group of four? */
static bool
is_uneven(struct span bytes, size_t at, size_t end)
{
	size_t n = 0;
	bool splits = false;

	for (size_t i = at; i < end; i++) {
		if (is_newline(bytes.p[i]))
			splits = splits || n % 4 != 0;
		else if (!is_blank(bytes.p[i]))
			n++;
		if (splits && !is_newline(bytes.p[i]) &&
		    !is_blank(bytes.p[i]))
			return true;
	}
	return false;
}

static size_t
after_begin(struct span bytes, const struct pem_block *block)
{
	size_t label = block->begin + strlen(PEM_BEGIN);

	return find(bytes, label, block->end, PEM_DASHES) +
	    strlen(PEM_DASHES);
}

/* Is there text after BEGIN on its line? What it is hides the base64. */
static bool
is_begin_bad(struct span bytes, const struct pem_block *block)
{
	size_t at = after_begin(bytes, block);

	while (at < block->end && is_blank(bytes.p[at]))
		at++;
	return at < block->end && !is_newline(bytes.p[at]);
}

static void
note_text(struct writing *w, const struct pem_block *block,
    const char *where)
{
	struct span bytes = w->bytes;
	size_t text = after_begin(bytes, block);
	size_t end = find(bytes, text, block->end, PEM_END);
	bool end_is_in = line_start(bytes, end) < end &&
	    is_blank(bytes.p[end - 1]);

	note_before(w, block, end_is_in, where);
	note_after_begin(w, text, block->end, where);
	if (ends_lines_by_cr(bytes, block))
		quirks_add(w->quirks, QUIRK_CR_ONLY, where);
	if (is_uneven(bytes, text, end))
		quirks_add(w->quirks, QUIRK_UNEVEN, where);
	if (block->end < bytes.n && bytes.p[block->end - 1] != '\n' &&
	    !ends_lines_by_cr(bytes, block) &&
	    !starts_with(bytes, block->end, PEM_BEGIN))
		quirks_add(w->quirks, QUIRK_END_TEXT, where);
}

static void
note_label(struct writing *w, const struct pem_block *block,
    const char *where)
{
	if (starts_with(w->bytes, block->begin, OLD_BEGIN))
		quirks_add(w->quirks, QUIRK_OLD_LABEL, where);
	if (block->kind == PEM_CERTIFICATE && block->whole.n > block->der.n)
		quirks_add(w->quirks, QUIRK_TRAILING, where);
	if (block->kind != PEM_TRUSTED)
		return;
	quirks_add(w->quirks, block->whole.n == block->der.n ? QUIRK_TRUSTED :
	    trust_refuses_servers(block->whole) ? QUIRK_DISTRUSTED :
	    QUIRK_SETTINGS, where);
}

/* Text that looks like something, where none of our blocks is. */
static void
note_gap(struct writing *w, size_t end)
{
	struct span bytes = w->bytes;
	size_t at = w->end;
	bool is_stray = at < end && bytes.p[at] == '0';
	char *where;

	while (at < end && !is_stray) {
		is_stray = starts_with(bytes, at, PEM_DASHES);
		if (!is_stray)
			at = line_end(bytes, at, end) + 1;
	}
	if (!is_stray)
		return;
	where = mem_printf("%s:%zu", w->name, w->line +
	    pem_lines(bytes, w->begin, at));
	quirks_add(w->quirks, QUIRK_STRAY, where);
	free(where);
}

/* Where BEGIN stands next at the start of a line, or end. */
static size_t
find_begin(struct span bytes, size_t at, size_t end)
{
	at = find(bytes, at, end, PEM_BEGIN);
	while (at < end && at > 0 && bytes.p[at - 1] != '\n')
		at = find(bytes, at + 1, end, PEM_BEGIN);
	return at;
}

static void
note_once(struct writing *w, enum quirk_kind kind, size_t line)
{
	char *where;

	if (w->told[kind])
		return;
	w->told[kind] = true;
	where = mem_printf("%s:%zu", w->name, line);
	quirks_add(w->quirks, kind, where);
	free(where);
}

/* Blocks from the last of ours to here that are of other kinds. */
static void
note_foreign(struct writing *w, size_t end)
{
	struct span bytes = w->bytes;
	size_t line = w->line, counted = w->begin;
	size_t at = find_begin(bytes, w->end, end);

	while (at < end) {
		size_t next = find_begin(bytes, at + 1, end);
		bool odd[QUIRK_COUNT] = { false };

		line += pem_lines(bytes, counted, at);
		counted = at;
		foreign_judge(odd, (struct span){ bytes.p + at, next - at });
		for (int kind = 0; kind < QUIRK_COUNT; kind++) {
			if (odd[kind])
				note_once(w, (enum quirk_kind)kind, line);
		}
		at = next;
	}
}

static enum quirk_kind
kind_of_nul(const struct writing *w, size_t at, size_t begin)
{
	if (at >= begin || (at > 0 && w->bytes.p[at - 1] != '\n'))
		return QUIRK_NUL;
	return at > 0 && at == w->end ? QUIRK_NUL_END : QUIRK_NUL_LINE;
}

/* The first NUL of each kind up to the end of a block that begins there. */
static void
note_nuls(struct writing *w, size_t begin, size_t end)
{
	struct span bytes = w->bytes;

	for (size_t at = w->end; at < end; at++) {
		const uint8_t *nul = memchr(bytes.p + at, '\0', end - at);
		enum quirk_kind kind;

		if (nul == NULL)
			return;
		at = (size_t)(nul - bytes.p);
		kind = kind_of_nul(w, at, begin);
		if (!w->told[kind])
			note_once(w, kind, w->line +
			    pem_lines(bytes, w->begin, at));
	}
}

void
writing_init(struct writing *writing, struct quirks *quirks,
    struct span bytes, const char *name)
{
	*writing = (struct writing){ .quirks = quirks, .bytes = bytes,
		.name = name, .line = 1, .n_settled = quirks->n };
}

void
writing_skip(struct writing *writing, const struct pem_block *block)
{
	writing->begin = block->begin;
	writing->end = block->end;
	writing->line = block->line;
	writing->ends_in_cr = ends_lines_by_cr(writing->bytes, block);
}

void
writing_note(struct writing *writing, const struct pem_block *block,
    enum pem_flaw flaw, const char *where)
{
	struct quirks *quirks = writing->quirks;

	note_gap(writing, block->begin);
	/* An END that has not its own BEGIN may be that of such a block. */
	note_foreign(writing, flaw == PEM_NO_BEGIN ? block->end :
	    block->begin);
	note_nuls(writing, block->begin, block->end);
	switch (flaw) {
	case PEM_SOUND:
		note_text(writing, block, where);
		note_label(writing, block, where);
		break;
	case PEM_BAD_BEGIN:
		quirks_add(quirks, QUIRK_BAD_BEGIN, where);
		break;
	case PEM_NO_BEGIN:
		quirks_add(quirks, QUIRK_NO_BEGIN, where);
		break;
	case PEM_BAD_END:
		quirks_add(quirks, QUIRK_BAD_END, where);
		break;
	case PEM_BAD_TEXT:
		quirks_add(quirks, is_begin_bad(writing->bytes, block) ?
		    QUIRK_BAD_BEGIN : QUIRK_UNDECODABLE, where);
		break;
	}
	writing_skip(writing, block);
	if (block->kind == PEM_CERTIFICATE &&
	    !starts_with(writing->bytes, block->begin, OLD_BEGIN))
		writing->n_settled = quirks->n;
}

void
writing_end(struct writing *writing)
{
	struct quirks *quirks = writing->quirks;

	note_gap(writing, writing->bytes.n);
	note_foreign(writing, writing->bytes.n);
	note_nuls(writing, writing->bytes.n, writing->bytes.n);
	for (size_t i = writing->n_settled; i < quirks->n; i++) {
		if (quirks->items[i].kind == QUIRK_OLD_LABEL)
			quirks->items[i].kind = QUIRK_OLD_LABEL_LAST;
	}
}
