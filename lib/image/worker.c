#include "image/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "image/sandbox.h"
#include "image/worker_wire.h"

enum { PIPE_FD = 3 };

/* Nothing of the parent's stays open but the pipe and standard error. */
static int
keep_pipe(int pipe)
{
	if (pipe != PIPE_FD && dup2(pipe, PIPE_FD) == -1)
		return -1;
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	return close_range(PIPE_FD + 1, ~0U, 0);
}

/* The child's whole life. Its exit status says nothing; its frames do. The
 * image is memory that it has from its parent. */
static _Noreturn void
work(int pipe_fd, const struct image *image, const char *path)
{
	struct certpool *pool = certpool_new();
	struct finds finds = { 0 };
	struct err err = ERR_NONE;
	FILE *pipe;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (keep_pipe(pipe_fd) == -1 ||
	    (pipe = fdopen(PIPE_FD, "w")) == NULL)
		_exit(1);
	if (sandbox_enter(&err) == -1) {
		wire_send_failure(pipe, err.msg);
		_exit(1);
	}
	image_read(&finds, pool, image, path);
	/* What it holds goes with the process. */
	_exit(wire_send(pipe, &finds) == -1);
}

/* Why what it said is not the whole. */
static char *
ending(int status, const struct err *err)
{
	int signal_number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	switch (signal_number) {
	case SIGXCPU:
		return mem_printf("reading it took more than %d s of CPU and "
		    "was stopped", LIMIT_WORKER_CPU_S);
	case SIGABRT:
		return mem_printf("reading it was stopped, as it is where it "
		    "takes more than %d MiB of memory",
		    LIMIT_WORKER_BYTES >> 20);
	case 0:
	case SIGKILL:
		return mem_printf("the process that reads it broke off: %s",
		    err->msg);
	}
	return mem_printf("the process that read it died of signal %d (%s)",
	    signal_number, strsignal(signal_number));
}

static int
listen_to(struct finds *out, struct certpool *pool, int fd, pid_t child,
    const char *name, struct err *err)
{
	struct err why = ERR_NONE;
	FILE *pipe = fdopen(fd, "r");
	int result = wire_receive(out, pool, pipe, name, &why);
	int status = 0;
	char *reason;

	fclose(pipe);
	if (result == -1)
		kill(child, SIGKILL);	/* it may be lying still */
	while (waitpid(child, &status, 0) == -1 && errno == EINTR)
		continue;
	if (result == 0)
		return 0;
	if (why.code == ERR_POLICY) {
		finds_release(out);
		return err_set(err, ERR_FAILED, "%s: %s", name, why.msg);
	}
	reason = ending(status, &why);
	store_reject(&out->lost, name, reason);
	out->lost.partial = true;
	free(reason);
	return 0;
}

int
worker_find(struct finds *out, struct certpool *pool,
    const struct image *image, const char *path, struct err *err)
{
	const char *name = image->name;
	int ends[2];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) == -1)
		return err_set_errno(err, "%s: cannot make a pipe", name);
	/* What is buffered would be written by both. */
	fflush(NULL);
	child = fork();
	if (child == 0)
		work(ends[1], image, path);
	close(ends[1]);
	if (child == -1) {
		close(ends[0]);
		return err_set_errno(err, "%s: cannot start a process to "
		    "read it", name);
	}
	*out = (struct finds){ .lost = { .name = mem_strdup(name) } };
	return listen_to(out, pool, ends[0], child, name, err);
}
