#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/span.h"

/*
 * Bytes that grow, up to a ceiling. Past the ceiling nothing more is taken
 * and full stays true, so a writer may append freely and ask once at the
 * end. The bytes are followed by a NUL that n does not count.
 */
struct buf {
	char *p;
	size_t n;
	size_t cap;
	size_t max;	/* bytes */
	bool full;
};

#define BUF_INIT(max_bytes) ((struct buf){ .max = (max_bytes) })

void buf_append(struct buf *buf, const void *p, size_t n);
void buf_text(struct buf *buf, const char *text);
void buf_printf(struct buf *buf, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_clear(struct buf *buf);	/* keeps the memory */
void buf_release(struct buf *buf);
struct span buf_span(const struct buf *buf);

#endif
