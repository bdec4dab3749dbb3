#ifndef VERIFY_PATH_H
#define VERIFY_PATH_H

#include "verify/build.h"

/*
 * What libraries that build a path first and check it afterwards have in
 * common. Each check fills verdict->blame and returns false at the first
 * certificate that fails.
 */

static inline size_t
path_top(const struct path *path)
{
	return path->nodes[path->n - 1];
}

bool path_holds(const struct path *path, size_t node);
bool path_refuse(struct verdict *verdict, enum blame_class blame,
    size_t node);

/* No way on from the top: an issuer that may not sign certificates is put on
 * it and blamed, and else that there is none. */
bool path_refuse_missing(struct verdict *verdict,
    const struct closure *closure);

/* Can the verifier read the node's key? Anchors of which it cannot are not in
 * its store; a served one ends the handshake, whether or not a path needs it,
 * which the second fills out for. Its verifier heeds all that is served. */
bool path_reads(const struct closure *closure, size_t node);
bool path_check_reading(struct verdict *out, const struct closure *closure);

/* Every certificate's dates, from the anchor down; not the anchor's where it is
 * but a name and a key. */
bool path_check_times(struct verdict *verdict, const struct closure *closure,
    int64_t at_s);
/* The same of the first n, where what is above them may have ended. */
bool path_check_first_times(struct verdict *verdict,
    const struct closure *closure, int64_t at_s, size_t n);

/* Every signature but the anchor's own, from the anchor down. */
bool path_check_signatures(struct verdict *verdict, struct closure *closure);

/* CA flags, path lengths, purpose and critical extensions as OpenSSL checks
 * them; strict: as from 3.0 on, where only the root may lack basic
 * constraints. Up to 1.0.2 what comes from the store is not looked at. */
bool path_check_openssl_extensions(struct verdict *verdict,
    const struct closure *closure, bool strict);

/* What the verifier takes for strong enough, and knows at all. */
bool path_check_strength(struct verdict *verdict,
    const struct closure *closure);

/* Name constraints of each CA against every certificate below it; modern: and
 * against the common name of a leaf that lacks host names. Up to 1.0.2 that is
 * not looked at, and addresses cannot be compared, which is fatal. */
bool path_check_names(struct verdict *verdict, struct closure *closure,
    bool modern);

#endif
