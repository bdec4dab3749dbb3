#include "git/tree_path.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"

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

	while ((part = path_part(&at, &n)) != NULL)
		buf_printf(&out, "%s%.*s", out.n ? "/" : "", (int)n, part);
	inside = go_up(&out) && inside;
	at = target;
	while (inside && (part = path_part(&at, &n)) != NULL) {
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
