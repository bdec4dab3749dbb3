#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

static bool
buf_reserve(struct buf *buf, size_t more)
{
	if (buf->full || more > buf->max || buf->n > buf->max - more) {
		buf->full = true;
		return false;
	}
	buf->p = mem_grow(buf->p, &buf->cap, buf->n + more + 1, 1);
	return true;
}

void
buf_append(struct buf *buf, const void *p, size_t n)
{
	if (!buf_reserve(buf, n))
		return;
	if (n > 0)
		memcpy(buf->p + buf->n, p, n);
	buf->n += n;
	buf->p[buf->n] = '\0';
}

void
buf_text(struct buf *buf, const char *text)
{
	buf_append(buf, text, strlen(text));
}

void
buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n >= 0 && buf_reserve(buf, (size_t)n)) {
		vsnprintf(buf->p + buf->n, (size_t)n + 1, fmt, again);
		buf->n += (size_t)n;
	}
	va_end(again);
	va_end(ap);
}

void
buf_clear(struct buf *buf)
{
	buf->n = 0;
	buf->full = false;
	if (buf->p != NULL)
		buf->p[0] = '\0';
}

void
buf_release(struct buf *buf)
{
	free(buf->p);
	*buf = BUF_INIT(buf->max);
}

struct span
buf_span(const struct buf *buf)
{
	return (struct span){ (const uint8_t *)buf->p, buf->n };
}
