#include "fetch/inquirer.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "fetch/aia.h"
#include "fetch/crl.h"
#include "fetch/ocsp.h"

struct inquirer {
	struct inquirer_settings settings;
	struct fetcher *fetcher;
	struct once *once;
};

/* One chain that is asked about. */
struct errand {
	struct inquirer *inquirer;
	struct inquiry *inquiry;
	struct aia_job aia;
};

struct inquirer *
inquirer_new(const struct inquirer_settings *settings, struct err *err)
{
	struct inquirer *inquirer = mem_zalloc(sizeof(*inquirer));

	inquirer->settings = *settings;
	inquirer->fetcher = fetcher_new(&(struct fetch_settings){
	    LIMIT_FETCHES, settings->allow_private, settings->go_on,
	    settings->context }, err);
	if (inquirer->fetcher == NULL) {
		free(inquirer);
		return NULL;
	}
	inquirer->once = once_new(inquirer->fetcher);
	return inquirer;
}

void
inquirer_free(struct inquirer *inquirer)
{
	if (inquirer == NULL)
		return;
	fetcher_free(inquirer->fetcher);
	once_free(inquirer->once);
	free(inquirer);
}

static void
on_told(void *context)
{
	(void)context;		/* the inquiry holds what was told */
}

static const struct cert *
issuer_at(const struct chain *path, size_t i)
{
	return i + 1 < path->n ? path->certs[i + 1] : NULL;
}

static void
ask_ocsp(struct errand *errand)
{
	struct inquired_ocsp *inquired = &errand->inquiry->ocsp;
	const struct chain *path = &errand->aia.ascent.path;

	inquired->cert = path->certs[0];
	ocsp_start(&(struct ocsp_job){ errand->inquirer->once,
	    issuer_at(path, 0), inquired, on_told, NULL });
}

/* Who names itself as issuer is on no list but its own. */
static void
ask_crls(struct errand *errand)
{
	struct inquiry *inquiry = errand->inquiry;
	const struct chain *path = &errand->aia.ascent.path;

	/* They stay where they are while they are waited for. */
	inquiry->crls = mem_grow(NULL, &inquiry->crls_cap, path->n,
	    sizeof(*inquiry->crls));
	for (size_t i = 0; i < path->n && i < LIMIT_INQUIRED_CERTS &&
	    !cert_is_self_issued(path->certs[i]); i++)
		inquiry->crls[inquiry->n_crls++].cert = path->certs[i];
	for (size_t i = 0; i < inquiry->n_crls; i++)
		crl_start(&(struct crl_job){ errand->inquirer->once,
		    issuer_at(path, i), &inquiry->crls[i], on_told, NULL });
}

static void
on_issuers(void *context)
{
	struct errand *errand = context;

	if (errand->inquirer->settings.ocsp)
		ask_ocsp(errand);
	if (errand->inquirer->settings.crl)
		ask_crls(errand);
}

static void
errand_start(struct errand *errand)
{
	const struct inquirer_settings *settings =
	    &errand->inquirer->settings;
	struct aia_job *aia = &errand->aia;

	if (aia->served->n == 0)
		return;
	errand->inquiry->has_issuers = settings->aia;
	errand->inquiry->has_ocsp = settings->ocsp;
	errand->inquiry->has_crls = settings->crl;
	if (settings->aia) {
		aia_start(aia);
		return;
	}
	chain_append(&aia->ascent.path, aia->served->certs[0]);
	ascent_continue(&aia->ascent, aia->served,
	    &errand->inquiry->issuers);
	on_issuers(errand);
}

int
inquirer_ask(struct inquirer *inquirer, struct certpool *pool,
    struct inquirer_item *items, size_t n, struct err *err)
{
	struct errand *errands = mem_zalloc(n * sizeof(*errands));
	int result;

	for (size_t i = 0; i < n; i++) {
		struct errand *errand = &errands[i];

		items[i].inquiry = INQUIRY_EMPTY;
		*errand = (struct errand){
			.inquirer = inquirer,
			.inquiry = &items[i].inquiry,
			.aia = {
				.once = inquirer->once,
				.pool = pool,
				.served = items[i].served,
				.inquiry = &items[i].inquiry,
				.done = on_issuers,
				.context = errand,
			},
		};
		errand_start(errand);
	}
	result = fetcher_run(inquirer->fetcher, err);
	for (size_t i = 0; i < n; i++)
		chain_release(&errands[i].aia.ascent.path);
	free(errands);
	return result;
}
