#include "bench/bench.h"

#include <stdio.h>
#include <string.h>

/*
 * carving FILE: it is carved. bundles FILE...: they are read as trust stores.
 * Without these, what judging costs is measured.
 */
int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "carving") == 0) {
		bench_carving(argv[2]);
	} else if (argc > 2 && strcmp(argv[1], "bundles") == 0) {
		bench_bundles(argv + 2, (size_t)argc - 2);
	} else if (argc == 1) {
		bench_boundaries();
		bench_estate();
		bench_hostile();
	} else {
		fputs("usage: bench [carving FILE | bundles FILE...]\n",
		    stderr);
		return 2;
	}
	return 0;
}
