#ifndef POLICY_ENDPOINT_H
#define POLICY_ENDPOINT_H

#include "policy/draft.h"
#include "policy/schema.h"

/* The list of endpoints of a policy. out is a struct draft. */
take_fn endpoint_take_all;

#endif
