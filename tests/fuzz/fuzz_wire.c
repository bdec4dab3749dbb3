/* Any bytes as what the process that reads an image says: only finds that can
 * be are taken from it, and they cross the pipe again unchanged. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "image/worker_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
claim(bool holds)
{
	if (!holds)
		abort();
}

static int
receive(struct finds *out, struct certpool *pool, const void *p, size_t n,
    struct err *err)
{
	FILE *pipe = fmemopen((void *)(uintptr_t)p, n, "r");
	int result;

	claim(pipe != NULL);
	*out = (struct finds){ .lost = { .name = mem_strdup("fuzz") } };
	result = wire_receive(out, pool, pipe, "fuzz", err);
	fclose(pipe);
	return result;
}

static void
check_store(const struct store *store)
{
	for (size_t i = 0; i < store->n; i++)
		claim(store->anchors[i].cert->short_name != NULL &&
		    store->anchors[i].where[0] != '\0');
	for (size_t i = 0; i < store->n_rejections; i++)
		claim(store->rejections[i].where[0] != '\0' &&
		    store->rejections[i].reason[0] != '\0');
}

static void
check(const struct finds *finds)
{
	for (size_t i = 0; i < finds->n; i++) {
		const struct found *found = &finds->items[i];

		/* What is a store itself has no path, and is the only one. */
		claim(found->path[0] != '\0' ?
		    strncmp(found->store.name, "fuzz!", 5) == 0 &&
			strcmp(found->store.name + 5, found->path) == 0 :
		    strcmp(found->store.name, "fuzz") == 0 && finds->n == 1);
		check_store(&found->store);
		for (size_t k = 0; k < found->quirks.n; k++)
			claim(found->quirks.items[k].kind < QUIRK_COUNT &&
			    found->quirks.items[k].where[0] != '\0');
	}
	check_store(&finds->lost);
	claim(finds->lost.n == 0);
}

static void
same_store(const struct store *a, const struct store *b)
{
	claim(strcmp(a->name, b->name) == 0 && a->partial == b->partial);
	claim(a->n == b->n && a->n_rejections == b->n_rejections &&
	    a->n_untold == b->n_untold);
	for (size_t i = 0; i < a->n; i++)
		claim(a->anchors[i].cert == b->anchors[i].cert &&
		    strcmp(a->anchors[i].where, b->anchors[i].where) == 0);
	for (size_t i = 0; i < a->n_rejections; i++)
		claim(strcmp(a->rejections[i].reason,
			  b->rejections[i].reason) == 0);
}

static void
same(const struct finds *a, const struct finds *b)
{
	claim(a->n == b->n && a->containers == b->containers &&
	    a->entries == b->entries && a->looked_at == b->looked_at &&
	    a->n_passed == b->n_passed && a->unread.code == b->unread.code &&
	    strcmp(a->unread.msg, b->unread.msg) == 0);
	same_store(&a->lost, &b->lost);
	for (size_t i = 0; i < a->n; i++) {
		same_store(&a->items[i].store, &b->items[i].store);
		claim(a->items[i].quirks.n == b->items[i].quirks.n);
	}
}

static void
check_again(const struct finds *finds, struct certpool *pool)
{
	struct err err = ERR_NONE;
	struct finds again;
	char *bytes;
	size_t n;
	FILE *pipe = open_memstream(&bytes, &n);

	claim(pipe != NULL && wire_send(pipe, finds) == 0);
	fclose(pipe);
	claim(receive(&again, pool, bytes, n, &err) == 0);
	same(finds, &again);
	finds_release(&again);
	free(bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct certpool *pool = certpool_new();
	struct err err = ERR_NONE;
	struct finds finds;
	int result = receive(&finds, pool, p, n, &err);

	claim((result == -1) == (err.msg[0] != '\0'));
	check(&finds);
	claim(finds.containers > 0 || result == -1 || (finds.entries == 0 &&
		(finds.n == 0 || *finds.items[0].path == '\0')));
	if (result == 0)
		check_again(&finds, pool);
	finds_release(&finds);
	certpool_free(pool);
	return 0;
}
