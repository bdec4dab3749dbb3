#include "form/form.h"

#include <stdlib.h>

#include "base/mem.h"
#include "form/esp.h"

/* What the device finds for the name of entry i is not always entry i. */
static void
note_reach(struct quirks *quirks, const struct esp_table *table, size_t i,
    const char *where)
{
	size_t found = esp_table_search(table, table->entries[i].name);

	if (found == table->n)
		quirks_add(quirks, QUIRK_UNSORTED, where);
	else if (found != i)
		quirks_add(quirks, QUIRK_ECLIPSED, where);
}

static void
take_entry(struct reading *reading, const struct esp_table *table, size_t i,
    const char *name)
{
	const struct esp_entry *entry = &table->entries[i];
	char *where = mem_printf("%s:#%zu", name, i + 1);
	const struct cert *anchor;
	struct err why = ERR_NONE;

	if (certpool_add_anchor(reading->pool, &anchor, entry->name,
		entry->key, &why) == -1) {
		store_reject(&reading->store, where, why.msg);
	} else {
		store_append(&reading->store, anchor, where);
		note_reach(&reading->quirks, table, i, where);
	}
	free(where);
}

enum form_result
form_esp(struct reading *reading, struct span bytes, const char *name,
    struct err *err)
{
	struct esp_table table = { 0 };
	enum form_result result = esp_table_read(&table, bytes, err);

	if (result != FORM_READ)
		return result;
	for (size_t i = 0; i < table.n; i++)
		take_entry(reading, &table, i, name);
	if (table.n > ESP_DEFAULT_ENTRIES)
		quirks_add(&reading->quirks, QUIRK_CROWDED, name);
	/* The device reads what the table says; more is no loss, and odd. */
	reading_reject_rest(reading, bytes.n - table.size_bytes,
	    "the ESP-IDF bundle", name);
	esp_table_release(&table);
	return FORM_READ;
}
