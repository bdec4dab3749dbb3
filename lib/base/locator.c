#include "base/locator.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

int
locator_parse(struct locator *out, const char *text, struct err *err)
{
	const char *rest, *at, *colon;

	if (strncmp(text, "git:", 4) != 0) {
		if (*text == '\0')
			return err_set(err, ERR_POLICY, "an empty path names "
			    "no bundle");
		*out = (struct locator){ .kind = LOCATOR_PATH,
			.path = mem_strdup(text) };
		return 0;
	}
	/* The last @ before the path: a repository may be user@host/dir. */
	rest = text + 4;
	at = strchr(rest, '@');
	while (at != NULL && strchr(at + 1, '@') != NULL &&
	    strchr(at + 1, '@') < strchr(at + 1, ':'))
		at = strchr(at + 1, '@');
	colon = at ? strchr(at, ':') : NULL;
	if (at == NULL || colon == NULL || at == rest || colon == at + 1 ||
	    colon[1] == '\0')
		return err_set(err, ERR_POLICY, "'%.200s' names no bundle in "
		    "a repository; write git:REPOSITORY@REVISION:PATH", text);
	*out = (struct locator){ .kind = LOCATOR_GIT,
		.repository = mem_printf("%.*s", (int)(at - rest), rest),
		.revision = mem_printf("%.*s", (int)(colon - at - 1), at + 1),
		.path = mem_strdup(colon + 1) };
	return 0;
}

char *
locator_text(const struct locator *locator)
{
	if (locator->kind == LOCATOR_PATH)
		return mem_strdup(locator->path);
	return mem_printf("git:%s@%s:%s", locator->repository,
	    locator->revision, locator->path);
}

void
locator_release(struct locator *locator)
{
	free(locator->path);
	free(locator->repository);
	free(locator->revision);
	free(locator->password_file);
	*locator = LOCATOR_NONE;
}
