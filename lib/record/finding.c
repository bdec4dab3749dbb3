#include "record/record.h"

#include <jansson.h>

#include "record/value.h"

static int
write_if(struct record_writer *writer, const struct cert *cert,
    struct err *err)
{
	return cert ? record_write_certificate(writer, cert, err) : 0;
}

/* Nothing where there is no text. */
static void
put_text(json_t *object, const char *key, const char *text)
{
	if (text != NULL)
		value_put(object, key, value_of_text(text));
}

int
record_write_finding(struct record_writer *writer,
    const struct record_finding *finding, struct err *err)
{
	const struct cert *cert = finding->cert;
	json_t *object;

	if (write_if(writer, cert, err) == -1)
		return -1;
	object = value_record_of("finding", writer->estate);
	put_text(object, "rule", finding->rule);
	put_text(object, "severity", finding->severity);
	put_text(object, "endpoint", finding->endpoint);
	put_text(object, "address", finding->address);
	put_text(object, "release", finding->release);
	put_text(object, "store", finding->store);
	put_text(object, "where", finding->where);
	if (cert != NULL) {
		value_put(object, "sha256", value_of_sha256(cert));
		put_text(object, "subject", cert->subject);
	}
	put_text(object, "message", finding->message);
	return value_write_line(writer->stream, object, err);
}

int
record_write_summary(struct record_writer *writer,
    const struct record_summary *summary, struct err *err)
{
	json_t *object = value_record("summary");

	value_put(object, "examined",
	    json_integer((json_int_t)summary->examined));
	value_put(object, "incomplete",
	    json_integer((json_int_t)summary->incomplete));
	value_put(object, "findings",
	    json_integer((json_int_t)summary->findings));
	put_text(object, "verdict", summary->verdict);
	return value_write_line(writer->stream, object, err);
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
	return value_write_line(writer->stream, object, err);
}
