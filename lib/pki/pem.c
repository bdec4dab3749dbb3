#include "pki/pem.h"

#include "base/base64.h"
#include "base/limits.h"

static const struct label {
	const char *text;
	enum pem_kind kind;
} labels[] = {
	{ "CERTIFICATE", PEM_CERTIFICATE },
	{ "X509 CERTIFICATE", PEM_CERTIFICATE },
	{ "TRUSTED CERTIFICATE", PEM_TRUSTED },
};

#define N_LABELS (sizeof(labels) / sizeof(labels[0]))

void
pem_open(struct pem_reader *reader, struct span bytes)
{
	*reader = (struct pem_reader){ .bytes = bytes, .line = 1,
		.der = BUF_INIT(LIMIT_CERT_BYTES + 4096) };
}

void
pem_close(struct pem_reader *reader)
{
	buf_release(&reader->der);
}

/* Does text stand at offset at? */
static bool
looking_at(struct span bytes, size_t at, const char *text)
{
	size_t n = strlen(text);

	return at <= bytes.n && bytes.n - at >= n &&
	    memcmp(bytes.p + at, text, n) == 0;
}

/* Where text stands next in [at, end), or end. */
static size_t
find(struct span bytes, size_t at, size_t end, const char *text)
{
	const uint8_t *hit = memmem(bytes.p + at, end - at, text,
	    strlen(text));

	return hit ? (size_t)(hit - bytes.p) : end;
}

/*
 * The label of ours at offset at, whether its dashes follow, stand off or were
 * forgotten. Before other words it is another label that begins alike, as
 * CERTIFICATE REQUEST.
 */
static const struct label *
label_at(struct span bytes, size_t at)
{
	for (size_t i = 0; i < N_LABELS; i++) {
		size_t end = at + strlen(labels[i].text);

		if (!looking_at(bytes, at, labels[i].text))
			continue;
		while (end < bytes.n && strchr(" \t", bytes.p[end]) != NULL)
			end++;
		if (end == bytes.n || strchr("-\r\n", bytes.p[end]) != NULL)
			return &labels[i];
	}
	return NULL;
}

/* The whole length of the DER element at the start, or 0. */
static size_t
der_length(struct span der)
{
	size_t length, n;

	if (der.n < 2)
		return 0;
	length = der.p[1];
	if (length < 0x80)
		return length + 2;
	n = length & 0x7f;
	if (n == 0 || n > 4 || der.n < 2 + n)
		return 0;
	length = 0;
	for (size_t i = 0; i < n; i++)
		length = length << 8 | der.p[2 + i];
	return length + 2 + n;
}

struct span
pem_element(struct span bytes)
{
	size_t n = der_length(bytes);

	bytes.n = n <= bytes.n ? n : 0;
	return bytes;
}

static size_t
after_newline(struct span bytes, size_t at)
{
	while (at < bytes.n && (bytes.p[at] == ' ' || bytes.p[at] == '\t'))
		at++;
	if (at < bytes.n && bytes.p[at] == '\r')
		at++;
	if (at < bytes.n && bytes.p[at] == '\n')
		at++;
	return at;
}

/* Decodes the base64 text of a block; NULL, or why it cannot be. */
static const char *
read_der(struct pem_reader *reader, struct span text, struct pem_block *out)
{
	const char *fault;
	struct span der;

	buf_clear(&reader->der);
	fault = base64_decode(&reader->der, text);
	if (fault != NULL)
		return fault;
	der = buf_span(&reader->der);
	if (der.n == 0)
		return "an empty block";
	out->whole = der;
	out->der = out->kind == PEM_TRUSTED ? pem_element(der) : der;
	return out->der.n == 0 ? "no DER inside" : NULL;
}

/* Fills out from the block whose BEGIN line has its label at offset at. */
static const char *
read_block(struct pem_reader *reader, const struct label *label, size_t at,
    struct pem_block *out)
{
	struct span bytes = reader->bytes;
	size_t body = at + strlen(label->text) + strlen(PEM_DASHES);
	size_t next = find(bytes, at, bytes.n, PEM_BEGIN);
	size_t end = find(bytes, at, next, PEM_END);
	size_t end_label = end + strlen(PEM_END);
	const char *fault;
	struct span text;

	out->end = next;
	out->flaw = PEM_BAD_END;
	if (end == next)
		return "a BEGIN line without its END";
	out->end = end_label;
	if (label_at(bytes, end_label) != label)
		return "an END line that does not match its BEGIN";
	out->end = end_label + strlen(label->text);
	if (end < body ||
	    !looking_at(bytes, body - strlen(PEM_DASHES), PEM_DASHES))
		out->flaw = PEM_BAD_BEGIN;
	if (!looking_at(bytes, out->end, PEM_DASHES) ||
	    out->flaw == PEM_BAD_BEGIN)
		return "a BEGIN or END line whose label has not five dashes "
		    "right after it";
	out->end = after_newline(bytes, out->end + strlen(PEM_DASHES));
	out->flaw = PEM_BAD_TEXT;
	text = (struct span){ bytes.p + body, end - body };
	fault = read_der(reader, text, out);
	if (fault == NULL)
		out->flaw = PEM_SOUND;
	return fault;
}

/* The same from an END line, whose BEGIN was none that we know. */
static const char *
read_stray_end(struct span bytes, const struct label *label, size_t at,
    struct pem_block *out)
{
	out->flaw = PEM_NO_BEGIN;
	out->end = at + strlen(label->text);
	if (looking_at(bytes, out->end, PEM_DASHES))
		out->end = after_newline(bytes, out->end + strlen(PEM_DASHES));
	return "an END line without its BEGIN";
}

bool
pem_next(struct pem_reader *reader, struct pem_block *out)
{
	struct span bytes = reader->bytes;

	while (reader->at < bytes.n) {
		size_t begin = find(bytes, reader->at, bytes.n, PEM_BEGIN);
		size_t line = find(bytes, reader->at, begin, PEM_END);
		bool is_end = line < begin;
		size_t body = line + strlen(is_end ? PEM_END : PEM_BEGIN);
		const struct label *label = line < bytes.n ?
		    label_at(bytes, body) : NULL;

		reader->line += pem_lines(bytes, reader->at, line);
		reader->at = line < bytes.n ? body : bytes.n;
		if (label == NULL)
			continue;
		*out = (struct pem_block){ .kind = label->kind,
			.begin = line, .line = reader->line };
		out->fault = is_end ?
		    read_stray_end(bytes, label, body, out) :
		    read_block(reader, label, body, out);
		reader->line += pem_lines(bytes, body, out->end);
		reader->at = out->end;
		return true;
	}
	return false;
}

size_t
pem_lines(struct span bytes, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		if (bytes.p[i] == '\n' || (bytes.p[i] == '\r' &&
			!looking_at(bytes, i + 1, "\n")))
			n++;
	}
	return n;
}

/* Do bytes end in BEGIN and the first n characters of that label? */
static bool
ends_amid(struct span bytes, const struct label *label, size_t n)
{
	size_t mark = strlen(PEM_BEGIN);

	return bytes.n >= mark + n &&
	    looking_at(bytes, bytes.n - n - mark, PEM_BEGIN) &&
	    memcmp(bytes.p + bytes.n - n, label->text, n) == 0;
}

size_t
pem_cut_line(struct span bytes)
{
	for (size_t i = 0; i < N_LABELS; i++) {
		for (size_t n = 0; n < strlen(labels[i].text); n++) {
			if (ends_amid(bytes, &labels[i], n))
				return pem_lines(bytes, 0, bytes.n) + 1;
		}
	}
	return 0;
}

void
pem_append(struct buf *out, struct span der, size_t width,
    const char *newline)
{
	struct buf base64 = BUF_INIT(2 * LIMIT_CERT_BYTES);

	base64_encode(&base64, der);
	buf_printf(out, "-----BEGIN CERTIFICATE-----%s", newline);
	for (size_t at = 0; at < base64.n; at += width) {
		buf_append(out, base64.p + at,
		    base64.n - at < width ? base64.n - at : width);
		buf_text(out, newline);
	}
	buf_printf(out, "-----END CERTIFICATE-----%s", newline);
	buf_release(&base64);
}
