#include "oracle/random.h"

#include <string.h>

enum { CAS_MAX = 12, KEYS = 16, INSTANTS = 9 };

struct dice {
	uint64_t state;
};

/* GnuTLS keeps the first and the third in one place. */
static const char *const subjects[CAS_MAX] = { "root", "CA-1", "services",
	"CA-3", "CA-4", "CA-5", "CA-6", "CA-7", "CA-8", "CA-9", "CA-10",
	"CA-11" };

/* One certificate on its way to a line. */
struct draft {
	unsigned subject, key;
	size_t issuer;		/* index of an earlier draft, or its own */
};

struct plan {
	struct dice dice;
	struct buf *out;
	unsigned n_subjects;
	unsigned flaw;		/* in a hundred lines, for each kind of flaw */
	const char *types[KEYS];	/* of keys */
	struct draft cas[CAS_MAX];
	size_t n_cas;
	size_t leaf_issuer;
};

/* splitmix64: even neighbouring seeds give unrelated rows. */
static uint64_t
roll(struct dice *dice)
{
	uint64_t z = dice->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static unsigned
below(struct plan *plan, unsigned n)
{
	return (unsigned)(roll(&plan->dice) % n);
}

static bool
chance(struct plan *plan, unsigned percent)
{
	return below(plan, 100) < percent;
}

static bool
has_flaw(struct plan *plan)
{
	return chance(plan, plan->flaw);
}

static const char *
one_of(struct plan *plan, const char *const *words, unsigned n)
{
	return words[below(plan, n)];
}

#define ONE_OF(plan, ...)						\
	one_of((plan), (const char *const[]){ __VA_ARGS__ },		\
	    sizeof((const char *const[]){ __VA_ARGS__ }) /		\
	    sizeof(const char *))

static const char *const instants[INSTANTS] = {
	"1999-12-31T23:59:59Z", "2012-03-04T05:06:07Z",
	"2016-01-01T00:00:00Z", "2020-02-29T12:00:00Z",
	"2021-09-30T14:01:15Z", "2021-09-30T14:01:16Z",
	"2024-01-01T00:00:00Z", "2029-12-31T23:59:59Z",
	"2051-01-01T00:00:00Z",
};

static void
write_dates(struct plan *plan)
{
	unsigned from = below(plan, chance(plan, 60) ? 3 : INSTANTS);
	unsigned until = from + below(plan, INSTANTS - from);

	/* An end before the start is drawn now and then, too. */
	if (chance(plan, 97) && chance(plan, 70))
		until = INSTANTS - 1 - below(plan, INSTANTS - from);
	else if (chance(plan, 3))
		until = below(plan, INSTANTS);
	buf_printf(plan->out, " from=%s until=%s", instants[from],
	    instants[until]);
}

static void
write_key_ids(struct plan *plan)
{
	if (has_flaw(plan) || has_flaw(plan))
		buf_text(plan->out, " skid=no");
	if (has_flaw(plan) || has_flaw(plan))
		buf_printf(plan->out, " akid=%s", ONE_OF(plan, "no", "no",
		    "yes", "wrong"));
	if (has_flaw(plan))
		buf_text(plan->out, " badsig=yes");
}

/* Of the signature by this key; MD5 goes with RSA alone. */
static void
write_hash(struct plan *plan, unsigned key)
{
	if (has_flaw(plan))
		buf_printf(plan->out, " hash=%s", ONE_OF(plan, "sha1",
		    "sha384", strncmp(plan->types[key], "rsa", 3) == 0 ?
		    "md5" : "sha1"));
}

static void
write_constraints(struct plan *plan)
{
	if (!has_flaw(plan) && !has_flaw(plan))
		return;
	buf_printf(plan->out, " %s=dns:%s", ONE_OF(plan, "permitted",
	    "permitted", "excluded"), ONE_OF(plan, "example",
	    "www.example", ".example", "net", "a.www.example"));
}

static void
write_authority(struct plan *plan)
{
	buf_printf(plan->out, " ca=%s", !has_flaw(plan) ? "yes" :
	    ONE_OF(plan, "no", "absent"));
	if (chance(plan, 10 + plan->flaw))
		buf_printf(plan->out, " pathlen=%u", below(plan, 4));
	if (has_flaw(plan))
		buf_printf(plan->out, " ku=%s", ONE_OF(plan, "absent",
		    "absent", "keyCertSign", "digitalSignature",
		    "keyCertSign,digitalSignature", "cRLSign"));
	if (has_flaw(plan))
		buf_printf(plan->out, " eku=%s", ONE_OF(plan, "serverAuth",
		    "clientAuth", "any", "serverAuth,clientAuth", "msSGC",
		    "emailProtection"));
	if (has_flaw(plan) && has_flaw(plan))
		buf_text(plan->out, " version=1");
	write_constraints(plan);
}

/* Keys outlive a PKI, so that a name never changes its type. */
static void
draw_types(struct plan *plan)
{
	for (size_t i = 0; i < KEYS; i++)
		plan->types[i] = !has_flaw(plan) ? "p256" : ONE_OF(plan,
		    "p384", "p384", "ed25519", "rsa1024", "rsa2048");
}

static void
write_key(struct plan *plan, unsigned key)
{
	buf_printf(plan->out, " key=%s-%u type=%s", plan->types[key], key,
	    plan->types[key]);
}

/* A new CA, a reissue with other dates, a reissue with another key, or a
 * cross of what is there: the draws of name and key decide. */
static void
write_ca(struct plan *plan)
{
	size_t i = plan->n_cas++;
	struct draft *ca = &plan->cas[i];

	ca->subject = below(plan, plan->n_subjects);
	ca->key = has_flaw(plan) ? below(plan, KEYS) : ca->subject;
	ca->issuer = i == 0 || chance(plan, 35) ? i :
	    below(plan, (unsigned)i);
	buf_printf(plan->out, "c%zu subject=/CN=%s issuer=c%zu", i,
	    subjects[ca->subject], ca->issuer);
	write_key(plan, ca->key);
	write_dates(plan);
	write_authority(plan);
	write_key_ids(plan);
	write_hash(plan, plan->cas[ca->issuer].key);
	buf_text(plan->out, "\n");
}

static void
write_leaf(struct plan *plan)
{
	bool alone = has_flaw(plan) && chance(plan, 50);

	plan->leaf_issuer = plan->n_cas - 1 - below(plan,
	    (unsigned)(plan->n_cas + 1) / 2);
	buf_text(plan->out, "leaf");
	write_key(plan, KEYS - 1);
	if (!alone)
		buf_printf(plan->out, " issuer=c%zu", plan->leaf_issuer);
	if (has_flaw(plan))
		buf_printf(plan->out, " subject=/CN=%s",
		    subjects[below(plan, plan->n_subjects)]);
	else
		buf_printf(plan->out, " subject=\"/CN=%s\"", ONE_OF(plan,
		    "www.example", "a.www.example", "not a host"));
	if (!has_flaw(plan))
		buf_printf(plan->out, " san=%s", ONE_OF(plan,
		    "dns:www.example", "dns:a.www.example", "ip:192.0.2.1",
		    "dns:www.example,dns:www.net"));
	write_dates(plan);
	if (has_flaw(plan))
		buf_printf(plan->out, " ku=%s", ONE_OF(plan, "absent",
		    "keyCertSign", "digitalSignature,keyCertSign",
		    "keyEncipherment", "keyAgreement", "nonRepudiation"));
	if (has_flaw(plan))
		buf_printf(plan->out, " eku=%s", ONE_OF(plan, "absent",
		    "clientAuth", "any", "serverAuth,clientAuth", "msSGC"));
	if (has_flaw(plan))
		buf_printf(plan->out, " ca=%s", ONE_OF(plan, "absent",
		    "yes"));
	if (has_flaw(plan) && has_flaw(plan))
		buf_text(plan->out, " version=1");
	write_key_ids(plan);
	write_hash(plan, alone ? KEYS - 1 :
	    plan->cas[plan->leaf_issuer].key);
	buf_text(plan->out, "\n");
}

static void
shuffle(struct plan *plan, size_t *items, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = below(plan, (unsigned)i), item = items[k];

		items[k] = items[i - 1];
		items[i - 1] = item;
	}
}

static void
write_list(struct plan *plan, const size_t *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(plan->out, " c%zu", items[i]);
}

/* The issuers that made the leaf, upwards, less some; then some others. */
static void
write_served(struct plan *plan)
{
	size_t items[2 * CAS_MAX], n = 0;
	size_t ca = plan->leaf_issuer;
	unsigned others = below(plan, 3) * 20;

	for (;; ca = plan->cas[ca].issuer) {
		if (chance(plan, 90))
			items[n++] = ca;
		if (plan->cas[ca].issuer == ca)
			break;
	}
	for (ca = 0; ca < plan->n_cas; ca++) {
		if (chance(plan, others))
			items[n++] = ca;
	}
	if (chance(plan, 30))
		shuffle(plan, items, n);
	buf_text(plan->out, "served: leaf");
	write_list(plan, items, n);
	if (has_flaw(plan))
		buf_text(plan->out, " leaf");
	buf_text(plan->out, "\n");
}

static void
write_store(struct plan *plan)
{
	size_t items[CAS_MAX], n = 0;
	unsigned intermediates = below(plan, 3) * 15;

	for (size_t ca = 0; ca < plan->n_cas; ca++) {
		bool is_root = plan->cas[ca].issuer == ca;

		if (chance(plan, is_root ? 80 : intermediates))
			items[n++] = ca;
	}
	if (chance(plan, 60))
		shuffle(plan, items, n);
	buf_text(plan->out, "store:");
	write_list(plan, items, n);
	if (has_flaw(plan))
		buf_text(plan->out, " leaf");
	buf_text(plan->out, "\n");
}

void
random_pki(struct buf *out, uint64_t seed)
{
	struct plan plan = { .dice = { seed }, .out = out };
	size_t n_cas = 1 + below(&plan, CAS_MAX);

	plan.n_subjects = 1 + below(&plan, (unsigned)n_cas);
	/* Most verdicts should hang on paths and dates, not on flaws. */
	plan.flaw = below(&plan, 3) * 5;
	draw_types(&plan);
	while (plan.n_cas < n_cas)
		write_ca(&plan);
	write_leaf(&plan);
	write_served(&plan);
	write_store(&plan);
	if (chance(&plan, 50))
		buf_printf(out, "started: %s\n", instants[below(&plan,
		    INSTANTS)]);
}
