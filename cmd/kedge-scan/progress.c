#include "progress.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/instant.h"

#define REDRAW_MS	100

void
progress_init(struct progress *progress, bool is_wanted, size_t total)
{
	*progress = (struct progress){ .is_wanted = is_wanted, .total = total,
		.began_ms = clock_monotonic_ms() };
}

/* The line, without the escapes around it. Returns out. */
static char *
progress_text(char *out, size_t size, const struct progress *progress,
    int64_t now_ms)
{
	int64_t took_ms = now_ms - progress->began_ms;
	size_t left = progress->total > progress->done ?
	    progress->total - progress->done : 0;
	char total[32] = "", time_left[INSTANT_TEXT + 16] = "";

	if (progress->total > 0)
		snprintf(total, sizeof(total), " of %zu", progress->total);
	if (left > 0 && progress->done > 0) {
		char text[INSTANT_TEXT];

		snprintf(time_left, sizeof(time_left), ", %s left",
		    duration_format(text, (int64_t)left * took_ms /
			(int64_t)progress->done / 1000));
	}
	snprintf(out, size, "%zu%s targets, %" PRId64 "/s, %zu error%s%s",
	    progress->done, total, took_ms > 0 ?
	    (int64_t)progress->done * 1000 / took_ms : 0, progress->errors,
	    progress->errors == 1 ? "" : "s", time_left);
	return out;
}

void
progress_draw(struct progress *progress)
{
	int64_t now_ms = clock_monotonic_ms();
	char text[160];

	if (!progress->is_wanted ||
	    now_ms - progress->drawn_ms < REDRAW_MS)
		return;
	fprintf(stderr, "\r%s\033[K", progress_text(text, sizeof(text),
	    progress, now_ms));
	progress->drawn_ms = now_ms;
	progress->is_drawn = true;
}

void
progress_hide(struct progress *progress)
{
	if (progress->is_drawn)
		fputs("\r\033[K", stderr);
	progress->is_drawn = false;
}
