#ifndef REPORT_FINDINGS_H
#define REPORT_FINDINGS_H

#include <stdio.h>

#include "finding/finding.h"
#include "record/record.h"

/* A table of those from least up; nothing where there is none. */
int findings_print(const struct findings *findings, enum severity least,
    bool colour, FILE *stream, struct err *err);

/* The same as records. */
int findings_record(const struct findings *findings,
    struct record_writer *writer, struct err *err);

/* "clean", "findings" or "incomplete" */
const char *tally_word(const struct tally *tally);
int tally_record(const struct tally *tally, struct record_writer *writer,
    struct err *err);

#endif
