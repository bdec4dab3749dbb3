#ifndef FINDING_RULE_H
#define FINDING_RULE_H

#include <stddef.h>

#include "base/err.h"

enum severity {
	SEVERITY_INFO,
	SEVERITY_WARNING,
	SEVERITY_ERROR,
};

const char *severity_name(enum severity severity);
int severity_parse(enum severity *out, const char *name, struct err *err);

/* Every kind of finding; the id of its row is stable and public. */
enum rule_id {
	RULE_CHAIN_FAILING,
	RULE_CHAIN_NEVER,
	RULE_CHAIN_NOT_YET,
	RULE_CHAIN_INDETERMINATE,
	RULE_CHAIN_BREAKS_SOON,
	RULE_CHAIN_ENDS_EARLY,
	RULE_ACT_BY_PASSED,
	RULE_ACT_BY_NEAR,
	RULE_RENEWAL_DUE,
	RULE_BREAK_AFTER_SUPPORT,
	RULE_NAME_MISMATCH,
	RULE_NAME_OLD_WAY,
	RULE_ENDPOINT_UNREACHABLE,
	RULE_ADDRESS_FAILED,
	RULE_ADDRESSES_DIVERGE,
	RULE_ENDPOINT_UNJUDGED,
	RULE_RELEASE_UNJUDGED,
	RULE_RELEASE_UNSUPPORTED,
	RULE_STORE_UNREADABLE,
	RULE_STORE_REJECTED,
	RULE_ROOT_UNREADABLE,
	RULE_POLICY_FAULT,
	RULE_DEADLINE_PASSED,
	RULE_DEADLINE_NEAR,
	RULE_COUNT,
};

struct rule {
	const char *id;
	enum severity severity;
	const char *summary;	/* what it means, a sentence */
};

const struct rule *rule_get(enum rule_id id);

#endif
