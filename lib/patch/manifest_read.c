#include "patch/manifest.h"

#include <stdlib.h>

#include <jansson.h>

#include "base/base64.h"
#include "base/instant.h"
#include "base/mem.h"
#include "patch/part.h"

/* A text being read; what is wrong with it is said once, in err. */
struct source {
	const char *name, *folder;
	struct certpool *pool;
	struct err *err;
};

static int
lacks(const struct source *source, const char *key)
{
	return err_set(source->err, ERR_FAILED, "%s: '%s' is missing or is "
	    "not what a manifest has there", source->name, key);
}

/* Borrowed from the object. */
static int
get_text(const char **out, json_t *object, const char *key,
    const struct source *source)
{
	*out = json_string_value(json_object_get(object, key));
	return *out ? 0 : lacks(source, key);
}

static int
copy_text(char **out, json_t *object, const char *key,
    const struct source *source)
{
	const char *text;

	if (get_text(&text, object, key, source) == -1)
		return -1;
	*out = mem_strdup(text);
	return 0;
}

static int
get_instant(int64_t *out_s, json_t *object, const char *key,
    const struct source *source)
{
	json_t *value = json_object_get(object, key);

	if (json_is_null(value)) {
		*out_s = INSTANT_NEVER;
		return 0;
	}
	if (!json_is_string(value))
		return lacks(source, key);
	if (instant_parse(out_s, json_string_value(value), source->err) == -1)
		return err_wrap(source->err, "%s: '%s'", source->name, key);
	return 0;
}

static int
get_size(size_t *out, json_t *object, const char *key,
    const struct source *source)
{
	json_t *value = json_object_get(object, key);

	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return lacks(source, key);
	*out = (size_t)json_integer_value(value);
	return 0;
}

static int
get_sha256(char out[SHA256_TEXT], json_t *object, const char *key,
    const struct source *source)
{
	uint8_t sha256[SHA256_BYTES];
	const char *text;

	if (get_text(&text, object, key, source) == -1)
		return -1;
	if (!sha256_parse(sha256, text))
		return lacks(source, key);
	sha256_text(out, sha256);
	return 0;
}

static int
get_file(struct manifest_file *out, json_t *root, const char *key,
    const struct source *source)
{
	json_t *object = json_object_get(root, key);

	if (get_size(&out->size, object, "size", source) == -1)
		return err_wrap(source->err, "'%s'", key);
	return get_sha256(out->sha256, object, "sha256", source);
}

static int
read_anchor(struct manifest *m, json_t *object, const struct source *source)
{
	struct buf der = BUF_INIT(LIMIT_CERT_BYTES);
	struct manifest_anchor anchor = { 0 };
	const char *text;
	int result = -1;

	if (get_text(&text, object, "der", source) == -1)
		goto out;
	if (base64_decode(&der, (struct span){ (const uint8_t *)text,
	    strlen(text) }) != NULL) {
		lacks(source, "der");
		goto out;
	}
	if (certpool_add_der(source->pool, &anchor.cert, buf_span(&der),
	    source->err) == -1 ||
	    copy_text(&anchor.source, object, "source", source) == -1)
		goto out;
	m->anchors = mem_grow(m->anchors, &m->anchors_cap, m->n_anchors + 1,
	    sizeof(*m->anchors));
	m->anchors[m->n_anchors++] = anchor;
	result = 0;
out:
	buf_release(&der);
	return result;
}

static int
read_chain_file(struct manifest_chain *chain, size_t i,
    const struct source *source)
{
	struct buf text = BUF_INIT(LIMIT_BUNDLE_BYTES);
	struct manifest_file file;
	char *name = manifest_chain_name(i);
	char *path = mem_printf("%s/%s", source->folder, name);
	int result = -1;

	if (part_read(&text, source->folder, name, source->err) == 0)
		result = chain_read_pem(&chain->chain, source->pool,
		    buf_span(&text), path, source->err);
	manifest_file_of(&file, buf_span(&text));
	chain->altered = strcmp(file.sha256, chain->sha256) != 0;
	buf_release(&text);
	free(name);
	free(path);
	return result;
}

static int
read_chain(struct manifest *m, json_t *object, const struct source *source)
{
	struct manifest_chain *chain;
	const char *origin;

	m->chains = mem_grow(m->chains, &m->chains_cap, m->n_chains + 1,
	    sizeof(*m->chains));
	chain = &m->chains[m->n_chains++];
	if (copy_text(&chain->endpoint, object, "endpoint", source) == -1 ||
	    get_text(&origin, object, "source", source) == -1 ||
	    get_sha256(chain->sha256, object, "sha256", source) == -1 ||
	    get_instant(&chain->before_s, object, "breaks_before", source)
	    == -1 ||
	    get_instant(&chain->after_s, object, "breaks_after", source)
	    == -1)
		return -1;
	if (!required_source_parse(&chain->source, origin))
		return lacks(source, "source");
	return read_chain_file(chain, m->n_chains - 1, source);
}

static int
read_range(struct manifest *m, json_t *object, const struct source *source)
{
	struct edit_range range;

	if (get_size(&range.offset, object, "offset", source) == -1 ||
	    get_size(&range.size, object, "size", source) == -1)
		return -1;
	m->ranges = mem_grow(m->ranges, &m->ranges_cap, m->n_ranges + 1,
	    sizeof(*m->ranges));
	m->ranges[m->n_ranges++] = range;
	return 0;
}

/* Comes after the chains, which it marks. */
static int
read_action(struct manifest *m, json_t *object, const struct source *source)
{
	uint8_t sha256[SHA256_BYTES];
	const char *name, *hex;

	if (get_text(&name, object, "chain", source) == -1 ||
	    get_text(&hex, object, "sha256", source) == -1)
		return -1;
	for (size_t i = 0; i < m->n_chains; i++) {
		char *mine = manifest_chain_name(i);
		bool same = strcmp(mine, name) == 0;

		free(mine);
		if (!same || !sha256_parse(sha256, hex))
			continue;
		/* NULL where the chain's file is another: the proof tells */
		m->chains[i].dropped = certpool_find(source->pool, sha256);
		return 0;
	}
	return lacks(source, "server_actions");
}

static int
read_list(struct manifest *m, json_t *root, const char *key,
    int (*read)(struct manifest *, json_t *, const struct source *),
    const struct source *source)
{
	json_t *list = json_object_get(root, key), *item;
	size_t i;

	if (!json_is_array(list))
		return lacks(source, key);
	json_array_foreach(list, i, item) {
		if (read(m, item, source) == -1)
			return -1;
	}
	return 0;
}

static int
read_words(struct manifest *m, json_t *root, const struct source *source)
{
	json_t *verifiers = json_object_get(root, "verifiers");
	const char *schema, *apply, *mode;
	char *end;

	if (get_text(&schema, root, "schema", source) == -1)
		return -1;
	if (strcmp(schema, "kedge/1") != 0)
		return err_set(source->err, ERR_FAILED, "%s: the schema '%s' "
		    "is not one that this program reads", source->name,
		    schema);
	if (copy_text(&m->release, root, "release", source) == -1 ||
	    copy_text(&m->repository, root, "repository", source) == -1 ||
	    copy_text(&m->branch, root, "branch", source) == -1 ||
	    copy_text(&m->base_commit, root, "base_commit", source) == -1 ||
	    copy_text(&m->path, root, "path", source) == -1 ||
	    get_text(&apply, root, "apply", source) == -1 ||
	    get_text(&mode, root, "file_mode", source) == -1)
		return -1;
	if (strchr(m->release, '/') != NULL)	/* it names a file */
		return lacks(source, "release");
	m->version = mem_strdup(json_string_value(
	    json_object_get(root, "from_version")));
	m->keep_cr = strcmp(apply, "git am --keep-cr") == 0;
	m->mode = (uint32_t)strtoul(mode, &end, 8);
	if (*mode == '\0' || *end != '\0')
		return lacks(source, "file_mode");
	if (json_array_size(verifiers) != 1 ||
	    !json_is_string(json_array_get(verifiers, 0)))
		return lacks(source, "verifiers");
	m->verifier = mem_strdup(json_string_value(
	    json_array_get(verifiers, 0)));
	return 0;
}

static int
read_all(struct manifest *m, json_t *root, const struct source *source)
{
	if (read_words(m, root, source) == -1 ||
	    get_instant(&m->now_s, root, "as_of", source) == -1 ||
	    get_instant(&m->judged_until_s, root, "judged_until", source)
	    == -1 ||
	    get_instant(&m->commit_at_s, root, "commit_time", source) == -1 ||
	    get_file(&m->base, root, "base", source) == -1 ||
	    get_file(&m->bundle, root, "new", source) == -1 ||
	    get_file(&m->mail, root, "patch", source) == -1 ||
	    read_list(m, root, "certificates", read_anchor, source) == -1 ||
	    read_list(m, root, "endpoints", read_chain, source) == -1 ||
	    read_list(m, root, "server_actions", read_action, source) == -1)
		return -1;
	return read_list(m, root, "inserted", read_range, source);
}

int
manifest_read(struct manifest *out, struct certpool *pool, struct span text,
    const char *folder, const char *name, struct err *err)
{
	struct source source = { name, folder, pool, err };
	struct manifest manifest = { 0 };
	json_error_t error;
	json_t *root = json_loadb((const char *)text.p, text.n,
	    JSON_REJECT_DUPLICATES, &error);
	int result = -1;

	if (root == NULL)
		err_set(err, ERR_FAILED, "%s:%d:%d: %s", name, error.line,
		    error.column, error.text);
	else
		result = read_all(&manifest, root, &source);
	if (result == 0) {
		*out = manifest;
		manifest = (struct manifest){ 0 };
	}
	manifest_release(&manifest);
	json_decref(root);
	return result;
}
