#include "form/foreign.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/base64.h"
#include "base/limits.h"
#include "pki/pem.h"

static bool
is_labelled(struct span text, const char *label)
{
	size_t mark = strlen(PEM_BEGIN), n = strlen(label);

	return text.n >= mark + n && memcmp(text.p + mark, label, n) == 0;
}

/* What follows the BEGIN line; empty if that has not its dashes. */
static struct span
after_line(struct span text)
{
	const uint8_t *eol = memchr(text.p, '\n', text.n);
	size_t line = eol != NULL ? (size_t)(eol - text.p) : text.n;
	size_t n = line;

	while (n > 0 && memchr(" \t\r", text.p[n - 1], 3) != NULL)
		n--;
	if (eol == NULL || n < strlen(PEM_BEGIN) + strlen(PEM_DASHES) ||
	    memcmp(text.p + n - strlen(PEM_DASHES), PEM_DASHES,
		strlen(PEM_DASHES)) != 0)
		return (struct span){ text.p, 0 };
	return (struct span){ eol + 1, text.n - line - 1 };
}

/* Is it base64 and nothing else, up to an END line of whatever label? */
static bool
is_base64(struct span body)
{
	struct buf der = BUF_INIT(LIMIT_BUNDLE_BYTES);
	const uint8_t *end = memmem(body.p, body.n, PEM_END, strlen(PEM_END));
	bool is_good = end != NULL && base64_decode(&der,
	    (struct span){ body.p, (size_t)(end - body.p) }) == NULL;

	buf_release(&der);
	return is_good;
}

/* As OpenSSL loads a file: it decodes what it has a type for. */
static bool
openssl_loads(BIO *text)
{
	static char no_password[] = "";
	STACK_OF(X509_INFO) *items = PEM_X509_INFO_read_bio(text, NULL, NULL,
	    no_password);

	if (items == NULL)
		return false;
	sk_X509_INFO_pop_free(items, X509_INFO_free);
	return true;
}

static bool
openssl_splits(BIO *text)
{
	char *name = NULL, *header = NULL;
	unsigned char *der = NULL;
	long n;
	bool result = PEM_read_bio(text, &name, &header, &der, &n) == 1;

	OPENSSL_free(name);
	OPENSSL_free(header);
	OPENSSL_free(der);
	return result;
}

/* All versions of OpenSSL have a type for those. */
static bool
is_old_type(struct span text)
{
	static const char *const labels[] = { PEM_STRING_X509_CRL,
		PEM_STRING_RSA, PEM_STRING_DSA, PEM_STRING_ECPRIVATEKEY };

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		if (is_labelled(text, labels[i]))
			return true;
	}
	return false;
}

static void
ask_openssl(bool odd[QUIRK_COUNT], struct span text)
{
	BIO *bio = BIO_new_mem_buf(text.p, (int)text.n);

	ERR_clear_error();
	if (bio != NULL && !openssl_loads(bio)) {
		bool is_split = BIO_reset(bio) == 1 && openssl_splits(bio);

		odd[is_split && !is_old_type(text) ? QUIRK_FOREIGN_KEY :
		    QUIRK_FOREIGN] = true;
	}
	BIO_free(bio);
	ERR_clear_error();
}

void
foreign_judge(bool odd[QUIRK_COUNT], struct span text)
{
	struct span body = after_line(text);

	if (body.n > 0 && !is_base64(body))
		odd[QUIRK_FOREIGN_TEXT] = true;
	if (is_labelled(text, "CERTIFICATE"))
		odd[QUIRK_REQUEST] = true;
	ask_openssl(odd, text);
}
