#include "form/pkcs12_mac.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/pkcs12.h>

#include "form/pkcs12_crypt.h"

#define PBMAC1		"1.2.840.113549.1.5.14"
#define MAX_KEY_BYTES	64

/* RFC 9579: the same two algorithms as PBES2 has, in the same order. */
static PBE2PARAM *
pbmac1_parameters(const PKCS12 *file)
{
	const X509_ALGOR *algorithm = NULL;
	char oid[80];

	PKCS12_get0_mac(NULL, &algorithm, NULL, NULL, file);
	if (algorithm == NULL)
		return NULL;
	OBJ_obj2txt(oid, sizeof(oid), algorithm->algorithm, 1);
	return strcmp(oid, PBMAC1) != 0 ? NULL : ASN1_TYPE_unpack_sequence(
	    ASN1_ITEM_rptr(PBE2PARAM), algorithm->parameter);
}

/* The digest within an HMAC, SHA-1 where nothing is said; NULL. */
static const EVP_MD *
digest_of(const X509_ALGOR *hmac)
{
	int nid = NID_sha1;

	if (hmac != NULL && EVP_PBE_find(EVP_PBE_TYPE_PRF,
		OBJ_obj2nid(hmac->algorithm), NULL, &nid, NULL) != 1)
		return NULL;
	return EVP_get_digestbynid(nid);
}

static PBKDF2PARAM *
kdf_of(const PBE2PARAM *pbmac1)
{
	if (OBJ_obj2nid(pbmac1->keyfunc->algorithm) != NID_id_pbkdf2)
		return NULL;
	return ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM),
	    pbmac1->keyfunc->parameter);
}

/* Can these be done? A salt and the length of the key are in them, too. */
static bool
is_sound(const PBE2PARAM *pbmac1, const PBKDF2PARAM *kdf)
{
	int64_t n = kdf != NULL ? pkcs12_number(kdf->keylength) : -1;

	return n > 0 && n <= MAX_KEY_BYTES && digest_of(kdf->prf) != NULL &&
	    digest_of(pbmac1->encryption) != NULL &&
	    kdf->salt->type == V_ASN1_OCTET_STRING;
}

int64_t
pkcs12_mac_rounds(const PKCS12 *file)
{
	PBE2PARAM *pbmac1 = pbmac1_parameters(file);
	PBKDF2PARAM *kdf = pbmac1 ? kdf_of(pbmac1) : NULL;
	const X509_ALGOR *algorithm = NULL;
	const ASN1_INTEGER *rounds = NULL;
	int64_t n = -1;

	PKCS12_get0_mac(NULL, &algorithm, NULL, &rounds, file);
	if (pbmac1 != NULL && is_sound(pbmac1, kdf))
		n = pkcs12_number(kdf->iter);
	else if (pbmac1 == NULL && algorithm != NULL &&
	    EVP_get_digestbyobj(algorithm->algorithm) != NULL)
		n = rounds != NULL ? pkcs12_number(rounds) : 1;
	PBKDF2PARAM_free(kdf);
	PBE2PARAM_free(pbmac1);
	return n;
}

/* What is digested: the content of the file as it stands there. */
static PKCS7 *
content_of(struct span bytes)
{
	const unsigned char *p = bytes.p;
	long n;
	int tag, class;

	/* The sequence of all, and the version, 3. */
	if ((ASN1_get_object(&p, &n, &tag, &class, (long)bytes.n) & 0x80) != 0)
		return NULL;
	p += 3;
	return d2i_PKCS7(NULL, &p, (long)bytes.n - (p - bytes.p));
}

static bool
pbmac1_fits(const PKCS12 *file, const PBE2PARAM *pbmac1,
    const PBKDF2PARAM *kdf, const PKCS7 *content, const char *password)
{
	const ASN1_OCTET_STRING *salt = kdf->salt->value.octet_string;
	const ASN1_OCTET_STRING *wanted = NULL, *data;
	uint8_t key[MAX_KEY_BYTES], ours[EVP_MAX_MD_SIZE];
	int key_bytes = (int)pkcs12_number(kdf->keylength);
	unsigned n = 0;

	PKCS12_get0_mac(&wanted, NULL, NULL, NULL, file);
	if (OBJ_obj2nid(content->type) != NID_pkcs7_data ||
	    content->d.data == NULL)
		return false;
	data = content->d.data;
	return PKCS5_PBKDF2_HMAC(password ? password : "", -1, salt->data,
	    salt->length, (int)pkcs12_number(kdf->iter), digest_of(kdf->prf),
	    key_bytes, key) == 1 && HMAC(digest_of(pbmac1->encryption), key,
	    key_bytes, data->data, (size_t)data->length, ours, &n) != NULL &&
	    wanted->length == (int)n && CRYPTO_memcmp(ours, wanted->data,
	    n) == 0;
}

bool
pkcs12_mac_fits(PKCS12 *file, struct span bytes, const char *password)
{
	PBE2PARAM *pbmac1 = pbmac1_parameters(file);
	PBKDF2PARAM *kdf;
	PKCS7 *content;
	bool fits;

	if (pbmac1 == NULL)
		return PKCS12_verify_mac(file, password,
		    password ? (int)strlen(password) : 0) == 1;
	kdf = kdf_of(pbmac1);
	content = content_of(bytes);
	fits = content != NULL && is_sound(pbmac1, kdf) &&
	    pbmac1_fits(file, pbmac1, kdf, content, password);
	PKCS7_free(content);
	PBKDF2PARAM_free(kdf);
	PBE2PARAM_free(pbmac1);
	return fits;
}
