/* RC2 is in libcrypto itself only under its old names. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "form/pkcs12_crypt.h"

#include <inttypes.h>

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/rc2.h>

#include "base/limits.h"
#include "form/java_store.h"

#define SCRYPT_BLOCK	128	/* bytes */
#define TOO_LARGE	(-2)	/* instead of rounds: it wants much memory */

struct keyring
keyring_of(const char *given)
{
	struct keyring keyring = { .rounds_left = LIMIT_DERIVATION_ROUNDS };

	if (given != NULL) {
		keyring.tries[keyring.n++] = given;
		return keyring;
	}
	keyring.tries[keyring.n++] = NULL;
	keyring.tries[keyring.n++] = "";
	keyring.tries[keyring.n++] = JAVA_PASSWORD;
	return keyring;
}

bool
keyring_spend(struct keyring *keyring, int64_t rounds)
{
	if (rounds <= 0 || rounds > keyring->rounds_left)
		return false;
	keyring->rounds_left -= rounds;
	return true;
}

void
keyring_prove(struct keyring *keyring, size_t i)
{
	keyring->tries[0] = keyring->tries[i];
	keyring->n = 1;
}

int64_t
pkcs12_number(const ASN1_INTEGER *integer)
{
	int64_t n;

	return integer != NULL && ASN1_INTEGER_get_int64(&n, integer) == 1 &&
	    n > 0 ? n : -1;
}

/* Has libcrypto this cipher, without its old ones? */
static bool
is_cipher(const X509_ALGOR *algorithm)
{
	char name[80];
	EVP_CIPHER *cipher;

	OBJ_obj2txt(name, sizeof(name), algorithm->algorithm, 1);
	cipher = EVP_CIPHER_fetch(NULL, name, NULL);
	EVP_CIPHER_free(cipher);
	ERR_clear_error();
	return cipher != NULL;
}

static int64_t
pbkdf2_rounds(const X509_ALGOR *kdf)
{
	PBKDF2PARAM *parameters = ASN1_TYPE_unpack_sequence(
	    ASN1_ITEM_rptr(PBKDF2PARAM), kdf->parameter);
	int64_t rounds = parameters ? pkcs12_number(parameters->iter) : -1;

	PBKDF2PARAM_free(parameters);
	return rounds;
}

/* A mixing of a block of 128 bytes counts as a round, which it about costs. */
static int64_t
scrypt_rounds(const X509_ALGOR *kdf)
{
	SCRYPT_PARAMS *parameters = ASN1_TYPE_unpack_sequence(
	    ASN1_ITEM_rptr(SCRYPT_PARAMS), kdf->parameter);
	int64_t n, r, p;

	if (parameters == NULL)
		return -1;
	n = pkcs12_number(parameters->costParameter);
	r = pkcs12_number(parameters->blockSize);
	p = pkcs12_number(parameters->parallelizationParameter);
	SCRYPT_PARAMS_free(parameters);
	if (n < 0 || r < 0 || p < 0)
		return -1;
	if (n > LIMIT_SCRYPT_BLOCKS || r > LIMIT_SCRYPT_BLOCKS ||
	    p > LIMIT_SCRYPT_BLOCKS || (n + 2 + p) * r > LIMIT_SCRYPT_BLOCKS)
		return TOO_LARGE;
	return n * r * p;
}

/* -1: another derivation or cipher, or its parameters are broken. */
static int64_t
pbes2_rounds(const X509_ALGOR *algorithm)
{
	PBE2PARAM *pbe2 = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM),
	    algorithm->parameter);
	int64_t rounds = -1;

	if (pbe2 == NULL)
		return -1;
	switch (OBJ_obj2nid(pbe2->keyfunc->algorithm)) {
	case NID_id_pbkdf2:
		rounds = pbkdf2_rounds(pbe2->keyfunc);
		break;
	case NID_id_scrypt:
		rounds = scrypt_rounds(pbe2->keyfunc);
		break;
	}
	if (!is_cipher(pbe2->encryption))
		rounds = -1;
	PBE2PARAM_free(pbe2);
	return rounds;
}

static PBEPARAM *
pbe_parameters(const X509_ALGOR *algorithm)
{
	return ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBEPARAM),
	    algorithm->parameter);
}

/* How many rounds one password costs; -1: an algorithm that is not read. */
static int64_t
rounds_of(const X509_ALGOR *algorithm)
{
	PBEPARAM *pbe;
	int64_t rounds = -1;

	switch (OBJ_obj2nid(algorithm->algorithm)) {
	case NID_pbes2:
		return pbes2_rounds(algorithm);
	case NID_pbe_WithSHA1And3_Key_TripleDES_CBC:
	case NID_pbe_WithSHA1And2_Key_TripleDES_CBC:
	case NID_pbe_WithSHA1And128BitRC2_CBC:
	case NID_pbe_WithSHA1And40BitRC2_CBC:
		pbe = pbe_parameters(algorithm);
		if (pbe != NULL)
			rounds = pkcs12_number(pbe->iter);
		PBEPARAM_free(pbe);
		return rounds;
	}
	return -1;
}

/* Bits of the RC2 key; 0: another cipher. */
static int
rc2_bits(const X509_ALGOR *algorithm)
{
	switch (OBJ_obj2nid(algorithm->algorithm)) {
	case NID_pbe_WithSHA1And128BitRC2_CBC:
		return 128;
	case NID_pbe_WithSHA1And40BitRC2_CBC:
		return 40;
	}
	return 0;
}

/* The plain bytes end in as many bytes of a number as that number says. */
static bool
cut_padding(struct span *plain)
{
	uint8_t last = plain->n > 0 ? plain->p[plain->n - 1] : 0;

	if (last == 0 || last > RC2_BLOCK || last > plain->n)
		return false;
	for (size_t i = plain->n - last; i < plain->n; i++) {
		if (plain->p[i] != last)
			return false;
	}
	plain->n -= last;
	return true;
}

/*
 * OpenSSL 3 has RC2 for PBE in its legacy provider alone, a file that may not
 * be there to be loaded. Old keytools wrote nearly every store with it.
 */
static bool
decrypt_rc2(struct buf *out, const X509_ALGOR *algorithm, int bits,
    const char *password, struct span secret)
{
	PBEPARAM *pbe = pbe_parameters(algorithm);
	uint8_t key[16], iv[RC2_BLOCK];
	struct span plain = { NULL, secret.n };
	RC2_KEY schedule;
	uint8_t *bytes;
	bool good;

	good = secret.n % RC2_BLOCK == 0 && PKCS12_key_gen_utf8(password, -1,
	    pbe->salt->data, pbe->salt->length, PKCS12_KEY_ID,
	    (int)pkcs12_number(pbe->iter), bits / 8, key, EVP_sha1()) == 1 &&
	    PKCS12_key_gen_utf8(password, -1, pbe->salt->data,
	    pbe->salt->length, PKCS12_IV_ID, (int)pkcs12_number(pbe->iter),
	    RC2_BLOCK, iv, EVP_sha1()) == 1;
	PBEPARAM_free(pbe);
	if (!good)
		return false;
	plain.p = bytes = OPENSSL_malloc(secret.n + 1);
	RC2_set_key(&schedule, bits / 8, key, bits);
	RC2_cbc_encrypt(secret.p, bytes, (long)secret.n, &schedule, iv,
	    RC2_DECRYPT);
	good = cut_padding(&plain);
	if (good)
		buf_append(out, plain.p, plain.n);
	OPENSSL_free(bytes);
	return good;
}

static bool
decrypt(struct buf *out, const X509_ALGOR *algorithm, const char *password,
    struct span secret)
{
	int bits = rc2_bits(algorithm), n = 0;
	unsigned char *bytes = NULL;

	if (bits > 0)
		return decrypt_rc2(out, algorithm, bits, password, secret);
	if (PKCS12_pbe_crypt(algorithm, password, password ?
		(int)strlen(password) : 0, secret.p, (int)secret.n, &bytes, &n,
		0) == NULL)
		return false;
	buf_append(out, bytes, (size_t)n);
	OPENSSL_free(bytes);
	return true;
}

/* "pbeWithMD5AndDES-CBC", or "PBES2 (scrypt, rc2-cbc)". */
static void
name_algorithm(struct buf *out, const X509_ALGOR *algorithm)
{
	PBE2PARAM *pbe2 = NULL;
	char name[80];

	OBJ_obj2txt(name, sizeof(name), algorithm->algorithm, 0);
	buf_text(out, name);
	if (OBJ_obj2nid(algorithm->algorithm) == NID_pbes2)
		pbe2 = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM),
		    algorithm->parameter);
	if (pbe2 != NULL) {
		OBJ_obj2txt(name, sizeof(name), pbe2->keyfunc->algorithm, 0);
		buf_printf(out, " (%s, ", name);
		OBJ_obj2txt(name, sizeof(name), pbe2->encryption->algorithm,
		    0);
		buf_printf(out, "%s)", name);
	}
	PBE2PARAM_free(pbe2);
}

static int
refuse(const X509_ALGOR *algorithm, int64_t rounds, struct err *err)
{
	struct buf name = BUF_INIT(400);

	if (rounds == -1) {
		name_algorithm(&name, algorithm);
		err_set(err, ERR_FAILED, "encrypted with %s, which is not "
		    "read here", name.p);
		buf_release(&name);
		return -1;
	}
	if (rounds == TOO_LARGE)
		return err_set(err, ERR_LIMIT, "its key derivation (scrypt) "
		    "wants more memory than it is given (%d MiB)",
		    LIMIT_SCRYPT_BLOCKS / (1024 * 1024 / SCRYPT_BLOCK));
	return err_set(err, ERR_LIMIT, "its key derivation wants %" PRId64
	    " rounds for each password, more than are done for one file (%d)",
	    rounds, LIMIT_DERIVATION_ROUNDS);
}

int
keyring_decrypt(struct keyring *keyring, const X509_ALGOR *algorithm,
    struct span secret, decrypted_judge *judge, void *context,
    struct err *err)
{
	int64_t rounds = rounds_of(algorithm);

	for (size_t i = 0; i < keyring->n; i++) {
		struct buf plain = BUF_INIT(secret.n);
		bool good;

		if (rounds < 0 || !keyring_spend(keyring, rounds))
			return refuse(algorithm, rounds, err);
		good = decrypt(&plain, algorithm, keyring->tries[i],
		    secret) && judge(context, buf_span(&plain));
		buf_release(&plain);
		ERR_clear_error();
		if (good) {
			keyring_prove(keyring, i);
			return 1;
		}
	}
	return 0;
}
