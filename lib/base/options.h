#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

/*
 * The command line that all programs share, and the only place that reads
 * the environment (KEDGE_POLICY, NO_COLOR, SOURCE_DATE_EPOCH). A program adds
 * rows of its own; the help is made from the same rows, so it cannot drift.
 */
enum option_kind {
	OPTION_FLAG,	/* out: bool */
	OPTION_TEXT,	/* out: const char *, borrowed from argv */
	OPTION_TEXTS,	/* out: struct texts; may be given several times */
	OPTION_INSTANT,	/* out: int64_t seconds UTC */
	OPTION_NUMBER,	/* out: int64_t in [min, max] */
};

struct texts {
	const char **items;	/* borrowed from argv */
	size_t n, cap;
};

struct option_row {
	char letter;		/* or 0 */
	const char *name;
	const char *value;	/* what the help calls its value, or NULL */
	const char *help;
	enum option_kind kind;
	void *out;
	int64_t min, max;
};

struct program {
	const char *name;
	const char *purpose;	/* one sentence */
	const char *usage;	/* what follows the name; lines by \n */
	/* Names for --format, the first is the default, NULL ends them. With
	 * NULL there is neither --format nor --output. */
	const char *const *formats;
	const char *now;	/* what --now is for; NULL: to judge at */
	const struct option_row *rows;
	size_t n_rows;
};

struct options {
	struct texts policies;	/* -p, else $KEDGE_POLICY, else empty */
	bool policies_given;	/* by -p */
	int64_t now_s;
	bool now_given;	/* by --now, and not by the clock */
	int64_t source_epoch_s;	/* $SOURCE_DATE_EPOCH, else INSTANT_NEVER */
	int format;		/* index into the program's formats */
	bool format_given;	/* and not the first by default */
	const char *output;	/* or NULL: standard output */
	bool quiet, verbose;
	bool show_help, show_version;
	bool colour;	/* stdout is a terminal and NO_COLOR is not set */
	bool progress;	/* stderr is a terminal and -q is not given */
	const char **arguments;	/* what is left, borrowed from argv */
	size_t n_arguments;
};

#define OPTIONS_DEFAULT	((struct options){ 0 })
#define POLICY_DEFAULT	"/etc/kedge"

/* Exit codes of all programs; where several hold, 2 > 3 > 1 > 0. */
enum exit_code {
	EXIT_CLEAN = 0,
	EXIT_FINDINGS = 1,
	EXIT_USAGE = 2,
	EXIT_INCOMPLETE = 3,
};

/*
 * ERR_POLICY where the words are wrong. Reads the clock if --now is absent.
 * Opens the standard descriptors that are closed.
 */
int options_parse(struct options *out, const struct program *program,
    int argc, char **argv, struct err *err);
void options_release(struct options *options);

/* Does --help or --version, if asked for: true, and the program is done with
 * this status; an answer that could not be written is EXIT_INCOMPLETE. */
bool options_answer(int *status, const struct options *options,
    const struct program *program, FILE *stream);

/* "kedge-scan: message" on standard error. */
void options_complain(const struct program *program, const struct err *err);

#endif
