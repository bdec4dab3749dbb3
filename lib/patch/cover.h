#ifndef PATCH_COVER_H
#define PATCH_COVER_H

#include "verify/windows.h"

enum required_source {
	REQUIRED_OBSERVED,	/* a server sent it */
	REQUIRED_CANDIDATE,	/* a server is to send it */
};

const char *required_source_name(enum required_source source);
bool required_source_parse(enum required_source *out, const char *name);

/* A chain that the release must accept. Everything in it is borrowed. */
struct required {
	const char *endpoint;
	enum required_source source;
	const struct chain *chain;
};

struct cover_request {
	const struct store *store;
	const struct verifier *verifier;
	const struct required *required;
	size_t n_required;
	const struct chain *approved;	/* what may become an anchor */
	struct sigcache *signatures;
	int64_t now_s;
	int64_t horizon_s;	/* who lasts until here needs nothing */
	const struct chain *known;	/* roots that exist; NULL: approved */
};

/*
 * How one required chain fares, its leaf taken as renewed for ever: the first
 * instants from now on (or from the leaf's start, if that is later) at which
 * it is refused; now itself where it is already.
 */
struct covered {
	const struct required *required;
	int64_t before_s, after_s;
	const struct cert *dropped;	/* after_s holds once the server stops
					   sending it; NULL: as it is */
	struct chain ending;	/* after_s is the end of what the server sends
				   alone: it is to replace these in time */
};

struct refused {
	const struct cert *cert;
	const char *reason;	/* static */
};

struct cover {
	struct chain added;	/* the fewest; may be empty */
	struct covered *items;	/* one for each required chain, in order */
	size_t n;
	struct refused *refused;	/* approved and reached, but unfit */
	size_t n_refused, refused_cap;
};

/*
 * The smallest set of approved anchors that brings every required chain to
 * the best that any set of up to three can bring it, and none below what it
 * was. Where no set helps a chain as it is served, the chain without one of
 * its certificates is tried as well: some libraries follow a served
 * cross-certificate past a root that they have. Fails with ERR_LIMIT where a
 * budget ran out. The caller releases out.
 */
int cover_find(struct cover *out, const struct cover_request *request,
    struct err *err);
void cover_release(struct cover *cover);

/* Some chain ends before the horizon, though its leaf were renewed. */
bool cover_needed(const struct cover *cover, int64_t horizon_s);
/* None does any more, servers having stopped sending some certificates and
 * replacing others in time. */
bool cover_mends(const struct cover *cover, int64_t horizon_s);

#endif
