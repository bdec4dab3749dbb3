#ifndef KEDGE_SCAN_PROTOCOLS_H
#define KEDGE_SCAN_PROTOCOLS_H

#include "base/options.h"

/* Answers --list-protocols, where --output says. */
int protocols_answer(const struct options *options, struct err *err);

#endif
