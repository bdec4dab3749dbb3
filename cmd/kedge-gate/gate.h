#ifndef KEDGE_GATE_GATE_H
#define KEDGE_GATE_GATE_H

#include "base/file.h"
#include "base/options.h"
#include "watch/survey.h"

enum gate_format {
	FORMAT_TABLE,
	FORMAT_NDJSON,
};

/* What is asked, and what is judged. Texts are borrowed from argv. */
struct gate {
	struct texts chain_files, endpoints;	/* the n-th go together */
	struct texts bundle_files, releases;	/* likewise */
	const char *records_file, *threshold;

	const struct options *options;
	enum gate_format format;
	enum severity least;
	struct survey survey;
	struct records records;
	struct chain *chains;		/* one for each chain file */
	struct store *stores;		/* one for each bundle file */
	struct candidate_chain *candidate_chains;
	struct candidate_store *candidate_stores;
};

/* Loads the policy and reads the candidates. ERR_POLICY: the user's words or
 * files are wrong. */
int gate_open(struct gate *gate, const struct options *options,
    struct err *err);
/* Judges, writes the verdict, sets the exit status. */
int gate_run(struct gate *gate, int *status, FILE *stream, struct err *err);
void gate_release(struct gate *gate);

#endif
