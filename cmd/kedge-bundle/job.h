#ifndef KEDGE_BUNDLE_JOB_H
#define KEDGE_BUNDLE_JOB_H

#include "base/file.h"
#include "base/locator.h"
#include "base/options.h"
#include "bundle/lint.h"
#include "finding/rule.h"
#include "form/write.h"
#include "pki/loader.h"
#include "pki/store.h"

#define SHOWN_SHA256 16	/* digits, enough to tell anchors apart */

/* A bundle to look at, read at most once. */
struct source {
	struct locator locator;
	char *release;		/* or NULL: it was named by hand */
	enum loader loader;	/* whose eyes list reads it with */
	int64_t until_s;	/* end of support, or INSTANT_NEVER */
	struct store store;
	struct quirks quirks;
};

enum job_format {
	JOB_TABLE,
	JOB_NDJSON,
	JOB_MARKDOWN,	/* of diff alone */
};

/* In --format the names after those are the writers'. */
enum { JOB_FORMATS = JOB_MARKDOWN + 1, JOB_NAMES = 24 };

/* What of lint's findings counts. */
struct lint_settings {
	enum severity threshold;
	bool ignored[LINT_RULES];
};

struct job;

struct verb {
	const char *name;
	int (*run)(struct job *job, FILE *out, struct err *err);
	size_t n_bundles;	/* exactly; 0: any number */
	bool through_loader;	/* what is not loaded is rejected */
	bool writes_store;	/* its formats are those of writers */
	bool has_markdown;
};

/* What extract takes from the command line. */
struct extract_words {
	struct texts sha256s;		/* --sha256 */
	const char *password_file;	/* --new-password-file, or NULL */
	bool old_hash;
};

/* What the command line asks for, and how it went. */
struct job {
	const struct program *program;
	const struct options *options;
	const struct verb *verb;
	enum job_format format;
	int64_t until_s;	/* --supported-until, or INSTANT_NEVER */
	const char *verifier;	/* list: --verifier, or NULL */
	const char *threshold;	/* lint: --threshold, or NULL */
	struct texts ignored;	/* lint: --ignore */
	const char *password_file;	/* of bundles named by hand, or NULL */
	bool allow_unsandboxed;
	struct extract_words extract;
	const struct writer *writer;	/* extract: --format */
	uint8_t (*wanted)[SHA256_BYTES];	/* extract: the SHA-256s */
	struct lint_settings lint;	/* what threshold and ignored come to */
	struct certpool *pool;
	struct source *sources;
	size_t n, cap;
	size_t n_read;
	bool has_findings, is_incomplete, is_policy_wrong;
};

void job_release(struct job *job);

/*
 * The two ways in which sources come: named one by one, or the bundles of
 * the releases of every policy. A policy that is wrong leaves the others
 * alone: it is told on standard error and remembered in the job.
 */
int sources_from_arguments(struct job *job, struct err *err);
void sources_from_policies(struct job *job);

/*
 * Reads the source's bundle as the verb wants it: what the source's library
 * loads, or all and what is odd in its writing. Where that fails, says so on
 * standard error, remembers that the job is incomplete, and is false.
 */
bool job_read(struct job *job, struct source *source);

/*
 * Says on standard error why a source, or a part of it, cannot be had, and
 * remembers that the job is incomplete.
 */
void job_lose(struct job *job, const struct source *source, struct err *why);

/*
 * "radio-3 (git:...)" or the bundle's name alone, safe for a terminal; the
 * caller frees it.
 */
char *source_title(const struct source *source);

/* A line for each thing that could not be read, after what prefix says. */
void print_rejections(const struct store *store, const char *prefix,
    FILE *out);

int job_status(const struct job *job);

/* ERR_POLICY where there is no such severity or rule. */
int lint_settle(struct lint_settings *out, const char *threshold,
    const struct texts *ignored, struct err *err);

/* Reads what extract takes; ERR_POLICY where the words are wrong. */
int extract_settle(struct job *job, struct err *err);
/* Where the answer goes, or NULL: standard output, or a folder of the verb's
 * own making. */
const char *job_output(const struct job *job);

/* The verbs: each writes the answer to out. */
int list_run(struct job *job, FILE *out, struct err *err);
int diff_run(struct job *job, FILE *out, struct err *err);
int lint_run(struct job *job, FILE *out, struct err *err);
int find_run(struct job *job, FILE *out, struct err *err);
int extract_run(struct job *job, FILE *out, struct err *err);

#endif
