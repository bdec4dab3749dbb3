#include "probe/target_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

/* As `printf %s HOST:PORT | sha256sum` and a calculator have it. */
static const struct shard_case {
	const char *text;
	int64_t of_2, of_3, of_7, of_1000;
} shards[] = {
	{ "a.example:443", 2, 1, 2, 184 },
	{ "https://A.Example.", 2, 1, 2, 184 },
	{ "192.0.2.7:443", 1, 2, 1, 493 },
	{ "[2001:DB8::7]:8443", 1, 1, 4, 39 },
};

static void
shards_are_the_same_everywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(shards) / sizeof(shards[0]); i++) {
		const struct shard_case *c = &shards[i];
		struct err err = ERR_NONE;
		struct target target;

		if (target_parse(&target, c->text, &err) == -1)
			fail_msg("%s: %s", c->text, err.msg);
		assert_int_equal(target_shard(&target, 1), 1);
		assert_int_equal(target_shard(&target, 2), c->of_2);
		assert_int_equal(target_shard(&target, 3), c->of_3);
		assert_int_equal(target_shard(&target, 7), c->of_7);
		assert_int_equal(target_shard(&target, 1000), c->of_1000);
		target_release(&target);
	}
}

/* Names that differ by a digit are spread, too. */
static void
shards_are_of_a_size(void **state)
{
	size_t sizes[5] = { 0 };

	(void)state;
	for (size_t i = 0; i < 2000; i++) {
		char *text = mem_printf("host-%zu.example:443", i * 2);
		struct err err = ERR_NONE;
		struct target target;

		assert_int_equal(target_parse(&target, text, &err), 0);
		sizes[target_shard(&target, 5) - 1]++;
		target_release(&target);
		free(text);
	}
	for (size_t i = 0; i < 5; i++)
		assert_in_range(sizes[i], 320, 480);
}

static const struct pair_case {
	const char *one, *other;
	bool is_same;
} pairs[] = {
	{ "a.example:443", "a.example:443", true },
	{ "a.example:443", "A.EXAMPLE.:443", true },
	{ "a.example:443", "tls://a.example", true },
	{ "a.example:443", "a.example:444", false },
	{ "tls://a.example:25", "smtp://a.example", false },
	{ "smtp://a.example:25", "smtp://a.example", true },
	{ "xmpp://a.example:5222", "xmpp://a.example", false },
	{ "a.example:443", "b.example:443", false },
	{ "192.0.2.7:443", "tls://192.0.2.7", true },
	{ "192.0.2.7:443", "192.0.2.70:443", false },
	{ "[2001:db8::1]:443", "[2001:DB8:0:0::0001]:443", true },
	{ "[2001:db8::1]:443", "[2001:db8::2]:443", false },
};

static void
fingerprints_tell_targets_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const struct pair_case *c = &pairs[i];
		uint8_t one[FINGERPRINT_BYTES], other[FINGERPRINT_BYTES];
		struct err err = ERR_NONE;
		struct target a, b;

		assert_int_equal(target_parse(&a, c->one, &err), 0);
		assert_int_equal(target_parse(&b, c->other, &err), 0);
		target_fingerprint(one, &a);
		target_fingerprint(other, &b);
		if ((memcmp(one, other, sizeof(one)) == 0) != c->is_same)
			fail_msg("%s and %s", c->one, c->other);
		target_release(&a);
		target_release(&b);
	}
}

static void
the_server_name_counts(void **state)
{
	uint8_t with[FINGERPRINT_BYTES], without[FINGERPRINT_BYTES];
	uint8_t empty[FINGERPRINT_BYTES];
	struct err err = ERR_NONE;
	struct target target;

	(void)state;
	assert_int_equal(target_parse(&target, "a.example:443", &err), 0);
	target_fingerprint(with, &target);
	free(target.server_name);
	target.server_name = NULL;
	target_fingerprint(without, &target);
	target.server_name = mem_strdup("");
	target_fingerprint(empty, &target);
	assert_memory_not_equal(with, without, sizeof(with));
	assert_memory_not_equal(empty, without, sizeof(with));
	target_release(&target);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shards_are_the_same_everywhere),
		cmocka_unit_test(shards_are_of_a_size),
		cmocka_unit_test(fingerprints_tell_targets_apart),
		cmocka_unit_test(the_server_name_counts),
	};

	return cmocka_run_group_tests_name("target_key", tests, NULL, NULL);
}
