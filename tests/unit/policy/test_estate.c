#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/estate.h"

#include <string.h>
#include <sys/stat.h>

#include "base/instant.h"
#include "unit/folder.h"

#define N(items)	(sizeof(items) / sizeof((items)[0]))

#define BASE \
	"kedge: 1\n" \
	"releases:\n" \
	"  - {name: r, bundle: {file: b.pem}, verifier: complete}\n"

static void
load(struct estate *estate, const char *path)
{
	struct err err = ERR_NONE;

	*estate = ESTATE_EMPTY;
	if (estate_load(estate, path, false, &err) == -1)
		fail_msg("%s", err.msg);
}

static const char good[] =
    "kedge: 1\n"
    "estate: production\n"
    "endpoints:\n"
    "  - name: smartlink\n"
    "    address: smartlink.example.net:8443\n"
    "    clients: [radio-3, radio-2]\n"
    "    renew_at: 60d\n"
    "    alarm_at: 1/4\n"
    "  - {name: api, address: 'https://192.0.2.7',\n"
    "      server_name: api.example.net}\n"
    "  - {name: six, address: '[2001:db8::1]:99'}\n"
    "releases:\n"
    "  - name: radio-2\n"
    "    bundle: {directory: /etc/ssl/certs, password_file: pass.txt}\n"
    "    verifier: ours\n"
    "  - name: radio-3\n"
    "    bundle: {git: ../fw.git, branch: release/3.5, path: ssl/ca.pem}\n"
    "    verifier: openssl-1.0.2\n"
    "    supported_until: 2027-12-31\n"
    "    lead_time: 21d\n"
    "    adoption: 12w\n"
    "    version_file: VERSION\n"
    "roots: ['roots/[ab].pem', roots/*.pem]\n"
    "verifiers:\n"
    "  - {name: ours, depth: 3, base: openssl-3, trusted_first: false,\n"
    "      partial: true, served_pick: first, delta: 1, dated: true,\n"
    "      started: 2023-09-01, pinned_leaf: true,\n"
    "      no_dates: true, sha1: false, rsa_bits: 1024}\n"
    "deadlines:\n"
    "  - {name: card, expires: 2027-02-28, remind: [7d, 60d, 30d],\n"
    "      owner: finance}\n";

static void
check_endpoints(const struct estate *estate)
{
	const struct endpoint *e = estate_endpoint(estate, "smartlink");

	assert_int_equal(estate->n_endpoints, 3);
	assert_string_equal(e->host, "smartlink.example.net");
	assert_string_equal(e->server_name, "smartlink.example.net");
	assert_string_equal(e->protocol, "tls");
	assert_int_equal(e->port, 8443);
	assert_int_equal(e->n_clients, 2);
	assert_string_equal(e->clients[0]->name, "radio-3");
	assert_string_equal(e->clients[1]->name, "radio-2");
	assert_int_equal(e->renew_at.before_s, 60 * DAY_S);
	assert_int_equal(e->alarm_at.numerator, 1);
	assert_int_equal(e->alarm_at.denominator, 4);
	assert_string_equal(e->mark.file, "sub/p.yaml");
	assert_int_equal(e->mark.line, 4);
	assert_int_equal(e->mark.column, 5);
	e = &estate->endpoints[1];
	assert_string_equal(e->host, "192.0.2.7");
	assert_string_equal(e->server_name, "api.example.net");
	assert_int_equal(e->port, 443);
	assert_int_equal(e->n_clients, 2);	/* all */
	assert_int_equal(e->renew_at.before_s, 0);
	assert_null(estate->endpoints[2].server_name);
	assert_string_equal(estate->endpoints[2].host, "2001:db8::1");
	assert_null(estate_endpoint(estate, "radio-3"));
}

static void
check_releases(const struct estate *estate)
{
	const struct release *r = estate_release_named(estate, "radio-3");
	char date[INSTANT_TEXT];

	assert_int_equal(estate->n_releases, 2);
	assert_int_equal(r->bundle.kind, LOCATOR_GIT);
	assert_string_equal(r->bundle.repository, "sub/../fw.git");
	assert_string_equal(r->bundle.revision, "release/3.5");
	assert_string_equal(r->bundle.path, "ssl/ca.pem");
	assert_ptr_equal(r->verifier, verifier_find("openssl-1.0.2"));
	assert_string_equal(instant_format(date, r->supported_until_s),
	    "2027-12-31T00:00:00Z");
	assert_int_equal(r->lead_time_s, 21 * DAY_S);
	assert_int_equal(r->adoption_s, 84 * DAY_S);
	assert_string_equal(r->version_file, "VERSION");
	r = estate_release_named(estate, "radio-2");
	assert_int_equal(r->bundle.kind, LOCATOR_PATH);
	assert_string_equal(r->bundle.path, "/etc/ssl/certs");
	assert_string_equal(r->bundle.password_file, "sub/pass.txt");
	assert_int_equal(r->supported_until_s, INSTANT_NEVER);
	assert_null(r->version_file);
	assert_string_equal(r->verifier->name, "ours");
	assert_int_equal(r->verifier->builder, BUILDER_OPENSSL_3);
	assert_false(r->verifier->trusted_first);
	assert_true(r->verifier->partial);
	assert_int_equal(r->verifier->served_pick, PICK_FIRST);
	assert_int_equal(r->verifier->store_pick, PICK_VALID_ELSE_LATEST);
	assert_int_equal(r->verifier->delta_s, 1);
	assert_int_equal(r->verifier->depth, 3);
	assert_true(r->verifier->dated);
	assert_true(r->verifier->pinned_leaf);
	assert_string_equal(instant_format(date, r->verifier->started_s),
	    "2023-09-01T00:00:00Z");
	assert_true(r->verifier->no_dates);
	assert_int_equal(r->verifier->strength.digests,
	    ANY_DIGEST & ~DIGEST_SHA1);
	assert_int_equal(r->verifier->strength.rsa_bits, 1024);
}

static void
test_good(void **state)
{
	struct estate estate;
	const struct deadline *d;

	(void)state;
	assert_int_equal(mkdir("sub", 0755), 0);
	assert_int_equal(mkdir("sub/roots", 0755), 0);
	folder_put("sub/roots/b.pem", "");
	folder_put("sub/roots/a.pem", "");
	folder_put("sub/roots/c.pem", "");
	folder_put("sub/p.yaml", good);
	load(&estate, "sub/p.yaml");
	assert_string_equal(estate.name, "production");
	check_endpoints(&estate);
	check_releases(&estate);
	assert_int_equal(estate.n_roots, 3);	/* each once */
	assert_string_equal(estate.roots[0], "sub/roots/a.pem");
	assert_string_equal(estate.roots[2], "sub/roots/c.pem");
	assert_int_equal(estate.n_deadlines, 1);
	d = &estate.deadlines[0];
	assert_int_equal(d->n_remind, 3);
	assert_int_equal(d->remind_s[0], 60 * DAY_S);
	assert_int_equal(d->remind_s[2], 7 * DAY_S);
	assert_string_equal(d->owner, "finance");
	assert_int_equal(estate.n_faults, 0);
	assert_int_equal(estate.n_files, 1);
	estate_release(&estate);
	assert_null(estate.name);
}

static void
put_folder(void)
{
	assert_int_equal(mkdir("d", 0755), 0);
	folder_put("d/a.yaml", "kedge: 1\nreleases:\n  - {name: r1, bundle: "
	    "{file: b}, verifier: complete}\n");
	folder_put("d/b.yml", "kedge: 1\nreleases:\n  - {name: r2, bundel: "
	    "{file: b}, verifier: complete}\n");
	folder_put("d/c.yaml", "kedge: 1\nestate: lab\nendpoints:\n"
	    "  - {name: all, address: 'a:1'}\n"
	    "  - {name: one, address: 'a:1', clients: [r1]}\n"
	    "  - {name: two, address: 'a:1', clients: [r2]}\n");
	folder_put("d/d.yaml", "kedge: 1\nendpoints:\n"
	    "  - {name: one, address: 'b:2'}\n"
	    "  - {name: more, address: 'b:2'}\n");
	folder_put("d/.hidden.yaml", "[");
	folder_put("d/notes.txt", "[");
}

static void
test_folder_with_broken_file(void **state)
{
	static const char *const faults[] = {
		"d/b.yml:3:16: a release has no key 'bundel'; did you mean "
		"'bundle'?",
		"d/b.yml:3:5: a release needs the key 'bundle'",
		"d/c.yaml:6:43: there is no release 'r2' in the files that "
		"could be used; there are r1",
		"d/d.yaml:3:5: there is an endpoint 'one' already, at "
		"d/c.yaml:5:5; give one of them another name",
	};
	struct estate estate;

	(void)state;
	put_folder();
	load(&estate, "d/");
	assert_string_equal(estate.name, "lab");
	assert_int_equal(estate.n_files, 4);
	assert_int_equal(estate.n_files_bad, 1);
	assert_int_equal(estate.n_faults, N(faults));
	for (size_t i = 0; i < N(faults); i++)
		assert_string_equal(estate.faults[i].message, faults[i]);
	assert_string_equal(estate.faults[3].mark.file, "d/d.yaml");
	assert_int_equal(estate.n_releases, 1);
	assert_int_equal(estate.n_endpoints, 3);
	assert_int_equal(estate_endpoint(&estate, "one")->port, 1);
	assert_non_null(estate_endpoint(&estate, "more"));
	assert_null(estate_endpoint(&estate, "two"));
	assert_int_equal(estate_endpoint(&estate, "all")->n_clients, 1);
	estate_release(&estate);
}

static void
test_strict(void **state)
{
	struct estate estate = ESTATE_EMPTY;
	struct err err = ERR_NONE;

	(void)state;
	put_folder();
	assert_int_equal(estate_load(&estate, "d", true, &err), -1);
	assert_string_equal(err.msg, "d/b.yml:3:16: a release has no key "
	    "'bundel'; did you mean 'bundle'? (and 3 more)");
	assert_int_equal(unlink("d/b.yml"), 0);
	assert_int_equal(unlink("d/d.yaml"), 0);
	assert_int_equal(estate_load(&estate, "d", true, &err), -1);
	assert_string_equal(err.msg, "d/c.yaml:6:43: there is no release "
	    "'r2'; there are r1");
	folder_put("d/r2.yaml", "kedge: 1\nreleases:\n  - {name: r2, bundle: "
	    "{file: b}, verifier: complete}\n");
	assert_int_equal(estate_load(&estate, "d", true, &err), 0);
	assert_int_equal(estate_endpoint(&estate, "all")->n_clients, 2);
	estate_release(&estate);
}

/* A thing that lacks its verifier takes with it only what names it. */
static void
test_fault_spreads_to_dependants_only(void **state)
{
	struct estate estate;

	(void)state;
	assert_int_equal(mkdir("d", 0755), 0);
	folder_put("d/a.yaml", "kedge: 1\nreleases:\n"
	    "  - {name: r1, bundle: {file: b}, verifier: ours}\n"
	    "  - {name: r2, bundle: {file: b}, verifier: complete}\n"
	    "endpoints:\n"
	    "  - {name: one, address: 'a:1', clients: [r1, r2]}\n"
	    "  - {name: two, address: 'a:1', clients: [r2]}\n"
	    "estate: a\n"
	    "roots: [none/*]\n");
	folder_put("d/b.yaml", "kedge: 1\nestate: b\n");
	load(&estate, "d");
	assert_int_equal(estate.n_faults, 4);
	assert_string_equal(estate.faults[0].message, "d/b.yaml:2:9: this "
	    "estate is named 'a' already, at d/a.yaml:8:9; the files of a "
	    "folder are one estate");
	assert_string_equal(estate.faults[1].message, "d/a.yaml:3:45: there "
	    "is no verifier 'ours'; kedge-forecast --list-verifiers shows "
	    "what there is");
	assert_string_equal(estate.faults[2].message, "d/a.yaml:6:43: there "
	    "is no release 'r1'; there are r2");
	assert_string_equal(estate.faults[3].message, "d/a.yaml:9:9: no file "
	    "matches 'none/*'; patterns are relative to the folder of this "
	    "file");
	assert_int_equal(estate.n_endpoints, 1);
	assert_int_equal(estate.n_releases, 1);
	assert_int_equal(estate.n_files_bad, 0);
	estate_release(&estate);
}

static void
check_failure(const char *path, const char *message)
{
	struct estate estate = ESTATE_EMPTY;
	struct err err = ERR_NONE;

	assert_int_equal(estate_load(&estate, path, false, &err), -1);
	assert_string_equal(err.msg, message);
	assert_int_equal(err.code, ERR_POLICY);
}

static void
test_nothing_there(void **state)
{
	(void)state;
	check_failure("none.yaml", "cannot open none.yaml: No such file or "
	    "directory");
	assert_int_equal(mkdir("d", 0755), 0);
	check_failure("d", "the policy folder d holds no *.yaml or *.yml "
	    "file");
	folder_put("d/a.yaml", "kedge: 1\n");
	check_failure("d", "d names no endpoint, no release and no deadline; "
	    "there is nothing to watch");
	folder_put("d/a.yaml", "kedge\n");
	check_failure("d", "d/a.yaml:1:1: a policy should be a map of keys, "
	    "as kedge: ..., not text");
	assert_int_equal(mkdir("d/b.yaml", 0755), 0);
	assert_int_equal(unlink("d/a.yaml"), 0);
	check_failure("d", "cannot read d/b.yaml: Is a directory");
}

static void
test_default_name(void **state)
{
	struct estate estate;

	(void)state;
	folder_put("p.yaml", BASE);
	load(&estate, "p.yaml");
	assert_string_equal(estate.name, "default");
	assert_string_equal(estate.releases[0].bundle.path, "b.pem");
	estate_release(&estate);
}

/* A folder whose name looks like a pattern stands for itself. */
static void
test_roots_below_odd_folder(void **state)
{
	struct estate estate;

	(void)state;
	assert_int_equal(mkdir("[x]*", 0755), 0);
	assert_int_equal(mkdir("x", 0755), 0);
	folder_put("x/other.pem", "");
	folder_put("[x]*/own.pem", "");
	folder_put("[x]*/p.yaml", BASE "roots: ['*.pem']\n");
	load(&estate, "[x]*/p.yaml");
	assert_int_equal(estate.n_roots, 1);
	assert_string_equal(estate.roots[0], "[x]*/own.pem");
	estate_release(&estate);
}

/* No beginning of a policy does harm. */
static void
test_every_prefix(void **state)
{
	size_t taken = 0;

	(void)state;
	assert_int_equal(mkdir("roots", 0755), 0);
	folder_put("roots/a.pem", "");
	for (size_t n = 0; n <= strlen(good); n++) {
		char *prefix = mem_printf("%.*s", (int)n, good);
		struct estate estate = ESTATE_EMPTY;
		struct err err = ERR_NONE;

		folder_put("p.yaml", prefix);
		if (estate_load(&estate, "p.yaml", false, &err) == 0)
			taken++;
		else
			assert_int_equal(strncmp(err.msg, "p.yaml", 6), 0);
		estate_release(&estate);
		free(prefix);
	}
	assert_in_range(taken, 1, strlen(good) / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_good),
		IN_FOLDER(test_folder_with_broken_file),
		IN_FOLDER(test_strict),
		IN_FOLDER(test_fault_spreads_to_dependants_only),
		IN_FOLDER(test_nothing_there),
		IN_FOLDER(test_default_name),
		IN_FOLDER(test_roots_below_odd_folder),
		IN_FOLDER(test_every_prefix),
	};

	return cmocka_run_group_tests_name("estate", tests, NULL, NULL);
}
