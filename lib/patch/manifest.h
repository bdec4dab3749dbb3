#ifndef PATCH_MANIFEST_H
#define PATCH_MANIFEST_H

#include "patch/cover.h"
#include "patch/edit.h"

/* An anchor that the patch adds. */
struct manifest_anchor {
	const struct cert *cert;
	char *source;		/* the approved file and line of it, from the
				   policy's folder */
};

/* A chain that the release must accept, and how it fares; see cover.h. */
struct manifest_chain {
	char *endpoint;
	enum required_source source;
	struct chain chain;
	char sha256[SHA256_TEXT];	/* of the chain's file */
	bool altered;		/* the file that was read is another */
	int64_t before_s, after_s;
	const struct cert *dropped;
};

struct manifest_file {
	size_t size;		/* bytes */
	char sha256[SHA256_TEXT];
};

/*
 * What a patch is for, and what came of it. The first part is enough to make
 * the patch again, to the byte, from the repository. Owns its strings and
 * chains; certificates are borrowed from a pool.
 */
struct manifest {
	char *release, *branch, *base_commit, *path;
	char *repository;	/* from the policy's folder */
	char *version;		/* on the branch, or NULL */
	char *verifier;
	int64_t now_s;		/* the instant of judgement */
	int64_t judged_until_s;	/* the end of support */
	int64_t commit_at_s;
	struct manifest_anchor *anchors;
	size_t n_anchors, anchors_cap;
	struct manifest_chain *chains;
	size_t n_chains, chains_cap;

	uint32_t mode;		/* of the bundle in the tree */
	struct manifest_file base, bundle, mail;
	struct edit_range *ranges;	/* of bundle, one for each anchor */
	size_t n_ranges, ranges_cap;
	bool keep_cr;		/* git am needs --keep-cr */
};

#define MANIFEST_NAME	"manifest.json"

/* The bundle's name without its folders; borrowed from path. */
const char *manifest_bundle_name(const struct manifest *manifest);
/* "radio-3.patch" and "chains/1.pem"; the caller frees them. */
char *manifest_mail_name(const struct manifest *manifest);
char *manifest_chain_name(size_t i);

void manifest_file_of(struct manifest_file *out, struct span bytes);

/*
 * Canonical JSON, appended to out: keys sorted, two spaces a level, a final
 * LF; equal manifests give equal bytes.
 */
void manifest_write(struct buf *out, const struct manifest *manifest);

/*
 * Reads what manifest_write wrote; the chains' certificates come from their
 * files in folder, the anchors from the text. A chain's file that is not
 * what the manifest says is left to the proof. name is for messages.
 */
int manifest_read(struct manifest *out, struct certpool *pool,
    struct span text, const char *folder, const char *name,
    struct err *err);
void manifest_release(struct manifest *manifest);

#endif
