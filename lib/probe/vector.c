#include "probe/vector.h"

#include "base/octets.h"

bool
vector_take(struct span *from, size_t width, struct span *out)
{
	size_t n;

	if (from->n < width)
		return false;
	n = (size_t)octets_be_at(from->p, width);
	if (from->n - width < n)
		return false;
	*out = (struct span){ from->p + width, n };
	from->p += width + n;
	from->n -= width + n;
	return true;
}
