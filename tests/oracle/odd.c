#include "oracle/odd.h"

#include <stdio.h>

#include "base/base64.h"

enum { DER_BYTES = 8 * 1024, TEXT_BYTES = 16 * 1024 };

/* What stands for a NUL, which C's strings cannot have. */
#define NUL	"\1"

#define FOREIGN(label, text)						\
	"-----BEGIN " label "-----\n" text "\n-----END " label "-----\n"

enum damage {
	NONE,
	NO_DER,		/* the first byte is no SEQUENCE */
	LONG_DER,	/* a byte after the certificate */
	BAD_NAME,	/* DER to the end, but no certificate */
	BAD_DIGIT,	/* a character that is not base64 */
	CUT_SHORT,	/* a character is missing */
	EMPTY,
	NO_BEGIN,
	NO_END,
	OTHER_END,	/* the label of END is another */
	OTHER_BEGIN,	/* the label of BEGIN is one that none knows */
	NUL_INSIDE,	/* instead of a character of base64 */
	NUL_FIRST,	/* the same, at the start of a line */
};

/* Trust settings after the certificate, as d2i_X509_AUX reads them. */
static const uint8_t trusts_servers[] = { 0x30, 12, 0x30, 10, 6, 8, 43, 6, 1,
	5, 5, 7, 3, 1 };
static const uint8_t refuses_servers[] = { 0x30, 12, 0xa0, 10, 6, 8, 43, 6, 1,
	5, 5, 7, 3, 1 };

static const struct style {
	const char *name;
	const char *before;	/* BEGIN */
	const char *indent;	/* before every other line, too */
	const char *label;	/* NULL: CERTIFICATE */
	const char *after_label;	/* on the BEGIN line */
	const char *begin_eol;	/* NULL: eol */
	const char *headers;	/* lines after it */
	const char *eol;	/* NULL: LF */
	const char *end_indent;	/* before the END line alone */
	const char *dashes;	/* after BEGIN's label; NULL: five */
	const char *end_dashes;
	const char *after_end;	/* after the END line's dashes, before eol */
	const char *after;	/* NULL: nothing; after that */
	size_t width;		/* 0: 64 */
	enum damage damage;
	struct span trailer;
	bool glued;		/* the END line before it goes on */
	bool unread;		/* see odd.h */
	bool cut;		/* the file ends without the last eol */
} styles[] = {
	{ .name = "plain" },
	{ "CR LF", .eol = "\r\n" },
	{ "CR alone", .eol = "\r" },
	{ "no newline at the end", .cut = true },
	{ "lines of 76", .width = 76 },
	{ "lines of 79", .width = 79 },
	{ "lines of 80", .width = 80 },
	{ "lines of 200", .width = 200 },
	{ "one line", .width = 10000 },
	{ "byte order mark", .before = "\xef\xbb\xbf" },
	{ "a blank line", .before = "\n" },
	{ "a comment", .before = "# A comment: with -- dashes\n" },
	{ "a comment in UTF-8", .before = "\n# Autorit\xc3\xa9\n====\n" },
	{ "dashes before", .before = "---------------------------\n" },
	{ "a comment after", .after = "that was it\n" },
	{ "a long comment", .before = "0123456789012345678901234567890123456789"
	    "0123456789012345678901234567890123456789012345678901234567890123"
	    "0123456789012345678901234567890123456789012345678901234567890123"
	    "0123456789012345678901234567890123456789012345678901234567890123"
	    "0123456789012345678901234567890123456789012345678901234567890123"
	    "\n" },
	{ "white space before BEGIN", .before = "  " },
	{ "text before BEGIN", .before = "root: " },
	{ "indented", .before = "\t", .indent = "\t" },
	{ "the END line indented", .end_indent = " " },
	{ "four dashes after BEGIN", .dashes = "----",
	    .unread = true },
	{ "four dashes after END", .end_dashes = "----",
	    .unread = true },
	{ "a comment that begins with 0", .before = "0 comments\n" },
	{ "base64 on the BEGIN line", .begin_eol = "" },
	{ "space after BEGIN", .after_label = " " },
	{ "space after END", .after_end = " " },
	{ "text after BEGIN", .after_label = " it begins" },
	{ "text after END", .after_end = " it ends" },
	{ "a blank line after BEGIN", .headers = "\n" },
	{ "headers", .headers = "Name: value\n\n" },
	{ "glued", .glued = true },
	{ "X509 CERTIFICATE", .label = "X509 CERTIFICATE" },
	{ "TRUSTED CERTIFICATE", .label = "TRUSTED CERTIFICATE" },
	{ "TRUSTED CERTIFICATE for servers", .label = "TRUSTED CERTIFICATE",
	    .trailer = { trusts_servers, sizeof(trusts_servers) } },
	{ "TRUSTED CERTIFICATE, never for servers",
	    .label = "TRUSTED CERTIFICATE",
	    .trailer = { refuses_servers, sizeof(refuses_servers) } },
	{ "no SEQUENCE", .damage = NO_DER },
	{ "a byte after the DER", .damage = LONG_DER },
	{ "no certificate", .damage = BAD_NAME },
	{ "no base64", .damage = BAD_DIGIT },
	{ "base64 cut short", .damage = CUT_SHORT },
	{ "empty", .damage = EMPTY },
	{ "no BEGIN", .damage = NO_BEGIN },
	{ "no END", .damage = NO_END, .unread = true },
	{ "another END", .damage = OTHER_END, .unread = true },
	{ "an unknown label at BEGIN", .damage = OTHER_BEGIN },
	{ "a NUL in the base64", .damage = NUL_INSIDE },
	{ "a NUL first on a line of base64", .damage = NUL_FIRST },
	{ "a NUL before BEGIN", .before = NUL },
	{ "a line of NUL", .before = NUL "\n" },
	{ "a comment with a NUL", .before = "# A " NUL " in it\n" },
	{ "two NULs before BEGIN", .before = NUL NUL },
	{ "a NUL on the BEGIN line", .after_label = NUL,
	    .unread = true },
	{ "a NUL after END", .after_end = NUL, .unread = true },
	{ "CR and text after END", .after_end = "\rit ends" },
	{ "a CR before BEGIN", .before = "\r" },
	{ "glued by a CR", .before = "\r", .glued = true },
	{ "a comment that ends in CR", .before = "# A\r" },
	{ "another block before", .before = FOREIGN("FOO", "MAA=") },
	{ "another, of no base64", .before = FOREIGN("FOO", "MA*=") },
	{ "another, without END", .before = "-----BEGIN FOO-----\nMAA=\n" },
	{ "an END of another", .before = "-----END FOO-----\n" },
	{ "an empty one before", .before = FOREIGN("FOO", "") },
	{ "a CRL of no DER before", .before = FOREIGN("X509 CRL", "MIIB") },
	{ "a request of no DER", .before = FOREIGN("CERTIFICATE REQUEST",
	    "MIIB") },
	{ "a key of no DER before", .before = FOREIGN("PRIVATE KEY",
	    "MIIB") },
	{ "a key of an empty SEQUENCE", .before = FOREIGN("PRIVATE KEY",
	    "MAA=") },
	{ "an EC key of no DER", .before = FOREIGN("EC PRIVATE KEY",
	    "MIIB") },
	{ "an RSA key of no DER", .before = FOREIGN("RSA PRIVATE KEY",
	    "MIIB") },
	{ "a public key of no DER", .before = FOREIGN("PUBLIC KEY",
	    "MIIB") },
	{ "PKCS7 of no DER before", .before = FOREIGN("PKCS7", "MIIB") },
	{ "PKCS7 of no base64", .before = FOREIGN("PKCS7", "!!") },
	{ "PKCS7 before", .before = FOREIGN("PKCS7",
	    "MCcGCSqGSIb3DQEHAqAaMBgCAQExADALBgkqhkiG9w0BBwGgADEAMQA=") },
	{ "an encrypted key before", .before = FOREIGN("RSA PRIVATE KEY",
	    "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
	    "00112233445566778899AABBCCDDEEFF\n\nMAA=") },
	{ "a key before", .before = "-----BEGIN PUBLIC KEY-----\n"
	    "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
	    "-----END PUBLIC KEY-----\n" },
};

static const struct style plain;

/* Which of the certificates are written in the style. */
static const struct place {
	const char *words;
	bool is_odd[LOADING_CERTS];
} places[] = {
	{ "the first", { true } },
	{ "the second", { false, true } },
	{ "the last", { false, false, false, true } },
	{ "all", { true, true, true, true } },
};

#define N_STYLES (sizeof(styles) / sizeof(styles[0]))
#define N_PLACES (sizeof(places) / sizeof(places[0]))

static const char *
or(const char *text, const char *otherwise)
{
	return text != NULL ? text : otherwise;
}

static void
put_base64(struct buf *out, struct span der, enum damage damage)
{
	struct buf bytes = BUF_INIT(DER_BYTES);

	buf_append(&bytes, der.p, der.n);
	if (damage == NO_DER)
		bytes.p[0] = 0x04;
	if (damage == BAD_NAME)
		bytes.p[4] = 0x04;
	if (damage == LONG_DER)
		buf_append(&bytes, "", 1);
	if (damage != EMPTY)
		base64_encode(out, buf_span(&bytes));
	if (damage == BAD_DIGIT)
		out->p[100] = '%';
	if (damage == NUL_INSIDE || damage == NUL_FIRST)
		out->p[damage == NUL_FIRST ? 128 : 100] = *NUL;
	while (damage == CUT_SHORT && out->n % 4 != 1)
		out->p[--out->n] = '\0';
	buf_release(&bytes);
}

static void
put_body(struct buf *out, const struct style *style, struct span der)
{
	size_t width = style->width != 0 ? style->width : 64;
	struct buf whole = BUF_INIT(DER_BYTES), text = BUF_INIT(DER_BYTES);

	buf_append(&whole, der.p, der.n);
	buf_append(&whole, style->trailer.p, style->trailer.n);
	put_base64(&text, buf_span(&whole), style->damage);
	for (size_t i = 0; i < text.n; i += width)
		buf_printf(out, "%s%.*s%s", or(style->indent, ""),
		    (int)(text.n - i < width ? text.n - i : width),
		    text.p + i, or(style->eol, "\n"));
	buf_release(&text);
	buf_release(&whole);
}

static void
put_block(struct buf *out, const struct style *style, struct span der)
{
	const char *label = or(style->label, "CERTIFICATE");
	const char *eol = or(style->eol, "\n");

	if (style->glued && out->n > 0)
		out->p[--out->n] = '\0';
	if (style->damage != NO_BEGIN)
		buf_printf(out, "%s-----BEGIN %s%s%s%s%s",
		    or(style->before, ""),
		    style->damage == OTHER_BEGIN ? "NEW CERTIFICATE" : label,
		    or(style->dashes, "-----"), or(style->after_label, ""),
		    or(style->begin_eol, eol), or(style->headers, ""));
	put_body(out, style, der);
	if (style->damage != NO_END)
		buf_printf(out, "%s%s-----END %s%s%s%s%s",
		    or(style->indent, ""), or(style->end_indent, ""),
		    style->damage == OTHER_END ? "X509 CRL" : label,
		    or(style->end_dashes, "-----"),
		    or(style->after_end, ""), eol, or(style->after, ""));
}

bool
odd_file(struct buf *out, struct odd *odd, const struct span *certs, size_t i)
{
	const struct style *style;
	const struct place *place;

	if (i >= N_STYLES * N_PLACES)
		return false;
	style = &styles[i / N_PLACES];
	place = &places[i % N_PLACES];
	buf_clear(out);
	for (size_t k = 0; k < LOADING_CERTS; k++)
		put_block(out, place->is_odd[k] ? style : &plain, certs[k]);
	if (style->cut)
		out->p[--out->n] = '\0';
	for (size_t k = 0; k < out->n; k++) {
		if (out->p[k] == *NUL)
			out->p[k] = '\0';
	}
	snprintf(odd->words, sizeof(odd->words), "%s, %s", style->name,
	    place->words);
	odd->unread = style->unread;
	return true;
}
