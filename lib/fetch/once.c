#include "fetch/once.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"

struct waiter {
	void (*done)(void *context, const struct once_answer *answer);
	void *context;
};

struct entry {
	struct once *once;
	struct buf key;		/* URL, NUL, posted bytes */
	bool is_answered;
	struct once_answer answer;	/* of what follows, if it is kept */
	struct once_made made;
	char *detail;
	struct buf body;
	struct waiter *waiters;
	size_t n_waiters, waiters_cap;
};

struct once {
	struct fetcher *fetcher;
	struct map by_key;
	struct entry **entries;
	size_t n, cap;
	size_t n_bytes;		/* kept, keys as well */
};

struct once *
once_new(struct fetcher *fetcher)
{
	struct once *once = mem_zalloc(sizeof(*once));

	once->fetcher = fetcher;
	return once;
}

static void
entry_free(struct entry *entry)
{
	if (entry->made.p != NULL)
		entry->made.free(entry->made.p);
	free(entry->detail);
	buf_release(&entry->body);
	buf_release(&entry->key);
	free(entry->waiters);
	free(entry);
}

void
once_free(struct once *once)
{
	if (once == NULL)
		return;
	for (size_t i = 0; i < once->n; i++)
		entry_free(once->entries[i]);
	free(once->entries);
	map_release(&once->by_key);
	free(once);
}

/* All but what is on its way. */
static void
forget(struct once *once)
{
	size_t n = 0;

	map_release(&once->by_key);
	for (size_t i = 0; i < once->n; i++) {
		struct entry *entry = once->entries[i];

		if (entry->is_answered) {
			entry_free(entry);
			continue;
		}
		map_put(&once->by_key, buf_span(&entry->key), entry);
		once->entries[n++] = entry;
	}
	once->n = n;
	once->n_bytes = 0;
}

static void
keep(struct entry *entry)
{
	struct fetch_answer *fetched = &entry->answer.fetched;

	entry->detail = mem_strdup(fetched->detail);
	buf_append(&entry->body, fetched->body.p, fetched->body.n);
	fetched->detail = entry->detail;
	fetched->body = buf_span(&entry->body);
}

static void
on_fetched(void *context, const struct fetch_answer *fetched)
{
	struct entry *entry = context;
	struct once *once = entry->once;
	bool is_kept;

	entry->answer = (struct once_answer){ *fetched, &entry->made };
	once->n_bytes += sizeof(*entry) + entry->key.n + fetched->body.n;
	is_kept = once->n_bytes <= LIMIT_FETCHED_KEPT_BYTES;
	/* First: what is made of it stands on where it lies. */
	if (is_kept)
		keep(entry);
	/* Those who ask again meanwhile are appended, and come as well. */
	for (size_t i = 0; i < entry->n_waiters; i++) {
		struct waiter waiter = entry->waiters[i];

		waiter.done(waiter.context, &entry->answer);
	}
	entry->is_answered = true;
	if (!is_kept)
		forget(once);
}

static struct entry *
entry_new(struct once *once, const struct fetch_request *request)
{
	struct entry *entry = mem_zalloc(sizeof(*entry));

	entry->once = once;
	entry->body = BUF_INIT(LIMIT_FETCHED_KEPT_BYTES);
	entry->key = BUF_INIT(SIZE_MAX / 2);
	buf_append(&entry->key, request->url, strlen(request->url) + 1);
	buf_append(&entry->key, request->post.p, request->post.n);
	return entry;
}

void
once_get(struct once *once, const struct fetch_request *request,
    void (*done)(void *context, const struct once_answer *answer),
    void *context)
{
	struct entry *entry = entry_new(once, request);
	struct entry *known = map_get(&once->by_key, buf_span(&entry->key));

	if (known != NULL) {
		entry_free(entry);
		entry = known;
	}
	if (entry->is_answered) {
		done(context, &entry->answer);
		return;
	}
	entry->waiters = mem_grow(entry->waiters, &entry->waiters_cap,
	    entry->n_waiters + 1, sizeof(*entry->waiters));
	entry->waiters[entry->n_waiters++] = (struct waiter){ done, context };
	if (known != NULL)
		return;
	map_put(&once->by_key, buf_span(&entry->key), entry);
	once->entries = mem_grow(once->entries, &once->cap, once->n + 1,
	    sizeof(*once->entries));
	once->entries[once->n++] = entry;
	fetcher_start(once->fetcher, request, on_fetched, entry);
}
