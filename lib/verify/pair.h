#ifndef VERIFY_PAIR_H
#define VERIFY_PAIR_H

#include "verify/forecast.h"

/* A remedy, and the other releases that what the server would send by it
 * would cut off, now or sooner than otherwise. */
struct advice {
	const struct remedy *remedy;
	char *cut_off;		/* their names, apart by ", "; or NULL */
	int64_t first_s;	/* how long firmware for them takes, which has
				   to come first */
};

/* New firmware that has to be begun by then. */
struct firmware {
	int64_t begin_by_s;
	const struct forecast *forecast;	/* NULL: there is none */
	const char *address;	/* that serves it, or NULL */
	const struct advice *advice;	/* of the pair, or NULL */
	bool is_lasting;	/* for forecast->lasting, not its break */
};

/*
 * One endpoint as one release reaches it. Everything is borrowed; many pairs
 * share a forecast (verify/docket.h).
 */
struct pair {
	const char *endpoint, *address, *release;	/* or NULL */
	int64_t act_by_s;	/* INSTANT_NEVER where no lead time is known */
	const struct forecast *forecast;
	struct advice *advice;	/* one for each remedy, best first; NULL where
				   none of them cuts off a release */
	int64_t begin_by_s;	/* its own firmware, where it needs any */
	struct pair *servings;	/* one for each chain that its addresses serve
				   where these are several, worst first */
	uint32_t n_servings;
	bool needs_firmware;
	bool is_lasting;	/* that is for forecast->lasting */
	bool is_after_support;	/* nobody need prevent its break */
	bool is_one_of_several;	/* other addresses serve it other chains */
};

/* What has to be begun first for any of its servings. */
struct firmware pair_firmware(const struct pair *pair);

/* The number-th of the remedies of the pair, best first. */
struct advice pair_advice(const struct pair *pair, size_t number);
/* In words, with its condition; the caller frees it. */
char *advice_text(const struct advice *advice);

/* "breaks at ...; to begin by ...: what is to be done", of firmware that there
 * is; the caller frees it. */
char *firmware_sentence(const struct firmware *firmware);

/* Pairs by their names, which each has; it borrows them. */
struct pair_index {
	size_t n;
	const struct pair **sorted;
};

void pair_index_init(struct pair_index *index, const struct pair *pairs,
    size_t n);
void pair_index_release(struct pair_index *index);

/* NULL where there is no such pair. */
const struct pair *pair_index_find(const struct pair_index *index,
    const char *endpoint, const char *release);

#endif
