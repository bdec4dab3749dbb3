#ifndef BASE_INSTANT_H
#define BASE_INSTANT_H

#include <stdint.h>

#include "base/err.h"

/*
 * Instants are int64 seconds since 1970-01-01T00:00:00Z, no leap seconds;
 * durations are int64 seconds. INSTANT_NEVER is later than every instant,
 * INSTANT_ALWAYS earlier.
 */
#define INSTANT_NEVER	INT64_MAX
#define INSTANT_ALWAYS	INT64_MIN
#define DAY_S		INT64_C(86400)
#define INSTANT_TEXT	40	/* room for any text made here */

/* RFC 3339 with any offset, or a date alone, which is its first second. */
int instant_parse(int64_t *out_s, const char *text, struct err *err);
/* "2023-09-11T09:26:47Z"; "never", "always" for the two ends. Returns out. */
char *instant_format(char out[INSTANT_TEXT], int64_t instant_s);
/* "2023-09-11" */
char *instant_format_date(char out[INSTANT_TEXT], int64_t instant_s);
/* From a proleptic Gregorian date; month 1..12, day from 1. */
int64_t instant_from_civil(int64_t year, int month, int day, int hour,
    int minute, int second);

/* "60d", "12h", "30m", "45s", "2w"; not negative. */
int duration_parse(int64_t *out_s, const char *text, struct err *err);
/* The two largest units in words: "27 days", "1 day 3 hours", "0 seconds". */
char *duration_format(char out[INSTANT_TEXT], int64_t duration_s);

/* a + b where that is an instant, else the nearer end. */
int64_t instant_add(int64_t a_s, int64_t b_s);
/* Whole days from now to then, rounded down; for tables. */
int64_t instant_days_until(int64_t then_s, int64_t now_s);

#endif
