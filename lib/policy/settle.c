#include "policy/settle.h"

#include <glob.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"

#define ESTATE_NAME	"default"

/*
 * Is this the first thing of its kind with this name? The names seen so far
 * are in places, each with its mark; name and mark must outlive it.
 */
static bool
is_first(struct map *places, const char *what, const char *name,
    struct mark *mark, struct faults *faults)
{
	const struct mark *first = map_get(places, map_key(name));

	if (first == NULL) {
		map_put(places, map_key(name), mark);
		return true;
	}
	fault_add(faults, *mark, "there is %s '%s' already, at %s:%zu:%zu; "
	    "give one of them another name", what, name, first->file,
	    first->line, first->column);
	return false;
}

static void
settle_name(struct estate *estate, const struct draft *drafts, size_t n,
    struct faults *faults)
{
	const struct node *first = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct node *name = drafts[i].estate;

		if (first == NULL)
			first = name;
		else if (name != NULL && strcmp(name->text, first->text) != 0)
			fault_add(faults, name->mark, "this estate is named "
			    "'%s' already, at %s:%zu:%zu; the files of a "
			    "folder are one estate", first->text,
			    first->mark.file, first->mark.line,
			    first->mark.column);
	}
	estate->name = mem_strdup(first ? first->text : ESTATE_NAME);
}

static void
settle_verifiers(struct estate *estate, struct draft *drafts, size_t n,
    struct faults *faults)
{
	struct map places = { 0 };
	size_t cap = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < drafts[i].n_verifiers; j++) {
			struct verifier_draft *d = &drafts[i].verifiers[j];
			struct verifier *v;

			if (!is_first(&places, "a verifier", d->name, &d->mark,
				faults))
				continue;
			estate->verifiers = mem_grow(estate->verifiers, &cap,
			    estate->n_verifiers + 1, sizeof(*v));
			v = &estate->verifiers[estate->n_verifiers++];
			*v = d->verifier;
			v->models = mem_printf("variant of %s, from %s:%zu",
			    v->name, d->mark.file, d->mark.line);
			v->name = mem_strdup(d->name);
		}
	}
	map_release(&places);
}

static const struct verifier *
find_verifier(const struct estate *estate, const char *name)
{
	for (size_t i = 0; i < estate->n_verifiers; i++) {
		if (strcmp(estate->verifiers[i].name, name) == 0)
			return &estate->verifiers[i];
	}
	return verifier_find(name);
}

static void
settle_releases(struct estate *estate, struct draft *drafts, size_t n,
    struct faults *faults)
{
	struct map places = { 0 };
	size_t cap = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < drafts[i].n_releases; j++) {
			struct release_draft *d = &drafts[i].releases[j];
			struct release *r = &d->release;

			if (!is_first(&places, "a release", r->name, &r->mark,
				faults))
				continue;
			r->verifier = find_verifier(estate, d->verifier->text);
			if (r->verifier == NULL) {
				fault_add(faults, d->verifier->mark, "there "
				    "is no verifier '%.60s'; kedge-forecast "
				    "--list-verifiers shows what there is",
				    d->verifier->text);
				continue;
			}
			estate->releases = mem_grow(estate->releases, &cap,
			    estate->n_releases + 1, sizeof(*r));
			estate->releases[estate->n_releases++] = *r;
			/* The name stays where places borrows it. */
			*r = (struct release){ .mark = r->mark };
		}
	}
	map_release(&places);
}

static void
refuse_release(const struct estate *estate, const struct node *named,
    struct faults *faults)
{
	struct buf known = BUF_INIT(250);

	for (size_t i = 0; i < estate->n_releases; i++)
		buf_printf(&known, "%s%s", i ? ", " : "; there are ",
		    estate->releases[i].name);
	fault_add(faults, named->mark, "there is no release '%.60s'%s%s",
	    named->text, estate->n_files_bad > 0 ? " in the files that could "
	    "be used" : "", known.p ? known.p : "; name it under 'releases'");
	buf_release(&known);
}

/* Puts the releases that names lists, or all, into endpoint. */
static bool
settle_clients(const struct estate *estate, struct endpoint *endpoint,
    const struct node *names, struct faults *faults)
{
	size_t n = names ? names->n : estate->n_releases;
	size_t before = faults->n;

	endpoint->clients = mem_zalloc(n * sizeof(*endpoint->clients));
	for (size_t i = 0; i < n; i++) {
		const struct release *release = names ?
		    estate_release_named(estate, names->items[i].text) :
		    &estate->releases[i];

		if (release == NULL)
			refuse_release(estate, &names->items[i], faults);
		for (size_t j = 0; names && j < endpoint->n_clients; j++) {
			if (release == endpoint->clients[j])
				fault_add(faults, names->items[i].mark,
				    "the release '%s' is in this list "
				    "already; name it once",
				    release->name);
		}
		if (release != NULL)
			endpoint->clients[endpoint->n_clients++] = release;
	}
	return faults->n == before;
}

static void
settle_endpoints(struct estate *estate, struct draft *drafts, size_t n,
    struct faults *faults)
{
	struct map places = { 0 };
	size_t cap = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < drafts[i].n_endpoints; j++) {
			struct endpoint_draft *d = &drafts[i].endpoints[j];
			struct endpoint *e = &d->endpoint;

			if (!is_first(&places, "an endpoint", e->name,
				&e->mark, faults) ||
			    !settle_clients(estate, e, d->clients, faults))
				continue;
			estate->endpoints = mem_grow(estate->endpoints, &cap,
			    estate->n_endpoints + 1, sizeof(*e));
			estate->endpoints[estate->n_endpoints++] = *e;
			*e = (struct endpoint){ .mark = e->mark };
		}
	}
	map_release(&places);
}

static void
settle_deadlines(struct estate *estate, struct draft *drafts, size_t n,
    struct faults *faults)
{
	struct map places = { 0 };
	size_t cap = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < drafts[i].n_deadlines; j++) {
			struct deadline *d = &drafts[i].deadlines[j];

			if (!is_first(&places, "a deadline", d->name, &d->mark,
				faults))
				continue;
			estate->deadlines = mem_grow(estate->deadlines, &cap,
			    estate->n_deadlines + 1, sizeof(*d));
			estate->deadlines[estate->n_deadlines++] = *d;
			*d = (struct deadline){ .mark = d->mark };
		}
	}
	map_release(&places);
}

/* folder and pattern as one pattern; the folder stands for itself. */
static char *
root_pattern(const char *folder, const char *pattern)
{
	struct buf whole = BUF_INIT(SIZE_MAX / 2);

	for (const char *p = *pattern == '/' ? "" : folder; *p != '\0'; p++) {
		if (strchr("*?[\\", *p) != NULL)
			buf_text(&whole, "\\");
		buf_append(&whole, p, 1);
	}
	buf_text(&whole, pattern);
	return whole.p;
}

static void
settle_root(struct estate *estate, struct map *seen, size_t *cap,
    const char *folder, const struct node *pattern, struct faults *faults)
{
	char *whole = root_pattern(folder, pattern->text);
	glob_t found = { 0 };

	if (glob(whole, 0, NULL, &found) != 0)
		fault_add(faults, pattern->mark, "no file matches '%.200s'; "
		    "patterns are relative to the folder of this file",
		    pattern->text);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char *path;

		if (map_get(seen, map_key(found.gl_pathv[i])) != NULL)
			continue;
		path = mem_strdup(found.gl_pathv[i]);
		map_put(seen, map_key(path), path);
		estate->roots = mem_grow(estate->roots, cap,
		    estate->n_roots + 1, sizeof(*estate->roots));
		estate->roots[estate->n_roots++] = path;
	}
	globfree(&found);
	free(whole);
}

static void
settle_roots(struct estate *estate, const struct draft *drafts, size_t n,
    struct faults *faults)
{
	struct map seen = { 0 };
	size_t cap = 0;

	for (size_t i = 0; i < n; i++) {
		const struct node *patterns = drafts[i].roots;

		for (size_t j = 0; patterns && j < patterns->n; j++)
			settle_root(estate, &seen, &cap, drafts[i].folder,
			    &patterns->items[j], faults);
	}
	map_release(&seen);
}

void
settle(struct estate *estate, struct draft *drafts, size_t n,
    struct faults *faults)
{
	settle_name(estate, drafts, n, faults);
	settle_verifiers(estate, drafts, n, faults);
	settle_releases(estate, drafts, n, faults);
	settle_endpoints(estate, drafts, n, faults);
	settle_deadlines(estate, drafts, n, faults);
	settle_roots(estate, drafts, n, faults);
}
