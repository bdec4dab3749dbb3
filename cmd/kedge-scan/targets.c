#include "targets.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "policy/estate.h"

#define BLANKS " \t\r"

static void
targets_take(struct targets *targets, struct target *target)
{
	targets->items = mem_grow(targets->items, &targets->cap,
	    targets->n + 1, sizeof(*targets->items));
	targets->items[targets->n++] = *target;
}

void
targets_release(struct targets *targets)
{
	for (size_t i = 0; i < targets->n; i++)
		target_release(&targets->items[i]);
	free(targets->items);
	*targets = (struct targets){ 0 };
}

static int
targets_add(struct targets *targets, const char *text, struct err *err)
{
	struct target target;

	if (target_parse(&target, text, err) == -1)
		return -1;
	targets_take(targets, &target);
	return 0;
}

/* The words of a line: without blanks at its ends and without a comment. */
static char *
trim(char *line)
{
	char *comment = strchr(line, '#');
	size_t n;

	if (comment != NULL)
		*comment = '\0';
	line += strspn(line, BLANKS);
	for (n = strlen(line); n > 0 && strchr(BLANKS, line[n - 1]); n--)
		continue;
	line[n] = '\0';
	return line;
}

static int
targets_read(struct targets *targets, const struct program *program,
    struct err *err)
{
	struct buf text = BUF_INIT(LIMIT_BUNDLE_BYTES);
	char *line, *rest;
	size_t number = 0;

	if (file_read(&text, "-", err) == -1) {
		buf_release(&text);
		return -1;
	}
	for (rest = text.p; (line = strsep(&rest, "\n")) != NULL;) {
		struct err bad = ERR_NONE;

		number++;
		line = trim(line);
		if (*line == '\0' || targets_add(targets, line, &bad) == 0)
			continue;
		err_wrap(&bad, "standard input:%zu", number);
		options_complain(program, &bad);
		targets->n_bad++;
	}
	buf_release(&text);
	return 0;
}

static bool
has_estate(const struct targets *targets, const char *name)
{
	for (size_t i = 0; i < targets->n; i++) {
		if (strcmp(targets->items[i].estate, name) == 0)
			return true;
	}
	return false;
}

static int
targets_load(struct targets *targets, const struct program *program,
    const char *path, struct err *err)
{
	struct estate estate = ESTATE_EMPTY;

	if (estate_load(&estate, path, false, err) == -1)
		return -1;
	if (has_estate(targets, estate.name)) {
		err_set(err, ERR_POLICY, "%s: the estate '%.100s' is also "
		    "that of an earlier policy; give one of them another name",
		    path, estate.name);
		estate_release(&estate);
		return -1;
	}
	targets->n_estates++;
	for (size_t i = 0; i < estate.n_endpoints; i++) {
		const struct endpoint *endpoint = &estate.endpoints[i];
		struct target target = {
			.estate = mem_strdup(estate.name),
			.endpoint = mem_strdup(endpoint->name),
			.host = mem_strdup(endpoint->host),
			.port = endpoint->port,
			.server_name = mem_strdup(endpoint->server_name),
			.protocol = protocol_find(endpoint->protocol,
			    strlen(endpoint->protocol)),
		};

		targets_take(targets, &target);
	}
	for (size_t i = 0; i < estate.n_faults; i++) {
		struct err fault = ERR_NONE;

		err_set(&fault, ERR_POLICY, "%s", estate.faults[i].message);
		options_complain(program, &fault);
	}
	targets->n_bad += estate.n_faults;
	estate_release(&estate);
	return 0;
}

static int
targets_load_all(struct targets *targets, const struct program *program,
    const struct texts *policies, struct err *err)
{
	if (policies->n == 0)
		return targets_load(targets, program, POLICY_DEFAULT, err);
	for (size_t i = 0; i < policies->n; i++) {
		if (targets_load(targets, program, policies->items[i],
			err) == -1)
			return -1;
	}
	return 0;
}

static void
targets_rename(struct targets *targets, const struct naming *naming)
{
	for (size_t i = 0; i < targets->n; i++) {
		struct target *target = &targets->items[i];

		if (!naming->none && naming->name == NULL)
			continue;
		free(target->server_name);
		target->server_name = naming->none ? NULL :
		    mem_strdup(naming->name);
	}
}

int
targets_collect(struct targets *out, const struct program *program,
    const struct options *options, const struct naming *naming,
    struct err *err)
{
	struct targets targets = { 0 };
	int result = 0;

	if (naming->none && naming->name != NULL)
		return err_set(err, ERR_POLICY, "--sni and --no-sni exclude "
		    "each other");
	for (size_t i = 0; i < options->n_arguments && result == 0; i++) {
		const char *argument = options->arguments[i];

		result = strcmp(argument, "-") == 0 ?
		    targets_read(&targets, program, err) :
		    targets_add(&targets, argument, err);
	}
	if (options->n_arguments == 0)
		result = targets_load_all(&targets, program,
		    &options->policies, err);
	if (result == -1) {
		targets_release(&targets);
		return -1;
	}
	targets_rename(&targets, naming);
	*out = targets;
	return 0;
}

int
targets_check(const struct targets *targets, struct err *err)
{
	if (targets->n > 0)
		return 0;
	return err_set(err, ERR_FAILED, "there is nothing to scan; name "
	    "targets as HOST:PORT, or a policy that has endpoints");
}
