#include "unit/verify/pki.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/instant.h"
#include "base/mem.h"

enum { LINE_BYTES = 16384, WINDOWS_BYTES = 4096 };

void
pki_init(struct pki *pki)
{
	*pki = (struct pki){
		.forge = forge_new(),
		.pool = certpool_new(),
		.signatures = sigcache_new(),
	};
}

static void
clear(struct pki *pki)
{
	chain_release(&pki->served);
	chain_release(&pki->known);
	store_release(&pki->store);
	sigcache_free(pki->signatures);
	certpool_free(pki->pool);
	forge_clear(pki->forge);
	pki->signatures = NULL;
	pki->pool = NULL;
	pki->started_s = 0;
}

void
pki_release(struct pki *pki)
{
	clear(pki);
	forge_free(pki->forge);
	*pki = (struct pki){ 0 };
}

const struct cert *
pki_cert(const struct pki *pki, const char *name)
{
	const struct cert *cert = NULL;
	struct err err = ERR_NONE;
	size_t n;
	const unsigned char *der = forge_der(pki->forge, name, &n);

	if (der != NULL)
		certpool_add_der(pki->pool, &cert, (struct span){ der, n },
		    &err);
	return cert;
}

static void
append_bare(struct pki *pki, const struct cert *cert, const char *name)
{
	struct err err = ERR_NONE;
	const struct cert *bare;

	if (certpool_add_anchor(pki->pool, &bare, cert->subject_der,
		cert->spki_der, &err) == 0)
		store_append(&pki->store, bare, name);
}

/* Adds the certificates of a list, whose names follow its colon. */
static int
read_list(struct pki *pki, char *line, char *message, size_t size)
{
	char *rest = NULL;
	const char *list = strtok_r(line, ": ", &rest), *name;
	const struct cert *cert;

	while ((name = strtok_r(NULL, ": ", &rest)) != NULL) {
		cert = pki_cert(pki, name);
		if (cert == NULL) {
			snprintf(message, size, "%s: there is no certificate "
			    "%s that can be read", list, name);
			return -1;
		}
		if (strcmp(list, "served") == 0)
			chain_append(&pki->served, cert);
		else if (strcmp(list, "known") == 0)
			chain_append(&pki->known, cert);
		else if (strcmp(list, "bare") == 0)
			append_bare(pki, cert, name);
		else
			store_append(&pki->store, cert, name);
	}
	return 0;
}

static int
read_started(struct pki *pki, const char *line, char *message, size_t size)
{
	struct err err = ERR_NONE;

	if (instant_parse(&pki->started_s, line + strlen("started: "),
		&err) == 0)
		return 0;
	snprintf(message, size, "started: %s", err.msg);
	return -1;
}

static bool
is_list(const char *line)
{
	return strncmp(line, "served:", 7) == 0 ||
	    strncmp(line, "known:", 6) == 0 ||
	    strncmp(line, "store:", 6) == 0 || strncmp(line, "bare:", 5) == 0;
}

int
pki_read(struct pki *pki, const char *text, char *message, size_t size)
{
	char line[LINE_BYTES];
	size_t n;
	int status;

	clear(pki);
	pki->pool = certpool_new();
	pki->signatures = sigcache_new();
	for (const char *p = text; *p != '\0'; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		if (n >= sizeof(line)) {
			snprintf(message, size, "a line of %zu bytes is too "
			    "long", n);
			return -1;
		}
		memcpy(line, p, n);
		line[n] = '\0';
		if (is_list(line))
			status = read_list(pki, line, message, size);
		else if (strncmp(line, "started: ", 9) == 0)
			status = read_started(pki, line, message, size);
		else
			status = forge_line(pki->forge, line, message, size);
		if (status == -1)
			return -1;
	}
	return 0;
}

struct question
pki_question(const struct pki *pki, const char *verifier)
{
	return (struct question){
		.chain = &pki->served,
		.store = &pki->store,
		.verifier = verifier_find(verifier),
		.purpose = EKU_SERVER,
		.signatures = pki->signatures,
	};
}

static void
append_instant(struct buf *out, int64_t at_s)
{
	char text[INSTANT_TEXT];
	bool is_midnight = at_s != INSTANT_NEVER && at_s != INSTANT_ALWAYS &&
	    at_s % DAY_S == 0;

	buf_text(out, is_midnight ? instant_format_date(text, at_s) :
	    instant_format(text, at_s));
}

char *
pki_windows_text(const struct question *question)
{
	struct buf out = BUF_INIT(WINDOWS_BYTES);
	struct windows windows = { 0 };
	struct err err = ERR_NONE;
	struct window window;
	size_t at = 0;

	if (windows_compute(&windows, question, &err) == -1)
		return mem_strdup(err.msg);
	while (windows_next(&windows, &at, &window)) {
		buf_text(&out, out.n > 0 ? " " : "");
		append_instant(&out, window.from_s);
		buf_text(&out, "/");
		append_instant(&out, window.until_s);
	}
	windows_release(&windows);
	if (out.n == 0)
		buf_text(&out, "none");
	return out.p;
}
