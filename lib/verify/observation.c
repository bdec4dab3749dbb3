#include "verify/observation.h"

#include <stdlib.h>

#include "base/mem.h"

static const struct reason_row {
	const char *name;
	const char *words;
} reasons[] = {
	[REASON_NONE] = { "", "no error" },
	[REASON_DNS] = { "dns", "the name does not resolve" },
	[REASON_DNS_TIMEOUT] = { "dns_timeout",
	    "the name servers did not answer in time" },
	[REASON_TCP_REFUSED] = { "tcp_refused", "the connection is refused" },
	[REASON_TCP_RESET] = { "tcp_reset",
	    "the connection was reset before the handshake" },
	[REASON_TCP_UNREACHABLE] = { "tcp_unreachable",
	    "the address cannot be reached" },
	[REASON_TIMEOUT_TCP] = { "timeout_tcp",
	    "the connection was not accepted in time" },
	[REASON_PROXY_UNREACHABLE] = { "proxy_unreachable",
	    "the proxy cannot be reached" },
	[REASON_TIMEOUT_PROXY] = { "timeout_proxy",
	    "the proxy did not connect us in time" },
	[REASON_PROXY_REFUSED] = { "proxy_refused",
	    "the proxy does not connect us" },
	[REASON_PROXY_PROTOCOL] = { "proxy_protocol",
	    "the proxy does not follow its protocol" },
	[REASON_TIMEOUT_STARTTLS] = { "timeout_starttls",
	    "the server did not agree to begin TLS in time" },
	[REASON_STARTTLS_RESET] = { "starttls_reset",
	    "the connection was reset before TLS began" },
	[REASON_STARTTLS_EOF] = { "starttls_eof",
	    "the server closed the connection before TLS began" },
	[REASON_STARTTLS_REFUSED] = { "starttls_refused",
	    "the server does not begin TLS" },
	[REASON_STARTTLS_FLOOD] = { "starttls_flood",
	    "the server said more than we hear before TLS" },
	[REASON_STARTTLS_INJECTION] = { "starttls_injection",
	    "clear text followed the agreement to begin TLS" },
	[REASON_TIMEOUT_TLS] = { "timeout_tls",
	    "the server did not finish its handshake in time" },
	[REASON_TLS_RESET] = { "tls_reset",
	    "the connection was reset in the handshake" },
	[REASON_TLS_EOF] = { "tls_eof",
	    "the server closed the connection in the handshake" },
	[REASON_TLS_PROTOCOL] = { "tls_protocol",
	    "the server does not follow the TLS protocol" },
	[REASON_TLS_ALERT] = { "tls_alert",
	    "the server refused the handshake with an alert" },
	[REASON_NOT_TLS] = { "not_tls", "the server does not speak TLS" },
	[REASON_CERT_MESSAGE_TOO_BIG] = { "cert_message_too_big",
	    "the server sent more certificates than we read" },
	[REASON_BAD_CERTIFICATE] = { "bad_certificate",
	    "a certificate that was served cannot be read" },
	[REASON_KEY_TOO_BIG] = { "key_too_big",
	    "the server's key is larger than we compute with" },
	[REASON_CLIENT_CERTIFICATE] = { "client_certificate",
	    "the client certificate to be shown cannot be used" },
	[REASON_LOCAL] = { "local", "this machine could not do it" },
};

#define N_REASONS (sizeof(reasons) / sizeof(reasons[0]))

const char *
reason_name(enum reason reason)
{
	return reasons[reason].name;
}

const char *
reason_words(enum reason reason)
{
	return reasons[reason].words;
}

bool
reason_parse(enum reason *out, const char *name)
{
	for (size_t i = 0; i < N_REASONS; i++) {
		if (strcmp(reasons[i].name, name) == 0) {
			*out = (enum reason)i;
			return true;
		}
	}
	return false;
}

static const char *const handshakes[] = {
	[HANDSHAKE_NONE] = "none",
	[HANDSHAKE_CHAIN] = "chain",
	[HANDSHAKE_COMPLETE] = "complete",
};

const char *
handshake_name(enum handshake handshake)
{
	return handshakes[handshake];
}

bool
handshake_parse(enum handshake *out, const char *name)
{
	for (size_t i = 0; i < sizeof(handshakes) / sizeof(*handshakes); i++) {
		if (strcmp(handshakes[i], name) == 0) {
			*out = (enum handshake)i;
			return true;
		}
	}
	return false;
}

static const char *const staple_statuses[] = {
	[STAPLE_NONE] = "none",
	[STAPLE_GOOD] = "good",
	[STAPLE_REVOKED] = "revoked",
	[STAPLE_UNKNOWN] = "unknown",
	[STAPLE_BAD] = "bad",
	[STAPLE_UNCHECKED] = "unchecked",
};

const char *
staple_status_name(enum staple_status status)
{
	return staple_statuses[status];
}

bool
staple_status_parse(enum staple_status *out, const char *name)
{
	for (size_t i = 0; i <= STAPLE_UNCHECKED; i++) {
		if (strcmp(staple_statuses[i], name) == 0) {
			*out = (enum staple_status)i;
			return true;
		}
	}
	return false;
}

bool
staple_has_dates(const struct staple *staple)
{
	return staple->status == STAPLE_GOOD ||
	    staple->status == STAPLE_REVOKED ||
	    staple->status == STAPLE_UNKNOWN;
}

void
observation_release(struct observation *observation)
{
	free(observation->estate);
	free(observation->endpoint);
	free(observation->host);
	free(observation->address);
	free(observation->protocol);
	free(observation->server_name);
	free(observation->shape);
	free(observation->detail);
	free(observation->tls_version);
	free(observation->cipher);
	free(observation->alpn);
	chain_release(&observation->chain);
	inquiry_release(&observation->inquiry);
	*observation = (struct observation){ 0 };
}

void
observation_copy(struct observation *dst, const struct observation *src)
{
	*dst = *src;
	dst->estate = mem_strdup(src->estate);
	dst->endpoint = mem_strdup(src->endpoint);
	dst->host = mem_strdup(src->host);
	dst->address = mem_strdup(src->address);
	dst->protocol = mem_strdup(src->protocol);
	dst->server_name = mem_strdup(src->server_name);
	dst->shape = mem_strdup(src->shape);
	dst->detail = mem_strdup(src->detail);
	dst->tls_version = mem_strdup(src->tls_version);
	dst->cipher = mem_strdup(src->cipher);
	dst->alpn = mem_strdup(src->alpn);
	chain_copy(&dst->chain, &src->chain);
	inquiry_copy(&dst->inquiry, &src->inquiry);
}

bool
observation_has_shape(const struct observation *observation,
    const char *shape)
{
	return observation->shape == NULL ||
	    strcmp(observation->shape, shape) == 0;
}

void
observations_take(struct observations *all, struct observation *observation)
{
	all->items = mem_grow(all->items, &all->cap, all->n + 1,
	    sizeof(*all->items));
	all->items[all->n++] = *observation;
	*observation = (struct observation){ 0 };
}

void
observations_release(struct observations *all)
{
	for (size_t i = 0; i < all->n; i++)
		observation_release(&all->items[i]);
	free(all->items);
	*all = (struct observations){ 0 };
}
