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

static int
base64_value(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' :
	    c >= 'a' && c <= 'z' ? c - 'a' + 26 :
	    c >= '0' && c <= '9' ? c - '0' + 52 :
	    c == '+' ? 62 : c == '/' ? 63 : -1;
}

const char *
base64_decode(struct buf *out, struct span text)
{
	uint32_t group = 0;
	unsigned have = 0, padding = 0;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];
		uint8_t bytes[3];
		int value = base64_value(c);

		if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
			continue;
		if (c == '=')
			padding++;
		else if (value < 0)
			return "a character that is not base64";
		else if (padding > 0)
			return "base64 after its padding";
		group = group << 6 | (value < 0 ? 0 : (uint32_t)value);
		if (++have < 4)
			continue;
		if (padding > 2)
			return "too much padding";
		bytes[0] = (uint8_t)(group >> 16);
		bytes[1] = (uint8_t)(group >> 8);
		bytes[2] = (uint8_t)group;
		buf_append(out, bytes, 3 - padding);
		if (out->full)
			return "more bytes than we read";
		have = 0;
		group = 0;
	}
	if (have != 0)
		return "base64 that is cut short";
	return NULL;
}
