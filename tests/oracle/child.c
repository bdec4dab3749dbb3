#include "oracle/child.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <openssl/pem.h>

#include "base/base64.h"
#include "base/buf.h"

enum { PKI_BYTES = 1024 * 1024 };

void
child_find(char *path, size_t size, const char *file)
{
	const char *build = getenv("KEDGE_BUILD");

	snprintf(path, size, "%s/%s", build ? build : "build", file);
}

static void
start(struct child *child)
{
	int to[2], from[2];
	pid_t pid;

	signal(SIGPIPE, SIG_IGN);
	if (pipe2(to, O_CLOEXEC) == -1 || pipe2(from, O_CLOEXEC) == -1 ||
	    (pid = fork()) == -1)
		abort();
	if (pid == 0) {
		dup2(to[0], STDIN_FILENO);
		dup2(from[1], STDOUT_FILENO);
		child->become();
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	child->pid = pid;
	child->to = fdopen(to[1], "w");
	child->from = fdopen(from[0], "r");
	if (child->to == NULL || child->from == NULL)
		abort();
}

/* Keys have names of their own, so the leaf's is found by its half. */
static EVP_PKEY *
key_of(const struct pki *pki, const struct cert *cert)
{
	EVP_PKEY *public = X509_get0_pubkey(cert->x509), *key;
	const char *name;

	for (size_t i = 0; (name = forge_key_name(pki->forge, i)); i++) {
		key = forge_key(pki->forge, name);
		if (EVP_PKEY_eq(key, public) == 1)
			return key;
	}
	abort();
}

static void
write_key(struct buf *out, const struct pki *pki)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *der;
	long n;

	if (bio == NULL || i2d_PKCS8PrivateKey_bio(bio, key_of(pki,
	    pki->served.certs[0]), NULL, NULL, 0, NULL, NULL) != 1)
		abort();
	n = BIO_get_mem_data(bio, &der);
	base64_encode(out, (struct span){ (uint8_t *)der, (size_t)n });
	BIO_free(bio);
}

static void
write_pki(struct buf *out, const struct pki *pki)
{
	buf_text(out, "pki ");
	write_key(out, pki);
	for (size_t i = 0; i < pki->served.n; i++) {
		buf_text(out, " ");
		base64_encode(out, pki->served.certs[i]->der);
	}
	buf_text(out, " /");
	for (size_t i = 0; i < pki->store.n; i++) {
		buf_text(out, " ");
		base64_encode(out, pki->store.anchors[i].cert->der);
	}
	buf_text(out, "\n");
}

/* Says what the PKI is, unless the child has just heard that. */
static void
tell(struct child *child, const struct pki *pki)
{
	struct buf line = BUF_INIT(PKI_BYTES);

	write_pki(&line, pki);
	if (child->told != NULL && strcmp(child->told, line.p) == 0) {
		buf_release(&line);
		return;
	}
	fputs(line.p, child->to);
	free(child->told);
	child->told = line.p;
}

/* Sends what was written and waits for a line; NULL where none comes. */
static char *
hear(struct child *child)
{
	char *line = NULL;
	size_t cap = 0;

	fflush(child->to);
	if (getline(&line, &cap, child->from) == -1) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\n")] = '\0';
	return line;
}

enum answer
child_ask(struct child *child, const struct pki *pki, int64_t at_s, char *why,
    size_t size)
{
	enum answer answer = SILENT;
	char *line;

	if (child->to == NULL)
		start(child);
	tell(child, pki);
	fprintf(child->to, "at %" PRId64 "\n", at_s);
	line = hear(child);
	if (line == NULL) {
		snprintf(why, size, "%s does not run", child->name);
		return SILENT;
	}
	snprintf(why, size, "%s", line);
	if (strcmp(line, "accepts") == 0)
		answer = ACCEPTS;
	else if (strncmp(line, "refuses ", 8) == 0)
		answer = REFUSES;
	free(line);
	return answer;
}

static void
put_question(struct buf *out, const struct loading *loading)
{
	buf_text(out, "load ");
	base64_encode(out, loading->file);
	for (size_t i = 0; i < LOADING_CERTS; i++) {
		buf_text(out, " ");
		base64_encode(out, loading->keys[i]);
		buf_text(out, " ");
		base64_encode(out, loading->certs[i]);
	}
	buf_text(out, "\n");
}

/* Takes "loads 0110". */
static bool
take_digits(struct loading *loading, const char *line)
{
	static const char start_of[] = "loads ";
	size_t n = strlen(start_of);

	if (strncmp(line, start_of, n) != 0 ||
	    strlen(line) != n + LOADING_CERTS)
		return false;
	for (size_t i = 0; i < LOADING_CERTS; i++)
		loading->got[i] = line[n + i] == '1';
	return true;
}

bool
child_loads(struct child *child, struct loading *loading)
{
	struct buf question = BUF_INIT(PKI_BYTES);
	char *line;
	bool good;

	if (child->to == NULL)
		start(child);
	put_question(&question, loading);
	fputs(question.p, child->to);
	line = hear(child);
	good = line != NULL && take_digits(loading, line);
	free(line);
	buf_release(&question);
	return good;
}

void
child_stop(struct child *child)
{
	if (child->to == NULL)
		return;
	fclose(child->to);
	fclose(child->from);
	waitpid(child->pid, NULL, 0);
	child->to = child->from = NULL;
}
