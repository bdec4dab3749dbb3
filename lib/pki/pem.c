#include "pki/pem.h"

#include "base/base64.h"
#include "base/limits.h"

#define BEGIN	"-----BEGIN "
#define END	"-----END "

static const struct label {
	const char *text;
	enum pem_kind kind;
} labels[] = {
	{ "CERTIFICATE-----", PEM_CERTIFICATE },
	{ "X509 CERTIFICATE-----", PEM_CERTIFICATE },
	{ "TRUSTED CERTIFICATE-----", PEM_TRUSTED },
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

/* Where text stands next, from at on, or bytes.n. */
static size_t
find(struct span bytes, size_t at, const char *text)
{
	const uint8_t *hit = memmem(bytes.p + at, bytes.n - at, text,
	    strlen(text));

	return hit ? (size_t)(hit - bytes.p) : bytes.n;
}

/* Line breaks in [from, to): LF, CR LF or CR alone. */
static size_t
count_lines(struct span bytes, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		if (bytes.p[i] == '\n' || (bytes.p[i] == '\r' &&
			(i + 1 == bytes.n || bytes.p[i + 1] != '\n')))
			n++;
	}
	return n;
}

static const struct label *
label_at(struct span bytes, size_t at)
{
	for (size_t i = 0; i < N_LABELS; i++) {
		if (looking_at(bytes, at, labels[i].text))
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

/* Fills out from the block whose BEGIN line's body starts at body. */
static void
read_block(struct pem_reader *reader, const struct label *label, size_t body,
    struct pem_block *out)
{
	struct span bytes = reader->bytes;
	size_t end = find(bytes, body, END);
	size_t next = find(bytes, body, BEGIN);

	buf_clear(&reader->der);
	if (end == bytes.n || next < end) {
		out->fault = "a BEGIN line without its END";
		out->end = next;
		return;
	}
	out->end = end + strlen(END);
	if (label_at(bytes, out->end) != label) {
		out->fault = "an END line that does not match its BEGIN";
		return;
	}
	out->end = after_newline(bytes, out->end + strlen(label->text));
	out->fault = base64_decode(&reader->der,
	    (struct span){ bytes.p + body, end - body });
	out->der = buf_span(&reader->der);
	if (out->fault == NULL && out->der.n == 0)
		out->fault = "an empty block";
	if (out->fault == NULL && label->kind == PEM_TRUSTED) {
		size_t n = der_length(out->der);

		if (n == 0 || n > out->der.n)
			out->fault = "no DER inside";
		else
			out->der.n = n;
	}
}

bool
pem_next(struct pem_reader *reader, struct pem_block *out)
{
	struct span bytes = reader->bytes;

	while (reader->at < bytes.n) {
		size_t begin = find(bytes, reader->at, BEGIN);
		size_t body = begin + strlen(BEGIN);
		const struct label *label = begin < bytes.n ?
		    label_at(bytes, body) : NULL;

		reader->line += count_lines(bytes, reader->at, begin);
		reader->at = begin < bytes.n ? body : bytes.n;
		if (label == NULL)
			continue;
		*out = (struct pem_block){ .kind = label->kind,
			.begin = begin, .line = reader->line };
		read_block(reader, label, body + strlen(label->text), out);
		reader->line += count_lines(bytes, body, out->end);
		reader->at = out->end;
		return true;
	}
	return false;
}
