#include "endpoints.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "policy/estate.h"
#include "verify/hello.h"

static bool
has_estate(const struct endpoints *endpoints, const char *name)
{
	for (size_t i = 0; i < endpoints->aims.n; i++) {
		if (strcmp(endpoints->aims.items[i].estate, name) == 0)
			return true;
	}
	return false;
}

static void
add(struct endpoints *endpoints, const struct estate *estate,
    const struct endpoint *endpoint, const struct hello *hello)
{
	if (hello != NULL)
		aim_as(&endpoints->aims, estate, endpoint, hello);
	else
		aim_at(&endpoints->aims, estate, endpoint, NULL);
}

static int
load(struct endpoints *endpoints, const char *path,
    const struct hello *hello, struct err *err)
{
	struct estate estate = ESTATE_EMPTY;

	if (estate_load(&estate, path, false, err) == -1)
		return -1;
	if (has_estate(endpoints, estate.name)) {
		err_set(err, ERR_POLICY, "%s: the estate '%.100s' is also "
		    "that of an earlier policy; give one of them another name",
		    path, estate.name);
		estate_release(&estate);
		return -1;
	}
	endpoints->n_estates++;
	for (size_t i = 0; i < estate.n_endpoints; i++)
		add(endpoints, &estate, &estate.endpoints[i], hello);
	for (size_t i = 0; i < estate.n_faults; i++) {
		struct err fault = ERR_NONE;

		err_set(&fault, ERR_POLICY, "%s", estate.faults[i].message);
		complain(&fault);
	}
	endpoints->n_faults += estate.n_faults;
	estate_release(&estate);
	return 0;
}

/* Nothing was named, and nobody has set up a policy here either. */
static int
load_default(struct endpoints *endpoints, const struct hello *hello,
    struct err *err)
{
	if (access(POLICY_DEFAULT, F_OK) == -1 && errno == ENOENT)
		return err_set(err, ERR_POLICY, "there is nothing to scan: "
		    "name HOST:PORT, a list (-t FILE) or a policy (-p)");
	return load(endpoints, POLICY_DEFAULT, hello, err);
}

int
endpoints_load(struct endpoints *out, const struct texts *paths,
    const struct hello *hello, struct err *err)
{
	struct endpoints endpoints = { 0 };
	int result = 0;

	if (paths->n == 0)
		result = load_default(&endpoints, hello, err);
	for (size_t i = 0; i < paths->n && result == 0; i++)
		result = load(&endpoints, paths->items[i], hello, err);
	if (result == -1) {
		endpoints_release(&endpoints);
		return -1;
	}
	*out = endpoints;
	return 0;
}

void
endpoints_release(struct endpoints *endpoints)
{
	for (size_t i = endpoints->next; i < endpoints->aims.n; i++)
		target_release(&endpoints->aims.items[i]);
	free(endpoints->aims.items);
	*endpoints = (struct endpoints){ 0 };
}

void
endpoints_take(struct endpoints *endpoints, struct target *out)
{
	*out = endpoints->aims.items[endpoints->next++];
}

bool
endpoints_have_shapes(const struct endpoints *endpoints)
{
	const struct hello *widest = hello_find(HELLO_WIDEST);

	for (size_t i = 0; i < endpoints->aims.n; i++) {
		if (target_hello(&endpoints->aims.items[i]) != widest)
			return true;
	}
	return false;
}
