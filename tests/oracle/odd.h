#pragma once
/*
 * Trust store files of LOADING_CERTS certificates in which one or all are
 * written oddly, or so that they cannot be read.
 */
#include "oracle/loading.h"

struct odd {
	char words[128];	/* what it is */
	bool unread;	/* some library reads a block that we, or our model of
			   it, do not */
};

/* The i-th file: its blocks hold these certificates, in this order. False past
 * the last. */
bool odd_file(struct buf *out, struct odd *odd, const struct span *certs,
    size_t i);
