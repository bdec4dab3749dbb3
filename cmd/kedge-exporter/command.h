#ifndef COMMAND_H
#define COMMAND_H

#include "base/options.h"

/* The command line of kedge-exporter. */
struct command {
	struct options options;
	const char *listen;
	const char *interval;
	int64_t interval_s;
};

#define COMMAND_DEFAULT \
	((struct command){ .listen = "127.0.0.1:9843", .interval = "5m" })

/* Parses and checks; answers --help and --version, and then says so, with the
 * exit status. */
int command_parse(struct command *command, bool *answered, int *status,
    int argc, char **argv, struct err *err);
void command_release(struct command *command);

/* The policies that are given, or the standard one. */
struct texts command_policies(const struct command *command);

/* One line on standard error, after the program's name. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
