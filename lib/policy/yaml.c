#include "policy/yaml.h"

#include <stdlib.h>

#include <yaml.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"

struct loader {
	yaml_parser_t parser;
	const char *file;
	struct faults *faults;
	size_t n_nodes, depth;
};

static struct mark
mark_of(const struct loader *loader, yaml_mark_t mark)
{
	return (struct mark){ loader->file, mark.line + 1, mark.column + 1 };
}

static bool
refuse(struct loader *loader, yaml_mark_t mark, const char *what)
{
	fault_add(loader->faults, mark_of(loader, mark), "%s", what);
	return false;
}

static bool
refuse_syntax(struct loader *loader)
{
	const yaml_parser_t *parser = &loader->parser;
	bool has_mark = parser->error == YAML_SCANNER_ERROR ||
	    parser->error == YAML_PARSER_ERROR;

	fault_add(loader->faults, mark_of(loader, has_mark ?
	    parser->problem_mark : parser->mark), "this is not YAML: %s%s%s; "
	    "look at the indentation and the quotes here",
	    parser->context ? parser->context : "",
	    parser->context ? ", " : "",
	    parser->problem ? parser->problem : "unknown reason");
	return false;
}

/* The next event; the caller deletes it where this is true. */
static bool
next_event(struct loader *loader, yaml_event_t *event)
{
	return yaml_parser_parse(&loader->parser, event) == 1 ||
	    refuse_syntax(loader);
}

/* Does the event carry a feature of YAML that policies do without? */
static bool
check_plainness(struct loader *loader, const yaml_event_t *event,
    const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor != NULL)
		return refuse(loader, event->start_mark, "anchors (&name) are "
		    "not used in policies; write the text out");
	if (tag != NULL)
		return refuse(loader, event->start_mark, "tags (!name) are "
		    "not used in policies; leave it out");
	return true;
}

static bool
is_empty_word(const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;

	return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	    (*text == '\0' || strcmp(text, "~") == 0 ||
		strcmp(text, "null") == 0);
}

static bool
read_text(struct loader *loader, struct node *out, const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;

	if (!check_plainness(loader, event, event->data.scalar.anchor,
		event->data.scalar.tag))
		return false;
	if (strlen(text) != event->data.scalar.length)
		return refuse(loader, event->start_mark, "a text holds a NUL "
		    "character; leave it out");
	if (is_empty_word(event))
		return true;
	out->kind = NODE_TEXT;
	out->text = mem_strdup(text);
	return true;
}

static struct node *
append_item(struct node *parent)
{
	parent->items = mem_grow(parent->items, &parent->cap, parent->n + 1,
	    sizeof(*parent->items));
	return &parent->items[parent->n++];
}

static bool
read_key(struct loader *loader, struct node *item, const yaml_event_t *event)
{
	struct node key = { 0 };
	bool ok = event->type == YAML_SCALAR_EVENT;

	if (!ok)
		refuse(loader, event->start_mark, "a key should be text");
	else
		ok = read_text(loader, &key, event);
	if (ok && key.text == NULL)
		ok = refuse(loader, event->start_mark, "a key is empty; "
		    "write its name before the colon");
	item->key = key.text;
	item->key_mark = mark_of(loader, event->start_mark);
	return ok;
}

static bool
check_twins(struct loader *loader, const struct node *parent)
{
	struct map seen = { 0 };
	bool ok = true;

	for (size_t i = 0; i < parent->n; i++) {
		struct node *item = &parent->items[i];
		const struct node *twin = map_get(&seen, map_key(item->key));

		if (twin == NULL) {
			map_put(&seen, map_key(item->key), item);
			continue;
		}
		fault_add(loader->faults, item->key_mark, "the key '%.60s' is "
		    "here a second time; it stands in line %zu already",
		    item->key, twin->key_mark.line);
		ok = false;
	}
	map_release(&seen);
	return ok;
}

static bool read_node(struct loader *loader, struct node *out,
    const yaml_event_t *event);

/* The items of a list or map, up to the event that ends it. */
static bool
read_items(struct loader *loader, struct node *out, yaml_event_type_t end)
{
	yaml_event_t event;
	bool ok = true, at_end = false;

	while (ok && next_event(loader, &event)) {
		at_end = event.type == end;
		if (!at_end) {
			struct node *item = append_item(out);

			if (out->kind == NODE_MAP) {
				ok = read_key(loader, item, &event);
				yaml_event_delete(&event);
				if (!ok || !next_event(loader, &event))
					return false;
			}
			ok = read_node(loader, item, &event);
		}
		yaml_event_delete(&event);
		if (at_end)
			return out->kind != NODE_MAP ||
			    check_twins(loader, out);
	}
	return false;
}

static bool
read_nest(struct loader *loader, struct node *out, const yaml_event_t *event)
{
	bool ok;

	if (loader->depth == LIMIT_POLICY_DEPTH) {
		fault_add(loader->faults, out->mark, "lists and maps stand "
		    "more than %d deep in each other", LIMIT_POLICY_DEPTH);
		return false;
	}
	loader->depth++;
	if (event->type == YAML_MAPPING_START_EVENT) {
		out->kind = NODE_MAP;
		ok = check_plainness(loader, event,
			 event->data.mapping_start.anchor,
			 event->data.mapping_start.tag) &&
		    read_items(loader, out, YAML_MAPPING_END_EVENT);
	} else {
		out->kind = NODE_LIST;
		ok = check_plainness(loader, event,
			 event->data.sequence_start.anchor,
			 event->data.sequence_start.tag) &&
		    read_items(loader, out, YAML_SEQUENCE_END_EVENT);
	}
	loader->depth--;
	return ok;
}

static bool
read_node(struct loader *loader, struct node *out, const yaml_event_t *event)
{
	out->mark = mark_of(loader, event->start_mark);
	if (++loader->n_nodes > LIMIT_POLICY_NODES) {
		fault_add(loader->faults, out->mark, "more than %d texts, "
		    "lists and maps are no policy that we read; split it "
		    "into several files", LIMIT_POLICY_NODES);
		return false;
	}
	if (event->type == YAML_ALIAS_EVENT)
		return refuse(loader, event->start_mark, "aliases (*name) "
		    "are not used in policies; write the text out");
	if (event->type == YAML_SCALAR_EVENT)
		return read_text(loader, out, event);
	return read_nest(loader, out, event);
}

/* The whole stream: one document, from its start to the stream's end. */
static bool
read_stream(struct loader *loader, struct node *out)
{
	bool ok = true, seen = false, at_end = false;
	yaml_event_t event;

	while (ok && !at_end && next_event(loader, &event)) {
		switch ((int)event.type) {
		case YAML_STREAM_START_EVENT:
		case YAML_DOCUMENT_END_EVENT:
			break;
		case YAML_DOCUMENT_START_EVENT:
			if (seen)
				ok = refuse(loader, event.start_mark, "a "
				    "second document begins here; a policy "
				    "file holds one");
			seen = true;
			break;
		case YAML_STREAM_END_EVENT:
			at_end = true;
			break;
		default:
			ok = read_node(loader, out, &event);
		}
		yaml_event_delete(&event);
	}
	if (ok && at_end && !seen)
		ok = refuse(loader, (yaml_mark_t){ 0 }, "the file is empty; a "
		    "policy begins with 'kedge: 1'");
	return ok && at_end;
}

bool
node_read(struct node *out, struct span bytes, const char *file,
    struct faults *faults)
{
	struct loader loader = { .file = file, .faults = faults };
	bool ok;

	*out = (struct node){ .mark = { file, 1, 1 } };
	if (yaml_parser_initialize(&loader.parser) == 0) {
		fault_add(faults, out->mark, "there is no memory to read it");
		return false;
	}
	yaml_parser_set_input_string(&loader.parser,
	    bytes.n > 0 ? bytes.p : (const uint8_t *)"", bytes.n);
	ok = read_stream(&loader, out);
	yaml_parser_delete(&loader.parser);
	return ok;
}

void
node_release(struct node *node)
{
	for (size_t i = 0; i < node->n; i++)
		node_release(&node->items[i]);
	free(node->items);
	free(node->key);
	free(node->text);
	*node = (struct node){ 0 };
}

const struct node *
node_get(const struct node *map, const char *key)
{
	for (size_t i = 0; map->kind == NODE_MAP && i < map->n; i++) {
		if (strcmp(map->items[i].key, key) == 0)
			return &map->items[i];
	}
	return NULL;
}

const char *
node_kind_word(enum node_kind kind)
{
	switch (kind) {
	case NODE_EMPTY:
		return "empty";
	case NODE_TEXT:
		return "text";
	case NODE_LIST:
		return "a list";
	case NODE_MAP:
		return "a map";
	}
	return "unknown";
}
