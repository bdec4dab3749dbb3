#include "image/encrypted.h"

#include "base/octets.h"
#include "pki/der.h"

#define PGP_MAX_KEYS	64	/* that one message is encrypted for */
#define RAUC_SIZE_BYTES	8	/* at the very end: of the CMS before it */
#define RAUC_MAX_CMS	(1024 * 1024)	/* bytes */

#define OID_PKCS7	"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
#define OID_SIGNED	OID_PKCS7 "\x02"
#define OID_ENVELOPED	OID_PKCS7 "\x03"
#define OID_ENCRYPTED	OID_PKCS7 "\x06"
#define OID_AUTHENTICATED \
	"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"

enum {
	PGP_PUBLIC_KEY_SESSION = 1,
	PGP_PASSWORD_SESSION = 3,
	PGP_DATA = 9,
	PGP_GUARDED_DATA = 18,
	PGP_AEAD_DATA = 20,
};

struct packet {
	unsigned tag;	/* 0: none that stands at such a place */
	struct span body;	/* of data that follows: what is there of it */
};

static uint64_t
read_new_length(struct octets *octets, bool *is_open)
{
	uint64_t first = octets_be(octets, 1);

	*is_open = first >= 224 && first < 255;
	if (first < 192 || *is_open)
		return first;
	if (first < 224)
		return ((first - 192) << 8) + octets_be(octets, 1) + 192;
	return octets_be(octets, 4);
}

static struct packet
next_packet(struct octets *octets)
{
	uint64_t head = octets_be(octets, 1), length = 0;
	struct packet packet = { 0 };
	bool is_open = false;

	if ((head & 0x80) == 0)
		return packet;
	packet.tag = head & 0x40 ? head & 0x3f : head >> 2 & 0xf;
	if ((head & 0x40) != 0)
		length = read_new_length(octets, &is_open);
	else if ((head & 3) == 3)
		is_open = true;
	else
		length = octets_be(octets, (size_t)1 << (head & 3));
	if (octets->is_short)
		packet.tag = 0;
	else if (is_open || length > octets->rest.n)
		packet.body = octets->rest;
	else
		packet.body = octets_take(octets, (size_t)length);
	return packet;
}

/* Keys of a session, each of a version that there is, and then its data. */
static bool
is_pgp(struct span bytes)
{
	struct octets octets = octets_of(bytes);

	for (unsigned i = 0; i < PGP_MAX_KEYS; i++) {
		struct packet packet = next_packet(&octets);
		unsigned version = packet.body.n > 0 ? packet.body.p[0] : 0;

		switch (packet.tag) {
		case PGP_PUBLIC_KEY_SESSION:
			if (version != 3 && version != 6)
				return false;
			break;
		case PGP_PASSWORD_SESSION:
			if (version < 4 || version > 6)
				return false;
			break;
		case PGP_DATA:
		case PGP_GUARDED_DATA:
		case PGP_AEAD_DATA:
			return i > 0;
		default:
			return false;
		}
	}
	return false;
}

/* The content type of the CMS that bytes begin with, DER or BER: is it oid? */
static bool
is_cms(struct span bytes, const char *oid, size_t n)
{
	struct octets octets = octets_of(bytes);
	bool is_sequence = octets_be(&octets, 1) == DER_SEQUENCE;
	uint64_t length = octets_be(&octets, 1);

	if (length > 0x80)
		octets_take(&octets, length & 0x7f);
	return is_sequence && !octets.is_short && octets.rest.n >= n &&
	    memcmp(octets.rest.p, oid, n) == 0;
}

#define IS_CMS(bytes, oid) is_cms(bytes, oid, sizeof(oid) - 1)

static bool
is_enveloped(struct span bytes)
{
	return IS_CMS(bytes, OID_ENVELOPED) || IS_CMS(bytes, OID_ENCRYPTED) ||
	    IS_CMS(bytes, OID_AUTHENTICATED);
}

/* A CMS at the end, and how long it is. What is readable is a squashfs, which
 * whoever asks has tried before. */
static bool
is_rauc(struct span bytes)
{
	struct octets octets;
	struct span cms;
	uint64_t n;

	if (bytes.n <= RAUC_SIZE_BYTES)
		return false;
	cms = (struct span){ bytes.p, bytes.n - RAUC_SIZE_BYTES };
	octets = octets_of((struct span){ cms.p + cms.n, RAUC_SIZE_BYTES });
	n = octets_be(&octets, RAUC_SIZE_BYTES);
	if (n == 0 || n >= cms.n || n > RAUC_MAX_CMS)
		return false;
	cms = (struct span){ cms.p + cms.n - n, (size_t)n };
	return IS_CMS(cms, OID_SIGNED) || is_enveloped(cms);
}

const char *
encrypted_kind(struct span bytes)
{
	if (is_enveloped(bytes))
		return "CMS";
	if (is_rauc(bytes))
		return "RAUC";
	return is_pgp(bytes) ? "PGP" : NULL;
}
