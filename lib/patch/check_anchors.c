#include "patch/check.h"

#include <jansson.h>

#include "patch/admit.h"

static bool
is_listed(const struct manifest *m, const struct cert *cert)
{
	for (size_t i = 0; i < m->n_anchors; i++) {
		if (m->anchors[i].cert == cert)
			return true;
	}
	return false;
}

void
check_added(struct check *check, const struct exhibits *x)
{
	const struct manifest *m = x->input->manifest;
	const struct store *before = &x->before, *after = &x->after;

	json_object_update_new(check->facts, json_pack("{sI,sI,sI,sI}",
	    "anchors_before", (json_int_t)before->n,
	    "anchors_after", (json_int_t)after->n,
	    "unreadable_before", (json_int_t)store_rejected(before),
	    "unreadable_after", (json_int_t)store_rejected(after)));
	for (size_t i = 0; i < after->n; i++) {
		const struct cert *cert = after->anchors[i].cert;

		if (!store_holds(before, cert) && !is_listed(m, cert))
			check_fails(check, "'%s' is added and the manifest "
			    "does not list it", cert->short_name);
	}
	for (size_t i = 0; i < before->n; i++) {
		if (!store_holds(after, before->anchors[i].cert))
			check_fails(check, "'%s' is removed",
			    before->anchors[i].cert->short_name);
	}
	for (size_t i = 0; i < m->n_anchors; i++) {
		const struct cert *cert = m->anchors[i].cert;

		if (!store_holds(after, cert))
			check_fails(check, "'%s' is listed and not in the "
			    "new bundle", cert->short_name);
		if (store_holds(before, cert))
			check_fails(check, "'%s' is listed as added and was "
			    "there before", cert->short_name);
	}
	if (m->n_anchors == 0)
		check_fails(check, "the manifest lists no anchor");
	if (after->n != before->n + m->n_anchors ||
	    store_rejected(after) != store_rejected(before))
		check_fails(check, "%zu anchors and %zu that cannot be read "
		    "became %zu and %zu with %zu added", before->n,
		    store_rejected(before), after->n, store_rejected(after),
		    m->n_anchors);
}

static bool
is_approved(const struct chain *approved, const struct cert *cert)
{
	bool found = approved == NULL;

	for (size_t i = 0; approved != NULL && i < approved->n; i++)
		found |= approved->certs[i] == cert;
	return found;
}

void
check_fit(struct check *check, const struct exhibits *x)
{
	const struct manifest *m = x->input->manifest;
	json_t *list = json_array();

	json_object_set_new(check->facts, "anchors", list);
	for (size_t i = 0; i < m->n_anchors; i++) {
		const struct manifest_anchor *anchor = &m->anchors[i];
		const char *refusal = admit_refusal(anchor->cert,
		    &x->loaded_before,
		    x->input->verifier, m->now_s);

		json_array_append_new(list, json_pack("{ss,ss,ss}",
		    "subject", anchor->cert->subject, "serial",
		    anchor->cert->serial, "source", anchor->source));
		if (refusal != NULL)
			check_fails(check, "'%s' must not be added: %s",
			    anchor->cert->short_name, refusal);
		if (!is_approved(x->input->approved, anchor->cert))
			check_fails(check, "'%s' is in no approved source of "
			    "the policy", anchor->cert->short_name);
		if (anchor->source[0] == '\0')
			check_fails(check, "'%s' names no approved source",
			    anchor->cert->short_name);
	}
}
