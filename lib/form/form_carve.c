#include "form/form.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "form/carve.h"

static void
take_hit(struct reading *reading, struct span bytes,
    const struct carve_hit *hit, const char *name)
{
	const struct span found = { bytes.p + hit->at, hit->n };
	char *where = mem_printf("%s@0x%zx", name, hit->at);
	struct err why = ERR_NONE;

	switch (hit->kind) {
	case CARVE_DER:
		reading_add(reading, found, where);
		break;
	case CARVE_PEM:
		form_pem(reading, found, where, &why);
		break;
	case CARVE_ESP:
		form_esp(reading, found, where, &why);
		break;
	case CARVE_SIGNER:
		reading->n_passed++;
		break;
	}
	free(where);
}

/* What may come after so many is not looked for. */
static void
stop_at(struct reading *reading, size_t at, const char *name)
{
	char *where = mem_printf("%s@0x%zx", name, at);
	char *reason = mem_printf("more than %d certificates are in the "
	    "file; from here on it was not looked at", LIMIT_CARVED_CERTS);

	store_reject(&reading->store, where, reason);
	reading->store.partial = true;
	free(reason);
	free(where);
}

/* Where so much looks like an ESP-IDF bundle, it is made to look like it. */
static void
tell_given_up(struct reading *reading, size_t at, const char *name)
{
	char *where = mem_printf("%s@0x%zx", name, at);

	store_reject(&reading->store, where, "too much before it looks like an "
	    "ESP-IDF bundle and is none; from here on no such bundle was "
	    "looked for");
	reading->store.partial = true;
	free(where);
}

enum form_result
form_carve(struct reading *reading, struct span bytes, const char *name,
    struct err *err)
{
	struct carver carver = { .bytes = bytes };
	enum form_result result = FORM_NOT_MINE;
	struct carve_hit hit;

	(void)err;	/* what does not decode is a rejection */
	while (carve_next(&carver, &hit)) {
		if (store_seen(&reading->store) >= LIMIT_CARVED_CERTS) {
			stop_at(reading, hit.at, name);
			break;
		}
		take_hit(reading, bytes, &hit, name);
		if (hit.kind != CARVE_SIGNER)
			result = FORM_READ;
	}
	if (result == FORM_READ)
		quirks_add(&reading->quirks, QUIRK_EMBEDDED, name);
	if (carver.gave_up_at > 0) {
		tell_given_up(reading, carver.gave_up_at - 1, name);
		result = FORM_READ;
	}
	return result;
}
