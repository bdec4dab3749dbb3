#include "base/escape.h"

/*
 * Length of the UTF-8 sequence at p (n bytes left) and its code point, or 0
 * where it is not one: overlong, surrogate, too high or cut short.
 */
static size_t
utf8_decode(const uint8_t *p, size_t n, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = p[0] < 0x80 ? 1 : (p[0] & 0xe0) == 0xc0 ? 2 :
	    (p[0] & 0xf0) == 0xe0 ? 3 : (p[0] & 0xf8) == 0xf0 ? 4 : 0;
	uint32_t value;

	if (length == 0 || length > n)
		return 0;
	value = length == 1 ? p[0] : p[0] & (0xffu >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (p[i] & 0x3f);
	}
	if (value < least[length] || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*code = value;
	return length;
}

/* Would this character move the cursor or turn the text around? */
static bool
is_unsafe(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) ||
	    (code >= 0x200b && code <= 0x200f) ||
	    (code >= 0x2028 && code <= 0x202e) ||
	    (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

static void
escape_utf8_if(struct buf *out, const uint8_t *p, size_t n,
    bool (*unsafe)(uint32_t))
{
	while (n > 0) {
		uint32_t code = 0;
		size_t length = utf8_decode(p, n, &code);

		if (length == 0 || (unsafe != NULL && unsafe(code))) {
			for (size_t i = 0; i < (length ? length : 1); i++)
				buf_printf(out, "\\x%02x", p[i]);
			length = length ? length : 1;
		} else {
			buf_append(out, p, length);
		}
		p += length;
		n -= length;
	}
}

void
escape_terminal(struct buf *out, const char *text)
{
	escape_utf8_if(out, (const uint8_t *)text, strlen(text), is_unsafe);
}

void
escape_utf8(struct buf *out, const char *text, size_t n)
{
	escape_utf8_if(out, (const uint8_t *)text, n, NULL);
}

/* Replaces each byte that has an entry; the text is first made UTF-8. */
static void
escape_bytes(struct buf *out, const char *text,
    const char *(*replacement)(char))
{
	struct buf clean = BUF_INIT(SIZE_MAX / 2);

	escape_utf8(&clean, text, strlen(text));
	for (size_t i = 0; i < clean.n; i++) {
		const char *other = replacement(clean.p[i]);

		if (other != NULL)
			buf_text(out, other);
		else
			buf_append(out, &clean.p[i], 1);
	}
	buf_release(&clean);
}

static const char *
label_replacement(char c)
{
	switch (c) {
	case '\\':
		return "\\\\";
	case '"':
		return "\\\"";
	case '\n':
		return "\\n";
	}
	return NULL;
}

void
escape_label(struct buf *out, const char *text)
{
	escape_bytes(out, text, label_replacement);
}

static const char *
html_replacement(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	}
	return NULL;
}

void
escape_html(struct buf *out, const char *text)
{
	escape_bytes(out, text, html_replacement);
}

void
escape_markdown(struct buf *out, const char *text)
{
	struct buf clean = BUF_INIT(SIZE_MAX / 2);

	escape_terminal(&clean, text);
	for (size_t i = 0; i < clean.n; i++) {
		char c = clean.p[i];
		/* "https://" and "www." become links by themselves. */
		bool is_link = c == ':' || (c == '.' && i > 0 &&
		    (clean.p[i - 1] | 0x20) == 'w');

		if (is_link || strchr("\\`*_{}[]<>()#&|~!$", c) != NULL)
			buf_text(out, "\\");
		buf_append(out, &c, 1);
		/* What those mean is seen after escapes are gone. */
		if (c == '@' || c == '#')
			buf_text(out, "<!-- -->");
	}
	buf_release(&clean);
}

void
escape_csv(struct buf *out, const char *text)
{
	struct buf clean = BUF_INIT(SIZE_MAX / 2);
	char first = text[strspn(text, " ")];
	const char *quote;

	/* 'No text' and 'empty text' are one in a CSV. */
	if (*text == '\0')
		return;
	if (first != '\0' && strchr("=+-@", first) != NULL)
		buf_text(&clean, "'");
	escape_terminal(&clean, text);
	quote = strpbrk(clean.p, "\",") != NULL || clean.p[0] == ' ' ||
	    clean.p[clean.n - 1] == ' ' ? "\"" : "";
	buf_text(out, quote);
	for (size_t i = 0; i < clean.n; i++) {
		if (clean.p[i] == '"')
			buf_text(out, "\"");
		buf_append(out, &clean.p[i], 1);
	}
	buf_text(out, quote);
	buf_release(&clean);
}

void
escape_hex(struct buf *out, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%02x", p[i]);
}
