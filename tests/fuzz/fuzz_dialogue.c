/*
 * Any bytes as what a server or a proxy says before TLS: the first chooses
 * the dialogue, the second how many of the rest come at once.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "probe/dialogue.h"

#define N_STARTTLS	(STARTTLS_RDP + 1)
/* A dialogue says a few short things, however much it hears. */
#define SAYS_BYTES	1024
#define DETAIL_BYTES	(LIMIT_WORDS_BYTES + 64)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static struct proxy proxies[] = {
	{ PROXY_HTTP, (char *)"p", 1, NULL, NULL },
	{ PROXY_SOCKS5, (char *)"p", 1, NULL, NULL },
	{ PROXY_HTTP, (char *)"p", 1, (char *)"user", (char *)"password" },
	{ PROXY_SOCKS5, (char *)"p", 1, (char *)"user", (char *)"password" },
};

#define N_PROXIES	(sizeof(proxies) / sizeof(proxies[0]))

/* The choice, or NULL for STARTTLS_NONE. */
static const struct dialogue_form *
choose(struct dialogue_peer *peer, size_t choice)
{
	choice %= N_STARTTLS + N_PROXIES;
	if (choice < N_STARTTLS)
		return starttls_form((enum starttls)choice);
	peer->proxy = &proxies[choice - N_STARTTLS];
	return proxy_form(peer->proxy->kind);
}

static enum dialogue_state
hear(struct dialogue *dialogue, struct span bytes, size_t size)
{
	enum dialogue_state state = DIALOGUE_GOES_ON;

	while (state == DIALOGUE_GOES_ON && bytes.n > 0) {
		size_t n = size < bytes.n ? size : bytes.n;

		state = dialogue_hear(dialogue, (struct span){ bytes.p, n });
		bytes = (struct span){ bytes.p + n, bytes.n - n };
	}
	return state;
}

static void
check(struct dialogue *dialogue, enum dialogue_state state)
{
	if (dialogue->in.n > LIMIT_DIALOGUE_BYTES ||
	    dialogue->taken > dialogue->in.n || dialogue->out.full ||
	    dialogue->out.n > SAYS_BYTES ||
	    (dialogue->reason != REASON_NONE) != (state == DIALOGUE_FAILED) ||
	    (dialogue->detail != NULL &&
		strlen(dialogue->detail) > DETAIL_BYTES))
		abort();
	if (state != DIALOGUE_GOES_ON)
		return;
	dialogue_cut(dialogue, DIALOGUE_EOF);
	if (dialogue->reason == REASON_NONE)
		abort();
}

/* It came to its end, and then what else was there decided. */
static bool
ended(const struct dialogue *dialogue, enum dialogue_state state)
{
	return state == DIALOGUE_DONE ||
	    dialogue->reason == REASON_STARTTLS_INJECTION ||
	    dialogue->reason == REASON_NOT_TLS;
}

/* How the bytes are cut decides nothing but what is there beside the end. */
static bool
agree(const struct dialogue *whole, enum dialogue_state whole_state,
    const struct dialogue *cut, enum dialogue_state cut_state)
{
	if (ended(whole, whole_state) && ended(cut, cut_state))
		return whole->taken == cut->taken;
	return whole_state == cut_state && whole->reason == cut->reason &&
	    span_equal(buf_span(&whole->out), buf_span(&cut->out));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct dialogue_peer peer = { .host = "a.example", .port = 443,
		.domain = "a.example", .self = "[192.0.2.9]" };
	const struct dialogue_form *form;
	enum dialogue_state whole_state, cut_state;
	struct dialogue whole, cut;
	struct span rest;

	if (n < 3 || (form = choose(&peer, bytes[0])) == NULL)
		return 0;
	rest = (struct span){ bytes + 2, n - 2 };
	dialogue_begin(&whole, form, &peer);
	dialogue_begin(&cut, form, &peer);
	whole_state = hear(&whole, rest, rest.n);
	cut_state = hear(&cut, rest, bytes[1] + 1u);
	if (!agree(&whole, whole_state, &cut, cut_state))
		abort();
	check(&whole, whole_state);
	check(&cut, cut_state);
	dialogue_release(&whole);
	dialogue_release(&cut);
	return 0;
}
