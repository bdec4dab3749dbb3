#include "policy/schema.h"

#include <stdlib.h>

#include "base/escape.h"
#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"

#define KEY_BYTES	32	/* of the longest key that may be meant */

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Insertions, deletions and replacements that turn a into b. */
static size_t
edit_distance(const char *a, const char *b)
{
	size_t n = strlen(b), row[KEY_BYTES + 1];

	if (strlen(a) > KEY_BYTES || n > KEY_BYTES)
		return SIZE_MAX;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t replaced = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = least(replaced,
			    least(row[j], row[j - 1]) + 1);
		}
	}
	return row[n];
}

/* The field that key is most like, or NULL where it is like none. */
static const struct field *
nearest_field(const char *key, const struct field *fields, size_t n)
{
	const struct field *best = NULL;
	size_t best_distance = strlen(key) / 3 + 2;

	for (size_t i = 0; i < n; i++) {
		size_t distance = edit_distance(key, fields[i].key);

		if (distance < best_distance) {
			best_distance = distance;
			best = &fields[i];
		}
	}
	return best;
}

static void
refuse_key(struct walk *walk, const struct node *item, const char *what,
    const struct field *fields, size_t n)
{
	const struct field *meant = nearest_field(item->key, fields, n);
	struct buf keys = BUF_INIT(1000);

	for (size_t i = 0; i < n; i++)
		buf_printf(&keys, "%s%s", i ? ", " : "", fields[i].key);
	if (meant != NULL)
		fault_add(walk->faults, item->key_mark, "%s has no key "
		    "'%.60s'; did you mean '%s'?", what, item->key,
		    meant->key);
	else
		fault_add(walk->faults, item->key_mark, "%s has no key "
		    "'%.60s'; its keys are %s", what, item->key, keys.p);
	buf_release(&keys);
}

static const struct field *
find_field(const char *key, const struct field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(fields[i].key, key) == 0)
			return &fields[i];
	}
	return NULL;
}

void
schema_map(struct walk *walk, void *out, const struct node *node,
    const char *what, const struct field *fields, size_t n)
{
	if (node->kind != NODE_MAP) {
		fault_add(walk->faults, node->mark, "%s should be a map of "
		    "keys, as %s: ..., not %s", what, fields[0].key,
		    node_kind_word(node->kind));
		return;
	}
	for (size_t i = 0; i < node->n; i++) {
		const struct node *item = &node->items[i];
		const struct field *field = find_field(item->key, fields, n);

		if (field != NULL)
			field->take(walk, (char *)out + field->offset, item);
		else
			refuse_key(walk, item, what, fields, n);
	}
	for (size_t i = 0; i < n; i++) {
		if (fields[i].required && node_get(node, fields[i].key) ==
		    NULL)
			fault_add(walk->faults, node->mark, "%s needs the "
			    "key '%s'", what, fields[i].key);
	}
}

/* What a value of the wrong kind is called: its key, or its place in a list. */
static void
refuse_kind(struct walk *walk, const struct node *node, const char *wanted)
{
	const char *found = node_kind_word(node->kind);

	if (node->key != NULL)
		fault_add(walk->faults, node->mark, "'%s' should be %s, not "
		    "%s", node->key, wanted, found);
	else
		fault_add(walk->faults, node->mark, "this item should be %s, "
		    "not %s", wanted, found);
}

bool
schema_is_list(struct walk *walk, const struct node *node)
{
	if (node->kind == NODE_LIST && node->n > 0)
		return true;
	if (node->kind == NODE_LIST)
		fault_add(walk->faults, node->mark, "'%s' is an empty list; "
		    "fill it or leave it out", node->key);
	else
		refuse_kind(walk, node, "a list");
	return false;
}

const char *
schema_text(struct walk *walk, const struct node *node, const char *wanted)
{
	if (node->kind != NODE_TEXT) {
		refuse_kind(walk, node, wanted);
		return NULL;
	}
	if (*node->text == '\0') {
		node = &(struct node){ .key = node->key, .mark = node->mark };
		refuse_kind(walk, node, wanted);
		return NULL;
	}
	return node->text;
}

static void
put_text(void *out, char *text)
{
	*(char **)out = text;
}

void
schema_take_text(struct walk *walk, void *out, const struct node *value)
{
	const char *text = schema_text(walk, value, "text");

	if (text != NULL)
		put_text(out, mem_strdup(text));
}

static bool
is_one_line(const char *text)
{
	struct buf safe = BUF_INIT(SIZE_MAX / 2);
	bool same;

	escape_terminal(&safe, text);
	same = strcmp(safe.p, text) == 0;
	buf_release(&safe);
	return same;
}

void
schema_take_name(struct walk *walk, void *out, const struct node *value)
{
	const char *text = schema_text(walk, value, "text");

	if (text == NULL)
		return;
	if (strlen(text) > LIMIT_POLICY_NAME_BYTES)
		fault_add(walk->faults, value->mark, "'%s' is longer than %d "
		    "bytes; shorten it", value->key, LIMIT_POLICY_NAME_BYTES);
	else if (!is_one_line(text))
		fault_add(walk->faults, value->mark, "'%s' holds a control "
		    "character; write it on one line", value->key);
	else
		put_text(out, mem_strdup(text));
}

void
schema_take_path(struct walk *walk, void *out, const struct node *value)
{
	const char *text = schema_text(walk, value, "a path");

	if (text != NULL)
		put_text(out, mem_printf("%s%s", *text == '/' ? "" :
		    walk->folder, text));
}

void
schema_take_instant(struct walk *walk, void *out, const struct node *value)
{
	const char *text = schema_text(walk, value, "a date");
	struct err err = ERR_NONE;

	if (text != NULL && instant_parse(out, text, &err) == -1)
		fault_add(walk->faults, value->mark, "%s", err.msg);
}

void
schema_take_duration(struct walk *walk, void *out, const struct node *value)
{
	const char *text = schema_text(walk, value, "a duration, as 60d");
	struct err err = ERR_NONE;

	if (text != NULL && duration_parse(out, text, &err) == -1)
		fault_add(walk->faults, value->mark, "%s", err.msg);
}

void
schema_take_flag(struct walk *walk, void *out, const struct node *value)
{
	const char *text = schema_text(walk, value, "true or false");

	if (text == NULL)
		return;
	if (strcmp(text, "true") == 0)
		*(bool *)out = true;
	else if (strcmp(text, "false") == 0)
		*(bool *)out = false;
	else
		fault_add(walk->faults, value->mark, "'%s' should be true or "
		    "false, not '%.60s'", value->key, text);
}

void
schema_take_texts(struct walk *walk, void *out, const struct node *value)
{
	if (!schema_is_list(walk, value))
		return;
	for (size_t i = 0; i < value->n; i++)
		schema_text(walk, &value->items[i], "text");
	*(const struct node **)out = value;
}
