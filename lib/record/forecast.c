#include "record/record.h"

#include <jansson.h>

#include <stdlib.h>

#include "record/value.h"

static void
append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) == -1)
		abort();
}

/* Puts key only where the value says something. */
static void
put_if(json_t *object, const char *key, json_t *value)
{
	if (json_is_null(value))
		json_decref(value);
	else
		value_put(object, key, value);
}

static json_t *
value_of_windows(const struct windows *windows)
{
	json_t *array = json_array();
	struct window window;
	size_t at = 0;

	while (windows_next(windows, &at, &window)) {
		json_t *object = json_object();

		put_if(object, "from", value_of_instant(window.from_s));
		put_if(object, "until", value_of_instant(window.until_s));
		value_put(object, "path", value_of_chain(&window.last->path));
		append(array, object);
	}
	return array;
}

static json_t *
value_of_cause(const struct cause *cause)
{
	const struct cert *cert = cause->cert;
	json_t *object;

	if (cause->blame == BLAME_NONE)
		return json_null();
	object = json_object();
	value_put(object, "role", cert ?
	    json_string(cert_role_name(cause->role)) : json_null());
	value_put(object, "sha256", value_of_sha256(cert));
	value_put(object, "subject",
	    value_of_text(cert ? cert->subject : NULL));
	value_put(object, "not_after", cert ?
	    value_of_instant(cert->not_after_s) : json_null());
	value_put(object, "class",
	    json_string(blame_class_name(cause->blame)));
	return object;
}

static json_t *
value_of_remedies(const struct remedies *remedies,
    const struct advice *advice)
{
	json_t *array = json_array();

	for (size_t i = 0; i < remedies->n; i++) {
		const struct remedy *remedy = advice ? advice[i].remedy :
		    &remedies->items[i];
		json_t *object = json_object();
		char *text = advice ? advice_text(&advice[i]) :
		    remedy_text(remedy);

		value_put(object, "kind",
		    json_string(remedy_kind_name(remedy->kind)));
		put_if(object, "sha256", value_of_sha256(remedy->cert));
		put_if(object, "dropped", value_of_sha256(remedy->dropped));
		put_if(object, "verifier", value_of_text(remedy->verifier ?
		    remedy->verifier->name : NULL));
		value_put(object, "breaks_at",
		    value_of_instant(remedy->breaks_at_s));
		put_if(object, "cuts_off", value_of_text(advice ?
		    advice[i].cut_off : NULL));
		value_put(object, "text", value_of_text(text));
		free(text);
		append(array, object);
	}
	return array;
}

static json_t *
value_of_firmware(const struct pair *pair)
{
	struct firmware firmware = pair_firmware(pair);
	const struct forecast *f = firmware.forecast;
	json_t *object;

	if (f == NULL)
		return json_null();
	object = json_object();
	value_put(object, "begin_by", value_of_instant(firmware.begin_by_s));
	value_put(object, "breaks_at", value_of_instant(firmware.is_lasting ?
	    f->lasting.breaks_at_s : f->breaks_at_s));
	value_put(object, "cause", value_of_cause(firmware.is_lasting ?
	    &f->lasting.cause : &f->cause));
	value_put(object, "remedies", firmware.is_lasting ?
	    value_of_remedies(&f->lasting.remedies, NULL) :
	    value_of_remedies(&f->remedies, firmware.advice));
	return object;
}

static json_t *
value_of_pair(const struct pair *pair, const char *estate)
{
	const struct forecast *f = pair->forecast;
	json_t *object = value_record_of("forecast", estate);

	put_if(object, "endpoint", value_of_text(pair->endpoint));
	put_if(object, "address", value_of_text(pair->address));
	put_if(object, "release", value_of_text(pair->release));
	value_put(object, "verifier", value_of_text(f->verifier->name));
	value_put(object, "now", value_of_instant(f->now_s));
	value_put(object, "state", json_string(forecast_state_name(f->state)));
	put_if(object, "reason", value_of_text(f->reason));
	value_put(object, "windows", value_of_windows(&f->windows));
	value_put(object, "breaks_at", value_of_instant(f->breaks_at_s));
	value_put(object, "recovers_at", value_of_instant(f->recovers_at_s));
	value_put(object, "cause", value_of_cause(&f->cause));
	value_put(object, "leaf_not_after",
	    value_of_instant(f->leaf_not_after_s));
	value_put(object, "served_first_not_after",
	    value_of_instant(f->served_first_not_after_s));
	value_put(object, "complete_breaks_at",
	    value_of_instant(f->complete_breaks_at_s));
	value_put(object, "act_by", value_of_instant(pair->act_by_s));
	value_put(object, "remedies", value_of_remedies(&f->remedies,
	    pair->advice));
	put_if(object, "firmware", value_of_firmware(pair));
	return object;
}

int
record_write_forecast(struct record_writer *writer,
    const struct pair *pair, struct err *err)
{
	return value_write_line(writer->stream,
	    value_of_pair(pair, writer->estate), err);
}

int
record_print_forecasts(FILE *stream, const struct pair *pairs, size_t n,
    const char *estate, struct err *err)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		append(array, value_of_pair(&pairs[i], estate));
	return value_write_document(stream, array, err);
}

int
record_print_forecast(FILE *stream, const struct pair *pair,
    struct err *err)
{
	return value_write_document(stream, value_of_pair(pair, NULL), err);
}
