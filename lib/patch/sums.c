#include "patch/sums.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "patch/manifest.h"

static int
is_release(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
write_line(struct buf *out, const char *folder, const char *release,
    struct err *err)
{
	struct buf text = BUF_INIT(LIMIT_BUNDLE_BYTES);
	char *path = mem_printf("%s/%s/%s", folder, release, MANIFEST_NAME);
	struct manifest_file file;
	int result = file_read(&text, path, err);

	if (result == 0) {
		manifest_file_of(&file, buf_span(&text));
		buf_printf(out, "%s  %s/%s\n", file.sha256, release,
		    MANIFEST_NAME);
	}
	buf_release(&text);
	free(path);
	return result;
}

int
sums_write(struct buf *out, const char *folder, struct err *err)
{
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, is_release, by_name), result = 0;

	if (n == -1)
		return err_set_errno(err, "cannot read the folder %s",
		    folder);
	for (int i = 0; i < n; i++) {
		if (result == 0)
			result = write_line(out, folder, entries[i]->d_name,
			    err);
		free(entries[i]);
	}
	free(entries);
	return result;
}

/* The line is "SHA256  RELEASE/manifest.json", without its LF. */
static bool
read_line(struct sum *out, const char *line, size_t n)
{
	const size_t head = SHA256_TEXT - 1 + 2, tail = strlen(MANIFEST_NAME);
	uint8_t sha256[SHA256_BYTES];
	size_t name = n > head + 1 + tail ? n - head - 1 - tail : 0;

	if (name == 0 || memcmp(line + head - 2, "  ", 2) != 0 ||
	    line[head] == '.' || line[head + name] != '/' ||
	    memcmp(line + n - tail, MANIFEST_NAME, tail) != 0 ||
	    memchr(line + head, '/', name) != NULL)
		return false;
	memcpy(out->sha256, line, SHA256_TEXT - 1);
	out->sha256[SHA256_TEXT - 1] = '\0';
	if (!sha256_parse(sha256, out->sha256))
		return false;
	out->release = mem_printf("%.*s", (int)name, line + head);
	return true;
}

int
sums_read(struct sums *out, struct span text, const char *name,
    struct err *err)
{
	struct sums sums = { 0 };
	const char *line = (const char *)text.p, *end;

	if (text.n == 0)
		return err_set(err, ERR_FAILED, "%s is empty", name);
	end = line + text.n;
	while (line < end) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		struct sum sum = { 0 };

		if (newline == NULL ||
		    !read_line(&sum, line, (size_t)(newline - line)) ||
		    (sums.n > 0 && strcmp(sums.items[sums.n - 1].release,
			sum.release) >= 0)) {
			err_set(err, ERR_FAILED, "%s:%zu: this is no line of "
			    "the list of patches, or not in its order", name,
			    sums.n + 1);
			free(sum.release);
			sums_release(&sums);
			return -1;
		}
		sums.items = mem_grow(sums.items, &sums.cap, sums.n + 1,
		    sizeof(*sums.items));
		sums.items[sums.n++] = sum;
		line = newline + 1;
	}
	*out = sums;
	return 0;
}

void
sums_release(struct sums *sums)
{
	for (size_t i = 0; i < sums->n; i++)
		free(sums->items[i].release);
	free(sums->items);
	*sums = (struct sums){ 0 };
}

const struct sum *
sums_find(const struct sums *sums, const char *release)
{
	for (size_t i = 0; i < sums->n; i++) {
		if (strcmp(sums->items[i].release, release) == 0)
			return &sums->items[i];
	}
	return NULL;
}
