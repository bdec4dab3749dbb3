#include "patch/prove.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "base/escape.h"
#include "bundle/loader.h"
#include "bundle/reader.h"
#include "patch/check.h"
#include "patch/commit.h"

static const struct line {
	int number;
	const char *name;
	void (*run)(struct check *check, const struct exhibits *x);
} lines[PROOF_CHECKS] = {
	{ 1, "base-is-branch-tip", check_base },
	{ 2, "one-path-mode-kept", check_delta },
	{ 3, "base-bytes-kept", check_bytes },
	{ 4, "anchors-as-listed", check_added },
	{ 5, "anchors-loaded", check_loaded },
	{ 6, "anchors-fit", check_fit },
	{ 8, "endpoint-matrix", check_endpoints },
	{ 12, "made-again-the-same", check_remade },
};

void
check_fails(struct check *check, const char *fmt, ...)
{
	struct buf why = BUF_INIT(4096);
	char text[1024];
	va_list ap;

	if (check->why != NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	escape_utf8(&why, text, strlen(text));
	check->why = (char *)why.p;
}

static int
exhibits_gather(struct exhibits *out, const struct proof_input *input,
    struct err *err)
{
	const struct manifest *m = input->manifest;
	enum loader loader = input->verifier->loader;

	out->input = input;
	if (git_file_read(&out->base, input->repository, m->base_commit,
	    m->path, err) == -1 ||
	    commit_time(&out->base_time_s, input->repository,
	    m->base_commit, err) == -1)
		return -1;
	if (bundle_read_bytes(&out->before, input->pool,
	    buf_span(&out->base.bytes), m->path, err) == -1 ||
	    loader_read_bytes(&out->loaded_before, loader, input->pool,
	    buf_span(&out->base.bytes), m->path, err) == -1)
		return err_wrap(err, "the base");
	if (bundle_read_bytes(&out->after, input->pool, input->bundle,
	    m->path, err) == -1 ||
	    loader_read_bytes(&out->loaded_after, loader, input->pool,
	    input->bundle, m->path, err) == -1)
		return err_wrap(err, "the new bundle");
	return 0;
}

static void
exhibits_release(struct exhibits *x)
{
	git_file_release(&x->base);
	store_release(&x->before);
	store_release(&x->after);
	store_release(&x->loaded_before);
	store_release(&x->loaded_after);
}

static json_t *
descriptor(const char *name, struct span bytes)
{
	struct manifest_file file;

	manifest_file_of(&file, bytes);
	return json_pack("{ss,s{ss}}", "name", name, "digest", "sha256",
	    file.sha256);
}

static json_t *
subjects(const struct proof_input *input)
{
	const struct manifest *m = input->manifest;
	char *mail = manifest_mail_name(m);
	json_t *list = json_array();

	json_array_append_new(list, descriptor(manifest_bundle_name(m),
	    input->bundle));
	json_array_append_new(list, descriptor(mail, input->mail));
	free(mail);
	return list;
}

static void
write_statement(struct buf *out, const struct proof_input *input,
    json_t *checks, json_t *passed, json_t *failed)
{
	json_t *root = json_pack("{ss,ss,so,s{ss,s[o],so,so,s[],so}}",
	    "_type", "https://in-toto.io/Statement/v1",
	    "predicateType", "https://in-toto.io/attestation/test-result/v0.1",
	    "subject", subjects(input),
	    "predicate",
	    "result", json_array_size(failed) == 0 ? "PASSED" : "FAILED",
	    "configuration", descriptor(MANIFEST_NAME, input->text),
	    "passedTests", passed, "failedTests", failed, "warnedTests",
	    "checks", checks);
	char *text = json_dumps(root, JSON_SORT_KEYS | JSON_INDENT(2));

	buf_text(out, text);
	buf_text(out, "\n");
	free(text);
	json_decref(root);
}

void
prove(struct proof *out, const struct proof_input *input)
{
	struct exhibits exhibits = { .input = input };
	struct err err = ERR_NONE;
	bool gathered = exhibits_gather(&exhibits, input, &err) == 0;
	json_t *checks = json_array(), *passed = json_array();
	json_t *failed = json_array();

	out->text = BUF_INIT(LIMIT_BUNDLE_BYTES);
	for (size_t i = 0; i < PROOF_CHECKS; i++) {
		struct check check = { .facts = json_object() };

		if (gathered)
			lines[i].run(&check, &exhibits);
		else
			check_fails(&check, "%s", err.msg);
		json_array_append_new(check.why ? failed : passed,
		    json_string(lines[i].name));
		json_array_append_new(checks, json_pack("{si,ss,sb,so*,ss*}",
		    "check", lines[i].number, "name", lines[i].name, "pass",
		    check.why == NULL, "facts", check.facts, "why",
		    check.why));
		out->checks[i] = (struct proof_check){ lines[i].number,
			lines[i].name, check.why };
	}
	write_statement(&out->text, input, checks, passed, failed);
	exhibits_release(&exhibits);
}

void
proof_release(struct proof *proof)
{
	for (size_t i = 0; i < PROOF_CHECKS; i++)
		free(proof->checks[i].why);
	buf_release(&proof->text);
	*proof = (struct proof){ 0 };
}

size_t
proof_passed(const struct proof *proof)
{
	size_t n = 0;

	for (size_t i = 0; i < PROOF_CHECKS; i++)
		n += proof->checks[i].why == NULL;
	return n;
}
