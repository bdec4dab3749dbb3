#include "pki/ssl_err.h"

#include <stdarg.h>
#include <stdio.h>

#include <openssl/err.h>

int
err_from_ssl(struct err *err, const char *fmt, ...)
{
	unsigned long code = ERR_peek_last_error();
	const char *reason = code ? ERR_reason_error_string(code) : NULL;
	char context[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(context, sizeof(context), fmt, ap);
	va_end(ap);
	ERR_clear_error();
	if (reason == NULL)
		return err_set(err, ERR_FAILED, "%s", context);
	return err_set(err, ERR_FAILED, "%s: %s", context, reason);
}
