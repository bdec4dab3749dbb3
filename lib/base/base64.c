#include "base/base64.h"

void
base64_encode(struct buf *out, struct span bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < bytes.n; i += 3) {
		size_t n = bytes.n - i < 3 ? bytes.n - i : 3;
		uint32_t group = (uint32_t)bytes.p[i] << 16 |
		    (n > 1 ? (uint32_t)bytes.p[i + 1] << 8 : 0) |
		    (n > 2 ? bytes.p[i + 2] : 0);
		char text[4] = { digits[group >> 18],
			digits[group >> 12 & 63], digits[group >> 6 & 63],
			digits[group & 63] };

		memset(text + n + 1, '=', 3 - n);
		buf_append(out, text, sizeof(text));
	}
}

/* Of a digit its value and one more; 0 for what is none. */
static const uint8_t values[256] = {
	['A'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
	19, 20, 21, 22, 23, 24, 25, 26,
	['a'] = 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42,
	43, 44, 45, 46, 47, 48, 49, 50, 51, 52,
	['0'] = 53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
	['+'] = 63, ['/'] = 64,
};

/* UINT32_MAX for what is no digit. */
static uint32_t
value_of(uint8_t c)
{
	return (uint32_t)values[c] - 1;
}

/* Groups of four digits with nothing between them, as most are; after those. */
static size_t
decode_groups(struct buf *out, struct span text, size_t at)
{
	uint8_t bytes[192];
	size_t n = 0;

	for (; text.n - at >= 4; at += 4) {
		uint32_t a = value_of(text.p[at]);
		uint32_t b = value_of(text.p[at + 1]);
		uint32_t c = value_of(text.p[at + 2]);
		uint32_t d = value_of(text.p[at + 3]);

		if ((a | b | c | d) > 63)
			break;
		bytes[n++] = (uint8_t)(a << 2 | b >> 4);
		bytes[n++] = (uint8_t)(b << 4 | c >> 2);
		bytes[n++] = (uint8_t)(c << 6 | d);
		if (n == sizeof(bytes)) {
			buf_append(out, bytes, n);
			n = 0;
		}
	}
	buf_append(out, bytes, n);
	return at;
}

/* A group that has its four characters, of which so many are padding. */
static const char *
take_group(struct buf *out, uint32_t group, unsigned padding)
{
	const uint8_t bytes[3] = { (uint8_t)(group >> 16),
		(uint8_t)(group >> 8), (uint8_t)group };

	if (padding > 2)
		return "too much padding";
	buf_append(out, bytes, 3 - padding);
	return NULL;
}

const char *
base64_decode(struct buf *out, struct span text)
{
	uint32_t group = 0;
	unsigned have = 0, padding = 0;
	const char *fault = NULL;

	for (size_t i = 0; fault == NULL && i < text.n; i++) {
		uint32_t value;
		uint8_t c;

		if (have == 0 && padding == 0)
			i = decode_groups(out, text, i);
		if (out->full)
			return "more bytes than we read";
		if (i == text.n)
			break;
		c = text.p[i];
		value = value_of(c);
		if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
			continue;
		if (c == '=')
			padding++;
		else if (value == UINT32_MAX)
			return "a character that is not base64";
		else if (padding > 0)
			return "base64 after its padding";
		group = group << 6 | (c == '=' ? 0 : value);
		if (++have < 4)
			continue;
		fault = take_group(out, group, padding);
		have = 0;
		group = 0;
	}
	if (fault == NULL && out->full)
		fault = "more bytes than we read";
	if (fault == NULL && have != 0)
		fault = "base64 that is cut short";
	return fault;
}
