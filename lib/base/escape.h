#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/buf.h"

/*
 * Foreign text (names in certificates, host names, server answers) made safe
 * for one kind of output. Appends to out; text may hold any bytes.
 */

/* One line for people: control, bidirectional and invalid bytes as \xNN. */
void escape_terminal(struct buf *out, const char *text);
/* Valid UTF-8, the rest as \xNN; for JSON strings. */
void escape_utf8(struct buf *out, const char *text, size_t n);
/* A Prometheus label value, without its quotes. */
void escape_label(struct buf *out, const char *text);
/* HTML text or a quoted attribute. */
void escape_html(struct buf *out, const char *text);
/*
 * One field of a CSV, in quotes where it needs them (RFC 4180). Control bytes
 * as for a terminal; what a spreadsheet would take for a formula (a first
 * = + - or @, after blanks too) gets a ' before it, so that it stays text.
 */
void escape_csv(struct buf *out, const char *text);
/*
 * Text within a line or a table's cell of Markdown, as CommonMark and GitHub
 * have it: nothing of it is markup, a link, or the mention of a person or an
 * issue. Control bytes as for a terminal.
 */
void escape_markdown(struct buf *out, const char *text);
/* Lower-case hexadecimal. */
void escape_hex(struct buf *out, const uint8_t *p, size_t n);

#endif
