/*
 * oracle [--library NAME]... [--count N] [--seed S]: compares our models with
 * the real libraries over the shapes that have a name and N random PKIs from
 * seed S on, and prints TAP. Exit 0 where all verdicts agree.
 * oracle --loaders [--library NAME]...: likewise, what they load of oddly
 * written trust stores.
 */
#include "oracle/compare.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/loaders.h"
#include "oracle/random.h"
#include "unit/verify/shapes.h"

enum { TEXT_BYTES = 64 * 1024, LIBRARIES_MAX = 16 };

struct task {
	const char *libraries[LIBRARIES_MAX];	/* none: all */
	size_t n_libraries;
	uint64_t count, seed;
	bool loaders;
};

static bool
parse_number(uint64_t *out, const char *text)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	return errno == 0 && end != text && *end == '\0';
}

static bool
parse(struct task *out, int argc, char **argv)
{
	static const struct option rows[] = {
		{ "library", required_argument, NULL, 'l' },
		{ "loaders", no_argument, NULL, 'f' },
		{ "count", required_argument, NULL, 'n' },
		{ "seed", required_argument, NULL, 's' },
		{ 0 }
	};
	bool good = true;
	int letter;

	while ((letter = getopt_long(argc, argv, "", rows, NULL)) != -1) {
		if (letter == 'l' && out->n_libraries < LIBRARIES_MAX)
			out->libraries[out->n_libraries++] = optarg;
		else if (letter == 'f')
			out->loaders = true;
		else if (letter == 'n')
			good = good && parse_number(&out->count, optarg);
		else if (letter == 's')
			good = good && parse_number(&out->seed, optarg);
		else
			good = false;
	}
	return good && optind == argc;
}

static void
compare_text(struct tally *tally, const struct oracle *oracle,
    struct pki *pki, const char *origin, const char *text)
{
	char message[256];

	if (pki_read(pki, text, message, sizeof(message)) == -1) {
		printf("Bail out! %s: %s\n", origin, message);
		exit(2);
	}
	compare(tally, oracle, pki, origin, text);
}

static void
compare_random(struct tally *tally, const struct oracle *oracle,
    struct pki *pki, uint64_t seed)
{
	struct buf text = BUF_INIT(TEXT_BYTES);
	char origin[64];

	random_pki(&text, seed);
	snprintf(origin, sizeof(origin), "--seed %" PRIu64 " --count 1", seed);
	compare_text(tally, oracle, pki, origin, text.p);
	buf_release(&text);
}

static bool
is_asked(const struct task *task, const struct oracle *oracle)
{
	for (size_t i = 0; i < task->n_libraries; i++) {
		if (strcmp(task->libraries[i], oracle->library) == 0)
			return true;
	}
	return task->n_libraries == 0;
}

/* Nothing compared is no agreement. */
static bool
run(const struct task *task, const struct oracle *oracle, size_t number)
{
	struct tally tally = { 0 };
	const struct shape *shape;
	struct pki pki;
	bool good;

	pki_init(&pki);
	for (size_t i = 0; (shape = shape_at(i)) != NULL; i++)
		compare_text(&tally, oracle, &pki, shape->name, shape->text);
	for (uint64_t i = 0; i < task->count; i++)
		compare_random(&tally, oracle, &pki, task->seed + i);
	pki_release(&pki);
	good = tally.agreed == tally.compared && tally.accepted_once > 0 &&
	    tally.indeterminate == 0;
	printf("%sok %zu - %s: %zu of %zu verdicts agree over %zu PKIs, "
	    "%zu accepted at some instant, %zu verdicts silent, "
	    "%zu PKIs indeterminate\n", good ? "" : "not ", number,
	    oracle->library, tally.agreed, tally.compared, tally.pkis,
	    tally.accepted_once, tally.silent, tally.indeterminate);
	return good;
}

static bool
run_loaders(const struct oracle *oracle, size_t number)
{
	struct loads_tally tally = { 0 };
	bool good;

	loaders_compare(&tally, oracle);
	good = tally.agreed == tally.files && tally.loaded > 0;
	printf("%sok %zu - %s loads as our model of %zu of %zu files, "
	    "%zu certificates, %zu files silent\n", good ? "" : "not ",
	    number, oracle->library, tally.agreed, tally.files, tally.loaded,
	    tally.silent);
	return good;
}

int
main(int argc, char **argv)
{
	struct task task = { .count = 300, .seed = 1 };
	const struct oracle *oracle;
	size_t n = 0;
	bool good = true;

	if (!parse(&task, argc, argv)) {
		fprintf(stderr, "usage: oracle [--loaders] [--library NAME]... "
		    "[--count N] [--seed S]\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; (oracle = oracle_at(i)) != NULL; i++) {
		if (!is_asked(&task, oracle))
			continue;
		if (!task.loaders)
			good = run(&task, oracle, ++n) && good;
		else if (oracle->loads != NULL)
			good = run_loaders(oracle, ++n) && good;
	}
	printf("1..%zu\n", n);
	return n > 0 && good ? 0 : 1;
}
