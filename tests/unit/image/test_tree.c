#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/tree.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

#define N(items)	(sizeof(items) / sizeof((items)[0]))

static struct budget budget;

static size_t
add(struct tree *tree, const char *path, enum entry_kind kind,
    const char *target)
{
	const struct entry entry = { .path = path, .kind = kind,
		.target = target };
	struct err err = ERR_NONE;
	size_t id;

	if (tree_add(tree, &id, &entry, &budget, &err) == -1)
		fail_msg("%s: %s", path, err.msg);
	return id;
}

/* A device's root, and what a hostile one could have in it. */
static void
fill(struct tree *tree)
{
	char name[32], target[32];

	tree_init(tree);
	add(tree, "./etc/", ENTRY_FOLDER, NULL);
	add(tree, "/etc/ssl/cert.pem", ENTRY_FILE, NULL);
	add(tree, "etc//ssl/./other.pem", ENTRY_FILE, NULL);
	add(tree, "etc/ssl-old/cert.pem", ENTRY_FILE, NULL);
	add(tree, "usr/share/ca/a.crt", ENTRY_FILE, NULL);
	add(tree, "etc/ssl/a.0", ENTRY_LINK, "../../usr/share/ca/a.crt");
	add(tree, "etc/ssl/b.0", ENTRY_LINK, "/usr/share/ca/a.crt");
	add(tree, "etc/ssl/c.0", ENTRY_LINK, "b.0");
	add(tree, "lib", ENTRY_LINK, "usr/share");
	add(tree, "out", ENTRY_LINK, "../../../../etc/ssl/cert.pem");
	add(tree, "nowhere", ENTRY_LINK, "/no/such/thing");
	add(tree, "self", ENTRY_LINK, "self");
	add(tree, "ping", ENTRY_LINK, "pong");
	add(tree, "pong", ENTRY_LINK, "ping/x");
	add(tree, "hard", ENTRY_HARD_LINK, "etc/ssl/cert.pem");
	add(tree, "null", ENTRY_OTHER, NULL);
	add(tree, "../../etc/passwd", ENTRY_FILE, NULL);
	add(tree, "twice", ENTRY_FILE, NULL);
	add(tree, "twice", ENTRY_LINK, "etc/ssl/cert.pem");
	for (int i = 0; i <= LIMIT_IMAGE_LINKS; i++) {
		snprintf(name, sizeof(name), "chain%d", i);
		snprintf(target, sizeof(target), "chain%d", i + 1);
		add(tree, name, ENTRY_LINK, target);
	}
	snprintf(name, sizeof(name), "chain%d", LIMIT_IMAGE_LINKS + 1);
	add(tree, name, ENTRY_FILE, NULL);
	tree_sort(tree);
}

static const struct resolve_case {
	const char *path;
	enum tree_kind kind;
	const char *real;	/* NULL: it does not matter */
} cases[] = {
	{ "", TREE_FOLDER, "" },
	{ "/", TREE_FOLDER, "" },
	{ ".", TREE_FOLDER, "" },
	{ "etc", TREE_FOLDER, "etc" },
	{ "etc/ssl", TREE_FOLDER, "etc/ssl" },
	{ "etc/ss", TREE_NOTHING, "etc/ss" },
	{ "/etc//ssl/", TREE_FOLDER, "etc/ssl" },
	{ "etc/ssl/cert.pem", TREE_FILE, "etc/ssl/cert.pem" },
	{ "etc/ssl/other.pem", TREE_FILE, "etc/ssl/other.pem" },
	{ "etc/../etc/ssl/cert.pem", TREE_FILE, "etc/ssl/cert.pem" },
	{ "../../etc/ssl/cert.pem", TREE_FILE, "etc/ssl/cert.pem" },
	{ "etc/ssl/a.0", TREE_FILE, "usr/share/ca/a.crt" },
	{ "etc/ssl/b.0", TREE_FILE, "usr/share/ca/a.crt" },
	{ "etc/ssl/c.0", TREE_FILE, "usr/share/ca/a.crt" },
	{ "lib", TREE_FOLDER, "usr/share" },
	{ "lib/ca/a.crt", TREE_FILE, "usr/share/ca/a.crt" },
	{ "lib/../share/ca/a.crt", TREE_FILE, "usr/share/ca/a.crt" },
	{ "out", TREE_FILE, "etc/ssl/cert.pem" },
	{ "hard", TREE_FILE, "etc/ssl/cert.pem" },
	{ "twice", TREE_FILE, "etc/ssl/cert.pem" },
	{ "null", TREE_OTHER, "null" },
	{ "nowhere", TREE_NOTHING, "no/such/thing" },
	{ "self", TREE_LOOP, NULL },
	{ "ping", TREE_LOOP, NULL },
	{ "chain0", TREE_LOOP, NULL },
	{ "chain1", TREE_FILE, NULL },
	{ "etc/passwd", TREE_NOTHING, "etc/passwd" },
	{ "../../etc/passwd", TREE_NOTHING, "etc/passwd" },
};

static void
links_lead_nowhere_out_of_the_tree(void **state)
{
	struct buf real = BUF_INIT(100000);
	struct tree tree;

	(void)state;
	fill(&tree);
	for (size_t i = 0; i < N(cases); i++) {
		size_t id = SIZE_MAX;
		enum tree_kind kind = tree_resolve(&tree, &real, &id,
		    cases[i].path);

		if (kind != cases[i].kind)
			fail_msg("'%s' is of kind %d, not %d",
			    cases[i].path, kind, cases[i].kind);
		if (cases[i].real != NULL &&
		    strcmp(real.p, cases[i].real) != 0)
			fail_msg("'%s' is '%s', not '%s'", cases[i].path,
			    real.p, cases[i].real);
		if (kind == TREE_FILE)
			assert_string_equal(tree_path(&tree, id), real.p);
	}
	buf_release(&real);
	tree_release(&tree);
}

static void
list(struct buf *out, const struct tree *tree, const char *folder)
{
	size_t at = 0, id;

	buf_clear(out);
	buf_text(out, "");
	while (tree_next_in(tree, folder, &at, &id))
		buf_printf(out, "%s%s", out->n ? " " : "",
		    tree_path(tree, id));
}

static void
a_folder_has_what_is_directly_in_it(void **state)
{
	struct buf got = BUF_INIT(100000);
	struct tree tree;

	(void)state;
	fill(&tree);
	list(&got, &tree, "etc/ssl");
	assert_string_equal(got.p, "etc/ssl/a.0 etc/ssl/b.0 etc/ssl/c.0 "
	    "etc/ssl/cert.pem etc/ssl/other.pem");
	list(&got, &tree, "etc");
	assert_string_equal(got.p, "");
	list(&got, &tree, "usr/share/ca");
	assert_string_equal(got.p, "usr/share/ca/a.crt");
	list(&got, &tree, "no");
	assert_string_equal(got.p, "");
	list(&got, &tree, "");
	assert_non_null(strstr(got.p, "etc hard lib nowhere null out ping"));
	assert_null(strstr(got.p, "twice twice"));
	buf_release(&got);
	tree_release(&tree);
}

static void
the_later_of_two_names_holds(void **state)
{
	struct tree tree;
	size_t first, second;

	(void)state;
	tree_init(&tree);
	first = add(&tree, "x", ENTRY_FILE, NULL);
	add(&tree, "x/y", ENTRY_FILE, NULL);
	second = add(&tree, "./x", ENTRY_FILE, NULL);
	tree_sort(&tree);
	assert_false(tree_is_current(&tree, first));
	assert_true(tree_is_current(&tree, second));
	tree_release(&tree);
}

static void
limits_are_limits(void **state)
{
	char path[LIMIT_IMAGE_PATH_BYTES + 2];
	struct entry entry = { .path = path, .kind = ENTRY_FILE };
	struct err err = ERR_NONE;
	struct tree tree;
	size_t id;

	(void)state;
	tree_init(&tree);
	memset(path, 'x', sizeof(path));
	path[LIMIT_IMAGE_PATH_BYTES] = '\0';
	assert_int_equal(tree_add(&tree, &id, &entry, &budget, &err), 0);
	path[LIMIT_IMAGE_PATH_BYTES] = 'x';
	path[LIMIT_IMAGE_PATH_BYTES + 1] = '\0';
	assert_int_equal(tree_add(&tree, &id, &entry, &budget, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	entry.path = "x";
	budget.entries = 1;
	assert_int_equal(tree_add(&tree, &id, &entry, &budget, &err), 0);
	assert_int_equal(tree_add(&tree, &id, &entry, &budget, &err), -1);
	budget = budget_whole;
	budget.names = 3;
	assert_int_equal(tree_add(&tree, &id, &entry, &budget, &err), 0);
	assert_int_equal(tree_add(&tree, &id, &entry, &budget, &err), -1);
	assert_int_equal(tree.n, 3);
	tree_release(&tree);
}

static int
set_up(void **state)
{
	(void)state;
	budget = budget_whole;
	return 0;
}

#define EACH(f) cmocka_unit_test_setup(f, set_up)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(links_lead_nowhere_out_of_the_tree),
		EACH(a_folder_has_what_is_directly_in_it),
		EACH(the_later_of_two_names_holds),
		EACH(limits_are_limits),
	};

	return cmocka_run_group_tests_name("image_tree", tests, NULL, NULL);
}
