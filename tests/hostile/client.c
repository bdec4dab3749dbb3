#include "hostile/client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "hostile/flight.h"
#include "hostile/shake.h"

enum { HEARD_BYTES = 64 * 1024, HEADER_BYTES = 5 };

struct client {
	struct source source;	/* first, so that it leads back */
	struct clients *clients;
	const struct fault *fault;
	int fd;
	size_t turn;		/* the next */
	struct buf heard, out;
	size_t said;		/* of out */
	int pause_ms;		/* between its bytes */
	int64_t due_ms;		/* the next of them; 0: does not pause */
	struct client *previous, *next;		/* of those that pause */
	struct shake *shake;
	bool has_ended;
	bool is_deaf;		/* it heard the client's end, and goes on */
	bool is_done;		/* to be freed */
	size_t total;		/* bytes said */
};

static void
stop_pausing(struct client *client)
{
	if (client->due_ms == 0)
		return;
	client->due_ms = 0;
	if (client->previous != NULL)
		client->previous->next = client->next;
	else
		client->clients->first = client->next;
	if (client->next != NULL)
		client->next->previous = client->previous;
}

static void
pause_on(struct client *client)
{
	stop_pausing(client);
	client->due_ms = clock_monotonic_ms() + client->pause_ms;
	client->previous = NULL;
	client->next = client->clients->first;
	if (client->next != NULL)
		client->next->previous = client;
	client->clients->first = client;
}

static bool
is_endless(const struct client *client)
{
	return client->fault->is_endless ||
	    (client->fault->session != NULL &&
		client->fault->session->chatters);
}

static void
client_free(struct client *client)
{
	if (is_endless(client) && client->pause_ms == 0)
		fprintf(stderr, "%s got rid of %zu bytes\n",
		    client->fault->name, client->total);
	stop_pausing(client);
	close(client->fd);
	shake_free(client->shake);
	buf_release(&client->heard);
	buf_release(&client->out);
	free(client);
}

static void
watch(struct client *client, uint32_t events)
{
	struct epoll_event event = { .data.ptr = client };

	event.events = client->is_deaf ? events & ~(uint32_t)EPOLLIN : events;
	epoll_ctl(client->clients->epoll, EPOLL_CTL_MOD, client->fd, &event);
}

/* What is said in a record is heard in one; a line ends with LF. */
static size_t
heard_enough(const struct client *client, enum after after)
{
	struct span heard = buf_span(&client->heard);
	const uint8_t *end;
	size_t n;

	switch (after) {
	case AFTER_NOTHING:
		break;
	case AFTER_HELLO:
		if (heard.n < HEADER_BYTES)
			return 0;
		n = HEADER_BYTES + ((size_t)heard.p[3] << 8 | heard.p[4]);
		return heard.n >= n ? n : 0;
	case AFTER_LINE:
		if (heard.n == 0)
			return 0;
		end = memchr(heard.p, '\n', heard.n);
		return end ? (size_t)(end + 1 - heard.p) : 0;
	case AFTER_ANYTHING:
		return heard.n;
	}
	return 0;
}

static void
forget(struct buf *heard, size_t n)
{
	memmove(heard->p, heard->p + n, heard->n - n);
	heard->n -= n;
}

static bool
turn_is_empty(const struct turn *turn)
{
	return turn->bytes.p == NULL && turn->say == NULL &&
	    turn->certificates == NULL;
}

static bool
has_turn(const struct client *client)
{
	return client->turn < TURNS &&
	    !turn_is_empty(&client->fault->turns[client->turn]);
}

static void
say(struct client *client, const struct turn *turn, struct span heard)
{
	buf_clear(&client->out);
	client->said = 0;
	client->pause_ms = turn->pause_ms;
	buf_append(&client->out, turn->bytes.p, turn->bytes.n);
	if (turn->say != NULL)
		turn->say(&client->out, heard);
	if (turn->certificates != NULL)
		flight_certificates(&client->out, turn->certificates);
}

/* False: the client has to say more before. */
static bool
take_turn(struct client *client)
{
	const struct turn *turn = &client->fault->turns[client->turn];
	size_t n = heard_enough(client, turn->after);

	if (turn->after != AFTER_NOTHING && n == 0)
		return false;
	say(client, turn, (struct span){ (uint8_t *)client->heard.p, n });
	if (n > 0)
		forget(&client->heard, n);
	client->turn++;
	return true;
}

/* Once more what was said last, to nobody in particular. */
static void
say_again(struct client *client)
{
	const struct turn *last = &client->fault->turns[client->turn - 1];

	for (client->said = 0, buf_clear(&client->out);
	    client->out.n < 16384;) {
		buf_append(&client->out, last->bytes.p, last->bytes.n);
		if (last->say != NULL)
			last->say(&client->out, (struct span){ 0 });
	}
}

static void
client_end(struct client *client)
{
	const struct linger at_once = { .l_onoff = 1 };

	client->has_ended = true;
	switch (client->fault->ending) {
	case HOLDS:
		return;
	case CLOSES:
		/* What still comes is read, since else this would reset. */
		shutdown(client->fd, SHUT_WR);
		return;
	case RESETS:
		setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &at_once,
		    sizeof(at_once));
		client->is_done = true;
		return;
	}
}

/* False: it goes on when the socket or the clock says so. */
static bool
send_out(struct client *client)
{
	while (client->said < client->out.n && !client->is_done) {
		size_t left = client->out.n - client->said;
		ssize_t n;

		if (client->due_ms > clock_monotonic_ms())
			return false;
		n = send(client->fd, client->out.p + client->said,
		    client->pause_ms > 0 ? 1 : left, MSG_NOSIGNAL);
		if (n == -1 && errno == EAGAIN) {
			watch(client, EPOLLIN | EPOLLOUT);
			return false;
		}
		if (n == -1) {
			client->is_done = true;
			return false;
		}
		client->said += (size_t)n;
		client->total += (size_t)n;
		if (client->pause_ms > 0)
			pause_on(client);
	}
	stop_pausing(client);
	return !client->is_done;
}

static void
step_session(struct client *client)
{
	buf_clear(&client->out);
	client->said = 0;
	client->pause_ms = 0;
	shake_step(client->shake, &client->out, buf_span(&client->heard));
	buf_clear(&client->heard);
}

/* Prepares what is said next; false: nothing, for now. */
static bool
go_on(struct client *client)
{
	if (client->has_ended)
		return false;
	if (has_turn(client))
		return take_turn(client);
	if (client->fault->is_endless) {
		say_again(client);
		return true;
	}
	if (client->shake != NULL && !shake_is_over(client->shake)) {
		step_session(client);
		return client->out.n > 0;
	}
	client_end(client);
	return false;
}

/* As far as it can; then an event is awaited, or it is gone. */
static void
client_run(struct client *client)
{
	while (send_out(client) && go_on(client))
		continue;
	if (client->is_done)
		client_free(client);
}

static void
hear(struct client *client)
{
	char bytes[4096];
	ssize_t n = recv(client->fd, bytes, sizeof(bytes), 0);

	if (n == 0 && is_endless(client))
		client->is_deaf = true;
	else if (n == 0 || (n == -1 && errno != EAGAIN))
		client->is_done = true;
	if (n > 0 && !client->has_ended)
		buf_append(&client->heard, bytes, (size_t)n);
}

static void
on_ready(struct source *source)
{
	struct client *client = (struct client *)source;

	if (!client->is_deaf)
		hear(client);
	watch(client, EPOLLIN);
	client_run(client);
}

void
client_new(struct clients *clients, const struct fault *fault,
    SSL_CTX *context, int fd)
{
	struct client *client = mem_zalloc(sizeof(*client));
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = client };
	const int small = 64 * 1024;	/* what nobody reads may lie in it */

	client->source.ready = on_ready;
	client->clients = clients;
	client->fault = fault;
	client->fd = fd;
	client->heard = BUF_INIT(HEARD_BYTES);
	client->out = BUF_INIT(OUT_BYTES);
	if (is_endless(client))
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
	if (fault->session != NULL)
		client->shake = shake_new(fault->session, context);
	epoll_ctl(clients->epoll, EPOLL_CTL_ADD, fd, &event);
	client_run(client);
}

int
clients_tick(struct clients *clients)
{
	int64_t now_ms = clock_monotonic_ms(), next_ms = -1;
	struct client *client, *next;

	for (client = clients->first; client != NULL; client = next) {
		next = client->next;
		if (client->due_ms <= now_ms)
			client_run(client);
	}
	for (client = clients->first; client != NULL; client = client->next) {
		if (next_ms == -1 || client->due_ms < next_ms)
			next_ms = client->due_ms;
	}
	if (next_ms == -1)
		return -1;
	now_ms = clock_monotonic_ms();
	return next_ms > now_ms ? (int)(next_ms - now_ms) : 0;
}
