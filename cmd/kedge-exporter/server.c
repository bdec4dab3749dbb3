#include "server.h"

#include <string.h>

#include <microhttpd.h>

#define CONNECTIONS_MAX	128
#define TIMEOUT_S	10	/* of a connection that is silent */

/* What is said to a request; the body lives as long as the snapshot. */
struct answer {
	unsigned status;
	const char *type;
	struct span body;
};

static struct span
text_span(const char *text)
{
	return (struct span){ (const uint8_t *)text, strlen(text) };
}

static struct answer
answer_metrics(const struct snapshot *snapshot, const char *accept)
{
	enum exposition_format format = exposition_accepted(accept);

	return (struct answer){ MHD_HTTP_OK, exposition_content_type(format),
		buf_span(&snapshot->metrics[format]) };
}

static struct answer
answer_page(const struct snapshot *snapshot, const char *accept)
{
	(void)accept;
	return (struct answer){ MHD_HTTP_OK, "text/html; charset=utf-8",
		buf_span(&snapshot->page) };
}

static struct answer
answer_healthy(const struct snapshot *snapshot, const char *accept)
{
	(void)snapshot;
	(void)accept;
	return (struct answer){ MHD_HTTP_OK, "text/plain; charset=utf-8",
		text_span("healthy\n") };
}

static struct answer
answer_ready(const struct snapshot *snapshot, const char *accept)
{
	(void)accept;
	return (struct answer){ snapshot->ready ? MHD_HTTP_OK :
		MHD_HTTP_SERVICE_UNAVAILABLE, "text/plain; charset=utf-8",
		buf_span(&snapshot->readiness) };
}

static const struct route {
	const char *path;
	struct answer (*answer)(const struct snapshot *snapshot,
	    const char *accept);
} routes[] = {
	{ "/", answer_page },
	{ "/metrics", answer_metrics },
	{ "/-/healthy", answer_healthy },
	{ "/-/ready", answer_ready },
};

static bool
is_understood(const char *method)
{
	return strcmp(method, MHD_HTTP_METHOD_GET) == 0 ||
	    strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
}

static struct answer
answer(const struct snapshot *snapshot, const char *method, const char *path,
    const char *accept)
{
	const struct route *route = NULL;

	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		if (strcmp(routes[i].path, path) == 0)
			route = &routes[i];
	}
	if (route == NULL)
		return (struct answer){ MHD_HTTP_NOT_FOUND,
			"text/plain; charset=utf-8",
			text_span("there is no such page; see /\n") };
	if (!is_understood(method))
		return (struct answer){ MHD_HTTP_METHOD_NOT_ALLOWED,
			"text/plain; charset=utf-8",
			text_span("only GET and HEAD are understood here\n") };
	return route->answer(snapshot, accept);
}

static void
drop(void *snapshot)
{
	snapshot_drop(snapshot);
}

static void
add_headers(struct MHD_Response *response, const struct answer *said)
{
	const char *const headers[][2] = {
		{ MHD_HTTP_HEADER_CONTENT_TYPE, said->type },
		{ MHD_HTTP_HEADER_VARY, "Accept" },
		{ MHD_HTTP_HEADER_CACHE_CONTROL, "no-store" },
		{ "X-Content-Type-Options", "nosniff" },
		{ "Content-Security-Policy",
		    "default-src 'none'; style-src 'unsafe-inline'" },
	};

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		MHD_add_response_header(response, headers[i][0],
		    headers[i][1]);
	if (said->status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW,
		    "GET, HEAD");
}

static enum MHD_Result
handle(void *context, struct MHD_Connection *connection, const char *path,
    const char *method, const char *version, const char *upload,
    size_t *upload_size, void **request)
{
	static char begun;
	struct snapshot *snapshot;
	struct answer said;
	struct MHD_Response *response;
	enum MHD_Result result;

	(void)version;
	(void)upload;
	(void)upload_size;
	/* An answer to the first call, which comes before the end of the
	 * request, costs the connection; a body is not waited for. */
	if (*request == NULL && is_understood(method)) {
		*request = &begun;
		return MHD_YES;
	}
	snapshot = shelf_get(context);
	said = answer(snapshot, method, path,
	    MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
		MHD_HTTP_HEADER_ACCEPT));
	response = MHD_create_response_from_buffer_with_free_callback_cls(
	    said.body.n, (void *)said.body.p, drop, snapshot);
	if (response == NULL) {
		snapshot_drop(snapshot);
		return MHD_NO;
	}
	add_headers(response, &said);
	result = MHD_queue_response(connection, said.status, response);
	MHD_destroy_response(response);
	return result;
}

int
server_start(struct server *out, const struct listener *listener,
    struct shelf *shelf, struct err *err)
{
	out->daemon = MHD_start_daemon(MHD_USE_AUTO_INTERNAL_THREAD, 0, NULL,
	    NULL, handle, shelf,
	    MHD_OPTION_LISTEN_SOCKET, listener->fd,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)TIMEOUT_S,
	    MHD_OPTION_END);
	if (out->daemon == NULL)
		return err_set_errno(err, "cannot serve on %s",
		    listener->address);
	return 0;
}

void
server_stop(struct server *server)
{
	if (server->daemon != NULL)
		MHD_stop_daemon(server->daemon);
	server->daemon = NULL;
}
