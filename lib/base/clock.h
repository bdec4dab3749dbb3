#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/*
 * The only place that asks what time it is. Called by main (through
 * options_parse), by the exporter's scheduler and for measuring durations.
 */
int64_t clock_now_s(void);		/* UTC */
int64_t clock_monotonic_ms(void);	/* from an arbitrary start */

#endif
