/*
 * hostile FAULT... | hostile --list: servers with these faults, each on a port
 * of its own, which it prints as "FAULT PORT"; then "ready". Any address of
 * 127/8 leads to them. It runs until it is stopped by a signal.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "hostile/server.h"

enum { STATUS_OK, STATUS_FAILED, STATUS_USAGE };

static int
list_all(void)
{
	const struct fault *fault;

	for (size_t i = 0; (fault = fault_at(i)) != NULL; i++)
		puts(fault->name);
	return STATUS_OK;
}

static int
listen_all(struct server *server, char *const *names)
{
	for (; *names != NULL; names++) {
		const struct fault *fault = fault_find(*names);
		unsigned port;

		if (fault == NULL) {
			fprintf(stderr, "hostile: there is no fault \"%s\"; "
			    "--list has their names\n", *names);
			return STATUS_USAGE;
		}
		port = server_listen(server, fault);
		if (port == 0) {
			fprintf(stderr, "hostile: cannot listen for %s: %s\n",
			    *names, strerror(errno));
			return STATUS_FAILED;
		}
		printf("%s %u\n", *names, port);
	}
	puts("ready");
	return fflush(stdout) == 0 ? STATUS_OK : STATUS_FAILED;
}

int
main(int argc, char **argv)
{
	struct rlimit files;
	struct server *server;
	int status;

	if (argc < 2) {
		fprintf(stderr, "usage: hostile FAULT... | hostile --list\n");
		return STATUS_USAGE;
	}
	if (strcmp(argv[1], "--list") == 0)
		return list_all();
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	server = server_new();
	status = listen_all(server, argv + 1);
	if (status == STATUS_OK)
		server_run(server);
	return status;
}
