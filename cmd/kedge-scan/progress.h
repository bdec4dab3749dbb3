#ifndef KEDGE_SCAN_PROGRESS_H
#define KEDGE_SCAN_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A line on the terminal that says how far a scan is: done and total, rate,
 * errors, time left. It is drawn again ten times a second at most.
 */
struct progress {
	bool is_wanted;
	size_t total;		/* targets; 0: nobody knows */
	size_t done, errors;
	int64_t began_ms, drawn_ms;
	bool is_drawn;
};

void progress_init(struct progress *progress, bool is_wanted, size_t total);
void progress_draw(struct progress *progress);
/* Takes the line away, before something else is written to the terminal. */
void progress_hide(struct progress *progress);

#endif
