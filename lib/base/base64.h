#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/buf.h"

/* Base64 with padding (RFC 4648, section 4). Both append to out. */
void base64_encode(struct buf *out, struct span bytes);
/* Passes over white space. NULL, or what is wrong with text in words. */
const char *base64_decode(struct buf *out, struct span text);

#endif
