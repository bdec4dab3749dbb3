#pragma once
/*
 * The clock of the libraries that ask time() themselves: this program's own
 * time() stands before the C library's.
 */
#include <stdint.h>

/* From now on time() tells this instant, to every library of the process. */
void oracle_clock_set(int64_t at_s);
/* The real time again. */
void oracle_clock_reset(void);
