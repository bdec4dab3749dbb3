#include "base/octets.h"

struct span
octets_take(struct octets *octets, size_t n)
{
	struct span taken = { octets->rest.p, n };

	if (octets->is_short || n > octets->rest.n) {
		octets->is_short = true;
		octets->rest.n = 0;
		return (struct span){ 0 };
	}
	if (n > 0)	/* there may be no pointer to add to */
		octets->rest.p += n;
	octets->rest.n -= n;
	octets->at += n;
	return taken;
}

uint64_t
octets_be_at(const uint8_t *p, size_t n)
{
	uint64_t number = 0;

	for (size_t i = 0; i < n; i++)
		number = number << 8 | p[i];
	return number;
}

uint64_t
octets_le_at(const uint8_t *p, size_t n)
{
	uint64_t number = 0;

	while (n > 0)
		number = number << 8 | p[--n];
	return number;
}

uint64_t
octets_be(struct octets *octets, size_t n)
{
	struct span bytes = octets_take(octets, n);

	return octets_be_at(bytes.p, bytes.n);
}

uint32_t
octets_le(struct octets *octets, size_t n)
{
	struct span bytes = octets_take(octets, n);

	return (uint32_t)octets_le_at(bytes.p, bytes.n);
}

void
octets_put_be(struct buf *out, uint64_t number, size_t n)
{
	while (n > 0) {
		uint8_t byte = (uint8_t)(number >> 8 * --n);

		buf_append(out, &byte, 1);
	}
}

void
octets_put_le(struct buf *out, uint32_t number, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t byte = (uint8_t)(number >> 8 * i);

		buf_append(out, &byte, 1);
	}
}
