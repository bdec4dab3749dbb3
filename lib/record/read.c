#include "record/record.h"

#include <jansson.h>

#include <stdlib.h>

#include "base/base64.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "record/observation.h"
#include "record/value.h"

/* One line: where it stands, and where what it holds goes. */
struct reading {
	struct records *out;
	struct certpool *pool;
	const char *where;	/* "name:line" */
};

/* What the base64 of the member holds is appended to out. */
static int
read_bytes(struct buf *out, const json_t *object, const char *key,
    struct err *err)
{
	const char *text, *fault;

	if (value_get_text(&text, object, key, false, err) == -1)
		return -1;
	fault = base64_decode(out, map_key(text));
	return fault == NULL ? 0 : err_set(err, ERR_FAILED, "\"%s\" holds %s",
	    key, fault);
}

static int
read_whole(const struct cert **out, const struct reading *reading,
    const json_t *object, struct err *err)
{
	struct buf der = BUF_INIT(LIMIT_CERT_BYTES);
	int result = read_bytes(&der, object, "der", err);

	if (result == 0)
		result = certpool_add_der(reading->pool, out, buf_span(&der),
		    err);
	buf_release(&der);
	return result;
}

/* An anchor that is only a name and a key. */
static int
read_bare(const struct cert **out, const struct reading *reading,
    const json_t *object, struct err *err)
{
	struct buf name = BUF_INIT(LIMIT_CERT_BYTES);
	struct buf key = BUF_INIT(LIMIT_CERT_BYTES);
	int result = -1;

	if (read_bytes(&name, object, "subject_der", err) == 0 &&
	    read_bytes(&key, object, "spki_der", err) == 0)
		result = certpool_add_anchor(reading->pool, out,
		    buf_span(&name), buf_span(&key), err);
	buf_release(&name);
	buf_release(&key);
	return result;
}

static int
read_certificate(const struct reading *reading, const json_t *object,
    struct err *err)
{
	bool is_bare = json_is_true(json_object_get(object, "bare"));
	const struct cert *cert;
	const char *sha256;
	char found[SHA256_TEXT];
	int result;

	if (value_get_text(&sha256, object, "sha256", false, err) == -1)
		return -1;
	result = is_bare ? read_bare(&cert, reading, object, err) :
	    read_whole(&cert, reading, object, err);
	if (result == -1)
		return -1;
	if (strcmp(sha256_text(found, cert->sha256), sha256) != 0)
		return err_set(err, ERR_FAILED, "\"sha256\" is not that of "
		    "%s, which is %s", is_bare ? "name and key" : "\"der\"",
		    found);
	return 0;
}

static int
read_observation(const struct reading *reading, const json_t *object,
    struct err *err)
{
	struct observation observation;

	if (observation_read(&observation, reading->pool, object, err) == -1)
		return -1;
	observations_take(&reading->out->observations, &observation);
	return 0;
}

static int
read_anchors(struct store *out, const struct reading *reading,
    const json_t *object, struct err *err)
{
	json_t *array;

	if (value_get_array(&array, object, "anchors", err) == -1)
		return -1;
	for (size_t i = 0; i < json_array_size(array); i++) {
		const struct cert *cert;

		if (value_get_cert(&cert, reading->pool,
			json_array_get(array, i), err) == -1)
			return -1;
		store_append(out, cert, reading->where);
	}
	return 0;
}

static int
read_rejections(struct store *out, const json_t *object, struct err *err)
{
	json_t *array;

	if (value_get_array(&array, object, "rejections", err) == -1)
		return -1;
	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *item = json_array_get(array, i);
		const char *where, *reason;

		if (value_get_text(&where, item, "where", false, err) == -1 ||
		    value_get_text(&reason, item, "reason", false, err) == -1)
			return err_wrap(err, "\"rejections\"");
		store_reject(out, where, reason);
	}
	return 0;
}

/* Loss is counted: a store whose counts do not add up lost something. */
static int
check_counts(struct store *store, const json_t *object, struct err *err)
{
	int64_t seen, got, rejected;

	if (value_get_integer(&seen, object, "seen", INT32_MAX, false,
		err) == -1 ||
	    value_get_integer(&got, object, "read", INT32_MAX, false,
		err) == -1 ||
	    value_get_integer(&rejected, object, "rejected", INT32_MAX, false,
		err) == -1)
		return -1;
	if (store->n_rejections == LIMIT_REJECTIONS &&
	    (size_t)rejected > LIMIT_REJECTIONS)
		store->n_untold = (size_t)rejected - LIMIT_REJECTIONS;
	if ((size_t)got != store->n ||
	    (size_t)rejected != store_rejected(store) || seen != got + rejected)
		return err_set(err, ERR_FAILED, "the counts of the store do "
		    "not agree with its %zu anchors and %zu rejections",
		    store->n, store->n_rejections);
	return 0;
}

/* Which of two stores of a release counts, nobody said. */
static int
check_release(const struct records *records, const char *release,
    struct err *err)
{
	for (size_t i = 0; release != NULL && i < records->n_stores; i++) {
		const struct record_store *other = &records->stores[i];

		if (other->release != NULL &&
		    strcmp(other->release, release) == 0)
			return err_set(err, ERR_FAILED, "the release '%.100s' "
			    "has a store on line %zu already; keep one of the "
			    "two", release, other->line);
	}
	return 0;
}

static int
read_store(const struct reading *reading, const json_t *object,
    struct err *err)
{
	struct records *out = reading->out;
	struct store store = STORE_EMPTY;
	const char *name, *release;

	if (value_get_text(&name, object, "name", true, err) == -1 ||
	    value_get_text(&release, object, "release", true, err) == -1 ||
	    check_release(out, release, err) == -1 ||
	    value_get_boolean(&store.partial, object, "partial", err) == -1 ||
	    read_anchors(&store, reading, object, err) == -1 ||
	    read_rejections(&store, object, err) == -1 ||
	    check_counts(&store, object, err) == -1) {
		store_release(&store);
		return -1;
	}
	store.name = mem_strdup(name);
	out->stores = mem_grow(out->stores, &out->stores_cap,
	    out->n_stores + 1, sizeof(*out->stores));
	out->stores[out->n_stores++] = (struct record_store){
		mem_strdup(release), out->n_lines, store };
	return 0;
}

static int
read_object(const struct reading *reading, const json_t *object,
    struct err *err)
{
	static const struct {
		const char *kind;
		int (*read)(const struct reading *, const json_t *,
		    struct err *);
	} kinds[] = {
		{ "certificate", read_certificate },
		{ "observation", read_observation },
		{ "store", read_store },
	};
	const char *schema, *kind;

	if (!json_is_object(object))
		return err_set(err, ERR_FAILED, "a record is a JSON object");
	if (value_get_text(&schema, object, "schema", false, err) == -1 ||
	    value_get_text(&kind, object, "kind", false, err) == -1)
		return -1;
	if (strcmp(schema, RECORD_SCHEMA) != 0)
		return err_set(err, ERR_FAILED, "the schema '%.40s' is not "
		    "'%s', which we read", schema, RECORD_SCHEMA);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kind, kinds[i].kind) == 0)
			return kinds[i].read(reading, object, err);
	}
	return 0;
}

static int
read_line(const struct reading *reading, struct span line, struct err *err)
{
	json_error_t error;
	json_t *object = json_loadb((const char *)line.p, line.n,
	    JSON_REJECT_DUPLICATES, &error);
	int result;

	if (line.n == 0)
		return err_set(err, ERR_FAILED, "an empty line is no record");
	if (object == NULL)
		return err_set(err, ERR_FAILED, "column %d: not JSON: %s%s",
		    error.column, error.text, reading->out->n_lines == 1 ?
		    "; write records with -f ndjson" : "");
	result = read_object(reading, object, err);
	json_decref(object);
	return result;
}

/*
 * False at the end. A line past its limit is cut there, with nothing of the
 * stream read after it, and line->full says so.
 */
static bool
next_line(struct buf *line, FILE *stream)
{
	int c = EOF;

	buf_clear(line);
	while (!line->full && (c = getc_unlocked(stream)) != EOF && c != '\n') {
		char byte = (char)c;

		buf_append(line, &byte, 1);
	}
	return c != EOF || line->n > 0;
}

/* Counts the line and its end, and refuses what is too much. */
static int
check_limits(size_t *total, const struct buf *line, struct err *err)
{
	if (line->full)
		return err_set(err, ERR_LIMIT, "the line is longer than %d "
		    "bytes", LIMIT_RECORD_LINE_BYTES);
	*total += line->n + 1;
	if (*total > LIMIT_RECORDS_BYTES)
		return err_set(err, ERR_LIMIT, "the records are more than %d "
		    "bytes", LIMIT_RECORDS_BYTES);
	return 0;
}

int
record_read(struct records *out, struct certpool *pool, FILE *stream,
    const char *name, struct err *err)
{
	struct records records = { 0 };
	struct buf line = BUF_INIT(LIMIT_RECORD_LINE_BYTES);
	char *where = NULL;
	size_t total = 0;
	int result = 0;

	while (result == 0 && next_line(&line, stream)) {
		struct reading reading;

		records.n_lines++;
		free(where);
		where = mem_printf("%s:%zu", name, records.n_lines);
		reading = (struct reading){ &records, pool, where };
		result = check_limits(&total, &line, err);
		if (result == 0)
			result = read_line(&reading, buf_span(&line), err);
		if (result == -1)
			err_wrap(err, "%s", where);
	}
	if (result == 0 && ferror(stream))
		result = err_set_errno(err, "cannot read %s", name);
	if (result == 0)
		*out = records;
	else
		records_release(&records);
	free(where);
	buf_release(&line);
	return result;
}

int
record_read_file(struct records *out, struct certpool *pool, const char *path,
    struct err *err)
{
	FILE *stream;
	int result;

	if (strcmp(path, "-") == 0)
		return record_read(out, pool, stdin, "standard input", err);
	stream = fopen(path, "re");
	if (stream == NULL)
		return err_set_errno(err, "cannot open %s", path);
	result = record_read(out, pool, stream, path, err);
	fclose(stream);
	return result;
}

void
records_release(struct records *records)
{
	for (size_t i = 0; i < records->n_stores; i++) {
		free(records->stores[i].release);
		store_release(&records->stores[i].store);
	}
	free(records->stores);
	observations_release(&records->observations);
	*records = (struct records){ 0 };
}
