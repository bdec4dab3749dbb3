#ifndef PATCH_PROVE_H
#define PATCH_PROVE_H

#include "patch/manifest.h"

/* What a patch's folder holds, and what it is to be measured against. */
struct proof_input {
	const struct manifest *manifest;
	struct span bundle, mail, text;	/* the files; text: the manifest's */
	const char *repository;
	const char *tip;	/* taken for the branch's; NULL: as it is */
	const struct verifier *verifier;
	const struct chain *approved;	/* NULL: the manifest's word counts */
	struct certpool *pool;
	struct sigcache *signatures;
};

#define PROOF_NAME	"proof.json"
#define PROOF_CHECKS	8

struct proof_check {
	int number;		/* 1 to 6, 8, 12 */
	const char *name;
	char *why;		/* NULL: it passed; else what is wrong */
};

struct proof {
	struct proof_check checks[PROOF_CHECKS];
	struct buf text;	/* proof.json, an in-toto test result */
};

/*
 * Runs every check, whatever the others say; one that cannot be run fails.
 * The instant of judgement is the manifest's, so equal evidence gives equal
 * bytes at any time. The caller releases out.
 */
void prove(struct proof *out, const struct proof_input *input);
void proof_release(struct proof *proof);

size_t proof_passed(const struct proof *proof);

#endif
