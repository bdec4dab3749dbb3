#include "image/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <seccomp.h>

#include "base/limits.h"
#include "base/mem.h"

#define TAKEN_BYTES	((size_t)1024 * 1024)

/* Ways out. Each returns -1, or it is one. */
static int
open_file(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static int
create_file(void)
{
	return open("/tmp/kedge-sandbox", O_CREAT | O_WRONLY, 0600);
}

static int
open_by_number(void)
{
	return (int)syscall(SYS_open, "/etc/passwd", O_RDONLY);
}

static int
make_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int
make_unix_socket(void)
{
	return socket(AF_UNIX, SOCK_DGRAM, 0);
}

static int
run_program(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

static int
fork_child(void)
{
	return (int)syscall(SYS_fork);
}

static int
clone_child(void)
{
	return (int)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static int
trace_parent(void)
{
	return (int)ptrace(PTRACE_ATTACH, getppid(), 0, 0);
}

static int
kill_parent(void)
{
	return kill(getppid(), 0);
}

static int
abort_parent(void)
{
	return (int)syscall(SYS_tgkill, getppid(), getppid(), SIGABRT);
}

/* Even a signal that does nothing. */
static int
signal_itself(void)
{
	return (int)syscall(SYS_tgkill, getpid(), getpid(), SIGCHLD);
}

static int
look_at_file(void)
{
	struct stat st;

	return stat("/etc/passwd", &st);
}

static int
remove_file(void)
{
	return unlink("/nonexistent");
}

static int
map_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

static int
raise_limit(void)
{
	return (int)syscall(SYS_prlimit64, 0, 0, NULL, NULL);
}

static int
make_ring(void)
{
	return (int)syscall(SYS_io_uring_setup, 1, NULL);
}

static const struct probe_case {
	const char *name;
	int (*escape)(void);
} probes[] = {
	{ "open", open_file },
	{ "create", create_file },
	{ "open by its number", open_by_number },
	{ "socket", make_socket },
	{ "unix socket", make_unix_socket },
	{ "exec", run_program },
	{ "fork", fork_child },
	{ "clone", clone_child },
	{ "ptrace", trace_parent },
	{ "kill", kill_parent },
	{ "tgkill", abort_parent },
	{ "tgkill of itself", signal_itself },
	{ "stat", look_at_file },
	{ "unlink", remove_file },
	{ "memory that can be run", map_code },
	{ "prlimit", raise_limit },
	{ "io_uring", make_ring },
};

/* The exit status of a child that is shut in and then does this. */
static int
status_of(int (*act)(void))
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct err err;

		if (sandbox_enter(&err) == -1)
			_exit(100);
		if (act() == -1 && errno == EPERM)
			_exit(0);
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void
no_way_leads_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
		int status = status_of(probes[i].escape);

		if (status != 0)
			fail_msg("%s: %d", probes[i].name, status);
	}
}

/* Without the sandbox each of them would do something else than EPERM. */
static void
outside_the_ways_are_open(void **state)
{
	(void)state;
	assert_int_not_equal(open_file(), -1);
	assert_int_not_equal(make_socket(), -1);
	assert_int_equal(kill_parent(), 0);
	assert_int_equal(signal_itself(), 0);
	assert_int_equal(look_at_file(), 0);
	assert_int_equal(map_code(), 0);
}

static int
compute(void)
{
	char *memory = malloc(1 << 20);

	memset(memory, 1, 1 << 20);
	errno = memory[77] == 1 ? EPERM : 0;	/* as status_of wants it */
	free(memory);
	return -1;
}

static void
work_goes_on_inside(void **state)
{
	(void)state;
	assert_int_equal(status_of(compute), 0);
}

/* Takes twice the memory that it may have. */
static void
take_memory(void)
{
	for (size_t i = 0; i < 2 * LIMIT_WORKER_BYTES / TAKEN_BYTES; i++) {
		char *memory = mem_zalloc(TAKEN_BYTES);

		memset(memory, 1, TAKEN_BYTES);
	}
}

/* Who waits for it is to know why it ended, though what it says on standard
 * error goes to a file and it may write none. */
static void
running_out_of_memory_is_seen(void **state)
{
	FILE *file = tmpfile();
	int status;
	pid_t child;

	(void)state;
	assert_non_null(file);
	child = fork();
	if (child == 0) {
		struct err err;

		dup2(fileno(file), STDERR_FILENO);
		if (sandbox_enter(&err) == -1)
			_exit(100);
		take_memory();
#ifdef __SANITIZE_ADDRESS__
		abort();	/* its shadow lifts the limit */
#endif
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	fclose(file);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

/* A kernel that does not know this call. */
static void
forbid(int call)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), call, 0) != 0 ||
	    seccomp_load(filter) != 0)
		_exit(101);
	seccomp_release(filter);
}

static void
a_kernel_without_it_is_refused(void **state)
{
	static const int needed[] = { SCMP_SYS(landlock_create_ruleset),
		SCMP_SYS(landlock_restrict_self), SCMP_SYS(seccomp) };

	(void)state;
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		pid_t child = fork();
		int status;

		if (child == 0) {
			struct err err;

			forbid(needed[i]);
			_exit(sandbox_enter(&err) == -1 ? 0 : 1);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		if (status != 0)
			fail_msg("call %d: %d", needed[i], status);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_way_leads_out),
		cmocka_unit_test(outside_the_ways_are_open),
		cmocka_unit_test(work_goes_on_inside),
		cmocka_unit_test(running_out_of_memory_is_seen),
		cmocka_unit_test(a_kernel_without_it_is_refused),
	};

	return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
