#ifndef PKI_SSL_ERR_H
#define PKI_SSL_ERR_H

#include "base/err.h"

/*
 * Sets err to "fmt: why", where why is libcrypto's own reason, and drains its
 * queue. Call ERR_clear_error() before the operation. Returns -1.
 */
int err_from_ssl(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
