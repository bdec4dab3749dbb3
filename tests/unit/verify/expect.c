#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/verify/expect.h"

#include <stdlib.h>
#include <string.h>

#include "unit/verify/shapes.h"

struct question
expect_question(struct pki *pki, const char *shape, const char *verifier)
{
	const struct shape *found = shape_find(shape);
	char message[256] = "there is no such shape";

	if (found == NULL ||
	    pki_read(pki, found->text, message, sizeof(message)) == -1)
		fail_msg("%s: %s", shape, message);
	return pki_question(pki, verifier);
}

size_t
expect_windows(const struct question *question, const char *shape,
    const char *wanted)
{
	char *found = pki_windows_text(question);
	bool equal = strcmp(found, wanted) == 0;

	if (!equal)
		print_error("%s, %s:\n  wanted %s\n  found  %s\n", shape,
		    question->verifier->name, wanted, found);
	free(found);
	return !equal;
}
