#include "fetch/crl.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "fetch/known_crl.h"
#include "pki/links.h"

struct search {
	struct crl_job job;
	struct links links;
	size_t next;
};

static void
search_end(struct search *search)
{
	struct crl_job job = search->job;

	links_release(&search->links);
	free(search);
	job.done(job.context);
}

static void on_answer(void *context, const struct once_answer *answer);

static void
ask_next(struct search *search)
{
	if (search->next == search->links.crls.n) {
		search_end(search);
		return;
	}
	once_get(search->job.once, &(struct fetch_request){
	    .url = search->links.crls.items[search->next++],
	    .max_bytes = LIMIT_CRL_BYTES, .timeout_ms = LIMIT_FETCH_CRL_MS },
	    on_answer, search);
}

static void
on_answer(void *context, const struct once_answer *answer)
{
	struct search *search = context;
	struct asked *asked = &search->job.inquired->asked;
	const struct fetch_answer *fetched = &answer->fetched;
	const char *url = search->links.crls.items[search->next - 1];
	struct err err = ERR_NONE;

	if (fetched->result != FETCH_OK) {
		asked_set(asked, url, fetch_result_name(fetched->result),
		    fetched->detail);
		ask_next(search);
	} else if (known_crl_find(search->job.inquired,
		known_crl_of(answer), search->job.issuer, &err) == -1) {
		asked_set(asked, url, "bad_list", err.msg);
		ask_next(search);
	} else {
		asked_set(asked, url, NULL, NULL);
		search_end(search);
	}
}

void
crl_start(const struct crl_job *job)
{
	struct search *search = mem_zalloc(sizeof(*search));

	search->job = *job;
	links_read(&search->links, job->inquired->cert);
	if (search->links.crls.n > 0 && job->issuer != NULL) {
		ask_next(search);
		return;
	}
	asked_set(&job->inquired->asked, NULL, search->links.crls.n == 0 ?
	    "no_url" : "no_issuer", NULL);
	search_end(search);
}
