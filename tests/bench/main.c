#include "bench/bench.h"

int
main(void)
{
	bench_boundaries();
	bench_estate();
	bench_hostile();
	return 0;
}
