#include "metrics/series.h"

#include <stdio.h>

#include "base/instant.h"

#define LABELS_MAX	8

enum metric_id {
	BUILD_INFO,
	CERTIFICATE_NOT_AFTER,
	CERTIFICATE_NOT_BEFORE,
	CERTIFICATE_OBSERVED,
	CHAIN_ACT_BY,
	CHAIN_BREAK_INFO,
	CHAIN_BREAK,
	CHAIN_VALID,
	DEADLINE,
	ENDPOINT_ERROR_INFO,
	ENDPOINT_UP,
	FINDINGS,
	LAST_COMPLETE_PASS,
	PASS_DURATION,
	POLICY_FILES,
	POLICY_RELOAD_SUCCESS,
	POLICY_RELOAD_SUCCESSFUL,
	RELEASE_SUPPORTED_UNTIL,
	RENEWAL_DUE,
	RENEWAL_OVERDUE,
	RESTART_READY,
	SCAN_ERRORS,
	STORE_ANCHORS,
	STORE_FIRST_EXPIRY,
	STORE_READABLE,
	TARGETS,
};

static const struct metric metrics[] = {
	[BUILD_INFO] = { "kedge_build_info", METRIC_INFO,
	    "The version of the program that answers." },
	[CERTIFICATE_NOT_AFTER] = {
	    "kedge_certificate_not_after_timestamp_seconds", METRIC_GAUGE,
	    "Last second in which a certificate that was last seen served "
	    "is valid." },
	[CERTIFICATE_NOT_BEFORE] = {
	    "kedge_certificate_not_before_timestamp_seconds", METRIC_GAUGE,
	    "First second in which a certificate that was last seen served "
	    "is valid." },
	[CERTIFICATE_OBSERVED] = {
	    "kedge_certificate_observed_timestamp_seconds", METRIC_GAUGE,
	    "When an address last gave the chain that the other series are "
	    "about." },
	[CHAIN_ACT_BY] = { "kedge_chain_act_by_timestamp_seconds",
	    METRIC_GAUGE,
	    "When mending a break must begin: the break less the lead time "
	    "of its remedy." },
	[CHAIN_BREAK_INFO] = { "kedge_chain_break_info", METRIC_INFO,
	    "What ends the chain for a release, or has ended it." },
	[CHAIN_BREAK] = { "kedge_chain_break_timestamp_seconds",
	    METRIC_GAUGE,
	    "When a release stops, or stopped, to accept what an endpoint "
	    "serves." },
	[CHAIN_VALID] = { "kedge_chain_valid", METRIC_GAUGE,
	    "1 if a release accepts what an endpoint last served, 0 if it "
	    "does not or that cannot be told." },
	[DEADLINE] = { "kedge_deadline_timestamp_seconds", METRIC_GAUGE,
	    "When something else of the policy expires." },
	[ENDPOINT_ERROR_INFO] = { "kedge_endpoint_error_info", METRIC_INFO,
	    "Why the last scan of an address failed." },
	[ENDPOINT_UP] = { "kedge_endpoint_up", METRIC_GAUGE,
	    "1 if the last scan of an address gave a chain." },
	[FINDINGS] = { "kedge_findings", METRIC_GAUGE,
	    "What a person should act on, by rule." },
	[LAST_COMPLETE_PASS] = {
	    "kedge_last_complete_pass_timestamp_seconds", METRIC_GAUGE,
	    "When the last pass over the whole estate began." },
	[PASS_DURATION] = { "kedge_pass_duration_seconds", METRIC_GAUGE,
	    "How long the last pass took, in whole seconds rounded up." },
	[POLICY_FILES] = { "kedge_policy_files", METRIC_GAUGE,
	    "Files of the policy, by whether they could be used." },
	[POLICY_RELOAD_SUCCESS] = {
	    "kedge_policy_last_reload_success_timestamp_seconds",
	    METRIC_GAUGE, "When the policy in use was loaded." },
	[POLICY_RELOAD_SUCCESSFUL] = {
	    "kedge_policy_last_reload_successful", METRIC_GAUGE,
	    "1 if the last attempt to load the policy worked." },
	[RELEASE_SUPPORTED_UNTIL] = {
	    "kedge_release_supported_until_timestamp_seconds", METRIC_GAUGE,
	    "When the support of a release ends." },
	[RENEWAL_DUE] = { "kedge_renewal_due_timestamp_seconds",
	    METRIC_GAUGE, "When the renewal of the served leaf begins." },
	[RENEWAL_OVERDUE] = { "kedge_renewal_overdue", METRIC_GAUGE,
	    "1 if the served leaf is past its alarm time: renewal has "
	    "failed." },
	[RESTART_READY] = { "kedge_restart_ready", METRIC_GAUGE,
	    "1 if a restart now would find every file that it needs." },
	[SCAN_ERRORS] = { "kedge_scan_errors_total", METRIC_COUNTER,
	    "Scans of an address that failed, by reason." },
	[STORE_ANCHORS] = { "kedge_store_anchors", METRIC_GAUGE,
	    "Anchors in the trust store of a release, by state." },
	[STORE_FIRST_EXPIRY] = { "kedge_store_first_expiry_timestamp_seconds",
	    METRIC_GAUGE,
	    "When the next anchor of a trust store expires; those that have "
	    "are not counted." },
	[STORE_READABLE] = { "kedge_store_readable", METRIC_GAUGE,
	    "1 if the trust store of a release could be read." },
	[TARGETS] = { "kedge_targets", METRIC_GAUGE,
	    "Endpoints of the policy, by how many of their addresses gave a "
	    "chain." },
};

/* A sample with the label of the estate before its own, up to LABELS_END. */
static void
add(const struct series *series, enum metric_id id, int64_t value,
    const struct label *own)
{
	struct label labels[LABELS_MAX + 2] = {
		{ "estate", series->estate },
	};
	size_t n = 0;

	for (; own[n].name != NULL && n < LABELS_MAX; n++)
		labels[n + 1] = own[n];
	labels[n + 1] = LABELS_END;
	exposition_add(series->exposition, &metrics[id], value, labels);
}

/* Nothing where the instant is one of the two ends of time. */
static void
add_instant(const struct series *series, enum metric_id id, int64_t at_s,
    const struct label *own)
{
	if (at_s != INSTANT_NEVER && at_s != INSTANT_ALWAYS)
		add(series, id, at_s, own);
}

#define LABELS(...)	((const struct label[]){ __VA_ARGS__, LABELS_END })
#define NO_LABELS	((const struct label[]){ LABELS_END })

void
series_build(struct exposition *exposition, const char *version)
{
	exposition_add(exposition, &metrics[BUILD_INFO], 1,
	    LABELS({ "version", version }));
}

void
series_observation(const struct series *series,
    const struct observation *observation)
{
	add(series, ENDPOINT_UP, observation->chain.n > 0,
	    LABELS({ "endpoint", observation->endpoint },
		{ "address", observation->address }));
	if (observation->reason != REASON_NONE)
		add(series, ENDPOINT_ERROR_INFO, 1,
		    LABELS({ "endpoint", observation->endpoint },
			{ "address", observation->address },
			{ "reason", reason_name(observation->reason) }));
}

void
series_lost_address(const struct series *series,
    const struct observation *last)
{
	add(series, ENDPOINT_UP, 0,
	    LABELS({ "endpoint", last->endpoint },
		{ "address", last->address }));
}

static bool
has_twin_root(const struct chain *chain, const struct cert *cert)
{
	for (size_t i = 0; i < chain->n; i++) {
		const struct cert *other = chain->certs[i];

		if (cert_is_self_issued(other) &&
		    other->subject_id == cert->subject_id &&
		    other->key_id == cert->key_id)
			return true;
	}
	return false;
}

static enum cert_role
served_role(const struct chain *chain, size_t i, const struct chain *roots)
{
	const struct cert *cert = chain->certs[i];

	if (i == 0)
		return ROLE_LEAF;
	if (cert_is_self_issued(cert))
		return ROLE_ANCHOR;
	return has_twin_root(roots, cert) || has_twin_root(chain, cert) ?
	    ROLE_CROSS_SIGN : ROLE_INTERMEDIATE;
}

void
series_certificates(const struct series *series,
    const struct observation *last, const struct chain *roots)
{
	const struct chain *chain = &last->chain;

	for (size_t i = 0; i < chain->n; i++) {
		const struct cert *cert = chain->certs[i];
		char fingerprint[SHA256_TEXT], position[24];
		const struct label labels[] = {
			{ "endpoint", last->endpoint },
			{ "role", cert_role_name(served_role(chain, i,
			    roots)) },
			{ "position", position },
			{ "fingerprint", sha256_text(fingerprint,
			    cert->sha256) },
			LABELS_END,
		};

		snprintf(position, sizeof(position), "%zu", i);
		add(series, CERTIFICATE_NOT_AFTER, cert->not_after_s, labels);
		add(series, CERTIFICATE_NOT_BEFORE, cert->not_before_s,
		    labels);
	}
	add_instant(series, CERTIFICATE_OBSERVED, last->at_s,
	    LABELS({ "endpoint", last->endpoint },
		{ "address", last->address }));
}

static void
add_cause(const struct series *series, const struct pair *pair)
{
	const struct cause *cause = &pair->forecast->cause;
	const struct cert *cert = cause->cert;
	char fingerprint[SHA256_TEXT] = "";

	if (cert != NULL)
		sha256_text(fingerprint, cert->sha256);
	add(series, CHAIN_BREAK_INFO, 1,
	    LABELS({ "endpoint", pair->endpoint },
		{ "release", pair->release },
		{ "role", cert ? cert_role_name(cause->role) : NULL },
		{ "class", blame_class_name(cause->blame) },
		{ "fingerprint", fingerprint },
		{ "subject", cert ? cert->subject : NULL }));
}

void
series_pair(const struct series *series, const struct pair *pair)
{
	const struct forecast *forecast = pair->forecast;
	const struct label labels[] = {
		{ "endpoint", pair->endpoint },
		{ "release", pair->release },
		LABELS_END,
	};
	bool known = forecast->state != FORECAST_INDETERMINATE;

	add(series, CHAIN_VALID, forecast->state == FORECAST_OK, labels);
	if (known) {
		add_instant(series, CHAIN_BREAK, forecast->breaks_at_s,
		    labels);
		add_instant(series, CHAIN_ACT_BY, pair->act_by_s, labels);
	}
	if (forecast->cause.blame != BLAME_NONE)
		add_cause(series, pair);
}

void
series_targets(const struct series *series,
    const struct endpoint_counts *counts)
{
	add(series, TARGETS, (int64_t)counts->up, LABELS({ "state", "up" }));
	add(series, TARGETS, (int64_t)counts->partial,
	    LABELS({ "state", "partial" }));
	add(series, TARGETS, (int64_t)counts->down,
	    LABELS({ "state", "down" }));
}

void
series_renewal(const struct series *series, const char *endpoint,
    int64_t due_s, bool overdue)
{
	add_instant(series, RENEWAL_DUE, due_s,
	    LABELS({ "endpoint", endpoint }));
	add(series, RENEWAL_OVERDUE, overdue,
	    LABELS({ "endpoint", endpoint }));
}

static void
add_anchors(const struct series *series, const char *release,
    const struct store *store, int64_t now_s)
{
	int64_t valid = 0, expired = 0, early = 0, first_s = INSTANT_NEVER;

	for (size_t i = 0; i < store->n; i++) {
		const struct cert *cert = store->anchors[i].cert;

		if (cert->not_after_s < now_s) {
			expired++;
			continue;
		}
		if (cert->not_after_s < first_s)
			first_s = cert->not_after_s;
		if (cert->not_before_s > now_s)
			early++;
		else
			valid++;
	}
	add(series, STORE_ANCHORS, valid,
	    LABELS({ "release", release }, { "state", "valid" }));
	add(series, STORE_ANCHORS, expired,
	    LABELS({ "release", release }, { "state", "expired" }));
	add(series, STORE_ANCHORS, early,
	    LABELS({ "release", release }, { "state", "not-yet-valid" }));
	add(series, STORE_ANCHORS, (int64_t)store_rejected(store),
	    LABELS({ "release", release }, { "state", "rejected" }));
	add_instant(series, STORE_FIRST_EXPIRY, first_s,
	    LABELS({ "release", release }));
}

void
series_release(const struct series *series, const struct release *release,
    const struct store *store, int64_t now_s)
{
	const struct label labels[] = {
		{ "release", release->name },
		LABELS_END,
	};

	add_instant(series, RELEASE_SUPPORTED_UNTIL,
	    release->supported_until_s, labels);
	add(series, STORE_READABLE, store != NULL, labels);
	if (store != NULL)
		add_anchors(series, release->name, store, now_s);
}

void
series_deadline(const struct series *series, const struct deadline *deadline)
{
	add_instant(series, DEADLINE, deadline->expires_s,
	    LABELS({ "deadline", deadline->name },
		{ "owner", deadline->owner }));
}

void
series_findings(const struct series *series, const struct findings *findings)
{
	for (enum rule_id id = 0; id < RULE_COUNT; id++) {
		const struct rule *rule = rule_get(id);
		int64_t n = 0;

		for (size_t i = 0; i < findings->n; i++)
			n += findings->items[i].rule == rule;
		add(series, FINDINGS, n, LABELS({ "rule", rule->id },
			{ "severity", severity_name(rule->severity) }));
	}
}

void
series_pass(const struct series *series, int64_t duration_s,
    int64_t completed_s)
{
	add(series, PASS_DURATION, duration_s, NO_LABELS);
	add_instant(series, LAST_COMPLETE_PASS, completed_s, NO_LABELS);
}

void
series_scan_errors(const struct series *series, const size_t *counts,
    size_t n)
{
	for (size_t i = REASON_NONE + 1; i < n; i++)
		add(series, SCAN_ERRORS, (int64_t)counts[i],
		    LABELS({ "reason", reason_name((enum reason)i) }));
}

void
series_policy(const struct series *series, const struct estate *estate,
    bool successful, int64_t loaded_s)
{
	add(series, POLICY_RELOAD_SUCCESSFUL, successful, NO_LABELS);
	add_instant(series, POLICY_RELOAD_SUCCESS, loaded_s, NO_LABELS);
	if (estate == NULL)
		return;
	add(series, POLICY_FILES,
	    (int64_t)(estate->n_files - estate->n_files_bad),
	    LABELS({ "state", "used" }));
	add(series, POLICY_FILES, (int64_t)estate->n_files_bad,
	    LABELS({ "state", "bad" }));
}

void
series_restart_ready(const struct series *series, bool ready)
{
	add(series, RESTART_READY, ready, NO_LABELS);
}
