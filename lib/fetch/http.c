#include "fetch/http.h"

#include <stdlib.h>

#include <curl/curl.h>

#include "base/mem.h"
#include "fetch/transfer.h"
#include "fetch/turns.h"

#define POLL_MS	100	/* libcurl's own timers end it earlier */

struct fetcher {
	struct fetch_settings settings;
	CURLM *multi;
	struct turns turns;
	struct fetch *active;	/* a list */
	int n_active;
};

struct fetch {
	struct turn turn;	/* first, so that it leads back */
	struct fetch_request request;	/* of what follows */
	char *url, *content_type;
	uint8_t *post;
	struct transfer *transfer;	/* NULL: not begun */
	struct fetch *next, *previous;	/* in the list */
	void (*done)(void *context, const struct fetch_answer *answer);
	void *context;
};

const char *
fetch_result_name(enum fetch_result result)
{
	switch (result) {
	case FETCH_OK:
		return "";
	case FETCH_TOO_BIG:
		return "fetch_too_big";
	case FETCH_REDIRECT:
		return "fetch_redirect";
	case FETCH_BLOCKED:
		return "fetch_blocked";
	case FETCH_TIMEOUT:
		return "fetch_timeout";
	case FETCH_GIVEN_UP:
		return "fetch_given_up";
	case FETCH_HTTP_STATUS:
		return "http_status";
	case FETCH_FAILED:
		return "fetch_failed";
	}
	return "";
}

struct fetcher *
fetcher_new(const struct fetch_settings *settings, struct err *err)
{
	struct fetcher *fetcher = mem_zalloc(sizeof(*fetcher));

	fetcher->settings = *settings;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {
		fetcher->multi = curl_multi_init();
		if (fetcher->multi != NULL)
			return fetcher;
		curl_global_cleanup();
	}
	free(fetcher);
	err_set(err, ERR_FAILED, "libcurl cannot be set up");
	return NULL;
}

static void
fetch_free(struct fetch *fetch)
{
	transfer_free(fetch->transfer);
	free(fetch->url);
	free(fetch->content_type);
	free(fetch->post);
	free(fetch);
}

static void
link_active(struct fetcher *fetcher, struct fetch *fetch)
{
	fetch->next = fetcher->active;
	if (fetch->next != NULL)
		fetch->next->previous = fetch;
	fetcher->active = fetch;
	fetcher->n_active++;
}

static void
unlink_active(struct fetcher *fetcher, struct fetch *fetch)
{
	if (fetch->next != NULL)
		fetch->next->previous = fetch->previous;
	if (fetch->previous != NULL)
		fetch->previous->next = fetch->next;
	else
		fetcher->active = fetch->next;
	fetcher->n_active--;
	curl_multi_remove_handle(fetcher->multi,
	    transfer_handle(fetch->transfer));
}

void
fetcher_free(struct fetcher *fetcher)
{
	struct turn *turn;
	struct fetch *fetch;

	if (fetcher == NULL)
		return;
	while ((fetch = fetcher->active) != NULL) {
		unlink_active(fetcher, fetch);
		fetch_free(fetch);
	}
	while ((turn = turns_drop(&fetcher->turns)) != NULL)
		fetch_free((struct fetch *)turn);
	turns_release(&fetcher->turns);
	curl_multi_cleanup(fetcher->multi);
	curl_global_cleanup();
	free(fetcher);
}

/* The host of a URL, "" where it has none; the caller frees it. */
static char *
host_of(const char *url)
{
	CURLU *parsed = curl_url();
	char *part = NULL, *host;

	if (parsed != NULL && curl_url_set(parsed, CURLUPART_URL, url, 0) ==
	    CURLUE_OK)
		curl_url_get(parsed, CURLUPART_HOST, &part, 0);
	host = mem_strdup(part ? part : "");
	curl_free(part);
	curl_url_cleanup(parsed);
	return host;
}

void
fetcher_start(struct fetcher *fetcher, const struct fetch_request *request,
    void (*done)(void *context, const struct fetch_answer *answer),
    void *context)
{
	struct fetch *fetch = mem_zalloc(sizeof(*fetch));
	char *host = host_of(request->url);

	fetch->url = mem_strdup(request->url);
	fetch->content_type = mem_strdup(request->content_type);
	if (request->post.n > 0)
		fetch->post = mem_dup(request->post.p, request->post.n);
	fetch->request = *request;
	fetch->request.url = fetch->url;
	fetch->request.content_type = fetch->content_type;
	fetch->request.post.p = fetch->post;
	fetch->done = done;
	fetch->context = context;
	turns_enter(&fetcher->turns, &fetch->turn, host);
	free(host);
}

/* Its answer given, it is gone. */
static void
fetch_end(struct fetcher *fetcher, struct fetch *fetch,
    const struct fetch_answer *answer)
{
	turns_leave(&fetcher->turns, &fetch->turn);
	fetch->done(fetch->context, answer);
	fetch_free(fetch);
}

static void
begin(struct fetcher *fetcher, struct fetch *fetch)
{
	struct err err = ERR_NONE;

	fetch->transfer = transfer_new(&fetch->request,
	    fetcher->settings.allow_private, fetch, &err);
	if (fetch->transfer != NULL && curl_multi_add_handle(fetcher->multi,
		transfer_handle(fetch->transfer)) == CURLM_OK)
		link_active(fetcher, fetch);
	else
		fetch_end(fetcher, fetch, &(struct fetch_answer){
		    .result = FETCH_FAILED, .detail = fetch->transfer ?
		    "libcurl does not take it" : err.msg });
}

static void
begin_waiting(struct fetcher *fetcher)
{
	struct turn *turn;

	while (fetcher->n_active < fetcher->settings.at_once &&
	    (turn = turns_next(&fetcher->turns)) != NULL)
		begin(fetcher, (struct fetch *)turn);
}

static void
end_finished(struct fetcher *fetcher)
{
	CURLMsg *message;
	int n_left;

	while ((message = curl_multi_info_read(fetcher->multi, &n_left)) !=
	    NULL) {
		struct fetch *fetch = transfer_owner(message->easy_handle);
		struct fetch_answer answer;

		transfer_answer(&answer, fetch->transfer,
		    (int)message->data.result);
		unlink_active(fetcher, fetch);
		fetch_end(fetcher, fetch, &answer);
	}
}

/* Nobody waits in vain: all that is left is answered, and what that starts. */
static void
give_up(struct fetcher *fetcher, const char *why)
{
	const struct fetch_answer answer = { .result = FETCH_GIVEN_UP,
		.detail = why };

	for (;;) {
		struct fetch *fetch = fetcher->active;

		if (fetch != NULL)
			unlink_active(fetcher, fetch);
		else
			fetch = (struct fetch *)turns_next(&fetcher->turns);
		if (fetch == NULL)
			return;
		fetch_end(fetcher, fetch, &answer);
	}
}

static bool
may_go_on(const struct fetcher *fetcher)
{
	const struct fetch_settings *settings = &fetcher->settings;

	return settings->go_on == NULL || settings->go_on(settings->context);
}

int
fetcher_run(struct fetcher *fetcher, struct err *err)
{
	CURLMcode code = CURLM_OK;
	int n_running;

	for (;;) {
		if (!may_go_on(fetcher))
			give_up(fetcher, "the run was ended before");
		begin_waiting(fetcher);
		if (fetcher->n_active == 0)
			return 0;
		code = curl_multi_perform(fetcher->multi, &n_running);
		if (code != CURLM_OK)
			break;
		end_finished(fetcher);
		if (n_running == 0)
			continue;
		code = curl_multi_poll(fetcher->multi, NULL, 0, POLL_MS, NULL);
		if (code != CURLM_OK)
			break;
	}
	give_up(fetcher, curl_multi_strerror(code));
	return err_set(err, ERR_FAILED, "libcurl cannot go on: %s",
	    curl_multi_strerror(code));
}
