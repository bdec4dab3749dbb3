#ifndef KEDGE_SCAN_ENDPOINTS_H
#define KEDGE_SCAN_ENDPOINTS_H

#include "base/options.h"
#include "watch/aim.h"

/* The endpoints of policies as targets. */
struct endpoints {
	struct aims aims;	/* for each kind of client */
	size_t next;		/* to be taken; the others are not owned */
	size_t n_estates;
	size_t n_faults;	/* parts of policies that are wrong */
};

/*
 * paths may be empty: the standard policy. hello is the shape in which to look
 * at all, or NULL for those of each endpoint's clients. A part of a policy
 * that is wrong is told on standard error and counted; the rest stands. Fails
 * with ERR_POLICY where a whole policy is wrong, or two are of one estate.
 */
int endpoints_load(struct endpoints *out, const struct texts *paths,
    const struct hello *hello, struct err *err);
void endpoints_release(struct endpoints *endpoints);

/* Is one looked at with another ClientHello than the widest? */
bool endpoints_have_shapes(const struct endpoints *endpoints);

/* The next one, which the caller then owns. There is one: next < n. */
void endpoints_take(struct endpoints *endpoints, struct target *out);

#endif
