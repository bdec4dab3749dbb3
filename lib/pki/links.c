#include "pki/links.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <openssl/err.h>

#include "base/limits.h"
#include "base/mem.h"

#define FEATURE_STATUS_REQUEST	5	/* RFC 6066, as named by RFC 7633 */

static bool
is_usable(struct span url)
{
	const char *text = (const char *)url.p;

	if (url.n > LIMIT_URL_BYTES ||
	    !((url.n > 7 && strncasecmp(text, "http://", 7) == 0) ||
		(url.n > 8 && strncasecmp(text, "https://", 8) == 0)))
		return false;
	for (size_t i = 0; i < url.n; i++) {
		if (url.p[i] <= ' ' || url.p[i] > '~')
			return false;
	}
	return true;
}

static void
take(struct links *links, struct urls *urls, const GENERAL_NAME *name)
{
	const ASN1_STRING *s = name->type == GEN_URI ? name->d.ia5 : NULL;
	struct span url;

	if (s == NULL)
		return;
	url = (struct span){ ASN1_STRING_get0_data(s),
		(size_t)ASN1_STRING_length(s) };
	if (!is_usable(url) || urls->n == LIMIT_LINKS) {
		links->n_passed_over++;
		return;
	}
	if (urls->items == NULL)
		urls->items = mem_zalloc(LIMIT_LINKS * sizeof(char *));
	urls->items[urls->n++] = mem_printf("%.*s", (int)url.n,
	    (const char *)url.p);
}

static void
read_access(struct links *links, const X509 *x509)
{
	AUTHORITY_INFO_ACCESS *access = X509_get_ext_d2i(x509, NID_info_access,
	    NULL, NULL);

	for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(access); i++) {
		const ACCESS_DESCRIPTION *way =
		    sk_ACCESS_DESCRIPTION_value(access, i);
		int nid = OBJ_obj2nid(way->method);

		if (nid == NID_ad_ca_issuers)
			take(links, &links->issuers, way->location);
		else if (nid == NID_ad_OCSP)
			take(links, &links->ocsp, way->location);
	}
	AUTHORITY_INFO_ACCESS_free(access);
}

static void
read_point(struct links *links, const DIST_POINT *point)
{
	const GENERAL_NAMES *names;

	if (point->distpoint == NULL || point->distpoint->type != 0 ||
	    point->reasons != NULL || point->CRLissuer != NULL) {
		links->n_passed_over++;
		return;
	}
	names = point->distpoint->name.fullname;
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++)
		take(links, &links->crls, sk_GENERAL_NAME_value(names, i));
}

static void
read_points(struct links *links, const X509 *x509)
{
	CRL_DIST_POINTS *points = X509_get_ext_d2i(x509,
	    NID_crl_distribution_points, NULL, NULL);

	for (int i = 0; i < sk_DIST_POINT_num(points); i++)
		read_point(links, sk_DIST_POINT_value(points, i));
	CRL_DIST_POINTS_free(points);
}

static void
read_features(struct links *links, const X509 *x509)
{
	TLS_FEATURE *features = X509_get_ext_d2i(x509, NID_tlsfeature, NULL,
	    NULL);

	for (int i = 0; i < sk_ASN1_INTEGER_num(features); i++) {
		if (ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features, i)) ==
		    FEATURE_STATUS_REQUEST)
			links->must_staple = true;
	}
	TLS_FEATURE_free(features);
}

void
links_read(struct links *out, const struct cert *cert)
{
	*out = LINKS_NONE;
	if (cert->is_bare)
		return;
	read_access(out, cert->x509);
	read_points(out, cert->x509);
	read_features(out, cert->x509);
	ERR_clear_error();
}

static void
urls_release(struct urls *urls)
{
	for (size_t i = 0; i < urls->n; i++)
		free(urls->items[i]);
	free(urls->items);
}

void
links_release(struct links *links)
{
	urls_release(&links->issuers);
	urls_release(&links->ocsp);
	urls_release(&links->crls);
	*links = LINKS_NONE;
}
