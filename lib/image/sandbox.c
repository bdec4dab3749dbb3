#include "image/sandbox.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/limits.h"

/* What computing needs; names of glibc's wrappers are of no account. */
static const int calls[] = {
	SCMP_SYS(brk),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(close),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(fstat),
	SCMP_SYS(futex),
	SCMP_SYS(getpid),
	SCMP_SYS(getrandom),
	SCMP_SYS(gettid),
	SCMP_SYS(lseek),
	SCMP_SYS(madvise),
	SCMP_SYS(mremap),
	SCMP_SYS(munmap),
	SCMP_SYS(pread64),
	SCMP_SYS(read),
	SCMP_SYS(rt_sigprocmask),	/* abort */
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sched_yield),
	SCMP_SYS(sigaltstack),	/* address sanitizer, as it ends */
	SCMP_SYS(write),
	SCMP_SYS(writev),
};

/* Address sanitizer's shadow counts as data, and there is more of it than of
 * anything. */
#ifdef __SANITIZE_ADDRESS__
#define HAS_SHADOW	true
#else
#define HAS_SHADOW	false
#endif

/* Bytes of data that the process has from its parent. */
static rlim_t
data_now(void)
{
	FILE *stream = fopen("/proc/self/statm", "r");
	unsigned long long pages = 0;

	if (stream == NULL)
		return 0;
	if (fscanf(stream, "%*u %*u %*u %*u %*u %llu", &pages) != 1)
		pages = 0;
	fclose(stream);
	return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static int
limit_resources(struct err *err)
{
	const struct {
		int resource;
		rlim_t most;
	} limits[] = {
		{ RLIMIT_CPU, LIMIT_WORKER_CPU_S },
		/* Not RLIMIT_AS: an image is mapped, whatever its size. */
		{ RLIMIT_DATA, HAS_SHADOW ? RLIM_INFINITY :
		    data_now() + LIMIT_WORKER_BYTES },
		{ RLIMIT_FSIZE, 0 },
		{ RLIMIT_CORE, 0 },
		{ RLIMIT_NOFILE, 0 },
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct rlimit limit = { limits[i].most, limits[i].most };

		/* A signal that tells, before the one that just kills. */
		if (limits[i].resource == RLIMIT_CPU)
			limit.rlim_max++;
		if (setrlimit(limits[i].resource, &limit) == -1)
			return err_set_errno(err, "cannot limit the "
			    "resources of the process that reads images");
	}
	/* What is said on standard error may go to a file: it then fails. */
	signal(SIGXFSZ, SIG_IGN);
	return 0;
}

/* A domain in which no file may be touched, and from its fourth version on
 * no TCP port; sockets are seccomp's anyway. */
static int
forbid_files(struct err *err)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr rules = {
		/* All that the first version knows. */
		.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1,
	};
	int fd;

	if (version < 1)
		return err_set_errno(err, "this kernel has no Landlock, "
		    "without which foreign images are not read");
	if (version >= 2)
		rules.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
	fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules),
	    0);
	if (fd == -1 || syscall(SYS_landlock_restrict_self, fd, 0) == -1)
		return err_set_errno(err, "Landlock does not take the "
		    "process that reads images");
	close(fd);
	return 0;
}

/* Memory may be had, and never run. */
static int
allow_memory(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ,
	    PROT_EXEC, 0);

	if (seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		&not_executable) != 0)
		return -1;
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW,
	    SCMP_SYS(mprotect), 1, &not_executable);
}

/* It may end itself by abort, so that whoever waits for it knows. */
static int
allow_abort(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp itself[] = {
		SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()),
		SCMP_A2(SCMP_CMP_EQ, SIGABRT),
	};

	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW,
	    SCMP_SYS(tgkill), 2, itself);
}

static int
forbid_calls(struct err *err)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	bool is_made = filter != NULL && allow_memory(filter) == 0 &&
	    allow_abort(filter) == 0;
	int result = 0;

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		is_made = is_made && seccomp_rule_add_array(filter,
		    SCMP_ACT_ALLOW, calls[i], 0, NULL) == 0;
	if (!is_made || seccomp_load(filter) != 0)
		result = err_set(err, ERR_FAILED, "seccomp does not take the "
		    "process that reads images");
	seccomp_release(filter);
	return result;
}

int
sandbox_enter(struct err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return err_set_errno(err, "cannot give up new "
		    "privileges");
	if (forbid_files(err) == -1 || limit_resources(err) == -1)
		return -1;
	return forbid_calls(err);
}
