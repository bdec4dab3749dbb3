#ifndef POLICY_VARIANT_H
#define POLICY_VARIANT_H

#include "policy/draft.h"
#include "policy/schema.h"

/*
 * The list of verifiers of a policy: each is a built-in one, its base, with
 * some of its parameters replaced. out is a struct draft.
 */
take_fn variant_take_all;

#endif
