#include "report/page_html.h"

#include <stdlib.h>

#include "base/escape.h"
#include "base/instant.h"

static const char head[] =
"<!DOCTYPE html>\n"
"<html lang=\"en\">\n"
"<head>\n"
"<meta charset=\"utf-8\">\n"
"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
"<title>Kedge</title>\n"
"<style>\n"
":root { color-scheme: light dark; }\n"
"body { font: 1rem/1.5 system-ui, sans-serif; margin: 1rem auto;\n"
"  max-width: 75rem; padding: 0 1rem; }\n"
".scroll { overflow-x: auto; }\n"
"table { border-collapse: collapse; width: 100%; }\n"
"caption { text-align: left; padding: .25rem 0; }\n"
"th, td { text-align: left; vertical-align: top; padding: .3rem .6rem;\n"
"  border-bottom: 1px solid #8888; }\n"
"td:last-child { min-width: 14rem; }\n"
"time { white-space: nowrap; }\n"
".state { font-weight: bold; border-left: .4rem solid; }\n"
".good { border-left-color: #2a7; }\n"
".due { border-left-color: #d90; }\n"
".bad { border-left-color: #d33; }\n"
"</style>\n"
"</head>\n"
"<body>\n"
"<h1>Kedge</h1>\n"
"<p>Which release loses which endpoint, when and why.\n"
"<a href=\"/metrics\">Metrics</a> for Prometheus.</p>\n"
"<main>\n";

static const char tail[] =
"</main>\n"
"</body>\n"
"</html>\n";

static void
add_element(struct buf *out, const char *open, const char *text,
    const char *close)
{
	buf_text(out, open);
	escape_html(out, text);
	buf_text(out, close);
}

static void
add_time(struct buf *out, int64_t at_s)
{
	char text[INSTANT_TEXT];

	if (at_s == INSTANT_ALWAYS) {
		buf_text(out, "<td>-</td>");
		return;
	}
	instant_format(text, at_s);
	if (at_s == INSTANT_NEVER)
		buf_printf(out, "<td>%s</td>", text);
	else
		buf_printf(out, "<td><time datetime=\"%s\">%s</time></td>",
		    text, text);
}

static void
begin_row(struct buf *out, const char *endpoint, const char *release,
    const char *class, const char *state)
{
	add_element(out, "<tr><th scope=\"row\">", endpoint, "</th>");
	add_element(out, "<td>", release, "</td>");
	buf_printf(out, "<td class=\"state %s\">%s</td>", class, state);
}

static void
add_unknown(struct buf *out, const char *endpoint, const char *release)
{
	begin_row(out, endpoint, release, "bad", "unknown");
	buf_text(out, "<td>-</td><td>-</td><td>not judged yet: see the "
	    "findings</td></tr>\n");
}

static void
add_pair(struct buf *out, const struct pair *pair)
{
	const struct forecast *forecast = pair->forecast;
	const char *class = forecast->state != FORECAST_OK ? "bad" :
	    pair->act_by_s <= forecast->now_s ? "due" : "good";
	char *why = cause_text(&forecast->cause);

	begin_row(out, pair->endpoint, pair->release, class,
	    forecast_state_name(forecast->state));
	add_time(out, forecast->breaks_at_s);
	add_time(out, pair->act_by_s);
	add_element(out, "<td>", forecast->reason ? forecast->reason : why,
	    "</td></tr>\n");
	free(why);
}

/* Was it not even asked about? */
static bool
is_unsupported(const struct page_estate *page, const char *release)
{
	const struct findings *findings = page->findings;

	for (size_t i = 0; findings != NULL && i < findings->n; i++) {
		const struct finding *finding = &findings->items[i];

		if (finding->rule == rule_get(RULE_RELEASE_UNSUPPORTED) &&
		    strcmp(finding->release, release) == 0)
			return true;
	}
	return false;
}

static void
add_unjudged(struct buf *out, const struct page_estate *page)
{
	const struct estate *estate = page->estate;
	struct pair_index judged;

	pair_index_init(&judged, page->pairs, page->n_pairs);
	for (size_t i = 0; i < estate->n_endpoints; i++) {
		const struct endpoint *endpoint = &estate->endpoints[i];

		for (size_t k = 0; k < endpoint->n_clients; k++) {
			const char *release = endpoint->clients[k]->name;

			if (pair_index_find(&judged, endpoint->name,
				release) == NULL &&
			    !is_unsupported(page, release))
				add_unknown(out, endpoint->name, release);
		}
	}
	pair_index_release(&judged);
}

static void
add_table(struct buf *out, const struct page_estate *page)
{
	add_element(out, "<div class=\"scroll\" role=\"region\" "
	    "tabindex=\"0\" aria-label=\"Forecasts of ", page->name,
	    "\">\n");
	buf_text(out, "<table>\n<caption>Worst first; times are UTC."
	    "</caption>\n<thead><tr><th scope=\"col\">Endpoint</th>"
	    "<th scope=\"col\">Release</th><th scope=\"col\">State</th>"
	    "<th scope=\"col\">Breaks</th><th scope=\"col\">Act by</th>"
	    "<th scope=\"col\">Why</th></tr></thead>\n<tbody>\n");
	add_unjudged(out, page);
	for (size_t i = 0; i < page->n_pairs; i++)
		add_pair(out, &page->pairs[i]);
	buf_text(out, "</tbody>\n</table>\n</div>\n");
}

static void
add_findings(struct buf *out, const struct findings *findings)
{
	buf_text(out, "<h3>Findings</h3>\n");
	if (findings->n == 0) {
		buf_text(out, "<p>None.</p>\n");
		return;
	}
	buf_text(out, "<ul>\n");
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *finding = &findings->items[i];

		buf_printf(out, "<li><strong>%s</strong> %s: ",
		    severity_name(finding->rule->severity),
		    finding->rule->id);
		add_element(out, "", finding->message, "</li>\n");
	}
	buf_text(out, "</ul>\n");
}

void
page_html(struct buf *out, const struct page_estate *estates, size_t n)
{
	buf_text(out, head);
	for (size_t i = 0; i < n; i++) {
		const struct page_estate *page = &estates[i];

		add_element(out, "<section>\n<h2>", page->name, "</h2>\n");
		add_element(out, "<p>", page->note, "</p>\n");
		if (page->estate != NULL && page->estate->n_endpoints > 0)
			add_table(out, page);
		if (page->findings != NULL)
			add_findings(out, page->findings);
		buf_text(out, "</section>\n");
	}
	buf_text(out, tail);
}
