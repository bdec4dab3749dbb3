#ifndef FORM_PKCS12_CRYPT_H
#define FORM_PKCS12_CRYPT_H

#include "pki/cert.h"

#define KEYRING_TRIES	3

/*
 * The passwords that may open a PKCS#12 file: the one that was given alone,
 * or none, the empty one and Java's usual one. Once one of them has proved
 * right, that alone is left. rounds_left is what key derivation may still
 * cost: the file says how many rounds it wants, and could say millions.
 */
struct keyring {
	const char *tries[KEYRING_TRIES];	/* NULL is "no password" */
	size_t n;
	int64_t rounds_left;
};

struct keyring keyring_of(const char *given);
/* False: so many rounds are too many; they are then not to be done. */
bool keyring_spend(struct keyring *keyring, int64_t rounds);
/* The one at i has proved right. */
void keyring_prove(struct keyring *keyring, size_t i);

/* A number of rounds, or of anything that is not zero; -1: it is none. */
int64_t pkcs12_number(const ASN1_INTEGER *integer);

/*
 * Decrypts what PBES2 with PBKDF2 or scrypt, or one of the ciphers of PKCS#12
 * itself, encrypted under a password of the keyring, and for which judge says
 * that it makes sense. 1: done; 0: no password fits; -1: the algorithm is none
 * that is read, or wants too many rounds (ERR_LIMIT).
 */
typedef bool decrypted_judge(void *context, struct span plain);
int keyring_decrypt(struct keyring *keyring, const X509_ALGOR *algorithm,
    struct span secret, decrypted_judge *judge, void *context,
    struct err *err);

#endif
