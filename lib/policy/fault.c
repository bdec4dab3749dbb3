#include "policy/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/mem.h"

#define MESSAGE_BYTES	400	/* what is longer is cut */

void
fault_add(struct faults *faults, struct mark mark, const char *fmt, ...)
{
	struct buf safe = BUF_INIT(SIZE_MAX / 2);
	char what[MESSAGE_BYTES];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (mark.line > 0) {
		escape_terminal(&safe, mark.file);
		buf_printf(&safe, ":%zu:%zu: ", mark.line, mark.column);
	}
	escape_terminal(&safe, what);
	faults->items = mem_grow(faults->items, &faults->cap, faults->n + 1,
	    sizeof(*faults->items));
	faults->items[faults->n++] = (struct policy_fault){
		mem_strdup(safe.p), mark };
	buf_release(&safe);
}

void
faults_release(struct faults *faults)
{
	for (size_t i = 0; i < faults->n; i++)
		free(faults->items[i].message);
	free(faults->items);
	*faults = (struct faults){ 0 };
}
