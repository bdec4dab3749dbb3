#include "form/form.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "form/hashed.h"
#include "pki/der.h"

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Keeps the hashed entries alone, if there are any: then it is true. */
static bool
prefer_hashed(char **names, size_t *n)
{
	size_t kept = 0;

	for (size_t i = 0; i < *n; i++)
		kept += hashed_is_name(names[i]);
	if (kept == 0)
		return false;
	kept = 0;
	for (size_t i = 0; i < *n; i++) {
		if (hashed_is_name(names[i]))
			names[kept++] = names[i];
		else
			free(names[i]);
	}
	*n = kept;
	return true;
}

/* Adds what one entry holds, or why it cannot be had. True: it is DER. */
static bool
take_entry(struct reading *reading, const struct folder_source *source,
    const char *name)
{
	struct store *store = &reading->store;
	struct buf bytes = BUF_INIT(LIMIT_BUNDLE_BYTES);
	struct err err = ERR_NONE;
	char *where = mem_printf("%s/%s", store->name, name);
	int result = source->read(&bytes, source->folder, name, &err);
	bool is_der = bytes.n > 0 && bytes.p[0] == DER_SEQUENCE;

	if (source->note != NULL)
		source->note(&reading->quirks, source->folder, name, where);
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
			if (form_is_promised(name))
				store_reject(store, where,
				    "holds no certificate");
			break;
		}
	}
	buf_release(&bytes);
	free(where);
	return is_der;
}

/* Adds all of them, in this order. */
static void
take_all(struct reading *reading, const struct folder_source *source,
    char *const *names, size_t n, bool are_hashed)
{
	struct hashed_file *files = mem_zalloc((n + 1) * sizeof(*files));

	for (size_t i = 0; i < n; i++) {
		files[i].name = names[i];
		files[i].first = reading->store.n;
		files[i].is_der = take_entry(reading, source, names[i]);
		files[i].end = reading->store.n;
	}
	if (are_hashed)
		hashed_note(&reading->quirks, &reading->store, files, n);
	free(files);
}

int
form_directory(struct reading *reading,
    const struct folder_source *source, struct err *err)
{
	char **names = NULL;
	size_t n = 0;
	bool are_hashed;

	if (source->list(&names, &n, source->folder, err) == -1)
		return -1;
	are_hashed = prefer_hashed(names, &n);
	if (n > 0)
		qsort(names, n, sizeof(*names), are_hashed ? hashed_compare :
		    by_name);
	take_all(reading, source, names, n, are_hashed);
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
	return 0;
}
