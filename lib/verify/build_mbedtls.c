#include "verify/mbed.h"

/*
 * mbedTLS 2.12 to 3.6, x509_crt.c's x509_crt_verify_chain: at each step the
 * store is asked first, and its answer ends the walk. A stored issuer must
 * have made the signature; a served one is taken without asking.
 */

/* Only where the certificate is self-issued; its signature is not checked. */
static bool
is_leaf_trusted(const struct closure *closure)
{
	return closure->nodes[0].in_store &&
	    cert_is_self_issued(closure->nodes[0].cert);
}

static bool
find_path(struct mbed_walk *walk)
{
	const struct closure *c = walk->closure;

	if (is_leaf_trusted(c)) {
		walk->out->path.n_untrusted = 0;
		return true;
	}
	for (;;) {
		size_t next = walk->position + 1;
		size_t i = mbed_find_issuer(walk, c->stored, c->n_stored,
		    true);

		if (i != MBED_NONE) {
			mbed_push_anchor(walk, c->stored[i]);
			return true;
		}
		i = mbed_find_issuer(walk, c->sent + next, c->n_sent - next,
		    false);
		if (i == MBED_NONE)
			return path_refuse(walk->out, BLAME_MISSING_ANCHOR,
			    path_top(&walk->out->path));
		if (!mbed_push_sent(walk, next + i))
			return false;
	}
}

void
build_mbedtls(struct verdict *out, struct closure *closure, int64_t at_s)
{
	struct mbed_walk walk;

	out->accepted = mbed_start(&walk, out, closure, at_s) &&
	    find_path(&walk) &&
	    mbed_check_signatures(out, closure, out->path.n - 1) &&
	    mbed_check_leaf(out, closure) &&
	    mbed_check_strength(out, closure) &&
	    path_check_times(out, closure, at_s);
}
