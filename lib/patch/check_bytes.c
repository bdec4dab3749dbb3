#include "patch/check.h"

#include <stdlib.h>

#include <jansson.h>

#include "base/mem.h"
#include "patch/commit.h"
#include "patch/files.h"
#include "pki/pem.h"

static void
fact(struct check *check, const char *key, const char *value)
{
	json_object_set_new(check->facts, key, json_string(value));
}

static void
fact_number(struct check *check, const char *key, size_t value)
{
	json_object_set_new(check->facts, key,
	    json_integer((json_int_t)value));
}

static bool
is_file(const struct manifest_file *file, struct span bytes)
{
	struct manifest_file now;

	manifest_file_of(&now, bytes);
	return now.size == file->size &&
	    strcmp(now.sha256, file->sha256) == 0;
}

void
check_base(struct check *check, const struct exhibits *x)
{
	const struct manifest *m = x->input->manifest;
	struct git_file tip;
	struct err err = ERR_NONE;

	if (git_file_read(&tip, x->input->repository,
	    x->input->tip ? x->input->tip : m->branch, m->path, &err) == -1) {
		check_fails(check, "%s", err.msg);
		return;
	}
	fact(check, "tip", tip.commit);
	fact(check, "blob", tip.blob);
	if (strcmp(tip.commit, m->base_commit) != 0)
		check_fails(check, "the tip of %s is %s and no longer the "
		    "base %s: make the patch again", m->branch, tip.commit,
		    m->base_commit);
	if (!is_file(&m->base, buf_span(&tip.bytes)))
		check_fails(check, "%s on %s is not the base of the manifest",
		    m->path, m->branch);
	git_file_release(&tip);
}

static void
judge_delta(struct check *check, const struct exhibits *x,
    const struct commit_applied *applied)
{
	const struct manifest *m = x->input->manifest;

	fact_number(check, "deltas", applied->n_deltas);
	if (applied->n_deltas != 1) {
		check_fails(check, "the patch changes %zu files and not one",
		    applied->n_deltas);
		return;
	}
	fact(check, "path", applied->path);
	json_object_set_new(check->facts, "mode",
	    json_sprintf("%o", applied->new_mode));
	if (strcmp(applied->path, m->path) != 0)
		check_fails(check, "the patch changes %s and not %s",
		    applied->path, m->path);
	if (applied->old_mode != applied->new_mode ||
	    applied->new_mode != m->mode || m->mode != x->base.mode)
		check_fails(check, "the mode goes from %o to %o and the "
		    "manifest says %o", applied->old_mode, applied->new_mode,
		    m->mode);
	if (!span_equal(buf_span(&applied->bytes), x->input->bundle))
		check_fails(check, "the patch does not give the new bundle "
		    "of the folder");
}

void
check_delta(struct check *check, const struct exhibits *x)
{
	const struct manifest *m = x->input->manifest;
	struct commit_applied applied;
	struct err err = ERR_NONE;

	if (commit_apply(&applied, x->input->repository, m->base_commit,
	    x->input->mail, &err) == -1) {
		check_fails(check, "%s", err.msg);
		return;
	}
	judge_delta(check, x, &applied);
	commit_applied_release(&applied);
}

/* One whole block of this certificate, and beside it one line at most. */
static bool
range_is_block(struct span range, const struct cert *cert)
{
	struct pem_reader reader;
	struct pem_block block, more;
	struct span before = { range.p, 0 };
	size_t words = 0;
	bool good;

	pem_open(&reader, range);
	good = pem_next(&reader, &block) && block.fault == NULL &&
	    block.kind == PEM_CERTIFICATE && span_equal(block.der, cert->der);
	if (good) {
		before.n = block.begin;
		for (size_t i = block.end; i < range.n; i++)
			good = good && (range.p[i] == '\r' ||
			    range.p[i] == '\n');
		good = good && !pem_next(&reader, &more);
	}
	pem_close(&reader);
	for (size_t i = 0; i < before.n; i++)
		words += before.p[i] != '\r' && before.p[i] != '\n' &&
		    (i == 0 || before.p[i - 1] == '\n');
	return good && words <= 1;
}

void
check_bytes(struct check *check, const struct exhibits *x)
{
	const struct manifest *m = x->input->manifest;
	struct span bundle = x->input->bundle;
	struct buf left = BUF_INIT(LIMIT_BUNDLE_BYTES);

	fact_number(check, "base_bytes", x->base.bytes.n);
	fact_number(check, "new_bytes", bundle.n);
	if (!is_file(&m->bundle, bundle))
		check_fails(check, "%s is not the file of the manifest",
		    manifest_bundle_name(m));
	if (!edit_undo(&left, bundle, m->ranges, m->n_ranges) ||
	    !span_equal(buf_span(&left), buf_span(&x->base.bytes)))
		check_fails(check, "without the inserted ranges the new "
		    "bundle is not the base");
	else if (m->n_ranges != m->n_anchors)
		check_fails(check, "%zu ranges are inserted for %zu anchors",
		    m->n_ranges, m->n_anchors);
	for (size_t i = 0; i < m->n_anchors && check->why == NULL; i++) {
		struct span range = { bundle.p + m->ranges[i].offset,
			m->ranges[i].size };

		if (!range_is_block(range, m->anchors[i].cert))
			check_fails(check, "the range at byte %zu is not the "
			    "one block of '%s'", m->ranges[i].offset,
			    m->anchors[i].cert->short_name);
	}
	buf_release(&left);
}

/* A copy whose second part can be written; the first is shared. */
static void
borrow_manifest(struct manifest *out, const struct manifest *m)
{
	*out = *m;
	out->ranges = NULL;
	out->n_ranges = out->ranges_cap = 0;
	out->chains = mem_dup(m->chains, m->n_chains * sizeof(*m->chains));
}

void
check_remade(struct check *check, const struct exhibits *x)
{
	const struct proof_input *input = x->input;
	struct manifest again;
	struct files files;
	struct err err = ERR_NONE;

	borrow_manifest(&again, input->manifest);
	if (files_make(&files, &again, input->repository, &err) == -1) {
		check_fails(check, "%s", err.msg);
		goto out;
	}
	fact(check, "new", again.bundle.sha256);
	fact(check, "patch", again.mail.sha256);
	if (!span_equal(buf_span(&files.bundle), input->bundle))
		check_fails(check, "made again, the bundle is another");
	if (!span_equal(buf_span(&files.mail), input->mail))
		check_fails(check, "made again, the patch is another");
	if (!span_equal(buf_span(&files.manifest), input->text))
		check_fails(check, "made again, the manifest is another");
	files_release(&files);
out:
	free(again.ranges);
	free(again.chains);
}
