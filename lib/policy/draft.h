#ifndef POLICY_DRAFT_H
#define POLICY_DRAFT_H

#include "policy/estate.h"
#include "policy/yaml.h"

/*
 * What one policy file says, each thing on its own: what refers to another
 * thing is still the node that names it, since that may be in another file.
 */
struct endpoint_draft {
	struct endpoint endpoint;
	bool is_nameless;		/* it asks for no server name */
	const struct node *clients;	/* a list of texts, or NULL: all */
};

struct release_draft {
	struct release release;
	const struct node *verifier;	/* a text */
};

struct verifier_draft {
	char *name;
	struct verifier verifier;
	struct mark mark;
};

struct draft {
	struct node root;
	char *folder;	/* of the file, with its slash; or "" */
	const struct node *estate;	/* its name, or NULL */
	struct endpoint_draft *endpoints;
	size_t n_endpoints;
	struct release_draft *releases;
	size_t n_releases;
	struct verifier_draft *verifiers;
	size_t n_verifiers;
	struct deadline *deadlines;
	size_t n_deadlines;
	const struct node *roots;	/* a list of texts, or NULL */
};

/*
 * False where the file has faults: out is then of no use, but to be released.
 * The marks borrow file.
 */
bool draft_read(struct draft *out, const char *file, struct faults *faults);
/* The same from bytes in memory. */
bool draft_read_bytes(struct draft *out, struct span bytes, const char *file,
    struct faults *faults);
void draft_release(struct draft *draft);

#endif
