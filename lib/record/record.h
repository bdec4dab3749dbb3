#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include <stdio.h>

#include "base/fingerprints.h"
#include "pki/store.h"
#include "verify/observation.h"
#include "verify/pair.h"

/*
 * The record stream in which the programs meet: NDJSON, one object a line,
 * each with "schema":"kedge/1" and "kind". A certificate is written once per
 * stream, before the first record that names it; of those written only the
 * fingerprints are kept. Keys keep their order, so equal inputs give equal
 * bytes. A record longer than LIMIT_RECORD_LINE_BYTES is neither written nor
 * read: ERR_LIMIT.
 */
struct record_writer {
	FILE *stream;		/* borrowed */
	const char *estate;	/* of the forecasts and findings that follow,
				   or NULL; borrowed */
	struct fingerprints written;	/* certificates */
};

void record_writer_init(struct record_writer *writer, FILE *stream);
void record_writer_release(struct record_writer *writer);

int record_write_certificate(struct record_writer *writer,
    const struct cert *cert, struct err *err);
int record_write_observation(struct record_writer *writer,
    const struct observation *observation, struct err *err);
/* release may be NULL. With counts seen, read, rejected and the rejections. */
int record_write_store(struct record_writer *writer,
    const struct store *store, const char *release, struct err *err);
/* Does not write certificates: a forecast names them by SHA-256. */
int record_write_forecast(struct record_writer *writer,
    const struct pair *pair, struct err *err);

/* The object of record_write_forecast, indented, as one document; and an
 * array of them. */
int record_print_forecast(FILE *stream, const struct pair *pair,
    struct err *err);
int record_print_forecasts(FILE *stream, const struct pair *pairs, size_t n,
    const char *estate, struct err *err);

/*
 * One thing that someone should act on. All is borrowed; what is NULL is not
 * written. where is "file:line" or "file:line:column".
 */
struct record_finding {
	const char *rule, *severity;
	const char *endpoint, *address, *release, *store;
	const char *where, *message;
	const struct cert *cert;
};

/* Both write the certificates that they name. */
int record_write_finding(struct record_writer *writer,
    const struct record_finding *finding, struct err *err);
/* What a run came to; its last record. */
struct record_summary {
	size_t examined, incomplete, findings;
	const char *verdict;	/* "clean", "findings", "incomplete" */
};

int record_write_summary(struct record_writer *writer,
    const struct record_summary *summary, struct err *err);
/* An anchor of a diff; before or after may be NULL. */
int record_write_change(struct record_writer *writer, const char *change,
    const struct cert *before, const struct cert *after, struct err *err);

/* What a stream held, in the order of the records. */
struct record_store {
	char *release;		/* or NULL */
	size_t line;
	struct store store;
};

struct records {
	struct observations observations;
	struct record_store *stores;
	size_t n_stores, stores_cap;
	size_t n_lines;
};

/*
 * Reads certificates into pool, observations and stores into out. Other kinds
 * are passed over. A line that is no such record, or names a certificate that
 * did not come before it, or is a second store of a release, fails with
 * "name:line: ..."; nothing is guessed.
 * ERR_LIMIT past LIMIT_RECORDS_BYTES in all.
 */
int record_read(struct records *out, struct certpool *pool, FILE *stream,
    const char *name, struct err *err);
/* The same from a file; "-" is standard input. */
int record_read_file(struct records *out, struct certpool *pool,
    const char *path, struct err *err);
void records_release(struct records *records);

#endif
