#include "forge/forge.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>

#include "forge/job.h"

struct forge {
	struct key **keys;
	size_t key_count;
	struct made **certs;
	size_t cert_count;
};

static const struct made *
find_cert(const struct forge *forge, const char *name)
{
	for (size_t i = 0; i < forge->cert_count; i++)
		if (strcmp(forge->certs[i]->name, name) == 0)
			return forge->certs[i];
	return NULL;
}

static const struct key *
find_key(const struct forge *forge, const char *name)
{
	for (size_t i = 0; i < forge->key_count; i++)
		if (strcmp(forge->keys[i]->name, name) == 0)
			return forge->keys[i];
	return NULL;
}

/* Keys and issuers. */

static EVP_PKEY *
generate_curve(const char *name, bool in_numbers)
{
	EVP_PKEY *key = EVP_EC_gen(name);

	if (in_numbers && EVP_PKEY_set_utf8_string_param(sure(key),
		OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_EXPLICIT)
	    != 1)
		abort();
	return key;
}

static EVP_PKEY *
generate_rsa(const char *algorithm, int bits)
{
	EVP_PKEY_CTX *context = sure(EVP_PKEY_CTX_new_from_name(NULL,
	    algorithm, NULL));
	EVP_PKEY *key = NULL;

	if (EVP_PKEY_keygen_init(context) != 1 ||
	    EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) != 1 ||
	    EVP_PKEY_generate(context, &key) != 1)
		abort();
	EVP_PKEY_CTX_free(context);
	return key;
}

static EVP_PKEY *
generate(const char *type)
{
	static const char *const curves[][2] = {
		{ "p256", "P-256" }, { "p384", "P-384" }, { "p521", "P-521" },
		{ "p224", "P-224" }, { "secp256k1", "secp256k1" },
		{ "brainpool", "brainpoolP256r1" }, { "explicit", "P-256" },
	};

	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		if (strcmp(type, curves[i][0]) == 0)
			return generate_curve(curves[i][1],
			    strcmp(type, "explicit") == 0);
	}
	if (strcmp(type, "ed25519") == 0)
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (strcmp(type, "ed448") == 0)
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED448");
	if (strcmp(type, "rsapss2048") == 0)
		return generate_rsa("RSA-PSS", 2048);
	return generate_rsa("RSA", (int)strtol(type + strlen("rsa"), NULL,
	    10));
}

/* Sets job->key: an earlier one of that name, or a new one. */
static int
take_key(struct job *job)
{
	const char *name = job->value[KEY], *type = job->value[TYPE];
	struct forge *forge = job->forge;
	struct key *key;

	job->key = find_key(forge, name);
	if (job->key != NULL && (!type || strcmp(type, job->key->type) == 0))
		return 0;
	if (job->key != NULL)
		return job_fail(job, "%s: the key %s is %s already, not %s",
		    job->name, name, job->key->type, type);
	if (!job_name_is_plain(name))
		return job_fail(job, "%s: \"%s\" is no name for a key: use "
		    "letters, digits and . _ -", job->name, name);
	key = sure(calloc(1, sizeof(*key)));
	key->name = sure(strdup(name));
	key->type = sure(strdup(type ? type : "p256"));
	key->pkey = sure(generate(key->type));
	forge->keys = sure(reallocarray(forge->keys, forge->key_count + 1,
	    sizeof(*forge->keys)));
	forge->keys[forge->key_count++] = key;
	job->key = key;
	return 0;
}

static int
find_issuer(struct job *job)
{
	const char *name = job->value[ISSUER];

	if (job_is(job, ISSUER, job->name))
		return 0;
	job->issuer = find_cert(job->forge, name);
	if (job->issuer == NULL)
		return job_fail(job, "%s: its issuer %s is not made yet: "
		    "put its line before this one", job->name, name);
	return 0;
}

/* The fields that every version has. */

static int
add_attribute(X509_NAME *name, char *attribute)
{
	char *value = strchr(attribute, '=');

	if (value == NULL)
		return 0;
	*value++ = '\0';
	return X509_NAME_add_entry_by_txt(name, attribute, MBSTRING_UTF8,
	    (unsigned char *)value, -1, -1, 0);
}

/* "/CN=Old Root/O=X": cuts at each slash that has no backslash before it. */
static int
set_subject(struct job *job)
{
	X509_NAME *name = X509_get_subject_name(job->cert);
	char *text, *part, *to;
	const char *p;
	int good = 1;

	if (job->value[SUBJECT] == NULL)
		return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
		    (const unsigned char *)job->name, -1, -1, 0) ? 0 : -1;
	p = job->value[SUBJECT];
	text = sure(malloc(strlen(p) + 1));
	good = *p == '\0' || *p == '/';
	while (good && *p == '/' && p[1] != '\0') {
		for (p++, part = to = text; *p != '\0' && *p != '/'; p++) {
			if (*p == '\\' && p[1] != '\0')
				p++;
			*to++ = *p;
		}
		*to = '\0';
		good = add_attribute(name, part);
	}
	free(text);
	return good ? 0 : job_fail_setting(job, SUBJECT);
}

/* RFC 3339 in UTC, 2020-01-01T00:00:00Z, is 20200101000000Z to libcrypto. */
static int
set_time(struct job *job, enum setting s, ASN1_TIME *out)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:ddZ";
	const char *p = job->value[s];
	char digits[sizeof(shape)], *to = digits;

	if (strlen(p) != strlen(shape))
		return job_fail_setting(job, s);
	for (size_t i = 0; shape[i]; i++) {
		if (shape[i] == 'd' ? !isdigit((unsigned char)p[i])
		    : p[i] != shape[i])
			return job_fail_setting(job, s);
		if (shape[i] == 'd')
			*to++ = p[i];
	}
	*to++ = 'Z';
	*to = '\0';
	if (!ASN1_TIME_set_string_X509(out, digits))
		return job_fail_setting(job, s);
	return 0;
}

static int
set_serial(struct job *job)
{
	unsigned char hash[SHA256_DIGEST_LENGTH];
	ASN1_INTEGER *serial;
	int good;

	if (job->value[SERIAL]) {
		serial = s2i_ASN1_INTEGER(NULL, job->value[SERIAL]);
	} else {
		SHA256((const unsigned char *)job->name, strlen(job->name),
		    hash);
		hash[0] = (hash[0] & 0x3f) | 0x40;
		serial = sure(ASN1_INTEGER_new());
		ASN1_STRING_set(serial, hash, 8);
	}
	good = serial != NULL && X509_set_serialNumber(job->cert, serial);
	ASN1_INTEGER_free(serial);
	return good ? 0 : job_fail_setting(job, SERIAL);
}

static int
set_fields(struct job *job)
{
	X509 *cert = job->cert;

	if (set_subject(job) == -1 || set_serial(job) == -1 ||
	    set_time(job, FROM, X509_getm_notBefore(cert)) == -1 ||
	    set_time(job, UNTIL, X509_getm_notAfter(cert)) == -1)
		return -1;
	X509_set_version(cert,
	    job_is(job, VERSION, "1") ? X509_VERSION_1 : X509_VERSION_3);
	X509_set_issuer_name(cert, X509_get_subject_name(job->issuer
	    ? job->issuer->cert : cert));
	X509_set_pubkey(cert, job->key->pkey);
	return 0;
}

/* Signing and keeping. */

static int
sign(struct job *job)
{
	const ASN1_BIT_STRING *signature;
	const EVP_MD *md = EVP_get_digestbyname(job->value[HASH]);

	if (strncmp(job->signer->type, "ed", strlen("ed")) == 0)
		md = NULL;
	if (X509_sign(job->cert, job->signer->pkey, md) == 0)
		return job_fail(job, "%s: %s cannot sign with the %s key %s",
		    job->name, job->value[HASH], job->signer->type,
		    job->signer->name);
	X509_get0_signature(&signature, NULL, job->cert);
	if (job_is(job, BADSIG, "yes"))
		signature->data[signature->length - 1] ^= 1;
	return 0;
}

/* What is kept is read back from the bytes, so that both are the same. */
static int
keep(struct job *job)
{
	struct forge *forge = job->forge;
	unsigned char *der = NULL;
	const unsigned char *at;
	struct made *made;
	int n = i2d_X509(job->cert, &der);

	if (n <= 0)
		return job_fail(job, "%s: cannot be encoded", job->name);
	made = sure(calloc(1, sizeof(*made)));
	at = made->der = der;
	made->der_n = (size_t)n;
	made->cert = sure(d2i_X509(NULL, &at, n));
	made->name = sure(strdup(job->name));
	made->key = job->key;
	forge->certs = sure(reallocarray(forge->certs, forge->cert_count + 1,
	    sizeof(*forge->certs)));
	forge->certs[forge->cert_count++] = made;
	return 0;
}

static int
make(struct job *job)
{
	if (job_read(job) == -1)
		return -1;
	if (find_issuer(job) == -1 || take_key(job) == -1)
		return -1;
	job->signer = job->issuer ? job->issuer->key : job->key;
	if (set_fields(job) == -1 || job_extend(job) == -1 ||
	    sign(job) == -1)
		return -1;
	return keep(job);
}

int
forge_line(struct forge *forge, const char *line, char *message, size_t size)
{
	struct job job = { .forge = forge, .message = message, .size = size };
	int status;

	line += strspn(line, " \t\r\n");
	if (*line == '\0' || *line == '#')
		return 0;
	job.text = sure(strdup(line));
	job.cert = sure(X509_new());
	status = make(&job);
	X509_free(job.cert);
	free(job.text);
	return status;
}

struct forge *
forge_new(void)
{
	return sure(calloc(1, sizeof(struct forge)));
}

void
forge_clear(struct forge *forge)
{
	for (size_t i = 0; i < forge->cert_count; i++) {
		free(forge->certs[i]->name);
		X509_free(forge->certs[i]->cert);
		OPENSSL_free(forge->certs[i]->der);
		free(forge->certs[i]);
	}
	forge->cert_count = 0;
}

void
forge_free(struct forge *forge)
{
	if (forge == NULL)
		return;
	forge_clear(forge);
	for (size_t i = 0; i < forge->key_count; i++) {
		free(forge->keys[i]->name);
		free(forge->keys[i]->type);
		EVP_PKEY_free(forge->keys[i]->pkey);
		free(forge->keys[i]);
	}
	free(forge->certs);
	free(forge->keys);
	free(forge);
}

X509 *
forge_cert(const struct forge *forge, const char *name)
{
	const struct made *made = find_cert(forge, name);

	return made ? made->cert : NULL;
}

EVP_PKEY *
forge_key(const struct forge *forge, const char *key_name)
{
	const struct key *key = find_key(forge, key_name);

	return key ? key->pkey : NULL;
}

const unsigned char *
forge_der(const struct forge *forge, const char *name, size_t *n)
{
	const struct made *made = find_cert(forge, name);

	*n = made ? made->der_n : 0;
	return made ? made->der : NULL;
}

const char *
forge_cert_name(const struct forge *forge, size_t i)
{
	return i < forge->cert_count ? forge->certs[i]->name : NULL;
}

const char *
forge_key_name(const struct forge *forge, size_t i)
{
	return i < forge->key_count ? forge->keys[i]->name : NULL;
}
