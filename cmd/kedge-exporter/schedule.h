#ifndef SCHEDULE_H
#define SCHEDULE_H

#include "command.h"
#include "snapshot.h"
#include "watched.h"

/*
 * When what happens: the caller's thread waits for signals and for the time
 * of the next pass; a worker, which alone touches the fleet, loads, looks and
 * puts snapshots on the shelf.
 */
struct schedule {
	const struct command *command;
	struct fleet fleet;
	struct shelf shelf;
	pthread_t worker;
	pthread_mutex_t mutex;		/* of what follows */
	pthread_cond_t wanted;
	bool reload, pass, stop;	/* wanted of the worker */
	bool busy;			/* it is at work */
};

/* Keeps the signals for schedule_run; before any thread is started. */
void signals_block(void);

/* Loads the policies and puts the first snapshot; command is borrowed. */
void schedule_init(struct schedule *out, const struct command *command);

/*
 * Until SIGTERM or SIGINT; SIGHUP reloads. *idle is false where the worker is
 * amid a pass, which is not waited for: then nothing may be released.
 */
int schedule_run(struct schedule *schedule, bool *idle, struct err *err);
void schedule_release(struct schedule *schedule);

#endif
