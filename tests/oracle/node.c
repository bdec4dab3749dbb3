/*
 * Old OpenSSLs inside of old nodes: node.js runs in one that the set-up put
 * under build/oracles. Its clock is libfaketime's.
 */
#include "oracle/child.h"

#include <stdlib.h>
#include <unistd.h>

#define FAKETIME "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"

static void
become_node_8(void)
{
	char path[4096];

	setenv("TZ", "UTC", 1);
	setenv("LD_PRELOAD", FAKETIME, 1);
	setenv("FAKETIME_NO_CACHE", "1", 1);
	setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", 1);
	setenv("FAKETIME_FMT", "%s", 1);
	setenv("FAKETIME", "1600000000", 1);
	child_find(path, sizeof(path), "oracles/node-8.17.0/bin/node");
	execl(path, path, "tests/oracle/node.js", (char *)NULL);
}

enum answer
openssl_1_0_2_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size)
{
	static struct child child = { .name = "node 8.17.0",
		.become = become_node_8 };

	return child_ask(&child, pki, at_s, why, size);
}
