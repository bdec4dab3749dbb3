#include "unit/probe/shaking.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define ROUNDS	100	/* more than any handshake takes */

void
shaking_open(struct shaking *shaking)
{
	struct err err = ERR_NONE;

	*shaking = (struct shaking){ .forge = forge_new(),
		.pool = certpool_new(), .client = tls_client_new(&err) };
	if (shaking->client == NULL)
		fail_msg("%s", err.msg);
}

void
shaking_close(struct shaking *shaking)
{
	observation_release(&shaking->seen);
	SSL_CTX_free(shaking->context);
	tls_client_free(shaking->client);
	certpool_free(shaking->pool);
	forge_free(shaking->forge);
}

void
shaking_forge(struct shaking *shaking, const char *line)
{
	char message[256];

	if (forge_line(shaking->forge, line, message, sizeof(message)) == -1)
		fail_msg("%s", message);
}

static int
note_name(SSL *ssl, int *alert, void *arg)
{
	struct shaking *shaking = arg;
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

	(void)alert;
	snprintf(shaking->sent_name, sizeof(shaking->sent_name), "%s",
	    name ? name : "");
	return SSL_TLSEXT_ERR_OK;
}

void
shaking_server(struct shaking *shaking)
{
	SSL_CTX_free(shaking->context);
	shaking->context = SSL_CTX_new(TLS_server_method());
	assert_non_null(shaking->context);
	SSL_CTX_set_security_level(shaking->context, 0);
	SSL_CTX_set_min_proto_version(shaking->context, TLS1_VERSION);
	assert_int_equal(SSL_CTX_set_cipher_list(shaking->context,
	    "ALL:@SECLEVEL=0"), 1);
	SSL_CTX_set_tlsext_servername_callback(shaking->context, note_name);
	SSL_CTX_set_tlsext_servername_arg(shaking->context, shaking);
}

void
shaking_serve(struct shaking *shaking, const char *name,
    const char *const *issuers)
{
	assert_int_equal(SSL_CTX_use_certificate(shaking->context,
	    forge_cert(shaking->forge, name)), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(shaking->context,
	    forge_key(shaking->forge, name)), 1);
	for (; issuers != NULL && *issuers != NULL; issuers++)
		assert_int_equal(SSL_CTX_add1_chain_cert(shaking->context,
		    forge_cert(shaking->forge, *issuers)), 1);
}

/* What is said after the handshake: alerts, tickets, good-byes. */
static void
part(struct tls *tls, SSL *server, int fd)
{
	char byte;

	tls_close_notify(tls);
	shutdown(fd, SHUT_WR);
	for (int i = 0; i < ROUNDS; i++) {
		SSL_accept(server);
		SSL_read(server, &byte, 1);
		if (tls_drain(tls) == TLS_WANTS_NOTHING)
			break;
	}
}

void
shaking_run(struct shaking *shaking, const struct target *target)
{
	struct tls *tls;
	SSL *server;
	int fds[2];

	observation_release(&shaking->seen);
	shaking->sent_name[0] = '\0';
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0,
	    fds), 0);
	server = SSL_new(shaking->context);
	assert_non_null(server);
	SSL_set_fd(server, fds[1]);
	tls = tls_new(shaking->client, fds[0], target, shaking->pool,
	    &shaking->seen);
	for (int i = 0; tls != NULL && i < ROUNDS &&
	    tls_step(tls) != TLS_WANTS_NOTHING; i++)
		SSL_accept(server);
	if (tls != NULL) {
		tls_outcome(tls, &shaking->seen, false);
		if (shaking->seen.handshake == HANDSHAKE_COMPLETE)
			part(tls, server, fds[0]);
		tls_note_refusal(tls, &shaking->seen);
	}
	tls_free(tls);
	SSL_free(server);
	close(fds[0]);
	close(fds[1]);
}
