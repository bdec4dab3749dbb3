#ifndef TRYING_H
#define TRYING_H

/* A form of keystore over bytes that a test made; shared by this folder. */
#include "form/form.h"
#include "unit/form/pem_text.h"

struct trying {
	enum form_result result;
	struct certpool *pool;
	struct reading reading;
	struct err err;
};

/* The name of the store is "t". */
static inline void
try_form(struct trying *out, form_read *form, struct span bytes,
    const char *password)
{
	*out = (struct trying){ .pool = certpool_new(), .err = ERR_NONE };
	reading_init(&out->reading, out->pool, "t");
	out->reading.password = password;
	out->result = form(&out->reading, bytes, "t", &out->err);
}

static inline void
trying_release(struct trying *trying)
{
	reading_release(&trying->reading);
	certpool_free(trying->pool);
}

/* What came of it, in a line: "read 2 1 t:a: why", "bad: why", "not mine". */
static inline void
trying_tell(struct buf *out, const struct trying *trying)
{
	const struct store *store = &trying->reading.store;
	const struct quirks *quirks = &trying->reading.quirks;

	if (trying->result == FORM_NOT_MINE)
		buf_text(out, "not mine");
	else if (trying->result == FORM_BAD)
		buf_printf(out, "bad: %s", trying->err.msg);
	else
		buf_printf(out, "read %zu %zu", store->n,
		    store->n_rejections);
	if (trying->result != FORM_READ && store_seen(store) + quirks->n > 0)
		fail_msg("something was added without FORM_READ");
	for (size_t i = 0; i < store->n_rejections; i++)
		buf_printf(out, " %s: %s", store->rejections[i].where,
		    store->rejections[i].reason);
	for (size_t i = 0; i < quirks->n; i++)
		buf_printf(out, " [%s: %s]", quirks->items[i].where,
		    quirk_words(quirks->items[i].kind));
	buf_text(out, store->partial ? " partial" : "");
}

/* want may end in "...", where only the beginning counts. */
static inline void
assert_form(const char *name, form_read *form, struct span bytes,
    const char *password, const char *want)
{
	struct buf got = BUF_INIT(100000);
	struct trying trying;
	size_t n = strlen(want);

	try_form(&trying, form, bytes, password);
	trying_tell(&got, &trying);
	if (n > 3 && strcmp(want + n - 3, "...") == 0)
		n -= 3;
	else
		n++;
	if (strncmp(got.p, want, n) != 0)
		fail_msg("%s: got '%s', not '%s'", name, got.p, want);
	buf_release(&got);
	trying_release(&trying);
}

/*
 * No prefix of a good file reads as one, and from so many bytes on each is
 * known for what it is. A copy of each shows reads past its end.
 */
static inline void
assert_no_prefix_reads(form_read *form, struct span bytes, size_t known)
{
	for (size_t n = 0; n < bytes.n; n++) {
		uint8_t *prefix = malloc(n + 1);
		struct trying trying;

		memcpy(prefix + 1, bytes.p, n);
		try_form(&trying, form, (struct span){ prefix + 1, n }, NULL);
		if (trying.result != (n < known ? FORM_NOT_MINE : FORM_BAD))
			fail_msg("%zu of %zu bytes: result %d", n, bytes.n,
			    (int)trying.result);
		trying_release(&trying);
		free(prefix);
	}
}

#endif
