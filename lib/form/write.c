#include "form/write.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "pki/pem.h"

#define ALIAS_DIGITS	8	/* of the SHA-256 */

static const struct writer writers[] = {
	{ "pem", false, write_pem, NULL },
	{ "der", false, write_der, NULL },
	{ "p7b", false, write_p7b, NULL },
	{ "p12", false, write_p12, NULL },
	{ "jks", false, write_jks, NULL },
	{ "esp-v1", true, write_esp_v1, NULL },
	{ "esp-v2", true, write_esp_v2, NULL },
	{ "hashdir", false, NULL, write_hashdir },
};

#define N_WRITERS (sizeof(writers) / sizeof(writers[0]))

const struct writer *
writer_find(const char *name)
{
	for (size_t i = 0; i < N_WRITERS; i++) {
		if (strcmp(writers[i].name, name) == 0)
			return &writers[i];
	}
	return NULL;
}

const struct writer *
writer_at(size_t i)
{
	return i < N_WRITERS ? &writers[i] : NULL;
}

int
writer_check(const struct writer *writer, const struct store *store,
    struct err *err)
{
	if (store->n == 0)
		return err_set(err, ERR_FAILED, "%s has no anchor to write",
		    store->name);
	for (size_t i = 0; i < store->n && !writer->takes_bare; i++) {
		const struct anchor *anchor = &store->anchors[i];

		if (anchor->cert->is_bare)
			return err_set(err, ERR_FAILED, "%s at %s is a name "
			    "and a key without a certificate, which %s cannot "
			    "hold; esp-v1 and esp-v2 can",
			    anchor->cert->short_name, anchor->where,
			    writer->name);
	}
	return 0;
}

static bool
begins(const struct cert *cert, const char *wanted)
{
	char text[SHA256_TEXT];

	return strncasecmp(sha256_text(text, cert->sha256), wanted,
	    strlen(wanted)) == 0;
}

static bool
is_among(const struct cert *cert, const char *const *wanted, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (begins(cert, wanted[i]))
			return true;
	}
	return n == 0;
}

/* Fails unless one certificate is meant, however often it is there. */
static int
check_wanted(const struct store *store, const char *wanted, struct err *err)
{
	const struct cert *meant = NULL;

	for (size_t i = 0; i < store->n; i++) {
		const struct cert *cert = store->anchors[i].cert;

		if (!begins(cert, wanted))
			continue;
		if (meant != NULL && meant->id != cert->id)
			return err_set(err, ERR_FAILED, "%s has several "
			    "anchors whose SHA-256 begins with %s; give more "
			    "of it", store->name, wanted);
		meant = cert;
	}
	if (meant == NULL)
		return err_set(err, ERR_FAILED, "%s has no anchor with the "
		    "SHA-256 %s; see kedge-bundle list", store->name, wanted);
	return 0;
}

int
write_choose(struct store *out, const struct store *store,
    const char *const *wanted, size_t n, struct err *err)
{
	struct store chosen = STORE_EMPTY;
	struct map seen = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (check_wanted(store, wanted[i], err) == -1)
			return -1;
	}
	chosen.name = mem_strdup(store->name);
	for (size_t i = 0; i < store->n; i++) {
		const struct anchor *anchor = &store->anchors[i];
		struct span id = { anchor->cert->sha256, SHA256_BYTES };

		if (!is_among(anchor->cert, wanted, n) ||
		    map_get(&seen, id) != NULL)
			continue;
		map_put(&seen, id, (void *)anchor->cert);
		store_append(&chosen, anchor->cert, anchor->where);
	}
	map_release(&seen);
	*out = chosen;
	return 0;
}

/* Letters and digits in lower case; other characters are one dash each time,
 * none at the ends. */
static void
plain_name(char *out, const char *name)
{
	size_t n = 0;

	for (; *name != '\0'; name++) {
		unsigned char c = (unsigned char)*name;

		if (c < 0x80 && isalnum(c))
			out[n++] = (char)tolower(c);
		else if (n > 0 && out[n - 1] != '-')
			out[n++] = '-';
	}
	if (n > 0 && out[n - 1] == '-')
		n--;
	out[n] = '\0';
}

static char *
make_alias(const struct cert *cert, int digits)
{
	char *name = mem_strdup(cert->short_name), *alias;
	char sha256[SHA256_TEXT];

	plain_name(name, cert->short_name);
	alias = mem_printf("%s%s%.*s", name, *name != '\0' ? "-" : "", digits,
	    sha256_text(sha256, cert->sha256));
	free(name);
	return alias;
}

/* Where the first digits are those of another, all of them tell. */
void
aliases_init(struct aliases *out, const struct store *store)
{
	struct map taken = { 0 };

	*out = (struct aliases){ .n = store->n,
		.names = mem_zalloc(store->n * sizeof(char *)) };
	for (size_t i = 0; i < store->n; i++) {
		const struct cert *cert = store->anchors[i].cert;
		char *alias = make_alias(cert, ALIAS_DIGITS);

		if (map_get(&taken, map_key(alias)) != NULL) {
			free(alias);
			alias = make_alias(cert, SHA256_TEXT);
		}
		map_put(&taken, map_key(alias), alias);
		out->names[i] = alias;
	}
	map_release(&taken);
}

void
aliases_release(struct aliases *aliases)
{
	for (size_t i = 0; i < aliases->n; i++)
		free(aliases->names[i]);
	free(aliases->names);
}

/* A line of ASCII in which nothing looks like the line of a block. */
static void
append_comment(struct buf *out, const char *text)
{
	buf_text(out, "# ");
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c >= 0x7f || (c == '-' && text[1] == '-'))
			buf_printf(out, "\\x%02x", c);
		else
			buf_append(out, text, 1);
	}
	buf_text(out, "\n");
}

int
write_pem(struct buf *out, const struct store *store,
    const struct write_settings *settings, struct err *err)
{
	(void)settings;
	(void)err;
	for (size_t i = 0; i < store->n; i++) {
		const struct cert *cert = store->anchors[i].cert;

		if (i > 0)
			buf_text(out, "\n");
		append_comment(out, cert->subject);
		pem_append(out, cert->der, PEM_WIDTH, "\n");
	}
	return 0;
}

int
write_der(struct buf *out, const struct store *store,
    const struct write_settings *settings, struct err *err)
{
	(void)settings;
	if (store->n != 1)
		return err_set(err, ERR_FAILED, "der holds one certificate, "
		    "and there are %zu; choose one with --sha256", store->n);
	buf_append(out, store->anchors[0].cert->der.p,
	    store->anchors[0].cert->der.n);
	return 0;
}
