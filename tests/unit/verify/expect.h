#pragma once
/* What tests of single builders do with a shape. */
#include "unit/verify/pki.h"

/* About the whole of it, for a server; the test fails where there is no such
 * shape. Replaces what pki held. */
struct question expect_question(struct pki *pki, const char *shape,
    const char *verifier);

/* 0 where the windows are those (as pki_windows_text says them), else 1, and
 * both are printed. */
size_t expect_windows(const struct question *question, const char *shape,
    const char *wanted);
