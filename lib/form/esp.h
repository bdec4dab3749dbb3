#ifndef FORM_ESP_H
#define FORM_ESP_H

#include "form/form.h"

/*
 * The structure of an ESP-IDF certificate bundle (esp_crt_bundle.c and
 * gen_crt_bundle.py of its mbedtls component): names and keys, no
 * certificates. Version 1 is a count, then entries; all numbers are 16 bits,
 * most significant byte first. Version 2 is a table of 32-bit offsets, of
 * which the first is also the size of the table, then entries; its numbers
 * are least significant byte first. An entry is the length of the name and
 * of the key, the name, the SubjectPublicKeyInfo. Entries have no gaps.
 */
/* Of more a device loads none, unless its configuration says so. */
#define ESP_DEFAULT_ENTRIES 200

enum esp_version {
	ESP_V1 = 1,
	ESP_V2,
};

struct esp_entry {
	size_t offset;		/* of its lengths, from the start */
	struct span name, key;	/* DER, borrowed from the bytes */
};

struct esp_table {
	enum esp_version version;
	struct esp_entry *entries;	/* owned */
	size_t n;
	size_t size_bytes;	/* of the whole; other bytes may follow */
};

/*
 * The table at the start of bytes. FORM_NOT_MINE unless the head and the
 * first entry are there and sound; then FORM_BAD with a reason if the rest is
 * not. An element is one DER SEQUENCE of the length that is said, and what
 * starts it fits; it is not decoded further.
 */
enum form_result esp_table_read(struct esp_table *out, struct span bytes,
    struct err *err);
void esp_table_release(struct esp_table *table);

/* Could a table start here? Says quickly no to nearly all that is none. */
bool esp_looks_like(enum esp_version version, struct span bytes);

/* Is an entry at the start of bytes, as sound as esp_table_read wants it? */
bool esp_is_entry(enum esp_version version, struct span bytes);

/*
 * Bytes of the table at the start of bytes, which esp_table_read then reads;
 * 0 where none is. tried is how many of its entries were looked at.
 */
size_t esp_table_length(size_t *tried, enum esp_version version,
    struct span bytes);

/*
 * The entry at which the device's binary search for this name ends; n where
 * it finds none. In a table out of order it misses some that are there.
 */
size_t esp_table_search(const struct esp_table *table, struct span name);

/* The order of a table: less than, equal to or greater than 0. */
int esp_name_compare(struct span a, struct span b);

#endif
