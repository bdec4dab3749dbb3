#include "verify/docket.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "verify/column.h"

/* A forecast; its key is all that it depends on: the places of its row, its
 * verifier and each anchor reached. */
struct judged {
	uint8_t *key;
	struct forecast forecast;
};

struct row {
	size_t number;
	struct chain chain;
	const struct forecast **forecasts;	/* by column; NULL: not asked */
	size_t cap;
};

struct docket {
	struct sigcache *signatures;
	struct chain known;
	unsigned purpose;
	int64_t now_s;
	struct row **rows;
	size_t n_rows, rows_cap;
	struct map rows_by_chain;
	struct column *columns;
	size_t n_columns, columns_cap;
	struct judged **judged;
	size_t n_judged, judged_cap;
	struct map judged_by_key;
};

struct docket *
docket_new(struct sigcache *signatures, const struct chain *known,
    unsigned purpose, int64_t now_s)
{
	struct docket *docket = mem_zalloc(sizeof(*docket));

	docket->signatures = signatures;
	chain_copy(&docket->known, known);
	docket->purpose = purpose;
	docket->now_s = now_s;
	return docket;
}

void
docket_free(struct docket *docket)
{
	if (docket == NULL)
		return;
	for (size_t i = 0; i < docket->n_rows; i++) {
		chain_release(&docket->rows[i]->chain);
		free(docket->rows[i]->forecasts);
		free(docket->rows[i]);
	}
	for (size_t i = 0; i < docket->n_columns; i++)
		column_release(&docket->columns[i]);
	for (size_t i = 0; i < docket->n_judged; i++) {
		forecast_release(&docket->judged[i]->forecast);
		free(docket->judged[i]->key);
		free(docket->judged[i]);
	}
	chain_release(&docket->known);
	free(docket->rows);
	free(docket->columns);
	free(docket->judged);
	map_release(&docket->rows_by_chain);
	map_release(&docket->judged_by_key);
	free(docket);
}

/* A certificate stands at one place of its pool, so this is its content. */
static struct span
chain_key(const struct chain *chain)
{
	return (struct span){ (const uint8_t *)chain->certs,
		chain->n * sizeof(*chain->certs) };
}

size_t
docket_add_chain(struct docket *docket, const struct chain *chain)
{
	struct row *row = map_get(&docket->rows_by_chain, chain_key(chain));

	if (row != NULL)
		return row->number;
	row = mem_zalloc(sizeof(*row));
	row->number = docket->n_rows;
	chain_copy(&row->chain, chain);
	docket->rows = mem_grow(docket->rows, &docket->rows_cap,
	    docket->n_rows + 1, sizeof(*docket->rows));
	docket->rows[docket->n_rows++] = row;
	map_put(&docket->rows_by_chain, chain_key(&row->chain), row);
	return row->number;
}

size_t
docket_add_column(struct docket *docket, const struct store *store,
    const struct verifier *verifier)
{
	docket->columns = mem_grow(docket->columns, &docket->columns_cap,
	    docket->n_columns + 1, sizeof(*docket->columns));
	column_init(&docket->columns[docket->n_columns], store, verifier);
	return docket->n_columns++;
}

/* The anchors reached become the store, which the caller releases. */
static struct question
ask(const struct docket *docket, const struct row *row,
    const struct verifier *verifier, const struct chain *reached,
    struct store *store)
{
	for (size_t i = 0; i < reached->n; i++)
		store_append(store, reached->certs[i], NULL);
	return (struct question){ .chain = &row->chain, .store = store,
		.verifier = verifier, .purpose = docket->purpose,
		.signatures = docket->signatures };
}

static struct judged *
judge(const struct docket *docket, const struct row *row,
    const struct verifier *verifier, const struct chain *reached)
{
	struct judged *judged = mem_zalloc(sizeof(*judged));
	struct store store = STORE_EMPTY;
	struct question question = ask(docket, row, verifier, reached,
	    &store);

	forecast_make(&judged->forecast, &question, &docket->known,
	    docket->now_s);
	store_release(&store);
	return judged;
}

/* The forecast of this key, made if there is none yet. */
static const struct forecast *
find_judged(struct docket *docket, const struct row *row,
    const struct verifier *verifier, const struct chain *reached)
{
	const void *of[] = { row, verifier };
	size_t n = reached->n * sizeof(*reached->certs);
	uint8_t *bytes = mem_zalloc(sizeof(of) + n);
	struct span key = { bytes, sizeof(of) + n };
	struct judged *judged;

	memcpy(bytes, of, sizeof(of));
	if (n > 0)
		memcpy(bytes + sizeof(of), reached->certs, n);
	judged = map_get(&docket->judged_by_key, key);
	if (judged != NULL) {
		free(bytes);
		return &judged->forecast;
	}
	judged = judge(docket, row, verifier, reached);
	judged->key = bytes;
	docket->judged = mem_grow(docket->judged, &docket->judged_cap,
	    docket->n_judged + 1, sizeof(*docket->judged));
	docket->judged[docket->n_judged++] = judged;
	map_put(&docket->judged_by_key, key, judged);
	return &judged->forecast;
}

const struct forecast *
docket_forecast(struct docket *docket, size_t chain, size_t column)
{
	struct row *row = docket->rows[chain];
	const struct column *of = &docket->columns[column];
	struct chain reached = CHAIN_EMPTY;

	row->forecasts = mem_grow(row->forecasts, &row->cap,
	    docket->n_columns, sizeof(*row->forecasts));
	if (row->forecasts[column] == NULL) {
		column_reach(of, &row->chain, &docket->known, &reached);
		row->forecasts[column] = find_judged(docket, row,
		    of->verifier, &reached);
		chain_release(&reached);
	}
	return row->forecasts[column];
}

/* Where the chain of a changed question is put. */
struct changed {
	struct docket *docket;
	size_t chain;
};

static void
add_changed(void *context, const struct question *question)
{
	struct changed *changed = context;

	changed->chain = docket_add_chain(changed->docket, question->chain);
}

size_t
docket_add_remedied(struct docket *docket, size_t chain, size_t column,
    const struct remedy *remedy)
{
	const struct row *row = docket->rows[chain];
	const struct column *of = &docket->columns[column];
	struct changed changed = { docket, chain };
	struct chain reached = CHAIN_EMPTY;
	struct store store = STORE_EMPTY;
	struct question question;

	column_reach(of, &row->chain, &docket->known, &reached);
	question = ask(docket, row, of->verifier, &reached, &store);
	remedy_follow(remedy, &question, &docket->known, add_changed,
	    &changed);
	chain_release(&reached);
	store_release(&store);
	return changed.chain;
}

size_t
docket_judged(const struct docket *docket)
{
	return docket->n_judged;
}
