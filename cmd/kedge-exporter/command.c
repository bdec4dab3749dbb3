#include "command.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/instant.h"

#define PROGRAM		"kedge-exporter"
#define INTERVAL_MAX_S	(7 * DAY_S)

static int
check(struct command *command, struct err *err)
{
	const struct options *options = &command->options;

	if (options->n_arguments > 0)
		return err_set(err, ERR_POLICY, "'%.100s' is one argument too "
		    "many; policies are given with --policy",
		    options->arguments[0]);
	if (duration_parse(&command->interval_s, command->interval,
		err) == -1)
		return err_wrap(err, "--interval");
	if (command->interval_s < 1 || command->interval_s > INTERVAL_MAX_S)
		return err_set(err, ERR_POLICY, "--interval takes 1s to 7d, "
		    "not '%.60s'", command->interval);
	return 0;
}

int
command_parse(struct command *command, bool *answered, int *status, int argc,
    char **argv, struct err *err)
{
	const struct option_row rows[] = {
		{ 'l', "listen", "ADDRESS", "numeric address and port to "
		    "serve; port 0 is any", OPTION_TEXT, &command->listen, 0,
		    0 },
		{ 'i', "interval", "TIME", "from one pass to the next "
		    "(default 5m)", OPTION_TEXT, &command->interval, 0, 0 },
	};
	const struct program program = {
		.name = PROGRAM,
		.purpose = "Watches estates and serves what it sees to "
		    "Prometheus and to people.",
		.usage = "[OPTION]...\n",
		.rows = rows,
		.n_rows = sizeof(rows) / sizeof(rows[0]),
	};

	if (options_parse(&command->options, &program, argc, argv, err) == -1)
		return -1;
	*answered = options_answer(status, &command->options, &program,
	    stdout);
	return *answered ? 0 : check(command, err);
}

void
command_release(struct command *command)
{
	options_release(&command->options);
}

struct texts
command_policies(const struct command *command)
{
	static const char *standard[] = { POLICY_DEFAULT };

	return command->options.policies.n > 0 ? command->options.policies :
	    (struct texts){ standard, 1, 1 };
}

void
say(const char *fmt, ...)
{
	char line[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	fprintf(stderr, PROGRAM ": %s\n", line);
}
