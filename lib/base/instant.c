#include "base/instant.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define CALENDAR_FIRST	INT64_C(-62167219200)	/* 0000-01-01T00:00:00Z */
#define CALENDAR_LAST	INT64_C(253402300799)	/* 9999-12-31T23:59:59Z */

struct civil {
	int64_t year;
	int month, day, hour, minute, second;
};

/* Days from 1970-01-01, with the year taken to begin in March. */
static int64_t
days_from_civil(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 +
	    day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 -
	    year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

static struct civil
civil_from_instant(int64_t s)
{
	int64_t days = s >= 0 ? s / DAY_S : -((-s + DAY_S - 1) / DAY_S);
	int64_t rest = s - days * DAY_S;
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	struct civil c;

	c.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c.year = yoe + era * 400 + (c.month <= 2);
	c.hour = (int)(rest / 3600);
	c.minute = (int)(rest % 3600 / 60);
	c.second = (int)(rest % 60);
	return c;
}

int64_t
instant_from_civil(int64_t year, int month, int day, int hour, int minute,
    int second)
{
	return days_from_civil(year, month, day) * DAY_S + hour * 3600 +
	    minute * 60 + second;
}

static int
days_in_month(int64_t year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

/* Exactly n digits at *text, which then points past them. */
static bool
digits(const char **text, int n, int *out)
{
	int value = 0;

	for (; n > 0; n--, (*text)++) {
		if (**text < '0' || **text > '9')
			return false;
		value = value * 10 + (**text - '0');
	}
	*out = value;
	return true;
}

static bool
literal(const char **text, char c)
{
	if (**text != c)
		return false;
	(*text)++;
	return true;
}

static bool
parse_date(const char **p, struct civil *c)
{
	int year;

	if (!digits(p, 4, &year) || !literal(p, '-') ||
	    !digits(p, 2, &c->month) || !literal(p, '-') ||
	    !digits(p, 2, &c->day))
		return false;
	c->year = year;
	return c->month >= 1 && c->month <= 12 && c->day >= 1 &&
	    c->day <= days_in_month(year, c->month);
}

static bool
parse_time(const char **p, struct civil *c)
{
	if (!digits(p, 2, &c->hour) || !literal(p, ':') ||
	    !digits(p, 2, &c->minute) || !literal(p, ':') ||
	    !digits(p, 2, &c->second))
		return false;
	if (literal(p, '.')) {
		if (**p < '0' || **p > '9')
			return false;
		while (**p >= '0' && **p <= '9')
			(*p)++;
	}
	return c->hour < 24 && c->minute < 60 && c->second < 60;
}

static bool
parse_offset(const char **p, int *offset_s)
{
	int hours, minutes, sign = **p == '-' ? -1 : 1;

	*offset_s = 0;
	if (literal(p, 'Z') || literal(p, 'z'))
		return true;
	if (!literal(p, '+') && !literal(p, '-'))
		return false;
	if (!digits(p, 2, &hours) || !literal(p, ':') ||
	    !digits(p, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*offset_s = sign * (hours * 3600 + minutes * 60);
	return true;
}

int
instant_parse(int64_t *out_s, const char *text, struct err *err)
{
	const char *p = text;
	struct civil c = { 0 };
	int offset_s = 0;
	bool ok = parse_date(&p, &c);

	if (ok && *p != '\0')
		ok = (literal(&p, 'T') || literal(&p, 't') ||
			 literal(&p, ' ')) &&
		    parse_time(&p, &c) && parse_offset(&p, &offset_s) &&
		    *p == '\0';
	if (!ok)
		return err_set(err, ERR_POLICY,
		    "'%.60s' is not a time; write it as 2023-09-11T09:26:47Z "
		    "or 2023-09-11", text);
	*out_s = instant_from_civil(c.year, c.month, c.day, c.hour, c.minute,
	    c.second) - offset_s;
	return 0;
}

static char *
format_end(char out[INSTANT_TEXT], int64_t s)
{
	const char *word = NULL;

	if (s > CALENDAR_LAST)
		word = s == INSTANT_NEVER ? "never" : "after 9999";
	else if (s < CALENDAR_FIRST)
		word = s == INSTANT_ALWAYS ? "always" : "before 0000";
	if (word == NULL)
		return NULL;
	snprintf(out, INSTANT_TEXT, "%s", word);
	return out;
}

char *
instant_format(char out[INSTANT_TEXT], int64_t instant_s)
{
	struct civil c;

	if (format_end(out, instant_s) != NULL)
		return out;
	c = civil_from_instant(instant_s);
	snprintf(out, INSTANT_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ",
	    (int)c.year, c.month, c.day, c.hour, c.minute, c.second);
	return out;
}

char *
instant_format_date(char out[INSTANT_TEXT], int64_t instant_s)
{
	struct civil c;

	if (format_end(out, instant_s) != NULL)
		return out;
	c = civil_from_instant(instant_s);
	snprintf(out, INSTANT_TEXT, "%04d-%02d-%02d", (int)c.year, c.month,
	    c.day);
	return out;
}

static const struct unit {
	char letter;
	const char *word;
	int64_t seconds;
} units[] = {
	{ 'w', "week", 7 * DAY_S },
	{ 'd', "day", DAY_S },
	{ 'h', "hour", 3600 },
	{ 'm', "minute", 60 },
	{ 's', "second", 1 },
};

#define N_UNITS (sizeof(units) / sizeof(units[0]))

int
duration_parse(int64_t *out_s, const char *text, struct err *err)
{
	const char *p = text;
	int64_t value = 0;

	for (; *p >= '0' && *p <= '9' && value < INT64_C(1000000000); p++)
		value = value * 10 + (*p - '0');
	for (size_t i = 0; i < N_UNITS && p != text; i++) {
		if (p[0] == units[i].letter && p[1] == '\0') {
			*out_s = value * units[i].seconds;
			return 0;
		}
	}
	return err_set(err, ERR_POLICY, "'%.60s' is not a duration; write a "
	    "whole number and one of w d h m s, as 60d", text);
}

char *
duration_format(char out[INSTANT_TEXT], int64_t duration_s)
{
	int64_t rest = duration_s == INT64_MIN ? INT64_MAX :
	    duration_s < 0 ? -duration_s : duration_s;
	size_t used = 0;
	size_t i = 1;	/* weeks are for writing, days for reading */

	while (i < N_UNITS - 1 && rest < units[i].seconds)
		i++;
	for (size_t last = i + 2; i < last && i < N_UNITS; i++) {
		int64_t count = rest / units[i].seconds;

		rest %= units[i].seconds;
		if (count == 0 && used > 0)
			break;
		used += (size_t)snprintf(out + used, INSTANT_TEXT - used,
		    "%s%" PRId64 " %s%s", used ? " " : "", count,
		    units[i].word, count == 1 ? "" : "s");
		if (i == 1 && count >= 3)
			break;	/* hours add nothing to days */
	}
	return out;
}

int64_t
instant_add(int64_t a_s, int64_t b_s)
{
	int64_t sum;

	if (a_s == INSTANT_NEVER || a_s == INSTANT_ALWAYS)
		return a_s;
	if (__builtin_add_overflow(a_s, b_s, &sum))
		return b_s > 0 ? INSTANT_NEVER : INSTANT_ALWAYS;
	return sum;
}

int64_t
instant_days_until(int64_t then_s, int64_t now_s)
{
	int64_t s;

	if (__builtin_sub_overflow(then_s, now_s, &s))
		return then_s > now_s ? INT64_MAX / DAY_S : INT64_MIN / DAY_S;
	return s / DAY_S - (s % DAY_S < 0);
}
