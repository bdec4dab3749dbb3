/* One chain against one store, without a policy. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bundle/loader.h"
#include "record/record.h"
#include "report/forecasts.h"
#include "request.h"

struct pair {
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
parse_names(struct pair *pair, const struct request *request,
    struct err *err)
{
	const char *verifier = request->verifier ? request->verifier :
	    "complete";
	const char *purpose = request->purpose ? request->purpose : "server";

	pair->verifier = verifier_find(verifier);
	if (pair->verifier == NULL)
		return err_set(err, ERR_POLICY, "there is no verifier "
		    "'%.60s'; see --list-verifiers", verifier);
	if (strcmp(purpose, "server") == 0)
		pair->purpose = EKU_SERVER;
	else if (strcmp(purpose, "any") == 0)
		pair->purpose = EKU_ANY;
	else
		return err_set(err, ERR_POLICY, "there is no purpose '%.60s'; "
		    "there are server and any", purpose);
	return 0;
}

static int
pair_read(struct pair *pair, const struct request *request, struct err *err)
{
	pair->pool = certpool_new();
	if (parse_names(pair, request, err) == -1 ||
	    chain_read_file(&pair->chain, pair->pool, request->chain,
		err) == -1 ||
	    read_store(&pair->store, pair->verifier->loader, pair->pool,
		request->store, err) == -1)
		return -1;
	return request->known == NULL ? 0 :
	    chain_read_file(&pair->known, pair->pool, request->known, err);
}

static void
pair_release(struct pair *pair)
{
	chain_release(&pair->chain);
	chain_release(&pair->known);
	store_release(&pair->store);
	certpool_free(pair->pool);
}

static int
print(const struct request *request, const struct forecast *forecast,
    FILE *stream, struct err *err)
{
	struct record_writer writer;
	int result;

	switch (request->format) {
	case FORMAT_TABLE:
		return forecasts_print(forecast, 1, true,
		    request->options->colour, stream, err);
	case FORMAT_JSON:
		return record_print_forecast(stream, forecast, err);
	case FORMAT_NDJSON:
		break;
	}
	record_writer_init(&writer, stream);
	result = record_write_forecast(&writer, forecast, err);
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
	struct pair pair = { 0 };
	struct question question = { .chain = &pair.chain,
		.store = &pair.store, .signatures = sigcache_new() };
	struct forecast forecast = { 0 };
	int result = -1;

	if (pair_read(&pair, request, err) == -1)
		goto out;
	question.verifier = pair.verifier;
	question.purpose = pair.purpose;
	forecast_make(&forecast, &question, &pair.known,
	    request->options->now_s);
	forecast.endpoint = request->chain;
	forecast.release = request->store;
	warn_of_rejections(&pair.store);
	result = print(request, &forecast, stream, err);
	*status = status_of(&forecast, &pair.store);
out:
	forecast_release(&forecast);
	sigcache_free(question.signatures);
	pair_release(&pair);
	return result;
}
