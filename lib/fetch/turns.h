#ifndef FETCH_TURNS_H
#define FETCH_TURNS_H

#include "base/map.h"

/*
 * Whose turn it is: what waits for a host goes first come, first served, at
 * most LIMIT_FETCHES_PER_HOST at once, and hosts take turns, so that a slow
 * one keeps nobody else waiting.
 */
struct turns {
	struct map hosts;
	struct turns_host **all;	/* owned */
	size_t n, cap;
	struct turns_host *first, *last;	/* of whom one may go */
};

/* Embedded in what waits. */
struct turn {
	struct turns_host *host;
	struct turn *next;
};

void turns_enter(struct turns *turns, struct turn *turn, const char *host);
/* The next that may go; NULL where all that wait have to. */
struct turn *turns_next(struct turns *turns);
/* What turns_next gave has ended. */
void turns_leave(struct turns *turns, struct turn *turn);
/* Any one that waits, without it becoming its turn; NULL where none does. */
struct turn *turns_drop(struct turns *turns);
void turns_release(struct turns *turns);

#endif
