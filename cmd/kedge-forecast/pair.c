/* One chain against one store, without a policy. */
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/mem.h"
#include "bundle/loader.h"
#include "record/record.h"
#include "report/forecasts.h"
#include "request.h"

struct inputs {
	struct certpool *pool;
	struct chain chain, known;
	struct store store;
	const struct verifier *verifier;
	unsigned purpose;
};

static int
read_store(struct store *out, enum loader loader, struct certpool *pool,
    const char *text, struct err *err)
{
	struct locator locator;
	int result;

	if (locator_parse(&locator, text, err) == -1)
		return -1;
	result = loader_read(out, loader, pool, &locator, err);
	locator_release(&locator);
	return result;
}

static int
parse_names(struct inputs *inputs, const struct request *request,
    struct err *err)
{
	const char *verifier = request->verifier ? request->verifier :
	    "complete";
	const char *purpose = request->purpose ? request->purpose : "server";

	inputs->verifier = verifier_find(verifier);
	if (inputs->verifier == NULL)
		return err_set(err, ERR_POLICY, "there is no verifier "
		    "'%.60s'; see --list-verifiers", verifier);
	if (strcmp(purpose, "server") == 0)
		inputs->purpose = EKU_SERVER;
	else if (strcmp(purpose, "any") == 0)
		inputs->purpose = EKU_ANY;
	else
		return err_set(err, ERR_POLICY, "there is no purpose '%.60s'; "
		    "there are server and any", purpose);
	return 0;
}

static int
inputs_read(struct inputs *inputs, const struct request *request,
    struct err *err)
{
	inputs->pool = certpool_new();
	if (parse_names(inputs, request, err) == -1 ||
	    chain_read_file(&inputs->chain, inputs->pool, request->chain,
		err) == -1 ||
	    read_store(&inputs->store, inputs->verifier->loader, inputs->pool,
		request->store, err) == -1)
		return -1;
	return request->known == NULL ? 0 :
	    chain_read_file(&inputs->known, inputs->pool, request->known, err);
}

static void
inputs_release(struct inputs *inputs)
{
	chain_release(&inputs->chain);
	chain_release(&inputs->known);
	store_release(&inputs->store);
	certpool_free(inputs->pool);
}

static int
print(const struct request *request, const struct pair *pair, FILE *stream,
    struct err *err)
{
	struct record_writer writer;
	int result;

	switch (request->format) {
	case FORMAT_TABLE:
		return forecasts_print(pair, 1, true,
		    request->options->colour, stream, err);
	case FORMAT_JSON:
		return record_print_forecast(stream, pair, err);
	case FORMAT_NDJSON:
		break;
	}
	record_writer_init(&writer, stream);
	result = record_write_forecast(&writer, pair, err);
	record_writer_release(&writer);
	return result;
}

/* A store that was read in part only cannot vouch for an answer. */
static int
status_of(const struct forecast *forecast, const struct store *store)
{
	if (forecast->state == FORECAST_INDETERMINATE || store->partial)
		return EXIT_INCOMPLETE;
	return forecast->state == FORECAST_OK && store->n_rejections == 0 ?
	    EXIT_CLEAN : EXIT_FINDINGS;
}

static void
warn_of_rejections(const struct store *store)
{
	size_t at = 0;
	char *what;

	while ((what = store_next_rejection(store, &at)) != NULL) {
		request_warn("not read", what);
		free(what);
	}
}

int
answer_pair(const struct request *request, int *status, FILE *stream,
    struct err *err)
{
	struct inputs inputs = { 0 };
	struct question question = { .chain = &inputs.chain,
		.store = &inputs.store, .signatures = sigcache_new() };
	struct forecast forecast = { 0 };
	const struct pair pair = { .endpoint = request->chain,
		.release = request->store, .act_by_s = INSTANT_NEVER,
		.forecast = &forecast };
	int result = -1;

	if (inputs_read(&inputs, request, err) == -1)
		goto out;
	question.verifier = inputs.verifier;
	question.purpose = inputs.purpose;
	forecast_make(&forecast, &question, &inputs.known,
	    request->options->now_s);
	warn_of_rejections(&inputs.store);
	result = print(request, &pair, stream, err);
	*status = status_of(&forecast, &inputs.store);
out:
	forecast_release(&forecast);
	sigcache_free(question.signatures);
	inputs_release(&inputs);
	return result;
}
