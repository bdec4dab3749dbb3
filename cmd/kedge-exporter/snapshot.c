#include "snapshot.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

struct snapshot *
snapshot_new(void)
{
	struct snapshot *snapshot = mem_zalloc(sizeof(*snapshot));

	atomic_init(&snapshot->holders, 1);
	for (size_t i = 0; i < EXPOSITION_FORMATS; i++)
		snapshot->metrics[i] = BUF_INIT(LIMIT_METRICS_BYTES);
	snapshot->page = BUF_INIT(LIMIT_METRICS_BYTES);
	snapshot->readiness = BUF_INIT(LIMIT_METRICS_BYTES);
	return snapshot;
}

void
snapshot_drop(struct snapshot *snapshot)
{
	if (snapshot == NULL || atomic_fetch_sub(&snapshot->holders, 1) > 1)
		return;
	for (size_t i = 0; i < EXPOSITION_FORMATS; i++)
		buf_release(&snapshot->metrics[i]);
	buf_release(&snapshot->page);
	buf_release(&snapshot->readiness);
	free(snapshot);
}

void
shelf_put(struct shelf *shelf, struct snapshot *snapshot)
{
	struct snapshot *old;

	pthread_mutex_lock(&shelf->mutex);
	old = shelf->newest;
	shelf->newest = snapshot;
	pthread_mutex_unlock(&shelf->mutex);
	snapshot_drop(old);
}

struct snapshot *
shelf_get(struct shelf *shelf)
{
	struct snapshot *snapshot;

	pthread_mutex_lock(&shelf->mutex);
	snapshot = shelf->newest;
	atomic_fetch_add(&snapshot->holders, 1);
	pthread_mutex_unlock(&shelf->mutex);
	return snapshot;
}

void
shelf_release(struct shelf *shelf)
{
	snapshot_drop(shelf->newest);
	shelf->newest = NULL;
	pthread_mutex_destroy(&shelf->mutex);
}
