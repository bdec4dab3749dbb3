#ifndef KEDGE_SCAN_FETCHING_H
#define KEDGE_SCAN_FETCHING_H

#include "command.h"
#include "verify/observation.h"

/*
 * What --aia, --ocsp and --crl ask for. Observations are held until there are
 * LIMIT_OBSERVATIONS_HELD or no more; then others are asked about all of them
 * at once, which takes no time from any handshake.
 */
struct fetching {
	struct inquirer *inquirer;	/* NULL: nobody is to be asked */
	struct certpool *pool;		/* of what is held */
	struct held *held;
	size_t n, cap;
};

/* go_on is asked while others are, ten times a second and more; false ends
 * that, and what was not answered says so. */
int fetching_open(struct fetching *out, const struct command *command,
    bool (*go_on)(void *context), void *context, struct err *err);
void fetching_release(struct fetching *fetching);

/* Takes a copy. number: of the target. */
void fetching_hold(struct fetching *fetching, size_t number,
    const struct observation *observation);
bool fetching_is_full(const struct fetching *fetching);

/* Asks, and gives back all that were held, with what came of it; in their
 * order. */
int fetching_ask(struct fetching *fetching, int (*told)(void *context,
    size_t number, const struct observation *observation, struct err *err),
    void *context, struct err *err);

#endif
