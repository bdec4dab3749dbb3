/* Trust stores of many releases, read into one pool: most of what is in one
 * of them was seen in another. */
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>

#include "bundle/reader.h"

enum { ROUNDS = 3 };

/* How many certificates all of the bundles have. */
static size_t
read_all(struct certpool *pool, char *const *paths, size_t n)
{
	size_t seen = 0;

	for (size_t i = 0; i < n; i++) {
		const struct locator locator = { .kind = LOCATOR_PATH,
			.path = paths[i] };
		struct err err = ERR_NONE;
		struct store store;

		if (bundle_read(&store, pool, &locator, &err) == -1) {
			fprintf(stderr, "bench: %s\n", err.msg);
			exit(2);
		}
		seen += store.n;
		store_release(&store);
	}
	return seen;
}

void
bench_bundles(char *const *paths, size_t n)
{
	struct certpool *pool = certpool_new();
	double start_s = cpu_s(), first_s, later_s = 1e9;
	size_t seen = read_all(pool, paths, n);
	size_t different = certpool_count(pool);

	first_s = cpu_s() - start_s;
	for (int i = 0; i < ROUNDS; i++) {
		double took_s;

		start_s = cpu_s();
		read_all(pool, paths, n);
		took_s = cpu_s() - start_s;
		later_s = took_s < later_s ? took_s : later_s;
	}
	/* What is seen again in the first round costs as it does later. */
	first_s -= later_s * (double)(seen - different) / (double)seen;
	printf("%zu bundles, %zu certificates, %zu different: %.2f us for one "
	    "at first sight, %.2f us later (goal: 25), %.1f us a bundle; "
	    "%.0f MiB\n", n, seen, different,
	    first_s / (double)different * 1e6, later_s / (double)seen * 1e6,
	    later_s / (double)n * 1e6, peak_mib());
	certpool_free(pool);
}
