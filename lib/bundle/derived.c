#include "bundle/derived.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "bundle/ca_conf.h"
#include "bundle/reader.h"
#include "git/revision.h"

#define BUNDLE	"etc/ssl/certs/ca-certificates.crt"
#define CONF	"etc/ca-certificates.conf"
#define SHARED	"usr/share/ca-certificates"
#define LOCAL	"usr/local/share/ca-certificates"

/* A root tree on disk or, with a revision, in a repository. */
struct tree {
	char *root;	/* "", "/" or "some/where/" */
	char *title;	/* what stands before a path in it, for messages */
	struct revision *revision;
	struct certpool *pool;
};

/* What is before the bundle in its path, or NULL: it is not that. */
static char *
root_of(const char *path)
{
	size_t n = strlen(path), tail = strlen(BUNDLE);

	if (n < tail || strcmp(path + n - tail, BUNDLE) != 0)
		return NULL;
	n -= tail;
	if (n > 0 && path[n - 1] != '/' && path[n - 1] != '!')
		return NULL;
	return mem_printf("%.*s", (int)n, path);
}

/* Does the way to a file lead out of a tree that is not this machine's? */
static bool
leads_out(const char *root, const char *path)
{
	char *real_root = realpath(*root != '\0' ? root : ".", NULL);
	char *real = realpath(path, NULL);
	size_t n = real_root != NULL ? strlen(real_root) : 0;
	bool does = n > 1 && real != NULL &&
	    (strncmp(real, real_root, n) != 0 || real[n] != '/');

	free(real_root);
	free(real);
	return does;
}

static int
read_file_in(struct buf *out, const char *root, const char *path,
    struct err *err)
{
	struct stat st;

	if (leads_out(root, path))
		return err_set(err, ERR_FAILED, "%s leads out of its root "
		    "tree, into this machine", path);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return err_set(err, ERR_FAILED, "%s is no file", path);
	return file_read(out, path, err);
}

/* Appends a file of the tree to out. ERR_NOT_FOUND where there is none. */
static int
read_in(struct buf *out, const struct tree *tree, const char *path,
    struct err *err)
{
	char *whole = mem_printf("%s%s", tree->root, path);
	struct git_file file;
	int result;

	if (tree->revision != NULL) {
		result = revision_read(&file, tree->revision, whole, err);
		if (result == 0) {
			buf_append(out, file.bytes.p, file.bytes.n);
			git_file_release(&file);
		}
	} else {
		result = read_file_in(out, tree->root, whole, err);
	}
	free(whole);
	return result;
}

static int
take_source(struct derived *derived, const struct tree *tree,
    const char *path, size_t line, bool is_selected, struct err *err)
{
	struct buf bytes = BUF_INIT(LIMIT_BUNDLE_BYTES);
	struct derived_source source = { .line = line,
		.is_selected = is_selected };
	struct err why = ERR_NONE;

	if (derived->n == LIMIT_DIRECTORY_ENTRIES)
		return err_set(err, ERR_LIMIT, "%s: more than %d files make "
		    "this bundle", derived->conf, LIMIT_DIRECTORY_ENTRIES);
	source.place = mem_printf("%s%s", tree->title, path);
	if (read_in(&bytes, tree, path, &why) == -1 ||
	    bundle_read_bytes(&source.store, tree->pool, buf_span(&bytes),
		source.place, &why) == -1)
		source.reason = mem_strdup(why.msg);
	buf_release(&bytes);
	derived->sources = mem_grow(derived->sources, &derived->cap,
	    derived->n + 1, sizeof(*derived->sources));
	derived->sources[derived->n++] = source;
	return 0;
}

/* Every line's file; a "!" means nothing where another line selects it. */
static int
take_lines(struct derived *derived, const struct tree *tree,
    const struct ca_conf *conf, struct err *err)
{
	struct map selected = { 0 };
	int result = 0;

	for (size_t i = 0; i < conf->n; i++) {
		if (conf->lines[i].selects)
			map_put(&selected, map_key(conf->lines[i].name),
			    &conf->lines[i]);
	}
	for (size_t i = 0; result == 0 && i < conf->n; i++) {
		const struct ca_conf_line *line = &conf->lines[i];
		char *path;

		if (!line->selects &&
		    map_get(&selected, map_key(line->name)) != NULL)
			continue;
		path = mem_printf(SHARED "/%s", line->name);
		result = take_source(derived, tree, path, line->number,
		    line->selects, err);
		free(path);
	}
	map_release(&selected);
	return result;
}

static bool
is_crt(const char *name)
{
	size_t n = strlen(name);

	return n >= 4 && strcmp(name + n - 4, ".crt") == 0;
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* There need not be such a folder, and links may lead to nothing. */
static bool
is_unreadable(const FTSENT *entry)
{
	return entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
	    (entry->fts_info == FTS_NS && entry->fts_errno != ENOENT);
}

static int
take_local_disk(struct derived *derived, const struct tree *tree,
    struct err *err)
{
	char *folder = mem_printf("%s" LOCAL, tree->root);
	char *const folders[] = { folder, NULL };
	FTS *walk = fts_open(folders, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	FTSENT *entry;
	int result = 0;

	if (walk == NULL)
		result = err_set_errno(err, "cannot read %s", folder);
	while (result == 0 && (entry = fts_read(walk)) != NULL) {
		if (is_unreadable(entry))
			result = err_set(err, ERR_FAILED, "cannot read %s: %s",
			    entry->fts_path, strerror(entry->fts_errno));
		else if (entry->fts_info == FTS_F && is_crt(entry->fts_name))
			result = take_source(derived, tree, entry->fts_path +
			    strlen(tree->root), 0, true, err);
	}
	if (walk != NULL)
		fts_close(walk);
	free(folder);
	return result;
}

static int
take_local_git(struct derived *derived, const struct tree *tree,
    struct err *err)
{
	char *folder = mem_printf("%s" LOCAL, tree->root);
	struct err why = ERR_NONE;
	char **names = NULL;
	size_t n = 0;
	int result = revision_list(&names, &n, tree->revision, folder, true,
	    &why);

	/* There need not be such a folder. */
	if (result == -1 && why.code == ERR_NOT_FOUND)
		result = 0;
	else if (result == -1)
		*err = why;
	for (size_t i = 0; i < n; i++) {
		char *path = mem_printf(LOCAL "/%s", names[i]);

		if (result == 0 && is_crt(names[i]))
			result = take_source(derived, tree, path, 0, true,
			    err);
		free(path);
		free(names[i]);
	}
	free(names);
	free(folder);
	return result;
}

static int
compare(struct derived *derived, const struct tree *tree, struct span text,
    struct err *err)
{
	struct ca_conf conf;
	int result;

	ca_conf_parse(&conf, text);
	derived->is_compared = true;
	derived->unread_line = conf.unread;
	result = take_lines(derived, tree, &conf, err);
	ca_conf_release(&conf);
	if (result == -1)
		return -1;
	return tree->revision ? take_local_git(derived, tree, err) :
	    take_local_disk(derived, tree, err);
}

static int
read_tree(struct derived *derived, const struct tree *tree, struct err *err)
{
	struct buf text = BUF_INIT(LIMIT_POLICY_BYTES);
	struct err why = ERR_NONE;
	int result = 0;

	if (read_in(&text, tree, CONF, &why) == 0) {
		derived->conf = mem_printf("%s" CONF, tree->title);
		result = compare(derived, tree, buf_span(&text), err);
	} else if (why.code != ERR_NOT_FOUND) {
		*err = why;
		result = -1;
	}
	buf_release(&text);
	return result;
}

static int
read_disk(struct derived *derived, struct certpool *pool, const char *path,
    struct err *err)
{
	struct tree tree = { .root = root_of(path), .pool = pool };
	char *real = tree.root == NULL ? realpath(path, NULL) : NULL;
	int result = 0;

	if (real != NULL)
		tree.root = root_of(real);
	tree.title = tree.root;
	if (tree.root != NULL)
		result = read_tree(derived, &tree, err);
	free(tree.root);
	free(real);
	return result;
}

static int
read_git(struct derived *derived, struct certpool *pool,
    const struct locator *locator, struct err *err)
{
	struct tree tree = { .root = root_of(locator->path), .pool = pool };
	int result;

	if (tree.root == NULL)
		return 0;
	tree.title = mem_printf("git:%s@%s:%s", locator->repository,
	    locator->revision, tree.root);
	result = revision_open(&tree.revision, locator->repository,
	    locator->revision, err);
	if (result == 0) {
		result = read_tree(derived, &tree, err);
		revision_free(tree.revision);
	}
	free(tree.title);
	free(tree.root);
	return result;
}

static bool
is_pipe(const struct locator *locator)
{
	return locator->kind == LOCATOR_PATH && strcmp(locator->path, "-") == 0;
}

/* In an image only stores can be read, so the conf is there or it is not. */
static int
look_in_image(struct derived *derived, struct certpool *pool,
    const struct locator *image, const char *inside, struct err *err)
{
	char *root = root_of(inside);
	struct locator conf = *image;
	struct err why = ERR_NONE;
	struct finds finds;
	int result = 0;

	if (root == NULL)
		return 0;
	conf.inside = mem_printf("%s" CONF, root);
	if (is_pipe(image)) {
		result = err_set(err, ERR_FAILED, "whether %s is made of other "
		    "files is not known, since standard input can be read "
		    "once only; name the image", inside);
	} else if (bundle_find(&finds, pool, &conf, &why) == 0) {
		if (finds.n > 0)
			derived->conf = locator_text(&conf);
		finds_release(&finds);
	} else if (why.code != ERR_NOT_FOUND) {
		*err = why;
		result = -1;
	}
	free(conf.inside);
	free(root);
	return result;
}

int
derived_read(struct derived *out, struct certpool *pool,
    const struct locator *locator, const struct store *store,
    struct err *err)
{
	struct locator whole = *locator;
	struct derived derived = DERIVED_NONE;
	char *name;
	size_t n;
	int result = 0;

	whole.inside = NULL;
	name = is_pipe(locator) ? mem_strdup("standard input") :
	    locator_text(&whole);
	n = strlen(name);
	if (strncmp(store->name, name, n) == 0 && store->name[n] == '!')
		result = look_in_image(&derived, pool, locator,
		    store->name + n + 1, err);
	else if (locator->kind == LOCATOR_GIT)
		result = read_git(&derived, pool, locator, err);
	else if (!is_pipe(locator))
		result = read_disk(&derived, pool, locator->path, err);
	free(name);
	if (result == -1)
		derived_release(&derived);
	else
		*out = derived;
	return result;
}

void
derived_release(struct derived *derived)
{
	for (size_t i = 0; i < derived->n; i++) {
		free(derived->sources[i].place);
		store_release(&derived->sources[i].store);
		free(derived->sources[i].reason);
	}
	free(derived->sources);
	free(derived->conf);
	*derived = DERIVED_NONE;
}
