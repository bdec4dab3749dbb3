#ifndef PKI_CERT_H
#define PKI_CERT_H

#include <stdbool.h>
#include <stdint.h>

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/err.h"
#include "base/span.h"

#define SHA256_BYTES	32
#define SHA256_TEXT	(2 * SHA256_BYTES + 1)
#define PATH_LENGTH_ANY	(-1)

/* Extended key usages that a verifier may ask for; bits. */
enum eku {
	EKU_SERVER = 1 << 0,
	EKU_CLIENT = 1 << 1,
	EKU_ANY = 1 << 2,
	EKU_OTHER = 1 << 3,
	EKU_GATED = 1 << 4,	/* server gated cryptography, of old roots */
	EKU_STEP_UP = 1 << 5,	/* the same by Netscape's or Verisign's names */
};

/* Which of its extensions a certificate calls critical; bits. */
enum critical {
	CRITICAL_BASIC_CONSTRAINTS = 1 << 0,
	CRITICAL_KEY_USAGE = 1 << 1,
	CRITICAL_EXTENDED_KEY_USAGE = 1 << 2,
	CRITICAL_ALTERNATIVE_NAME = 1 << 3,
	CRITICAL_NAME_CONSTRAINTS = 1 << 4,
	CRITICAL_POLICIES = 1 << 5,
	CRITICAL_NETSCAPE_TYPE = 1 << 6,
	CRITICAL_OTHER = 1 << 7,
};

enum key_type {
	KEY_UNKNOWN,	/* an algorithm that libcrypto cannot decode */
	KEY_RSA,
	KEY_EC,
	KEY_ED25519,
	KEY_ED448,
	KEY_DSA,
	KEY_OTHER,
};

/*
 * One certificate, parsed once and immutable; its pool owns it and everybody
 * else borrows it. Two certificates are the same where their id is; names and
 * keys likewise, by subject_id, issuer_id and key_id (dense, per pool). Names
 * are equal as RFC 5280 section 7.1 compares them (libcrypto's canonical
 * form), which folds case and white space. A bare one is an anchor of which
 * only name and key are known: a root without dates, signature and bytes.
 */
struct cert {
	uint32_t id, subject_id, issuer_id, key_id;
	bool is_bare;
	struct span der;			/* empty: bare */
	struct span subject_der, issuer_der;	/* as encoded */
	struct span spki_der;			/* owned */
	uint8_t sha256[SHA256_BYTES];		/* of der; bare: of subject_der
						   and spki_der */
	uint8_t spki_sha256[SHA256_BYTES];	/* of spki_der */
	char *subject, *issuer;		/* for people, as RFC 2253 */
	char *short_name;		/* common name, or the next best */
	char *issuer_short_name;	/* the same of the issuer */
	char *serial;			/* hexadecimal */
	int64_t not_before_s, not_after_s;	/* UTC, not_after inclusive */
	struct span key_identifier;		/* empty: none */
	struct span authority_key_identifier;	/* empty: none */
	int version;			/* 1..3 */
	bool has_basic_constraints, is_ca;
	int path_length;		/* PATH_LENGTH_ANY: no limit */
	bool has_key_usage;
	uint32_t key_usage;		/* libcrypto's KU_ bits */
	bool has_extended_key_usage;
	unsigned extended_key_usage;	/* EKU_ bits */
	unsigned critical;		/* CRITICAL_ bits */
	bool has_netscape_type;		/* nsCertType, of old certificates */
	unsigned netscape_type;		/* libcrypto's NS_ bits */
	bool has_unknown_critical;	/* extension that libcrypto ignores */
	bool has_faulty_extension;	/* one that does not decode */
	bool has_dns_name;		/* among the alternative names */
	size_t n_names;			/* alternative ones and the subject */
	NAME_CONSTRAINTS *name_constraints;	/* owned; NULL: none */
	enum key_type key_type;
	int key_bits;			/* 0 where the key is unknown */
	int curve_nid;			/* of KEY_EC, else NID_undef */
	int digest_nid;			/* of the signature, or NID_undef */
	int signature_nid;
	EVP_PKEY *key;			/* owned; NULL: not to be decoded */
	X509_NAME *subject_name;	/* owned by x509, or bare */
	X509 *x509;			/* owned; NULL: bare */
};

/* DER with nothing after it, at most LIMIT_CERT_BYTES; copied. */
struct cert *cert_new(struct span der, struct err *err);
/*
 * A bare one, of a name and a SubjectPublicKeyInfo in DER with nothing after
 * them; copied. Its dates are the two ends of time.
 */
struct cert *cert_new_bare(struct span subject_der, struct span spki_der,
    struct err *err);
void cert_free(struct cert *cert);

static inline bool
cert_is_self_issued(const struct cert *cert)
{
	return cert->subject_id == cert->issuer_id;
}

/* Does this certificate say that key signed it, as far as names tell? */
bool cert_names_issuer(const struct cert *child, const struct cert *issuer);

/* Is there a critical extension that is none of these (libcrypto's NIDs)? */
bool cert_has_critical_beyond(const struct cert *cert, const int *nids,
    size_t n);

/* The same subject, key and alternative names: one issued again. */
bool cert_is_reissue(const struct cert *a, const struct cert *b);

/* Key usage absent, or it has this KU_ bit. */
bool cert_allows_usage(const struct cert *cert, uint32_t usage);

/* Extended key usage absent, or it has one of these bits or EKU_ANY. */
bool cert_allows_purpose(const struct cert *cert, unsigned ekus);

/* "RSA 2048", "EC 256", "Ed25519" */
char *cert_key_text(const struct cert *cert, char *out, size_t size);

/* Does the signature of child verify under issuer's key? Costs cryptography:
 * ask sigcache instead. Keys over LIMIT_RSA_VERIFY_BITS never verify. */
bool cert_signature_verifies(const struct cert *child,
    const struct cert *issuer);

/* Lower-case hexadecimal of a SHA-256. Returns out. */
char *sha256_text(char out[SHA256_TEXT], const uint8_t sha256[SHA256_BYTES]);
/* False where text is not 64 hexadecimal digits. */
bool sha256_parse(uint8_t out[SHA256_BYTES], const char *text);

#endif
