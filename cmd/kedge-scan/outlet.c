#include "outlet.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES	65536
#define PIECE_BYTES	4096	/* which a pipe that has room takes whole */
#define FULL_BYTES	(1024 * 1024)
#define MOST_BYTES	(32 * 1024 * 1024)	/* past it, writing waits */
#define TURN_MS		100
#define HURRIED_TURNS	5

static int
outlet_fail(const struct outlet *outlet, struct err *err)
{
	errno = outlet->sys;
	return err_set_errno(err, "cannot write %s", outlet->output.path ?
	    outlet->output.path : "standard output");
}

/* Is there room for a piece within so long? */
static bool
has_room(const struct outlet *outlet, int wait_ms)
{
	struct pollfd ready = { .fd = fileno(outlet->output.stream),
		.events = POLLOUT };

	return outlet->is_file || poll(&ready, 1, wait_ms) > 0;
}

/* Not byte by byte: each move is paid for by as many bytes sent. */
static void
outlet_forget_sent(struct outlet *outlet)
{
	size_t left = outlet->kept.n - outlet->sent;

	if (left > outlet->sent)
		return;
	memmove(outlet->kept.p, outlet->kept.p + outlet->sent, left);
	outlet->kept.n = left;
	outlet->sent = 0;
}

static void
outlet_send_piece(struct outlet *outlet)
{
	size_t n = outlet->kept.n - outlet->sent;
	ssize_t sent;

	if (!outlet->is_file && n > PIECE_BYTES)
		n = PIECE_BYTES;
	sent = write(fileno(outlet->output.stream),
	    outlet->kept.p + outlet->sent, n);
	if (sent >= 0)
		outlet->sent += (size_t)sent;
	else if (errno != EINTR && errno != EAGAIN)
		outlet->sys = errno;
	outlet_forget_sent(outlet);
}

/* Of a FILE: what is written to it. */
static ssize_t
outlet_keep(void *cookie, const char *bytes, size_t n)
{
	struct outlet *outlet = cookie;

	buf_append(&outlet->kept, bytes, n);
	while (outlet->kept.n - outlet->sent > MOST_BYTES &&
	    outlet->sys == 0 && !outlet->is_hurried()) {
		if (has_room(outlet, TURN_MS))
			outlet_send_piece(outlet);
	}
	return (ssize_t)n;
}

int
outlet_open(struct outlet *out, const char *path,
    bool (*is_hurried)(void), struct err *err)
{
	const cookie_io_functions_t functions = { .write = outlet_keep };
	struct stat st;

	*out = (struct outlet){ .kept = BUF_INIT(SIZE_MAX / 2),
		.is_hurried = is_hurried };
	if (output_open(&out->output, path, err) == -1)
		return -1;
	out->is_file = fstat(fileno(out->output.stream), &st) == 0 &&
	    S_ISREG(st.st_mode);
	out->stream = fopencookie(out, "w", functions);
	if (out->stream == NULL)
		return err_set_errno(err, "cannot make a stream");
	return 0;
}

int
outlet_push(struct outlet *outlet, struct err *err)
{
	fflush(outlet->stream);
	while (outlet->sys == 0 && outlet->kept.n > 0 &&
	    (!outlet->is_file || outlet->kept.n >= BLOCK_BYTES) &&
	    has_room(outlet, 0))
		outlet_send_piece(outlet);
	return outlet->sys == 0 ? 0 : outlet_fail(outlet, err);
}

bool
outlet_is_full(const struct outlet *outlet)
{
	return outlet->kept.n - outlet->sent > FULL_BYTES;
}

int
outlet_close(struct outlet *outlet, struct err *err)
{
	int n_hurried = 0;

	if (outlet_push(outlet, err) == -1)
		return -1;
	while (outlet->kept.n > 0) {
		if (has_room(outlet, TURN_MS))
			outlet_send_piece(outlet);
		else if (outlet->is_hurried() && ++n_hurried >= HURRIED_TURNS)
			outlet->sys = ETIMEDOUT;
		if (outlet->sys != 0)
			return outlet_fail(outlet, err);
	}
	return output_commit(&outlet->output, err);
}

void
outlet_release(struct outlet *outlet)
{
	if (outlet->stream != NULL)
		fclose(outlet->stream);
	output_release(&outlet->output);
	buf_release(&outlet->kept);
}
