#include "rendering.h"

#include <stdlib.h>

#include "base/instant.h"
#include "base/mem.h"
#include "metrics/series.h"
#include "report/page_html.h"
#include "watch/judge.h"

static bool
is_in(const struct observations *all, const struct observation *wanted)
{
	for (size_t i = 0; i < all->n; i++) {
		const char *address = all->items[i].address;

		if (strcmp(all->items[i].endpoint, wanted->endpoint) == 0 &&
		    address != NULL && wanted->address != NULL &&
		    strcmp(address, wanted->address) == 0)
			return true;
	}
	return false;
}

/*
 * An address has one series though it is seen once for each kind of client.
 * Of equal series the last counts: failures follow, and so does, further
 * down, what is remembered.
 */
static void
add_observations(const struct series *series, const struct look *look)
{
	const struct observations *seen = &look->seen.observations;

	for (size_t i = 0; i < seen->n; i++) {
		if (seen->items[i].chain.n > 0)
			series_observation(series, &seen->items[i]);
	}
	for (size_t i = 0; i < seen->n; i++) {
		if (seen->items[i].chain.n == 0)
			series_observation(series, &seen->items[i]);
	}
	for (size_t i = 0; i < look->known.n; i++) {
		const struct observation *known = &look->known.items[i];

		if (!is_in(seen, known))
			series_lost_address(series, known);
		series_certificates(series, known, &look->seen.roots);
	}
}

/* Of several leaves of an endpoint, the one whose renewal is due first. */
static void
add_renewal(const struct series *series, const struct look *look,
    const struct endpoint *endpoint)
{
	int64_t due_s = INSTANT_NEVER, alarm_s = INSTANT_NEVER;

	for (size_t i = 0; i < look->known.n; i++) {
		const struct observation *known = &look->known.items[i];
		const struct cert *leaf = known->chain.certs[0];
		struct renewal renewal;

		if (strcmp(known->endpoint, endpoint->name) != 0)
			continue;
		renewal = endpoint_renewal(endpoint, leaf->not_before_s,
		    leaf->not_after_s);
		due_s = renewal.due_s < due_s ? renewal.due_s : due_s;
		alarm_s = renewal.alarm_s < alarm_s ? renewal.alarm_s :
		    alarm_s;
	}
	if (due_s != INSTANT_NEVER)
		series_renewal(series, endpoint->name, due_s,
		    look->seen.now_s >= alarm_s);
}

static void
count_endpoint(struct endpoint_counts *counts, const struct pass *seen,
    const struct endpoint *endpoint)
{
	const struct observation *observation;
	size_t at = 0, good = 0, bad = 0;

	while ((observation = pass_next_observation(seen, endpoint, &at)) !=
	    NULL) {
		if (observation->chain.n > 0)
			good++;
		else
			bad++;
	}
	if (good == 0)
		counts->down++;
	else if (bad > 0)
		counts->partial++;
	else
		counts->up++;
}

static void
add_endpoints(const struct series *series, const struct look *look)
{
	const struct estate *estate = look->seen.estate;
	struct endpoint_counts counts = { 0 };

	for (size_t i = 0; i < estate->n_endpoints; i++) {
		count_endpoint(&counts, &look->seen, &estate->endpoints[i]);
		add_renewal(series, look, &estate->endpoints[i]);
	}
	series_targets(series, &counts);
}

static void
add_look(const struct series *series, const struct look *look)
{
	const struct pass *verdict = look_verdict(look);
	const struct estate *estate = look->seen.estate;

	add_observations(series, look);
	add_endpoints(series, look);
	for (size_t i = 0; i < verdict->n_pairs; i++)
		series_pair(series, &verdict->pairs[i]);
	for (size_t i = 0; i < look->seen.n_stores; i++) {
		const struct pass_store *store = &look->seen.stores[i];

		series_release(series, store->release,
		    store->readable ? &store->store : NULL, look->seen.now_s);
	}
	for (size_t i = 0; i < estate->n_deadlines; i++)
		series_deadline(series, &estate->deadlines[i]);
	series_findings(series, &look->findings);
}

static void
add_watched(struct exposition *exposition, const struct watched *watched)
{
	const struct series series = { exposition, watched_name(watched) };

	series_policy(&series, watched->next ? watched->next :
	    watched->estate, watched->load_error == NULL, watched->loaded_s);
	series_scan_errors(&series, watched->scan_errors, REASONS);
	if (watched->estate == NULL)
		return;
	add_look(&series, &watched->look);
	series_pass(&series, watched->duration_s, watched->look.seen.now_s);
	series_restart_ready(&series, watched->restart_ready);
}

static int
render_metrics(struct snapshot *snapshot, const struct fleet *fleet,
    struct err *err)
{
	struct exposition exposition = { 0 };
	int result = 0;

	series_build(&exposition, KEDGE_VERSION);
	for (size_t i = 0; i < fleet->n; i++)
		add_watched(&exposition, &fleet->items[i]);
	for (size_t i = 0; i < EXPOSITION_FORMATS && result == 0; i++)
		result = exposition_render(&snapshot->metrics[i], &exposition,
		    (enum exposition_format)i, err);
	exposition_release(&exposition);
	return result;
}

/* How current it is, as a sentence for people. */
static char *
note_text(const struct watched *watched)
{
	char when[INSTANT_TEXT];
	const char *wrong = watched->load_error ? watched->load_error :
	    watched->look_error;

	if (watched->estate == NULL && wrong == NULL)
		return mem_strdup("The first pass is not done yet.");
	if (watched->estate == NULL)
		return mem_printf("Not watched: %s.", wrong);
	return mem_printf("As of %s.%s%s%s",
	    instant_format(when, watched->look.seen.now_s),
	    wrong ? " Not up to date: " : "", wrong ? wrong : "",
	    wrong ? "." : "");
}

static int
render_page(struct snapshot *snapshot, const struct fleet *fleet,
    struct err *err)
{
	struct page_estate *pages = mem_zalloc((fleet->n + 1) *
	    sizeof(*pages));
	char **notes = mem_zalloc((fleet->n + 1) * sizeof(*notes));

	for (size_t i = 0; i < fleet->n; i++) {
		const struct watched *watched = &fleet->items[i];
		const struct look *look = &watched->look;

		pages[i].name = watched_name(watched);
		pages[i].note = notes[i] = note_text(watched);
		pages[i].estate = watched->estate;
		if (watched->estate == NULL)
			continue;
		pages[i].pairs = look_verdict(look)->pairs;
		pages[i].n_pairs = look_verdict(look)->n_pairs;
		pages[i].findings = &look->findings;
	}
	page_html(&snapshot->page, pages, fleet->n);
	for (size_t i = 0; i < fleet->n; i++)
		free(notes[i]);
	free(notes);
	free(pages);
	if (snapshot->page.full)
		return err_set(err, ERR_LIMIT, "the page takes more than %zu "
		    "bytes; watch fewer endpoints with one exporter",
		    snapshot->page.max);
	return 0;
}

/*
 * Ready is an exporter that has looked at every estate it could load, and
 * has something to scan. A policy that is broken disturbs no other.
 */
static void
render_readiness(struct snapshot *snapshot, const struct fleet *fleet)
{
	struct buf *out = &snapshot->readiness;
	size_t n_targets = 0, n_waiting = 0;

	for (size_t i = 0; i < fleet->n; i++) {
		const struct watched *watched = &fleet->items[i];

		if (watched->estate != NULL) {
			n_targets += watched->estate->n_endpoints;
			continue;
		}
		n_waiting += watched->next != NULL;
		buf_printf(out, "%s: %s\n", watched_name(watched),
		    watched->next == NULL ? watched->load_error :
		    watched->look_error != NULL ? watched->look_error :
		    "the first pass is not done yet");
	}
	snapshot->ready = n_waiting == 0 && n_targets > 0;
	if (snapshot->ready) {
		buf_clear(out);
		buf_text(out, "ready\n");
	} else if (n_waiting == 0) {
		buf_text(out, "there is no endpoint to scan\n");
	}
}

int
rendering_make(struct snapshot **out, const struct fleet *fleet,
    struct err *err)
{
	struct snapshot *snapshot = snapshot_new();

	if (render_metrics(snapshot, fleet, err) == -1 ||
	    render_page(snapshot, fleet, err) == -1) {
		snapshot_drop(snapshot);
		return -1;
	}
	render_readiness(snapshot, fleet);
	*out = snapshot;
	return 0;
}
