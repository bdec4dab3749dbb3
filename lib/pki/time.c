#include "pki/time.h"

#include <time.h>

#include "base/instant.h"
#include "pki/ssl_err.h"

int
time_from_asn1(int64_t *out_s, const ASN1_TIME *time, struct err *err)
{
	struct tm tm = { 0 };

	if (ASN1_TIME_to_tm(time, &tm) != 1)
		return err_from_ssl(err, "a time that cannot be read");
	*out_s = instant_from_civil(tm.tm_year + 1900, tm.tm_mon + 1,
	    tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	return 0;
}
