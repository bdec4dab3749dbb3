#ifndef METRICS_EXPOSITION_H
#define METRICS_EXPOSITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum metric_type {
	METRIC_GAUGE,
	METRIC_COUNTER,		/* its name ends in _total */
	METRIC_INFO,		/* its name ends in _info; the value is 1 */
};

/* A family. The help is a sentence of plain ASCII without quotes. */
struct metric {
	const char *name;
	enum metric_type type;
	const char *help;
};

/* An empty or NULL value is the same as no label, as in Prometheus. */
struct label {
	const char *name;
	const char *value;	/* foreign text; escaped here */
};

#define LABELS_END	((struct label){ NULL, NULL })

/*
 * What a scrape gets: samples of families, whose values are integers. They
 * may come in any order, and are rendered grouped by family, by name, then by
 * labels. A series given twice is rendered once, with the last value.
 */
struct exposition {
	struct sample *samples;
	size_t n, cap;
};

/* metric is borrowed; labels go up to LABELS_END. */
void exposition_add(struct exposition *exposition,
    const struct metric *metric, int64_t value, const struct label *labels);
void exposition_release(struct exposition *exposition);

enum exposition_format {
	EXPOSITION_TEXT,		/* Prometheus text, 0.0.4 */
	EXPOSITION_OPENMETRICS,		/* OpenMetrics 1.0 */
	EXPOSITION_FORMATS,
};

const char *exposition_content_type(enum exposition_format format);

/* What an Accept header asks for (RFC 9110, section 12.5.1); it may be
 * NULL. Text, unless OpenMetrics is preferred to it. */
enum exposition_format exposition_accepted(const char *accept);

/* Appends to out. ERR_LIMIT where it does not fit: half is no answer. */
int exposition_render(struct buf *out, const struct exposition *exposition,
    enum exposition_format format, struct err *err);

#endif
