#include "patch/manifest.h"

#include <stdlib.h>

#include <jansson.h>
#include <openssl/objects.h>
#include <openssl/sha.h>

#include "base/base64.h"
#include "base/instant.h"
#include "base/mem.h"

const char *
manifest_bundle_name(const struct manifest *manifest)
{
	const char *slash = strrchr(manifest->path, '/');

	return slash ? slash + 1 : manifest->path;
}

char *
manifest_mail_name(const struct manifest *manifest)
{
	return mem_printf("%s.patch", manifest->release);
}

char *
manifest_chain_name(size_t i)
{
	return mem_printf("chains/%zu.pem", i + 1);
}

void
manifest_file_of(struct manifest_file *out, struct span bytes)
{
	uint8_t sha256[SHA256_BYTES];

	SHA256(bytes.p, bytes.n, sha256);
	out->size = bytes.n;
	sha256_text(out->sha256, sha256);
}

static void
set_text(json_t *object, const char *key, const char *value)
{
	json_object_set_new(object, key,
	    value ? json_string(value) : json_null());
}

static void
set_sha256(json_t *object, const char *key, const uint8_t *sha256)
{
	char text[SHA256_TEXT];

	set_text(object, key, sha256_text(text, sha256));
}

/* null: never */
static void
set_instant(json_t *object, const char *key, int64_t instant_s)
{
	char text[INSTANT_TEXT];

	set_text(object, key, instant_s == INSTANT_NEVER ? NULL :
	    instant_format(text, instant_s));
}

static void
set_file(json_t *object, const char *key, const struct manifest_file *file,
    const char *name)
{
	json_t *value = json_object();

	set_text(value, "sha256", file->sha256);
	json_object_set_new(value, "size",
	    json_integer((json_int_t)file->size));
	if (name != NULL)
		set_text(value, "file", name);
	json_object_set_new(object, key, value);
}

/* Which endpoints the added anchors keep, and past when. */
static char *
reason_text(const struct manifest *manifest)
{
	struct buf text = BUF_INIT(65536);
	char instant[INSTANT_TEXT];

	for (size_t i = 0; i < manifest->n_chains; i++) {
		const struct manifest_chain *chain = &manifest->chains[i];

		if (chain->after_s <= chain->before_s)
			continue;
		buf_printf(&text, "%s%s (%s) is lost from %s on",
		    text.n ? "; " : "without it ", chain->endpoint,
		    required_source_name(chain->source),
		    instant_format(instant, chain->before_s));
	}
	return (char *)text.p;
}

static json_t *
anchor_json(const struct manifest_anchor *anchor, const char *reason)
{
	const struct cert *cert = anchor->cert;
	struct buf der = BUF_INIT(2 * LIMIT_CERT_BYTES);
	json_t *object = json_object();
	char key[64];

	base64_encode(&der, cert->der);
	set_text(object, "action", "add");
	set_text(object, "reason", reason);
	set_text(object, "subject", cert->subject);
	set_sha256(object, "sha256", cert->sha256);
	set_sha256(object, "spki_sha256", cert->spki_sha256);
	set_instant(object, "not_before", cert->not_before_s);
	set_instant(object, "not_after", cert->not_after_s);
	set_text(object, "key", cert_key_text(cert, key, sizeof(key)));
	set_text(object, "signature", OBJ_nid2ln(cert->signature_nid));
	set_text(object, "source", anchor->source);
	set_text(object, "der", der.p);
	buf_release(&der);
	return object;
}

static json_t *
chain_json(const struct manifest_chain *chain, size_t i)
{
	json_t *object = json_object();
	char *name = manifest_chain_name(i);

	set_text(object, "endpoint", chain->endpoint);
	set_text(object, "source", required_source_name(chain->source));
	set_text(object, "file", name);
	set_text(object, "sha256", chain->sha256);
	set_instant(object, "breaks_before", chain->before_s);
	set_instant(object, "breaks_after", chain->after_s);
	free(name);
	return object;
}

/* before: null where the chain is refused already. */
static json_t *
action_json(const struct manifest_chain *chain, size_t i, int64_t now_s)
{
	json_t *object = json_object();
	char *name = manifest_chain_name(i);

	set_text(object, "action", "stop-sending");
	set_text(object, "after", "devices-have-the-patch");
	set_instant(object, "before", chain->before_s > now_s ?
	    chain->before_s : INSTANT_NEVER);
	set_text(object, "endpoint", chain->endpoint);
	set_text(object, "chain", name);
	set_text(object, "subject", chain->dropped->subject);
	set_sha256(object, "sha256", chain->dropped->sha256);
	free(name);
	return object;
}

static void
set_lists(json_t *root, const struct manifest *manifest)
{
	json_t *certificates = json_array(), *endpoints = json_array();
	json_t *actions = json_array(), *inserted = json_array();
	char *reason = reason_text(manifest);

	for (size_t i = 0; i < manifest->n_anchors; i++)
		json_array_append_new(certificates,
		    anchor_json(&manifest->anchors[i], reason));
	for (size_t i = 0; i < manifest->n_chains; i++) {
		const struct manifest_chain *chain = &manifest->chains[i];

		json_array_append_new(endpoints, chain_json(chain, i));
		if (chain->dropped != NULL)
			json_array_append_new(actions, action_json(chain, i,
			    manifest->now_s));
	}
	for (size_t i = 0; i < manifest->n_ranges; i++)
		json_array_append_new(inserted, json_pack("{sI,sI}",
		    "offset", (json_int_t)manifest->ranges[i].offset,
		    "size", (json_int_t)manifest->ranges[i].size));
	json_object_set_new(root, "certificates", certificates);
	json_object_set_new(root, "endpoints", endpoints);
	json_object_set_new(root, "server_actions", actions);
	json_object_set_new(root, "inserted", inserted);
	free(reason);
}

void
manifest_write(struct buf *out, const struct manifest *manifest)
{
	json_t *root = json_object();
	char *mail = manifest_mail_name(manifest), *text;
	char mode[16];

	snprintf(mode, sizeof(mode), "%o", manifest->mode);
	set_text(root, "schema", "kedge/1");
	set_text(root, "kind", "manifest");
	set_text(root, "release", manifest->release);
	set_text(root, "repository", manifest->repository);
	set_text(root, "branch", manifest->branch);
	set_text(root, "base_commit", manifest->base_commit);
	set_text(root, "from_version", manifest->version);
	set_text(root, "path", manifest->path);
	set_text(root, "form", "pem");
	set_text(root, "mode", "add");
	set_text(root, "file_mode", mode);
	set_text(root, "apply",
	    manifest->keep_cr ? "git am --keep-cr" : "git am");
	set_instant(root, "as_of", manifest->now_s);
	set_instant(root, "judged_until", manifest->judged_until_s);
	set_instant(root, "commit_time", manifest->commit_at_s);
	set_file(root, "base", &manifest->base, NULL);
	set_file(root, "new", &manifest->bundle,
	    manifest_bundle_name(manifest));
	set_file(root, "patch", &manifest->mail, mail);
	json_object_set_new(root, "verifiers",
	    json_pack("[s]", manifest->verifier));
	set_lists(root, manifest);
	text = json_dumps(root, JSON_SORT_KEYS | JSON_INDENT(2));
	buf_text(out, text);
	buf_text(out, "\n");
	free(text);
	free(mail);
	json_decref(root);
}

void
manifest_release(struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->n_anchors; i++)
		free(manifest->anchors[i].source);
	for (size_t i = 0; i < manifest->n_chains; i++) {
		free(manifest->chains[i].endpoint);
		chain_release(&manifest->chains[i].chain);
	}
	free(manifest->anchors);
	free(manifest->chains);
	free(manifest->ranges);
	free(manifest->release);
	free(manifest->repository);
	free(manifest->branch);
	free(manifest->base_commit);
	free(manifest->path);
	free(manifest->version);
	free(manifest->verifier);
	*manifest = (struct manifest){ 0 };
}
