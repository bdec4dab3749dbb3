#include "probe/timestamps.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include "probe/vector.h"

int
timestamps_listed(struct span list)
{
	struct span rest, timestamp;
	int n = 0;

	if (!vector_take(&list, 2, &rest))
		return 0;
	while (rest.n > 0 && vector_take(&rest, 2, &timestamp) &&
	    timestamp.n > 0)
		n++;
	return n;
}

/* The list is wrapped in an OCTET STRING of its own. */
static int
timestamps_in(const X509_EXTENSION *extension)
{
	const ASN1_OCTET_STRING *value =
	    X509_EXTENSION_get_data((X509_EXTENSION *)extension);
	const unsigned char *p = ASN1_STRING_get0_data(value);
	ASN1_OCTET_STRING *inner = d2i_ASN1_OCTET_STRING(NULL, &p,
	    ASN1_STRING_length(value));
	int n = 0;

	if (inner != NULL)
		n = timestamps_listed((struct span){
		    ASN1_STRING_get0_data(inner),
		    (size_t)ASN1_STRING_length(inner) });
	ASN1_OCTET_STRING_free(inner);
	ERR_clear_error();
	return n;
}

int
timestamps_embedded(const struct cert *leaf)
{
	int at = X509_get_ext_by_NID(leaf->x509, NID_ct_precert_scts, -1);

	return at < 0 ? 0 : timestamps_in(X509_get_ext(leaf->x509, at));
}

static int
timestamps_in_basic(OCSP_BASICRESP *basic)
{
	int n = 0;

	for (int i = 0; i < OCSP_resp_count(basic); i++) {
		OCSP_SINGLERESP *single = OCSP_resp_get0(basic, i);
		int at = OCSP_SINGLERESP_get_ext_by_NID(single,
		    NID_ct_cert_scts, -1);

		if (at >= 0)
			n += timestamps_in(OCSP_SINGLERESP_get_ext(single,
			    at));
	}
	return n;
}

int
timestamps_stapled(struct span response)
{
	const unsigned char *p = response.p;
	OCSP_RESPONSE *whole = d2i_OCSP_RESPONSE(NULL, &p, (long)response.n);
	OCSP_BASICRESP *basic = whole ? OCSP_response_get1_basic(whole) :
	    NULL;
	int n = basic ? timestamps_in_basic(basic) : 0;

	OCSP_BASICRESP_free(basic);
	OCSP_RESPONSE_free(whole);
	ERR_clear_error();
	return n;
}
