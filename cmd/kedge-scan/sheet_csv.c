#include "sheet.h"

#include <inttypes.h>

#include "base/escape.h"
#include "base/instant.h"

static const char *const titles[] = {
	"estate", "endpoint", "host", "address", "port", "protocol",
	"server_name", "shape", "at", "reason", "detail", "tls_version",
	"cipher", "alpn", "ocsp_staple", "handshake", "attempts",
	"certificates", "leaf_subject", "leaf_sha256", "leaf_not_after",
	"first_subject", "first_sha256", "first_not_after",
};

/* Behind them, where others were asked. */
static const char *const inquiry_titles[] = {
	"issuers_fetched", "ocsp", "ocsp_next_update", "crl",
	"crl_next_update",
};

#define ANY_LENGTH	BUF_INIT(SIZE_MAX / 2)

static void
add_text(struct buf *line, const char *text)
{
	if (text != NULL)
		escape_csv(line, text);
	buf_text(line, ",");
}

static void
add_number(struct buf *line, uint64_t number)
{
	buf_printf(line, "%" PRIu64 ",", number);
}

/* Our own words, which need no escape. */
static void
add_instant(struct buf *line, int64_t instant_s)
{
	char text[INSTANT_TEXT];

	buf_printf(line, "%s,", instant_format(text, instant_s));
}

/* cert may be NULL. */
static void
add_cert(struct buf *line, const struct cert *cert)
{
	char sha256[SHA256_TEXT];

	if (cert == NULL) {
		buf_text(line, ",,,");
		return;
	}
	add_text(line, cert->subject);
	buf_printf(line, "%s,", sha256_text(sha256, cert->sha256));
	add_instant(line, cert->not_after_s);
}

static void
add_inquiry(struct buf *line, const struct inquiry *inquiry)
{
	const struct inquired_ocsp *ocsp = inquiry->has_ocsp ?
	    &inquiry->ocsp : NULL;
	const struct inquired_crl *crl = inquiry_leaf_crl(inquiry);

	if (inquiry->has_issuers)
		add_number(line, inquiry->issuers.n);
	else
		add_text(line, NULL);
	add_text(line, ocsp ? inquired_ocsp_word(ocsp) : NULL);
	if (ocsp != NULL && ocsp->asked.reason == NULL &&
	    ocsp_answer_is_status(ocsp->status.answer))
		add_instant(line, ocsp->status.next_update_s);
	else
		add_text(line, NULL);
	add_text(line, crl ? inquired_crl_word(crl) : NULL);
	if (crl != NULL && crl->asked.reason == NULL)
		add_instant(line, crl->next_update_s);
	else
		add_text(line, NULL);
}

static int
put_line(const struct sheet *sheet, struct buf *line, struct err *err)
{
	line->p[line->n - 1] = '\n';	/* for the last comma */
	fwrite(line->p, 1, line->n, sheet->stream);
	buf_release(line);
	if (ferror(sheet->stream))
		return err_set_errno(err, "cannot write a row");
	return 0;
}

static int
begin_rows(struct sheet *sheet, struct err *err)
{
	struct buf line = ANY_LENGTH;

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		add_text(&line, titles[i]);
	for (size_t i = 0; sheet->with.inquiry &&
	    i < sizeof(inquiry_titles) / sizeof(inquiry_titles[0]); i++)
		add_text(&line, inquiry_titles[i]);
	return put_line(sheet, &line, err);
}

static int
add_row(struct sheet *sheet, size_t number, const struct observation *o,
    struct err *err)
{
	struct buf line = ANY_LENGTH;
	const struct cert *first = first_to_end(&o->chain);

	(void)number;
	add_text(&line, o->estate);
	add_text(&line, o->endpoint);
	add_text(&line, o->host);
	add_text(&line, o->address);
	add_number(&line, o->port);
	add_text(&line, o->protocol);
	add_text(&line, o->server_name);
	add_text(&line, o->shape);
	add_instant(&line, o->at_s);
	add_text(&line, reason_name(o->reason));
	add_text(&line, o->detail);
	add_text(&line, o->tls_version);
	add_text(&line, o->cipher);
	add_text(&line, o->alpn);
	add_text(&line, o->staple.status == STAPLE_NONE ? NULL :
	    staple_status_name(o->staple.status));
	add_text(&line, handshake_name(o->handshake));
	add_number(&line, o->attempts);
	add_number(&line, o->chain.n);
	add_cert(&line, first ? o->chain.certs[0] : NULL);
	add_cert(&line, first);
	if (sheet->with.inquiry)
		add_inquiry(&line, &o->inquiry);
	return put_line(sheet, &line, err);
}

const struct sheet_format sheet_csv = {
	"csv", begin_rows, add_row, NULL,
};
