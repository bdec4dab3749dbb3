#include "form/hashed.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "base/map.h"
#include "base/mem.h"

#define DIGITS	8	/* of the hash, before the dot */

bool
hashed_is_name(const char *name)
{
	size_t n = strspn(name, "0123456789abcdef");
	const char *number = name + n + 1;

	return n == DIGITS && name[n] == '.' && *number != '\0' &&
	    number[strspn(number, "0123456789")] == '\0';
}

bool
hashed_subject(unsigned long *out, const struct cert *cert, bool old)
{
	int good = 1;

	if (old)
		*out = X509_NAME_hash_old(cert->subject_name);
	else
		*out = X509_NAME_hash_ex(cert->subject_name, NULL, NULL,
		    &good);
	ERR_clear_error();
	/* MD5, of the old one, is not everywhere; 0 is then the answer. */
	return good == 1 && (!old || *out != 0);
}

int
hashed_compare(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	int hash = strncmp(x, y, DIGITS);
	size_t nx = strlen(x), ny = strlen(y);

	if (hash != 0)
		return hash;
	return nx != ny ? nx < ny ? -1 : 1 : strcmp(x, y);
}

/* Which hash of its subject the name of an anchor's file is. */
enum naming {
	BY_NEW,
	BY_OLD,
	BY_NONE,
	BY_UNKNOWN,
};

static enum naming
naming_of(const struct cert *cert, const char *name)
{
	unsigned long named = strtoul(name, NULL, 16), hash;

	if (!hashed_subject(&hash, cert, false))
		return BY_UNKNOWN;
	if (hash == named)
		return BY_NEW;
	if (!hashed_subject(&hash, cert, true))
		return BY_UNKNOWN;
	return hash == named ? BY_OLD : BY_NONE;
}

struct judge {
	struct quirks *quirks;
	const struct store *store;
	const struct hashed_file *files;
	size_t n;
	enum naming *namings;	/* of the store's anchors */
	struct map by_new;	/* by SHA-256: certificates so named */
};

static struct span
key_of(const struct cert *cert)
{
	return (struct span){ cert->sha256, sizeof(cert->sha256) };
}

/* The number in a name, or SIZE_MAX where it is not written as OpenSSL does. */
static size_t
number_of(const char *name)
{
	const char *number = name + DIGITS + 1;

	if (strlen(number) > 9 || (number[0] == '0' && number[1] != '\0'))
		return SIZE_MAX;
	return strtoul(number, NULL, 10);
}

/* How a number stands to those of its hash that OpenSSL tries. */
enum reach {
	REACH_FULL,
	REACH_BEHIND_FORM,	/* behind one that is not PEM */
	REACH_BEHIND,		/* behind one that holds nothing at all */
	REACH_NONE,
};

/* Whatever other names the certificate has, this one is looked up by one of
 * the two hashes alone. */
static void
judge_naming(struct judge *judge, size_t i)
{
	const struct anchor *anchor = &judge->store->anchors[i];
	enum quirk_kind old =
	    map_get(&judge->by_new, key_of(anchor->cert)) != NULL ?
	    QUIRK_OLD_COPY : judge->by_new.n > 0 ? QUIRK_MIXED_HASH :
	    QUIRK_OLD_HASH;

	switch (judge->namings[i]) {
	case BY_NEW:
		quirks_add(judge->quirks, QUIRK_NEW_HASH, anchor->where);
		break;
	case BY_OLD:
		quirks_add(judge->quirks, old, anchor->where);
		break;
	case BY_NONE:
		quirks_add(judge->quirks, QUIRK_WRONG_HASH, anchor->where);
		break;
	case BY_UNKNOWN:
		break;
	}
}

static void
judge_anchor(struct judge *judge, size_t i, enum hashed_form form,
    enum reach reach)
{
	const char *where = judge->store->anchors[i].where;

	judge_naming(judge, i);
	if (judge->namings[i] == BY_NONE)
		return;
	if (form != HASHED_PEM)
		quirks_add(judge->quirks, form == HASHED_DER ?
		    QUIRK_HASHED_DER : QUIRK_HASHED_FORM, where);
	switch (reach) {
	case REACH_FULL:
		break;
	case REACH_BEHIND_FORM:
		quirks_add(judge->quirks, QUIRK_BEHIND_FORM, where);
		break;
	case REACH_BEHIND:
		quirks_add(judge->quirks, QUIRK_BEHIND, where);
		break;
	case REACH_NONE:
		quirks_add(judge->quirks, QUIRK_UNREACHED, where);
		break;
	}
}

/*
 * Numbers of one hash are reached up to the first that is missing; before
 * OpenSSL 3.0.22 up to the first that gives nothing.
 */
static void
judge_files(struct judge *judge)
{
	enum reach of_next = REACH_FULL;
	size_t next = 0;

	for (size_t f = 0; f < judge->n; f++) {
		const struct hashed_file *file = &judge->files[f];
		bool is_next;

		if (f == 0 || strncmp(file->name, file[-1].name, DIGITS) != 0) {
			next = 0;
			of_next = REACH_FULL;
		}
		is_next = number_of(file->name) == next;
		for (size_t i = file->first; i < file->end; i++)
			judge_anchor(judge, i, file->form, is_next ? of_next :
			    REACH_NONE);
		next += is_next;
		if (is_next && file->end == file->first)
			of_next = REACH_BEHIND;
		else if (is_next && file->form != HASHED_PEM &&
		    of_next == REACH_FULL)
			of_next = REACH_BEHIND_FORM;
	}
}

/* What each file is named by, and which certificates have the new name. */
static void
find_namings(struct judge *judge)
{
	for (size_t f = 0; f < judge->n; f++) {
		const struct hashed_file *file = &judge->files[f];

		for (size_t i = file->first; i < file->end; i++) {
			const struct cert *cert =
			    judge->store->anchors[i].cert;

			judge->namings[i] = naming_of(cert, file->name);
			if (judge->namings[i] == BY_NEW)
				map_put(&judge->by_new, key_of(cert),
				    (void *)cert);
		}
	}
}

void
hashed_note(struct quirks *quirks, const struct store *store,
    const struct hashed_file *files, size_t n)
{
	struct judge judge = { .quirks = quirks, .store = store,
		.files = files, .n = n };

	judge.namings = mem_zalloc((store->n + 1) * sizeof(*judge.namings));
	find_namings(&judge);
	judge_files(&judge);
	free(judge.namings);
	map_release(&judge.by_new);
}
