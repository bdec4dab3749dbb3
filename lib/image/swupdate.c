#include "image/swupdate.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

#define MAX_DEPTH	16	/* groups within each other; real ones have 6 */

enum token {
	TOKEN_END,
	TOKEN_TEXT,	/* a word, a number or what is in quotes */
	TOKEN_IS,	/* ":" or "=" */
	TOKEN_OPEN,	/* "{" */
	TOKEN_CLOSE,
	TOKEN_OTHER,
};

/* A group, as one image is. */
struct group {
	struct span filename;
	bool is_encrypted;
};

struct parser {
	struct span rest, text;	/* text: of the last TOKEN_TEXT */
	struct group groups[MAX_DEPTH];
	size_t depth;
};

static void
advance(struct span *rest, size_t n)
{
	rest->p += n;
	rest->n -= n;
}

/* How many bytes at the start are before the first of what. */
static size_t
bytes_before(struct span rest, const char *what)
{
	const uint8_t *hit = rest.n > 0 ? memmem(rest.p, rest.n, what,
	    strlen(what)) : NULL;

	return hit ? (size_t)(hit - rest.p) : rest.n;
}

static bool
begins(struct span rest, const char *what)
{
	return rest.n >= strlen(what) &&
	    memcmp(rest.p, what, strlen(what)) == 0;
}

/* Past white space and comments. */
static void
skip_blanks(struct span *rest)
{
	while (rest->n > 0) {
		if (memchr(" \t\r\n", rest->p[0], 4) != NULL) {
			advance(rest, 1);
		} else if (rest->p[0] == '#' || begins(*rest, "//")) {
			advance(rest, bytes_before(*rest, "\n"));
		} else if (begins(*rest, "/*")) {
			advance(rest, bytes_before(*rest, "*/"));
			advance(rest, rest->n < 2 ? rest->n : 2);
		} else {
			return;
		}
	}
}

static enum token
take_quoted(struct parser *parser)
{
	struct span *rest = &parser->rest;
	size_t n = 0;

	advance(rest, 1);
	while (n < rest->n && rest->p[n] != '"')
		n += rest->p[n] == '\\' && n + 1 < rest->n ? 2 : 1;
	parser->text = (struct span){ rest->p, n };
	advance(rest, n < rest->n ? n + 1 : n);
	return TOKEN_TEXT;
}

static enum token
take_word(struct parser *parser)
{
	struct span *rest = &parser->rest;
	size_t n = 0;

	while (n < rest->n && memchr(" \t\r\n\"{}()[]:=;,#", rest->p[n],
		16) == NULL)
		n++;
	parser->text = (struct span){ rest->p, n };
	advance(rest, n);
	return TOKEN_TEXT;
}

static enum token
next_token(struct parser *parser)
{
	uint8_t first;

	skip_blanks(&parser->rest);
	if (parser->rest.n == 0)
		return TOKEN_END;
	first = parser->rest.p[0];
	if (first == '"')
		return take_quoted(parser);
	if (memchr("{}()[]:=;,", first, 10) == NULL)
		return take_word(parser);
	advance(&parser->rest, 1);
	if (first == '{')
		return TOKEN_OPEN;
	if (first == '}')
		return TOKEN_CLOSE;
	return first == ':' || first == '=' ? TOKEN_IS : TOKEN_OTHER;
}

static bool
is_text(struct span text, const char *want)
{
	return text.n == strlen(want) && begins(text, want);
}

/* key = value, in the innermost group. */
static void
set(struct parser *parser, struct span key, struct span value)
{
	struct group *group;

	if (parser->depth == 0 || parser->depth > MAX_DEPTH)
		return;
	group = &parser->groups[parser->depth - 1];
	if (is_text(key, "filename"))
		group->filename = value;
	else if (is_text(key, "encrypted"))
		group->is_encrypted = !is_text(value, "false") &&
		    !is_text(value, "0");
}

static void
open_group(struct parser *parser)
{
	if (parser->depth < MAX_DEPTH)
		parser->groups[parser->depth] = (struct group){ 0 };
	parser->depth++;
}

static void
close_group(struct swupdate *out, struct parser *parser)
{
	const struct group *group;

	if (parser->depth == 0 || parser->depth-- > MAX_DEPTH)
		return;
	group = &parser->groups[parser->depth];
	if (!group->is_encrypted || group->filename.n == 0 ||
	    group->filename.n > LIMIT_IMAGE_PATH_BYTES ||
	    out->n == LIMIT_SWUPDATE_MEMBERS)
		return;
	out->names = mem_grow(out->names, &out->cap, out->n + 1,
	    sizeof(*out->names));
	out->names[out->n++] = mem_printf("%.*s", (int)group->filename.n,
	    (const char *)group->filename.p);
}

/* No description of one group or more; bytes that text has not. */
static bool
is_no_text(struct span text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < ' ' && memchr("\t\n\r", text.p[i], 3) == NULL)
			return true;
	}
	return text.n > 0 && memchr(text.p, '{', text.n) == NULL;
}

void
swupdate_read(struct swupdate *out, struct span text)
{
	struct parser parser = { .rest = text };
	struct span key = { 0 };
	enum token token, before = TOKEN_OTHER;

	out->is_sealed = is_no_text(text);
	if (out->is_sealed)
		return;
	while ((token = next_token(&parser)) != TOKEN_END) {
		if (token == TOKEN_OPEN)
			open_group(&parser);
		else if (token == TOKEN_CLOSE)
			close_group(out, &parser);
		else if (token == TOKEN_TEXT && before == TOKEN_IS)
			set(&parser, key, parser.text);
		else if (token == TOKEN_TEXT)
			key = parser.text;
		before = token;
	}
}

bool
swupdate_is_encrypted(const struct swupdate *swupdate, const char *name)
{
	for (size_t i = 0; i < swupdate->n; i++) {
		if (strcmp(swupdate->names[i], name) == 0)
			return true;
	}
	return false;
}

void
swupdate_release(struct swupdate *swupdate)
{
	for (size_t i = 0; i < swupdate->n; i++)
		free(swupdate->names[i]);
	free(swupdate->names);
}
