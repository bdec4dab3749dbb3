#include "record/record.h"

#include <stdlib.h>

#include <jansson.h>

#include "base/base64.h"
#include "base/mem.h"
#include "record/value.h"

void
record_writer_init(struct record_writer *writer, FILE *stream)
{
	*writer = (struct record_writer){ .stream = stream };
}

void
record_writer_release(struct record_writer *writer)
{
	fingerprints_release(&writer->written);
	*writer = (struct record_writer){ 0 };
}

static json_t *
value_of_bytes(struct span bytes)
{
	struct buf text = BUF_INIT(SIZE_MAX / 2);
	json_t *value;

	base64_encode(&text, bytes);
	value = json_stringn(text.n ? text.p : "", text.n);
	buf_release(&text);
	return value;
}

static json_t *
value_of_spki(const struct cert *cert)
{
	char text[SHA256_TEXT];

	return json_string(sha256_text(text, cert->spki_sha256));
}

/* The bytes that it can be read back from. */
static void
put_bytes(json_t *object, const struct cert *cert)
{
	if (!cert->is_bare) {
		value_put(object, "der", value_of_bytes(cert->der));
		return;
	}
	value_put(object, "der", json_null());
	value_put(object, "bare", json_true());
	value_put(object, "subject_der", value_of_bytes(cert->subject_der));
	value_put(object, "spki_der", value_of_bytes(cert->spki_der));
}

int
record_write_certificate(struct record_writer *writer,
    const struct cert *cert, struct err *err)
{
	json_t *object;

	if (fingerprints_have(&writer->written, cert->sha256))
		return 0;
	object = value_record("certificate");
	value_put(object, "sha256", value_of_sha256(cert));
	value_put(object, "subject", value_of_text(cert->subject));
	value_put(object, "issuer", value_of_text(cert->issuer));
	value_put(object, "serial", value_of_text(cert->serial));
	value_put(object, "spki_sha256", value_of_spki(cert));
	value_put(object, "not_before", value_of_instant(cert->not_before_s));
	value_put(object, "not_after", value_of_instant(cert->not_after_s));
	put_bytes(object, cert);
	if (value_write_line(writer->stream, object, err) == -1)
		return -1;
	fingerprints_add(&writer->written, cert->sha256);
	return 0;
}

static json_t *
value_of_rejections(const struct store *store)
{
	json_t *array = json_array();

	for (size_t i = 0; i < store->n_rejections; i++) {
		json_t *object = json_object();

		value_put(object, "where",
		    value_of_text(store->rejections[i].where));
		value_put(object, "reason",
		    value_of_text(store->rejections[i].reason));
		if (json_array_append_new(array, object) == -1)
			abort();
	}
	return array;
}

static json_t *
value_of_anchors(const struct store *store)
{
	json_t *array = json_array();

	for (size_t i = 0; i < store->n; i++) {
		if (json_array_append_new(array,
			value_of_sha256(store->anchors[i].cert)) == -1)
			abort();
	}
	return array;
}

/* Where in programs its anchors stand, each at the index that it has. */
static json_t *
value_of_places(const struct store *store)
{
	json_t *array = json_array();
	bool any = false;

	for (size_t i = 0; i < store->n; i++) {
		json_t *object = json_null();
		const char *form;
		uint64_t at;

		if (anchor_is_within(&store->anchors[i], &at, &form)) {
			object = json_object();
			value_put(object, "offset",
			    json_integer((json_int_t)at));
			value_put(object, "form", value_of_text(form));
			any = true;
		}
		if (json_array_append_new(array, object) == -1)
			abort();
	}
	if (any)
		return array;
	json_decref(array);
	return NULL;
}

int
record_write_store(struct record_writer *writer, const struct store *store,
    const char *release, struct err *err)
{
	json_t *object, *places;

	for (size_t i = 0; i < store->n; i++) {
		if (record_write_certificate(writer, store->anchors[i].cert,
			err) == -1)
			return -1;
	}
	object = value_record("store");
	value_put(object, "release", value_of_text(release));
	value_put(object, "name", value_of_text(store->name));
	value_put(object, "seen", json_integer((json_int_t)store_seen(store)));
	value_put(object, "read", json_integer((json_int_t)store->n));
	value_put(object, "rejected",
	    json_integer((json_int_t)store_rejected(store)));
	value_put(object, "partial", json_boolean(store->partial));
	value_put(object, "anchors", value_of_anchors(store));
	value_put(object, "rejections", value_of_rejections(store));
	places = value_of_places(store);
	if (places != NULL)
		value_put(object, "embedded", places);
	return value_write_line(writer->stream, object, err);
}
