#include "policy/draft.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "policy/endpoint.h"
#include "policy/schema.h"
#include "policy/variant.h"

#define VERSION		"1"
#define N(fields)	(sizeof(fields) / sizeof((fields)[0]))

static void
take_reference(struct walk *walk, void *out, const struct node *value)
{
	if (schema_text(walk, value, "text") != NULL)
		*(const struct node **)out = value;
}

struct bundle_words {
	char *file, *directory, *image, *git, *branch, *path, *password_file;
};

static const struct field bundle_fields[] = {
	{ "file", schema_take_path, offsetof(struct bundle_words, file),
	    false },
	{ "directory", schema_take_path, offsetof(struct bundle_words,
	    directory), false },
	{ "image", schema_take_path, offsetof(struct bundle_words, image),
	    false },
	{ "git", schema_take_path, offsetof(struct bundle_words, git), false },
	{ "branch", schema_take_text, offsetof(struct bundle_words, branch),
	    false },
	{ "path", schema_take_text, offsetof(struct bundle_words, path),
	    false },
	{ "password_file", schema_take_path, offsetof(struct bundle_words,
	    password_file), false },
};

/* Moves the words of a bundle that has one of its four shapes to out. */
static bool
bundle_place(struct locator *out, struct bundle_words *words)
{
	bool in_git = words->git != NULL, in_image = words->image != NULL;
	char **plain = words->file ? &words->file : &words->directory;

	if ((words->file != NULL) + (words->directory != NULL) + in_git +
	    in_image != 1 || (words->branch != NULL) != in_git ||
	    (words->path != NULL && !in_git && !in_image) ||
	    (words->path == NULL && in_git))
		return false;
	if (in_git)
		*out = (struct locator){ .kind = LOCATOR_GIT,
			.path = words->path, .repository = words->git,
			.revision = words->branch,
			.password_file = words->password_file };
	else if (in_image)
		*out = (struct locator){ .kind = LOCATOR_PATH,
			.path = words->image, .inside = words->path,
			.password_file = words->password_file };
	else
		*out = (struct locator){ .kind = LOCATOR_PATH,
			.path = *plain, .password_file = words->password_file };
	*words = (struct bundle_words){ 0 };
	return true;
}

static void
take_bundle(struct walk *walk, void *out, const struct node *value)
{
	struct bundle_words words = { 0 };
	size_t before = walk->faults->n;

	schema_map(walk, &words, value, "a bundle", bundle_fields,
	    N(bundle_fields));
	if (walk->faults->n == before && !bundle_place(out, &words))
		fault_add(walk->faults, value->mark, "a bundle is {file: ...} "
		    "or {directory: ...} or {image: ..., path: ...} or "
		    "{git: ..., branch: ..., path: ...}");
	free(words.file);
	free(words.directory);
	free(words.image);
	free(words.git);
	free(words.branch);
	free(words.path);
	free(words.password_file);
}

static const struct field release_fields[] = {
	{ "name", schema_take_name, offsetof(struct release_draft,
	    release.name), true },
	{ "bundle", take_bundle, offsetof(struct release_draft,
	    release.bundle), true },
	{ "verifier", take_reference, offsetof(struct release_draft,
	    verifier), true },
	{ "supported_until", schema_take_instant, offsetof(
	    struct release_draft, release.supported_until_s), false },
	{ "lead_time", schema_take_duration, offsetof(struct release_draft,
	    release.lead_time_s), false },
	{ "adoption", schema_take_duration, offsetof(struct release_draft,
	    release.adoption_s), false },
	{ "version_file", schema_take_text, offsetof(struct release_draft,
	    release.version_file), false },
};

static void
take_releases(struct walk *walk, void *out, const struct node *value)
{
	struct draft *draft = out;

	if (!schema_is_list(walk, value))
		return;
	draft->releases = mem_zalloc(value->n * sizeof(*draft->releases));
	draft->n_releases = value->n;
	for (size_t i = 0; i < value->n; i++) {
		struct release *release = &draft->releases[i].release;

		release->mark = value->items[i].mark;
		release->supported_until_s = INSTANT_NEVER;
		schema_map(walk, &draft->releases[i], &value->items[i],
		    "a release", release_fields, N(release_fields));
	}
}

static int
compare_longest_first(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x < y) - (x > y);
}

static void
take_remind(struct walk *walk, void *out, const struct node *value)
{
	struct deadline *deadline = out;

	if (!schema_is_list(walk, value))
		return;
	deadline->remind_s = mem_zalloc(value->n * sizeof(int64_t));
	deadline->n_remind = value->n;
	for (size_t i = 0; i < value->n; i++)
		schema_take_duration(walk, &deadline->remind_s[i],
		    &value->items[i]);
	qsort(deadline->remind_s, deadline->n_remind, sizeof(int64_t),
	    compare_longest_first);
}

static const struct field deadline_fields[] = {
	{ "name", schema_take_name, offsetof(struct deadline, name), true },
	{ "expires", schema_take_instant, offsetof(struct deadline,
	    expires_s), true },
	{ "remind", take_remind, 0, false },
	{ "owner", schema_take_name, offsetof(struct deadline, owner), false },
};

static void
take_deadlines(struct walk *walk, void *out, const struct node *value)
{
	struct draft *draft = out;

	if (!schema_is_list(walk, value))
		return;
	draft->deadlines = mem_zalloc(value->n * sizeof(*draft->deadlines));
	draft->n_deadlines = value->n;
	for (size_t i = 0; i < value->n; i++) {
		draft->deadlines[i].mark = value->items[i].mark;
		schema_map(walk, &draft->deadlines[i], &value->items[i],
		    "a deadline", deadline_fields, N(deadline_fields));
	}
}

static void
take_version(struct walk *walk, void *out, const struct node *value)
{
	const char *text = schema_text(walk, value, "the number " VERSION);

	(void)out;
	if (text != NULL && strcmp(text, VERSION) != 0)
		fault_add(walk->faults, value->mark, "'kedge' is the version "
		    "of this format and should be " VERSION ", not '%.60s'",
		    text);
}

static void
take_estate(struct walk *walk, void *out, const struct node *value)
{
	char *name = NULL;

	schema_take_name(walk, &name, value);
	if (name != NULL)
		*(const struct node **)out = value;
	free(name);
}

static const struct field draft_fields[] = {
	{ "kedge", take_version, 0, true },
	{ "estate", take_estate, offsetof(struct draft, estate), false },
	{ "endpoints", endpoint_take_all, 0, false },
	{ "releases", take_releases, 0, false },
	{ "roots", schema_take_texts, offsetof(struct draft, roots), false },
	{ "verifiers", variant_take_all, 0, false },
	{ "deadlines", take_deadlines, 0, false },
};

bool
draft_read_bytes(struct draft *out, struct span bytes, const char *file,
    struct faults *faults)
{
	const char *slash = strrchr(file, '/');
	struct walk walk = { .faults = faults };
	size_t before = faults->n;

	*out = (struct draft){ .folder = mem_printf("%.*s",
	    slash ? (int)(slash - file + 1) : 0, file) };
	walk.folder = out->folder;
	if (node_read(&out->root, bytes, file, faults))
		schema_map(&walk, out, &out->root, "a policy", draft_fields,
		    N(draft_fields));
	return faults->n == before;
}

bool
draft_read(struct draft *out, const char *file, struct faults *faults)
{
	struct buf bytes = BUF_INIT(LIMIT_POLICY_BYTES);
	struct err err = ERR_NONE;
	bool ok = file_read(&bytes, file, &err) == 0;

	*out = (struct draft){ 0 };
	if (ok)
		ok = draft_read_bytes(out, buf_span(&bytes), file, faults);
	else
		fault_add(faults, (struct mark){ .file = file }, "%s",
		    err.msg);
	buf_release(&bytes);
	return ok;
}

void
draft_release(struct draft *draft)
{
	for (size_t i = 0; i < draft->n_endpoints; i++)
		endpoint_release(&draft->endpoints[i].endpoint);
	for (size_t i = 0; i < draft->n_releases; i++)
		release_release(&draft->releases[i].release);
	for (size_t i = 0; i < draft->n_verifiers; i++)
		free(draft->verifiers[i].name);
	for (size_t i = 0; i < draft->n_deadlines; i++)
		deadline_release(&draft->deadlines[i]);
	free(draft->endpoints);
	free(draft->releases);
	free(draft->verifiers);
	free(draft->deadlines);
	free(draft->folder);
	node_release(&draft->root);
	*draft = (struct draft){ 0 };
}
