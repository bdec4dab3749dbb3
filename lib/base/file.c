#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define MAX_LINKS	40

/* name is for messages. */
static int
read_stream(struct buf *out, FILE *stream, const char *name, struct err *err)
{
	char chunk[65536];
	size_t n;

	while ((n = fread(chunk, 1, sizeof(chunk), stream)) > 0) {
		buf_append(out, chunk, n);
		if (out->full)
			return err_set(err, ERR_LIMIT,
			    "%s is larger than %zu bytes", name, out->max);
	}
	if (ferror(stream))
		return err_set_errno(err, "cannot read %s", name);
	return 0;
}

int
file_read(struct buf *out, const char *path, struct err *err)
{
	FILE *stream;
	int result;

	if (strcmp(path, "-") == 0)
		return read_stream(out, stdin, "standard input", err);
	stream = fopen(path, "re");
	if (stream == NULL)
		return err_set_errno(err, "cannot open %s", path);
	result = read_stream(out, stream, path, err);
	fclose(stream);
	return result;
}

int
file_sync_directory_of(const char *path, struct err *err)
{
	char *copy = mem_strdup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = 0;

	/* Some file systems cannot sync a directory; that is no loss here. */
	if (fd == -1 || (fsync(fd) == -1 && errno != EINVAL))
		result = err_set_errno(err, "cannot sync the directory of %s",
		    path);
	if (fd != -1)
		close(fd);
	free(copy);
	return result;
}

/*
 * A device, a pipe or a socket is written to, never replaced by a file. Nor
 * is a name of an open file, as /dev/stdout and /proc/self/fd/1 are.
 */
static bool
is_special(const char *path)
{
	struct stat st;

	if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode) &&
	    (strncmp(path, "/dev/", 5) == 0 ||
		strncmp(path, "/proc/", 6) == 0))
		return true;
	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static int
open_special(struct output *out, const char *path, struct err *err)
{
	out->stream = fopen(path, "ae");
	if (out->stream == NULL)
		return err_set_errno(err, "cannot write to %s", path);
	out->path = mem_strdup(path);
	return 0;
}

/* Where path leads in the end, to what is there or is not; the caller frees
 * it. NULL past as many links as the system would follow. */
static char *
follow_links(const char *path)
{
	char *at = mem_strdup(path), target[PATH_MAX];
	ssize_t n;

	for (int links = 0; (n = readlink(at, target, sizeof(target) - 1)) !=
	    -1; links++) {
		char *folder = at;

		if (links == MAX_LINKS) {
			free(at);
			errno = ELOOP;
			return NULL;
		}
		target[n] = '\0';
		at = target[0] == '/' ? mem_strdup(target) :
		    mem_printf("%s/%s", dirname(folder), target);
		free(folder);
	}
	return at;
}

/* The mode of the file that is to be replaced, or of a new one. */
static mode_t
mode_to_give(const char *path)
{
	struct stat st;
	mode_t mask;

	if (stat(path, &st) == 0)
		return st.st_mode & 0777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

int
output_open(struct output *out, const char *path, struct err *err)
{
	int fd;

	*out = (struct output){ 0 };
	if (path == NULL || strcmp(path, "-") == 0) {
		out->stream = stdout;
		return 0;
	}
	if (is_special(path))
		return open_special(out, path, err);
	out->path = follow_links(path);
	if (out->path == NULL)
		return err_set_errno(err, "cannot follow %s", path);
	out->temporary = mem_printf("%s.XXXXXX", out->path);
	fd = mkostemp(out->temporary, O_CLOEXEC);
	if (fd == -1) {
		err_set_errno(err, "cannot create a file beside %s", path);
		free(out->temporary);
		out->temporary = NULL;
		return -1;
	}
	if (fchmod(fd, mode_to_give(out->path)) == -1 ||
	    (out->stream = fdopen(fd, "w")) == NULL) {
		err_set_errno(err, "cannot write beside %s", path);
		close(fd);
		return -1;
	}
	return 0;
}

int
output_commit(struct output *out, struct err *err)
{
	const char *name = out->path ? out->path : "standard output";

	if (fflush(out->stream) == EOF || ferror(out->stream))
		return err_set_errno(err, "cannot write %s", name);
	if (out->temporary == NULL)
		return 0;
	if (fsync(fileno(out->stream)) == -1 && errno != EINVAL)
		return err_set_errno(err, "cannot sync %s", name);
	if (rename(out->temporary, out->path) == -1)
		return err_set_errno(err, "cannot replace %s", name);
	free(out->temporary);
	out->temporary = NULL;
	return file_sync_directory_of(out->path, err);
}

void
output_release(struct output *out)
{
	if (out->temporary != NULL)
		unlink(out->temporary);
	if (out->path != NULL && out->stream != NULL)
		fclose(out->stream);
	free(out->temporary);
	free(out->path);
	*out = (struct output){ 0 };
}

int
file_write(const char *path, struct span bytes, mode_t mode, struct err *err)
{
	struct output output;
	int result = -1;

	if (output_open(&output, path, err) == -1)
		goto out;
	if (fchmod(fileno(output.stream), mode) == -1) {
		err_set_errno(err, "cannot set the mode of %s", path);
		goto out;
	}
	if (bytes.n > 0)
		fwrite(bytes.p, 1, bytes.n, output.stream);
	result = output_commit(&output, err);
out:
	output_release(&output);
	return result;
}

int
file_make_directories(const char *path, struct err *err)
{
	char *copy = mem_strdup(path);
	int result = 0;

	for (char *p = copy + 1; result == 0; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(copy, 0777) == -1 && errno != EEXIST)
			result = err_set_errno(err, "cannot create %s", copy);
		if (c == '\0')
			break;
		*p = c;
	}
	free(copy);
	return result;
}
