#include "patch/folder.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "base/file.h"
#include "base/mem.h"
#include "patch/block.h"
#include "patch/part.h"
#include "patch/sums.h"

#define OPEN_AT_ONCE	16	/* descriptors of a walk */

static int
remove_entry(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int
folder_stage(struct folder *out, const char *path, struct err *err)
{
	struct folder folder = { .path = mem_strdup(path) };
	size_t n = strlen(folder.path);
	mode_t mask = umask(0);

	umask(mask);
	while (n > 1 && folder.path[n - 1] == '/')
		folder.path[--n] = '\0';
	folder.staging = mem_printf("%s.XXXXXX", folder.path);
	if (mkdtemp(folder.staging) == NULL) {
		err_set_errno(err, "cannot make a folder beside %s", path);
		free(folder.staging);
		free(folder.path);
		return -1;
	}
	if (chmod(folder.staging, 0777 & ~mask) == -1) {
		err_set_errno(err, "cannot set the mode of %s",
		    folder.staging);
		folder_release(&folder);
		return -1;
	}
	*out = folder;
	return 0;
}

void
folder_release(struct folder *folder)
{
	if (folder->staging != NULL)
		nftw(folder->staging, remove_entry, OPEN_AT_ONCE,
		    FTW_DEPTH | FTW_PHYS);
	free(folder->staging);
	free(folder->path);
	*folder = (struct folder){ 0 };
}

static int
write_file(const char *folder, const char *name, struct span bytes,
    struct err *err)
{
	char *path = mem_printf("%s/%s", folder, name);
	int result = file_write(path, bytes, 0644, err);

	free(path);
	return result;
}

static int
write_chains(const char *folder, const struct manifest *manifest,
    struct err *err)
{
	char *path = mem_printf("%s/chains", folder);
	int result = file_make_directories(path, err);

	for (size_t i = 0; i < manifest->n_chains && result == 0; i++) {
		struct buf text = BUF_INIT(LIMIT_BUNDLE_BYTES);
		char *name = manifest_chain_name(i);

		block_append_chain(&text, &manifest->chains[i].chain);
		result = write_file(folder, name, buf_span(&text), err);
		buf_release(&text);
		free(name);
	}
	free(path);
	return result;
}

static int
write_patch(const char *path, const struct manifest *manifest,
    const struct files *files, const struct proof *proof, struct err *err)
{
	char *mail = manifest_mail_name(manifest);
	int result = -1;

	if (file_make_directories(path, err) == 0 &&
	    write_file(path, mail, buf_span(&files->mail), err) == 0 &&
	    write_file(path, manifest_bundle_name(manifest),
	    buf_span(&files->bundle), err) == 0 &&
	    write_file(path, MANIFEST_NAME, buf_span(&files->manifest), err)
	    == 0 &&
	    write_file(path, PROOF_NAME, buf_span(&proof->text), err) == 0)
		result = write_chains(path, manifest, err);
	free(mail);
	return result;
}

int
folder_add(const struct folder *folder, const struct manifest *manifest,
    const struct files *files, const struct proof *proof, struct err *err)
{
	const char *release = manifest->release;
	char *path;
	int result;

	if (strchr(release, '/') != NULL || release[0] == '.' ||
	    strcmp(release, SUMS_NAME) == 0 ||
	    strcmp(release, MANIFEST_NAME) == 0)
		return err_set(err, ERR_POLICY, "the release '%s' cannot give "
		    "a folder its name: call it otherwise", release);
	path = mem_printf("%s/%s", folder->staging, release);
	result = write_patch(path, manifest, files, proof, err);
	if (result == -1)	/* no half of a patch is published */
		nftw(path, remove_entry, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS);
	free(path);
	return result;
}

static int
is_named(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 &&
	    strcmp(entry->d_name, "..") != 0;
}

static bool
files_equal(const char *a, const char *b)
{
	struct buf x = BUF_INIT(LIMIT_BUNDLE_BYTES), y = x;
	struct err err = ERR_NONE;
	bool equal = file_read(&x, a, &err) == 0 &&
	    file_read(&y, b, &err) == 0 &&
	    span_equal(buf_span(&x), buf_span(&y));

	buf_release(&x);
	buf_release(&y);
	return equal;
}

/* Same names, kinds and bytes, all the way down. */
static bool
trees_equal(const char *a, const char *b)
{
	struct dirent **x = NULL, **y = NULL;
	int n = scandir(a, &x, is_named, alphasort);
	int m = scandir(b, &y, is_named, alphasort);
	bool equal = n == m && n >= 0;

	for (int i = 0; i < n && equal; i++) {
		char *left = mem_printf("%s/%s", a, x[i]->d_name);
		char *right = mem_printf("%s/%s", b, y[i]->d_name);
		struct stat p, q;

		equal = strcmp(x[i]->d_name, y[i]->d_name) == 0 &&
		    lstat(left, &p) == 0 && lstat(right, &q) == 0 &&
		    (p.st_mode & S_IFMT) == (q.st_mode & S_IFMT) &&
		    (S_ISDIR(p.st_mode) ? trees_equal(left, right) :
			files_equal(left, right));
		free(left);
		free(right);
	}
	for (int i = 0; i < n; i++)
		free(x[i]);
	for (int i = 0; i < m; i++)
		free(y[i]);
	free(x);
	free(y);
	return equal;
}

/* The instant of judgement of a release's patch; the caller frees it. */
static char *
patch_as_of(const char *folder, const char *release)
{
	char *path = mem_printf("%s/%s/%s", folder, release, MANIFEST_NAME);
	json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	const char *text = json_string_value(json_object_get(root, "as_of"));
	char *as_of = text ? mem_strdup(text) : NULL;

	json_decref(root);
	free(path);
	return as_of;
}

/* Says what is at the path instead, and what to do. */
static int
refuse_taken(const struct folder *folder, struct err *err)
{
	struct dirent **entries = NULL;
	int n = scandir(folder->path, &entries, is_named, alphasort);
	char *as_of = NULL;

	for (int i = 0; i < n && as_of == NULL; i++)
		as_of = patch_as_of(folder->path, entries[i]->d_name);
	if (n == -1)
		err_set(err, ERR_POLICY, "%s is there already and is no "
		    "folder: name another one with -o", folder->path);
	else if (as_of != NULL)
		err_set(err, ERR_POLICY, "%s holds other patches already, "
		    "made as of %s: remove it if these are to replace them, "
		    "or name another folder with -o", folder->path, as_of);
	else
		err_set(err, ERR_POLICY, "%s is there already and holds "
		    "'%.100s' and no patch of this program: name another "
		    "folder with -o", folder->path,
		    n > 0 ? entries[0]->d_name : "");
	for (int i = 0; i < n; i++)
		free(entries[i]);
	free(entries);
	free(as_of);
	return -1;
}

int
folder_publish(struct folder *folder, struct err *err)
{
	struct buf sums = BUF_INIT(LIMIT_BUNDLE_BYTES);
	int result = sums_write(&sums, folder->staging, err);

	if (result == 0)
		result = write_file(folder->staging, SUMS_NAME,
		    buf_span(&sums), err);
	buf_release(&sums);
	if (result == -1)
		return -1;
	if (trees_equal(folder->staging, folder->path))
		return 0;
	if (rename(folder->staging, folder->path) == 0) {
		free(folder->staging);
		folder->staging = NULL;
		return 0;
	}
	if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR)
		return refuse_taken(folder, err);
	return err_set_errno(err, "cannot make the folder %s", folder->path);
}

/* Is path/name, of this kind, a part of the patch? */
static bool
is_part(const struct manifest *m, const char *name, bool is_folder)
{
	char *mail = manifest_mail_name(m);
	bool part = is_folder ? strcmp(name, "chains") == 0 :
	    strcmp(name, MANIFEST_NAME) == 0 ||
	    strcmp(name, PROOF_NAME) == 0 || strcmp(name, mail) == 0 ||
	    strcmp(name, manifest_bundle_name(m)) == 0;

	free(mail);
	for (size_t i = 0; i < m->n_chains && !is_folder && !part; i++) {
		char *chain = manifest_chain_name(i);

		part = strcmp(name, chain) == 0;
		free(chain);
	}
	return part;
}

/* under: "", or the sub-folder to look into, with its slash. */
static int
find_stray(char **out, const struct manifest *m, const char *folder,
    const char *under, struct err *err)
{
	char *path = mem_printf("%s/%s", folder, under);
	struct dirent **entries = NULL;
	int n = scandir(path, &entries, is_named, alphasort);

	if (n == -1)
		err_set_errno(err, "cannot read the folder %s", path);
	for (int i = 0; i < n; i++) {
		char *name = mem_printf("%s%s", under, entries[i]->d_name);
		char *full = mem_printf("%s/%s", folder, name);
		struct stat st;
		bool known = lstat(full, &st) == 0 &&
		    (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)) &&
		    is_part(m, name, S_ISDIR(st.st_mode));

		if (!known && *out == NULL)
			*out = mem_strdup(name);
		free(name);
		free(full);
		free(entries[i]);
	}
	free(entries);
	free(path);
	return n == -1 ? -1 : 0;
}

int
patch_stray(char **out, const struct manifest *manifest, const char *folder,
    struct err *err)
{
	char *stray = NULL;

	if (find_stray(&stray, manifest, folder, "", err) == -1 ||
	    find_stray(&stray, manifest, folder, "chains/", err) == -1) {
		free(stray);
		return -1;
	}
	*out = stray;
	return 0;
}

int
patch_read(struct patch *out, const char *folder, struct certpool *pool,
    struct err *err)
{
	struct buf empty = BUF_INIT(2 * LIMIT_BUNDLE_BYTES);
	struct patch patch = { .bundle = empty, .mail = empty,
		.text = empty, .proof = empty };
	char *name = mem_printf("%s/%s", folder, MANIFEST_NAME), *mail = NULL;
	int result = -1;

	if (part_read(&patch.text, folder, MANIFEST_NAME, err) == -1 ||
	    manifest_read(&patch.manifest, pool, buf_span(&patch.text),
	    folder, name, err) == -1)
		goto out;
	mail = manifest_mail_name(&patch.manifest);
	if (part_read(&patch.bundle, folder,
	    manifest_bundle_name(&patch.manifest), err) == -1 ||
	    part_read(&patch.mail, folder, mail, err) == -1 ||
	    part_read(&patch.proof, folder, PROOF_NAME, err) == -1)
		goto out;
	*out = patch;
	patch = (struct patch){ 0 };
	result = 0;
out:
	free(mail);
	free(name);
	patch_release(&patch);
	return result;
}

void
patch_release(struct patch *patch)
{
	manifest_release(&patch->manifest);
	buf_release(&patch->bundle);
	buf_release(&patch->mail);
	buf_release(&patch->text);
	buf_release(&patch->proof);
}
