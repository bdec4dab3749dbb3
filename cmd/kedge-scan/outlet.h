#ifndef KEDGE_SCAN_OUTLET_H
#define KEDGE_SCAN_OUTLET_H

#include <stdbool.h>

#include "base/file.h"

/*
 * Where results go while a scan is under way. Whoever reads them may be slow:
 * what a pipe or a terminal does not take at once is kept, since a scan that
 * waits for its reader lets servers run into their timeouts. A file gets its
 * bytes in blocks, anything else as they come.
 */
struct outlet {
	FILE *stream;		/* to be written to, then outlet_push */
	struct output output;
	struct buf kept;
	size_t sent;		/* bytes of kept */
	bool is_file;
	int sys;		/* errno of the write that failed, or 0 */
	bool (*is_hurried)(void);
};

/* path as for output_open. Once is_hurried says so nobody waits for a reader:
 * all that is written is kept, and outlet_close waits for half a second. */
int outlet_open(struct outlet *out, const char *path,
    bool (*is_hurried)(void), struct err *err);

/* Sends what can be sent at once. Fails where it can never be. */
int outlet_push(struct outlet *outlet, struct err *err);

/* So much is kept that no more should be made just now. */
bool outlet_is_full(const struct outlet *outlet);

/* Sends all that is left, and makes the file appear. */
int outlet_close(struct outlet *outlet, struct err *err);

/* Without outlet_close, no file is left. */
void outlet_release(struct outlet *outlet);

#endif
