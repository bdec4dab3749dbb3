#ifndef KEDGE_SCAN_INTERRUPT_H
#define KEDGE_SCAN_INTERRUPT_H

#include <stdbool.h>

/*
 * From here on SIGINT, SIGTERM and SIGHUP ask for an end, once; the next one
 * ends the process. One that was ignored stays ignored. A closed pipe is an
 * error of the write and no signal.
 */
void interrupts_catch(void);

bool is_interrupted(void);

#endif
