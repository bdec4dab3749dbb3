#ifndef KEDGE_BUNDLE_COMMAND_H
#define KEDGE_BUNDLE_COMMAND_H

#include "job.h"

/* All that --format may name, for any verb; NULL ends them. */
void command_name_formats(const char *out[JOB_NAMES]);

/* Verb, format and bundles from the options. ERR_POLICY: they are wrong. */
int command_read(struct job *job, const struct program *program,
    const struct options *options, struct err *err);

#endif
