#include "form/write.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "form/hashed.h"

static int
hash_name(unsigned long *out, const struct cert *cert, bool old,
    struct err *err)
{
	if (!hashed_subject(out, cert, old))
		return err_set(err, ERR_FAILED, "the name of %s cannot be "
		    "hashed by this libcrypto", cert->short_name);
	return 0;
}

/* How many names had this hash before. */
static size_t
count_up(struct map *counts, const unsigned long *hash)
{
	struct span key = { (const uint8_t *)hash, sizeof(*hash) };
	size_t n = (size_t)(uintptr_t)map_get(counts, key);

	map_put(counts, key, (void *)(uintptr_t)(n + 1));
	return n;
}

static int
put_file(struct output_folder *out, const struct store *store, size_t i,
    const char *name, struct err *err)
{
	struct store one = { .name = store->name, .n = 1,
		.anchors = &store->anchors[i] };
	struct buf pem = BUF_INIT(LIMIT_BUNDLE_BYTES);
	int result = write_pem(&pem, &one, NULL, err);

	if (result == 0)
		result = output_folder_put(out, name, buf_span(&pem), err);
	buf_release(&pem);
	return result;
}

/* OpenSSL counts up until a number is not there: they have no gaps. */
int
write_hashdir(struct output_folder *out, const struct store *store,
    const struct write_settings *settings, struct err *err)
{
	unsigned long *hashes = mem_zalloc(store->n * sizeof(*hashes));
	struct map counts = { 0 };
	int result = 0;

	for (size_t i = 0; i < store->n && result == 0; i++) {
		char *name;

		result = hash_name(&hashes[i], store->anchors[i].cert,
		    settings->old_hash, err);
		if (result == -1)
			break;
		name = mem_printf("%08lx.%zu", hashes[i], count_up(&counts,
		    &hashes[i]));
		result = put_file(out, store, i, name, err);
		free(name);
	}
	map_release(&counts);
	free(hashes);
	return result;
}
