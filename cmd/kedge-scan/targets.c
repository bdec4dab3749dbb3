#include "targets.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "probe/target_key.h"

#define PATIENCE	1024	/* lines in a row that give no target */

static bool
is_list(const char *argument)
{
	return strcmp(argument, "-") == 0;
}

/* All of them before anything is scanned, since they are few. */
static int
check_arguments(const struct options *options, struct err *err)
{
	for (size_t i = 0; i < options->n_arguments; i++) {
		struct target target;

		if (is_list(options->arguments[i]))
			continue;
		if (target_parse(&target, options->arguments[i], err) == -1)
			return -1;
		target_release(&target);
	}
	return 0;
}

static bool
has_policies(const struct command *command)
{
	return command->options.n_arguments == 0 && command->lists.n == 0;
}

int
targets_open(struct targets *out, const struct command *command,
    struct err *err)
{
	struct targets targets = { .command = command, .list = LIST_CLOSED };
	int result = has_policies(command) ?
	    endpoints_load(&targets.endpoints, &command->options.policies,
		command->hello, err) : check_arguments(&command->options, err);

	if (result == -1) {
		targets_release(&targets);
		return -1;
	}
	targets.n_bad = targets.endpoints.n_faults;
	*out = targets;
	return 0;
}

void
targets_release(struct targets *targets)
{
	endpoints_release(&targets->endpoints);
	fingerprints_release(&targets->seen);
	list_close(&targets->list);
	*targets = (struct targets){ .list = LIST_CLOSED };
}

/* A target that is given out, with its place among all of them, from 1. */
struct numbered {
	struct target target;	/* first, so that it leads back */
	size_t number;
};

/* What a scan must not be interrupted by is told, counted and left. */
static void
tell(struct targets *targets, const struct err *err)
{
	if (targets->quieten != NULL)
		targets->quieten(targets->context);
	complain(err);
}

static void
tell_bad(struct targets *targets, struct err *bad)
{
	tell(targets, bad);
	targets->n_bad++;
}

static bool
is_ours(struct targets *targets, const struct target *target)
{
	const struct command *command = targets->command;

	if (command->shards == 0 ||
	    target_shard(target, command->shards) == command->shard)
		return true;
	targets->n_elsewhere++;
	return false;
}

/* where is "list:line", or NULL for an argument. */
static bool
is_new(struct targets *targets, const struct target *target,
    const char *where)
{
	uint8_t fingerprint[FINGERPRINT_BYTES];
	struct err note = ERR_NONE;

	target_fingerprint(fingerprint, target);
	if (targets->seen.n < LIMIT_TARGETS_KNOWN ?
	    fingerprints_add(&targets->seen, fingerprint) :
	    !fingerprints_have(&targets->seen, fingerprint))
		return true;
	targets->n_again++;
	err_set(&note, ERR_POLICY, "%s%s'%.200s' was named before, and is "
	    "scanned once", where ? where : "", where ? ": " : "",
	    target->endpoint);
	if (!targets->command->options.quiet)
		tell(targets, &note);
	return false;
}

/* by may be NULL: the text stays as it is. */
static void
replace(char **text, const char *by)
{
	if (by == NULL)
		return;
	free(*text);
	*text = mem_strdup(by);
}

static void
settle_proxy(struct target *target, const struct proxy *proxy)
{
	if (target->proxy == NULL)
		target->proxy = mem_zalloc(sizeof(*target->proxy));
	else
		proxy_release(target->proxy);
	proxy_copy(target->proxy, proxy);
}

/* As the command line has it. */
static void
settle(const struct command *command, struct target *target)
{
	if (command->hello != NULL)
		target->hello = command->hello;
	replace(&target->server_name, command->sni);
	if (command->no_sni) {
		free(target->server_name);
		target->server_name = NULL;
	}
	if (command->connect_text != NULL) {
		replace(&target->connect_host, command->connect.host);
		target->connect_port = command->connect.port;
	}
	if (command->proxy_text != NULL)
		settle_proxy(target, &command->proxy);
	if (command->client_certificate == NULL)
		return;
	replace(&target->client_certificate, command->client_certificate);
	free(target->client_key);
	target->client_key = mem_strdup(command->client_key);
}

static enum scan_next
give(struct targets *targets, const struct target *target,
    const struct target **out)
{
	struct numbered *numbered = mem_zalloc(sizeof(*numbered));

	numbered->target = *target;
	numbered->number = ++targets->n;
	settle(targets->command, &numbered->target);
	*out = &numbered->target;
	return SCAN_TARGET;
}

void
targets_give_back(const struct target *target)
{
	struct numbered *numbered = (struct numbered *)(uintptr_t)target;

	target_release(&numbered->target);
	free(numbered);
}

size_t
targets_number(const struct target *target)
{
	return ((const struct numbered *)target)->number;
}

/* Takes over the target, if it is one to scan. */
static bool
is_wanted(struct targets *targets, struct target *target, const char *where)
{
	if (is_ours(targets, target) && is_new(targets, target, where))
		return true;
	target_release(target);
	return false;
}

/* SCAN_LATER with *goes_on: nothing came of it, and there may be more. */
static enum scan_next
next_line(struct targets *targets, struct target *target, bool *goes_on)
{
	struct list *list = &targets->list;
	struct err err = ERR_NONE;
	char where[512], *line;

	*goes_on = true;
	switch (list_next(list, &line, &err)) {
	case LIST_LINE:
		break;
	case LIST_LATER:
		*goes_on = false;
		return SCAN_LATER;
	case LIST_BAD_LINE:
		err_wrap(&err, "%.200s:%zu", list->name, list->number);
		tell_bad(targets, &err);
		return SCAN_LATER;
	case LIST_BROKEN:
		tell_bad(targets, &err);
		list_close(list);
		return SCAN_LATER;
	case LIST_END:
		list_close(list);
		return SCAN_LATER;
	}
	snprintf(where, sizeof(where), "%.200s:%zu", list->name,
	    list->number);
	if (target_parse(target, line, &err) == 0)
		return is_wanted(targets, target, where) ? SCAN_TARGET :
		    SCAN_LATER;
	err_wrap(&err, "%s", where);
	tell_bad(targets, &err);
	return SCAN_LATER;
}

static void
open_list(struct targets *targets, const char *path)
{
	struct err err = ERR_NONE;

	if (list_open(&targets->list, path, &err) == -1)
		tell_bad(targets, &err);
}

/* The next argument: a target, or a list. */
static enum scan_next
next_argument(struct targets *targets, struct target *target)
{
	const struct options *options = &targets->command->options;
	const char *argument = options->arguments[targets->n_arguments++];
	struct err err = ERR_NONE;

	if (is_list(argument)) {
		open_list(targets, argument);
		return SCAN_LATER;
	}
	if (target_parse(target, argument, &err) == -1) {
		tell_bad(targets, &err);
		return SCAN_LATER;
	}
	return is_wanted(targets, target, NULL) ? SCAN_TARGET : SCAN_LATER;
}

static enum scan_next
next_endpoint(struct targets *targets, struct target *target)
{
	endpoints_take(&targets->endpoints, target);
	if (is_ours(targets, target))
		return SCAN_TARGET;
	target_release(target);
	return SCAN_LATER;
}

static enum scan_next
draw(struct targets *targets, struct target *target, bool *goes_on)
{
	const struct command *command = targets->command;

	*goes_on = true;
	if (targets->list.fd != -1)
		return next_line(targets, target, goes_on);
	if (targets->n_arguments < command->options.n_arguments)
		return next_argument(targets, target);
	if (targets->n_lists < command->lists.n) {
		open_list(targets, command->lists.items[targets->n_lists++]);
		return SCAN_LATER;
	}
	if (targets->endpoints.next < targets->endpoints.aims.n)
		return next_endpoint(targets, target);
	*goes_on = false;
	return SCAN_END;
}

enum scan_next
targets_next(struct targets *targets, const struct target **out)
{
	enum scan_next next = SCAN_LATER;
	bool goes_on = true;

	for (int i = 0; i < PATIENCE && goes_on; i++) {
		struct target target;

		next = draw(targets, &target, &goes_on);
		if (next == SCAN_TARGET)
			return give(targets, &target, out);
	}
	return next;
}

size_t
targets_total(const struct targets *targets)
{
	const struct command *command = targets->command;

	if (command->shards > 0 || command->lists.n > 0)
		return 0;
	for (size_t i = 0; i < command->options.n_arguments; i++) {
		if (is_list(command->options.arguments[i]))
			return 0;
	}
	return targets->endpoints.aims.n > 0 ? targets->endpoints.aims.n :
	    command->options.n_arguments - targets->n_again;
}

bool
targets_go_on(const struct targets *targets)
{
	const struct command *command = targets->command;
	const struct list *list = &targets->list;

	return (list->fd != -1 && !(list->at_end && list->n == 0)) ||
	    targets->n_arguments < command->options.n_arguments ||
	    targets->n_lists < command->lists.n ||
	    targets->endpoints.next < targets->endpoints.aims.n;
}

int
targets_check(const struct targets *targets, struct err *err)
{
	const struct command *command = targets->command;

	if (targets->n > 0)
		return 0;
	if (targets->n_elsewhere > 0)
		return err_set(err, ERR_FAILED, "there is nothing to scan: "
		    "all targets (%zu) belong to other shards than %d of %d",
		    targets->n_elsewhere, (int)command->shard,
		    (int)command->shards);
	return err_set(err, ERR_FAILED, "there is nothing to scan; name "
	    "targets as HOST:PORT, or a policy that has endpoints");
}
