#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"

#include <dirent.h>
#include <sys/stat.h>

#include "unit/folder.h"

static size_t
count_entries(const char *path)
{
	DIR *directory = opendir(path);
	size_t n = 0;

	assert_non_null(directory);
	while (readdir(directory) != NULL)
		n++;
	closedir(directory);
	return n - 2;	/* . and .. */
}

static void
check_content(const char *path, const char *wanted)
{
	struct buf buf = BUF_INIT(1000);
	struct err err = ERR_NONE;

	if (file_read(&buf, path, &err) == -1)
		fail_msg("%s", err.msg);
	assert_int_equal(buf.n, strlen(wanted));
	assert_memory_equal(buf.p ? buf.p : "", wanted, buf.n);
	buf_release(&buf);
}

static void
test_read(void **state)
{
	struct buf buf = BUF_INIT(5);
	struct err err = ERR_NONE;

	(void)state;
	folder_put("four", "1234");
	folder_put("five", "12345");
	folder_put("six", "123456");
	check_content("four", "1234");
	assert_int_equal(file_read(&buf, "five", &err), 0);
	buf_clear(&buf);
	assert_int_equal(file_read(&buf, "six", &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_string_equal(err.msg, "six is larger than 5 bytes");
	buf_clear(&buf);
	assert_int_equal(file_read(&buf, "none", &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_int_equal(file_read(&buf, ".", &err), -1);
	assert_int_equal(err.code, ERR_FAILED);
	buf_release(&buf);
}

static void
test_write_replaces_whole(void **state)
{
	struct stat st;
	struct err err = ERR_NONE;

	(void)state;
	folder_put("a", "old");
	assert_int_equal(file_write("a", (struct span){
	    (const uint8_t *)"n\0w", 3 }, 0640, &err), 0);
	assert_int_equal(stat("a", &st), 0);
	assert_int_equal(st.st_size, 3);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(file_write("a", (struct span){ NULL, 0 }, 0600, &err),
	    0);
	check_content("a", "");
	assert_int_equal(count_entries("."), 1);
}

static void
test_failure_leaves_no_trace(void **state)
{
	struct span bytes = { (const uint8_t *)"new", 3 };
	struct output output;
	struct err err = ERR_NONE;

	(void)state;
	folder_put("a", "old");
	/* Given up before commit. */
	assert_int_equal(output_open(&output, "a", &err), 0);
	fputs("new", output.stream);
	output_release(&output);
	check_content("a", "old");
	/* The rename fails: a folder has taken its place meanwhile. */
	assert_int_equal(output_open(&output, "b", &err), 0);
	assert_int_equal(mkdir("b", 0755), 0);
	assert_int_equal(output_commit(&output, &err), -1);
	output_release(&output);
	/* No such folder. */
	assert_int_equal(file_write("none/a", bytes, 0644, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	/* A folder is no file. */
	assert_int_equal(file_write("b", bytes, 0644, &err), -1);
	assert_int_equal(count_entries("."), 2);
	assert_int_equal(count_entries("b"), 0);
}

/* The name of an open file is written to, and what it holds stays. */
static void
test_open_file_by_name(void **state)
{
	FILE *stream = fopen("held", "w+");
	struct output output;
	struct err err = ERR_NONE;
	char *name;

	(void)state;
	fputs("before ", stream);
	fflush(stream);
	name = mem_printf("/proc/self/fd/%d", fileno(stream));
	if (output_open(&output, name, &err) == -1)
		fail_msg("%s", err.msg);
	fputs("after", output.stream);
	assert_int_equal(output_commit(&output, &err), 0);
	output_release(&output);
	check_content("held", "before after");
	assert_int_equal(count_entries("."), 1);
	fclose(stream);
	free(name);
}

/* /dev/full is a disk without room: writing is found to fail. */
static mode_t
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode;
}

static void
write_output(const char *path, const char *text)
{
	struct output output;
	struct err err = ERR_NONE;

	if (output_open(&output, path, &err) == -1)
		fail_msg("%s", err.msg);
	fputs(text, output.stream);
	if (output_commit(&output, &err) == -1)
		fail_msg("%s", err.msg);
	output_release(&output);
}

static void
test_link_is_followed(void **state)
{
	struct output output;
	struct err err = ERR_NONE;

	(void)state;
	assert_int_equal(mkdir("real", 0777), 0);
	folder_put("real/file", "old");
	assert_int_equal(symlink("real/link", "link"), 0);
	assert_int_equal(symlink("file", "real/link"), 0);
	assert_int_equal(symlink("real/new", "dangling"), 0);
	assert_int_equal(symlink("loop", "loop"), 0);
	write_output("link", "new");
	assert_true(S_ISLNK(mode_of("link")));
	assert_true(S_ISLNK(mode_of("real/link")));
	check_content("real/file", "new");
	write_output("dangling", "made");
	assert_true(S_ISLNK(mode_of("dangling")));
	check_content("real/new", "made");
	assert_int_equal(output_open(&output, "loop", &err), -1);
	assert_string_equal(err.msg,
	    "cannot follow loop: Too many levels of symbolic links");
	output_release(&output);
}

static void
test_mode_is_kept(void **state)
{
	mode_t mask = umask(022);

	(void)state;
	folder_put("file", "old");
	assert_int_equal(chmod("file", 0600), 0);
	write_output("file", "new");
	assert_int_equal(mode_of("file") & 07777, 0600);
	check_content("file", "new");
	write_output("other", "new");
	assert_int_equal(mode_of("other") & 07777, 0644);
	umask(mask);
}

static void
test_full_device(void **state)
{
	struct output output;
	struct err err = ERR_NONE;

	(void)state;
	assert_int_equal(output_open(&output, "/dev/full", &err), 0);
	fputs("new", output.stream);
	assert_int_equal(output_commit(&output, &err), -1);
	assert_string_equal(err.msg, "cannot write /dev/full: No space left "
	    "on device");
	output_release(&output);
}

static void
test_device_is_not_replaced(void **state)
{
	struct output output;
	struct stat st;
	struct err err = ERR_NONE;

	(void)state;
	assert_int_equal(symlink("/dev/null", "null"), 0);
	assert_int_equal(output_open(&output, "null", &err), 0);
	fputs("new", output.stream);
	assert_int_equal(output_commit(&output, &err), 0);
	output_release(&output);
	assert_int_equal(lstat("null", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat("null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
	assert_int_equal(count_entries("."), 1);
}

static void
test_directories(void **state)
{
	struct err err = ERR_NONE;

	(void)state;
	assert_int_equal(file_make_directories("a/b//c/", &err), 0);
	assert_int_equal(file_make_directories("a/b/c", &err), 0);
	folder_put("a/b/c/f", "x");
	assert_int_equal(file_make_directories("a/b/c/f/g", &err), -1);
	assert_string_equal(err.msg, "cannot create a/b/c/f/g: Not a "
	    "directory");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_read),
		IN_FOLDER(test_write_replaces_whole),
		IN_FOLDER(test_failure_leaves_no_trace),
		IN_FOLDER(test_open_file_by_name),
		IN_FOLDER(test_link_is_followed),
		IN_FOLDER(test_mode_is_kept),
		IN_FOLDER(test_full_device),
		IN_FOLDER(test_device_is_not_replaced),
		IN_FOLDER(test_directories),
	};

	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
