#include "pki/name.h"

#include <stdlib.h>

#include <openssl/bio.h>
#include <openssl/err.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/mem.h"

/* Made safe, cut at the limit without cutting a character. */
static char *
tidy(const char *text, size_t n)
{
	struct buf clean = BUF_INIT(SIZE_MAX / 2);
	char *result;

	escape_utf8(&clean, text, n);
	if (clean.n > LIMIT_NAME_TEXT_BYTES) {
		size_t cut = LIMIT_NAME_TEXT_BYTES - 3;

		while (cut > 0 && (clean.p[cut] & 0xc0) == 0x80)
			cut--;
		clean.n = cut;
		buf_text(&clean, "...");
	}
	result = mem_strdup(clean.p ? clean.p : "");
	buf_release(&clean);
	return result;
}

char *
name_text(const X509_NAME *name)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL, *bytes = NULL;
	long n;

	if (bio != NULL && X509_NAME_print_ex(bio, name, 0,
		XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0) {
		n = BIO_get_mem_data(bio, &bytes);
		text = tidy(bytes, n > 0 ? (size_t)n : 0);
	}
	BIO_free(bio);
	ERR_clear_error();
	return text ? text : mem_strdup("(unreadable name)");
}

static char *
entry_text(const X509_NAME *name, int nid)
{
	int i = X509_NAME_get_index_by_NID(name, nid, -1);
	unsigned char *utf8 = NULL;
	char *text = NULL;
	int n;

	if (i < 0)
		return NULL;
	n = ASN1_STRING_to_UTF8(&utf8,
	    X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, i)));
	if (n > 0) {
		struct buf line = BUF_INIT(SIZE_MAX / 2);
		char *whole = tidy((const char *)utf8, (size_t)n);

		escape_terminal(&line, whole);
		text = mem_strdup(line.p);
		buf_release(&line);
		free(whole);
	}
	OPENSSL_free(utf8);
	ERR_clear_error();
	return text;
}

char *
name_short(const X509_NAME *name)
{
	static const int nids[] = { NID_commonName,
		NID_organizationalUnitName, NID_organizationName };

	for (size_t i = 0; i < sizeof(nids) / sizeof(nids[0]); i++) {
		char *text = entry_text(name, nids[i]);

		if (text != NULL)
			return text;
	}
	return X509_NAME_entry_count(name) > 0 ? name_text(name) :
	    mem_strdup("(empty name)");
}

static bool
is_foldable(const ASN1_STRING *s)
{
	int type = ASN1_STRING_type(s);

	return type == V_ASN1_UTF8STRING || type == V_ASN1_PRINTABLESTRING;
}

static bool
values_equal(const ASN1_STRING *a, const ASN1_STRING *b)
{
	size_t n = (size_t)ASN1_STRING_length(a);
	const char *p = (const char *)ASN1_STRING_get0_data(a);
	const char *q = (const char *)ASN1_STRING_get0_data(b);

	if (n != (size_t)ASN1_STRING_length(b))
		return false;
	if (is_foldable(a) && is_foldable(b))
		return OPENSSL_strncasecmp(p, q, n) == 0;
	return ASN1_STRING_type(a) == ASN1_STRING_type(b) &&
	    memcmp(p, q, n) == 0;
}

bool
name_equal_but_case(const X509_NAME *a, const X509_NAME *b)
{
	int n = X509_NAME_entry_count(a);

	if (n != X509_NAME_entry_count(b))
		return false;
	for (int i = 0; i < n; i++) {
		X509_NAME_ENTRY *x = X509_NAME_get_entry(a, i);
		X509_NAME_ENTRY *y = X509_NAME_get_entry(b, i);

		if (X509_NAME_ENTRY_set(x) != X509_NAME_ENTRY_set(y) ||
		    OBJ_cmp(X509_NAME_ENTRY_get_object(x),
			X509_NAME_ENTRY_get_object(y)) != 0 ||
		    !values_equal(X509_NAME_ENTRY_get_data(x),
			X509_NAME_ENTRY_get_data(y)))
			return false;
	}
	return true;
}
