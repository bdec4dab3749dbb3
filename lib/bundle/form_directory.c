#include "bundle/form.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "bundle/git.h"

#define HASH_DIGITS 8

/* A folder on disk, or on a revision where that is not NULL. */
struct folder {
	const char *path;
	const struct revision *revision;
	char **names;
	size_t n;
};

bool
form_is_hashed(const char *name)
{
	size_t n = strspn(name, "0123456789abcdef");
	const char *number = name + n + 1;

	return n == HASH_DIGITS && name[n] == '.' && *number != '\0' &&
	    number[strspn(number, "0123456789")] == '\0';
}

static bool
promises_certificate(const char *name)
{
	static const char *const endings[] = { ".pem", ".crt", ".cer",
		".der" };
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (n > 4 && strcasecmp(name + n - 4, endings[i]) == 0)
			return true;
	}
	return form_is_hashed(name);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Keeps the hashed entries alone, if there are any. */
static void
prefer_hashed(struct folder *folder)
{
	size_t n = 0;

	for (size_t i = 0; i < folder->n; i++)
		n += form_is_hashed(folder->names[i]);
	if (n == 0)
		return;
	n = 0;
	for (size_t i = 0; i < folder->n; i++) {
		if (form_is_hashed(folder->names[i]))
			folder->names[n++] = folder->names[i];
		else
			free(folder->names[i]);
	}
	folder->n = n;
}

static void
folder_release(struct folder *folder)
{
	for (size_t i = 0; i < folder->n; i++)
		free(folder->names[i]);
	free(folder->names);
}

static int
list_disk(struct folder *folder, struct err *err)
{
	DIR *dir = opendir(folder->path);
	struct dirent *entry;
	size_t cap = 0;
	int result = 0;

	if (dir == NULL)
		return err_set_errno(err, "cannot open the directory %s",
		    folder->path);
	errno = 0;
	while (result == 0 && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if (folder->n == LIMIT_DIRECTORY_ENTRIES) {
			result = err_set(err, ERR_LIMIT, "%s has more than "
			    "%d entries", folder->path,
			    LIMIT_DIRECTORY_ENTRIES);
			break;
		}
		folder->names = mem_grow(folder->names, &cap, folder->n + 1,
		    sizeof(*folder->names));
		folder->names[folder->n++] = mem_strdup(entry->d_name);
		errno = 0;
	}
	if (result == 0 && errno != 0)
		result = err_set_errno(err, "cannot list the directory %s",
		    folder->path);
	closedir(dir);
	return result;
}

/* 1: read; 0: nothing that could be a file of ours; -1: it cannot be read. */
static int
read_disk(struct buf *out, const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st) == -1)
		return err_set_errno(err, "it cannot be followed");
	if (!S_ISREG(st.st_mode))
		return 0;
	return file_read(out, path, err) == -1 ? -1 : 1;
}

static int
read_revision(struct buf *out, const struct folder *folder, const char *name,
    struct err *err)
{
	struct git_file file;

	if (revision_read_in(&file, folder->revision, folder->path, name,
		err) == -1)
		return -1;
	buf_append(out, file.bytes.p, file.bytes.n);
	git_file_release(&file);
	return 1;
}

/* Adds what one entry holds, or why it cannot be had. */
static void
take_entry(struct reading *reading, const struct folder *folder,
    const char *name)
{
	struct store *store = &reading->store;
	struct buf bytes = BUF_INIT(LIMIT_BUNDLE_BYTES);
	struct err err = ERR_NONE;
	size_t n = strlen(store->name);
	char *where;
	int result;

	while (n > 1 && store->name[n - 1] == '/')
		n--;
	where = mem_printf("%.*s/%s", (int)n, store->name, name);
	result = folder->revision ?
	    read_revision(&bytes, folder, name, &err) :
	    read_disk(&bytes, where, &err);
	if (result == -1) {
		store_reject(store, where, err.msg);
		store->partial = true;
	}
	if (result == 1) {
		switch (form_any(reading, buf_span(&bytes), where, &err)) {
		case FORM_READ:
			break;
		case FORM_BAD:
			store_reject(store, where, err.msg);
			break;
		case FORM_NOT_MINE:
			if (promises_certificate(name))
				store_reject(store, where,
				    "holds no certificate");
			break;
		}
	}
	buf_release(&bytes);
	free(where);
}

static void
take_all(struct reading *reading, struct folder *folder)
{
	if (folder->n == 0)
		return;
	qsort(folder->names, folder->n, sizeof(*folder->names), by_name);
	prefer_hashed(folder);
	for (size_t i = 0; i < folder->n; i++)
		take_entry(reading, folder, folder->names[i]);
}

int
directory_read(struct reading *reading, const char *path, struct err *err)
{
	struct folder folder = { .path = path };
	int result = list_disk(&folder, err);

	if (result == 0)
		take_all(reading, &folder);
	folder_release(&folder);
	return result;
}

int
directory_read_git(struct reading *reading, const struct revision *revision,
    const char *path, struct err *err)
{
	struct folder folder = { .path = path, .revision = revision };
	int result = revision_list(&folder.names, &folder.n, revision, path,
	    err);

	if (result == 0)
		take_all(reading, &folder);
	folder_release(&folder);
	return result;
}
