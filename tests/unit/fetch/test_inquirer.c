#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fetch/inquirer.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/pem.h>

#include "base/buf.h"
#include "base/instant.h"
#include "base/mem.h"
#include "forge/revoke.h"
#include "web.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))
#define FROM	"20230801000000Z"
#define UNTIL	"20230808000000Z"

/* @ is where the server is. It gives /cert/NAME, /all of them in one file,
 * /ocsp/NAME/STATUS/ISSUER/SIGNER, /refuse/NUMBER and /crl/ISSUER/SIGNER, on
 * which "gone" is. */
static const char *const lines[] = {
	"root ca=yes",
	"ca issuer=root ca=yes issuers=uri:@/cert/root crl=uri:@/crl/root/root",
	"other ca=yes subject=/CN=ca",
	"delegate issuer=ca eku=OCSPSigning",
	"leaf issuer=ca issuers=uri:@/cert/ca ocsp=uri:@/ocsp/leaf/good/ca/ca "
	    "crl=uri:@/crl/ca/ca",
	"gone issuer=ca ocsp=uri:@/ocsp/gone/revoked/ca/delegate "
	    "crl=uri:@/crl/ca/ca",
	"second issuer=ca issuers=uri:@/nothing,uri:@/cert/ca "
	    "ocsp=uri:@/nothing,uri:@/ocsp/second/unknown/ca/ca "
	    "crl=uri:@/junk,uri:@/crl/ca/ca",
	"wrong issuer=ca issuers=uri:@/cert/other,uri:@/cert/root "
	    "ocsp=uri:@/refuse/3,uri:@/ocsp/wrong/good/ca/other "
	    "crl=uri:@/crl/root/root,uri:@/crl/ca/other",
	"junk issuer=ca issuers=uri:@/junk ocsp=uri:@/junk crl=uri:@/junk",
	"busy issuer=ca ocsp=uri:@/nothing,uri:@/refuse/3",
	"plain issuer=ca",
	/* Two that issued each other, and one below. */
	"x ca=yes key=x", "y ca=yes key=y",
	"x-by-y issuer=y ca=yes subject=/CN=x key=x issuers=uri:@/cert/y-by-x",
	"y-by-x issuer=x ca=yes subject=/CN=y key=y issuers=uri:@/cert/x-by-y",
	"round issuer=x-by-y issuers=uri:@/cert/x-by-y",
	/* Ten above each other. */
	"d0 ca=yes", "d1 issuer=d0 ca=yes issuers=uri:@/cert/d0",
	"d2 issuer=d1 ca=yes issuers=uri:@/cert/d1",
	"d3 issuer=d2 ca=yes issuers=uri:@/cert/d2",
	"d4 issuer=d3 ca=yes issuers=uri:@/cert/d3",
	"d5 issuer=d4 ca=yes issuers=uri:@/cert/d4",
	"d6 issuer=d5 ca=yes issuers=uri:@/cert/d5",
	"d7 issuer=d6 ca=yes issuers=uri:@/cert/d6",
	"d8 issuer=d7 ca=yes issuers=uri:@/cert/d7",
	"d9 issuer=d8 ca=yes issuers=uri:@/cert/d8",
	"eight issuer=d7 issuers=uri:@/all",
	"ten issuer=d9 issuers=uri:@/all",
};

struct world {
	struct forge *forge;
	struct web *web;
	struct certpool *pool;
};

/* Takes the word between slashes that *at is at; freed by the caller. */
static char *
take_word(const char **at)
{
	size_t n = strcspn(++*at, "/");
	char *word = mem_printf("%.*s", (int)n, *at);

	*at += n;
	return word;
}

static size_t
forge_answer(const struct forge *forge, const char *path,
    unsigned char **der)
{
	char *words[5] = { NULL };
	size_t n = 0;

	for (size_t i = 0; i < N(words) && *path == '/'; i++)
		words[i] = take_word(&path);
	if (strcmp(words[0], "ocsp") == 0)
		n = forge_respond(forge, &(struct forge_response){
		    .about = words[1], .status = words[2], .issuer = words[3],
		    .signer = words[4], .from = FROM, .until = UNTIL,
		    .reason = -1 }, der);
	else if (strcmp(words[0], "crl") == 0)
		n = forge_revoke(forge, &(struct forge_list){
		    .issuer = words[1], .signer = words[2], .from = FROM,
		    .until = UNTIL, .reason = 1, .revoked = { "gone" } }, der);
	else if (strcmp(words[0], "refuse") == 0)
		n = forge_refuse((int)strtol(words[1], NULL, 10), der);
	for (size_t i = 0; i < N(words); i++)
		free(words[i]);
	return n;
}

static void
give_all(const struct forge *forge, int fd)
{
	BIO *bio = BIO_new(BIO_s_mem());
	const char *name;
	char *p;
	long n;

	for (size_t i = 0; (name = forge_cert_name(forge, i)) != NULL; i++)
		PEM_write_bio_X509(bio, forge_cert(forge, name));
	n = BIO_get_mem_data(bio, &p);
	web_body(fd, p, (size_t)n);
	BIO_free(bio);
}

static void
answer(const struct web_request *request)
{
	const struct world *world = request->context;
	const char *path = request->path;
	unsigned char *der = NULL;
	size_t n;

	if (strncmp(path, "/cert/", 6) == 0) {
		const unsigned char *cert = forge_der(world->forge, path + 6,
		    &n);

		web_body(request->fd, cert, n);
	} else if (strcmp(path, "/all") == 0) {
		give_all(world->forge, request->fd);
	} else if (strcmp(path, "/junk") == 0) {
		web_body(request->fd, "<html>", 6);
	} else if (strcmp(path, "/nothing") == 0) {
		web_text(request->fd, "HTTP/1.1 404 Not Found\r\n"
		    "Connection: close\r\nContent-Length: 0\r\n\r\n");
	} else {
		n = forge_answer(world->forge, path, &der);
		web_body(request->fd, der, n);
		OPENSSL_free(der);
	}
}

/* With the server's address in place of each @. */
static char *
place(const char *line, uint16_t port)
{
	struct buf text = BUF_INIT(4096);

	for (; *line != '\0'; line++) {
		if (*line == '@')
			buf_printf(&text, "http://127.0.0.1:%u", port);
		else
			buf_append(&text, line, 1);
	}
	return text.p;
}

static int
set_up(void **state)
{
	struct world *world = mem_zalloc(sizeof(*world));
	char message[300];

	world->forge = forge_new();
	world->pool = certpool_new();
	world->web = web_start(answer, world);
	for (size_t i = 0; i < N(lines); i++) {
		char *line = place(lines[i], web_port(world->web));

		if (forge_line(world->forge, line, message,
			sizeof(message)) == -1)
			fail_msg("%s: %s", line, message);
		free(line);
	}
	*state = world;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *world = *state;

	web_stop(world->web);
	certpool_free(world->pool);
	forge_free(world->forge);
	free(world);
	return 0;
}

/* A chain of the names in a text. */
static struct chain
chain_of(const struct world *world, const char *names)
{
	struct chain chain = CHAIN_EMPTY;
	struct err err = ERR_NONE;
	const struct cert *cert;
	struct span der;

	while (*names != '\0') {
		size_t n = strcspn(names, " ");
		char *name = mem_printf("%.*s", (int)n, names);

		der.p = forge_der(world->forge, name, &der.n);
		if (certpool_add_der(world->pool, &cert, der, &err) == -1)
			fail_msg("%s: %s", name, err.msg);
		chain_append(&chain, cert);
		free(name);
		names += n + (names[n] == ' ');
	}
	return chain;
}

#define AIA	1
#define OCSP	2
#define CRL	4

static const struct inquirer_case {
	const char *name;
	const char *served;
	unsigned asked;
	const char *wanted;
} cases[] = {
	{ "nothing is asked", "leaf ca", 0, "" },
	{ "nothing was served", "", AIA | OCSP | CRL, "" },
	{ "all of it", "leaf", AIA | OCSP | CRL,
	    "aia ca root; ocsp good; crl leaf good ca good;" },
	{ "a whole chain", "leaf ca root", AIA | OCSP | CRL,
	    "aia; ocsp good; crl leaf good ca good;" },
	{ "out of order", "leaf root other ca", AIA | OCSP | CRL,
	    "aia; ocsp good; crl leaf good ca good;" },
	{ "without its issuer", "leaf", OCSP | CRL,
	    "ocsp !no_issuer; crl leaf !no_issuer;" },
	{ "revoked, says a delegate", "gone ca", OCSP | CRL,
	    "ocsp revoked; crl gone revoked keyCompromise ca !no_issuer;" },
	{ "the second place helps", "second", AIA | OCSP | CRL,
	    "aia ca root; ocsp unknown; crl second good ca good;" },
	{ "issuers of other certificates", "wrong", AIA,
	    "aia !not_issuer;" },
	{ "statements of others", "wrong ca root", OCSP | CRL,
	    "ocsp !bad_response; crl wrong !bad_list ca good;" },
	{ "no certificates", "junk", AIA, "aia !not_certificates;" },
	{ "no statements", "junk ca root", OCSP | CRL,
	    "ocsp !bad_response; crl junk !bad_list ca good;" },
	{ "a refusal", "busy ca", OCSP, "ocsp try_later;" },
	{ "no places", "plain ca", AIA | OCSP | CRL,
	    "aia root; ocsp !no_url; crl plain !no_url ca good;" },
	{ "no place for an issuer", "plain", AIA, "aia !no_url;" },
	{ "a root alone", "root", AIA | OCSP | CRL,
	    "aia; ocsp !no_url; crl;" },
	{ "round and round", "round", AIA, "aia x y !not_issuer;" },
	{ "eight and no more", "d9", AIA,
	    "aia d8 d7 d6 d5 d4 d3 d2 d1 !too_many;" },
	{ "eight from one file", "eight", AIA,
	    "aia d7 d6 d5 d4 d3 d2 d1 d0;" },
	{ "ten from one file", "ten", AIA,
	    "aia d9 d8 d7 d6 d5 d4 d3 d2 !too_many;" },
	{ "just eight", "d8", AIA, "aia d7 d6 d5 d4 d3 d2 d1 d0;" },
};

static void
put_asked(struct buf *text, const struct asked *asked, const char *answer_text)
{
	if (asked->reason != NULL)
		buf_printf(text, " !%s", asked->reason);
	else
		buf_text(text, answer_text);
}

static char *
text_of(const struct inquiry *inquiry, unsigned asked)
{
	struct buf text = BUF_INIT(4096);
	char *answer_text;

	buf_text(&text, "");
	if (asked & AIA) {
		buf_text(&text, "aia");
		for (size_t i = 0; i < inquiry->issuers.n; i++)
			buf_printf(&text, " %s",
			    inquiry->issuers.certs[i]->short_name);
		put_asked(&text, &inquiry->issuers_asked, "");
		buf_text(&text, ";");
	}
	if (asked & OCSP) {
		answer_text = mem_printf(" %s",
		    ocsp_answer_name(inquiry->ocsp.status.answer));
		buf_printf(&text, "%socsp", text.n ? " " : "");
		put_asked(&text, &inquiry->ocsp.asked, answer_text);
		buf_text(&text, ";");
		free(answer_text);
	}
	if (asked & CRL)
		buf_printf(&text, "%scrl", text.n ? " " : "");
	for (size_t i = 0; i < inquiry->n_crls; i++) {
		const struct inquired_crl *crl = &inquiry->crls[i];
		const char *why = revocation_reason_name(crl->entry.reason);

		answer_text = mem_printf(" %s%s%s", crl->entry.is_revoked ?
		    "revoked" : "good", crl->entry.is_revoked && why ? " " :
		    "", crl->entry.is_revoked && why ? why : "");
		buf_printf(&text, " %s", crl->cert->short_name);
		put_asked(&text, &crl->asked, answer_text);
		free(answer_text);
	}
	if (asked & CRL)
		buf_text(&text, ";");
	return text.p;
}

static struct inquirer *
inquirer_for(unsigned asked, bool allow_private)
{
	struct inquirer_settings settings = {
		.aia = (asked & AIA) != 0,
		.ocsp = (asked & OCSP) != 0,
		.crl = (asked & CRL) != 0,
		.allow_private = allow_private,
	};
	struct err err = ERR_NONE;
	struct inquirer *inquirer = inquirer_new(&settings, &err);

	assert_non_null(inquirer);
	return inquirer;
}

static void
test_cases(void **state)
{
	struct world *world = *state;

	for (size_t i = 0; i < N(cases); i++) {
		const struct inquirer_case *c = &cases[i];
		struct inquirer *inquirer = inquirer_for(c->asked, true);
		struct chain served = chain_of(world, c->served);
		struct inquirer_item item = { .served = &served };
		struct err err = ERR_NONE;
		char *text;

		assert_int_equal(inquirer_ask(inquirer, world->pool, &item, 1,
		    &err), 0);
		text = text_of(&item.inquiry, served.n > 0 ? c->asked : 0);
		if (strcmp(text, c->wanted) != 0)
			fail_msg("%s: %s", c->name, text);
		free(text);
		inquiry_release(&item.inquiry);
		chain_release(&served);
		inquirer_free(inquirer);
	}
}

/* Times and places are those of the statements. */
static void
test_details(void **state)
{
	struct world *world = *state;
	struct inquirer *inquirer = inquirer_for(OCSP | CRL, true);
	struct chain served = chain_of(world, "gone ca root");
	struct inquirer_item item = { .served = &served };
	struct err err = ERR_NONE;
	char text[INSTANT_TEXT], *url;

	assert_int_equal(inquirer_ask(inquirer, world->pool, &item, 1, &err),
	    0);
	assert_string_equal(instant_format(text,
	    item.inquiry.ocsp.status.next_update_s), "2023-08-08T00:00:00Z");
	url = web_url(world->web, "/ocsp/gone/revoked/ca/delegate");
	assert_string_equal(item.inquiry.ocsp.asked.url, url);
	assert_int_equal(item.inquiry.crls[0].n_entries, 1);
	assert_string_equal(instant_format(text,
	    item.inquiry.crls[0].this_update_s), "2023-08-01T00:00:00Z");
	assert_string_equal(instant_format(text,
	    item.inquiry.crls[0].entry.revoked_at_s), "2023-07-01T00:00:00Z");
	free(url);
	inquiry_release(&item.inquiry);
	chain_release(&served);
	inquirer_free(inquirer);
}

/* A hundred times the same chain, twice: each thing is fetched once. */
static void
test_once(void **state)
{
	struct world *world = *state;
	struct inquirer *inquirer = inquirer_for(AIA | OCSP | CRL, true);
	struct chain served = chain_of(world, "leaf");
	struct inquirer_item items[100];
	struct err err = ERR_NONE;
	int before = web_count(world->web);

	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < N(items); i++)
			items[i].served = &served;
		assert_int_equal(inquirer_ask(inquirer, world->pool, items,
		    N(items), &err), 0);
		for (size_t i = 0; i < N(items); i++) {
			char *text = text_of(&items[i].inquiry,
			    AIA | OCSP | CRL);

			assert_string_equal(text, "aia ca root; ocsp good; "
			    "crl leaf good ca good;");
			free(text);
			inquiry_release(&items[i].inquiry);
		}
	}
	/* Two certificates, one response, two lists. */
	assert_int_equal(web_count(world->web), before + 5);
	chain_release(&served);
	inquirer_free(inquirer);
}

/* Our own network is not asked, unless that is allowed. */
static void
test_private(void **state)
{
	struct world *world = *state;
	struct inquirer *inquirer = inquirer_for(AIA | OCSP | CRL, false);
	struct chain served = chain_of(world, "leaf ca");
	struct inquirer_item item = { .served = &served };
	struct err err = ERR_NONE;
	int before = web_count(world->web);
	char *text;

	assert_int_equal(inquirer_ask(inquirer, world->pool, &item, 1, &err),
	    0);
	text = text_of(&item.inquiry, AIA | OCSP | CRL);
	assert_string_equal(text, "aia !fetch_blocked; ocsp !fetch_blocked; "
	    "crl leaf !fetch_blocked ca !no_issuer;");
	assert_int_equal(web_count(world->web), before);
	free(text);
	inquiry_release(&item.inquiry);
	chain_release(&served);
	inquirer_free(inquirer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_details),
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_private),
	};

	return cmocka_run_group_tests_name("inquirer", tests, set_up,
	    tear_down);
}
