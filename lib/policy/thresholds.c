#include "policy/thresholds.h"

#include <stdbool.h>
#include <string.h>

#include "base/instant.h"

#define SHARE_MAX	10000	/* of either part of a share */
#define SHORT_LIFE_S	(10 * DAY_S)

/* A whole number from 1 to SHARE_MAX at *text, which then points past it. */
static bool
take_part(const char **text, int *out)
{
	int value = 0;

	for (; **text >= '0' && **text <= '9' && value <= SHARE_MAX; (*text)++)
		value = value * 10 + (**text - '0');
	*out = value;
	return value >= 1 && value <= SHARE_MAX;
}

static bool
parse_share(struct threshold *out, const char *text)
{
	struct threshold t = { 0 };

	if (!take_part(&text, &t.numerator) || *text++ != '/' ||
	    !take_part(&text, &t.denominator) || *text != '\0' ||
	    t.numerator >= t.denominator)
		return false;
	*out = t;
	return true;
}

int
threshold_parse(struct threshold *out, const char *text, struct err *err)
{
	struct err ignored;
	int64_t before_s = 0;

	if (strchr(text, '/') != NULL ? parse_share(out, text) :
	    duration_parse(&before_s, text, &ignored) == 0 && before_s > 0) {
		if (before_s > 0)
			*out = (struct threshold){ .before_s = before_s };
		return 0;
	}
	return err_set(err, ERR_POLICY, "'%.60s' is neither a time before "
	    "the end, as 60d, nor a share of the lifetime, as 1/3", text);
}

int64_t
threshold_instant(const struct threshold *threshold, int64_t from_s,
    int64_t until_s)
{
	int64_t life_s, n = threshold->numerator, d = threshold->denominator;

	if (d == 0)
		return instant_add(until_s, -threshold->before_s);
	if (__builtin_sub_overflow(until_s, from_s, &life_s))
		return until_s;
	/* Whole parts first: life_s * n might not fit. */
	return instant_add(until_s, -(life_s / d * n + life_s % d * n / d));
}

struct threshold
threshold_default_renew(int64_t lifetime_s)
{
	if (lifetime_s <= SHORT_LIFE_S)
		return (struct threshold){ 0, 1, 2 };
	return (struct threshold){ 0, 1, 3 };
}

struct threshold
threshold_default_alarm(int64_t lifetime_s)
{
	if (lifetime_s <= SHORT_LIFE_S)
		return (struct threshold){ 0, 3, 8 };
	return (struct threshold){ 0, 1, 4 };
}
