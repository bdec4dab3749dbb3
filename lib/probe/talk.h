#ifndef PROBE_TALK_H
#define PROBE_TALK_H

#include "probe/dialogue.h"

enum talk_wants {
	TALK_WANTS_READ,
	TALK_WANTS_WRITE,
	TALK_WANTS_NOTHING,	/* it ended; state says how */
};

/*
 * Goes on with a dialogue over a connected, non-blocking socket as far as it
 * can without waiting. Where it ended well, all is sent.
 */
struct talk {
	struct dialogue dialogue;
	enum dialogue_state state;
	size_t sent;		/* bytes of dialogue.out */
};

/* heard is what came already, and may be empty. */
void talk_begin(struct talk *talk, const struct dialogue_form *form,
    const struct dialogue_peer *peer, struct span heard);
enum talk_wants talk_step(struct talk *talk, int fd);
void talk_release(struct talk *talk);

#endif
