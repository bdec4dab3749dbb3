/*
 * Old OpenSSLs inside of old nodes: node.js runs in one that the set-up put
 * under build/oracles. Its clock is libfaketime's.
 */
#include "oracle/child.h"

#include <stdlib.h>
#include <unistd.h>

#define FAKETIME "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
#define NODE_0_10 "oracles/node-0.10.48/bin/node"	/* OpenSSL 1.0.1u */
#define NODE_8 "oracles/node-8.17.0/bin/node"		/* OpenSSL 1.0.2s */
#define NODE_12 "oracles/node-12.22.12/bin/node"	/* OpenSSL 1.1.1n */

static void
become(const char *node)
{
	char path[4096], server[4096];

	unsetenv("NODE_EXTRA_CA_CERTS");
	setenv("TZ", "UTC", 1);
	setenv("LD_PRELOAD", FAKETIME, 1);
	setenv("FAKETIME_NO_CACHE", "1", 1);
	setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", 1);
	setenv("FAKETIME_FMT", "%s", 1);
	setenv("FAKETIME", "1600000000", 1);
	child_find(path, sizeof(path), node);
	child_find(server, sizeof(server), NODE_12);
	execl(path, path, "tests/oracle/node.js", server, (char *)NULL);
}

static void
become_node_0_10(void)
{
	become(NODE_0_10);
}

static void
become_node_8(void)
{
	become(NODE_8);
}

static void
become_node_12(void)
{
	become(NODE_12);
}

enum answer
openssl_1_0_1n_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size)
{
	static struct child child = { .name = NODE_0_10,
		.become = become_node_0_10 };

	return child_ask(&child, pki, at_s, why, size);
}

enum answer
openssl_1_0_2_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size)
{
	static struct child child = { .name = NODE_8,
		.become = become_node_8 };

	return child_ask(&child, pki, at_s, why, size);
}

enum answer
openssl_1_1_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size)
{
	static struct child child = { .name = NODE_12,
		.become = become_node_12 };

	return child_ask(&child, pki, at_s, why, size);
}

static const char *store_path;

/* A store is read once in the life of a process. */
static void
become_loader(const char *node)
{
	char path[4096];

	unsetenv("NODE_EXTRA_CA_CERTS");
	setenv("SSL_CERT_FILE", store_path, 1);
	setenv("SSL_CERT_DIR", "/nonexistent", 1);
	child_find(path, sizeof(path), node);
	execl(path, path, "--use-openssl-ca", "tests/oracle/node_loads.js",
	    (char *)NULL);
}

static void
become_loader_8(void)
{
	become_loader(NODE_8);
}

static void
become_loader_12(void)
{
	become_loader(NODE_12);
}

static bool
ask_once(struct loading *loading, const char *name, void (*become_it)(void))
{
	struct child child = { .name = name, .become = become_it };
	bool good;

	store_path = loading->path;
	good = child_loads(&child, loading);
	child_stop(&child);
	return good;
}

bool
openssl_1_0_2_loads(struct loading *loading)
{
	return ask_once(loading, NODE_8, become_loader_8);
}

bool
openssl_1_1_loads(struct loading *loading)
{
	return ask_once(loading, NODE_12, become_loader_12);
}
