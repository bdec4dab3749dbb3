#include "form/form.h"

#include <stdlib.h>

#include "base/mem.h"
#include "form/writing.h"
#include "pki/pem.h"

/* The certificate, though something may follow it. */
static struct span
element_of(const struct pem_block *block)
{
	struct span der = pem_element(block->der);

	return der.n > 0 ? der : block->der;
}

/* A block of which no more is left than a part of its first line. */
static void
count_cut_line(struct reading *reading, struct span bytes, const char *name)
{
	size_t line = pem_cut_line(bytes);
	char *where;

	if (line == 0)
		return;
	where = mem_printf("%s:%zu", name, line);
	store_reject(&reading->store, where, "the file ends within a BEGIN "
	    "line, so it is cut off");
	free(where);
}

enum form_result
form_pem(struct reading *reading, struct span bytes, const char *name,
    struct err *err)
{
	enum form_result result = FORM_NOT_MINE;
	struct writing writing;
	struct pem_reader pem;
	struct pem_block block;

	(void)err;	/* a faulty block never spoils the others */
	writing_init(&writing, &reading->quirks, bytes, name);
	pem_open(&pem, bytes);
	while (pem_next(&pem, &block)) {
		struct span der = element_of(&block);
		char *where = mem_printf("%s:%zu", name, block.line);
		enum pem_flaw flaw = block.flaw;

		result = FORM_READ;
		if (block.fault != NULL) {
			store_reject(&reading->store, where, block.fault);
		} else if (reading_add(reading, der, where)) {
			block.der = der;
		} else {
			flaw = PEM_BAD_TEXT;
		}
		/* What the libraries make of the rest is not known. */
		if (flaw != PEM_SOUND && reading->store.n_untold > 0) {
			reading->store.partial = true;
			writing_skip(&writing, &block);
		} else {
			writing_note(&writing, &block, flaw, where);
		}
		free(where);
	}
	pem_close(&pem);
	if (result == FORM_READ) {
		count_cut_line(reading, bytes, name);
		pkcs7_reject_blocks(reading, bytes, name);
		writing_end(&writing);
	}
	return result;
}
