#ifndef POLICY_FAULT_H
#define POLICY_FAULT_H

#include <stddef.h>

/* Where in a policy something stands; line and column from 1. */
struct mark {
	const char *file;	/* owned by the estate */
	size_t line, column;	/* 0: a file that could not be read */
};

/* A policy file, or part of one, that could not be used. */
struct policy_fault {
	char *message;		/* file:line:column: what and what to do */
	struct mark mark;
};

/* In the order in which they were found. Zero-initialised is empty. */
struct faults {
	struct policy_fault *items;
	size_t n, cap;
};

/*
 * The place goes before the message (which names the file itself where there
 * is no line), and all of it is made safe for a terminal.
 */
void fault_add(struct faults *faults, struct mark mark, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void faults_release(struct faults *faults);

#endif
