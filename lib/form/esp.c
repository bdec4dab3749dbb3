#include "form/esp.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/octets.h"
#include "pki/der.h"

enum { COUNT_BYTES = 2, OFFSET_BYTES = 4, LENGTH_BYTES = 2 };

static uint32_t
number(struct octets *octets, enum esp_version version, size_t n)
{
	return version == ESP_V1 ? (uint32_t)octets_be(octets, n) :
	    octets_le(octets, n);
}

/* What is inside, where all of it is one SEQUENCE with a shortest length. */
static bool
open_sequence(struct octets *inside, struct span der)
{
	struct octets octets = octets_of(der);
	uint64_t tag = octets_be(&octets, 1), length = octets_be(&octets, 1);
	size_t more = length & 0x80 ? length & 0x7f : 0;

	if (more > 2)
		return false;
	if (more > 0)
		length = octets_be(&octets, more);
	if (octets.is_short || tag != DER_SEQUENCE || length != octets.rest.n)
		return false;
	*inside = octets_of(octets.rest);
	return more == 0 || length >> (more == 1 ? 7 : 8) != 0;
}

/* A sequence of sets. */
static bool
looks_like_name(struct span der)
{
	struct octets inside;

	return open_sequence(&inside, der) &&
	    octets_be(&inside, 1) == DER_SET;
}

/* A sequence that starts with a short one of an object identifier. */
static bool
looks_like_key(struct span der)
{
	struct octets inside;

	return open_sequence(&inside, der) &&
	    octets_be(&inside, 1) == DER_SEQUENCE &&
	    octets_be(&inside, 1) < 0x80 &&
	    octets_be(&inside, 1) == DER_OID;
}

static bool
read_entry(struct esp_entry *out, struct octets *octets,
    enum esp_version version)
{
	size_t name_bytes, key_bytes;

	out->offset = octets->at;
	name_bytes = number(octets, version, LENGTH_BYTES);
	key_bytes = number(octets, version, LENGTH_BYTES);
	out->name = octets_take(octets, name_bytes);
	out->key = octets_take(octets, key_bytes);
	return !octets->is_short && looks_like_name(out->name) &&
	    looks_like_key(out->key);
}

/* How many entries the head announces; it is then behind us. 0: none. */
static size_t
read_head(struct octets *octets, enum esp_version version, struct span bytes)
{
	size_t n;

	*octets = octets_of(bytes);
	if (version == ESP_V1)
		return number(octets, version, COUNT_BYTES);
	n = number(octets, version, OFFSET_BYTES);
	if (n % OFFSET_BYTES != 0)
		return 0;
	*octets = octets_of(bytes);
	octets_take(octets, n);
	return octets->is_short ? 0 : n / OFFSET_BYTES;
}

bool
esp_looks_like(enum esp_version version, struct span bytes)
{
	struct octets octets;
	struct esp_entry first;

	return read_head(&octets, version, bytes) > 0 &&
	    read_entry(&first, &octets, version);
}

bool
esp_is_entry(enum esp_version version, struct span bytes)
{
	struct octets octets = octets_of(bytes);
	struct esp_entry entry;

	return read_entry(&entry, &octets, version);
}

size_t
esp_table_length(size_t *tried, enum esp_version version, struct span bytes)
{
	struct octets octets, offsets = octets_of(bytes);
	size_t n = read_head(&octets, version, bytes);

	*tried = 0;
	if (n == 0 || n > LIMIT_KEYSTORE_ENTRIES)
		return 0;
	while (*tried < n) {
		struct esp_entry entry;

		++*tried;
		if (!read_entry(&entry, &octets, version) ||
		    (version == ESP_V2 && octets_le(&offsets, OFFSET_BYTES) !=
			entry.offset))
			return 0;
	}
	return octets.at;
}

/* Version 2 says where each entry starts: where the one before it ends. */
static bool
agrees_with_offset(const struct esp_table *table, struct span bytes)
{
	struct octets offsets = octets_of(bytes);

	octets_take(&offsets, table->n * OFFSET_BYTES);
	return table->version == ESP_V1 || octets_le(&offsets, OFFSET_BYTES) ==
	    table->entries[table->n].offset;
}

static enum form_result
read_entries(struct esp_table *table, enum esp_version version,
    struct span bytes, struct err *err)
{
	struct octets octets;
	size_t n = read_head(&octets, version, bytes), cap = 0;

	table->version = version;
	if (n > LIMIT_KEYSTORE_ENTRIES) {
		err_set(err, ERR_LIMIT, "an ESP-IDF bundle of %zu entries, "
		    "more than the %d that are read", n,
		    LIMIT_KEYSTORE_ENTRIES);
		return FORM_BAD;
	}
	while (table->n < n) {
		table->entries = mem_grow(table->entries, &cap, table->n + 1,
		    sizeof(*table->entries));
		if (!read_entry(&table->entries[table->n], &octets, version) ||
		    !agrees_with_offset(table, bytes)) {
			err_set(err, ERR_FAILED, "an ESP-IDF bundle that is "
			    "damaged or cut off in entry %zu of %zu, at byte "
			    "%zu", table->n + 1, n,
			    table->entries[table->n].offset);
			return FORM_BAD;
		}
		table->n++;
	}
	table->size_bytes = octets.at;
	return FORM_READ;
}

enum form_result
esp_table_read(struct esp_table *out, struct span bytes, struct err *err)
{
	struct esp_table table = { 0 };
	enum esp_version version = ESP_V1;
	enum form_result result;

	if (!esp_looks_like(ESP_V1, bytes))
		version = ESP_V2;
	if (version == ESP_V2 && !esp_looks_like(ESP_V2, bytes))
		return FORM_NOT_MINE;
	result = read_entries(&table, version, bytes, err);
	if (result == FORM_READ)
		*out = table;
	else
		esp_table_release(&table);
	return result;
}

void
esp_table_release(struct esp_table *table)
{
	free(table->entries);
	*table = (struct esp_table){ 0 };
}

int
esp_name_compare(struct span a, struct span b)
{
	int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

size_t
esp_table_search(const struct esp_table *table, struct span name)
{
	size_t from = 0, to = table->n;

	while (from < to) {
		/* The device counts to the last one, not past it. */
		size_t middle = (from + to - 1) / 2;
		int order = esp_name_compare(name,
		    table->entries[middle].name);

		if (order == 0)
			return middle;
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return table->n;
}
