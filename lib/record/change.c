#include "record/record.h"

#include <jansson.h>

#include "record/value.h"

static int
write_if(struct record_writer *writer, const struct cert *cert,
    struct err *err)
{
	return cert ? record_write_certificate(writer, cert, err) : 0;
}

int
record_write_finding(struct record_writer *writer,
    const struct record_finding *finding, struct err *err)
{
	const struct cert *cert = finding->cert;
	json_t *object;

	if (write_if(writer, cert, err) == -1)
		return -1;
	object = value_record("finding");
	value_put(object, "rule", value_of_text(finding->rule));
	value_put(object, "store", value_of_text(finding->store));
	value_put(object, "where", value_of_text(finding->where));
	value_put(object, "sha256", value_of_sha256(cert));
	value_put(object, "subject",
	    value_of_text(cert ? cert->subject : NULL));
	value_put(object, "message", value_of_text(finding->message));
	return value_write(writer->stream, object, JSON_COMPACT, err);
}

int
record_write_change(struct record_writer *writer, const char *change,
    const struct cert *before, const struct cert *after, struct err *err)
{
	json_t *object;

	if (write_if(writer, before, err) == -1 ||
	    write_if(writer, after, err) == -1)
		return -1;
	object = value_record("change");
	value_put(object, "change", value_of_text(change));
	value_put(object, "subject",
	    value_of_text(after ? after->subject : before->subject));
	value_put(object, "before", value_of_sha256(before));
	value_put(object, "after", value_of_sha256(after));
	return value_write(writer->stream, object, JSON_COMPACT, err);
}
