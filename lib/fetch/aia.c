#include "fetch/aia.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "fetch/ascent.h"
#include "pki/bag.h"
#include "pki/links.h"

/* The places that the top of a path names, one after the other. */
struct search {
	struct aia_job *job;
	struct links links;
	size_t next;
};

static void
search_end(struct search *search)
{
	struct aia_job *job = search->job;

	links_release(&search->links);
	free(search);
	job->done(job->context);
}

static const struct cert *
top_of(const struct aia_job *job)
{
	return job->path.certs[job->path.n - 1];
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
	if (job->inquiry->issuers.n >= LIMIT_AIA_DEPTH) {
		asked_set(&job->inquiry->issuers_asked, NULL, "too_many",
		    NULL);
		search_end(search);
		return;
	}
	links_read(&search->links, top);
	ask_next(search);
}

/* The issuer in what was fetched; NULL, and a reason and its detail. */
static const struct cert *
find_issuer(const struct aia_job *job, const struct fetch_answer *fetched,
    const char **reason, struct err *err)
{
	struct chain bag = CHAIN_EMPTY;
	const struct cert *issuer = NULL;

	if (fetched->result != FETCH_OK) {
		*reason = fetch_result_name(fetched->result);
		err_set(err, ERR_FAILED, "%s", fetched->detail);
		return NULL;
	}
	*reason = "not_certificates";
	if (bag_read(&bag, job->pool, fetched->body, err) == -1)
		return NULL;
	issuer = ascent_issuer(&bag, top_of(job));
	chain_release(&bag);
	if (issuer != NULL && !chain_has(&job->path, issuer))
		return issuer;
	*reason = "not_issuer";
	err_set(err, ERR_FAILED, issuer ? "what is there leads back to "
	    "where it came from" : "what is there did not issue this "
	    "certificate");
	return NULL;
}

static void
on_answer(void *context, const struct once_answer *answer)
{
	struct search *search = context;
	struct aia_job *job = search->job;
	struct err err = ERR_NONE;
	const char *reason;
	const struct cert *issuer = find_issuer(job, &answer->fetched,
	    &reason, &err);

	if (issuer == NULL) {
		asked_set(&job->inquiry->issuers_asked,
		    search->links.issuers.items[search->next - 1], reason,
		    err.msg);
		ask_next(search);
		return;
	}
	chain_append(&job->inquiry->issuers, issuer);
	chain_append(&job->path, issuer);
	ascent_continue(&job->path, job->served, &job->inquiry->issuers);
	search_top(search);
}

void
aia_start(struct aia_job *job)
{
	struct search *search = mem_zalloc(sizeof(*search));

	search->job = job;
	chain_append(&job->path, job->served->certs[0]);
	ascent_continue(&job->path, job->served, &job->inquiry->issuers);
	search_top(search);
}
