#include "watch/advise.h"

#include "base/buf.h"
#include "base/file.h"
#include "unit/watch/estate.h"

#define NOW	"2023-08-01T00:00:00Z"
#define ENDPOINT(clients) \
	"kedge: 1\n" \
	"endpoints: [{name: web, address: a.example:443" clients "}]\n" \
	"releases:\n"
/* It holds both roots, and is led astray by the cross-sign. */
#define ASTRAY \
	"  - {name: astray, bundle: {file: both.pem}, verifier: " \
	"openssl-1.0.2, lead_time: 1d}\n"
/* It needs the cross-sign. */
#define OLD(name, more) \
	"  - {name: " name ", bundle: {file: other.pem}, verifier: " \
	"openssl-3" more "}\n"
#define DONE \
	"  - {name: done, bundle: {file: root.pem}, verifier: openssl-3}\n"

/* The remedies of the release astray, best first, each with its condition;
 * and what its endpoint must begin when. */
static const struct advice_case {
	const char *name, *policy;
	const char *want, *act_by;
} cases[] = {
	{ "a client alone", ENDPOINT("") ASTRAY,
	    "drop-served remove-anchor switch-verifier switch-verifier ",
	    "2023-05-12T17:26:47Z" },
	{ "another that can do without it", ENDPOINT("") ASTRAY DONE,
	    "drop-served remove-anchor switch-verifier switch-verifier ",
	    "2023-05-12T17:26:47Z" },
	{ "others that cannot", ENDPOINT("") ASTRAY DONE
	    OLD("old", ", lead_time: 3d, adoption: 4d") OLD("older", ""),
	    "remove-anchor switch-verifier switch-verifier "
	    "drop-served(old, older; 7 days) ", "2023-09-10T09:26:47Z" },
	{ "one that is no client", ENDPOINT(", clients: [astray, done]")
	    ASTRAY DONE OLD("old", ""),
	    "drop-served remove-anchor switch-verifier switch-verifier ",
	    "2023-05-12T17:26:47Z" },
	{ "one that is not supported any more", ENDPOINT("") ASTRAY
	    OLD("old", ", supported_until: 2023-08-01"),
	    "drop-served remove-anchor switch-verifier switch-verifier ",
	    "2023-05-12T17:26:47Z" },
};

static void
put_both(void)
{
	struct buf both = BUF_INIT(65536);
	struct err err = ERR_NONE;

	assert_int_equal(file_read(&both, "other.pem", &err), 0);
	assert_int_equal(file_read(&both, "root.pem", &err), 0);
	folder_put("both.pem", both.p);
	buf_release(&both);
}

static const struct pair *
find_pair(const struct pass *pass, const char *release)
{
	for (size_t i = 0; i < pass->n_pairs; i++) {
		if (strcmp(pass->pairs[i].release, release) == 0)
			return &pass->pairs[i];
	}
	fail_msg("there is no %s", release);
	return NULL;
}

static void
a_server_serves_all_its_clients(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct advice_case *c = &cases[i];
		struct buf got = BUF_INIT(4096);
		char act_by[INSTANT_TEXT];
		const struct pair *pair;
		struct lab lab;

		lab_open(&lab, NOW);
		put_both();
		lab_policy(&lab, c->policy);
		lab_serve(&lab, "web", "192.0.2.1", "leaf inter cross", 0,
		    NULL);
		lab_pass(&lab);
		pair = find_pair(&lab.pass, "astray");
		for (size_t k = 0; k < pair->forecast->remedies.n; k++) {
			struct advice advice = pair_advice(pair, k);

			buf_text(&got, remedy_kind_name(advice.remedy->kind));
			if (advice.cut_off != NULL)
				buf_printf(&got, "(%s; %d days)",
				    advice.cut_off,
				    (int)(advice.first_s / DAY_S));
			buf_text(&got, " ");
		}
		instant_format(act_by, pair->act_by_s);
		if (strcmp(got.p, c->want) != 0 ||
		    strcmp(act_by, c->act_by) != 0)
			fail_msg("%s: %s, by %s", c->name, got.p, act_by);
		buf_release(&got);
		lab_close(&lab);
	}
}

static void
the_condition_is_told(void **state)
{
	const struct remedy remedy = { .kind = REMEDY_REORDER_SERVED };
	const struct advice advice = { &remedy, "old, older", DAY_S };
	const struct advice free_of_it = { &remedy, NULL, 0 };
	char *text;

	(void)state;
	text = advice_text(&advice);
	assert_string_equal(text, "let the server send each certificate right "
	    "before that of its issuer, but not as long as that would cut "
	    "off old, older");
	free(text);
	text = advice_text(&free_of_it);
	assert_string_equal(text, "let the server send each certificate right "
	    "before that of its issuer");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_server_serves_all_its_clients),
		cmocka_unit_test(the_condition_is_told),
	};

	return cmocka_run_group_tests_name("advise", tests, NULL, NULL);
}
