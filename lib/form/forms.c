#include "form/form.h"

#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "form/hashed.h"
#include "pki/der.h"
#include "pki/pem.h"

#define TEXT_PER_CONTROL	64	/* characters to a control character */

/* What to think of a form in a file of which nobody said what it is. */
enum care {
	SURE,	/* it begins as nothing else does */
	TEXT,	/* it is PEM, and that in text only */
	GUESS,	/* it begins as much else does, such as a signature */
};

/* In the order in which they are asked. A further form is a row and a file. */
static const struct {
	const char *name;
	form_read *read;
	enum care care;
} forms[] = {
	{ "JKS", form_jks, SURE },
	{ "BKS", form_bks, SURE },
	{ "ESP-IDF", form_esp, SURE },
	{ "PKCS#12", form_pkcs12, SURE },
	{ "PKCS#7", form_pkcs7, GUESS },
	{ "PEM", form_pem, TEXT },
	{ "PEM of PKCS#7", form_pkcs7_pem, TEXT },
	{ "DER", form_der, GUESS },
};

#define N_FORMS (sizeof(forms) / sizeof(forms[0]))

static bool
is_control(uint8_t c)
{
	return c < ' ' && memchr("\t\n\r\f\v", c, 5) == NULL;
}

static size_t
count_controls(struct span bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes.n; i++)
		n += is_control(bytes.p[i]);
	return n;
}

static bool
ends_as_pem(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && (strcasecmp(name + n - 4, ".pem") == 0 ||
	    strcasecmp(name + n - 4, ".crt") == 0 ||
	    strcasecmp(name + n - 4, ".cer") == 0);
}

/*
 * Is it PEM into which a NUL slipped? Loaders read it as PEM all the same. Its
 * name says so, or nearly all of it is text: a program, or flash that begins
 * with PEM, has more in it to be looked for.
 */
static bool
is_pem_with_nul(struct span bytes, const char *name)
{
	if (memmem(bytes.p, bytes.n, PEM_BEGIN, strlen(PEM_BEGIN)) == NULL ||
	    (bytes.p[0] == DER_SEQUENCE && bytes.p[1] >= 0x80))
		return false;
	return ends_as_pem(name) || (memcmp(bytes.p, "#!", 2) != 0 &&
	    count_controls(bytes) <= bytes.n / TEXT_PER_CONTROL);
}

static bool
is_text(struct span bytes, const char *name)
{
	return bytes.n == 0 || memchr(bytes.p, '\0', bytes.n) == NULL ||
	    is_pem_with_nul(bytes, name);
}

enum form_result
form_any(struct reading *reading, struct span bytes, const char *name,
    struct err *err)
{
	enum form_result result = FORM_NOT_MINE;
	bool may_be_text = is_text(bytes, name);

	for (size_t i = 0; result == FORM_NOT_MINE && i < N_FORMS; i++) {
		/* PEM in a program is not all that is in there. */
		if (may_be_text || forms[i].care != TEXT)
			result = forms[i].read(reading, bytes, name, err);
		if (result == FORM_READ)
			reading->form = forms[i].read;
	}
	return result;
}

/* Has it a line as every block has, and is it text? */
static bool
may_be_pem(struct span bytes, const char *name)
{
	const char *at = (const char *)bytes.p, *end;

	if (bytes.n == 0 || !is_text(bytes, name))
		return false;
	end = at + bytes.n;
	while ((at = memmem(at, (size_t)(end - at), "-----", 5)) != NULL) {
		while (at < end && *at == '-')
			at++;
		if ((end - at >= 6 && memcmp(at, "BEGIN ", 6) == 0) ||
		    (end - at >= 4 && memcmp(at, "END ", 4) == 0))
			return true;
	}
	return false;
}

enum form_result
form_among_files(struct reading *reading, struct span bytes, const char *name,
    struct err *err)
{
	bool is_pem = may_be_pem(bytes, name);

	for (size_t i = 0; i < N_FORMS; i++) {
		struct err why = ERR_NONE;
		enum form_result result;

		if (forms[i].care == TEXT && !is_pem)
			continue;
		result = forms[i].read(reading, bytes, name, &why);
		if (result == FORM_BAD && forms[i].care == GUESS &&
		    !form_is_promised(name))
			continue;
		if (result == FORM_BAD)
			*err = why;
		if (result != FORM_NOT_MINE)
			return result;
	}
	return FORM_NOT_MINE;
}

void
forms_name(struct buf *out)
{
	for (size_t i = 0; i < N_FORMS; i++)
		buf_printf(out, "%s%s", i ? ", " : "", forms[i].name);
}

bool
form_is_promised(const char *name)
{
	static const char *const endings[] = { ".pem", ".crt", ".cer",
		".der", ".p7b", ".p7c", ".p12", ".pfx", ".jks", ".bks" };
	size_t n;

	name = path_name(name);
	n = strlen(name);
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (n > 4 && strcasecmp(name + n - 4, endings[i]) == 0)
			return true;
	}
	return hashed_is_name(name);
}
