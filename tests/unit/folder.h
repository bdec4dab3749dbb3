#pragma once
/*
 * A test in an empty folder of its own: setup and teardown for cmocka, and
 * files in it. The folder is the working directory while the test runs.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

static inline void
folder_put(const char *path, const char *text)
{
	FILE *stream = fopen(path, "we");

	if (stream == NULL || fputs(text, stream) == EOF ||
	    fclose(stream) == EOF) {
		perror(path);
		abort();
	}
}

static inline int
folder_remove_one(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int
folder_enter(void **state)
{
	*state = mem_strdup("/tmp/kedge-test-XXXXXX");
	return mkdtemp(*state) == NULL || chdir(*state) == -1;
}

static inline int
folder_leave(void **state)
{
	int result = chdir("/") == -1 || nftw(*state, folder_remove_one, 8,
	    FTW_DEPTH | FTW_PHYS) != 0;

	free(*state);
	return result;
}

#define IN_FOLDER(f) \
	cmocka_unit_test_setup_teardown(f, folder_enter, folder_leave)
