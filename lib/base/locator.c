#include "base/locator.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Puts what is before the first "!" into path, and what is after in inside. */
static int
split(struct locator *out, const char *text, struct err *err)
{
	const char *mark = strchrnul(text, '!');

	if (mark == text)
		return err_set(err, ERR_POLICY, "'%.200s' names no image "
		    "before its \"!\"; write IMAGE!PATH", text);
	out->path = mem_printf("%.*s", (int)(mark - text), text);
	out->inside = *mark != '\0' ? mem_strdup(mark + 1) : NULL;
	return 0;
}

int
locator_parse(struct locator *out, const char *text, struct err *err)
{
	const char *rest, *at, *colon;

	if (strncmp(text, "git:", 4) != 0) {
		if (*text == '\0')
			return err_set(err, ERR_POLICY, "an empty path names "
			    "no bundle");
		*out = (struct locator){ .kind = LOCATOR_PATH };
		return split(out, text, err);
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
	*out = (struct locator){ .kind = LOCATOR_GIT };
	if (split(out, colon + 1, err) == -1)
		return -1;
	out->repository = mem_printf("%.*s", (int)(at - rest), rest);
	out->revision = mem_printf("%.*s", (int)(colon - at - 1), at + 1);
	return 0;
}

char *
locator_text(const struct locator *locator)
{
	const char *mark = locator->inside ? "!" : "";
	const char *inside = locator->inside ? locator->inside : "";

	if (locator->kind == LOCATOR_PATH)
		return mem_printf("%s%s%s", locator->path, mark, inside);
	return mem_printf("git:%s@%s:%s%s%s", locator->repository,
	    locator->revision, locator->path, mark, inside);
}

void
locator_release(struct locator *locator)
{
	free(locator->path);
	free(locator->repository);
	free(locator->revision);
	free(locator->inside);
	free(locator->password_file);
	*locator = LOCATOR_NONE;
}
