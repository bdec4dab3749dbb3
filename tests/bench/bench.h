#pragma once
/*
 * What judging costs, each figure beside a rival's in the same run, since
 * machines differ and are noisy. CPU time; nothing here passes or fails.
 */
#include <openssl/x509.h>

#include "base/buf.h"
#include "forge/forge.h"
#include "pki/store.h"
#include "verify/windows.h"

/* Each prints its lines. */
void bench_boundaries(void);
void bench_bundles(char *const *paths, size_t n);
void bench_carving(const char *path);
void bench_estate(void);
void bench_hostile(void);

/* CPU seconds that this process has used. */
double cpu_s(void);
/* The most memory that this process has had, MiB. */
double peak_mib(void);

/* A forge and a pool of what it makes. A line that is wrong ends it all. */
struct works {
	struct forge *forge;
	struct certpool *pool;
};

void works_init(struct works *works);
void works_release(struct works *works);
__attribute__((format(printf, 2, 3))) const struct cert *works_make(
    struct works *works, const char *fmt, ...);

/* Somebody who asks X509_verify_cert. */
X509_STORE *rival_store(const struct store *store);
/* One question: the verdict at an instant. */
bool rival_accepts(X509_STORE *store, const struct chain *chain,
    int64_t at_s);
