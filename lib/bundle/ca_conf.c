#include "bundle/ca_conf.h"

#include <stdlib.h>

#include "base/mem.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* What is left of a line without the blanks around it and the NULs in it,
 * which the shell drops; NULL: nothing. */
static char *
trimmed(const char *text, size_t n)
{
	char *name = mem_zalloc(n + 1);
	size_t end = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] != '\0' && (end > 0 || !is_blank(text[i])))
			name[end++] = text[i];
	}
	while (end > 0 && is_blank(name[end - 1]))
		name[--end] = '\0';
	if (end > 0)
		return name;
	free(name);
	return NULL;
}

static void
take_line(struct ca_conf *conf, const char *text, size_t n, size_t number)
{
	bool selects;
	char *name;

	if (n == 0 || text[0] == '#')
		return;
	selects = text[0] != '!';
	name = selects ? trimmed(text, n) : trimmed(text + 1, n - 1);
	if (name == NULL)
		return;
	conf->lines = mem_grow(conf->lines, &conf->cap, conf->n + 1,
	    sizeof(*conf->lines));
	conf->lines[conf->n++] = (struct ca_conf_line){ name, number,
		selects };
}

void
ca_conf_parse(struct ca_conf *out, struct span bytes)
{
	const char *at = (const char *)bytes.p;
	size_t left = bytes.n, number = 0;

	*out = (struct ca_conf){ 0 };
	while (left > 0) {
		const char *end = memchr(at, '\n', left);

		number++;
		if (end == NULL)
			break;
		take_line(out, at, (size_t)(end - at), number);
		left -= (size_t)(end - at) + 1;
		at = end + 1;
	}
	if (left > 0)
		out->unread = number;
}

void
ca_conf_release(struct ca_conf *conf)
{
	for (size_t i = 0; i < conf->n; i++)
		free(conf->lines[i].name);
	free(conf->lines);
	*conf = (struct ca_conf){ 0 };
}
