#include "base/path.h"

#include <string.h>

const char *
path_part(const char **at, size_t *n)
{
	const char *part;

	do {
		part = *at + strspn(*at, "/");
		*n = strcspn(part, "/");
		*at = part + *n;
	} while (*n == 1 && *part == '.');
	return *n > 0 ? part : NULL;
}

const char *
path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}
