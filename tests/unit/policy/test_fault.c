#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What each fault of a policy file is answered with. */
#include "policy/estate.h"

#include "base/buf.h"
#include "base/limits.h"
#include "unit/folder.h"

#define N(items)	(sizeof(items) / sizeof((items)[0]))

/* A policy that is good, to which the cases add a line or two. */
#define BASE \
	"kedge: 1\n" \
	"releases:\n" \
	"  - {name: r, bundle: {file: b.pem}, verifier: complete}\n"

static const struct bad_case {
	const char *name, *text, *message;
} bad_cases[] = {
	{ "empty file", "", "p.yaml:1:1: the file is empty; a policy begins "
	    "with 'kedge: 1'" },
	{ "comment only", "# nothing\n", "p.yaml:1:1: the file is empty; a "
	    "policy begins with 'kedge: 1'" },
	{ "list at the top", "- a\n", "p.yaml:1:1: a policy should be a map "
	    "of keys, as kedge: ..., not a list" },
	{ "empty document", "---\n", "p.yaml:2:1: a policy should be a map "
	    "of keys, as kedge: ..., not empty" },
	{ "no version", "estate: x\n", "p.yaml:1:1: a policy needs the key "
	    "'kedge'" },
	{ "other version", "kedge: 2\n", "p.yaml:1:8: 'kedge' is the version "
	    "of this format and should be 1, not '2'" },
	{ "names nothing", "kedge: 1\n", "p.yaml names no endpoint, no "
	    "release and no deadline; there is nothing to watch" },
	{ "two documents", BASE "---\nkedge: 1\n", "p.yaml:4:1: a second "
	    "document begins here; a policy file holds one" },
	{ "an anchor", "kedge: &a 1\n", "p.yaml:1:8: anchors (&name) are not "
	    "used in policies; write the text out" },
	{ "an alias", "kedge: 1\nestate: *a\n", "p.yaml:2:9: aliases (*name) "
	    "are not used in policies; write the text out" },
	{ "a tag", "kedge: !!int 1\n", "p.yaml:1:8: tags (!name) are not used "
	    "in policies; leave it out" },
	{ "a tagged list", "kedge: 1\nroots: !x [a]\n", "p.yaml:2:8: tags "
	    "(!name) are not used in policies; leave it out" },
	{ "an anchored map", "&x {kedge: 1}\n", "p.yaml:1:1: anchors (&name) "
	    "are not used in policies; write the text out" },
	{ "a tab", "kedge: 1\nroots:\n\t- a\n", "p.yaml:3:1: this is not "
	    "YAML: while scanning for the next token, found character that "
	    "cannot start any token; look at the indentation and the quotes "
	    "here" },
	{ "an open quote", "kedge: \"1\n", "p.yaml:2:1: this is not YAML: "
	    "while scanning a quoted scalar, found unexpected end of stream; "
	    "look at the indentation and the quotes here" },
	{ "no text at all", "kedge: \xff\n", "p.yaml:1:1: this is not YAML: "
	    "invalid leading UTF-8 octet; look at the indentation and the "
	    "quotes here" },
	{ "a NUL", "kedge: 1\nestate: \"a\\0b\"\n", "p.yaml:2:9: a text holds "
	    "a NUL character; leave it out" },
	{ "a key that is a list", "[a]: 1\n", "p.yaml:1:1: a key should be "
	    "text" },
	{ "an empty key", "~: 1\n", "p.yaml:1:1: a key is empty; write its "
	    "name before the colon" },
	{ "a key twice", "kedge: 1\nestate: a\n\nestate: b\n", "p.yaml:4:1: "
	    "the key 'estate' is here a second time; it stands in line 2 "
	    "already" },
	{ "a misspelt key", BASE "endpionts: []\n", "p.yaml:4:1: a policy has "
	    "no key 'endpionts'; did you mean 'endpoints'?" },
	{ "a foreign key", BASE "notify: x\n", "p.yaml:4:1: a policy has no "
	    "key 'notify'; its keys are kedge, estate, endpoints, releases, "
	    "roots, verifiers, deadlines" },
	{ "text for a list", "kedge: 1\nendpoints: x\n", "p.yaml:2:12: "
	    "'endpoints' should be a list, not text" },
	{ "an empty list", "kedge: 1\nendpoints: []\n", "p.yaml:2:12: "
	    "'endpoints' is an empty list; fill it or leave it out" },
	{ "nothing for a list", "kedge: 1\nendpoints:\nestate: x\n",
	    "p.yaml:2:11: 'endpoints' should be a list, not empty" },
	{ "text for an endpoint", "kedge: 1\nendpoints: [a]\n", "p.yaml:2:13: "
	    "an endpoint should be a map of keys, as name: ..., not text" },
	{ "a list for a name", "kedge: 1\nestate: [a]\n", "p.yaml:2:9: "
	    "'estate' should be text, not a list" },
	{ "an empty name", "kedge: 1\nestate: ''\n", "p.yaml:2:9: 'estate' "
	    "should be text, not empty" },
	{ "a line break in a name", "kedge: 1\nestate: \"a\\nb\"\n",
	    "p.yaml:2:9: 'estate' holds a control character; write it on one "
	    "line" },
	{ "text that turns around", "kedge: 1\nestate: \"a\\u202eb\"\n",
	    "p.yaml:2:9: 'estate' holds a control character; write it on one "
	    "line" },
	{ "an escape in a key", "kedge: 1\n\"\\e[2J\": x\n", "p.yaml:2:1: a "
	    "policy has no key '\\x1b[2J'; its keys are kedge, estate, "
	    "endpoints, releases, roots, verifiers, deadlines" },
	{ "an endpoint without address", "kedge: 1\nendpoints:\n"
	    "  - name: a\n", "p.yaml:3:5: an endpoint needs the key "
	    "'address'" },
	{ "a wrong address", "kedge: 1\nendpoints:\n"
	    "  - {name: a, address: b}\n", "p.yaml:3:24: 'b' lacks a port; "
	    "write host:port, or https://host for port 443" },
	{ "a numeric server name", "kedge: 1\nendpoints:\n  - {name: a, "
	    "address: 'b:1', server_name: 192.0.2.1}\n", "p.yaml:3:44: "
	    "'192.0.2.1' is no host name that a client can send; write a "
	    "name such as www.example.net, or none" },
	{ "nothing for a server name", "kedge: 1\nendpoints:\n  - {name: a, "
	    "address: 'b:1', server_name: ~}\n", "p.yaml:3:44: "
	    "'server_name' should be a host name, or none, not empty" },
	{ "a scheme to connect to", "kedge: 1\nendpoints:\n  - {name: a, "
	    "address: 'b:1', connect: 'tls://c'}\n", "p.yaml:3:40: "
	    "'tls://c' needs a port from 1 to 65535 after its last colon" },
	{ "no place to connect to", "kedge: 1\nendpoints:\n  - {name: a, "
	    "address: 'b:1', connect: ':443'}\n", "p.yaml:3:40: ':443' names "
	    "no host; write host:port" },
	{ "a proxy of no kind", "kedge: 1\nendpoints:\n  - {name: a, "
	    "address: 'b:1', proxy: 'ftp://c:1'}\n", "p.yaml:3:38: a "
	    "proxy is written as http://HOST:PORT or socks5://HOST:PORT, "
	    "perhaps with USER:PASSWORD@ before the host" },
	{ "a client certificate without a file", "kedge: 1\nendpoints:\n"
	    "  - {name: a, address: 'b:1', client_certificate: {key: k}}\n",
	    "p.yaml:3:51: a client certificate needs the key 'certificate'" },
	{ "a client certificate that is a file", "kedge: 1\nendpoints:\n"
	    "  - {name: a, address: 'b:1', client_certificate: c.pem}\n",
	    "p.yaml:3:51: a client certificate should be a map of keys, as "
	    "certificate: ..., not text" },
	{ "a shape that is none", "kedge: 1\nverifiers:\n  - {name: a, "
	    "base: nss, shape: round}\n", "p.yaml:3:33: there is no "
	    "shape 'round'; there are any, android, bearssl-0.6, esp-idf, "
	    "gnutls-3.5, gnutls-3.7, go, java, libressl-3, mbedtls-2.28, "
	    "mbedtls-2.7, mbedtls-3.6, nss, openssl-1.0, openssl-1.1, "
	    "openssl-3, webpki, wolfssl-5, and each with -no-sni behind it" },
	{ "a wrong threshold", "kedge: 1\nendpoints:\n  - {name: a, "
	    "address: 'b:1', renew_at: 3/1}\n", "p.yaml:3:41: '3/1' is "
	    "neither a time before the end, as 60d, nor a share of the "
	    "lifetime, as 1/3" },
	{ "alarm before renewal", "kedge: 1\nendpoints:\n  - {name: a, "
	    "address: 'b:1', renew_at: 45d, alarm_at: 60d}\n", "p.yaml:3:56: "
	    "the alarm would come before the renewal begins; make 'alarm_at' "
	    "the smaller of the two" },
	{ "alarm share before renewal", "kedge: 1\nendpoints:\n  - {name: a, "
	    "address: 'b:1', alarm_at: 1/2, renew_at: 1/3}\n", "p.yaml:3:41: "
	    "the alarm would come before the renewal begins; make 'alarm_at' "
	    "the smaller of the two" },
	{ "an unknown client", BASE "endpoints:\n"
	    "  - {name: a, address: 'b:1', clients: [r, radio-9]}\n",
	    "p.yaml:5:44: there is no release 'radio-9'; there are r" },
	{ "no release for a client", "kedge: 1\nendpoints:\n  - {name: a, "
	    "address: 'b:1', clients: [r]}\n", "p.yaml:3:41: there is no "
	    "release 'r'; name it under 'releases'" },
	{ "a client twice", BASE "endpoints:\n  - {name: a, "
	    "address: 'b:1', clients: [r, r]}\n", "p.yaml:5:44: the release "
	    "'r' is in this list already; name it once" },
	{ "a client that is a map", BASE "endpoints:\n  - {name: a, "
	    "address: 'b:1', clients: [{r: 1}]}\n", "p.yaml:5:41: this item "
	    "should be text, not a map" },
	{ "an unknown verifier", "kedge: 1\nreleases:\n  - {name: r, bundle: "
	    "{file: b}, verifier: openssl}\n", "p.yaml:3:44: there is no "
	    "verifier 'openssl'; kedge-forecast --list-verifiers shows "
	    "what there is" },
	{ "no verifier", "kedge: 1\nreleases:\n  - {name: r, bundle: "
	    "{file: b}}\n", "p.yaml:3:5: a release needs the key "
	    "'verifier'" },
	{ "two places of a bundle", "kedge: 1\nreleases:\n  - {name: r, "
	    "bundle: {file: b, directory: c}, verifier: complete}\n",
	    "p.yaml:3:23: a bundle is {file: ...} or {directory: ...} or "
	    "{image: ..., path: ...} or {git: ..., branch: ..., "
	    "path: ...}" },
	{ "git without path", "kedge: 1\nreleases:\n  - {name: r, "
	    "bundle: {git: b, branch: c}, verifier: complete}\n",
	    "p.yaml:3:23: a bundle is {file: ...} or {directory: ...} or "
	    "{image: ..., path: ...} or {git: ..., branch: ..., "
	    "path: ...}" },
	{ "a file with a branch", "kedge: 1\nreleases:\n  - {name: r, "
	    "bundle: {file: b, branch: c}, verifier: complete}\n",
	    "p.yaml:3:23: a bundle is {file: ...} or {directory: ...} or "
	    "{image: ..., path: ...} or {git: ..., branch: ..., "
	    "path: ...}" },
	{ "an image on a branch", "kedge: 1\nreleases:\n  - {name: r, "
	    "bundle: {image: b, branch: c}, verifier: complete}\n",
	    "p.yaml:3:23: a bundle is {file: ...} or {directory: ...} or "
	    "{image: ..., path: ...} or {git: ..., branch: ..., "
	    "path: ...}" },
	{ "another key of a bundle", "kedge: 1\nreleases:\n  - {name: r, "
	    "bundle: {firmware: b}, verifier: complete}\n", "p.yaml:3:24: "
	    "a bundle has no key 'firmware'; its keys are file, directory, "
	    "image, git, branch, path, password_file" },
	{ "a bundle that is text", "kedge: 1\nreleases:\n  - {name: r, "
	    "bundle: b.pem, verifier: complete}\n", "p.yaml:3:23: a bundle "
	    "should be a map of keys, as file: ..., not text" },
	{ "a wrong date", "kedge: 1\ndeadlines:\n  - {name: d, expires: "
	    "2027-02-29}\n", "p.yaml:3:24: '2027-02-29' is not a time; write "
	    "it as 2023-09-11T09:26:47Z or 2023-09-11" },
	{ "a wrong duration", "kedge: 1\ndeadlines:\n  - {name: d, expires: "
	    "2027-02-28, remind: [1d, soon]}\n", "p.yaml:3:49: 'soon' is not "
	    "a duration; write a whole number and one of w d h m s, as 60d" },
	{ "a root that is not there", BASE "roots: [roots/*.pem]\n",
	    "p.yaml:4:9: no file matches 'roots/*.pem'; patterns are relative "
	    "to the folder of this file" },
	{ "an unknown base", "kedge: 1\nverifiers:\n  - {name: v, base: "
	    "mine}\n", "p.yaml:3:21: there is no built-in verifier 'mine'; "
	    "kedge-forecast --list-verifiers shows what there is" },
	{ "the name of a built-in", "kedge: 1\nverifiers:\n  - {name: "
	    "complete, base: openssl-3}\n", "p.yaml:3:12: 'complete' is the "
	    "name of a built-in verifier; call this one otherwise" },
	{ "a wrong flag", "kedge: 1\nverifiers:\n  - {name: v, base: "
	    "complete, partial: yes}\n", "p.yaml:3:40: 'partial' should be "
	    "true or false, not 'yes'" },
	{ "a wrong pick", "kedge: 1\nverifiers:\n  - {name: v, base: "
	    "complete, store_pick: best}\n", "p.yaml:3:43: 'store_pick' "
	    "should be first, valid-else-first, valid-else-last or "
	    "valid-else-latest, not 'best'" },
	{ "a delta of two", "kedge: 1\nverifiers:\n  - {name: v, base: "
	    "complete, delta: 2}\n", "p.yaml:3:38: 'delta' should be a whole "
	    "number from 0 to 1, not '2'" },
	{ "a huge depth", "kedge: 1\nverifiers:\n  - {name: v, base: "
	    "complete, depth: 4294967297}\n", "p.yaml:3:38: 'depth' should be "
	    "a whole number from 0 to 100, not '4294967297'" },
	{ "a key too large", "kedge: 1\nverifiers:\n  - {name: v, base: "
	    "complete, rsa_bits: 16385}\n", "p.yaml:3:41: 'rsa_bits' should "
	    "be a whole number from 0 to 16384, not '16385'" },
	{ "a digest that is no flag", "kedge: 1\nverifiers:\n  - {name: v, "
	    "base: complete, sha1: weak}\n", "p.yaml:3:37: 'sha1' should be "
	    "true or false, not 'weak'" },
	{ "a release twice", BASE "  - {name: r, bundle: {file: b}, "
	    "verifier: complete}\n", "p.yaml:4:5: there is a release 'r' "
	    "already, at p.yaml:3:5; give one of them another name" },
	{ "a deadline twice", "kedge: 1\ndeadlines:\n"
	    "  - {name: d, expires: 2027-02-28}\n"
	    "  - {name: d, expires: 2028-02-28}\n", "p.yaml:4:5: there is a "
	    "deadline 'd' already, at p.yaml:3:5; give one of them another "
	    "name" },
	{ "several faults", "kedge: 2\nestate: []\nroots: x\n",
	    "p.yaml:1:8: 'kedge' is the version of this format and should be "
	    "1, not '2' (and 2 more)" },
};

/* A * at the end stands for any text: not every verifier is named here. */
static bool
matches(const char *text, const char *wanted)
{
	size_t n = strlen(wanted);

	return wanted[n - 1] == '*' ? strncmp(text, wanted, n - 1) == 0 :
	    strcmp(text, wanted) == 0;
}

static void
test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(bad_cases); i++) {
		const struct bad_case *c = &bad_cases[i];
		struct estate estate = ESTATE_EMPTY;
		struct err err = ERR_NONE;

		folder_put("p.yaml", c->text);
		if (estate_load(&estate, "p.yaml", false, &err) == 0)
			fail_msg("%s: was taken", c->name);
		if (!matches(err.msg, c->message))
			fail_msg("%s:\n  got    %s\n  wanted %s", c->name,
			    err.msg, c->message);
		assert_int_equal(err.code, ERR_POLICY);
		assert_null(estate.files);
	}
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
check_success(const char *path)
{
	struct estate estate = ESTATE_EMPTY;
	struct err err = ERR_NONE;

	if (estate_load(&estate, path, false, &err) == -1)
		fail_msg("%s", err.msg);
	estate_release(&estate);
}

/* Writes n times text between head and tail. */
static void
put_repeated(const char *head, const char *text, size_t n, const char *tail)
{
	struct buf buf = BUF_INIT(2 * LIMIT_POLICY_BYTES);

	buf_text(&buf, head);
	for (size_t i = 0; i < n; i++)
		buf_text(&buf, text);
	buf_text(&buf, tail);
	folder_put("p.yaml", buf.p);
	buf_release(&buf);
}

static void
test_limits(void **state)
{
	(void)state;
	/* The map of the policy is one of them; 'roots' refuses what it is. */
	put_repeated(BASE "roots: ", "[", LIMIT_POLICY_DEPTH - 1,
	    "]]]]]]]]]]]]]]]\n");
	check_failure("p.yaml", "p.yaml:4:9: this item should be text, not "
	    "a list");
	put_repeated(BASE "roots: ", "[", LIMIT_POLICY_DEPTH, "");
	check_failure("p.yaml", "p.yaml:4:23: lists and maps stand more than "
	    "16 deep in each other");
	put_repeated(BASE "roots: [", "a,", LIMIT_POLICY_NODES, "]\n");
	check_failure("p.yaml", "p.yaml:4:399991: more than 200000 texts, "
	    "lists and maps are no policy that we read; split it into "
	    "several files");
	put_repeated(BASE, "#", LIMIT_POLICY_BYTES - strlen(BASE), "");
	check_success("p.yaml");
	put_repeated(BASE, "#", LIMIT_POLICY_BYTES - strlen(BASE) + 1, "");
	check_failure("p.yaml", "p.yaml is larger than 4194304 bytes");
	put_repeated("kedge: 1\nestate: ", "n", LIMIT_POLICY_NAME_BYTES, "\n"
	    "deadlines: [{name: d, expires: 2027-01-01}]\n");
	check_success("p.yaml");
	put_repeated("kedge: 1\nestate: ", "n", LIMIT_POLICY_NAME_BYTES + 1,
	    "\n");
	check_failure("p.yaml", "p.yaml:2:9: 'estate' is longer than 128 "
	    "bytes; shorten it");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_bad),
		IN_FOLDER(test_limits),
	};

	return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
