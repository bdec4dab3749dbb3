/*
 * Old OpenSSLs inside of old nodes: node.js runs in one that the set-up put
 * under build/oracles, and answers over a pair of pipes.
 */
#include "oracle/oracle.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/pem.h>

#define FAKETIME "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"

/* One that runs; it ends when our end of its input closes. */
struct node {
	const char *version;
	FILE *to, *from;
};

static void
become(const char *path, int in, int out)
{
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	setenv("TZ", "UTC", 1);
	setenv("LD_PRELOAD", FAKETIME, 1);
	setenv("FAKETIME_NO_CACHE", "1", 1);
	setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", 1);
	setenv("FAKETIME_FMT", "%s", 1);
	setenv("FAKETIME", "1600000000", 1);
	execl(path, path, "tests/oracle/node.js", (char *)NULL);
	_exit(127);
}

static void
run(const char *version, int in, int out)
{
	const char *build = getenv("KEDGE_BUILD");
	char path[4096];

	snprintf(path, sizeof(path), "%s/oracles/node-%s/bin/node",
	    build ? build : "build", version);
	become(path, in, out);
}

/* Once; what cannot be started answers nothing. */
static void
start(struct node *node)
{
	int to[2], from[2];
	pid_t pid;

	if (node->to != NULL)
		return;
	signal(SIGPIPE, SIG_IGN);
	if (pipe2(to, O_CLOEXEC) == -1 || pipe2(from, O_CLOEXEC) == -1 ||
	    (pid = fork()) == -1)
		abort();
	if (pid == 0)
		run(node->version, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	node->to = fdopen(to[1], "w");
	node->from = fdopen(from[0], "r");
	if (node->to == NULL || node->from == NULL)
		abort();
}

/* PEM as a JSON string: its line ends are all that needs escaping. */
static void
write_pem(FILE *out, BIO *pem)
{
	char *text;
	long n = BIO_get_mem_data(pem, &text);

	fputc('"', out);
	for (long i = 0; i < n; i++) {
		if (text[i] == '\n')
			fputs("\\n", out);
		else
			fputc(text[i], out);
	}
	fputc('"', out);
	BIO_free(pem);
}

static void
write_cert(FILE *out, const struct cert *cert, bool first)
{
	BIO *pem = BIO_new(BIO_s_mem());

	PEM_write_bio_X509(pem, cert->x509);
	fputs(first ? "" : ",", out);
	write_pem(out, pem);
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
	return NULL;
}

static void
write_question(FILE *out, const struct pki *pki, int64_t at_s)
{
	BIO *key = BIO_new(BIO_s_mem());

	PEM_write_bio_PrivateKey(key, key_of(pki,
	    pki->served.certs[0]), NULL, NULL, 0, NULL, NULL);
	fputs("{\"key\":", out);
	write_pem(out, key);
	fputs(",\"chain\":[", out);
	for (size_t i = 0; i < pki->served.n; i++)
		write_cert(out, pki->served.certs[i], i == 0);
	fputs("],\"store\":[", out);
	for (size_t i = 0; i < pki->store.n; i++)
		write_cert(out, pki->store.anchors[i].cert, i == 0);
	fprintf(out, "],\"at\":%" PRId64 "}\n", at_s);
	fflush(out);
}

static enum answer
ask(struct node *node, const struct pki *pki, int64_t at_s, char *why,
    size_t size)
{
	char *line = NULL;
	size_t cap = 0;
	enum answer answer = SILENT;

	start(node);
	write_question(node->to, pki, at_s);
	if (getline(&line, &cap, node->from) == -1) {
		snprintf(why, size, "node %s does not run", node->version);
		free(line);
		return SILENT;
	}
	line[strcspn(line, "\n")] = '\0';
	snprintf(why, size, "%s", line);
	if (strcmp(line, "accepts") == 0)
		answer = ACCEPTS;
	else if (strncmp(line, "refuses ", 8) == 0)
		answer = REFUSES;
	free(line);
	return answer;
}

enum answer
openssl_1_0_2_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size)
{
	static struct node node = { .version = "8.17.0" };

	return ask(&node, pki, at_s, why, size);
}
