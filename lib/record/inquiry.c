#include "record/inquiry.h"

#include <stdlib.h>

#include <jansson.h>

#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "record/value.h"

static void
put_asked(json_t *object, const struct asked *asked)
{
	value_put(object, "url", value_of_text(asked->url));
	value_put(object, "reason", value_of_text(asked->reason));
	value_put(object, "detail", value_of_text(asked->detail));
}

static void
put_revoked(json_t *object, bool is_revoked, int64_t at_s, int reason)
{
	value_put(object, "revoked_at",
	    is_revoked ? value_of_instant(at_s) : json_null());
	value_put(object, "revocation_reason", value_of_text(
	    is_revoked ? revocation_reason_name(reason) : NULL));
}

static void
put_updates(json_t *object, int64_t this_s, int64_t next_s,
    enum freshness freshness)
{
	value_put(object, "this_update", value_of_instant(this_s));
	value_put(object, "next_update", value_of_instant(next_s));
	value_put(object, "freshness",
	    json_string(freshness_name(freshness)));
}

static json_t *
value_of_issuers(const struct inquiry *inquiry)
{
	json_t *object = json_object();

	value_put(object, "issuers", value_of_chain(&inquiry->issuers));
	put_asked(object, &inquiry->issuers_asked);
	return object;
}

static json_t *
value_of_ocsp(const struct inquired_ocsp *ocsp, int64_t at_s)
{
	const struct ocsp_status *status = &ocsp->status;
	json_t *object = json_object();

	put_asked(object, &ocsp->asked);
	if (ocsp->asked.reason != NULL)
		return object;
	value_put(object, "status",
	    json_string(ocsp_answer_name(status->answer)));
	if (!ocsp_answer_is_status(status->answer))
		return object;
	put_updates(object, status->this_update_s, status->next_update_s,
	    ocsp_freshness(status, at_s));
	value_put(object, "signer_not_before",
	    value_of_instant(status->signer_from_s));
	value_put(object, "signer_not_after",
	    value_of_instant(status->signer_until_s));
	put_revoked(object, status->answer == ANSWER_REVOKED,
	    status->revoked_at_s, status->reason);
	return object;
}

static json_t *
value_of_crl(const struct inquired_crl *crl, int64_t at_s)
{
	json_t *object = json_object();

	value_put(object, "sha256", value_of_sha256(crl->cert));
	put_asked(object, &crl->asked);
	if (crl->asked.reason != NULL)
		return object;
	value_put(object, "status", json_string(inquired_crl_word(crl)));
	put_updates(object, crl->this_update_s, crl->next_update_s,
	    freshness_at(crl->this_update_s, crl->next_update_s, at_s));
	value_put(object, "entries", json_integer((json_int_t)crl->n_entries));
	put_revoked(object, crl->entry.is_revoked, crl->entry.revoked_at_s,
	    crl->entry.reason);
	return object;
}

void
inquiry_put(json_t *observation, const struct inquiry *inquiry, int64_t at_s)
{
	json_t *crls;

	if (inquiry->has_issuers)
		value_put(observation, "aia", value_of_issuers(inquiry));
	if (inquiry->has_ocsp)
		value_put(observation, "ocsp",
		    value_of_ocsp(&inquiry->ocsp, at_s));
	if (!inquiry->has_crls)
		return;
	crls = json_array();
	for (size_t i = 0; i < inquiry->n_crls; i++) {
		if (json_array_append_new(crls,
			value_of_crl(&inquiry->crls[i], at_s)) == -1)
			abort();
	}
	value_put(observation, "crl", crls);
}

static int
read_asked(struct asked *out, const json_t *object, struct err *err)
{
	const char *url, *reason, *detail;

	if (value_get_text(&url, object, "url", true, err) == -1 ||
	    value_get_text(&reason, object, "reason", true, err) == -1 ||
	    value_get_text(&detail, object, "detail", true, err) == -1)
		return -1;
	asked_set(out, url, reason, detail);
	return 0;
}

/* An instant, or otherwise where it is null. */
static int
read_instant(int64_t *out_s, const json_t *object, const char *key,
    int64_t otherwise_s, struct err *err)
{
	const char *text;

	if (value_get_text(&text, object, key, true, err) == -1)
		return -1;
	*out_s = otherwise_s;
	return text == NULL ? 0 : value_get_instant(out_s, object, key, err);
}

static int
read_revoked(int64_t *at_s, int *reason, const json_t *object,
    struct err *err)
{
	const char *text;

	if (read_instant(at_s, object, "revoked_at", 0, err) == -1 ||
	    value_get_text(&text, object, "revocation_reason", true,
		err) == -1)
		return -1;
	*reason = REVOCATION_REASON_NONE;
	if (text != NULL && !revocation_reason_parse(reason, text))
		return err_set(err, ERR_FAILED, "'%.40s' is no "
		    "\"revocation_reason\" that we know", text);
	return 0;
}

static int
read_status(struct ocsp_status *out, const json_t *object, struct err *err)
{
	const char *answer;

	if (value_get_text(&answer, object, "status", false, err) == -1)
		return -1;
	if (!ocsp_answer_parse(&out->answer, answer))
		return err_set(err, ERR_FAILED, "'%.40s' is no \"status\" "
		    "that we know", answer);
	if (!ocsp_answer_is_status(out->answer))
		return 0;
	if (value_get_instant(&out->this_update_s, object, "this_update",
		err) == -1 ||
	    read_instant(&out->next_update_s, object, "next_update",
		INSTANT_NEVER, err) == -1 ||
	    read_instant(&out->signer_from_s, object, "signer_not_before",
		INSTANT_ALWAYS, err) == -1 ||
	    read_instant(&out->signer_until_s, object, "signer_not_after",
		INSTANT_NEVER, err) == -1)
		return -1;
	return read_revoked(&out->revoked_at_s, &out->reason, object, err);
}

static int
read_issuers(struct inquiry *out, const struct certpool *pool,
    const json_t *observation, struct err *err)
{
	json_t *object;

	if (json_object_get(observation, "aia") == NULL)
		return 0;
	out->has_issuers = true;
	if (value_get_object(&object, observation, "aia", err) == -1)
		return -1;
	if (value_get_chain(&out->issuers, pool, object, "issuers",
		err) == -1 ||
	    read_asked(&out->issuers_asked, object, err) == -1)
		return err_wrap(err, "\"aia\"");
	return 0;
}

static int
read_ocsp(struct inquiry *out, const json_t *observation, struct err *err)
{
	struct inquired_ocsp *ocsp = &out->ocsp;
	json_t *object;

	if (json_object_get(observation, "ocsp") == NULL)
		return 0;
	out->has_ocsp = true;
	if (value_get_object(&object, observation, "ocsp", err) == -1)
		return -1;
	if (read_asked(&ocsp->asked, object, err) == -1 ||
	    (ocsp->asked.reason == NULL &&
		read_status(&ocsp->status, object, err) == -1))
		return err_wrap(err, "\"ocsp\"");
	return 0;
}

static int
read_list(struct inquired_crl *out, const json_t *object, struct err *err)
{
	const char *status;
	int64_t n;

	if (value_get_text(&status, object, "status", false, err) == -1 ||
	    value_get_instant(&out->this_update_s, object, "this_update",
		err) == -1 ||
	    read_instant(&out->next_update_s, object, "next_update",
		INSTANT_NEVER, err) == -1 ||
	    value_get_integer(&n, object, "entries", LIMIT_CRL_BYTES, false,
		err) == -1 ||
	    read_revoked(&out->entry.revoked_at_s, &out->entry.reason,
		object, err) == -1)
		return -1;
	out->n_entries = (size_t)n;
	out->entry.is_revoked = strcmp(status, "revoked") == 0;
	if (!out->entry.is_revoked && strcmp(status, "good") != 0)
		return err_set(err, ERR_FAILED, "'%.40s' is no \"status\" "
		    "that we know", status);
	return 0;
}

static int
read_crls(struct inquiry *out, const struct certpool *pool,
    const json_t *observation, struct err *err)
{
	json_t *array;

	if (json_object_get(observation, "crl") == NULL)
		return 0;
	out->has_crls = true;
	if (value_get_array(&array, observation, "crl", err) == -1)
		return -1;
	if (json_array_size(array) > LIMIT_INQUIRED_CERTS)
		return err_set(err, ERR_LIMIT, "\"crl\": more than %d lists",
		    LIMIT_INQUIRED_CERTS);
	out->crls = mem_grow(NULL, &out->crls_cap, LIMIT_INQUIRED_CERTS,
	    sizeof(*out->crls));
	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *object = json_array_get(array, i);
		struct inquired_crl *crl = &out->crls[out->n_crls++];

		if (value_get_cert(&crl->cert, pool,
			json_object_get(object, "sha256"), err) == -1 ||
		    read_asked(&crl->asked, object, err) == -1 ||
		    (crl->asked.reason == NULL &&
			read_list(crl, object, err) == -1))
			return err_wrap(err, "\"crl\"");
	}
	return 0;
}

int
inquiry_read(struct inquiry *out, const struct certpool *pool,
    const json_t *observation, struct err *err)
{
	if (read_issuers(out, pool, observation, err) == -1 ||
	    read_ocsp(out, observation, err) == -1)
		return -1;
	return read_crls(out, pool, observation, err);
}
