/* Java's validator of TLS servers, in a program: java/Verdicts.java. */
#include "oracle/child.h"

#include <unistd.h>

#define JAVA "/usr/lib/jvm/java-17-openjdk-amd64/bin/java"

static void
become(void)
{
	char classes[4096];

	child_find(classes, sizeof(classes), "oracles/java");
	execl(JAVA, JAVA, "-Xshare:auto", "-XX:TieredStopAtLevel=1",
	    "--add-exports", "java.base/sun.security.validator=ALL-UNNAMED",
	    "-cp", classes, "Verdicts", (char *)NULL);
}

static struct child child = { .name = "the Java program", .become = become };

enum answer
java_accepts(const struct pki *pki, int64_t at_s, char *why, size_t size)
{
	return child_ask(&child, pki, at_s, why, size);
}

bool
java_loads(struct loading *loading)
{
	return child_loads(&child, loading);
}
