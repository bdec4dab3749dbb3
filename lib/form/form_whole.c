#include "form/form.h"

#include "base/limits.h"

/* Nobody's form. */
static int
refuse(const struct reading *reading, struct span bytes, struct err *err)
{
	const char *name = reading->store.name;
	struct buf names = BUF_INIT(200);

	if (bytes.n == 0)
		return err_set(err, ERR_FAILED, "%s is empty", name);
	if (reading->n_passed > 0)
		return err_set(err, ERR_FAILED, "%s holds no certificates "
		    "but those of signatures, which are their signers' and "
		    "no anchors", name);
	forms_name(&names);
	err_set(err, ERR_FAILED, "%s holds no certificate in a form that is "
	    "read here (%s)", name, names.p);
	buf_release(&names);
	return -1;
}

int
form_whole(struct reading *reading, struct span bytes, struct err *err)
{
	const char *name = reading->store.name;
	enum form_result result = FORM_NOT_MINE;

	if (bytes.n <= LIMIT_BUNDLE_BYTES)
		result = form_any(reading, bytes, name, err);
	if (result == FORM_NOT_MINE)
		result = form_carve(reading, bytes, name, err);
	switch (result) {
	case FORM_READ:
		return 0;
	case FORM_BAD:
		return err_wrap(err, "%s", name);
	case FORM_NOT_MINE:
		break;
	}
	return refuse(reading, bytes, err);
}
