#ifndef PROBE_BACKOFF_H
#define PROBE_BACKOFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether and when to try once more, so that a server in trouble is not held
 * down by those who retry. Waits are drawn from all of [0, 1 s * 2^n], at most
 * 300 s, so that no two clients stay in step. All retries together stay below
 * a tenth of the targets that answered, and ten: where nothing answers, trying
 * again is no help.
 */
struct backoff {
	uint64_t random;	/* state of a generator */
	size_t tenths;		/* of a retry, to be spent */
};

void backoff_init(struct backoff *backoff, uint64_t seed);

/* A target answered: that earns a tenth of a retry. */
void backoff_earn(struct backoff *backoff);
/* Spends a retry, where there is one. */
bool backoff_spend(struct backoff *backoff);

/* How long to wait after so many attempts (1 and up). */
int64_t backoff_wait_ms(struct backoff *backoff, unsigned attempts);

#endif
