#include "fetch/ocsp.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "pki/links.h"

#define REQUEST_TYPE	"application/ocsp-request"

struct search {
	struct ocsp_job job;
	struct links links;
	struct buf request;
	size_t next;
};

static void
search_end(struct search *search)
{
	struct ocsp_job job = search->job;

	links_release(&search->links);
	buf_release(&search->request);
	free(search);
	job.done(job.context);
}

static void on_answer(void *context, const struct once_answer *answer);

static void
ask_next(struct search *search)
{
	if (search->next == search->links.ocsp.n) {
		search_end(search);
		return;
	}
	once_get(search->job.once, &(struct fetch_request){
	    .url = search->links.ocsp.items[search->next++],
	    .post = buf_span(&search->request), .content_type = REQUEST_TYPE,
	    .max_bytes = LIMIT_FETCH_BYTES, .timeout_ms = LIMIT_FETCH_MS },
	    on_answer, search);
}

static void
on_answer(void *context, const struct once_answer *answer)
{
	struct search *search = context;
	struct inquired_ocsp *inquired = search->job.inquired;
	const struct fetch_answer *fetched = &answer->fetched;
	const char *url = search->links.ocsp.items[search->next - 1];
	struct err err = ERR_NONE;

	if (fetched->result != FETCH_OK) {
		asked_set(&inquired->asked, url,
		    fetch_result_name(fetched->result), fetched->detail);
		ask_next(search);
	} else if (ocsp_read_response(&inquired->status, fetched->body,
	    inquired->cert, search->job.issuer, &err) == -1) {
		asked_set(&inquired->asked, url, "bad_response", err.msg);
		ask_next(search);
	} else {
		asked_set(&inquired->asked, url, NULL, NULL);
		if (ocsp_answer_is_status(inquired->status.answer))
			search_end(search);
		else
			ask_next(search);
	}
}

void
ocsp_start(const struct ocsp_job *job)
{
	struct search *search = mem_zalloc(sizeof(*search));
	struct asked *asked = &job->inquired->asked;
	struct err err = ERR_NONE;

	search->job = *job;
	search->request = BUF_INIT(LIMIT_CERT_BYTES);
	links_read(&search->links, job->inquired->cert);
	if (search->links.ocsp.n == 0) {
		asked_set(asked, NULL, "no_url", NULL);
	} else if (job->issuer == NULL) {
		asked_set(asked, NULL, "no_issuer", NULL);
	} else if (ocsp_request(&search->request, job->inquired->cert,
	    job->issuer, &err) == -1) {
		asked_set(asked, NULL, "no_issuer", err.msg);
	} else {
		ask_next(search);
		return;
	}
	search_end(search);
}
