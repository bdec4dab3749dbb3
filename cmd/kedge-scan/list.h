#ifndef KEDGE_SCAN_LIST_H
#define KEDGE_SCAN_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * The lines of a file or of standard input, one at a time and without ever
 * waiting for more, so that connections under way are not kept from their
 * turn. Holds 64 KiB, however long the list is.
 */
struct list {
	const char *name;	/* for messages; borrowed */
	int fd;			/* -1: closed */
	size_t number;		/* of the last line, from 1 */
	char *bytes;
	size_t from, n;		/* of bytes: not given yet */
	bool at_end;
	bool is_skipping;	/* the rest of a line that is too long */
};

#define LIST_CLOSED ((struct list){ .fd = -1 })

enum list_got {
	LIST_LINE,
	LIST_BAD_LINE,	/* err says what is wrong with it; go on */
	LIST_LATER,	/* none is there yet */
	LIST_END,
	LIST_BROKEN,	/* err says why there is no more */
};

/* path: "-" is standard input. Borrowed. */
int list_open(struct list *out, const char *path, struct err *err);
/* *line ends in NUL, without its comment and the blanks around it; valid until
 * the next call. Blank lines are passed over. */
enum list_got list_next(struct list *list, char **line, struct err *err);
void list_close(struct list *list);

#endif
