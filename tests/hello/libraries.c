/*
 * The libraries as an application has them that sets nothing but what it must.
 * Each connects to loopback, says hello and is hung up on.
 */
#include "hello/hello.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include <bearssl.h>
#include <gnutls/gnutls.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>

#include "hello/nss.h"
#include "hello/wolfssl.h"

#define NAME	"a.example"
#define SUITES_1_3 "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:" \
	"TLS_AES_128_GCM_SHA256"

static int
connect_to(uint16_t port)
{
	const struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd == -1 || connect(fd, (const struct sockaddr *)&at,
		sizeof(at)) == -1)
		_exit(1);
	return fd;
}

static int
bearssl_read(void *arg, unsigned char *bytes, size_t n)
{
	ssize_t got = read(*(int *)arg, bytes, n);

	return got > 0 ? (int)got : -1;
}

static int
bearssl_write(void *arg, const unsigned char *bytes, size_t n)
{
	return (int)write(*(int *)arg, bytes, n);
}

static void
bearssl_connect(uint16_t port)
{
	static br_ssl_client_context client;
	static br_x509_minimal_context x509;
	static unsigned char room[BR_SSL_BUFSIZE_BIDI];
	br_sslio_context io;
	int fd = connect_to(port);

	br_ssl_client_init_full(&client, &x509, NULL, 0);
	br_ssl_engine_set_buffer(&client.eng, room, sizeof(room), 1);
	br_ssl_client_reset(&client, NAME, 0);
	br_sslio_init(&io, &client.eng, bearssl_read, &fd, bearssl_write,
	    &fd);
	br_sslio_flush(&io);
	_exit(0);
}

static void
gnutls_connect(uint16_t port)
{
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
	int fd = connect_to(port);

	gnutls_certificate_allocate_credentials(&credentials);
	gnutls_init(&session, GNUTLS_CLIENT);
	gnutls_priority_set_direct(session, "NORMAL", NULL);
	gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
	gnutls_server_name_set(session, GNUTLS_NAME_DNS, NAME, strlen(NAME));
	gnutls_transport_set_int(session, fd);
	gnutls_handshake(session);
	_exit(0);
}

static void
mbedtls_connect(uint16_t port)
{
	mbedtls_net_context net = { connect_to(port) };
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config config;
	mbedtls_entropy_context entropy;
	mbedtls_ctr_drbg_context random;

	mbedtls_ssl_init(&ssl);
	mbedtls_ssl_config_init(&config);
	mbedtls_entropy_init(&entropy);
	mbedtls_ctr_drbg_init(&random);
	mbedtls_ctr_drbg_seed(&random, mbedtls_entropy_func, &entropy, NULL,
	    0);
	mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_CLIENT,
	    MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
	mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &random);
	mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_NONE);
	mbedtls_ssl_setup(&ssl, &config);
	mbedtls_ssl_set_hostname(&ssl, NAME);
	mbedtls_ssl_set_bio(&ssl, &net, mbedtls_net_send, mbedtls_net_recv,
	    NULL);
	mbedtls_ssl_handshake(&ssl);
	_exit(0);
}

static void
nss_connect(uint16_t port)
{
	nss_say_hello(port, NAME);
	_exit(0);
}

/* At its own level, where Debian's asks for one more. */
static void
openssl_connect(uint16_t port)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL *ssl;

	SSL_CTX_set_security_level(context, 1);
	ssl = SSL_new(context);
	SSL_set_tlsext_host_name(ssl, NAME);
	SSL_set_fd(ssl, connect_to(port));
	SSL_connect(ssl);
	_exit(0);
}

static void
wolfssl_connect(uint16_t port)
{
	wolfssl_say_hello(connect_to(port), NAME);
	_exit(0);
}

/* Becomes a program, which is told the port last; no file: it is not there. */
static void
become(const char *file, const char *script, const char *words,
    uint16_t port)
{
	const char *build = getenv("KEDGE_BUILD");
	char path[4096], text[8];

	snprintf(path, sizeof(path), "%s%s%s", *file == '/' ? "" :
	    build ? build : "build", *file == '/' ? "" : "/", file);
	snprintf(text, sizeof(text), "%u", port);
	if (freopen("/dev/null", "w", stderr) == NULL ||
	    access(path, X_OK) == -1)
		return;
	if (script == NULL)
		execl(path, path, text, (char *)NULL);
	else
		execl(path, path, script, text, words, (char *)NULL);
}

static void
openssl_1_0_1_connect(uint16_t port)
{
	become("oracles/node-0.10.48/bin/node", "tests/hello/node.js",
	    "DEFAULT", port);
}

static void
openssl_1_0_2_connect(uint16_t port)
{
	become("oracles/node-8.17.0/bin/node", "tests/hello/node.js",
	    "DEFAULT", port);
}

static void
openssl_1_1_connect(uint16_t port)
{
	become("oracles/node-12.22.12/bin/node", "tests/hello/node.js",
	    SUITES_1_3 ":DEFAULT", port);
}

static void
go_connect(uint16_t port)
{
	become("oracles/go/hello", NULL, NULL, port);
}

static void
java_connect(uint16_t port)
{
	become("/usr/lib/jvm/java-17-openjdk-amd64/bin/java",
	    "tests/hello/Hello.java", NULL, port);
}

static const struct library libraries[] = {
	{ "bearssl", "bearssl-0.6", false, bearssl_connect },
	{ "gnutls", "gnutls-3.7", false, gnutls_connect },
	{ "mbedtls-2.28", "mbedtls-2.28", false, mbedtls_connect },
	{ "nss", "nss", false, nss_connect },
	{ "openssl-3", "openssl-3", true, openssl_connect },
	{ "wolfssl-5", "wolfssl-5", false, wolfssl_connect },
	{ "openssl-1.0.1", "openssl-1.0", false, openssl_1_0_1_connect },
	{ "openssl-1.0.2", "openssl-1.0", false, openssl_1_0_2_connect },
	{ "openssl-1.1", "openssl-1.1", false, openssl_1_1_connect },
	{ "go", "go", false, go_connect },
	{ "java", "java", false, java_connect },
};

const struct library *
library_at(size_t i)
{
	return i < sizeof(libraries) / sizeof(libraries[0]) ? &libraries[i] :
	    NULL;
}
