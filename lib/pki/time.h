#ifndef PKI_TIME_H
#define PKI_TIME_H

#include <stdint.h>

#include <openssl/asn1.h>

#include "base/err.h"

/* Seconds UTC of a UTCTime or GeneralizedTime, years 0 to 9999. */
int time_from_asn1(int64_t *out_s, const ASN1_TIME *time, struct err *err);

#endif
