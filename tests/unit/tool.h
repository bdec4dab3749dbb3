#pragma once
/*
 * Runs a tool of the system in the working directory of a test, and ends the
 * test where it is missing or fails. What it says goes nowhere.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* argv ends with NULL; input is a file for its standard input, or NULL. */
static inline void
tool_run(const char *input, const char *output, char *const argv[])
{
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status = -1;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO,
	    input ? input : "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO,
	    output ? output : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
	    O_WRONLY, 0);
	if (posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) != 0 ||
	    waitpid(pid, &status, 0) == -1 || status != 0) {
		fprintf(stderr, "%s: it is missing, or failed: status %d\n",
		    argv[0], status);
		abort();
	}
	posix_spawn_file_actions_destroy(&actions);
}

#define TOOL(input, output, ...) \
	tool_run(input, output, (char *[]){ __VA_ARGS__, NULL })
