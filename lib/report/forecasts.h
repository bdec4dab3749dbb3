#ifndef REPORT_FORECASTS_H
#define REPORT_FORECASTS_H

#include <stdio.h>

#include "verify/pair.h"

/*
 * Forecasts for people: a line a pair, in the order given, then what mends
 * each pair that will not last; with all, every remedy and not only the best.
 */
int forecasts_print(const struct pair *pairs, size_t n, bool all, bool colour,
    FILE *stream, struct err *err);

#endif
