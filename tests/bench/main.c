#include "bench/bench.h"

/* A FILE is carved; without one, what judging costs is measured. */
int
main(int argc, char **argv)
{
	if (argc > 1) {
		bench_carving(argv[1]);
		return 0;
	}
	bench_boundaries();
	bench_estate();
	bench_hostile();
	return 0;
}
