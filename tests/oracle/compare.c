#include "oracle/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/pem.h>

#include "base/instant.h"
#include "base/mem.h"

static int
compare_instants(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Around every start and end of every certificate, used or not, and around
 * the start of the process, ascending; the caller frees it. An end counts in
 * both ways in which libraries do. */
static int64_t *
instants_of(const struct pki *pki, size_t *n)
{
	size_t n_certs = certpool_count(pki->pool), unique = 0;
	int64_t *out = mem_zalloc((n_certs * 7 + 3) * sizeof(*out));
	const char *name;

	*n = 0;
	for (size_t i = 0;
	    (name = forge_cert_name(pki->forge, i)) != NULL; i++) {
		const struct cert *cert = pki_cert(pki, name);

		if (cert == NULL || *n + 7 > n_certs * 7)
			continue;
		for (int64_t off = -1; off <= 1; off++)
			out[(*n)++] = cert->not_before_s + off;
		for (int64_t off = -1; off <= 2; off++)
			out[(*n)++] = cert->not_after_s + off;
	}
	for (int64_t off = -1; pki->started_s != 0 && off <= 1; off++)
		out[(*n)++] = pki->started_s + off;
	qsort(out, *n, sizeof(*out), compare_instants);
	for (size_t i = 0; i < *n; i++) {
		if (i == 0 || out[i] != out[unique - 1])
			out[unique++] = out[i];
	}
	*n = unique;
	return out;
}

static void
print_commented(const char *text)
{
	size_t n;

	for (const char *p = text; *p != '\0'; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		printf("#   %.*s\n", (int)n, p);
	}
}

static void
print_pem(const struct cert *cert)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;

	if (bio == NULL)
		abort();
	PEM_write_bio_X509(bio, cert->x509);
	BIO_write(bio, "", 1);
	BIO_get_mem_data(bio, &text);
	print_commented(text);
	BIO_free(bio);
}

static void
print_pki(const struct pki *pki, const char *text)
{
	print_commented(text);
	for (size_t i = 0; i < pki->served.n; i++) {
		printf("# served %zu: %s\n", i,
		    pki->served.certs[i]->subject);
		print_pem(pki->served.certs[i]);
	}
	for (size_t i = 0; i < pki->store.n; i++) {
		printf("# store %zu: %s\n", i,
		    pki->store.anchors[i].cert->subject);
		print_pem(pki->store.anchors[i].cert);
	}
}

static void
print_difference(const struct oracle *oracle, const struct cell *cell,
    int64_t at_s, enum answer answer, const char *why)
{
	char when[INSTANT_TEXT];

	printf("# %s: they differ at %s\n", oracle->library,
	    instant_format(when, at_s));
	printf("# the library %s: %s\n", answer == ACCEPTS ? "accepts" :
	    "refuses", why);
	printf("# our %s %s: %s", oracle->verifier, cell->accepted ?
	    "accepts" : "refuses", blame_class_name(cell->blame));
	if (cell->blamed != NULL)
		printf(" '%s'", cell->blamed->short_name);
	printf(", by the path");
	for (size_t i = 0; i < cell->path.n; i++)
		printf(" '%s' (%s..)", cell->path.certs[i]->short_name,
		    instant_format_date(when,
		    cell->path.certs[i]->not_before_s));
	printf("\n");
}

void
compare(struct tally *tally, const struct oracle *oracle,
    const struct pki *pki, const char *origin, const char *text)
{
	struct question question = pki_question(pki, oracle->verifier);
	struct verifier verifier = *question.verifier;
	struct windows windows = { 0 };
	struct err err = ERR_NONE;
	bool accepted = false, differs = false;
	int64_t *instants;
	char why[256];
	size_t n;

	tally->pkis++;
	verifier.started_s = pki->started_s;
	question.verifier = &verifier;
	if (windows_compute(&windows, &question, &err) == -1) {
		tally->indeterminate++;
		return;
	}
	instants = instants_of(pki, &n);
	for (size_t i = 0; i < n; i++) {
		const struct cell *cell = windows_at(&windows, instants[i]);
		enum answer answer = oracle->accepts(pki, instants[i], why,
		    sizeof(why));

		if (answer == SILENT) {
			if (tally->silent++ == 0)
				printf("# %s: %s is silent: %s\n", origin,
				    oracle->library, why);
			continue;
		}
		accepted = accepted || answer == ACCEPTS;
		tally->compared++;
		if (cell->accepted == (answer == ACCEPTS)) {
			tally->agreed++;
			continue;
		}
		if (!differs) {
			printf("# %s\n", origin);
			print_difference(oracle, cell, instants[i], answer,
			    why);
			print_pki(pki, text);
		}
		differs = true;
	}
	tally->accepted_once += accepted;
	free(instants);
	windows_release(&windows);
}
