#include "record/value.h"

#include <jansson.h>

#include <inttypes.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/instant.h"
#include "base/limits.h"

json_t *
value_of_text(const char *text)
{
	struct buf clean = BUF_INIT(SIZE_MAX / 2);
	json_t *value;

	if (text == NULL)
		return json_null();
	escape_utf8(&clean, text, strlen(text));
	value = json_stringn(clean.n ? clean.p : "", clean.n);
	buf_release(&clean);
	return value;
}

json_t *
value_of_instant(int64_t instant_s)
{
	char text[INSTANT_TEXT];

	instant_format(text, instant_s);
	/* Words stand for what lies outside the calendar. */
	if (text[0] < '0' || text[0] > '9')
		return json_null();
	return json_string(text);
}

json_t *
value_of_sha256(const struct cert *cert)
{
	char text[SHA256_TEXT];

	return cert ? json_string(sha256_text(text, cert->sha256)) :
	    json_null();
}

json_t *
value_of_chain(const struct chain *chain)
{
	json_t *array = json_array();

	for (size_t i = 0; i < chain->n; i++) {
		if (json_array_append_new(array,
			value_of_sha256(chain->certs[i])) == -1)
			abort();
	}
	return array;
}

void
value_put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) == -1)
		abort();
}

json_t *
value_record(const char *kind)
{
	json_t *object = json_object();

	value_put(object, "schema", json_string(RECORD_SCHEMA));
	value_put(object, "kind", json_string(kind));
	return object;
}

json_t *
value_record_of(const char *kind, const char *estate)
{
	json_t *object = value_record(kind);

	if (estate != NULL)
		value_put(object, "estate", value_of_text(estate));
	return object;
}

/* Writes value, of no more than max bytes, and releases it. */
static int
write_value(FILE *stream, json_t *value, size_t flags, size_t max,
    struct err *err)
{
	char *text = json_dumps(value, flags);
	size_t n = text ? strlen(text) : 0;
	int result = 0;

	json_decref(value);
	if (text == NULL)
		abort();
	if (n > max)
		result = err_set(err, ERR_LIMIT, "a record of %zu bytes is "
		    "longer than the %zu that are read", n, max);
	else if (fwrite(text, 1, n, stream) != n || putc('\n', stream) == EOF)
		result = err_set_errno(err, "cannot write a record");
	free(text);
	return result;
}

int
value_write_line(FILE *stream, json_t *value, struct err *err)
{
	return write_value(stream, value, JSON_COMPACT,
	    LIMIT_RECORD_LINE_BYTES, err);
}

int
value_write_document(FILE *stream, json_t *value, struct err *err)
{
	return write_value(stream, value, JSON_INDENT(2), SIZE_MAX, err);
}

static int
wrong(struct err *err, const char *key, const char *what)
{
	return err_set(err, ERR_FAILED, "\"%s\" must be %s", key, what);
}

int
value_get_text(const char **out, const json_t *object, const char *key,
    bool may_be_null, struct err *err)
{
	json_t *value = json_object_get(object, key);

	if (!json_is_string(value) && !(may_be_null && json_is_null(value)))
		return wrong(err, key, may_be_null ? "a string or null" :
		    "a string");
	*out = json_string_value(value);
	return 0;
}

int
value_get_integer(int64_t *out, const json_t *object, const char *key,
    int64_t max, bool may_be_null, struct err *err)
{
	json_t *value = json_object_get(object, key);
	int64_t number = json_integer_value(value);

	if (may_be_null && json_is_null(value)) {
		*out = -1;
		return 0;
	}
	if (!json_is_integer(value) || number < 0 || number > max)
		return err_set(err, ERR_FAILED, "\"%s\" must be a whole "
		    "number from 0 to %" PRId64, key, max);
	*out = number;
	return 0;
}

int
value_get_boolean(bool *out, const json_t *object, const char *key,
    struct err *err)
{
	json_t *value = json_object_get(object, key);

	if (!json_is_boolean(value))
		return wrong(err, key, "true or false");
	*out = json_is_true(value);
	return 0;
}

int
value_get_instant(int64_t *out_s, const json_t *object, const char *key,
    struct err *err)
{
	const char *text;

	if (value_get_text(&text, object, key, false, err) == -1)
		return -1;
	if (instant_parse(out_s, text, err) == -1)
		return err_wrap(err, "\"%s\"", key);
	return 0;
}

int
value_get_array(json_t **out, const json_t *object, const char *key,
    struct err *err)
{
	json_t *value = json_object_get(object, key);

	if (!json_is_array(value))
		return wrong(err, key, "an array");
	*out = value;
	return 0;
}

int
value_get_object(json_t **out, const json_t *object, const char *key,
    struct err *err)
{
	json_t *value = json_object_get(object, key);

	if (!json_is_object(value))
		return wrong(err, key, "an object");
	*out = value;
	return 0;
}

int
value_get_cert(const struct cert **out, const struct certpool *pool,
    const json_t *text, struct err *err)
{
	uint8_t sha256[SHA256_BYTES];

	if (!json_is_string(text) ||
	    !sha256_parse(sha256, json_string_value(text)))
		return err_set(err, ERR_FAILED, "a certificate is named by "
		    "the 64 hexadecimal digits of its SHA-256");
	*out = certpool_find(pool, sha256);
	if (*out == NULL)
		return err_set(err, ERR_FAILED, "the certificate %.12s... "
		    "did not come before this record",
		    json_string_value(text));
	return 0;
}

int
value_get_chain(struct chain *out, const struct certpool *pool,
    const json_t *object, const char *key, struct err *err)
{
	json_t *array = NULL;

	if (value_get_array(&array, object, key, err) == -1)
		return -1;
	if (json_array_size(array) > LIMIT_SERVED_CERTS)
		return err_set(err, ERR_LIMIT, "a chain of %zu certificates "
		    "is longer than the %d that we judge",
		    json_array_size(array), LIMIT_SERVED_CERTS);
	for (size_t i = 0; i < json_array_size(array); i++) {
		const struct cert *cert;

		if (value_get_cert(&cert, pool, json_array_get(array, i),
			err) == -1)
			return -1;
		if (cert->is_bare)
			return err_set(err, ERR_FAILED, "a name and a key "
			    "without a certificate cannot be served");
		chain_append(out, cert);
	}
	return 0;
}
