#include "form/form.h"

#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/pkcs7.h>

#include "base/base64.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/octets.h"
#include "pki/der.h"
#include "pki/pem.h"
#include "pki/ssl_err.h"

static const char *const labels[] = { "PKCS7", "CMS",
	"PKCS #7 SIGNED DATA" };

#define N_LABELS (sizeof(labels) / sizeof(labels[0]))

/* A SEQUENCE, in DER or BER, that starts with the name of signedData. */
static bool
looks_like_pkcs7(struct span bytes)
{
	static const uint8_t signed_data[] = { 0x06, 0x09, 0x2a, 0x86, 0x48,
		0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02 };
	struct octets octets = octets_of(bytes);
	bool is_sequence = octets_be(&octets, 1) == DER_SEQUENCE;
	uint64_t length = octets_be(&octets, 1);

	if (length & 0x80)
		octets_take(&octets, length & 0x7f);
	return is_sequence && span_equal(octets_take(&octets,
	    sizeof(signed_data)), (struct span){ signed_data,
	    sizeof(signed_data) });
}

/* In the order of the file, which calls it a SET; *n counts them. */
static void
take_all(struct reading *reading, const PKCS7 *file, const char *name,
    size_t *n)
{
	const STACK_OF(X509) *certs = file->d.sign->cert;

	for (int i = 0; i < sk_X509_num(certs); i++) {
		char *where = mem_printf("%s:#%zu", name, ++*n);
		unsigned char *der = NULL;
		int size = i2d_X509(sk_X509_value(certs, i), &der);

		reading_add(reading, (struct span){ der,
		    size > 0 ? (size_t)size : 0 }, where);
		OPENSSL_free(der);
		free(where);
	}
}

static int
read_der(struct reading *reading, struct span bytes, const char *name,
    size_t *n, struct err *err)
{
	const unsigned char *p = bytes.p;
	PKCS7 *file;
	int result = 0;

	if (bytes.n > LIMIT_KEYSTORE_BYTES)
		return err_set(err, ERR_LIMIT, "a PKCS#7 file of more than "
		    "%d bytes", LIMIT_KEYSTORE_BYTES);
	ERR_clear_error();
	file = d2i_PKCS7(NULL, &p, (long)bytes.n);
	if (file == NULL)
		return err_from_ssl(err, "a PKCS#7 file that is damaged or "
		    "cut off");
	if (p != bytes.p + bytes.n)
		result = err_set(err, ERR_FAILED, "%zu bytes follow the "
		    "PKCS#7 content", (size_t)(bytes.p + bytes.n - p));
	else if (!PKCS7_type_is_signed(file) || file->d.sign == NULL)
		result = err_set(err, ERR_FAILED, "a PKCS#7 file without "
		    "signed data");
	else if (sk_PKCS7_SIGNER_INFO_num(file->d.sign->signer_info) > 0)
		result = err_set(err, ERR_FAILED, "a PKCS#7 signature, whose "
		    "certificates are its signer's and no anchors");
	else
		take_all(reading, file, name, n);
	PKCS7_free(file);
	ERR_clear_error();
	return result;
}

/* Where text stands in bytes from offset at on, or bytes.n. */
static size_t
find(struct span bytes, size_t at, const char *text)
{
	const uint8_t *hit = memmem(bytes.p + at, bytes.n - at, text,
	    strlen(text));

	return hit ? (size_t)(hit - bytes.p) : bytes.n;
}

/* The label of ours after BEGIN at offset at, or NULL. */
static const char *
label_at(struct span bytes, size_t at)
{
	struct span rest = { bytes.p + at, bytes.n - at };

	for (size_t i = 0; i < N_LABELS; i++) {
		size_t n = strlen(labels[i]);

		if (rest.n >= n + strlen(PEM_DASHES) &&
		    memcmp(rest.p, labels[i], n) == 0 &&
		    memcmp(rest.p + n, PEM_DASHES, strlen(PEM_DASHES)) == 0)
			return labels[i];
	}
	return NULL;
}

/* The label of the next block of ours, whose text *at is moved to. */
static const char *
next_label(struct span bytes, size_t *at)
{
	while ((*at = find(bytes, *at, PEM_BEGIN)) < bytes.n) {
		const char *label;

		*at += strlen(PEM_BEGIN);
		label = label_at(bytes, *at);
		if (label == NULL)
			continue;
		*at += strlen(label) + strlen(PEM_DASHES);
		return label;
	}
	return NULL;
}

/* Reads the block whose text is at *at, and moves to its end. A faulty one
 * does not spoil others. */
static void
read_block(struct reading *reading, struct span bytes, size_t *at,
    const char *label, const char *name, size_t *n)
{
	struct buf der = BUF_INIT(LIMIT_KEYSTORE_BYTES);
	char *last = mem_printf(PEM_END "%s" PEM_DASHES, label);
	size_t end = find(bytes, *at, last);
	const char *fault = end == bytes.n ? "a BEGIN line without its END" :
	    base64_decode(&der, (struct span){ bytes.p + *at, end - *at });
	struct err why = ERR_NONE;

	if (fault != NULL)
		store_reject(&reading->store, name, fault);
	else if (read_der(reading, buf_span(&der), name, n, &why) == -1)
		store_reject(&reading->store, name, why.msg);
	*at = end;
	buf_release(&der);
	free(last);
}

void
pkcs7_reject_blocks(struct reading *reading, struct span bytes,
    const char *name)
{
	size_t line = 1, counted = 0, at = 0;

	while (next_label(bytes, &at) != NULL) {
		char *where;

		line += pem_lines(bytes, counted, at);
		counted = at;
		where = mem_printf("%s:%zu", name, line);
		store_reject(&reading->store, where, "a PKCS#7 block beside "
		    "certificates, which no library looks into; put its "
		    "certificates into the file as they are");
		free(where);
	}
}

enum form_result
form_pkcs7(struct reading *reading, struct span bytes, const char *name,
    struct err *err)
{
	size_t n = 0;

	if (!looks_like_pkcs7(bytes))
		return FORM_NOT_MINE;
	return read_der(reading, bytes, name, &n, err) == 0 ? FORM_READ :
	    FORM_BAD;
}

enum form_result
form_pkcs7_pem(struct reading *reading, struct span bytes, const char *name,
    struct err *err)
{
	const char *label;
	size_t at = 0, n = 0;

	(void)err;
	label = bytes.n > 0 ? next_label(bytes, &at) : NULL;
	/* A program that can write such a block is none. */
	if (label == NULL || memchr(bytes.p, '\0', bytes.n) != NULL)
		return FORM_NOT_MINE;
	for (; label != NULL; label = next_label(bytes, &at))
		read_block(reading, bytes, &at, label, name, &n);
	return FORM_READ;
}
