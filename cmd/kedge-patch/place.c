#include "place.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

char *
place_folder(const char *policy)
{
	const char *slash = strrchr(policy, '/');
	size_t n = strlen(policy);
	struct stat st;

	if (stat(policy, &st) == -1 || !S_ISDIR(st.st_mode))
		return mem_printf("%.*s", slash ? (int)(slash - policy + 1) :
		    0, policy);
	while (n > 1 && policy[n - 1] == '/')
		n--;
	return mem_printf("%.*s/", (int)n, policy);
}

/* What follows the folder, which ends in a slash; NULL: path is elsewhere. */
static const char *
rest_of(const char *folder, const char *path)
{
	size_t n = strlen(folder);

	if (n == 0 || strncmp(path, folder, n) != 0)
		return NULL;
	return path + n + strspn(path + n, "/");
}

char *
place_from(const char *folder, const char *path)
{
	const char *rest = rest_of(folder, path);
	char *real, *whole, *result;

	if (rest != NULL)
		return mem_strdup(rest);
	real = path[0] == '/' ? realpath(*folder ? folder : ".", NULL) : NULL;
	if (real == NULL)
		return mem_strdup(path);
	whole = mem_printf("%s/", real);
	rest = rest_of(whole, path);
	result = mem_strdup(rest ? rest : path);
	free(whole);
	free(real);
	return result;
}

char *
place_resolve(const char *folder, const char *path)
{
	return mem_printf("%s%s", path[0] == '/' ? "" : folder, path);
}
