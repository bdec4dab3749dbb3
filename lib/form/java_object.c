#include "form/java_object.h"

#define STREAM_MAGIC	0xaced0005	/* and the version */
#define FIRST_HANDLE	0x7e0000
#define MAX_HANDLES	64
#define MAX_FIELDS	16
#define MAX_DEPTH	8

enum tag {
	TAG_NULL = 0x70,
	TAG_REFERENCE,
	TAG_CLASS_DESC,
	TAG_OBJECT,
	TAG_STRING,
	TAG_ARRAY,
	TAG_END_BLOCK = 0x78,
};

#define SERIALIZABLE	2	/* a class's flags, with nothing of its own */

/* A class as far as it says how long its objects are. */
struct class {
	const struct class *super;
	bool is_byte_array;
	size_t primitive_bytes;
	size_t n_objects;	/* which follow the primitives */
};

/* What has been met, in the order in which it can be referred to. */
struct stream {
	struct octets *octets;
	struct class classes[MAX_HANDLES];
	bool is_class[MAX_HANDLES];
	size_t n, depth;
};

static bool skip_content(struct stream *stream);

static struct class *
new_handle(struct stream *stream, bool is_class)
{
	if (stream->n == MAX_HANDLES)
		return NULL;
	stream->is_class[stream->n] = is_class;
	return &stream->classes[stream->n++];
}

/* The handle of a reference; MAX_HANDLES where there is no such. */
static size_t
referred(struct stream *stream)
{
	uint64_t handle = octets_be(stream->octets, 4);

	if (handle < FIRST_HANDLE || handle - FIRST_HANDLE >= stream->n)
		return MAX_HANDLES;
	return (size_t)(handle - FIRST_HANDLE);
}

static struct span
text(struct octets *octets)
{
	return octets_take(octets, (size_t)octets_be(octets, 2));
}

/* 0: none of the primitive types. */
static size_t
primitive_size(uint64_t type)
{
	switch (type) {
	case 'B':
	case 'Z':
		return 1;
	case 'C':
	case 'S':
		return 2;
	case 'F':
	case 'I':
		return 4;
	case 'D':
	case 'J':
		return 8;
	}
	return 0;
}

/* Primitives stand before objects, in a field list as in an object. */
static bool
read_fields(struct stream *stream, struct class *class)
{
	uint64_t n = octets_be(stream->octets, 2);

	if (n > MAX_FIELDS)
		return false;
	for (uint64_t i = 0; i < n; i++) {
		uint64_t type = octets_be(stream->octets, 1);

		text(stream->octets);
		class->primitive_bytes += primitive_size(type);
		if (type != 'L' && type != '[' && primitive_size(type) == 0)
			return false;
		if (primitive_size(type) > 0)
			continue;
		class->n_objects++;
		if (!skip_content(stream))
			return false;
	}
	return !stream->octets->is_short;
}

static bool read_class(struct stream *stream, const struct class **out);

static bool
read_new_class(struct stream *stream, const struct class **out)
{
	static const struct span byte_array = { (const uint8_t *)"[B", 2 };
	struct span name = text(stream->octets);
	struct class *class = new_handle(stream, true);
	bool good;

	octets_take(stream->octets, 8);	/* serialVersionUID */
	if (class == NULL || octets_be(stream->octets, 1) != SERIALIZABLE)
		return false;
	class->is_byte_array = span_equal(name, byte_array);
	stream->depth++;
	good = stream->depth < MAX_DEPTH && read_fields(stream, class) &&
	    octets_be(stream->octets, 1) == TAG_END_BLOCK &&
	    read_class(stream, &class->super);
	stream->depth--;
	*out = class;
	return good;
}

static bool
read_class(struct stream *stream, const struct class **out)
{
	size_t handle;

	switch (octets_be(stream->octets, 1)) {
	case TAG_NULL:
		*out = NULL;
		return !stream->octets->is_short;
	case TAG_REFERENCE:
		handle = referred(stream);
		if (handle == MAX_HANDLES || !stream->is_class[handle])
			return false;
		*out = &stream->classes[handle];
		return true;
	case TAG_CLASS_DESC:
		return read_new_class(stream, out);
	}
	return false;
}

/* The fields of a class and, before them, of those that it extends. */
static bool
skip_values(struct stream *stream, const struct class *class, size_t depth)
{
	if (class == NULL)
		return true;
	if (depth == MAX_DEPTH ||
	    !skip_values(stream, class->super, depth + 1))
		return false;
	octets_take(stream->octets, class->primitive_bytes);
	for (size_t i = 0; i < class->n_objects; i++) {
		if (!skip_content(stream))
			return false;
	}
	return true;
}

static bool
skip_new(struct stream *stream, bool is_array)
{
	const struct class *class;

	if (!read_class(stream, &class) || class == NULL ||
	    new_handle(stream, false) == NULL ||
	    class->is_byte_array != is_array)
		return false;
	if (!is_array)
		return skip_values(stream, class, 0);
	octets_take(stream->octets, (size_t)octets_be(stream->octets, 4));
	return true;
}

static bool
skip_tagged(struct stream *stream)
{
	switch (octets_be(stream->octets, 1)) {
	case TAG_NULL:
		return true;
	case TAG_REFERENCE:
		return referred(stream) != MAX_HANDLES;
	case TAG_STRING:
		text(stream->octets);
		return new_handle(stream, false) != NULL;
	case TAG_OBJECT:
		return skip_new(stream, false);
	case TAG_ARRAY:
		return skip_new(stream, true);
	}
	return false;
}

static bool
skip_content(struct stream *stream)
{
	bool good;

	if (stream->depth == MAX_DEPTH)
		return false;
	stream->depth++;
	good = skip_tagged(stream);
	stream->depth--;
	return good && !stream->octets->is_short;
}

bool
java_object_skip(struct octets *octets)
{
	struct stream stream = { .octets = octets };

	return octets_be(octets, 4) == STREAM_MAGIC && skip_content(&stream);
}
