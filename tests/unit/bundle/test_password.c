#include "bundle/password.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/limits.h"
#include "unit/folder.h"

static const struct password_case {
	const char *text, *password;
	size_t n;	/* of text, where it holds a NUL */
	const char *says;
} cases[] = {
	{ "", "", 0, NULL },
	{ "\n", "", 0, NULL },
	{ "secret", "secret", 0, NULL },
	{ "secret\n", "secret", 0, NULL },
	{ "secret\r\n", "secret", 0, NULL },
	{ " se cret \nmore\n", " se cret ", 0, NULL },
	{ "se\0cret\n", NULL, 8, "the password in p holds a NUL byte" },
};

static void
the_first_line_is_the_password(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct password_case *c = &cases[i];
		struct span text = { (const uint8_t *)c->text,
			c->n ? c->n : strlen(c->text) };
		struct err err = ERR_NONE;
		char *password;

		assert_int_equal(file_write("p", text, 0600, &err), 0);
		assert_int_equal(password_read(&password, "p", &err),
		    c->says ? -1 : 0);
		if (c->says != NULL)
			assert_string_equal(err.msg, c->says);
		else
			assert_string_equal(password, c->password);
		password_free(password);
	}
}

static void
no_path_is_no_password(void **state)
{
	struct err err = ERR_NONE;
	char *password;

	(void)state;
	assert_int_equal(password_read(&password, NULL, &err), 0);
	assert_null(password);
	password_free(password);
	assert_int_equal(password_read(&password, "none", &err), -1);
	assert_string_equal(err.msg, "the password: cannot open none: No such "
	    "file or directory");
}

static void
a_password_has_a_limit(void **state)
{
	char text[LIMIT_PASSWORD_BYTES + 1];
	struct err err = ERR_NONE;
	char *password;

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(file_write("p", (struct span){ (uint8_t *)text,
		LIMIT_PASSWORD_BYTES }, 0600, &err), 0);
	assert_int_equal(password_read(&password, "p", &err), 0);
	assert_int_equal(strlen(password), LIMIT_PASSWORD_BYTES);
	password_free(password);
	assert_int_equal(file_write("p", (struct span){ (uint8_t *)text,
		sizeof(text) }, 0600, &err), 0);
	assert_int_equal(password_read(&password, "p", &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(the_first_line_is_the_password),
		IN_FOLDER(no_path_is_no_password),
		IN_FOLDER(a_password_has_a_limit),
	};

	return cmocka_run_group_tests_name("password", tests, NULL, NULL);
}
