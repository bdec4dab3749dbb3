#ifndef LISTENER_H
#define LISTENER_H

#include "base/err.h"

struct listener {
	int fd;
	char address[64];	/* that it has, with the port: "[::1]:9843" */
};

/*
 * Listens on a numeric address: 127.0.0.1:9843, [::1]:9843, or [::]:9843 for
 * every address of both families. Port 0 takes a free one.
 */
int listener_open(struct listener *out, const char *text, struct err *err);

#endif
