#ifndef PROBE_DIALOGUE_H
#define PROBE_DIALOGUE_H

#include "base/buf.h"
#include "base/protocol.h"
#include "base/proxy.h"
#include "verify/observation.h"

/* Whom we talk to and as whom. Borrowed until the dialogue ends. */
struct dialogue_peer {
	const char *host;	/* of the target, and what a proxy is told */
	uint16_t port;
	const char *domain;	/* what an XMPP stream is opened to */
	char self[64];		/* as EHLO says it; see dialogue_call_self */
	const struct proxy *proxy;	/* or NULL */
};

/* Our numeric address as RFC 5321 section 4.1.3 writes it: "[192.0.2.1]". */
void dialogue_call_self(struct dialogue_peer *peer, const char *address);

/* One way of talking, such as SMTP's; static. */
struct dialogue_form;

/* NULL for STARTTLS_NONE, where there is nothing to say. */
const struct dialogue_form *starttls_form(enum starttls starttls);
const struct dialogue_form *proxy_form(enum proxy_kind kind);

/*
 * What is said before TLS: a pure function of the bytes that come, which does
 * not depend on how they are cut. It hears at most LIMIT_DIALOGUE_BYTES and
 * LIMIT_DIALOGUE_LINES.
 */
struct dialogue {
	const struct dialogue_form *form;
	const struct dialogue_peer *peer;
	int step;
	bool has_offered;	/* TLS, within this step */
	bool in_block;		/* of lines that make up one answer */
	bool is_stray;		/* the first words are not of this protocol */
	bool has_more;		/* behind an agreement; see may_be_other */
	size_t n_lines;
	struct buf in;		/* all that came */
	size_t taken;		/* bytes of in */
	struct buf out;		/* to be sent; the caller clears it */
	enum reason reason;	/* once failed */
	char *detail;		/* perhaps the server's words; or NULL */
};

enum dialogue_state {
	DIALOGUE_GOES_ON,	/* it needs to hear more */
	DIALOGUE_DONE,		/* once out is sent, the way is free */
	DIALOGUE_FAILED,	/* see reason and detail */
};

/* out may hold what is to be said first. */
void dialogue_begin(struct dialogue *dialogue,
    const struct dialogue_form *form, const struct dialogue_peer *peer);
void dialogue_release(struct dialogue *dialogue);

/* Not to be called once it is done or has failed. */
enum dialogue_state dialogue_hear(struct dialogue *dialogue,
    struct span came);

bool dialogue_is_with_proxy(const struct dialogue *dialogue);

/*
 * What came once it was done, and before anything was said in TLS: the same
 * comes of it as if it had come at once. Not for proxies.
 */
enum dialogue_state dialogue_hear_late(struct dialogue *dialogue,
    struct span came);

/*
 * What it is that came where TLS should begin, and is no TLS: an injection;
 * or, where an agreement of this form may begin other protocols, such a one,
 * REASON_NOT_TLS with its name in *protocol.
 */
enum reason starttls_reason_behind(const struct dialogue_form *form,
    struct span came, const char **protocol);

/*
 * What came after the end of a dialogue with a proxy: the target's first
 * words. After any other dialogue it is a failure.
 */
struct span dialogue_rest(const struct dialogue *dialogue);

/* Why a dialogue fails that was cut short. */
enum dialogue_cut {
	DIALOGUE_TIMEOUT,
	DIALOGUE_EOF,
	DIALOGUE_RESET,
};

void dialogue_cut(struct dialogue *dialogue, enum dialogue_cut cut);

#endif
