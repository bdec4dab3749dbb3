#include "bundle/form.h"

#include <stdlib.h>

#include "base/mem.h"
#include "pki/pem.h"
#include "pki/trust.h"

#define OLD_LABEL "-----BEGIN X509 "

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* Is there a CR in the block, and every one without its LF? */
static bool
ends_lines_by_cr(struct span bytes, const struct pem_block *block)
{
	size_t alone = 0;

	for (size_t i = block->begin; i < block->end; i++) {
		if (bytes.p[i] == '\n')
			return false;
		alone += bytes.p[i] == '\r';
	}
	return alone > 0;
}

static void
note_quirks(struct quirks *quirks, struct span bytes,
    const struct pem_block *block, const char *where)
{
	size_t at = block->begin;

	while (at > 0 && is_blank(bytes.p[at - 1]))
		at--;
	if (at > 0 && bytes.p[at - 1] == '-')
		quirks_add(quirks, QUIRK_GLUED, where);
	else if (at < block->begin)
		quirks_add(quirks, QUIRK_INDENTED, where);
	if (ends_lines_by_cr(bytes, block))
		quirks_add(quirks, QUIRK_CR_ONLY, where);
	if (block->kind == PEM_TRUSTED)
		quirks_add(quirks, QUIRK_TRUSTED, where);
	if (block->kind == PEM_TRUSTED && trust_refuses_servers(block->whole))
		quirks_add(quirks, QUIRK_DISTRUSTED, where);
	if (memcmp(bytes.p + block->begin, OLD_LABEL, strlen(OLD_LABEL)) == 0)
		quirks_add(quirks, QUIRK_OLD_LABEL, where);
}

enum form_result
form_pem(struct reading *reading, struct span bytes, const char *name,
    struct err *err)
{
	enum form_result result = FORM_NOT_MINE;
	struct pem_reader pem;
	struct pem_block block;

	(void)err;	/* a faulty block never spoils the others */
	pem_open(&pem, bytes);
	while (pem_next(&pem, &block)) {
		char *where = mem_printf("%s:%zu", name, block.line);
		const struct cert *cert;
		struct err why = ERR_NONE;

		result = FORM_READ;
		if (block.fault != NULL) {
			store_reject(&reading->store, where, block.fault);
		} else if (reading_take(reading, &cert, block.der,
			&why) == -1) {
			store_reject(&reading->store, where, why.msg);
		} else {
			store_append(&reading->store, cert, where);
			note_quirks(&reading->quirks, bytes, &block, where);
		}
		free(where);
	}
	pem_close(&pem);
	return result;
}
