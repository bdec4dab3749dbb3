#include "git/tree_path.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"

const char *
tree_path_part(const char **at, size_t *n)
{
	const char *part;

	do {
		part = *at + strspn(*at, "/");
		*n = strcspn(part, "/");
		*at = part + *n;
	} while (*n == 1 && *part == '.');
	return *n > 0 ? part : NULL;
}

/* Takes the last part off a path; false: it has none. */
static bool
go_up(struct buf *path)
{
	if (path->n == 0)
		return false;
	while (path->n > 0 && path->p[path->n - 1] != '/')
		path->p[--path->n] = '\0';
	if (path->n > 0)
		path->p[--path->n] = '\0';
	return true;
}

char *
tree_path_follow(const char *path, const char *target)
{
	struct buf out = BUF_INIT(LIMIT_IMAGE_PATH_BYTES);
	const char *at = path, *part;
	bool inside = *target != '/';
	size_t n;

	while ((part = tree_path_part(&at, &n)) != NULL)
		buf_printf(&out, "%s%.*s", out.n ? "/" : "", (int)n, part);
	inside = go_up(&out) && inside;
	at = target;
	while (inside && (part = tree_path_part(&at, &n)) != NULL) {
		if (n == 2 && memcmp(part, "..", 2) == 0)
			inside = go_up(&out);
		else
			buf_printf(&out, "%s%.*s", out.n ? "/" : "", (int)n,
			    part);
	}
	buf_text(&out, "");
	if (inside && !out.full)
		return out.p;
	buf_release(&out);
	return NULL;
}
