/* Go's crypto/x509, in a program of its own: go/main.go. */
#include "oracle/child.h"

#include <unistd.h>

static void
become(void)
{
	char path[4096];

	child_find(path, sizeof(path), "oracles/go/verdicts");
	execl(path, path, (char *)NULL);
}

static struct child child = { .name = "the Go program", .become = become };

enum answer
go_accepts(const struct pki *pki, int64_t at_s, char *why, size_t size)
{
	return child_ask(&child, pki, at_s, why, size);
}

bool
go_loads(struct loading *loading)
{
	return child_loads(&child, loading);
}
