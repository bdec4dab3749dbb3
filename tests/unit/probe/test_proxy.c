#include "base/proxy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "probe/dialogue.h"

static const struct parse_case {
	const char *text;
	enum proxy_kind kind;
	const char *host;
	uint16_t port;
	const char *user, *password;
} parse_cases[] = {
	{ "http://proxy.example:3128", PROXY_HTTP, "proxy.example", 3128,
	    NULL, NULL },
	{ "socks5://192.0.2.1:1080", PROXY_SOCKS5, "192.0.2.1", 1080, NULL,
	    NULL },
	{ "SOCKS5H://[::1]:1", PROXY_SOCKS5, "::1", 1, NULL, NULL },
	{ "http://me:secret@p:8080", PROXY_HTTP, "p", 8080, "me", "secret" },
	{ "http://a:b:c@p:1", PROXY_HTTP, "p", 1, "a", "b:c" },
	{ "http://a:\xff@p:1", PROXY_HTTP, "p", 1, "a", "\xff" },
	{ "socks5://a%3ab:%40%25%2F@p:1", PROXY_SOCKS5, "p", 1, "a:b",
	    "@%/" },
	{ "socks5://a:b@c@p:1", PROXY_SOCKS5, "p", 1, "a", "b@c" },
};

static void
proxies_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(parse_cases) / sizeof(*parse_cases);
	    i++) {
		const struct parse_case *c = &parse_cases[i];
		struct err err = ERR_NONE;
		struct proxy parsed, proxy;

		if (proxy_parse(&parsed, c->text, NULL, &err) == -1)
			fail_msg("%s: %s", c->text, err.msg);
		proxy_copy(&proxy, &parsed);
		proxy_release(&parsed);
		assert_int_equal(proxy.kind, c->kind);
		assert_string_equal(proxy.host, c->host);
		assert_int_equal(proxy.port, c->port);
		assert_int_equal(proxy.user == NULL, c->user == NULL);
		assert_int_equal(proxy.password == NULL, c->user == NULL);
		if (c->user != NULL) {
			assert_string_equal(proxy.user, c->user);
			assert_string_equal(proxy.password, c->password);
		}
		proxy_release(&proxy);
	}
}

#define USAGE "a proxy is written as http://HOST:PORT or " \
	"socks5://HOST:PORT, perhaps with USER:PASSWORD@ before the host"
#define WORDS "before the '@' of a proxy stands USER:PASSWORD, each of 1 to " \
	"255 bytes, with '%', ':', '/' and '@' in them as %25, %3A, %2F and %40"

static const struct wrong_case {
	const char *text, *message;
} wrong_cases[] = {
	{ "", USAGE },
	{ "proxy.example:3128", USAGE },
	{ "https://proxy.example:3128", USAGE },
	{ "socks4://proxy.example:3128", USAGE },
	{ "http://proxy.example", "the proxy 'proxy.example' lacks a port; "
	    "write HOST:PORT" },
	{ "http://secret:word@proxy.example", "the proxy 'proxy.example' "
	    "lacks a port; write HOST:PORT" },
	{ "http://secret:word@proxy/:1", "the host of 'proxy/:1' may hold "
	    "only letters, digits, '.', '-' and '_'" },
	{ "http://secret@p:1", WORDS },
	{ "http://secret:@p:1", WORDS },
	{ "http://:secret@p:1", WORDS },
	{ "http://a:b%4@p:1", WORDS },
	{ "http://a:b%@p:1", WORDS },
	{ "http://a:b%4g@p:1", WORDS },
	{ "http://a:b%00@p:1", WORDS },
};

static void
wrong_proxies_keep_their_secrets(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong_cases) / sizeof(*wrong_cases);
	    i++) {
		struct err err = ERR_NONE;
		struct proxy proxy;

		if (proxy_parse(&proxy, wrong_cases[i].text, NULL, &err) == 0)
			fail_msg("'%s' was taken", wrong_cases[i].text);
		assert_string_equal(err.msg, wrong_cases[i].message);
		assert_int_equal(err.code, ERR_POLICY);
	}
}

static void
words_have_a_limit(void **state)
{
	char text[LIMIT_PROXY_WORD_BYTES + 32];

	(void)state;
	for (int n = LIMIT_PROXY_WORD_BYTES - 1;
	    n <= LIMIT_PROXY_WORD_BYTES + 1; n++) {
		struct err err = ERR_NONE;
		struct proxy proxy = { 0 };
		bool fits;

		snprintf(text, sizeof(text), "http://%0*d:b@p:1", n, 0);
		fits = proxy_parse(&proxy, text, NULL, &err) == 0;
		assert_int_equal(fits, n <= LIMIT_PROXY_WORD_BYTES);
		proxy_release(&proxy);
	}
}

static const struct apart_case {
	const char *text, *password;
	bool is_good;
} apart_cases[] = {
	{ "http://me@a:1", "p@ss:%41 word", true },
	{ "socks5://%6de@a:1", "s", true },
	{ "http://me:secret@a:1", "other", false },
	{ "http://a:1", "secret", false },
	{ "http://@a:1", "secret", false },
	{ "http://me@a:1", "", false },
};

static void
a_password_may_stand_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(apart_cases) / sizeof(*apart_cases);
	    i++) {
		const struct apart_case *c = &apart_cases[i];
		struct proxy proxy = { .host = NULL };
		struct err err = ERR_NONE;

		if ((proxy_parse(&proxy, c->text, c->password, &err) == 0) !=
			c->is_good || strstr(err.msg, "secret") != NULL)
			fail_msg("%s: %s", c->text, err.msg);
		if (c->is_good) {
			assert_string_equal(proxy.user, "me");
			assert_string_equal(proxy.password, c->password);
			assert_string_equal(proxy.host, "a");
		}
		proxy_release(&proxy);
	}
}

#define S(text) { (const uint8_t *)(text), sizeof(text) - 1 }

/* How proxies answer, to the byte that decides. */
static const struct talk_case {
	const char *name, *proxy, *host;
	struct span hears, says;
	enum reason reason;	/* none: the way is free */
	const char *detail;
} talk_cases[] = {
	{ "squid", "http://p:1", "a.example",
	    S("HTTP/1.1 200 Connection established\r\n\r\n"),
	    S("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n"),
	    REASON_NONE, NULL },
	{ "tinyproxy, with fields", "http://p:1", "2001:db8::1",
	    S("HTTP/1.0 200 Connection established\r\n"
	    "Proxy-agent: tinyproxy/1.11.1\r\n\r\n"),
	    S("CONNECT [2001:db8::1]:443 HTTP/1.1\r\n"
	    "Host: [2001:db8::1]:443\r\n\r\n"), REASON_NONE, NULL },
	{ "with a password", "http://Aladdin:open%20sesame@p:1", "a",
	    S("HTTP/1.1 204 \n\n"), S("CONNECT a:443 HTTP/1.1\r\n"
	    "Host: a:443\r\nProxy-Authorization: Basic "
	    "QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n"), REASON_NONE, NULL },
	{ "wants a password", "http://p:1", "a",
	    S("HTTP/1.1 407 Proxy Authentication Required\r\n"),
	    S("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
	    REASON_PROXY_REFUSED, "407 Proxy Authentication Required" },
	{ "does not follow HTTP", "http://p:1", "a", S("HTTP/2 200\r\n"),
	    S("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
	    REASON_PROXY_PROTOCOL, "HTTP" },
	{ "ssh in place of HTTP", "http://p:1", "a", S("SSH-2.0-x\r\n"),
	    S("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
	    REASON_PROXY_PROTOCOL, "SSH" },
	{ "tls in place of HTTP", "http://p:1", "a", S("\x15\x03"),
	    S("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
	    REASON_PROXY_PROTOCOL, "TLS" },
	{ "microsocks", "socks5://p:1", "a.example",
	    S("\5\0\5\0\0\1\0\0\0\0\0\0"),
	    S("\5\1\0\5\1\0\3\x09" "a.example\x01\xbb"), REASON_NONE, NULL },
	{ "to an IPv4 address", "socks5://p:1", "192.0.2.1",
	    S("\5\0\5\0\0\4aaaabbbbccccdddd\0\0"),
	    S("\5\1\0\5\1\0\1\xc0\0\2\1\x01\xbb"), REASON_NONE, NULL },
	{ "to an IPv6 address", "socks5h://p:1", "::1",
	    S("\5\0\5\0\0\3\2ab\0\0"), S("\5\1\0\5\1\0\4\0\0\0\0\0\0\0\0\0"
	    "\0\0\0\0\0\0\1\x01\xbb"), REASON_NONE, NULL },
	{ "with a password to socks", "socks5://me:it@p:1", "a",
	    S("\5\2\1\0\5\0\0\1\0\0\0\0\0\0"),
	    S("\5\2\0\2\1\2me\2it\5\1\0\3\1a\x01\xbb"), REASON_NONE, NULL },
	{ "with a password that is not wanted", "socks5://me:it@p:1", "a",
	    S("\5\0\5\0\0\1\0\0\0\0\0\0"),
	    S("\5\2\0\2\5\1\0\3\1a\x01\xbb"), REASON_NONE, NULL },
	{ "with a wrong password", "socks5://me:it@p:1", "a", S("\5\2\1\1"),
	    S("\5\2\0\2\1\2me\2it"), REASON_PROXY_REFUSED,
	    "it knows no such user and password" },
	{ "wants a password for socks", "socks5://p:1", "a", S("\5\xff"),
	    S("\5\1\0"), REASON_PROXY_REFUSED, "it wants a password" },
	{ "wants more than a password", "socks5://me:it@p:1", "a",
	    S("\5\xff"), S("\5\2\0\2"), REASON_PROXY_REFUSED,
	    "it wants another way to log in" },
	{ "chooses what was not offered", "socks5://p:1", "a", S("\5\2"),
	    S("\5\1\0"), REASON_PROXY_REFUSED, "it wants a password" },
	{ "failed", "socks5://p:1", "a", S("\5\0\5\1"),
	    S("\5\1\0\5\1\0\3\1a\x01\xbb"), REASON_PROXY_REFUSED,
	    "general failure" },
	{ "has rules", "socks5://p:1", "a", S("\5\0\5\2"),
	    S("\5\1\0\5\1\0\3\1a\x01\xbb"), REASON_PROXY_REFUSED,
	    "not allowed by its rules" },
	{ "reaches no network", "socks5://p:1", "a", S("\5\0\5\3"),
	    S("\5\1\0\5\1\0\3\1a\x01\xbb"), REASON_TCP_UNREACHABLE,
	    "network unreachable" },
	{ "reaches no host", "socks5://p:1", "a", S("\5\0\5\4"),
	    S("\5\1\0\5\1\0\3\1a\x01\xbb"), REASON_TCP_UNREACHABLE,
	    "host unreachable" },
	{ "is refused", "socks5://p:1", "a", S("\5\0\5\5"),
	    S("\5\1\0\5\1\0\3\1a\x01\xbb"), REASON_TCP_REFUSED, NULL },
	{ "waited in vain", "socks5://p:1", "a", S("\5\0\5\6"),
	    S("\5\1\0\5\1\0\3\1a\x01\xbb"), REASON_TIMEOUT_TCP, NULL },
	{ "cannot", "socks5://p:1", "a", S("\5\0\5\7"),
	    S("\5\1\0\5\1\0\3\1a\x01\xbb"), REASON_PROXY_REFUSED,
	    "it knows no CONNECT" },
	{ "cannot take names", "socks5://p:1", "a", S("\5\0\5\x08"),
	    S("\5\1\0\5\1\0\3\1a\x01\xbb"), REASON_PROXY_REFUSED,
	    "it knows no such address" },
	{ "fails in a new way", "socks5://p:1", "a", S("\5\0\5\x09"),
	    S("\5\1\0\5\1\0\3\1a\x01\xbb"), REASON_PROXY_REFUSED,
	    "reply 9" },
	{ "has an address of no kind", "socks5://p:1", "a",
	    S("\5\0\5\0\0\2\0"), S("\5\1\0\5\1\0\3\1a\x01\xbb"),
	    REASON_PROXY_PROTOCOL, "its reply is damaged" },
	{ "changes its version", "socks5://p:1", "a", S("\5\0\4"),
	    S("\5\1\0\5\1\0\3\1a\x01\xbb"), REASON_PROXY_PROTOCOL,
	    "its reply is damaged" },
	{ "http in place of socks", "socks5://p:1", "a",
	    S("HTTP/1.1 400 Bad Request\r\n"), S("\5\1\0"),
	    REASON_PROXY_PROTOCOL, "HTTP" },
};

static void
begin(struct dialogue *dialogue, struct dialogue_peer *peer,
    struct proxy *proxy, const struct talk_case *c)
{
	struct err err = ERR_NONE;

	if (proxy_parse(proxy, c->proxy, NULL, &err) == -1)
		fail_msg("%s: %s", c->name, err.msg);
	*peer = (struct dialogue_peer){ .host = c->host, .port = 443,
		.proxy = proxy };
	dialogue_begin(dialogue, proxy_form(proxy->kind), peer);
}

static void
check(const struct talk_case *c, const struct dialogue *dialogue,
    enum dialogue_state state)
{
	if (state != (c->reason == REASON_NONE ? DIALOGUE_DONE :
		DIALOGUE_FAILED) || dialogue->reason != c->reason)
		fail_msg("%s: %s (%s)", c->name,
		    reason_name(dialogue->reason), dialogue->detail);
	if (!span_equal(buf_span(&dialogue->out), c->says))
		fail_msg("%s: we said something else", c->name);
	if (c->detail == NULL)
		assert_null(dialogue->detail);
	else
		assert_string_equal(dialogue->detail, c->detail);
}

static void
proxies_are_talked_to(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(talk_cases) / sizeof(*talk_cases); i++) {
		const struct talk_case *c = &talk_cases[i];
		enum dialogue_state whole, bytes = DIALOGUE_GOES_ON;
		struct dialogue_peer peer;
		struct dialogue dialogue;
		struct proxy proxy;

		begin(&dialogue, &peer, &proxy, c);
		whole = dialogue_hear(&dialogue, c->hears);
		check(c, &dialogue, whole);
		dialogue_release(&dialogue);
		proxy_release(&proxy);

		begin(&dialogue, &peer, &proxy, c);
		for (size_t at = 0; at < c->hears.n; at++) {
			if (bytes != DIALOGUE_GOES_ON)
				fail_msg("%s: ended at %zu", c->name, at);
			bytes = dialogue_hear(&dialogue,
			    (struct span){ c->hears.p + at, 1 });
		}
		check(c, &dialogue, bytes);
		dialogue_release(&dialogue);
		proxy_release(&proxy);
	}
}

/* What comes behind the proxy's words is the target's, and is kept. */
static void
the_rest_is_the_targets(void **state)
{
	const struct talk_case *c = &talk_cases[0];
	struct dialogue_peer peer;
	struct dialogue dialogue;
	struct proxy proxy;
	struct span rest;

	(void)state;
	begin(&dialogue, &peer, &proxy, c);
	assert_int_equal(dialogue_hear(&dialogue, (struct span)S(
		"HTTP/1.1 200 ok\r\n\r\n220 mail")), DIALOGUE_DONE);
	rest = dialogue_rest(&dialogue);
	assert_int_equal(rest.n, 8);
	assert_memory_equal(rest.p, "220 mail", 8);
	dialogue_release(&dialogue);
	proxy_release(&proxy);
}

static void
cuts_and_floods_are_the_proxys(void **state)
{
	static const enum dialogue_cut cuts[] = { DIALOGUE_TIMEOUT,
		DIALOGUE_EOF, DIALOGUE_RESET };
	static const enum reason reasons[] = { REASON_TIMEOUT_PROXY,
		REASON_PROXY_PROTOCOL, REASON_PROXY_PROTOCOL };
	struct dialogue_peer peer;
	struct dialogue dialogue;
	struct proxy proxy;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		begin(&dialogue, &peer, &proxy, &talk_cases[0]);
		dialogue_cut(&dialogue, cuts[i]);
		assert_int_equal(dialogue.reason, reasons[i]);
		dialogue_release(&dialogue);
		proxy_release(&proxy);
	}
	begin(&dialogue, &peer, &proxy, &talk_cases[0]);
	for (size_t i = 0; i < LIMIT_DIALOGUE_LINES; i++)
		assert_int_equal(dialogue_hear(&dialogue, (struct span)S(
			"HTTP/1.1 200\r\n")), DIALOGUE_GOES_ON);
	assert_int_equal(dialogue_hear(&dialogue, (struct span)S("\r\n")),
	    DIALOGUE_FAILED);
	assert_int_equal(dialogue.reason, REASON_PROXY_PROTOCOL);
	assert_string_equal(dialogue.detail, "it says more than we hear");
	dialogue_release(&dialogue);
	proxy_release(&proxy);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_may_stand_apart),
		cmocka_unit_test(proxies_are_read),
		cmocka_unit_test(wrong_proxies_keep_their_secrets),
		cmocka_unit_test(words_have_a_limit),
		cmocka_unit_test(proxies_are_talked_to),
		cmocka_unit_test(the_rest_is_the_targets),
		cmocka_unit_test(cuts_and_floods_are_the_proxys),
	};

	return cmocka_run_group_tests_name("proxy", tests, NULL, NULL);
}
