/* Carving a file that is mapped, beside reading it once and adding it up. */
#include "bench/bench.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "form/carve.h"

enum { ROUNDS = 3 };

typedef uint64_t lanes __attribute__((vector_size(32)));

/* As fast as memory is read: the compiler makes vectors of it. */
static uint64_t
sum(struct span bytes)
{
	lanes a = { 0 }, b = { 0 };

	for (size_t i = 0; i + 2 * sizeof(a) <= bytes.n; i += 2 * sizeof(a)) {
		lanes x, y;

		memcpy(&x, bytes.p + i, sizeof(x));
		memcpy(&y, bytes.p + i + sizeof(x), sizeof(y));
		a += x;
		b += y;
	}
	a += b;
	return a[0] + a[1] + a[2] + a[3];
}

static size_t
carve(struct span bytes, FILE *list)
{
	struct carver carver = { .bytes = bytes };
	struct carve_hit hit;
	size_t n = 0;

	for (; carve_next(&carver, &hit); n++) {
		if (list != NULL)
			fprintf(list, "%zu %zu %s\n", hit.at, hit.n,
			    carve_kind_name(hit.kind));
	}
	return n;
}

/* Seconds of CPU of the best of a few rounds, the first warming up. */
static double
best(double before_s, double start_s)
{
	double took_s = cpu_s() - start_s;

	return took_s < before_s ? took_s : before_s;
}

void
bench_carving(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	double sum_s = 1e9, carve_s = 1e9;
	uint64_t total = 0;
	struct stat st;
	struct span bytes;
	size_t hits = 0;

	if (fd == -1 || fstat(fd, &st) == -1 || st.st_size == 0) {
		perror(path);
		return;
	}
	bytes.n = (size_t)st.st_size;
	bytes.p = mmap(NULL, bytes.n, PROT_READ, MAP_SHARED | MAP_POPULATE, fd,
	    0);
	for (int i = 0; i < ROUNDS; i++) {
		double start_s = cpu_s();

		total += sum(bytes);
		sum_s = best(sum_s, start_s);
		start_s = cpu_s();
		hits = carve(bytes, NULL);
		carve_s = best(carve_s, start_s);
	}
	fprintf(stderr, "carving %zu MiB: %zu hits, %.2f GiB/s; read and "
	    "summed (%016" PRIx64 ") %.2f GiB/s: %.2f of it (goal: 0.25)\n",
	    bytes.n >> 20, hits, (double)bytes.n / carve_s / (1 << 30), total,
	    (double)bytes.n / sum_s / (1 << 30), sum_s / carve_s);
	carve(bytes, stdout);
	munmap((void *)bytes.p, bytes.n);
	close(fd);
}
