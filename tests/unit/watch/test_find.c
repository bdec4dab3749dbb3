#include "watch/find.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "unit/watch/estate.h"

#define NOW	"2023-08-01T00:00:00Z"

#define RELEASE(name, store, verifier) \
	"  - {name: " name ", bundle: {file: " store "}, verifier: " verifier \
	",\n      lead_time: 21d, adoption: 90d}\n"
#define ENDPOINT(name, more) \
	"  - {name: " name ", address: a.example:443" more "}\n"
#define POLICY \
	"kedge: 1\n" \
	"endpoints:\n" ENDPOINT("web", "") \
	"releases:\n" RELEASE("r", "root.pem", "openssl-3")
#define UNDER_BRIEF(more) \
	"kedge: 1\n" \
	"endpoints:\n" ENDPOINT("web", "") \
	"releases:\n" \
	"  - {name: r, bundle: {file: brief.pem}, verifier: openssl-3,\n" \
	"      lead_time: 21d, adoption: 240d" more "}\n"
#define POLICY_AT(address) \
	"kedge: 1\n" \
	"endpoints: [{name: web, address: " address "}]\n" \
	"releases:\n" RELEASE("r", "root.pem", "openssl-3")
#define UNRECORDED(address, server_name) \
	"error endpoint-unreachable: endpoint 'web' at " address ", server " \
	"name " server_name ", is not among the recorded observations: there " \
	"is one of that name for a.example:443, server name a.example; " \
	"record it with kedge-scan and this policy\n"

/* The rules that some case below has provoked. */
static bool provoked[RULE_COUNT];

static void
note_rules(const struct lab *lab)
{
	for (size_t i = 0; i < lab->pass.findings.n; i++) {
		for (enum rule_id id = 0; id < RULE_COUNT; id++)
			provoked[id] |= lab->pass.findings.items[i].rule ==
			    rule_get(id);
	}
}

/* "severity rule message" a line; the caller frees it. */
static char *
lab_findings(const struct lab *lab)
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

struct served {
	const char *endpoint, *address, *chain;
	enum reason reason;
	const char *detail;
};

static const struct find_case {
	const char *name;
	const char *policy, *now;
	struct served served[3];	/* up to one without an endpoint */
	const char *want;
	size_t examined, incomplete;
} cases[] = {
	{ "a clean estate gives none", POLICY, "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } }, "", 1, 0 },
	{ "renewal is due at a third of the life", POLICY,
	    "2023-09-01T08:00:00Z",
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } },
	    "info renewal-due: web for r breaks at 2024-01-01T00:00:00Z: "
	    "leaf 'leaf' expires; to begin by 2023-09-01: renew the "
	    "certificate of 'leaf'\n", 1, 0 },
	{ "not one second before", POLICY, "2023-09-01T07:59:59Z",
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } }, "", 1, 0 },
	{ "the alarm comes at a quarter", POLICY, "2023-10-01T18:00:00Z",
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } },
	    "error chain-breaks-soon: web for r breaks at "
	    "2024-01-01T00:00:00Z: leaf 'leaf' expires\n"
	    "info renewal-due: web for r breaks at 2024-01-01T00:00:00Z: "
	    "leaf 'leaf' expires; to begin by 2023-09-01: renew the "
	    "certificate of 'leaf'\n", 1, 0 },
	{ "it has ended", POLICY, NOW,
	    { { "web", "192.0.2.1", "short inter", 0, NULL } },
	    "error chain-failing: web for r failing since "
	    "2023-07-01T00:00:00Z: leaf 'short' expires\n", 1, 0 },
	{ "it has not begun", POLICY, NOW,
	    { { "web", "192.0.2.1", "late inter", 0, NULL } },
	    "error chain-not-yet: web for r valid only from "
	    "2024-01-01T00:00:00Z: leaf 'late' is not valid yet\n", 1, 0 },
	{ "no anchor", "kedge: 1\nendpoints:\n" ENDPOINT("web", "")
	    "releases:\n" RELEASE("r", "other.pem", "openssl-3"), NOW,
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } },
	    "error chain-never: web for r never valid: no anchor for "
	    "'Inter', issued by 'Root'\n", 1, 0 },
	{ "too late for new firmware, and no alarm yet",
	    "kedge: 1\nendpoints:\n" ENDPOINT("web", ", alarm_at: 7d")
	    "releases:\n" RELEASE("r", "other.pem", "openssl-3")
	    "roots: [root.pem]\n", NOW,
	    { { "web", "192.0.2.1", "leaf inter cross", 0, NULL } },
	    "error act-by-passed: web for r breaks at 2023-09-11T09:26:47Z: "
	    "cross-sign 'Root' by 'Other' expires; to begin by 2023-05-23: "
	    "add the anchor 'Root' to the release\n", 1, 0 },
	{ "what would mend it is not approved",
	    "kedge: 1\nendpoints:\n" ENDPOINT("web", ", alarm_at: 7d")
	    "releases:\n" RELEASE("r", "other.pem", "openssl-3"), NOW,
	    { { "web", "192.0.2.1", "leaf inter cross", 0, NULL } },
	    "error act-by-passed: web for r breaks at 2023-09-11T09:26:47Z: "
	    "intermediate 'Root' expires; to begin by 2023-05-23: no approved "
	    "root mends it; add one to 'roots' in the policy\n", 1, 0 },
	{ "the cross-sign ends before the leaf, long before",
	    "kedge: 1\nendpoints:\n" ENDPOINT("web", "")
	    "releases:\n" RELEASE("r", "other.pem", "openssl-3")
	    "roots: [root.pem]\n", "2023-05-02T09:26:46Z",
	    { { "web", "192.0.2.1", "leaf inter cross", 0, NULL } },
	    "warning chain-ends-early: web for r breaks at "
	    "2023-09-11T09:26:47Z: cross-sign 'Root' by 'Other' expires, 111 "
	    "days before its own certificate ends\n", 1, 0 },
	{ "one second later the making must be planned",
	    "kedge: 1\nendpoints:\n" ENDPOINT("web", "")
	    "releases:\n" RELEASE("r", "other.pem", "openssl-3")
	    "roots: [root.pem]\n", "2023-05-02T09:26:47Z",
	    { { "web", "192.0.2.1", "leaf inter cross", 0, NULL } },
	    "warning act-by-near: web for r breaks at 2023-09-11T09:26:47Z: "
	    "cross-sign 'Root' by 'Other' expires; to begin by 2023-05-23: "
	    "add the anchor 'Root' to the release\n", 1, 0 },
	{ "firmware for what comes after the renewal must be planned",
	    UNDER_BRIEF(""), "2023-05-01T00:00:00Z",
	    { { "web", "192.0.2.1", "quick under", 0, NULL } },
	    "warning act-by-near: web for r breaks at 2024-02-01T00:00:00Z "
	    "even with a renewed certificate: anchor 'Brief' expires; to "
	    "begin by 2023-05-16: no approved root mends it; add one to "
	    "'roots' in the policy\n", 1, 0 },
	{ "and not a second sooner", UNDER_BRIEF(""), "2023-04-24T23:59:59Z",
	    { { "web", "192.0.2.1", "quick under", 0, NULL } }, "", 1, 0 },
	{ "it is too late for it, and the renewal is due",
	    UNDER_BRIEF(""), "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "quick under", 0, NULL } },
	    "error act-by-passed: web for r breaks at 2024-02-01T00:00:00Z "
	    "even with a renewed certificate: anchor 'Brief' expires; to "
	    "begin by 2023-05-16: no approved root mends it; add one to "
	    "'roots' in the policy\n"
	    "info renewal-due: web for r breaks at 2023-07-01T00:00:00Z: "
	    "leaf 'quick' expires; to begin by 2023-06-01: renew the "
	    "certificate of 'quick'\n", 1, 0 },
	{ "no firmware for what nobody supports then",
	    UNDER_BRIEF(", supported_until: 2024-02-01"),
	    "2023-05-20T00:00:00Z",
	    { { "web", "192.0.2.1", "quick under", 0, NULL } }, "", 1, 0 },
	{ "a break after the end of support",
	    UNDER_BRIEF(", supported_until: 2023-12-31"),
	    "2023-05-20T00:00:00Z",
	    { { "web", "192.0.2.1", "slow under", 0, NULL } },
	    "info break-after-support: web for r breaks at "
	    "2024-02-01T00:00:00Z: anchor 'Brief' expires; its support ends "
	    "before, at 2023-12-31T00:00:00Z\n", 1, 0 },
	{ "a leaf that ends after it",
	    UNDER_BRIEF(", supported_until: 2023-06-30"),
	    "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "quick under", 0, NULL } },
	    "info break-after-support: web for r breaks at "
	    "2023-07-01T00:00:00Z: leaf 'quick' expires; its support ends "
	    "before, at 2023-06-30T00:00:00Z\n", 1, 0 },
	{ "what fails while it is supported is an error",
	    UNDER_BRIEF(", supported_until: 2023-08-02"), NOW,
	    { { "web", "192.0.2.1", "quick under", 0, NULL } },
	    "error chain-failing: web for r failing since "
	    "2023-07-01T00:00:00Z: leaf 'quick' expires\n", 1, 0 },
	{ "nothing else is supported",
	    UNDER_BRIEF(", supported_until: 2023-08-01"), NOW,
	    { { "web", "192.0.2.1", "quick under", 0, NULL } },
	    "info release-unsupported: the support of 'r' ended at "
	    "2023-08-01T00:00:00Z, so it is not judged\n", 0, 1 },
	{ "something else is", UNDER_BRIEF(", supported_until: 2023-08-01")
	    RELEASE("s", "root.pem", "openssl-3"), NOW,
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } },
	    "info release-unsupported: the support of 'r' ended at "
	    "2023-08-01T00:00:00Z, so it is not judged\n", 1, 0 },
	{ "an address that ends sooner hides nothing", UNDER_BRIEF(""),
	    "2023-05-20T00:00:00Z",
	    { { "web", "192.0.2.1", "slow under", 0, NULL },
		{ "web", "192.0.2.2", "quick under", 0, NULL } },
	    "error act-by-passed: web at 192.0.2.2 for r breaks at "
	    "2024-02-01T00:00:00Z even with a renewed certificate: anchor "
	    "'Brief' expires; to begin by 2023-05-16: no approved root mends "
	    "it; add one to 'roots' in the policy\n"
	    "error act-by-passed: web at 192.0.2.1 for r breaks at "
	    "2024-02-01T00:00:00Z: anchor 'Brief' expires; to begin by "
	    "2023-05-16: no approved root mends it; add one to 'roots' in "
	    "the policy\n"
	    "warning addresses-diverge: 'web' serves one chain at 192.0.2.1 "
	    "and another at 192.0.2.2\n", 1, 0 },
	{ "another name", POLICY, "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "stranger inter", 0, NULL } },
	    "error name-mismatch: 'web' serves a certificate for 'stranger' "
	    "that is not for 'a.example'\n", 1, 0 },
	{ "a common name", POLICY, "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "common inter", 0, NULL } },
	    "warning name-old-way: 'web' serves a certificate for 'a.example' "
	    "that is only for 'a.example' by rules that many clients have "
	    "given up\n", 1, 0 },
	{ "no chain", POLICY, NOW,
	    { { "web", NULL, "", REASON_DNS, NULL } },
	    "error endpoint-unreachable: endpoint 'web' at a.example:443 gave "
	    "no chain: the name does not resolve\n", 0, 1 },
	{ "no chain, with words", POLICY, NOW,
	    { { "web", "192.0.2.1", "", REASON_NOT_TLS, "SSH" } },
	    "error endpoint-unreachable: endpoint 'web' at a.example:443 gave "
	    "no chain: the server does not speak TLS (SSH)\n", 0, 1 },
	{ "recorded at another host", POLICY_AT("b.example:443"), NOW,
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } },
	    UNRECORDED("b.example:443", "b.example"), 0, 1 },
	{ "recorded at another port", POLICY_AT("a.example:444"), NOW,
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } },
	    UNRECORDED("a.example:444", "a.example"), 0, 1 },
	{ "recorded with another server name",
	    POLICY_AT("a.example:443, server_name: b.example"), NOW,
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } },
	    UNRECORDED("a.example:443", "b.example"), 0, 1 },
	{ "not recorded", POLICY, NOW,
	    { { "mail", "192.0.2.1", "leaf inter", 0, NULL } },
	    "error endpoint-unreachable: endpoint 'web' is not among the "
	    "recorded observations; record it with kedge-scan and this "
	    "policy\n", 0, 1 },
	{ "one address of two", POLICY, "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "", REASON_TCP_REFUSED, NULL },
		{ "web", "192.0.2.2", "leaf inter", 0, NULL } },
	    "warning address-failed: address 192.0.2.1 of 'web' gave no "
	    "chain: the connection is refused\n", 1, 0 },
	{ "a certificate was lost", POLICY, "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "leaf inter", REASON_BAD_CERTIFICATE,
		"certificate 3" } },
	    "warning address-failed: address 192.0.2.1 of 'web' gave a "
	    "chain, but a certificate that was served cannot be read "
	    "(certificate 3)\n", 1, 0 },
	{ "a server that wants our certificate", POLICY,
	    "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "leaf inter", REASON_TLS_ALERT,
		"certificate required" } }, "", 1, 0 },
	{ "two chains; the worse counts", POLICY, "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL },
		{ "web", NULL, "leaf", 0, NULL } },
	    "error chain-never: web for r never valid: no anchor for 'leaf', "
	    "issued by 'Inter'\n"
	    "warning addresses-diverge: 'web' serves one chain at 192.0.2.1 "
	    "and another at (none)\n", 1, 0 },
	{ "the same chain twice", POLICY, "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL },
		{ "web", "192.0.2.2", "leaf inter", 0, NULL } }, "", 1, 0 },
	{ "no store", "kedge: 1\nendpoints:\n" ENDPOINT("web", "")
	    "releases:\n" RELEASE("r", "gone.pem", "openssl-3"), NOW,
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } },
	    "error store-unreadable: the trust store of 'r' cannot be read: "
	    "cannot open gone.pem: No such file or directory\n", 0, 1 },
	{ "half a store", "kedge: 1\nendpoints:\n" ENDPOINT("web", "")
	    "releases:\n" RELEASE("r", "half.pem", "complete"),
	    "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } },
	    "warning store-rejected: half.pem:1: a character that is not "
	    "base64\n", 1, 0 },
	{ "a store of which a file went unread",
	    "kedge: 1\nendpoints:\n" ENDPOINT("web", "") "releases:\n"
	    "  - {name: r, bundle: {directory: store}, verifier: openssl-3}\n",
	    "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } },
	    "warning store-rejected: store/11111111.0: it cannot be followed: "
	    "No such file or directory\n", 1, 1 },
	{ "a root that is none", POLICY "roots: [words.txt]\n",
	    "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } },
	    "error root-unreadable: roots: words.txt holds no certificate in "
	    "a form that is read here (JKS, BKS, ESP-IDF, PKCS#12, "
	    "PKCS#7, PEM, PEM of PKCS#7, DER)\n",
	    1, 1 },
	{ "deadlines", POLICY "deadlines:\n"
	    "  - {name: card, expires: 2023-06-30, remind: [60d, 7d],"
	    " owner: finance}\n"
	    "  - {name: domain, expires: 2023-06-01}\n"
	    "  - {name: account, expires: 2023-08-01, remind: [60d]}\n",
	    "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } },
	    "error deadline-passed: domain expired at 2023-06-01T00:00:00Z\n"
	    "warning deadline-near: card expires at 2023-06-30T00:00:00Z; it "
	    "is with finance\n", 4, 0 },
	{ "deadlines are something to judge", "kedge: 1\ndeadlines:\n"
	    "  - {name: card, expires: 2024-06-30}\n", NOW, { { 0 } },
	    "", 1, 0 },
	{ "endpoints without a release", "kedge: 1\nendpoints:\n"
	    ENDPOINT("web", "") "deadlines:\n"
	    "  - {name: card, expires: 2024-06-30}\n", NOW,
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } },
	    "error endpoint-unjudged: endpoint 'web' is judged against "
	    "nothing; name a release under 'releases'\n", 1, 1 },
	{ "a release that no endpoint names",
	    "kedge: 1\nendpoints:\n" ENDPOINT("web", ", clients: [r]")
	    "releases:\n" RELEASE("r", "root.pem", "openssl-3")
	    RELEASE("s", "root.pem", "openssl-3"), "2023-06-01T00:00:00Z",
	    { { "web", "192.0.2.1", "leaf inter", 0, NULL } },
	    "warning release-unjudged: no endpoint has 's' among its clients, "
	    "so nothing says what it can reach\n", 1, 0 },
	{ "releases without an endpoint", "kedge: 1\nreleases:\n"
	    RELEASE("r", "root.pem", "openssl-3"), NOW, { { 0 } },
	    "warning release-unjudged: no endpoint has 'r' among its clients, "
	    "so nothing says what it can reach\n", 0, 0 },
};

/* What the policies above name beside certificates. */
static void
put_files(void)
{
	struct buf half = BUF_INIT(65536);
	struct err err = ERR_NONE;

	folder_put("words.txt", "hello\n");
	buf_text(&half, "-----BEGIN CERTIFICATE-----\nM%AA\n"
	    "-----END CERTIFICATE-----\n");
	assert_int_equal(file_read(&half, "root.pem", &err), 0);
	folder_put("half.pem", half.p);
	buf_release(&half);
	assert_int_equal(file_make_directories("store", &err), 0);
	unlink("store/11111111.0");
	unlink("store/dcaaf7f0.0");
	assert_int_equal(symlink("gone.pem", "store/11111111.0"), 0);
	/* The hash of CN=Root. */
	assert_int_equal(symlink("../root.pem", "store/dcaaf7f0.0"), 0);
}

static void
each_case_gives_its_findings(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct find_case *c = &cases[i];
		struct lab lab;
		char *got;

		lab_open(&lab, c->now);
		put_files();
		lab_policy(&lab, c->policy);
		for (const struct served *s = c->served; s->endpoint; s++)
			lab_serve(&lab, s->endpoint, s->address, s->chain,
			    s->reason, s->detail);
		lab_pass(&lab);
		note_rules(&lab);
		got = lab_findings(&lab);
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

/* A file of a policy folder that is wrong; the others stand. */
static void
fault_of_a_policy_is_told(void **state)
{
	struct err err = ERR_NONE;
	struct lab lab;
	char *got;

	(void)state;
	lab_open(&lab, "2023-06-01T00:00:00Z");
	assert_int_equal(file_make_directories("policies", &err), 0);
	folder_put("policies/a.yaml", "kedge: 1\nendpoints:\n"
	    ENDPOINT("web", "") "releases:\n"
	    RELEASE("r", "../root.pem", "openssl-3"));
	folder_put("policies/b.yaml", "kedge: 1\nendpoint: []\n");
	assert_int_equal(estate_load(&lab.estate, "policies", false, &err),
	    0);
	lab_serve(&lab, "web", "192.0.2.1", "leaf inter", 0, NULL);
	lab_pass(&lab);
	note_rules(&lab);
	got = lab_findings(&lab);
	assert_string_equal(got, "error policy-fault: policies/b.yaml:2:1: "
	    "a policy has no key 'endpoint'; did you mean 'endpoints'?\n");
	assert_int_equal(lab.pass.examined, 1);
	assert_int_equal(lab.pass.incomplete, 1);
	assert_int_equal(lab.pass.findings.items[0].mark.line, 2);
	free(got);
	lab_close(&lab);
}

/* More anchors of one name than signatures that we check for one answer. */
static void
too_much_to_judge_is_no_answer(void **state)
{
	struct buf store = BUF_INIT(1 << 20);
	struct err err = ERR_NONE;
	struct lab lab;
	char *got;

	(void)state;
	lab_open(&lab, NOW);
	for (size_t i = 0; i < LIMIT_CLOSURE_CERTS; i++) {
		char *line = mem_printf("n%zu type=ed25519 ca=yes "
		    "subject=/CN=Same skid=no", i);
		char *path = mem_printf("n%zu.pem", i);

		lab_forge(&lab, line);
		assert_int_equal(file_read(&store, path, &err), 0);
		free(line);
		free(path);
	}
	folder_put("same.pem", store.p);
	lab_forge(&lab, "many type=ed25519 issuer=n0 akid=no "
	    "san=dns:a.example");
	lab_policy(&lab, "kedge: 1\nendpoints:\n" ENDPOINT("web", "")
	    "releases:\n" RELEASE("r", "same.pem", "complete"));
	lab_serve(&lab, "web", "192.0.2.1", "many", 0, NULL);
	lab_pass(&lab);
	note_rules(&lab);
	got = lab_findings(&lab);
	assert_string_equal(got, "error chain-indeterminate: web for r "
	    "unknown: more than 256 certificates could take part in the "
	    "path\n");
	assert_int_equal(lab.pass.examined, 1);
	assert_int_equal(lab.pass.incomplete, 1);
	free(got);
	buf_release(&store);
	lab_close(&lab);
}

static void
long_details_are_not_cut(void **state)
{
	struct lab lab;
	char detail[4097], *want;

	(void)state;
	memset(detail, 'x', sizeof(detail) - 1);
	detail[sizeof(detail) - 1] = '\0';
	lab_open(&lab, NOW);
	lab_policy(&lab, POLICY);
	lab_serve(&lab, "web", NULL, "", REASON_LOCAL, detail);
	lab_pass(&lab);
	want = mem_printf("endpoint 'web' at a.example:443 gave no chain: "
	    "this machine could not do it (%s)", detail);
	assert_int_equal(lab.pass.findings.n, 1);
	assert_string_equal(lab.pass.findings.items[0].message, want);
	free(want);
	lab_close(&lab);
}

static void
each_rule_was_provoked(void **state)
{
	(void)state;
	for (enum rule_id id = 0; id < RULE_COUNT; id++) {
		if (!provoked[id])
			fail_msg("no case provokes %s", rule_get(id)->id);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(each_case_gives_its_findings),
		IN_FOLDER(fault_of_a_policy_is_told),
		IN_FOLDER(too_much_to_judge_is_no_answer),
		IN_FOLDER(long_details_are_not_cut),
		cmocka_unit_test(each_rule_was_provoked),
	};

	return cmocka_run_group_tests_name("find", tests, NULL, NULL);
}
