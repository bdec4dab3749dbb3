/* Observations as records, both ways. */
#include "record/observation.h"

#include <jansson.h>

#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "record/inquiry.h"
#include "record/value.h"

static json_t *
value_of_ms(int64_t ms)
{
	return ms < 0 ? json_null() : json_integer(ms);
}

static json_t *
value_of_durations(const struct durations *durations)
{
	json_t *object = json_object();

	value_put(object, "dns", value_of_ms(durations->dns_ms));
	value_put(object, "connect", value_of_ms(durations->connect_ms));
	value_put(object, "starttls", value_of_ms(durations->starttls_ms));
	value_put(object, "tls", value_of_ms(durations->tls_ms));
	return object;
}

static json_t *
value_of_staple(const struct staple *staple)
{
	json_t *object;

	if (staple->status == STAPLE_NONE)
		return json_null();
	object = json_object();
	value_put(object, "status",
	    json_string(staple_status_name(staple->status)));
	if (!staple_has_dates(staple))
		return object;
	value_put(object, "this_update",
	    value_of_instant(staple->this_update_s));
	value_put(object, "next_update",
	    value_of_instant(staple->next_update_s));
	return object;
}

static json_t *
value_of_timestamps(const struct timestamps *timestamps)
{
	json_t *object = json_object();

	value_put(object, "tls", json_integer(timestamps->n_tls));
	value_put(object, "ocsp", json_integer(timestamps->n_ocsp));
	value_put(object, "embedded", json_integer(timestamps->n_embedded));
	return object;
}

int
record_write_observation(struct record_writer *writer,
    const struct observation *o, struct err *err)
{
	json_t *object;

	for (size_t i = 0; i < o->chain.n; i++) {
		if (record_write_certificate(writer, o->chain.certs[i],
			err) == -1)
			return -1;
	}
	for (size_t i = 0; i < o->inquiry.issuers.n; i++) {
		if (record_write_certificate(writer,
			o->inquiry.issuers.certs[i], err) == -1)
			return -1;
	}
	object = value_record_of("observation", o->estate);
	value_put(object, "endpoint", value_of_text(o->endpoint));
	value_put(object, "host", value_of_text(o->host));
	value_put(object, "address", value_of_text(o->address));
	value_put(object, "port", json_integer(o->port));
	value_put(object, "protocol", value_of_text(o->protocol));
	value_put(object, "server_name", value_of_text(o->server_name));
	value_put(object, "shape", value_of_text(o->shape));
	value_put(object, "at", value_of_instant(o->at_s));
	value_put(object, "chain", value_of_chain(&o->chain));
	value_put(object, "reason", o->reason == REASON_NONE ? json_null() :
	    json_string(reason_name(o->reason)));
	value_put(object, "detail", value_of_text(o->detail));
	value_put(object, "tls_version", value_of_text(o->tls_version));
	value_put(object, "cipher", value_of_text(o->cipher));
	value_put(object, "alpn", value_of_text(o->alpn));
	value_put(object, "ocsp_staple", value_of_staple(&o->staple));
	value_put(object, "scts", value_of_timestamps(&o->timestamps));
	value_put(object, "client_certificate_requested",
	    json_boolean(o->wants_client_certificate));
	inquiry_put(object, &o->inquiry, o->at_s);
	value_put(object, "handshake",
	    json_string(handshake_name(o->handshake)));
	value_put(object, "attempts", json_integer(o->attempts));
	value_put(object, "duration_ms", value_of_durations(&o->durations));
	return value_write_line(writer->stream, object, err);
}

static int
read_durations(struct durations *out, const json_t *observation,
    struct err *err)
{
	json_t *object;

	if (value_get_object(&object, observation, "duration_ms", err) == -1)
		return -1;
	if (value_get_integer(&out->dns_ms, object, "dns", INT32_MAX, true,
		err) == -1 ||
	    value_get_integer(&out->connect_ms, object, "connect", INT32_MAX,
		true, err) == -1 ||
	    value_get_integer(&out->starttls_ms, object, "starttls",
		INT32_MAX, true, err) == -1 ||
	    value_get_integer(&out->tls_ms, object, "tls", INT32_MAX, true,
		err) == -1)
		return err_wrap(err, "\"duration_ms\"");
	return 0;
}

static int
read_outcome(struct observation *out, const json_t *object, struct err *err)
{
	const char *reason, *handshake;

	if (value_get_text(&reason, object, "reason", true, err) == -1 ||
	    value_get_text(&handshake, object, "handshake", false, err) == -1)
		return -1;
	if (reason != NULL && (!reason_parse(&out->reason, reason) ||
		out->reason == REASON_NONE))
		return err_set(err, ERR_FAILED, "'%.40s' is no \"reason\" "
		    "that we know", reason);
	if (!handshake_parse(&out->handshake, handshake))
		return err_set(err, ERR_FAILED, "'%.40s' is no \"handshake\" "
		    "that we know", handshake);
	if (out->chain.n == 0 && out->reason == REASON_NONE)
		return err_set(err, ERR_FAILED, "an observation has a chain "
		    "or a reason, and this one has neither");
	return 0;
}

/*
 * Members that came later than the others: a record that lacks them was
 * written before, and says nothing of them.
 */
static bool
is_told(const json_t *object, const char *key)
{
	return json_object_get(object, key) != NULL;
}

static int
read_staple(struct staple *out, const json_t *observation, struct err *err)
{
	const json_t *object = json_object_get(observation, "ocsp_staple");
	const char *status, *next;

	if (object == NULL || json_is_null(object))
		return 0;
	if (value_get_text(&status, object, "status", false, err) == -1)
		return err_wrap(err, "\"ocsp_staple\"");
	if (!staple_status_parse(&out->status, status) ||
	    out->status == STAPLE_NONE)
		return err_set(err, ERR_FAILED, "'%.40s' is no \"status\" of "
		    "\"ocsp_staple\" that we know", status);
	if (!staple_has_dates(out))
		return 0;
	out->next_update_s = INSTANT_NEVER;
	if (value_get_instant(&out->this_update_s, object, "this_update",
		err) == -1 ||
	    value_get_text(&next, object, "next_update", true, err) == -1 ||
	    (next != NULL && value_get_instant(&out->next_update_s, object,
		"next_update", err) == -1))
		return err_wrap(err, "\"ocsp_staple\"");
	return 0;
}

static int
read_timestamps(struct timestamps *out, const json_t *observation,
    struct err *err)
{
	json_t *object;
	int64_t n_tls, n_ocsp, n_embedded;

	if (!is_told(observation, "scts"))
		return 0;
	if (value_get_object(&object, observation, "scts", err) == -1)
		return -1;
	if (value_get_integer(&n_tls, object, "tls", INT32_MAX, false,
		err) == -1 ||
	    value_get_integer(&n_ocsp, object, "ocsp", INT32_MAX, false,
		err) == -1 ||
	    value_get_integer(&n_embedded, object, "embedded", INT32_MAX,
		false, err) == -1)
		return err_wrap(err, "\"scts\"");
	*out = (struct timestamps){ (int)n_tls, (int)n_ocsp,
		(int)n_embedded };
	return 0;
}

/* The texts of an observation; each is copied. */
static int
read_texts(struct observation *out, const json_t *object, struct err *err)
{
	const struct {
		const char *key;
		char **out;
		bool may_be_null, may_lack;
	} texts[] = {
		{ "endpoint", &out->endpoint, false, false },
		{ "host", &out->host, false, false },
		{ "address", &out->address, true, false },
		{ "protocol", &out->protocol, false, false },
		{ "server_name", &out->server_name, true, false },
		{ "shape", &out->shape, true, true },
		{ "detail", &out->detail, true, false },
		{ "tls_version", &out->tls_version, true, false },
		{ "cipher", &out->cipher, true, true },
		{ "alpn", &out->alpn, true, true },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *text;

		if (texts[i].may_lack && !is_told(object, texts[i].key))
			continue;
		if (value_get_text(&text, object, texts[i].key,
			texts[i].may_be_null, err) == -1)
			return -1;
		*texts[i].out = mem_strdup(text);
	}
	return 0;
}

static int
read_members(struct observation *out, const struct certpool *pool,
    const json_t *object, struct err *err)
{
	int64_t port, attempts = 0;

	if (read_texts(out, object, err) == -1 ||
	    value_get_integer(&port, object, "port", UINT16_MAX, false,
		err) == -1 ||
	    value_get_instant(&out->at_s, object, "at", err) == -1 ||
	    value_get_chain(&out->chain, pool, object, "chain",
		err) == -1 ||
	    read_outcome(out, object, err) == -1 ||
	    read_staple(&out->staple, object, err) == -1 ||
	    read_timestamps(&out->timestamps, object, err) == -1 ||
	    inquiry_read(&out->inquiry, pool, object, err) == -1 ||
	    (is_told(object, "client_certificate_requested") &&
		value_get_boolean(&out->wants_client_certificate, object,
		"client_certificate_requested", err) == -1) ||
	    (is_told(object, "attempts") &&
		value_get_integer(&attempts, object, "attempts", INT32_MAX,
		false, err) == -1) ||
	    read_durations(&out->durations, object, err) == -1)
		return -1;
	out->port = (uint16_t)port;
	if (out->inquiry.has_ocsp && out->chain.n > 0)
		out->inquiry.ocsp.cert = out->chain.certs[0];
	out->attempts = (unsigned)attempts;
	return 0;
}

int
observation_read(struct observation *out, const struct certpool *pool,
    const json_t *object, struct err *err)
{
	struct observation o = { 0 };

	if (read_members(&o, pool, object, err) == -1) {
		observation_release(&o);
		return -1;
	}
	*out = o;
	return 0;
}
