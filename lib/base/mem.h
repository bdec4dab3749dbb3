#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Memory in sizes that we choose. Running out aborts, here and nowhere else.
 * Sizes that come from input go through struct buf, which has a ceiling.
 */
void *mem_zalloc(size_t size);
void *mem_dup(const void *p, size_t n);
char *mem_strdup(const char *s);	/* NULL gives NULL */
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *mem_vprintf(const char *fmt, va_list ap)
    __attribute__((format(printf, 1, 0)));

/*
 * Room for need elements in an array of *cap; the array may move. Use as
 * items = mem_grow(items, &cap, n + 1, sizeof(*items)). New room is zeroed.
 */
void *mem_grow(void *items, size_t *cap, size_t need, size_t element_size);

#endif
