#include "oracle/clock.h"

#include <stdbool.h>
#include <time.h>

static bool is_set;
static time_t now_s;

void
oracle_clock_set(int64_t at_s)
{
	is_set = true;
	now_s = (time_t)at_s;
}

void
oracle_clock_reset(void)
{
	is_set = false;
}

time_t
time(time_t *out)
{
	struct timespec real = { .tv_sec = now_s };

	if (!is_set)
		clock_gettime(CLOCK_REALTIME, &real);
	if (out != NULL)
		*out = real.tv_sec;
	return real.tv_sec;
}
