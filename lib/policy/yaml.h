#ifndef POLICY_YAML_H
#define POLICY_YAML_H

#include "base/span.h"
#include "policy/fault.h"

enum node_kind {
	NODE_EMPTY,	/* nothing after the colon or the dash */
	NODE_TEXT,
	NODE_LIST,
	NODE_MAP,
};

/* A piece of YAML and where it stands. Owns what is in it. */
struct node {
	enum node_kind kind;
	struct mark mark;
	char *key;		/* of an item of a map, else NULL */
	struct mark key_mark;
	char *text;		/* NODE_TEXT */
	struct node *items;	/* NODE_LIST, NODE_MAP: in file order */
	size_t n, cap;
};

/*
 * Reads one YAML document, of which a policy needs only texts, lists and
 * maps: tags, anchors, aliases and a second document are refused, as are keys
 * that a map has twice and what LIMIT_POLICY_ caps. False where there was a
 * fault; *out can be released in either case. file is borrowed by the marks.
 */
bool node_read(struct node *out, struct span bytes, const char *file,
    struct faults *faults);
void node_release(struct node *node);

/* The item of a map that has this key, or NULL. */
const struct node *node_get(const struct node *map, const char *key);
/* "text", "a list", "a map", "empty": for saying what was found. */
const char *node_kind_word(enum node_kind kind);

#endif
