#include "watch/find_endpoint.h"

#include "base/buf.h"
#include "unit/watch/estate.h"

#define NOW	"2023-06-01T00:00:00Z"
#define RELEASE(name, verifier) \
	"  - {name: " name ", bundle: {file: root.pem}, verifier: " verifier \
	"}\n"
#define ENDPOINTS \
	"kedge: 1\n" \
	"endpoints: [{name: web, address: a.example:443}]\n" \
	"releases:\n"
/* Two libraries that say hello in two ways. */
#define POLICY ENDPOINTS RELEASE("old", "openssl-1.0.2") \
	RELEASE("new", "openssl-3")

struct seen {
	const char *shape, *address, *chain;
	enum reason reason;
	const char *detail;
};

static const struct sight_case {
	const char *name;
	const char *policy;
	struct seen seen[5];	/* up to one without a chain's words */
	const char *want;
	size_t examined, incomplete;
} cases[] = {
	{ "two chains for two libraries are no divergence", POLICY, {
	    { "openssl-1.0", "192.0.2.1", "leaf inter", 0, NULL },
	    { "openssl-3", "192.0.2.1", "leaf inter cross", 0, NULL } },
	    "", 2, 0 },
	{ "two addresses that differ for one of them", POLICY, {
	    { "openssl-1.0", "192.0.2.1", "leaf inter", 0, NULL },
	    { "openssl-3", "192.0.2.1", "leaf inter", 0, NULL },
	    { "openssl-1.0", "192.0.2.2", "leaf inter", 0, NULL },
	    { "openssl-3", "192.0.2.2", "leaf inter cross", 0, NULL } },
	    "warning addresses-diverge: 'web' serves one chain at 192.0.2.1 "
	    "and another at 192.0.2.2 (as seen by openssl-3)\n", 2, 0 },
	{ "two addresses that differ for both", POLICY, {
	    { "openssl-1.0", "192.0.2.1", "leaf inter", 0, NULL },
	    { "openssl-3", "192.0.2.1", "leaf inter", 0, NULL },
	    { "openssl-1.0", "192.0.2.2", "leaf inter cross", 0, NULL },
	    { "openssl-3", "192.0.2.2", "leaf inter cross", 0, NULL } },
	    "warning addresses-diverge: 'web' serves one chain at 192.0.2.1 "
	    "and another at 192.0.2.2\n", 2, 0 },
	{ "no chain for one of them", POLICY, {
	    { "openssl-1.0", "192.0.2.1", "", REASON_TLS_ALERT,
		"protocol_version" },
	    { "openssl-3", "192.0.2.1", "leaf inter", 0, NULL } },
	    "error endpoint-unreachable: endpoint 'web' at a.example:443 gave "
	    "no chain: the server refused the handshake with an alert "
	    "(protocol_version) (as seen by openssl-1.0)\n", 1, 1 },
	{ "no chain for both is told once", POLICY, {
	    { "openssl-1.0", "192.0.2.1", "", REASON_TCP_REFUSED, NULL },
	    { "openssl-3", "192.0.2.1", "", REASON_TCP_REFUSED, NULL } },
	    "error endpoint-unreachable: endpoint 'web' at a.example:443 gave "
	    "no chain: the connection is refused\n", 0, 1 },
	{ "a name that one of them gets wrong", POLICY, {
	    { "openssl-1.0", "192.0.2.1", "stranger inter", 0, NULL },
	    { "openssl-3", "192.0.2.1", "leaf inter", 0, NULL } },
	    "error name-mismatch: 'web' serves a certificate for 'stranger' "
	    "that is not for 'a.example' (as seen by openssl-1.0)\n", 2, 0 },
	{ "releases of one library are one kind of client",
	    ENDPOINTS RELEASE("a", "openssl-3")
	    RELEASE("b", "openssl-3-partial"), {
	    { "openssl-3", "192.0.2.1", "stranger inter", 0, NULL } },
	    "error name-mismatch: 'web' serves a certificate for 'stranger' "
	    "that is not for 'a.example'\n", 2, 0 },
	{ "records of no shape are for all", POLICY, {
	    { NULL, "192.0.2.1", "leaf inter", 0, NULL } }, "", 2, 0 },
	{ "the widest stands for one that is not there", POLICY, {
	    { "any", "192.0.2.1", "leaf inter", 0, NULL },
	    { "openssl-3", "192.0.2.1", "stranger inter", 0, NULL } },
	    "error name-mismatch: 'web' serves a certificate for 'stranger' "
	    "that is not for 'a.example' (as seen by openssl-3)\n", 2, 0 },
	{ "another shape does not", POLICY, {
	    { "openssl-3", "192.0.2.1", "leaf inter", 0, NULL } },
	    "error endpoint-unreachable: endpoint 'web' is among the recorded "
	    "observations as openssl-3 sees it, and not as openssl-1.0 does; "
	    "record it with kedge-scan and this policy (as seen by "
	    "openssl-1.0)\n", 1, 1 },
};

static char *
findings_text(const struct lab *lab)
{
	struct buf text = BUF_INIT(65536);

	buf_text(&text, "");
	for (size_t i = 0; i < lab->pass.findings.n; i++) {
		const struct finding *finding = &lab->pass.findings.items[i];

		buf_printf(&text, "%s %s: %s\n",
		    severity_name(finding->rule->severity), finding->rule->id,
		    finding->message);
	}
	return text.p ? text.p : mem_strdup("");
}

static void
each_client_sees_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct sight_case *c = &cases[i];
		struct lab lab;
		char *got;

		lab_open(&lab, NOW);
		lab_policy(&lab, c->policy);
		for (const struct seen *s = c->seen; s->chain; s++) {
			lab_serve(&lab, "web", s->address, s->chain,
			    s->reason, s->detail);
			if (s->shape != NULL)
				lab_shape(&lab, s->shape);
		}
		lab_pass(&lab);
		got = findings_text(&lab);
		if (strcmp(got, c->want) != 0 ||
		    lab.pass.examined != c->examined ||
		    lab.pass.incomplete != c->incomplete)
			fail_msg("%s: %zu judged, %zu could not be:\n%s",
			    c->name, lab.pass.examined, lab.pass.incomplete,
			    got);
		free(got);
		lab_close(&lab);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(each_client_sees_its_own),
	};

	return cmocka_run_group_tests_name("find_endpoint", tests, NULL,
	    NULL);
}
