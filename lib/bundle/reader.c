#include "bundle/reader.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "bundle/directory.h"
#include "bundle/password.h"
#include "form/form.h"
#include "git/revision.h"
#include "image/image.h"
#include "image/worker.h"

/* Moves the reading to the finds, where nothing failed; releases it. */
static int
add_reading(struct finds *finds, struct reading *reading, int result)
{
	if (result == 0)
		finds_add(finds, mem_strdup(""), reading);
	reading_release(reading);
	return result;
}

/* What is asked for, and with what. */
struct request {
	struct certpool *pool;
	const struct locator *locator;
	const char *password;
};

static void
begin(struct reading *reading, const struct request *request,
    const char *name)
{
	reading_init(reading, request->pool, name);
	reading->password = request->password;
}

/* Shut in, or where that cannot be and the user wants it all the same, not. */
static int
search_image(struct finds *out, const struct request *request,
    const struct image *image, struct err *err)
{
	const struct locator *locator = request->locator;

	if (worker_find(out, request->pool, image, locator->inside,
		err) == 0)
		return 0;
	if (!locator->allow_unsandboxed)
		return -1;
	image_read(out, request->pool, image, locator->inside);
	out->unsandboxed = true;
	return 0;
}

static bool
holds(struct span bytes, const char *text)
{
	return memmem(bytes.p, bytes.n, text, strlen(text)) != NULL;
}

static bool
is_text(struct span bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		if (bytes.p[i] < ' ' && (bytes.p[i] < '\t' ||
			bytes.p[i] > '\r'))
			return false;
	}
	return bytes.n > 0;
}

/*
 * Certificates in PEM, and nothing that is unpacked, decrypted or carved: no
 * binary form is free of control characters, and no container but an archive
 * of text. Text is asked for first: of an image that is large it reads little.
 */
static bool
is_surely_pem(struct span bytes)
{
	return is_text(bytes) && bytes.p[0] != '!' &&
	    holds(bytes, "-----BEGIN CERTIFICATE-----") &&
	    !holds(bytes, "-----BEGIN PKCS") && !holds(bytes, "-----BEGIN CMS");
}

/* What is in an image, or what is no image and so is a store itself. */
static int
find_in_image(struct finds *out, const struct request *request,
    struct image *image, struct err *err)
{
	const char *inside = request->locator->inside;

	image->password = request->password;
	if (inside == NULL && is_surely_pem(image->bytes))
		image_read_store(out, request->pool, image);
	else if (search_image(out, request, image, err) == -1)
		return -1;
	if (inside != NULL && out->containers == 0 && !out->lost.partial)
		return err_set(err, ERR_FAILED, "%s is no image that is read "
		    "here, so nothing is in it", image->name);
	if (out->unread.code != ERR_NONE_YET) {
		*err = out->unread;
		return -1;
	}
	return 0;
}

static int
find_in_file(struct finds *out, const struct request *request,
    struct err *err)
{
	const char *path = request->locator->path;
	bool is_pipe = strcmp(path, "-") == 0;
	struct image image;
	int fd, result;

	fd = is_pipe ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return err_set_errno(err, "cannot open %s", path);
	result = image_open(&image, fd, is_pipe ? "standard input" : path,
	    err);
	if (!is_pipe)
		close(fd);
	if (result == -1)
		return -1;
	result = find_in_image(out, request, &image, err);
	image_close(&image);
	return result;
}

static int
find_on_disk(struct finds *out, const struct request *request,
    struct err *err)
{
	const struct locator *locator = request->locator;
	struct reading reading;
	struct stat st;

	if (locator->inside != NULL || stat(locator->path, &st) == -1 ||
	    !S_ISDIR(st.st_mode))
		return find_in_file(out, request, err);
	begin(&reading, request, locator->path);
	return add_reading(out, &reading, directory_read(&reading,
	    locator->path, err));
}

/* Cuts at the first "!" that a file stands before; true where one does. */
static bool
split_at_file(struct locator *out)
{
	for (char *mark = strchr(out->path, '!'); mark != NULL;
	    mark = strchr(mark + 1, '!')) {
		struct stat st;

		*mark = '\0';
		if (stat(out->path, &st) == 0 && !S_ISDIR(st.st_mode)) {
			out->inside = mem_strdup(mark + 1);
			return true;
		}
		*mark = '!';
	}
	return false;
}

/* A file or directory whose own name has "!" in it is no image, and a folder
 * with one in its name may hold an image. */
static int
find_by_name(struct finds *out, const struct request *request,
    struct err *err)
{
	struct locator own = { .kind = LOCATOR_PATH,
		.allow_unsandboxed = request->locator->allow_unsandboxed };
	struct request by_own = *request;
	struct stat st;
	int result;

	if (request->locator->inside == NULL)
		return find_on_disk(out, request, err);
	own.path = locator_text(request->locator);
	by_own.locator = &own;
	result = stat(own.path, &st) == 0 || split_at_file(&own) ?
	    find_on_disk(out, &by_own, err) : find_on_disk(out, request, err);
	locator_release(&own);
	return result;
}

static int
find_in_blob(struct finds *out, const struct request *request,
    const struct revision *revision, struct err *err)
{
	struct locator file = *request->locator;
	struct git_file blob;
	struct image image;
	char *name;
	int result;

	if (revision_read(&blob, revision, file.path, err) == -1)
		return -1;
	file.inside = NULL;
	name = locator_text(&file);
	image_open_bytes(&image, buf_span(&blob.bytes), name);
	result = find_in_image(out, request, &image, err);
	image_close(&image);
	git_file_release(&blob);
	free(name);
	return result;
}

static int
find_on_revision(struct finds *out, const struct request *request,
    const struct revision *revision, struct err *err)
{
	const struct locator *locator = request->locator;
	int is_folder = revision_is_folder(revision, locator->path, err);
	struct reading reading;
	char *name;

	if (is_folder == -1)
		return -1;
	if (!is_folder || locator->inside != NULL)
		return find_in_blob(out, request, revision, err);
	name = locator_text(locator);
	begin(&reading, request, name);
	free(name);
	return add_reading(out, &reading, directory_read_git(&reading,
	    revision, locator->path, err));
}

/* As on disk: a path that has "!" in its own name is in no image. */
static int
find_by_path(struct finds *out, const struct request *request,
    const struct revision *revision, struct err *err)
{
	struct locator plain = *request->locator;
	struct request whole = *request;
	struct err none = ERR_NONE;
	int result;

	if (plain.inside == NULL)
		return find_on_revision(out, request, revision, err);
	plain.path = mem_printf("%s!%s", plain.path, plain.inside);
	plain.inside = NULL;
	whole.locator = &plain;
	if (revision_is_folder(revision, plain.path, &none) != -1)
		result = find_on_revision(out, &whole, revision, err);
	else
		result = find_on_revision(out, request, revision, err);
	free(plain.path);
	return result;
}

static int
find_in_git(struct finds *out, const struct request *request,
    struct err *err)
{
	const struct locator *locator = request->locator;
	struct revision *revision;
	int result;

	if (revision_open(&revision, locator->repository, locator->revision,
		err) == -1)
		return -1;
	result = find_by_path(out, request, revision, err);
	revision_free(revision);
	return result;
}

int
bundle_find(struct finds *out, struct certpool *pool,
    const struct locator *locator, struct err *err)
{
	struct request request = { .pool = pool, .locator = locator };
	struct finds finds = { 0 };
	char *password;
	int result;

	if (password_read(&password, locator->password_file, err) == -1)
		return -1;
	request.password = password;
	result = locator->kind == LOCATOR_GIT ?
	    find_in_git(&finds, &request, err) :
	    find_by_name(&finds, &request, err);
	password_free(password);
	if (result == -1)
		finds_release(&finds);
	else
		*out = finds;
	return result;
}

/* A store without an anchor is not an answer: says why there is none. */
static int
require_anchor(const struct store *store, struct err *err)
{
	if (store->n > 0)
		return 0;
	if (store->n_rejections == 0)
		return err_set(err, ERR_FAILED, "%s holds no certificate",
		    store->name);
	if (store_rejected(store) == 1)
		return err_set(err, ERR_FAILED, "%s: nothing in it can be "
		    "read; %s: %s", store->name, store->rejections[0].where,
		    store->rejections[0].reason);
	return err_set(err, ERR_FAILED, "%s: none of its %zu certificates "
	    "can be read; %s: %s", store->name, store_rejected(store),
	    store->rejections[0].where, store->rejections[0].reason);
}

/* Hands over what was read, or fails; in either case empties from. */
static int
hand_over(struct store *out, struct quirks *quirks, struct store *store,
    struct quirks *from, struct err *err)
{
	int result = require_anchor(store, err);

	if (result == 0) {
		*out = *store;
		*store = STORE_EMPTY;
	}
	if (result == 0 && quirks != NULL) {
		*quirks = *from;
		*from = QUIRKS_NONE;
	}
	store_release(store);
	quirks_release(from);
	return result;
}

int
bundle_read_quirks(struct store *out, struct quirks *quirks,
    struct certpool *pool, const struct locator *locator, struct err *err)
{
	struct finds finds;
	struct found found;
	int result = bundle_find(&finds, pool, locator, err);

	if (result == -1)
		return -1;
	result = finds_settle(&found, &finds, locator->inside, err);
	finds_release(&finds);
	if (result == -1)
		return -1;
	free(found.path);
	return hand_over(out, quirks, &found.store, &found.quirks, err);
}

int
bundle_read(struct store *out, struct certpool *pool,
    const struct locator *locator, struct err *err)
{
	return bundle_read_quirks(out, NULL, pool, locator, err);
}

int
bundle_read_bytes_quirks(struct store *out, struct quirks *quirks,
    struct certpool *pool, struct span bytes, const char *name,
    struct err *err)
{
	struct reading reading;
	int result;

	reading_init(&reading, pool, name);
	result = form_whole(&reading, bytes, err);
	if (result == 0)
		result = hand_over(out, quirks, &reading.store,
		    &reading.quirks, err);
	reading_release(&reading);
	return result;
}

int
bundle_read_bytes(struct store *out, struct certpool *pool,
    struct span bytes, const char *name, struct err *err)
{
	return bundle_read_bytes_quirks(out, NULL, pool, bytes, name, err);
}
