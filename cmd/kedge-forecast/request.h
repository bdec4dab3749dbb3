#ifndef KEDGE_FORECAST_REQUEST_H
#define KEDGE_FORECAST_REQUEST_H

#include "base/file.h"
#include "base/options.h"

enum request_format {
	FORMAT_TABLE,
	FORMAT_NDJSON,
	FORMAT_JSON,
};

/* What the command line asks for; texts are borrowed from it. */
struct request {
	const char *chain, *store, *verifier, *purpose, *known;
	bool list_verifiers;
	const struct options *options;
	enum request_format format;
	/* Writes the answer and sets the exit status. */
	int (*answer)(const struct request *request, int *status,
	    FILE *stream, struct err *err);
};

/* ERR_POLICY where the options do not go together. */
int request_check(struct request *request, const struct options *options,
    struct err *err);

/* "kedge-forecast: WHAT: MESSAGE" on standard error, made safe. */
void request_warn(const char *what, const char *message);

/* The three answers. */
int answer_pair(const struct request *request, int *status, FILE *stream,
    struct err *err);
int answer_estates(const struct request *request, int *status, FILE *stream,
    struct err *err);
int answer_verifiers(const struct request *request, int *status,
    FILE *stream, struct err *err);

#endif
