#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
must(void *p)
{
	if (p == NULL) {
		fputs("out of memory\n", stderr);
		abort();
	}
	return p;
}

void *
mem_zalloc(size_t size)
{
	return must(calloc(1, size ? size : 1));
}

void *
mem_dup(const void *p, size_t n)
{
	void *copy = mem_zalloc(n);

	if (n > 0)
		memcpy(copy, p, n);
	return copy;
}

char *
mem_strdup(const char *s)
{
	return s ? mem_dup(s, strlen(s) + 1) : NULL;
}

char *
mem_vprintf(const char *fmt, va_list ap)
{
	char *text = NULL;

	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	return must(text);
}

char *
mem_printf(const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	return text;
}

void *
mem_grow(void *items, size_t *cap, size_t need, size_t element_size)
{
	size_t old = *cap, grown = old ? old : 8;

	if (need <= old)
		return items;
	while (grown < need)
		grown = grown > SIZE_MAX / 2 ? need : grown * 2;
	items = must(reallocarray(items, grown, element_size));
	memset((char *)items + old * element_size, 0,
	    (grown - old) * element_size);
	*cap = grown;
	return items;
}
