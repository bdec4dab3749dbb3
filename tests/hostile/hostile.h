#pragma once
/*
 * Servers that do what no server should. Each fault is a row of one table:
 * what is said, when, and how the connection ends. Whoever wants to see what a
 * scanner makes of it connects to the fault's port.
 */
#include <openssl/ssl.h>

#include "base/buf.h"

enum { TURNS = 5, OUT_BYTES = 1024 * 1024 };

enum listening {
	LISTENS,
	REFUSES,		/* a port that nobody listens on */
	IS_FULL,		/* its queue is, and it drops who comes */
};

enum after {
	AFTER_NOTHING,
	AFTER_HELLO,		/* a whole TLS record of the client */
	AFTER_LINE,		/* a line of the client */
	AFTER_ANYTHING,
};

enum ending { HOLDS, CLOSES, RESETS };

/* What is said once: bytes, or what a function says. */
struct turn {
	enum after after;
	struct span bytes;
	/* heard: what the client said since the last turn. */
	void (*say)(struct buf *out, struct span heard);
	/* TLS 1.2 up to these certificates, each with its length. */
	void (*certificates)(struct buf *list);
	int pause_ms;		/* between two bytes; 0: all at once */
};

/* A real handshake, and what goes wrong with it. */
struct session {
	void (*set)(SSL_CTX *context);
	size_t stop_after;	/* records; 0: goes on */
	size_t spoil;		/* the last byte of this record; 0: none */
	bool chatters;		/* without an end, once it is complete */
};

struct fault {
	const char *name;
	enum listening listening;
	struct turn turns[TURNS];	/* up to one that says nothing */
	bool is_endless;	/* the last turn is said again and again */
	const struct session *session;	/* after the turns, or NULL */
	enum ending ending;	/* after all that */
};

#define SAYS(text) \
	{ (const uint8_t *)(text), sizeof(text) - 1 }

/* The rows, by kind. */
struct faults {
	const struct fault *rows;
	size_t n;
};

extern const struct faults faults_of_connections, faults_of_text,
    faults_of_dialogues, faults_of_handshakes, faults_of_certificates;

/* Through all of them, then NULL. */
const struct fault *fault_at(size_t i);
const struct fault *fault_find(const char *name);
