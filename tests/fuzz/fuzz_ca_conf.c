/*
 * Any bytes as an /etc/ca-certificates.conf: names are one line each without
 * blanks around them, in order, and a last line counts with its newline alone.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "bundle/ca_conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void
check(const struct ca_conf *conf)
{
	size_t last = 0;

	for (size_t i = 0; i < conf->n; i++) {
		const struct ca_conf_line *line = &conf->lines[i];
		size_t n = strlen(line->name);

		if (line->number <= last || n == 0 ||
		    strchr(line->name, '\n') != NULL ||
		    strchr(" \t", line->name[0]) != NULL ||
		    strchr(" \t", line->name[n - 1]) != NULL)
			abort();
		last = line->number;
	}
	if (conf->unread != 0 && conf->unread <= last)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct buf ended = BUF_INIT(n + 1);
	struct ca_conf conf, whole;

	ca_conf_parse(&conf, (struct span){ bytes, n });
	buf_append(&ended, bytes, n);
	buf_append(&ended, "\n", 1);
	ca_conf_parse(&whole, buf_span(&ended));
	check(&conf);
	check(&whole);
	if (whole.unread != 0 || whole.n < conf.n || whole.n > conf.n + 1 ||
	    (conf.unread == 0 && whole.n != conf.n))
		abort();
	ca_conf_release(&conf);
	ca_conf_release(&whole);
	buf_release(&ended);
	return 0;
}
