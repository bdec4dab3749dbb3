#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/buf.h"
#include "metrics/exposition.h"

/* All that the server can say until the next pass: bytes, and immutable. */
struct snapshot {
	atomic_size_t holders;
	struct buf metrics[EXPOSITION_FORMATS];
	struct buf page;
	struct buf readiness;	/* "ready", or why not, a line each */
	bool ready;
};

struct snapshot *snapshot_new(void);	/* held once */
void snapshot_drop(struct snapshot *snapshot);

/* Where the newest snapshot lies; taking it never waits for a pass. */
struct shelf {
	pthread_mutex_t mutex;
	struct snapshot *newest;	/* NULL: nothing was put yet */
};

#define SHELF_EMPTY ((struct shelf){ PTHREAD_MUTEX_INITIALIZER, NULL })

/* Takes over the caller's hold. */
void shelf_put(struct shelf *shelf, struct snapshot *snapshot);
/* A hold for the caller to drop. Something must have been put before. */
struct snapshot *shelf_get(struct shelf *shelf);
void shelf_release(struct shelf *shelf);

#endif
