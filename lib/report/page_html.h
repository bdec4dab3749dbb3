#ifndef REPORT_PAGE_HTML_H
#define REPORT_PAGE_HTML_H

#include "base/buf.h"
#include "finding/finding.h"
#include "verify/pair.h"

/* What a page shows of one estate. All of it is borrowed. */
struct page_estate {
	const char *name;
	const char *note;	/* how current it is, a sentence */
	const struct estate *estate;	/* NULL: there is none yet */
	const struct pair *pairs;	/* worst first */
	size_t n_pairs;
	const struct findings *findings;	/* or NULL */
};

/*
 * Estates at a glance, as one HTML page without scripts: a row for every
 * endpoint and supported release that must reach it, those that were never
 * judged first, and the findings in words. Everything foreign is escaped.
 * Appends to out, whose ceiling the caller asks about.
 */
void page_html(struct buf *out, const struct page_estate *estates, size_t n);

#endif
