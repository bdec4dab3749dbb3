#ifndef PKI_PEM_H
#define PKI_PEM_H

#include "base/buf.h"

#define PEM_BEGIN	"-----BEGIN "
#define PEM_END		"-----END "
#define PEM_DASHES	"-----"	/* also behind a label */

/*
 * Splits text into its certificate blocks: BEGIN CERTIFICATE, X509
 * CERTIFICATE or TRUSTED CERTIFICATE, with any line ending, a byte order
 * mark, indentation, any line width and any text between blocks. More
 * lenient than the TLS libraries, so that nothing goes unseen: where a BEGIN
 * line is too damaged to be known, its END line gives a faulty block.
 */
enum pem_kind {
	PEM_CERTIFICATE,
	PEM_TRUSTED,	/* der has a trust trailer, which is cut off */
};

/* Which part of a faulty block is wrong. */
enum pem_flaw {
	PEM_SOUND,
	PEM_BAD_BEGIN,	/* its dashes */
	PEM_NO_BEGIN,
	PEM_BAD_END,	/* its label or dashes, or there is none */
	PEM_BAD_TEXT,	/* the base64, or what it comes to */
};

struct pem_block {
	enum pem_kind kind;
	enum pem_flaw flaw;
	size_t begin, end;	/* bytes, BEGIN line to after END's newline */
	size_t line;		/* of BEGIN, from 1 */
	struct span der;	/* valid until the next call */
	struct span whole;	/* der with its trust trailer */
	const char *fault;	/* NULL, or why der could not be had */
};

struct pem_reader {
	struct span bytes;
	size_t at, line;
	struct buf der;
};

void pem_open(struct pem_reader *reader, struct span bytes);
/* False at the end. Every BEGIN line, and every END line without one, gives a
 * block, if only a faulty one. */
bool pem_next(struct pem_reader *reader, struct pem_block *out);
void pem_close(struct pem_reader *reader);

/* The line on which bytes end amid the label of a BEGIN; 0: they do not. */
size_t pem_cut_line(struct span bytes);

/* Line ends in [from, to): LF, CR LF or CR alone. */
size_t pem_lines(struct span bytes, size_t from, size_t to);

/* The DER element with which bytes begin; empty where none is whole. */
struct span pem_element(struct span bytes);

#define PEM_WIDTH	64	/* characters in a line, RFC 7468 */

/* Appends DER as a CERTIFICATE block, in lines of this width and line end. */
void pem_append(struct buf *out, struct span der, size_t width,
    const char *newline);

#endif
