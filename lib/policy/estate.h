#ifndef POLICY_ESTATE_H
#define POLICY_ESTATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/locator.h"
#include "base/proxy.h"
#include "policy/fault.h"
#include "policy/thresholds.h"
#include "verify/verifier.h"

struct release;

struct endpoint {
	char *name;
	char *host;		/* a name or a numeric address, no brackets */
	uint16_t port;
	const char *service;	/* whose SRV records say where; or NULL */
	char *protocol;		/* its name: "tls", "smtp", ... */
	char *server_name;	/* for SNI; default the host, if a name; NULL:
				   none is sent */
	char *connect_host;	/* where to go instead, or NULL */
	uint16_t connect_port;	/* 0: that of the address */
	struct proxy *proxy;	/* owned, or NULL */
	char *client_certificate;	/* files, or NULL; the key may be in */
	char *client_key;		/* that of the certificate: NULL */
	const struct release **clients;	/* borrowed; default all releases */
	size_t n_clients;
	struct threshold renew_at, alarm_at;	/* all zero: not given */
	struct mark mark;
};

struct release {
	char *name;
	struct locator bundle;	/* paths resolved against the policy file */
	const struct verifier *verifier;
	int64_t supported_until_s;	/* INSTANT_NEVER where not given */
	int64_t lead_time_s, adoption_s;
	char *version_file;	/* in the repository, or NULL */
	struct mark mark;
};

struct deadline {
	char *name, *owner;	/* owner may be NULL */
	int64_t expires_s;
	int64_t *remind_s;	/* durations before, longest first */
	size_t n_remind;
	struct mark mark;
};

/*
 * Everything that one --policy says. Immutable once loaded; everything in it
 * is owned by it and borrowed by others. Pointers stay valid until release.
 */
struct estate {
	char *name;
	struct endpoint *endpoints;
	size_t n_endpoints;
	struct release *releases;
	size_t n_releases;
	char **roots;		/* paths of approved anchors' PEM files */
	size_t n_roots;
	struct verifier *verifiers;	/* own variants */
	size_t n_verifiers;
	struct deadline *deadlines;
	size_t n_deadlines;
	struct policy_fault *faults;
	size_t n_faults;
	char **files;		/* that it was read from; marks borrow them */
	size_t n_files, n_files_bad;
};

#define ESTATE_EMPTY ((struct estate){ 0 })

/*
 * Loads a policy file, or each *.yaml and *.yml of a directory, in name order,
 * as one estate. In a directory a file that is wrong, or a single thing that
 * refers to what is not there, becomes a fault and the rest stands; with
 * strict, and for a single file, the first fault fails. So does a policy that
 * names neither endpoint nor release nor deadline. Fails with ERR_POLICY.
 */
int estate_load(struct estate *out, const char *path, bool strict,
    struct err *err);
void estate_release(struct estate *estate);

/* What it owns of each; the struct itself is the caller's. */
void endpoint_release(struct endpoint *endpoint);
void release_release(struct release *release);
void deadline_release(struct deadline *deadline);

/* NULL where there is none of this name. */
const struct endpoint *estate_endpoint(const struct estate *estate,
    const char *name);
const struct release *estate_release_named(const struct estate *estate,
    const char *name);

/* Is the release among the clients of the endpoint? */
bool endpoint_has_client(const struct endpoint *endpoint,
    const struct release *release);

#endif
