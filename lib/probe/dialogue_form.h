#ifndef PROBE_DIALOGUE_FORM_H
#define PROBE_DIALOGUE_FORM_H

#include "probe/dialogue.h"

/* What an answer means. */
enum heard {
	HEARD_TOO_LITTLE,	/* more must come before anything is said */
	HEARD_ON,		/* something was taken; there may be more */
	HEARD_DONE,
	HEARD_FAILED,		/* reason and detail are set */
};

/* One step of a dialogue in lines; starttls_lines.c says how to read it. */
struct line_step {
	const char *say;	/* first; % is peer->self; NULL: nothing */
	const char *go;		/* lines that lead to the next step */
	const char *pass;	/* lines that may come before it; or NULL */
	const char *offer;	/* lines of which one must come; or NULL */
};

struct line_script {
	const struct line_step *steps;
	int n_steps;
	const char *no;		/* lines that refuse */
	bool has_blocks;	/* pass begins one, which go ends */
};

struct dialogue_form {
	/* Says the first words; may be NULL. */
	void (*begin)(struct dialogue *dialogue);
	/* Hears unread, which is not empty: takes, says, judges. */
	enum heard (*hear)(struct dialogue *dialogue, struct span unread);
	const struct line_script *script;	/* of lines_hear only */
	bool is_proxy;
	/* The byte that is all of an agreement, and with which the words of
	 * another protocol may begin; 0: there is none. */
	char may_be_other;
};

/* For the forms, which say something by appending it to out. */

/* n bytes of what was unread are read. */
void dialogue_take(struct dialogue *dialogue, size_t n);

/* Each of these fails the dialogue and returns HEARD_FAILED. */
/* The server said no; words is what it said, cut where it is long. */
enum heard dialogue_refuse(struct dialogue *dialogue, struct span words);
enum heard dialogue_refusef(struct dialogue *dialogue, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The first words are of another protocol, which is guessed once there are
 * enough of them: HEARD_TOO_LITTLE until then. */
enum heard dialogue_stray(struct dialogue *dialogue);
enum heard dialogue_fail(struct dialogue *dialogue, enum reason reason,
    const char *detail);

/*
 * Takes a line into *line, without its end: HEARD_ON, or HEARD_TOO_LITTLE
 * where none is complete. One too many fails the dialogue.
 */
enum heard dialogue_take_line(struct dialogue *dialogue, struct span unread,
    struct span *line);

void lines_begin(struct dialogue *dialogue);
enum heard lines_hear(struct dialogue *dialogue, struct span unread);

extern const struct dialogue_form form_smtp, form_lmtp, form_imap, form_pop3,
    form_ftp, form_nntp, form_sieve, form_irc, form_xmpp, form_xmpp_server,
    form_ldap, form_postgres, form_mysql, form_rdp, form_proxy_http,
    form_proxy_socks5;

#endif
