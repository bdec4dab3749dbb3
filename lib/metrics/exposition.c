#include "metrics/exposition.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/mem.h"

struct sample {
	const struct metric *metric;
	char *labels;		/* rendered, with its braces, or "" */
	int64_t value;
	size_t order;		/* in which it came */
};

static char *
labels_text(const struct label *labels)
{
	struct buf out = BUF_INIT(LIMIT_METRICS_BYTES);

	for (; labels->name != NULL; labels++) {
		if (labels->value == NULL || *labels->value == '\0')
			continue;
		buf_printf(&out, "%c%s=\"", out.n == 0 ? '{' : ',',
		    labels->name);
		escape_label(&out, labels->value);
		buf_text(&out, "\"");
	}
	if (out.n == 0)
		return mem_strdup("");
	buf_text(&out, "}");
	return out.p;
}

void
exposition_add(struct exposition *exposition, const struct metric *metric,
    int64_t value, const struct label *labels)
{
	exposition->samples = mem_grow(exposition->samples, &exposition->cap,
	    exposition->n + 1, sizeof(*exposition->samples));
	exposition->samples[exposition->n] = (struct sample){ metric,
		labels_text(labels), value, exposition->n };
	exposition->n++;
}

void
exposition_release(struct exposition *exposition)
{
	for (size_t i = 0; i < exposition->n; i++)
		free(exposition->samples[i].labels);
	free(exposition->samples);
	*exposition = (struct exposition){ 0 };
}

const char *
exposition_content_type(enum exposition_format format)
{
	return format == EXPOSITION_OPENMETRICS ?
	    "application/openmetrics-text; version=1.0.0; charset=utf-8" :
	    "text/plain; version=0.0.4; charset=utf-8";
}

/* The weight of a media range, in thousandths; its parameters end at end. */
static int
weight(const char *parameters, const char *end)
{
	while ((parameters = memchr(parameters, ';',
		    (size_t)(end - parameters))) != NULL) {
		int value, unit = 100;

		parameters++;
		parameters += strspn(parameters, " \t");
		if (strncasecmp(parameters, "q=", 2) != 0)
			continue;
		parameters += 2;
		if (*parameters != '0')
			return 1000;
		value = 0;
		if (*++parameters == '.')
			parameters++;
		for (; *parameters >= '0' && *parameters <= '9' && unit > 0;
		    parameters++, unit /= 10)
			value += (*parameters - '0') * unit;
		return value;
	}
	return 1000;
}

static bool
is_range(const char *at, const char *end, const char *range)
{
	size_t n = strlen(range);

	return (size_t)(end - at) >= n && strncasecmp(at, range, n) == 0 &&
	    (at + n == end || strchr("; \t", at[n]) != NULL);
}

enum exposition_format
exposition_accepted(const char *accept)
{
	int open = 0, text = 0;

	while (accept != NULL && *accept != '\0') {
		const char *end = accept + strcspn(accept, ",");

		accept += strspn(accept, " \t");
		if (accept > end)
			accept = end;
		if (is_range(accept, end, "application/openmetrics-text")) {
			int q = weight(accept, end);

			open = q > open ? q : open;
		} else if (is_range(accept, end, "text/plain")) {
			int q = weight(accept, end);

			text = q > text ? q : text;
		}
		accept = end + (*end == ',');
	}
	return open > text ? EXPOSITION_OPENMETRICS : EXPOSITION_TEXT;
}

/* By name, then labels, then as they came. */
static int
compare_samples(const void *a, const void *b)
{
	const struct sample *x = *(struct sample *const *)a;
	const struct sample *y = *(struct sample *const *)b;
	int order = strcmp(x->metric->name, y->metric->name);

	if (order == 0)
		order = strcmp(x->labels, y->labels);
	if (order == 0)
		order = x->order < y->order ? -1 : 1;
	return order;
}

static bool
is_same_family(const struct sample *a, const struct sample *b)
{
	return strcmp(a->metric->name, b->metric->name) == 0;
}

static void
render_head(struct buf *out, const struct metric *metric,
    enum exposition_format format)
{
	static const struct {
		const char *text, *open;	/* the words for a type */
		const char *suffix;		/* no part of a family's name
						   in OpenMetrics */
	} types[] = {
		[METRIC_GAUGE] = { "gauge", "gauge", "" },
		[METRIC_COUNTER] = { "counter", "counter", "_total" },
		[METRIC_INFO] = { "gauge", "info", "_info" },
	};
	bool open = format == EXPOSITION_OPENMETRICS;
	int n = (int)strlen(metric->name);

	if (open)
		n -= (int)strlen(types[metric->type].suffix);
	buf_printf(out, "# HELP %.*s %s\n", n, metric->name, metric->help);
	buf_printf(out, "# TYPE %.*s %s\n", n, metric->name, open ?
	    types[metric->type].open : types[metric->type].text);
}

int
exposition_render(struct buf *out, const struct exposition *exposition,
    enum exposition_format format, struct err *err)
{
	size_t n = exposition->n;
	const struct sample **sorted = mem_zalloc((n + 1) * sizeof(*sorted));

	for (size_t i = 0; i < n; i++)
		sorted[i] = &exposition->samples[i];
	qsort(sorted, n, sizeof(*sorted), compare_samples);
	for (size_t i = 0; i < n; i++) {
		const struct sample *sample = sorted[i];

		if (i == 0 || !is_same_family(sorted[i - 1], sample))
			render_head(out, sample->metric, format);
		if (i + 1 < n && is_same_family(sample, sorted[i + 1]) &&
		    strcmp(sample->labels, sorted[i + 1]->labels) == 0)
			continue;
		buf_printf(out, "%s%s %" PRId64 "\n", sample->metric->name,
		    sample->labels, sample->value);
	}
	if (format == EXPOSITION_OPENMETRICS)
		buf_text(out, "# EOF\n");
	free(sorted);
	if (out->full)
		return err_set(err, ERR_LIMIT, "the metrics take more than "
		    "%zu bytes; watch fewer endpoints with one exporter",
		    out->max);
	return 0;
}
