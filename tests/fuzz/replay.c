/*
 * Gives each file named, and each file of each folder named, to the fuzz
 * target that this is linked with: the corpus as a plain test.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static size_t
replay_file(const char *path)
{
	struct buf bytes = BUF_INIT(LIMIT_BUNDLE_BYTES);
	struct err err = ERR_NONE;
	uint8_t *exact;

	if (file_read(&bytes, path, &err) == -1) {
		fprintf(stderr, "replay: %s\n", err.msg);
		exit(2);
	}
	exact = mem_dup(bytes.p, bytes.n);	/* no NUL behind it */
	LLVMFuzzerTestOneInput(exact, bytes.n);
	free(exact);
	buf_release(&bytes);
	return 1;
}

static size_t
replay_folder(const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, alphasort);
	size_t replayed = 0;

	for (int i = 0; i < n; i++) {
		char *file = mem_printf("%s/%s", path, entries[i]->d_name);

		if (entries[i]->d_name[0] != '.')
			replayed += replay_file(file);
		free(file);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return replayed;
}

int
main(int argc, char **argv)
{
	size_t replayed = 0;
	struct stat st;

	for (int i = 1; i < argc; i++) {
		if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
			replayed += replay_folder(argv[i]);
		else
			replayed += replay_file(argv[i]);
	}
	printf("%zu inputs\n", replayed);
	return replayed > 0 ? 0 : 2;	/* nothing replayed is no pass */
}
