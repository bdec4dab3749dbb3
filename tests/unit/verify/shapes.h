#pragma once
/*
 * PKIs that have a name because something is to be learnt from them, each in
 * the language of pki_read. The unit tests say what becomes of them; the
 * oracles hold the real libraries against that.
 */
#include <stddef.h>

struct shape {
	const char *name;
	const char *text;
};

/* The i-th, NULL past the last. */
const struct shape *shape_at(size_t i);
/* NULL where there is none. */
const struct shape *shape_find(const char *name);
