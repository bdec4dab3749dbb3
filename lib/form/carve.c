#include "form/carve.h"

#include "base/limits.h"
#include "base/octets.h"
#include "form/esp.h"
#include "pki/cert_outline.h"
#include "pki/der.h"
#include "pki/pem.h"

#define MARK_DASHES	4	/* bytes of it before the pair "-B" */
#define ESP_COUNT	2	/* bytes, before the first entry of version 1 */
#define ESP_OFFSET	4	/* bytes, one for each entry, of version 2 */
#define ESP_LENGTHS	4	/* bytes, before the name of any entry */
#define ESP_ENTRY_MOST	(ESP_LENGTHS + 2 * UINT16_MAX)
#define SET_TO_OID	4	/* bytes, in a name whose attribute is short */
#define DAMAGED_MIN	200	/* bytes, of what once held a certificate */

/* As many bytes as a vector register; where a machine has none, the compiler
 * splits it up. Unaligned loads go through memcpy. */
typedef uint8_t lanes __attribute__((vector_size(16)));
enum { STRIDE = sizeof(lanes) };

static inline lanes
load(const uint8_t *p)
{
	lanes v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline bool
any(lanes v)
{
	uint64_t halves[2];

	memcpy(halves, &v, sizeof(v));
	return (halves[0] | halves[1]) != 0;
}

/*
 * May a certificate start at at, or the "-B" of a PEM mark? Or the SET of a
 * name's first attribute, as that of the first anchor of an ESP-IDF bundle?
 */
static inline bool
is_pair(struct span bytes, size_t at)
{
	const uint8_t *p = bytes.p + at;

	return (p[0] == DER_SEQUENCE && p[1] >= 0x81 && p[1] <= 0x83) ||
	    (p[0] == '-' && p[1] == 'B') ||
	    (p[0] == DER_SET && at + SET_TO_OID < bytes.n &&
		p[2] == DER_SEQUENCE && p[SET_TO_OID] == DER_OID);
}

/*
 * The next offset from at on of which is_pair holds; the end where there is
 * none. All the time of carving is spent here.
 */
static size_t
find_pair(struct span bytes, size_t at)
{
	while (at + 4 * STRIDE + SET_TO_OID <= bytes.n) {
		lanes found = { 0 };

		for (size_t i = 0; i < 4; i++) {
			lanes a = load(bytes.p + at + i * STRIDE);
			lanes b = load(bytes.p + at + i * STRIDE + 1);
			lanes c = load(bytes.p + at + i * STRIDE +
			    SET_TO_OID);

			found |= (lanes)(a == DER_SEQUENCE) &
			    (lanes)(b - 0x81 < 3);
			found |= (lanes)(a == '-') & (lanes)(b == 'B');
			found |= (lanes)(a == DER_SET) &
			    (lanes)(c == DER_OID);
		}
		if (any(found))
			break;
		at += 4 * STRIDE;
	}
	while (at + 1 < bytes.n && !is_pair(bytes, at))
		at++;
	return at + 1 < bytes.n ? at : bytes.n;
}

static bool
starts_with(struct span bytes, const char *text)
{
	return bytes.n >= strlen(text) &&
	    memcmp(bytes.p, text, strlen(text)) == 0;
}

static struct span
rest_at(const struct carver *carver, size_t at)
{
	return (struct span){ carver->bytes.p + at, carver->bytes.n - at };
}

static size_t
der_at(const struct carver *carver, size_t at)
{
	struct span rest = rest_at(carver, at);

	if (rest.n > LIMIT_CERT_BYTES)
		rest.n = LIMIT_CERT_BYTES;
	return cert_outline_length(rest);
}

/*
 * The certificates of a signature that starts at at: its signedData is whole,
 * and has signers. Empty where there is none.
 */
static struct span
signers_at(const struct carver *carver, size_t at)
{
	static const uint8_t signed_data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
		0x0d, 0x01, 0x07, 0x02 };
	struct span rest = rest_at(carver, at);
	struct der outer, content, part, certs = { 0 };

	if (!der_expect(&outer, &rest, DER_SEQUENCE) ||
	    !der_expect(&part, &outer.content, DER_OID) ||
	    !span_equal(part.content, (struct span){ signed_data,
		sizeof(signed_data) }) ||
	    !der_expect(&content, &outer.content, DER_CONTEXT_0) ||
	    outer.content.n != 0 ||
	    !der_expect(&outer, &content.content, DER_SEQUENCE) ||
	    content.content.n != 0 ||
	    !der_expect(&part, &outer.content, DER_INTEGER) ||
	    !der_expect(&part, &outer.content, DER_SET) ||
	    !der_expect(&part, &outer.content, DER_SEQUENCE) ||
	    !der_expect(&certs, &outer.content, DER_CONTEXT_0))
		return (struct span){ 0 };
	if (der_peek(outer.content) == DER_CONTEXT_1)	/* revocation lists */
		der_next(&part, &outer.content);
	if (!der_expect(&part, &outer.content, DER_SET) ||
	    part.content.n == 0 || outer.content.n != 0)
		return (struct span){ 0 };
	return certs.content;
}

/* Notes a signature, unless one whose certificates are yet to come holds it. */
static void
note_signers(struct carver *carver, size_t at)
{
	struct span certs;

	if (at < carver->signers)
		return;
	certs = signers_at(carver, at);
	if (certs.n == 0)
		return;
	carver->signers = (size_t)(certs.p - carver->bytes.p);
	carver->signers_end = carver->signers + certs.n;
}

static bool
is_text(struct span bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		if ((bytes.p[i] < ' ' && bytes.p[i] != '\n' &&
			bytes.p[i] != '\r' && bytes.p[i] != '\t') ||
		    bytes.p[i] > '~')
			return false;
	}
	return true;
}

/*
 * A TLS library has both lines as strings of its own, with nothing or with
 * code between; a certificate that was damaged is still lines of text.
 */
static bool
is_block(struct span whole, const struct pem_block *block)
{
	struct span bytes = { whole.p + block->begin,
		block->end - block->begin };

	if (block->fault == NULL)
		return cert_outline_length(block->der) == block->der.n;
	return bytes.n >= DAMAGED_MIN && is_text(bytes) &&
	    memmem(bytes.p, bytes.n, PEM_END, strlen(PEM_END)) != NULL;
}

/* The block that starts at at; its size, or 0. */
static size_t
pem_at(const struct carver *carver, size_t at)
{
	static const char *const labels[] = { "CERTIFICATE-",
		"X509 CERTIFICATE-", "TRUSTED CERTIFICATE-" };
	struct span rest = rest_at(carver, at);
	struct pem_reader pem;
	struct pem_block block;
	bool is_mark = false;
	size_t n = 0;

	if (!starts_with(rest, PEM_BEGIN))
		return 0;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		is_mark |= starts_with((struct span){
		    rest.p + strlen(PEM_BEGIN), rest.n - strlen(PEM_BEGIN) },
		    labels[i]);
	if (!is_mark)
		return 0;
	if (rest.n > 2 * LIMIT_CERT_BYTES)
		rest.n = 2 * LIMIT_CERT_BYTES;
	pem_open(&pem, rest);
	if (pem_next(&pem, &block) && block.begin == 0 &&
	    is_block(rest, &block))
		n = block.end;
	pem_close(&pem);
	return n;
}

/* Entries that may be read of tables which then turn out to be none. */
static size_t
most_tried(const struct carver *carver)
{
	return LIMIT_KEYSTORE_ENTRIES + carver->bytes.n / ESP_OFFSET;
}

/* The table of this version at out->at. */
static bool
table_at(struct carve_hit *out, struct carver *carver,
    enum esp_version version)
{
	size_t tried;

	if (carver->tried >= most_tried(carver)) {
		if (carver->gave_up_at == 0)
			carver->gave_up_at = out->at + 1;
		return false;
	}
	out->n = esp_table_length(&tried, version, rest_at(carver, out->at));
	if (out->n == 0)
		carver->tried += tried;
	return out->n > 0;
}

static bool
table_v1(struct carve_hit *out, struct carver *carver, size_t entry_at)
{
	if (entry_at < carver->at + ESP_COUNT ||
	    !esp_is_entry(ESP_V1, rest_at(carver, entry_at)))
		return false;
	out->at = entry_at - ESP_COUNT;
	return table_at(out, carver, ESP_V1);
}

/*
 * Before the first entry are the offsets of all, in ascending order; the first
 * of them is how far away from it that is. Lengths in DER do not ascend so,
 * hence this never goes back past another entry.
 */
static bool
table_v2(struct carve_hit *out, struct carver *carver, size_t entry_at)
{
	uint32_t after = UINT32_MAX;

	if (!esp_is_entry(ESP_V2, rest_at(carver, entry_at)))
		return false;
	for (out->at = entry_at; out->at >= carver->at + ESP_OFFSET;) {
		struct octets word = octets_of(rest_at(carver,
		    out->at - ESP_OFFSET));
		uint32_t offset = octets_le(&word, ESP_OFFSET);
		size_t distance = entry_at - out->at + ESP_OFFSET;

		if (offset < distance || offset >= after ||
		    (distance > ESP_OFFSET && after - offset > ESP_ENTRY_MOST))
			return false;
		out->at -= ESP_OFFSET;
		if (offset == distance)
			return !esp_looks_like(ESP_V1, rest_at(carver,
			    out->at)) && table_at(out, carver, ESP_V2);
		after = offset;
	}
	return false;
}

/*
 * A name's first attribute at at: where the name starts depends on whether its
 * length takes one byte, two or three.
 */
static bool
esp_at(struct carve_hit *out, struct carver *carver, size_t at)
{
	out->kind = CARVE_ESP;
	for (size_t back = 2; back <= 4; back++) {
		if (at < carver->at + back + ESP_LENGTHS)
			return false;
		if (carver->bytes.p[at - back] == DER_SEQUENCE &&
		    (table_v1(out, carver, at - back - ESP_LENGTHS) ||
			table_v2(out, carver, at - back - ESP_LENGTHS)))
			return true;
	}
	return false;
}

static bool
is_signer(const struct carver *carver, size_t at)
{
	return at >= carver->signers && at < carver->signers_end;
}

/* The hit whose pair is at at, if there is one. */
static bool
hit_at(struct carve_hit *out, struct carver *carver, size_t at)
{
	switch (carver->bytes.p[at]) {
	case DER_SEQUENCE:
		*out = (struct carve_hit){ is_signer(carver, at) ?
		    CARVE_SIGNER : CARVE_DER, at, der_at(carver, at) };
		if (out->n == 0)
			note_signers(carver, at);
		return out->n > 0;
	case '-':
		if (at < carver->at + MARK_DASHES)
			return false;
		*out = (struct carve_hit){ CARVE_PEM, at - MARK_DASHES,
			pem_at(carver, at - MARK_DASHES) };
		return out->n > 0;
	}
	return esp_at(out, carver, at);
}

bool
carve_next(struct carver *carver, struct carve_hit *out)
{
	size_t at = carver->at;

	while ((at = find_pair(carver->bytes, at)) < carver->bytes.n) {
		if (hit_at(out, carver, at)) {
			carver->at = out->at + out->n;
			return true;
		}
		at++;
	}
	carver->at = carver->bytes.n;
	return false;
}

const char *
carve_kind_name(enum carve_kind kind)
{
	switch (kind) {
	case CARVE_DER:
		return "DER";
	case CARVE_PEM:
		return "PEM";
	case CARVE_ESP:
		return "ESP-IDF bundle";
	case CARVE_SIGNER:
		return "signer";
	}
	return "";
}
