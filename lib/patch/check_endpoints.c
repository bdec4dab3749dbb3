#include "patch/check.h"

#include <stdlib.h>

#include <jansson.h>

#include "base/instant.h"
#include "base/mem.h"
#include "patch/control.h"
#include "patch/renewed.h"

#define YEAR_S	(365 * DAY_S)

/* One chain, judged four ways; its leaf is taken as renewed. */
struct trial {
	const struct manifest_chain *chain;
	struct windows before, after;	/* as it is served */
	struct windows mended;		/* after, the server's part done */
	struct windows control;		/* the server's part alone */
	int64_t from_s;			/* now, or the leaf's start if later */
};

static int
judge(struct windows *out, const struct exhibits *x,
    const struct manifest_chain *chain, const struct store *store,
    const struct cert *dropped, struct err *err)
{
	struct question question = { .chain = &chain->chain, .store = store,
		.verifier = x->input->verifier, .purpose = EKU_SERVER,
		.signatures = x->input->signatures };

	return renewed_windows(out, &question, dropped, err);
}

static void
trial_release(struct trial *trial)
{
	windows_release(&trial->before);
	windows_release(&trial->after);
	windows_release(&trial->mended);
	windows_release(&trial->control);
}

static int
trial_run(struct trial *trial, const struct exhibits *x,
    const struct manifest_chain *chain, struct err *err)
{
	int64_t now_s = x->input->manifest->now_s;
	int64_t leaf_s = chain->chain.certs[0]->not_before_s;
	const struct store *before = &x->loaded_before;
	const struct store *after = &x->loaded_after;

	*trial = (struct trial){ .chain = chain,
		.from_s = leaf_s > now_s ? leaf_s : now_s };
	if (judge(&trial->before, x, chain, before, NULL, err) == -1 ||
	    judge(&trial->after, x, chain, after, NULL, err) == -1 ||
	    judge(&trial->mended, x, chain, after, chain->dropped, err)
	    == -1)
		return -1;
	return judge(&trial->control, x, chain, before, chain->dropped,
	    err);
}

static json_t *
verdict(const struct windows *windows, int64_t at_s)
{
	return json_string(windows_at(windows, at_s)->accepted ? "ok" :
	    "fail");
}

/* One row of the matrix: nothing that worked may cease to. */
static void
judge_instant(struct check *check, json_t *rows, const struct trial *trial,
    const char *what, int64_t at_s)
{
	char text[INSTANT_TEXT];

	if (at_s == INSTANT_NEVER)
		return;
	instant_format(text, at_s);
	json_array_append_new(rows, json_pack("{ss,ss,so,so,so}",
	    "at", text, "what", what,
	    "before", verdict(&trial->before, at_s),
	    "after", verdict(&trial->after, at_s),
	    "after_server_actions", verdict(&trial->mended, at_s)));
	if (windows_at(&trial->before, at_s)->accepted &&
	    !windows_at(&trial->after, at_s)->accepted)
		check_fails(check, "%s is accepted before and refused after "
		    "at %s (%s)", trial->chain->endpoint, text, what);
}

static bool
is_target(const struct manifest_chain *chain)
{
	return chain->after_s > chain->before_s;
}

/* Does the chain owe its life to the anchors, not to the server's part? */
static bool
owes_anchors(const struct trial *trial)
{
	return is_target(trial->chain) &&
	    renewed_break(&trial->control, trial->from_s) <
	    trial->chain->after_s;
}

/* The target goes from refused to accepted, when the manifest says. */
static void
judge_target(struct check *check, const struct trial *trial)
{
	const struct manifest_chain *chain = trial->chain;
	int64_t before_s = renewed_break(&trial->before, trial->from_s);
	int64_t after_s = renewed_break(&trial->mended, trial->from_s);

	if (before_s != chain->before_s || after_s != chain->after_s)
		check_fails(check, "the breaks of %s are not those of the "
		    "manifest", chain->endpoint);
	if (is_target(chain) &&
	    (windows_at(&trial->before, before_s)->accepted ||
		!windows_at(&trial->mended, before_s)->accepted))
		check_fails(check, "%s is not mended at its break",
		    chain->endpoint);
}

static void
judge_chain(struct check *check, json_t *list, const struct exhibits *x,
    const struct trial *trial)
{
	const struct manifest *m = x->input->manifest;
	const struct manifest_chain *chain = trial->chain;
	json_t *rows = json_array();

	if (chain->altered)
		check_fails(check, "the recorded chain of %s is not the file "
		    "of the manifest", chain->endpoint);
	judge_instant(check, rows, trial, "build date", x->base_time_s);
	judge_instant(check, rows, trial, "now", m->now_s);
	judge_instant(check, rows, trial, "90 days on",
	    instant_add(m->now_s, 90 * DAY_S));
	judge_instant(check, rows, trial, "a year on",
	    instant_add(m->now_s, YEAR_S));
	judge_instant(check, rows, trial, "end of support",
	    m->judged_until_s);
	judge_instant(check, rows, trial, "break", chain->before_s);
	judge_target(check, trial);
	json_array_append_new(list, json_pack("{ss,ss,ss,ss,sb,so}",
	    "endpoint", chain->endpoint, "source",
	    required_source_name(chain->source), "verifier",
	    x->input->verifier->name, "leaf", "as if renewed", "target",
	    is_target(chain), "instants", rows));
}

/* With this store in place of the new bundle, does some target break? */
static bool
breaks_target(json_t *controls, const char *what, const struct exhibits *x,
    const struct trial *trials, const struct store *store, struct err *err)
{
	for (size_t i = 0; i < x->input->manifest->n_chains; i++) {
		const struct manifest_chain *chain = trials[i].chain;
		struct windows windows;
		char text[INSTANT_TEXT];
		int64_t break_s;

		if (!owes_anchors(&trials[i]))
			continue;
		if (judge(&windows, x, chain, store, chain->dropped, err)
		    == -1)
			return false;
		break_s = renewed_break(&windows, trials[i].from_s);
		windows_release(&windows);
		if (break_s >= chain->after_s)
			continue;
		json_array_append_new(controls, json_pack("{ss,ss,ss,ss}",
		    "store", what, "endpoint", chain->endpoint, "refused_at",
		    instant_format(text, break_s), "verdict", "fail"));
		return true;
	}
	return false;
}

/*
 * A matrix that cannot fail proves nothing. It must fail without each anchor,
 * and with anchors of the same names whose keys are made up here.
 */
static void
judge_controls(struct check *check, const struct exhibits *x,
    const struct trial *trials)
{
	const struct manifest *m = x->input->manifest;
	json_t *controls = json_array();
	struct store store;
	struct err err = ERR_NONE;

	json_object_set_new(check->facts, "negative_controls", controls);
	for (size_t i = 0; i < m->n_anchors; i++) {
		const struct cert *without = m->anchors[i].cert;
		char *what = mem_printf("without '%s'", without->short_name);

		control_without(&store, &x->loaded_after, without);
		if (!breaks_target(controls, what, x, trials, &store, &err))
			check_fails(check, "nothing breaks without '%s': it "
			    "is not needed", without->short_name);
		store_release(&store);
		free(what);
	}
	if (control_made_up(&store, &x->loaded_before, m, x->input->pool, &err)
	    == -1) {
		check_fails(check, "%s", err.msg);
		return;
	}
	if (!breaks_target(controls, "same names, made-up keys", x, trials,
	    &store, &err))
		check_fails(check, "the matrix holds as well with keys that "
		    "are made up");
	store_release(&store);
}

void
check_endpoints(struct check *check, const struct exhibits *x)
{
	const struct manifest *m = x->input->manifest;
	struct trial *trials = mem_zalloc(m->n_chains * sizeof(*trials));
	json_t *list = json_array();
	struct err err = ERR_NONE;
	size_t n_targets = 0;

	json_object_set_new(check->facts, "endpoints", list);
	for (size_t i = 0; i < m->n_chains; i++) {
		if (trial_run(&trials[i], x, &m->chains[i], &err) == -1) {
			check_fails(check, "%s: %s", m->chains[i].endpoint,
			    err.msg);
			goto out;
		}
		judge_chain(check, list, x, &trials[i]);
		n_targets += is_target(&m->chains[i]);
	}
	if (n_targets == 0)
		check_fails(check, "no endpoint is mended");
	judge_controls(check, x, trials);
out:
	for (size_t i = 0; i < m->n_chains; i++)
		trial_release(&trials[i]);
	free(trials);
}
