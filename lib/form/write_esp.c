#include "form/write.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/octets.h"
#include "form/esp.h"

enum { MAX_LENGTH = 0xffff };

static int
by_name(const void *a, const void *b)
{
	const struct anchor *x = *(const struct anchor *const *)a;
	const struct anchor *y = *(const struct anchor *const *)b;
	int order = esp_name_compare(x->cert->subject_der,
	    y->cert->subject_der);

	/* Of twins the earlier one stays the first. */
	return order != 0 ? order : (x > y) - (x < y);
}

/*
 * The anchors in the order of their names, one of each name: one issued again
 * is the same name and key. The caller frees *out.
 */
static int
sort_anchors(const struct anchor ***out, size_t *n_out,
    const struct store *store, struct err *err)
{
	const struct anchor **sorted = mem_zalloc(store->n * sizeof(*sorted));
	size_t n = 0;
	int result = 0;

	for (size_t i = 0; i < store->n; i++)
		sorted[i] = &store->anchors[i];
	qsort(sorted, store->n, sizeof(*sorted), by_name);
	for (size_t i = 0; i < store->n && result == 0; i++) {
		const struct anchor *last = n > 0 ? sorted[n - 1] : NULL;

		if (last == NULL || !span_equal(last->cert->subject_der,
			sorted[i]->cert->subject_der))
			sorted[n++] = sorted[i];
		else if (!span_equal(last->cert->spki_der,
			sorted[i]->cert->spki_der))
			result = err_set(err, ERR_FAILED, "the anchors at %s "
			    "and %s are both named %s and have different keys, "
			    "and of a name ESP-IDF finds one; choose with "
			    "--sha256", last->where, sorted[i]->where,
			    last->cert->short_name);
	}
	if (result == -1) {
		free(sorted);
		return -1;
	}
	*out = sorted;
	*n_out = n;
	return 0;
}

/* What the two lengths of an entry and, in version 1, the count can hold. */
static int
check_sizes(const struct anchor *const *anchors, size_t n,
    enum esp_version version, struct err *err)
{
	if (version == ESP_V1 && n > MAX_LENGTH)
		return err_set(err, ERR_FAILED, "%zu anchors are more than "
		    "the %d that esp-v1 can count", n, MAX_LENGTH);
	for (size_t i = 0; i < n; i++) {
		const struct cert *cert = anchors[i]->cert;

		if (cert->subject_der.n > MAX_LENGTH ||
		    cert->spki_der.n > MAX_LENGTH)
			return err_set(err, ERR_FAILED, "the name or the key "
			    "of %s at %s has more than %d bytes",
			    cert->short_name, anchors[i]->where, MAX_LENGTH);
	}
	return 0;
}

static void
put_entry(struct buf *out, const struct cert *cert, enum esp_version version)
{
	if (version == ESP_V1) {
		octets_put_be(out, cert->subject_der.n, 2);
		octets_put_be(out, cert->spki_der.n, 2);
	} else {
		octets_put_le(out, (uint32_t)cert->subject_der.n, 2);
		octets_put_le(out, (uint32_t)cert->spki_der.n, 2);
	}
	buf_append(out, cert->subject_der.p, cert->subject_der.n);
	buf_append(out, cert->spki_der.p, cert->spki_der.n);
}

/* The count, or where each entry will start. */
static void
put_head(struct buf *out, const struct anchor *const *anchors, size_t n,
    enum esp_version version)
{
	size_t at = 4 * n;

	if (version == ESP_V1)
		octets_put_be(out, n, 2);
	for (size_t i = 0; i < n && version == ESP_V2; i++) {
		octets_put_le(out, (uint32_t)at, 4);
		at += 4 + anchors[i]->cert->subject_der.n +
		    anchors[i]->cert->spki_der.n;
	}
}

static int
write_table(struct buf *out, const struct store *store,
    enum esp_version version, struct err *err)
{
	const struct anchor **anchors;
	size_t n;
	int result;

	if (sort_anchors(&anchors, &n, store, err) == -1)
		return -1;
	result = check_sizes(anchors, n, version, err);
	if (result == 0) {
		put_head(out, anchors, n, version);
		for (size_t i = 0; i < n; i++)
			put_entry(out, anchors[i]->cert, version);
	}
	free(anchors);
	return result;
}

int
write_esp_v1(struct buf *out, const struct store *store,
    const struct write_settings *settings, struct err *err)
{
	(void)settings;
	return write_table(out, store, ESP_V1, err);
}

int
write_esp_v2(struct buf *out, const struct store *store,
    const struct write_settings *settings, struct err *err)
{
	(void)settings;
	return write_table(out, store, ESP_V2, err);
}
