#include "patch/files.h"

#include <stdlib.h>

#include "base/escape.h"
#include "base/instant.h"
#include "base/mem.h"
#include "patch/block.h"
#include "patch/commit.h"

#define MESSAGE_BYTES	(1024 * 1024)

/* What servers must do, and when: too early is as bad as too late. */
static void
write_actions(struct buf *out, const struct manifest *m)
{
	const char *head = "\nThe order matters. First this release goes out "
	    "with its patch. Only once\nthe devices have it, and before the "
	    "time given, the server stops sending:\n";
	char instant[INSTANT_TEXT], sha256[SHA256_TEXT];
	bool any = false;

	for (size_t i = 0; i < m->n_chains; i++) {
		const struct manifest_chain *chain = &m->chains[i];

		if (chain->dropped == NULL)
			continue;
		buf_text(out, any ? "" : head);
		any = true;
		buf_text(out, "  ");
		escape_terminal(out, chain->endpoint);
		buf_printf(out, " (%s chain): ",
		    required_source_name(chain->source));
		escape_terminal(out, chain->dropped->subject);
		buf_text(out, "\n    issued by ");
		escape_terminal(out, chain->dropped->issuer);
		buf_printf(out, "\n    SHA-256 %s\n    %s%s\n",
		    sha256_text(sha256, chain->dropped->sha256),
		    chain->before_s > m->now_s ? "before " : "as soon as the "
		    "devices have the patch: it is refused already",
		    chain->before_s > m->now_s ?
		    instant_format(instant, chain->before_s) : "");
	}
	if (any)
		buf_text(out, "Doing it earlier cuts off every device without "
		    "this patch.\n");
}

/* Every line that holds foreign text is indented: none can look like mail. */
static void
write_message(struct buf *out, const struct manifest *m)
{
	char instant[INSTANT_TEXT], sha256[SHA256_TEXT];

	buf_printf(out, "Add %zu anchor%s to the CA bundle\n\n"
	    "Whole certificates are added to\n  ", m->n_anchors,
	    m->n_anchors == 1 ? "" : "s");
	escape_terminal(out, m->path);
	buf_text(out, "\nand every byte that it had is kept.\n\nAdded:\n");
	for (size_t i = 0; i < m->n_anchors; i++) {
		const struct cert *cert = m->anchors[i].cert;

		buf_text(out, "  ");
		escape_terminal(out, cert->subject);
		buf_printf(out, "\n    SHA-256 %s\n",
		    sha256_text(sha256, cert->sha256));
		buf_printf(out, "    ends %s\n",
		    instant_format(instant, cert->not_after_s));
	}
	buf_text(out, "\nWithout it this release loses:\n");
	for (size_t i = 0; i < m->n_chains; i++) {
		if (m->chains[i].after_s <= m->chains[i].before_s)
			continue;
		buf_text(out, "  ");
		escape_terminal(out, m->chains[i].endpoint);
		buf_printf(out, " (%s chain), refused from %s on\n",
		    required_source_name(m->chains[i].source),
		    instant_format(instant, m->chains[i].before_s));
	}
	write_actions(out, m);
}

static int
make_bundle(struct files *files, struct manifest *m, struct err *err)
{
	struct chain added = CHAIN_EMPTY;
	struct edit edit;
	int result;

	for (size_t i = 0; i < m->n_anchors; i++)
		chain_append(&added, m->anchors[i].cert);
	result = edit_append(&edit, buf_span(&files->base.bytes), m->path,
	    &added, err);
	chain_release(&added);
	if (result == -1)
		return -1;
	files->bundle = edit.bytes;
	free(m->ranges);
	m->ranges = edit.ranges;
	m->n_ranges = edit.n;
	m->ranges_cap = edit.cap;
	return 0;
}

static int
make_mail(struct files *files, const struct manifest *m,
    const char *repository, struct err *err)
{
	struct buf message = BUF_INIT(MESSAGE_BYTES);
	struct commit_request request = { repository, m->base_commit, m->path,
		buf_span(&files->bundle), NULL, m->commit_at_s };
	int result;

	write_message(&message, m);
	request.message = (const char *)message.p;
	result = commit_patch(&files->mail, &request, err);
	buf_release(&message);
	return result;
}

static void
hash_chains(struct manifest *m)
{
	for (size_t i = 0; i < m->n_chains; i++) {
		struct buf text = BUF_INIT(LIMIT_BUNDLE_BYTES);
		struct manifest_file file;

		block_append_chain(&text, &m->chains[i].chain);
		manifest_file_of(&file, buf_span(&text));
		memcpy(m->chains[i].sha256, file.sha256, SHA256_TEXT);
		buf_release(&text);
	}
}

int
files_make(struct files *out, struct manifest *manifest,
    const char *repository, struct err *err)
{
	struct files files = { .mail = BUF_INIT(2 * LIMIT_BUNDLE_BYTES),
		.manifest = BUF_INIT(LIMIT_BUNDLE_BYTES) };

	if (git_file_read(&files.base, repository, manifest->base_commit,
	    manifest->path, err) == -1)
		return -1;
	if (make_bundle(&files, manifest, err) == -1 ||
	    make_mail(&files, manifest, repository, err) == -1) {
		files_release(&files);
		return -1;
	}
	manifest->mode = files.base.mode;
	manifest->keep_cr = memmem(files.bundle.p, files.bundle.n, "\r\n", 2)
	    != NULL;
	manifest_file_of(&manifest->base, buf_span(&files.base.bytes));
	manifest_file_of(&manifest->bundle, buf_span(&files.bundle));
	manifest_file_of(&manifest->mail, buf_span(&files.mail));
	hash_chains(manifest);
	manifest_write(&files.manifest, manifest);
	*out = files;
	return 0;
}

void
files_release(struct files *files)
{
	git_file_release(&files->base);
	buf_release(&files->bundle);
	buf_release(&files->mail);
	buf_release(&files->manifest);
}
