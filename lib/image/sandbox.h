#ifndef IMAGE_SANDBOX_H
#define IMAGE_SANDBOX_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Shuts the calling process in, for good: it can compute, use memory, read and
 * write what is open already, abort, and nothing else. No file, socket or
 * process can be opened, run or touched (Landlock and seccomp; a call that is
 * not allowed fails with EPERM), and CPU and memory are limited
 * (LIMIT_WORKER_CPU_S, LIMIT_WORKER_BYTES). Fails where the kernel cannot do
 * all of it; the process is then not to be trusted with foreign bytes.
 */
int sandbox_enter(struct err *err);

#endif
