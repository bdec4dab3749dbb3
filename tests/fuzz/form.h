#ifndef FUZZ_FORM_H
#define FUZZ_FORM_H

/* What holds of every form of trust store, whatever the bytes. */
#include <stdlib.h>

#include "form/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static inline void
fuzz_form_with(form_read *form, struct span bytes, const char *password)
{
	struct certpool *pool = certpool_new();
	struct reading reading;
	struct err err = ERR_NONE;
	enum form_result result;

	reading_init(&reading, pool, "t");
	reading.password = password;
	result = form(&reading, bytes, "t", &err);
	/* A reason where it is bad, and nothing added unless it was read. */
	if ((result == FORM_BAD) != (err.msg[0] != '\0'))
		abort();
	if (result != FORM_READ && (store_seen(&reading.store) > 0 ||
		reading.quirks.n > 0 || reading.store.partial))
		abort();
	for (size_t i = 0; i < reading.store.n; i++) {
		if (reading.store.anchors[i].cert->short_name == NULL)
			abort();
	}
	reading_release(&reading);
	certpool_free(pool);
}

static inline void
fuzz_form(form_read *form, struct span bytes)
{
	fuzz_form_with(form, bytes, NULL);
	fuzz_form_with(form, bytes, "changeit");
}

#endif
