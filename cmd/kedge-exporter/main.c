#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "listener.h"
#include "schedule.h"
#include "server.h"

int
main(int argc, char **argv)
{
	static struct schedule schedule;
	struct command command = COMMAND_DEFAULT;
	struct listener listener;
	struct server server = { NULL };
	struct err err = ERR_NONE;
	bool answered = false, idle = true;
	int status = EXIT_CLEAN;

	if (command_parse(&command, &answered, &status, argc, argv,
		&err) == -1)
		goto fail;
	if (answered)
		goto out;

	signals_block();
	if (listener_open(&listener, command.listen, &err) == -1)
		goto fail;
	schedule_init(&schedule, &command);
	if (server_start(&server, &listener, &schedule.shelf, &err) == -1)
		goto fail;
	if (!command.options.quiet)
		say("listening on %s", listener.address);
	if (schedule_run(&schedule, &idle, &err) == -1)
		goto fail;
	goto out;
fail:
	status = err.code == ERR_POLICY ? EXIT_USAGE : EXIT_INCOMPLETE;
	say("%s", err.msg);
out:
	server_stop(&server);
	if (!idle)	/* the worker still uses what we would release */
		_exit(status);
	schedule_release(&schedule);
	command_release(&command);
	return status;
}
