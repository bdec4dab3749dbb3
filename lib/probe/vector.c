#include "probe/vector.h"

bool
vector_take(struct span *from, size_t width, struct span *out)
{
	size_t n = 0;

	if (from->n < width)
		return false;
	for (size_t i = 0; i < width; i++)
		n = n << 8 | from->p[i];
	if (from->n - width < n)
		return false;
	*out = (struct span){ from->p + width, n };
	from->p += width + n;
	from->n -= width + n;
	return true;
}
