#include "finding/rule.h"

#include <string.h>

static const struct rule rules[RULE_COUNT] = {
	[RULE_CHAIN_FAILING] = { "chain-failing", SEVERITY_ERROR,
	    "A release no longer accepts what an endpoint serves." },
	[RULE_CHAIN_NEVER] = { "chain-never", SEVERITY_ERROR,
	    "A release cannot accept what an endpoint serves at any time." },
	[RULE_CHAIN_NOT_YET] = { "chain-not-yet", SEVERITY_ERROR,
	    "A release does not accept what an endpoint serves yet." },
	[RULE_CHAIN_INDETERMINATE] = { "chain-indeterminate", SEVERITY_ERROR,
	    "A chain is too large to be judged." },
	[RULE_CHAIN_BREAKS_SOON] = { "chain-breaks-soon", SEVERITY_ERROR,
	    "The alarm time before a break is reached: renewal has failed." },
	[RULE_CHAIN_ENDS_EARLY] = { "chain-ends-early", SEVERITY_WARNING,
	    "A release loses an endpoint before the endpoint's own "
	    "certificate ends, where reminders look." },
	[RULE_ACT_BY_NEAR] = { "act-by-near", SEVERITY_WARNING,
	    "A break needs new firmware, and its making must begin soon." },
	[RULE_ACT_BY_PASSED] = { "act-by-passed", SEVERITY_ERROR,
	    "A break needs new firmware, and it is too late for that to "
	    "reach the devices in time." },
	[RULE_RENEWAL_DUE] = { "renewal-due", SEVERITY_INFO,
	    "The time to renew a certificate has come." },
	[RULE_BREAK_AFTER_SUPPORT] = { "break-after-support", SEVERITY_INFO,
	    "A release loses an endpoint, and its support ends before." },
	[RULE_NAME_MISMATCH] = { "name-mismatch", SEVERITY_ERROR,
	    "The certificate is not for the name that clients ask for." },
	[RULE_NAME_OLD_WAY] = { "name-old-way", SEVERITY_WARNING,
	    "The certificate is for the name that clients ask for by what "
	    "RFC 9525 ended: its common name, a wildcard for a part of a "
	    "label, or an address written as a name." },
	[RULE_ENDPOINT_UNREACHABLE] = { "endpoint-unreachable",
	    SEVERITY_ERROR, "No address of an endpoint gave a chain." },
	[RULE_ADDRESS_FAILED] = { "address-failed", SEVERITY_WARNING,
	    "One address of an endpoint gave no chain, or a faulty one." },
	[RULE_ADDRESSES_DIVERGE] = { "addresses-diverge", SEVERITY_WARNING,
	    "The addresses of an endpoint serve different chains." },
	[RULE_ENDPOINT_UNJUDGED] = { "endpoint-unjudged", SEVERITY_ERROR,
	    "An endpoint has no release to be judged against." },
	[RULE_RELEASE_UNJUDGED] = { "release-unjudged", SEVERITY_WARNING,
	    "No endpoint has this release as a client." },
	[RULE_RELEASE_UNSUPPORTED] = { "release-unsupported", SEVERITY_INFO,
	    "The support of a release has ended: it is not judged." },
	[RULE_STORE_UNREADABLE] = { "store-unreadable", SEVERITY_ERROR,
	    "The trust store of a release cannot be read." },
	[RULE_STORE_REJECTED] = { "store-rejected", SEVERITY_WARNING,
	    "A part of a trust store cannot be read." },
	[RULE_ROOT_UNREADABLE] = { "root-unreadable", SEVERITY_ERROR,
	    "A file of approved roots cannot be read." },
	[RULE_POLICY_FAULT] = { "policy-fault", SEVERITY_ERROR,
	    "A part of the policy cannot be used." },
	[RULE_DEADLINE_PASSED] = { "deadline-passed", SEVERITY_ERROR,
	    "Something else that expires has expired." },
	[RULE_DEADLINE_NEAR] = { "deadline-near", SEVERITY_WARNING,
	    "Something else that expires is near its end." },
};

const struct rule *
rule_get(enum rule_id id)
{
	return &rules[id];
}

static const char *const severities[] = {
	[SEVERITY_INFO] = "info",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
};

const char *
severity_name(enum severity severity)
{
	return severities[severity];
}

int
severity_parse(enum severity *out, const char *name, struct err *err)
{
	for (size_t i = 0; i <= SEVERITY_ERROR; i++) {
		if (strcmp(severities[i], name) == 0) {
			*out = (enum severity)i;
			return 0;
		}
	}
	return err_set(err, ERR_POLICY, "'%.40s' is no severity; there are "
	    "info, warning and error", name);
}
