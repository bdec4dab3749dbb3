#include "base/output_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/file.h"
#include "unit/folder.h"

static bool
ends_in_0(const char *name)
{
	return name[strlen(name) - 1] == '0';
}

static int
is_named(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 &&
	    strcmp(entry->d_name, "..") != 0;
}

/* The names in a folder, with blanks between; "-": there is no such. */
static void
assert_names(const char *path, const char *want)
{
	struct buf got = BUF_INIT(1000);
	struct dirent **entries;
	int n = scandir(path, &entries, is_named, alphasort);

	buf_text(&got, n == -1 ? "-" : "");
	for (int i = 0; i < n; i++) {
		buf_printf(&got, "%s%s", i ? " " : "", entries[i]->d_name);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	assert_string_equal(got.p, want);
	buf_release(&got);
}

static void
open_with(struct output_folder *out, const char *path, const char *name)
{
	struct err err = ERR_NONE;

	assert_int_equal(output_folder_open(out, path, &err), 0);
	assert_int_equal(output_folder_put(out, name, (struct span){
		(const uint8_t *)"text", 4 }, &err), 0);
}

static void
it_appears_whole_or_not_at_all(void **state)
{
	struct output_folder folder;
	struct err err = ERR_NONE;
	struct buf text = BUF_INIT(10);
	struct stat st;

	(void)state;
	umask(022);
	open_with(&folder, "new/", "a.0");
	assert_names("new", "-");
	output_folder_release(&folder);
	assert_names(".", "");
	open_with(&folder, "new/", "a.0");
	assert_int_equal(output_folder_commit(&folder, ends_in_0, &err), 0);
	output_folder_release(&folder);
	assert_names(".", "new");
	assert_names("new", "a.0");
	assert_int_equal(file_read(&text, "new/a.0", &err), 0);
	assert_string_equal(text.p, "text");
	assert_int_equal(stat("new", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
	assert_int_equal(stat("new/a.0", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	buf_release(&text);
}

static void
what_may_go_is_replaced(void **state)
{
	struct output_folder folder;
	struct err err = ERR_NONE;

	(void)state;
	mkdir("empty", 0700);
	mkdir("full", 0700);
	folder_put("full/b.0", "b");
	assert_int_equal(symlink("b.0", "full/c.0"), 0);
	open_with(&folder, "empty", "a.0");
	assert_int_equal(output_folder_commit(&folder, ends_in_0, &err), 0);
	output_folder_release(&folder);
	open_with(&folder, "full", "a.0");
	assert_int_equal(output_folder_commit(&folder, ends_in_0, &err), 0);
	output_folder_release(&folder);
	assert_names(".", "empty full");
	assert_names("empty", "a.0");
	assert_names("full", "a.0");
}

static void
what_may_not_go_stays(void **state)
{
	static const struct {
		const char *path, *says;
	} cases[] = {
		{ "file", "file is there already and is no folder; name "
		    "another one" },
		{ "link", "link is there already and is no folder; name "
		    "another one" },
		{ "mine", "mine holds 'b.txt', which would be lost; name a "
		    "new folder" },
		{ "deep", "deep holds 'd.0', which would be lost; name a new "
		    "folder" },
	};

	(void)state;
	folder_put("file", "x");
	mkdir("mine", 0700);
	folder_put("mine/a.0", "a");
	folder_put("mine/b.txt", "b");
	mkdir("deep", 0700);
	mkdir("deep/d.0", 0700);
	assert_int_equal(symlink("mine", "link"), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct output_folder folder;
		struct err err = ERR_NONE;

		open_with(&folder, cases[i].path, "new.0");
		assert_int_equal(output_folder_commit(&folder, ends_in_0,
			&err), -1);
		assert_string_equal(err.msg, cases[i].says);
		output_folder_release(&folder);
	}
	assert_names(".", "deep file link mine");
	assert_names("mine", "a.0 b.txt");
	assert_names("deep", "d.0");
}

static void
nowhere_is_told(void **state)
{
	struct output_folder folder = { 0 };
	struct err err = ERR_NONE;

	(void)state;
	assert_int_equal(output_folder_open(&folder, "no/where", &err), -1);
	assert_string_equal(err.msg, "cannot make a folder beside no/where: "
	    "No such file or directory");
	output_folder_release(&folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(it_appears_whole_or_not_at_all),
		IN_FOLDER(what_may_go_is_replaced),
		IN_FOLDER(what_may_not_go_stays),
		IN_FOLDER(nowhere_is_told),
	};

	return cmocka_run_group_tests_name("output_folder", tests, NULL,
	    NULL);
}
