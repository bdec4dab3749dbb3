#include "probe/talk.h"

#include <errno.h>
#include <sys/socket.h>

#define READ_BYTES 4096

void
talk_begin(struct talk *talk, const struct dialogue_form *form,
    const struct dialogue_peer *peer, struct span heard)
{
	dialogue_begin(&talk->dialogue, form, peer);
	talk->state = DIALOGUE_GOES_ON;
	talk->sent = 0;
	if (heard.n > 0)
		talk->state = dialogue_hear(&talk->dialogue, heard);
}

void
talk_release(struct talk *talk)
{
	dialogue_release(&talk->dialogue);
}

static void
fail(struct talk *talk, enum dialogue_cut cut)
{
	dialogue_cut(&talk->dialogue, cut);
	talk->state = DIALOGUE_FAILED;
}

/* Is an error of the socket one to wait after? Otherwise the talk fails. */
static bool
is_passing(struct talk *talk, int sys)
{
	if (sys == EAGAIN || sys == EINTR)
		return true;
	fail(talk, sys == ETIMEDOUT ? DIALOGUE_TIMEOUT : DIALOGUE_RESET);
	return false;
}

/* False where it must wait before the rest is sent. */
static bool
say(struct talk *talk, int fd)
{
	struct buf *out = &talk->dialogue.out;

	while (talk->sent < out->n) {
		ssize_t n = send(fd, out->p + talk->sent, out->n - talk->sent,
		    MSG_NOSIGNAL);

		if (n == -1)
			return !is_passing(talk, errno);
		talk->sent += (size_t)n;
	}
	buf_clear(out);
	talk->sent = 0;
	return true;
}

/* False where nothing is there yet. */
static bool
hear(struct talk *talk, int fd)
{
	uint8_t bytes[READ_BYTES];
	ssize_t n = recv(fd, bytes, sizeof(bytes), 0);

	if (n == -1)
		return !is_passing(talk, errno);
	if (n == 0)
		fail(talk, DIALOGUE_EOF);
	else
		talk->state = dialogue_hear(&talk->dialogue,
		    (struct span){ bytes, (size_t)n });
	return true;
}

/* Whatever is there before our first word in TLS is no TLS. */
static void
hear_late(struct talk *talk, int fd)
{
	uint8_t bytes[READ_BYTES];
	ssize_t n = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (n > 0)
		talk->state = dialogue_hear_late(&talk->dialogue,
		    (struct span){ bytes, (size_t)n });
}

enum talk_wants
talk_step(struct talk *talk, int fd)
{
	while (talk->state != DIALOGUE_FAILED) {
		if (!say(talk, fd))
			return TALK_WANTS_WRITE;
		if (talk->state == DIALOGUE_DONE &&
		    !dialogue_is_with_proxy(&talk->dialogue))
			hear_late(talk, fd);
		if (talk->state == DIALOGUE_DONE)
			return TALK_WANTS_NOTHING;
		if (talk->state == DIALOGUE_GOES_ON && !hear(talk, fd))
			return TALK_WANTS_READ;
	}
	return TALK_WANTS_NOTHING;
}
