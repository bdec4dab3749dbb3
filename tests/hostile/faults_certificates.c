/* Certificate messages that are too large, damaged or strange. */
#include "hostile/chains.h"
#include "hostile/flight.h"
#include "hostile/hostile.h"
#include "hostile/wire.h"

static void
put_often(struct buf *list, int n)
{
	while (n-- > 0)
		flight_put(list, chains_leaf());
}

static void
many_64(struct buf *list)
{
	put_often(list, 64);
}

static void
many_65(struct buf *list)
{
	put_often(list, 65);
}

/* 205 KB, whatever the size of one. */
static void
big(struct buf *list)
{
	while (list->n < 205 * 1024)
		flight_put(list, chains_leaf());
}

/* A message just below the limit, which it passes with what came before. */
static void
below_limit(struct buf *list)
{
	static const uint8_t filler[4096];
	const size_t most = 100 * 1024 - 3 - 10;

	while (list->n + 3 + sizeof(filler) < most - 3)
		flight_put(list, (struct span){ filler, sizeof(filler) });
	flight_put(list, (struct span){ filler, most - 3 - list->n });
}

/* CAs of one name, each with its own key, any of which may be the issuer. */
static void
put_same_name(struct buf *list, int n)
{
	chains_ca();
	for (int i = 0; i < n; i++)
		chains_make("twin%d subject=/CN=twin issuer=root ca=yes "
		    "akid=no skid=no", i);
	flight_put(list, chains_make("twin-leaf issuer=twin0 akid=no"));
	for (int i = 0; i < n; i++)
		flight_put(list, chains_make("twin%d", i));
	flight_put(list, chains_make("root"));
}

static void
same_name_250(struct buf *list)
{
	put_same_name(list, 250);
}

static void
same_name_62(struct buf *list)
{
	put_same_name(list, 62);
}

/* As many names below as constraints above, at each of three levels. */
static void
name_squares(struct buf *list)
{
	enum { NAMES = 1000, LEVELS = 4 };
	struct buf names = BUF_INIT(OUT_BYTES);

	for (int i = 0; i < NAMES; i++)
		buf_printf(&names, "%sdns:x%d.example", i ? "," : "", i);
	chains_make("square0 ca=yes");
	for (int i = 1; i < LEVELS; i++)
		chains_make("square%d issuer=square%d ca=yes excluded=%s",
		    i, i - 1, names.p);
	buf_clear(&names);
	for (int i = 0; i < NAMES; i++)
		buf_printf(&names, "%sdns:y%d.test", i ? "," : "", i);
	flight_put(list, chains_make("square-leaf issuer=square%d san=%s",
	    LEVELS - 1, names.p));
	for (int i = LEVELS; i-- > 0;)
		flight_put(list, chains_make("square%d", i));
	buf_release(&names);
}

static void
long_chain(struct buf *list)
{
	enum { LENGTH = 100 };

	chains_make("link0 ca=yes");
	for (int i = 1; i < LENGTH; i++)
		chains_make("link%d issuer=link%d ca=yes", i, i - 1);
	flight_put(list, chains_make("link-leaf issuer=link%d", LENGTH - 1));
	for (int i = LENGTH; i-- > 0;)
		flight_put(list, chains_make("link%d", i));
}

static void
huge_key(struct buf *list)
{
	flight_put(list, chains_huge_key(16384));
	flight_put(list, chains_ca());
}

/* A name of 64 KiB: a thousand parts, since one may have 64 letters. */
static void
big_name(struct buf *list)
{
	struct buf line = BUF_INIT(256 * 1024);

	chains_ca();
	buf_text(&line, "bulky issuer=ca subject=\"");
	for (int i = 0; i < 900; i++)
		buf_printf(&line, "/O=%060d", i);
	buf_text(&line, "/CN=bulky\"");
	flight_put(list, chains_make("%s", line.p));
	flight_put(list, chains_ca());
	buf_release(&line);
}

static struct buf
leaf_copy(void)
{
	struct buf der = BUF_INIT(OUT_BYTES);
	struct span leaf = chains_leaf();

	buf_append(&der, leaf.p, leaf.n);
	return der;
}

/* Takes der, and puts it between an honest leaf and its issuer. */
static void
put_between(struct buf *list, struct buf *der)
{
	flight_put(list, chains_leaf());
	flight_put(list, buf_span(der));
	flight_put(list, chains_ca());
	buf_release(der);
}

static void
garbage(struct buf *list)
{
	struct buf der = leaf_copy();

	memset(der.p, 'x', der.n);
	put_between(list, &der);
}

static void
truncated(struct buf *list)
{
	struct buf der = leaf_copy();

	der.n /= 2;
	put_between(list, &der);
}

static void
trailing(struct buf *list)
{
	struct buf der = leaf_copy();

	buf_text(&der, "tail");
	put_between(list, &der);
}

/* The length of the whole stands in its third and fourth byte. */
static void
length_wrong(struct buf *list)
{
	struct buf der = leaf_copy();

	der.p[2] = 0x7f;
	put_between(list, &der);
}

/* And that of its first part in the seventh and eighth. */
static void
inner_length_wrong(struct buf *list)
{
	struct buf der = leaf_copy();

	der.p[6] = 0x7f;
	put_between(list, &der);
}

static void
indefinite(struct buf *list)
{
	struct buf der = leaf_copy();

	der.p[1] = (char)0x80;
	put_between(list, &der);
}

static void
empty_one(struct buf *list)
{
	struct buf der = leaf_copy();

	der.n = 0;
	put_between(list, &der);
}

static void
all_garbage(struct buf *list)
{
	flight_put(list, (struct span)SAYS("no certificate"));
}

static void
none(struct buf *list)
{
	(void)list;
}

/* The last length says more than there is. */
static void
list_wrong(struct buf *list)
{
	flight_honest(list);
	wire_number(list, 0x00ffff, 3);
}

#define SERVES(function) .turns = { { .after = AFTER_HELLO, \
	.certificates = (function) } }, .ending = CLOSES

static void
set_big(SSL_CTX *context)
{
	int size = 0;

	flight_tls13(context);
	while (size < 205 * 1024) {
		SSL_CTX_add1_chain_cert(context, chains_cert("ca"));
		size += (int)chains_ca().n;
	}
}

static void
set_65(SSL_CTX *context)
{
	flight_tls13(context);	/* with two */
	for (int i = 2; i < 65; i++)
		SSL_CTX_add1_chain_cert(context, chains_cert("ca"));
}

static const struct session
	big_tls13 = { .set = set_big },
	many_tls13 = { .set = set_65 };

static const struct fault rows[] = {
	{ "big-chain", SERVES(big) },
	{ "big-chain-tls1.3", .session = &big_tls13 },
	{ "big-enough", SERVES(below_limit) },
	{ "certificates-64", SERVES(many_64) },
	{ "certificates-65", SERVES(many_65) },
	{ "certificates-65-tls1.3", .session = &many_tls13 },
	{ "same-name-62", SERVES(same_name_62) },
	{ "same-name-250", SERVES(same_name_250) },
	{ "chain-of-100", SERVES(long_chain) },
	{ "name-squares", SERVES(name_squares) },
	{ "huge-key", SERVES(huge_key) },
	{ "big-name", SERVES(big_name) },
	{ "der-garbage", SERVES(garbage) },
	{ "der-truncated", SERVES(truncated) },
	{ "der-trailing", SERVES(trailing) },
	{ "der-length", SERVES(length_wrong) },
	{ "der-inner-length", SERVES(inner_length_wrong) },
	{ "der-indefinite", SERVES(indefinite) },
	{ "der-empty", SERVES(empty_one) },
	{ "der-nothing-else", SERVES(all_garbage) },
	{ "no-certificates", SERVES(none) },
	{ "list-length", SERVES(list_wrong) },
};

const struct faults faults_of_certificates = {
	rows, sizeof(rows) / sizeof(rows[0])
};
