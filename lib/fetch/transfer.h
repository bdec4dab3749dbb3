#ifndef FETCH_TRANSFER_H
#define FETCH_TRANSFER_H

#include "fetch/http.h"

/* One fetch on its way: a handle of libcurl with our bounds set. */
struct transfer;

/* The request is borrowed as long as the transfer lives. */
struct transfer *transfer_new(const struct fetch_request *request,
    bool allow_private, void *owner, struct err *err);
void transfer_free(struct transfer *transfer);

/* Libcurl's handle, and what was given as owner to the one of a handle. */
void *transfer_handle(const struct transfer *transfer);
void *transfer_owner(void *handle);

/* What became of it, by libcurl's code; borrowed from the transfer. */
void transfer_answer(struct fetch_answer *out, struct transfer *transfer,
    int code);

#endif
