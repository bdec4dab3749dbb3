#include "fetch/aia.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "pki/bag.h"
#include "pki/links.h"

/* The places that the top of a path names, one after the other. */
struct search {
	struct aia_job *job;
	struct chain found;	/* all that was fetched, of use or not */
	struct links links;
	size_t next;
};

static void
search_end(struct search *search)
{
	struct aia_job *job = search->job;

	links_release(&search->links);
	chain_release(&search->found);
	free(search);
	job->done(job->context);
}

static const struct cert *
top_of(const struct aia_job *job)
{
	const struct chain *path = &job->ascent.path;

	return path->certs[path->n - 1];
}

static void on_answer(void *context, const struct once_answer *answer);

static void
ask_next(struct search *search)
{
	struct aia_job *job = search->job;

	if (search->links.issuers.n == 0)
		asked_set(&job->inquiry->issuers_asked, NULL, "no_url", NULL);
	if (search->next == search->links.issuers.n) {
		search_end(search);
		return;
	}
	once_get(job->once, &(struct fetch_request){
	    .url = search->links.issuers.items[search->next++],
	    .max_bytes = LIMIT_FETCH_BYTES, .timeout_ms = LIMIT_FETCH_MS },
	    on_answer, search);
}

/* From a new top on, if there is anything to ask. */
static void
search_top(struct search *search)
{
	struct aia_job *job = search->job;
	const struct cert *top = top_of(job);

	links_release(&search->links);
	search->next = 0;
	if (cert_is_self_issued(top)) {
		asked_set(&job->inquiry->issuers_asked, NULL, NULL, NULL);
		search_end(search);
		return;
	}
	if (job->inquiry->issuers.n >= LIMIT_AIA_DEPTH ||
	    ascent_is_spent(&job->ascent)) {
		asked_set(&job->inquiry->issuers_asked, NULL, "too_many",
		    ascent_is_spent(&job->ascent) ? "signatures to check" :
		    "issuers above each other");
		search_end(search);
		return;
	}
	links_read(&search->links, top);
	ask_next(search);
}

/* Further up, by what was served and found; false where that leads nowhere. */
static bool
climb(struct search *search)
{
	struct aia_job *job = search->job;
	struct chain *issuers = &job->inquiry->issuers;
	struct chain *path = &job->ascent.path;
	size_t before = path->n;

	ascent_continue(&job->ascent, job->served, &search->found);
	for (size_t i = before; i < path->n; i++) {
		const struct cert *cert = path->certs[i];

		if (chain_has(job->served, cert))
			continue;
		if (issuers->n == LIMIT_AIA_DEPTH) {
			path->n = i;
			break;
		}
		chain_append(issuers, cert);
	}
	return path->n > before;
}

/* NULL where it leads on, else the reason why not and its detail. */
static const char *
try(struct search *search, const struct fetch_answer *fetched,
    struct err *err)
{
	if (fetched->result != FETCH_OK) {
		err_set(err, ERR_FAILED, "%s", fetched->detail);
		return fetch_result_name(fetched->result);
	}
	if (bag_read(&search->found, search->job->pool, fetched->body, err) ==
	    -1)
		return "not_certificates";
	if (climb(search))
		return NULL;
	err_set(err, ERR_FAILED, "no certificate there issued this one, or "
	    "it leads back to where it came from");
	return "not_issuer";
}

static void
on_answer(void *context, const struct once_answer *answer)
{
	struct search *search = context;
	struct err err = ERR_NONE;
	const char *reason = try(search, &answer->fetched, &err);

	if (reason == NULL) {
		search_top(search);
		return;
	}
	asked_set(&search->job->inquiry->issuers_asked,
	    search->links.issuers.items[search->next - 1], reason, err.msg);
	ask_next(search);
}

void
aia_start(struct aia_job *job)
{
	struct search *search = mem_zalloc(sizeof(*search));

	search->job = job;
	chain_append(&job->ascent.path, job->served->certs[0]);
	climb(search);
	search_top(search);
}
