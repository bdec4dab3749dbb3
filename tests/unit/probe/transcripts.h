#ifndef TESTS_UNIT_PROBE_TRANSCRIPTS_H
#define TESTS_UNIT_PROBE_TRANSCRIPTS_H

#include "probe/dialogue.h"

/* What servers say before TLS, each to the byte that decides. */
extern const struct good_transcript {
	const char *name;
	enum starttls starttls;
	struct span hears;	/* of the server */
	struct span says;	/* of ours */
} good_transcripts[];
extern const size_t n_good_transcripts;

extern const struct bad_transcript {
	const char *name;
	enum starttls starttls;
	struct span hears;
	enum reason reason;
	const char *detail;
} bad_transcripts[];
extern const size_t n_bad_transcripts;

/* Whom they are held with: example.net on mail.example. */
extern const struct dialogue_peer transcript_peer;

#endif
