#include "form/form.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "form/hashed.h"

/* Hashed names go first. */
static int
by_name(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	bool is_hashed = hashed_is_name(x);

	if (is_hashed != hashed_is_name(y))
		return is_hashed ? -1 : 1;
	return is_hashed ? hashed_compare(a, b) : strcmp(x, y);
}

/* Adds what one entry holds, or why it cannot be had. */
static void
take_entry(struct reading *reading, const struct folder_source *source,
    const char *name)
{
	struct store *store = &reading->store;
	struct buf bytes = BUF_INIT(LIMIT_BUNDLE_BYTES);
	struct err err = ERR_NONE;
	char *where = mem_printf("%s/%s", store->name, name);
	int result = source->read(&bytes, source->folder, name, &err);

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
}

static enum hashed_form
hashed_form_of(const struct reading *reading)
{
	if (reading->form == form_der)
		return HASHED_DER;
	return reading->form == form_pem || reading->form == NULL ?
	    HASHED_PEM : HASHED_OTHER;
}

static void
take_hashed(struct reading *reading, const struct folder_source *source,
    char *const *names, size_t n)
{
	struct hashed_file *files = mem_zalloc((n + 1) * sizeof(*files));

	for (size_t i = 0; i < n; i++) {
		reading->form = NULL;
		files[i].name = names[i];
		files[i].first = reading->store.n;
		take_entry(reading, source, names[i]);
		files[i].end = reading->store.n;
		files[i].form = hashed_form_of(reading);
	}
	hashed_note(&reading->quirks, &reading->store, files, n);
	free(files);
}

static struct span
key_of(const struct cert *cert)
{
	return (struct span){ cert->sha256, sizeof(cert->sha256) };
}

/* Adds the anchors of a file that are not known yet, and then what is odd in
 * it; what cannot be read of it in any case. */
static void
add_unknown(struct reading *reading, const struct reading *file,
    struct map *known)
{
	struct store *store = &reading->store;
	size_t before = store->n;

	for (size_t i = 0; i < file->store.n; i++) {
		const struct anchor *anchor = &file->store.anchors[i];

		if (map_get(known, key_of(anchor->cert)) != NULL)
			continue;
		map_put(known, key_of(anchor->cert), (void *)anchor->cert);
		store_append(store, anchor->cert, anchor->where);
		quirks_add(&reading->quirks, QUIRK_UNHASHED, anchor->where);
	}
	for (size_t i = 0; store->n > before && i < file->quirks.n; i++)
		quirks_add(&reading->quirks, file->quirks.items[i].kind,
		    file->quirks.items[i].where);
	store_reject_all(store, &file->store);
	reading->n_passed += file->n_passed;
	reading->n_keyed += file->n_keyed;
}

/*
 * What is beside hashed names: mostly what these lead to, and a bundle of all;
 * but some libraries read every file, so what is there alone is told.
 */
static void
take_beside(struct reading *reading, const struct folder_source *source,
    char *const *names, size_t n)
{
	struct map known = { 0 };	/* by SHA-256 */

	for (size_t i = 0; i < reading->store.n; i++)
		map_put(&known, key_of(reading->store.anchors[i].cert),
		    (void *)reading->store.anchors[i].cert);
	for (size_t i = 0; i < n; i++) {
		struct reading file;

		reading_init(&file, reading->pool, reading->store.name);
		file.password = reading->password;
		take_entry(&file, source, names[i]);
		add_unknown(reading, &file, &known);
		reading_release(&file);
	}
	map_release(&known);
}

static void
take_plain(struct reading *reading, const struct folder_source *source,
    char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		take_entry(reading, source, names[i]);
	for (size_t i = 0; i < reading->store.n; i++)
		quirks_add(&reading->quirks, QUIRK_NO_HASHES,
		    reading->store.anchors[i].where);
}

int
form_directory(struct reading *reading,
    const struct folder_source *source, struct err *err)
{
	char **names = NULL;
	size_t n = 0, n_hashed = 0;

	if (source->list(&names, &n, source->folder, err) == -1)
		return -1;
	if (n > 0)
		qsort(names, n, sizeof(*names), by_name);
	while (n_hashed < n && hashed_is_name(names[n_hashed]))
		n_hashed++;
	if (n_hashed == 0) {
		take_plain(reading, source, names, n);
	} else {
		take_hashed(reading, source, names, n_hashed);
		take_beside(reading, source, names + n_hashed, n - n_hashed);
	}
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
	return 0;
}
