#include "watch/survey.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/options.h"
#include "watch/look.h"

/* A name that stands in every record must mean one estate. */
static int
load(struct survey *survey, const char **paths, const char *path, bool strict,
    struct err *err)
{
	struct estate *estate = &survey->estates[survey->n];

	if (estate_load(estate, path, strict, err) == -1)
		return -1;
	for (size_t i = 0; i < survey->n; i++) {
		if (strcmp(survey->estates[i].name, estate->name) != 0)
			continue;
		err_set(err, ERR_POLICY, "%s: the estate '%.100s' is also "
		    "that of %s; give one of them another name", path,
		    estate->name, paths[i]);
		estate_release(estate);
		return -1;
	}
	paths[survey->n++] = path;
	return 0;
}

int
survey_load(struct survey *out, const char *const *policies, size_t n,
    bool strict, struct err *err)
{
	static const char *const standard[] = { POLICY_DEFAULT };
	struct survey survey = { 0 };
	const char **paths;	/* of the estates */

	if (n == 0) {
		policies = standard;
		n = 1;
	}
	survey.estates = mem_zalloc(n * sizeof(*survey.estates));
	survey.refusals = mem_zalloc(n * sizeof(*survey.refusals));
	paths = mem_zalloc(n * sizeof(*paths));
	for (size_t i = 0; i < n; i++) {
		if (load(&survey, paths, policies[i], strict,
			&survey.refusals[survey.n_refusals]) == -1)
			survey.n_refusals++;
	}
	free(paths);
	if (survey.n == 0 || (strict && survey.n_refusals > 0)) {
		*err = survey.refusals[0];
		if (policies == standard)
			err_wrap(err, "no policy is named (--policy)");
		survey_release(&survey);
		return -1;
	}
	evidence_init(&survey.evidence);
	*out = survey;
	return 0;
}

int
survey_run(struct survey *survey, const struct pass_settings *settings,
    struct err *err)
{
	if (survey->n > 1 && settings->n_chains + settings->n_stores > 0)
		return err_set(err, ERR_POLICY, "a candidate is judged "
		    "against one policy, not %zu", survey->n);
	survey->passes = mem_zalloc(survey->n * sizeof(*survey->passes));
	for (size_t i = 0; i < survey->n; i++) {
		if (look_at_estate(&survey->passes[i], &survey->estates[i],
			&survey->evidence, settings, err) == -1)
			return -1;
		survey->n_passes++;
	}
	return 0;
}

void
survey_release(struct survey *survey)
{
	for (size_t i = 0; i < survey->n_passes; i++)
		pass_release(&survey->passes[i]);
	for (size_t i = 0; i < survey->n; i++)
		estate_release(&survey->estates[i]);
	free(survey->passes);
	free(survey->estates);
	free(survey->refusals);
	evidence_release(&survey->evidence);
	*survey = (struct survey){ 0 };
}

struct tally
survey_tally(const struct survey *survey, enum severity least)
{
	struct tally sum = { 0 };

	for (size_t i = 0; i < survey->n_passes; i++) {
		const struct pass *pass = &survey->passes[i];

		sum.examined += pass->examined;
		sum.incomplete += pass->incomplete;
		sum.findings += findings_count(&pass->findings, least);
	}
	return sum;
}
