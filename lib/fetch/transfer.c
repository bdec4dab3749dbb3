#include "fetch/transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "fetch/reach.h"

#define USER_AGENT	"kedge/" KEDGE_VERSION
#define SCHEMES		"http,https"

struct transfer {
	CURL *handle;
	struct curl_slist *headers;
	struct buf body;
	size_t header_bytes;
	bool allow_private;
	bool is_blocked;	/* an address was refused */
	bool is_too_big;
	void *owner;
	char why[CURL_ERROR_SIZE];
};

/* What is not kept counts as well: the bodies of redirects. */
static int
on_progress(void *context, curl_off_t total, curl_off_t now,
    curl_off_t to_send, curl_off_t sent)
{
	struct transfer *transfer = context;

	(void)total;
	(void)to_send;
	(void)sent;
	if (now > (curl_off_t)transfer->body.max)
		transfer->is_too_big = true;
	return transfer->is_too_big;
}

static size_t
on_body(char *bytes, size_t size, size_t n, void *context)
{
	struct transfer *transfer = context;

	buf_append(&transfer->body, bytes, size * n);
	if (!transfer->body.full)
		return size * n;
	transfer->is_too_big = true;
	return 0;
}

static size_t
on_header(char *bytes, size_t size, size_t n, void *context)
{
	struct transfer *transfer = context;

	(void)bytes;
	transfer->header_bytes += size * n;
	if (transfer->header_bytes <= LIMIT_FETCH_HEADER_BYTES)
		return size * n;
	transfer->is_too_big = true;
	return 0;
}

/* The address is the one that is connected to, whatever a name said before. */
static curl_socket_t
on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *transfer = context;

	(void)purpose;
	if (!transfer->allow_private && !reach_is_public(&address->addr)) {
		transfer->is_blocked = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC,
	    address->protocol);
}

static bool
set_text(CURL *handle, CURLoption option, const char *text)
{
	return curl_easy_setopt(handle, option, text) == CURLE_OK;
}

static bool
set_number(CURL *handle, CURLoption option, long number)
{
	return curl_easy_setopt(handle, option, number) == CURLE_OK;
}

/*
 * Signals stay on, for then libcurl keeps SIGPIPE from us; a timer signal it
 * would use with a resolver that blocks alone. An early end does not wait for
 * the thread in which the system's resolver may still be busy. HTTPS trusts
 * the system's bundle; with a folder beside it libcurl would read both anew
 * for each connection.
 */
static bool
set_bounds(struct transfer *t, const struct fetch_request *request)
{
	CURL *h = t->handle;

	return set_number(h, CURLOPT_TIMEOUT_MS, request->timeout_ms) &&
	    set_number(h, CURLOPT_QUICK_EXIT, 1) &&
	    curl_easy_setopt(h, CURLOPT_MAXFILESIZE_LARGE,
		(curl_off_t)request->max_bytes) == CURLE_OK &&
	    set_text(h, CURLOPT_PROTOCOLS_STR, SCHEMES) &&
	    set_text(h, CURLOPT_REDIR_PROTOCOLS_STR, SCHEMES) &&
	    set_number(h, CURLOPT_FOLLOWLOCATION, 1) &&
	    set_number(h, CURLOPT_MAXREDIRS, LIMIT_FETCH_REDIRECTS) &&
	    set_number(h, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1) &&
	    set_number(h, CURLOPT_DISALLOW_USERNAME_IN_URL, 1) &&
	    set_text(h, CURLOPT_CAPATH, NULL) &&
	    set_text(h, CURLOPT_PROXY, "") &&
	    set_text(h, CURLOPT_NOPROXY, "*");
}

static bool
set_callbacks(struct transfer *t)
{
	CURL *h = t->handle;

	return curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body) ==
		CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_WRITEDATA, t) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, on_header) ==
		CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_HEADERDATA, t) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, on_socket) ==
		CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, t) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, on_progress) ==
		CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_XFERINFODATA, t) == CURLE_OK &&
	    set_number(h, CURLOPT_NOPROGRESS, 0) &&
	    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, t->why) == CURLE_OK &&
	    curl_easy_setopt(h, CURLOPT_PRIVATE, t) == CURLE_OK;
}

static bool
set_request(struct transfer *t, const struct fetch_request *request)
{
	CURL *h = t->handle;
	char *type;

	if (!set_text(h, CURLOPT_URL, request->url) ||
	    !set_text(h, CURLOPT_USERAGENT, USER_AGENT))
		return false;
	if (request->post.n == 0)
		return true;
	type = mem_printf("Content-Type: %s", request->content_type);
	t->headers = curl_slist_append(NULL, type);
	free(type);
	return t->headers != NULL &&
	    set_number(h, CURLOPT_POSTFIELDSIZE, (long)request->post.n) &&
	    set_text(h, CURLOPT_POSTFIELDS,
		(const char *)request->post.p) &&
	    curl_easy_setopt(h, CURLOPT_HTTPHEADER, t->headers) == CURLE_OK;
}

struct transfer *
transfer_new(const struct fetch_request *request, bool allow_private,
    void *owner, struct err *err)
{
	struct transfer *transfer = mem_zalloc(sizeof(*transfer));

	transfer->body = BUF_INIT(request->max_bytes);
	transfer->allow_private = allow_private;
	transfer->owner = owner;
	transfer->handle = curl_easy_init();
	if (transfer->handle != NULL && set_bounds(transfer, request) &&
	    set_callbacks(transfer) && set_request(transfer, request))
		return transfer;
	transfer_free(transfer);
	err_set(err, ERR_FAILED, "libcurl cannot be set up for a fetch; it "
	    "has to be 7.87 or later, with HTTP and HTTPS");
	return NULL;
}

void
transfer_free(struct transfer *transfer)
{
	if (transfer == NULL)
		return;
	curl_easy_cleanup(transfer->handle);
	curl_slist_free_all(transfer->headers);
	buf_release(&transfer->body);
	free(transfer);
}

void *
transfer_handle(const struct transfer *transfer)
{
	return transfer->handle;
}

void *
transfer_owner(void *handle)
{
	struct transfer *transfer = NULL;

	curl_easy_getinfo(handle, CURLINFO_PRIVATE, &transfer);
	return transfer->owner;
}

static enum fetch_result
result_of(const struct transfer *transfer, CURLcode code)
{
	long n_redirects = 0, status = 0;

	curl_easy_getinfo(transfer->handle, CURLINFO_REDIRECT_COUNT,
	    &n_redirects);
	curl_easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK)
		return status == 200 ? FETCH_OK : FETCH_HTTP_STATUS;
	/* No memory is what libcurl says of a header line past 100 KiB. */
	if (transfer->is_too_big || code == CURLE_FILESIZE_EXCEEDED ||
	    code == CURLE_OUT_OF_MEMORY)
		return FETCH_TOO_BIG;
	if (code == CURLE_OPERATION_TIMEDOUT)
		return FETCH_TIMEOUT;
	if (code == CURLE_COULDNT_CONNECT && transfer->is_blocked)
		return FETCH_BLOCKED;
	if (code == CURLE_TOO_MANY_REDIRECTS)
		return FETCH_REDIRECT;
	if (n_redirects > 0 && (code == CURLE_UNSUPPORTED_PROTOCOL ||
		code == CURLE_URL_MALFORMAT || code == CURLE_LOGIN_DENIED))
		return FETCH_REDIRECT;
	return FETCH_FAILED;
}

/* Libcurl's own words where it has some. */
static const char *
detail_of(struct transfer *transfer, enum fetch_result result, long status,
    CURLcode code)
{
	switch (result) {
	case FETCH_OK:
		return NULL;
	case FETCH_TOO_BIG:
		return "the answer is larger than we read";
	case FETCH_BLOCKED:
		return "the address is not public";
	case FETCH_HTTP_STATUS:
		snprintf(transfer->why, sizeof(transfer->why),
		    "the server answers with status %ld", status);
		break;
	case FETCH_REDIRECT:
	case FETCH_TIMEOUT:
	case FETCH_GIVEN_UP:
	case FETCH_FAILED:
		break;
	}
	return transfer->why[0] ? transfer->why : curl_easy_strerror(code);
}

void
transfer_answer(struct fetch_answer *out, struct transfer *transfer, int code)
{
	*out = (struct fetch_answer){ .result = result_of(transfer,
	    (CURLcode)code) };
	curl_easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE,
	    &out->status);
	out->detail = detail_of(transfer, out->result, out->status,
	    (CURLcode)code);
	if (out->result == FETCH_OK)
		out->body = buf_span(&transfer->body);
}
