/* The extensions of a certificate, by the configuration words of libcrypto. */
#include "forge/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/conf.h>
#include <openssl/x509v3.h>

/* Some extensions want a configuration, though they name no section. */
static CONF *
empty_configuration(void)
{
	CONF *conf = sure(NCONF_new(NULL));
	BIO *nothing = sure(BIO_new_mem_buf("", 0));

	if (NCONF_load_bio(conf, nothing, NULL) != 1)
		abort();
	BIO_free(nothing);
	return conf;
}

static int
add_extension(struct job *job, enum setting s, int nid, const char *value)
{
	CONF *conf = empty_configuration();
	X509_EXTENSION *extension;
	X509V3_CTX context;
	int good;

	X509V3_set_ctx(&context, job->issuer ? job->issuer->cert : job->cert,
	    job->cert, NULL, NULL, 0);
	X509V3_set_nconf(&context, conf);
	extension = X509V3_EXT_nconf_nid(conf, &context, nid, value);
	good = extension && X509_add_ext(job->cert, extension, -1);
	X509_EXTENSION_free(extension);
	NCONF_free(conf);
	return good ? 0 : job_fail_setting(job, s);
}

/* The field's words for those of a line: "dns:a,any" to "DNS:a,..." */
static void
translate(FILE *out, const char *before, const char *list)
{
	static const char *const words[][2] = {
		{ "dns:", "DNS:" }, { "ip:", "IP:" }, { "uri:", "URI:" },
		{ "any", "anyExtendedKeyUsage" }, { "", "" }
	};
	size_t i, n;

	for (const char *p = list; *p != '\0'; p += n + (p[n] == ',')) {
		n = strcspn(p, ",");
		for (i = 0; strncmp(p, words[i][0], strlen(words[i][0])); i++)
			continue;
		fprintf(out, "%s%s%s%.*s", ftell(out) > 0 ? "," : "", before,
		    words[i][1], (int)(n - strlen(words[i][0])),
		    p + strlen(words[i][0]));
	}
}

/* One extension from one setting, "absent" being none. */
static int
add_list(struct job *job, enum setting s, int nid, const char *critical)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out;
	int status;

	if (job_is(job, s, "absent"))
		return 0;
	out = sure(open_memstream(&text, &n));
	fputs(critical, out);
	translate(out, "", job->value[s]);
	fclose(out);
	status = add_extension(job, s, nid, text);
	free(text);
	return status;
}

static int
add_basic_constraints(struct job *job)
{
	char text[64];

	if (job_is(job, CA, "absent"))
		return 0;
	snprintf(text, sizeof(text), "critical,CA:%s%s%.24s",
	    job_is(job, CA, "yes") ? "TRUE" : "FALSE",
	    job->value[PATHLEN] ? ",pathlen:" : "",
	    job->value[PATHLEN] ? job->value[PATHLEN] : "");
	return add_extension(job, job->value[PATHLEN] ? PATHLEN : CA,
	    NID_basic_constraints, text);
}

static int
add_name_constraints(struct job *job)
{
	enum setting s = job->value[PERMITTED] ? PERMITTED : EXCLUDED;
	char *text = NULL;
	size_t n = 0;
	FILE *out;
	int status;

	if (job->value[s] == NULL)
		return 0;
	out = sure(open_memstream(&text, &n));
	fputs("critical", out);
	if (job->value[PERMITTED])
		translate(out, "permitted;", job->value[PERMITTED]);
	if (job->value[EXCLUDED])
		translate(out, "excluded;", job->value[EXCLUDED]);
	fclose(out);
	status = add_extension(job, s, NID_name_constraints, text);
	free(text);
	return status;
}

/* The places of the issuer's certificate and of its responder. */
static int
add_access(struct job *job)
{
	enum setting s = job->value[ISSUERS] ? ISSUERS : OCSP;
	char *text = NULL;
	size_t n = 0;
	FILE *out;
	int status;

	if (job->value[s] == NULL)
		return 0;
	out = sure(open_memstream(&text, &n));
	if (job->value[ISSUERS])
		translate(out, "caIssuers;", job->value[ISSUERS]);
	if (job->value[OCSP])
		translate(out, "OCSP;", job->value[OCSP]);
	fclose(out);
	status = add_extension(job, s, NID_info_access, text);
	free(text);
	return status;
}

/* The identifier that skid=yes gives the issuer, or one that no key has. */
static int
add_authority_key_id(struct job *job)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	AUTHORITY_KEYID *akid;
	int good;

	if (job_is(job, AKID, "no"))
		return 0;
	X509_pubkey_digest(job->issuer ? job->issuer->cert : job->cert,
	    EVP_sha1(), hash, &n);
	if (job_is(job, AKID, "wrong"))
		hash[0] ^= 0xff;
	akid = sure(AUTHORITY_KEYID_new());
	akid->keyid = sure(ASN1_OCTET_STRING_new());
	ASN1_OCTET_STRING_set(akid->keyid, hash, (int)n);
	good = X509_add1_ext_i2d(job->cert, NID_authority_key_identifier,
	    akid, 0, X509V3_ADD_DEFAULT);
	AUTHORITY_KEYID_free(akid);
	return good == 1 ? 0 : job_fail_setting(job, AKID);
}

/* Of a name, or of digits that libcrypto need not have a name for. */
static int
nid_of(const char *word)
{
	int nid = OBJ_txt2nid(word);

	return nid != NID_undef ? nid : OBJ_create(word, word, word);
}

/* "NAME=VALUE|...", as a section of libcrypto's configuration has them. */
static int
add_others(struct job *job)
{
	char *text, *rest, *word, *value;
	int status = 0;

	if (job->value[EXTENSION] == NULL)
		return 0;
	text = rest = sure(strdup(job->value[EXTENSION]));
	while (status == 0 && (word = strsep(&rest, "|")) != NULL) {
		value = strchr(word, '=');
		if (value != NULL)
			*value++ = '\0';
		status = value == NULL ? job_fail_setting(job, EXTENSION) :
		    add_extension(job, EXTENSION, nid_of(word), value);
	}
	free(text);
	return status;
}

int
job_extend(struct job *job)
{
	if (job_is(job, VERSION, "1"))
		return 0;
	if (add_basic_constraints(job) == -1 ||
	    add_list(job, KU, NID_key_usage, "critical") == -1 ||
	    add_list(job, EKU, NID_ext_key_usage, "") == -1 ||
	    add_list(job, NSCERT, NID_netscape_cert_type, "") == -1 ||
	    add_list(job, SAN, NID_subject_alt_name, "") == -1 ||
	    add_name_constraints(job) == -1 || add_access(job) == -1 ||
	    add_list(job, CRL, NID_crl_distribution_points, "") == -1 ||
	    add_others(job) == -1)
		return -1;
	if (job_is(job, STAPLE, "yes") && add_extension(job, STAPLE,
	    NID_tlsfeature, "status_request") == -1)
		return -1;
	if (job_is(job, SKID, "yes") && add_extension(job, SKID,
	    NID_subject_key_identifier, "hash") == -1)
		return -1;
	return add_authority_key_id(job);
}
