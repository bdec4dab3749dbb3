#include "base/limits.h"
#include "base/mem.h"
#include "image/level.h"

/* What a store costs beside its bytes; roughly, and never too little. */
#define STORE_COST	1024
#define ANCHOR_COST	256

#define LEAST_BASE64	32	/* characters */

/* Remembers what the file holds, if the budget allows. */
static struct kept *
keep(struct level *level, size_t id, uint64_t bytes, struct reading *reading)
{
	struct budget *budget = &level->walk->budget;
	uint64_t cost = bytes + STORE_COST +
	    (reading->store.n + reading->store.n_rejections) * ANCHOR_COST;
	struct kept *kept;

	if (cost > budget->held) {
		reading_release(reading);
		level_lose_entry(level, id, "the image holds more stores "
		    "than memory may be taken for");
		return NULL;
	}
	budget->held -= cost;
	level->kept = mem_grow(level->kept, &level->kept_cap,
	    level->n_kept + 1, sizeof(*level->kept));
	kept = &level->kept[level->n_kept++];
	*kept = (struct kept){ .id = id, .reading = *reading,
		.bytes = BUF_INIT(LIMIT_BUNDLE_BYTES) };
	level->tree.nodes[id].kept = (uint32_t)level->n_kept;
	return kept;
}

/* What parts the lines of PEM, as well where a string of JSON or a program's
 * source has it as two characters. */
static const char *
after_newlines(const char *at, const char *end)
{
	for (;;) {
		if (at < end && memchr(" \t\r\n", *at, 4) != NULL)
			at++;
		else if (end - at >= 2 && at[0] == '\\' &&
		    memchr("rn", at[1], 2) != NULL)
			at += 2;
		else
			return at;
	}
}

/*
 * Is there a line of base64 after a line that ends as BEGIN lines do? Programs
 * have the latter alone, in a string.
 */
static bool
has_block(struct span bytes)
{
	static const char line[] = " CERTIFICATE-----";
	static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
	    "klmnopqrstuvwxyz0123456789+/";
	const char *at = (const char *)bytes.p, *end = at + bytes.n;

	while ((at = memmem(at, (size_t)(end - at), line, strlen(line))) !=
	    NULL) {
		size_t n = 0;

		at = after_newlines(at + strlen(line), end);
		while (at + n < end && memchr(base64, at[n],
			strlen(base64)) != NULL)
			n++;
		if (n >= LEAST_BASE64)
			return true;
	}
	return false;
}

/* May what is asked for be in this file, rather than further in? */
static bool
is_sought(const struct level *level, size_t id)
{
	if (!level_is_last(level))
		return false;
	/* Once all are listed, a path that leads elsewhere has led there. */
	return !level->is_listed || level_pattern(level) == NULL ||
	    level_names(level, id);
}

static enum form_result
read_store(struct reading *reading, struct level *level, size_t id,
    struct span bytes, struct err *err)
{
	const char *name = reading->store.name;

	if (bytes.n > LIMIT_BUNDLE_BYTES)
		return FORM_NOT_MINE;
	return level_names(level, id) ? form_any(reading, bytes, name, err) :
	    form_among_files(reading, bytes, name, err);
}

/* Is it worth telling, or such as a manual shows? */
static bool
is_worth_it(const struct level *level, size_t id, struct span bytes,
    const struct store *store)
{
	return store->n > 0 || level_names(level, id) ||
	    form_is_promised(store->name) || has_block(bytes);
}

/* Certificates within a file of no form: in place, however large it is. */
static void
carve(struct level *level, size_t id, struct span bytes,
    struct reading *reading)
{
	const struct store *store = &reading->store;
	uint64_t taken = 0;
	struct err err = ERR_NONE;
	struct kept *kept;

	if (form_carve(reading, bytes, store->name, &err) != FORM_READ) {
		level->walk->finds->n_passed += reading->n_passed;
		reading_release(reading);
		return;
	}
	for (size_t i = 0; i < store->n; i++)
		taken += store->anchors[i].cert->der.n;
	kept = keep(level, id, taken, reading);
	if (kept != NULL)
		kept->is_carved = true;
}

bool
level_look_for_store(struct level *level, size_t id, struct span bytes)
{
	struct reading reading;
	struct err err = ERR_NONE;
	struct kept *kept;
	char *where;

	if (!is_sought(level, id))
		return false;
	where = level_where(level, tree_path(&level->tree, id));
	level_reading(level, &reading, where);
	free(where);
	switch (read_store(&reading, level, id, bytes, &err)) {
	case FORM_READ:
		if (!is_worth_it(level, id, bytes, &reading.store))
			break;
		kept = keep(level, id, bytes.n, &reading);
		if (kept != NULL)
			buf_append(&kept->bytes, bytes.p, bytes.n);
		return true;
	case FORM_BAD:
		level_lose_entry(level, id, err.msg);
		reading_release(&reading);
		return true;
	case FORM_NOT_MINE:
		carve(level, id, bytes, &reading);
		return false;
	}
	reading_release(&reading);
	return false;
}
