#ifndef POLICY_SCHEMA_H
#define POLICY_SCHEMA_H

#include <stdbool.h>

#include "policy/yaml.h"

/* A walk over one policy file; what is wrong goes to faults. */
struct walk {
	struct faults *faults;
	const char *folder;	/* of the file, with its slash; or "" */
};

/* Puts what value says into out, or a fault into walk and leaves out alone. */
typedef void take_fn(struct walk *walk, void *out, const struct node *value);

/* A key of a map and where its value goes in the struct that is read. */
struct field {
	const char *key;
	take_fn *take;
	size_t offset;
	bool required;
};

/*
 * Reads node, which should be a map, into the struct at out. what names it in
 * messages ("an endpoint"). Keys that no field has, missing keys and values of
 * the wrong kind are faults; the other fields are read all the same.
 */
void schema_map(struct walk *walk, void *out, const struct node *node,
    const char *what, const struct field *fields, size_t n);

/* True for a list with something in it; else a fault. */
bool schema_is_list(struct walk *walk, const struct node *node);
/* Its text; NULL and a fault where it is not text, saying what is wanted. */
const char *schema_text(struct walk *walk, const struct node *node,
    const char *wanted);

/* Fields that have a type of their own; out is what the comment says. */
take_fn schema_take_text;	/* char *, not empty, the caller frees it */
take_fn schema_take_name;	/* the same, one line, shown to people */
take_fn schema_take_path;	/* the same, put behind walk->folder */
take_fn schema_take_instant;	/* int64_t */
take_fn schema_take_duration;	/* int64_t */
take_fn schema_take_flag;	/* bool */
/* const struct node *: the list itself, of texts, such as names that other
 * things bear. */
take_fn schema_take_texts;

#endif
