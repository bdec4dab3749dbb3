#ifndef RECORD_VALUE_H
#define RECORD_VALUE_H

#include "record/record.h"

/*
 * JSON values as records hold them, both ways; internal to lib/record. What
 * is made here is new and its taker's; only memory can fail, which aborts.
 */
struct json_t;

#define RECORD_SCHEMA "kedge/1"

/* Foreign text as valid UTF-8; null for NULL. */
struct json_t *value_of_text(const char *text);
/* RFC 3339; null where the instant is no date of the calendar. */
struct json_t *value_of_instant(int64_t instant_s);
/* Of a certificate; null for NULL. */
struct json_t *value_of_sha256(const struct cert *cert);
struct json_t *value_of_chain(const struct chain *chain);
/* With "schema" and "kind", to be added to. */
struct json_t *value_record(const char *kind);
/* With "estate", too, where there is one. */
struct json_t *value_record_of(const char *kind, const char *estate);
/* Adds key; takes value. */
void value_put(struct json_t *object, const char *key, struct json_t *value);
/* Both write value and a line's end, and release it: as a record, ERR_LIMIT
 * where no reader would take so long a line; and indented, for people. */
int value_write_line(FILE *stream, struct json_t *value, struct err *err);
int value_write_document(FILE *stream, struct json_t *value, struct err *err);

/*
 * The member of object that has this key and type, borrowed from it. A member
 * that is not there is wrong; null gives NULL, or -1, where it may be null.
 */
int value_get_text(const char **out, const struct json_t *object,
    const char *key, bool may_be_null, struct err *err);
int value_get_integer(int64_t *out, const struct json_t *object,
    const char *key, int64_t max, bool may_be_null, struct err *err);
int value_get_boolean(bool *out, const struct json_t *object,
    const char *key, struct err *err);
int value_get_instant(int64_t *out_s, const struct json_t *object,
    const char *key, struct err *err);
int value_get_array(struct json_t **out, const struct json_t *object,
    const char *key, struct err *err);
int value_get_object(struct json_t **out, const struct json_t *object,
    const char *key, struct err *err);

/* The certificate that a text names by its SHA-256, which pool holds. */
int value_get_cert(const struct cert **out, const struct certpool *pool,
    const struct json_t *text, struct err *err);
/* Those of an array, at most LIMIT_SERVED_CERTS and none of them bare; *out is
 * empty before, and the caller releases it also after a failure. */
int value_get_chain(struct chain *out, const struct certpool *pool,
    const struct json_t *object, const char *key, struct err *err);

#endif
