/*
 * Any two texts, at a NUL apart, as a symbolic link of a tree and what it
 * says: where it leads is in the tree, and is written without what means
 * nothing.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/path.h"
#include "git/tree_path.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* A link's own path may have parts named "..", which git itself refuses. */
static void
check(const char *path, const char *led)
{
	const char *at = led, *part;
	size_t n, parts = 0, slashes = 0;

	while ((part = path_part(&at, &n)) != NULL) {
		parts++;
		if (n == 2 && memcmp(part, "..", 2) == 0 &&
		    strstr(path, "..") == NULL)
			abort();
	}
	for (at = led; *at != '\0'; at++)
		slashes += *at == '/';
	if (parts != (*led != '\0' ? slashes + 1 : 0))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	char *path = mem_printf("%.*s", (int)n, (const char *)bytes);
	size_t used = strlen(path) < n ? strlen(path) + 1 : n;
	char *target = mem_printf("%.*s", (int)(n - used),
	    (const char *)bytes + used);
	char *led = tree_path_follow(path, target);

	if (led != NULL) {
		if (*target == '/')
			abort();
		check(path, led);
	}
	free(led);
	free(target);
	free(path);
	return 0;
}
