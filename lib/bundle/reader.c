#include "bundle/reader.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "bundle/form.h"
#include "bundle/git.h"
#include "bundle/password.h"

/* In the order in which they are asked. A further form is a row and a file. */
static const struct {
	const char *name;
	form_read *read;
} forms[] = {
	{ "JKS", form_jks },
	{ "BKS", form_bks },
	{ "ESP-IDF", form_esp },
	{ "PKCS#12", form_pkcs12 },
	{ "PKCS#7", form_pkcs7 },
	{ "PEM", form_pem },
	{ "PEM of PKCS#7", form_pkcs7_pem },
	{ "DER", form_der },
};

#define N_FORMS (sizeof(forms) / sizeof(forms[0]))

void
reading_init(struct reading *reading, struct certpool *pool, const char *name)
{
	size_t n = strlen(name);

	/* A directory is the same with a slash after it. */
	while (n > 1 && name[n - 1] == '/')
		n--;
	*reading = (struct reading){ .pool = pool };
	reading->store.name = mem_printf("%.*s", (int)n, name);
}

void
reading_release(struct reading *reading)
{
	store_release(&reading->store);
	quirks_release(&reading->quirks);
}

int
reading_take(struct reading *reading, const struct cert **out,
    struct span der, struct err *err)
{
	struct err why = ERR_NONE;

	if (certpool_add_der(reading->pool, out, der, &why) == 0)
		return 0;
	return err_set(err, why.code, "%.400s; remove or replace it",
	    why.msg);
}

enum form_result
form_any(struct reading *reading, struct span bytes, const char *name,
    struct err *err)
{
	enum form_result result = FORM_NOT_MINE;

	for (size_t i = 0; result == FORM_NOT_MINE && i < N_FORMS; i++)
		result = forms[i].read(reading, bytes, name, err);
	return result;
}

void
forms_name(struct buf *out)
{
	for (size_t i = 0; i < N_FORMS; i++)
		buf_printf(out, "%s%s", i ? ", " : "", forms[i].name);
}

static int
read_bytes(struct reading *reading, struct span bytes, struct err *err)
{
	struct buf names = BUF_INIT(200);
	const char *name = reading->store.name;

	switch (form_any(reading, bytes, name, err)) {
	case FORM_READ:
		return 0;
	case FORM_BAD:
		return err_wrap(err, "%s", name);
	case FORM_NOT_MINE:
		break;
	}
	if (bytes.n == 0)
		return err_set(err, ERR_FAILED, "%s is empty", name);
	forms_name(&names);
	err_set(err, ERR_FAILED, "%s holds no certificate in a form that is "
	    "read here (%s)", name, names.p);
	buf_release(&names);
	return -1;
}

static int
read_path(struct reading *reading, const char *path, struct err *err)
{
	struct buf bytes = BUF_INIT(LIMIT_BUNDLE_BYTES);
	struct stat st;
	int result;

	if (strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
	    S_ISDIR(st.st_mode))
		return directory_read(reading, path, err);
	result = file_read(&bytes, path, err);
	if (result == 0)
		result = read_bytes(reading, buf_span(&bytes), err);
	buf_release(&bytes);
	return result;
}

static int
read_git(struct reading *reading, const struct locator *locator,
    struct err *err)
{
	struct revision *revision;
	struct git_file file = { 0 };
	int result, is_folder;

	if (revision_open(&revision, locator->repository, locator->revision,
		err) == -1)
		return -1;
	is_folder = result = revision_is_folder(revision, locator->path, err);
	if (is_folder == 1)
		result = directory_read_git(reading, revision, locator->path,
		    err);
	else if (is_folder == 0)
		result = revision_read(&file, revision, locator->path, err);
	if (is_folder == 0 && result == 0)
		result = read_bytes(reading, buf_span(&file.bytes), err);
	git_file_release(&file);
	revision_free(revision);
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
	return err_set(err, ERR_FAILED, "%s: none of its %zu certificates "
	    "can be read; %s: %s", store->name, store->n_rejections,
	    store->rejections[0].where, store->rejections[0].reason);
}

/* Hands over what was read, or fails and releases it. */
static int
finish(struct store *out, struct quirks *quirks, struct reading *reading,
    int result, struct err *err)
{
	if (result == 0)
		result = require_anchor(&reading->store, err);
	if (result == 0) {
		*out = reading->store;
		reading->store = STORE_EMPTY;
	}
	if (result == 0 && quirks != NULL) {
		*quirks = reading->quirks;
		reading->quirks = QUIRKS_NONE;
	}
	reading_release(reading);
	return result;
}

int
bundle_read_quirks(struct store *out, struct quirks *quirks,
    struct certpool *pool, const struct locator *locator, struct err *err)
{
	struct reading reading;
	char *name = locator_text(locator), *password;
	int result;

	reading_init(&reading, pool, strcmp(name, "-") == 0 ?
	    "standard input" : name);
	free(name);
	result = password_read(&password, locator->password_file, err);
	if (result == 0) {
		reading.password = password;
		result = locator->kind == LOCATOR_GIT ?
		    read_git(&reading, locator, err) :
		    read_path(&reading, locator->path, err);
		password_free(password);
	}
	return finish(out, quirks, &reading, result, err);
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

	reading_init(&reading, pool, name);
	return finish(out, quirks, &reading, read_bytes(&reading, bytes, err),
	    err);
}

int
bundle_read_bytes(struct store *out, struct certpool *pool,
    struct span bytes, const char *name, struct err *err)
{
	return bundle_read_bytes_quirks(out, NULL, pool, bytes, name, err);
}
