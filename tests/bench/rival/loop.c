/*
 * The least that a scanner can do: one epoll loop, one SSL_CTX, a handshake
 * with each address of standard input (ADDRESS:PORT, IPv4), so many at once,
 * the chain taken over and thrown away. What kedge-scan costs more than this
 * is the price of its answers.
 *
 *	loop CONCURRENCY SERVER_NAME <targets
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

struct one {
	int fd;
	SSL *ssl;
};

struct loop {
	int epoll;
	SSL_CTX *context;
	const char *name;
	size_t active, complete, failed;
};

static bool
next_target(struct sockaddr_in *out)
{
	char line[64];
	char *colon;

	if (fgets(line, sizeof(line), stdin) == NULL)
		return false;
	colon = strchr(line, ':');
	if (colon == NULL)
		return false;
	*colon = '\0';
	*out = (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10)) };
	return inet_pton(AF_INET, line, &out->sin_addr) == 1;
}

static void
begin(struct loop *loop, const struct sockaddr_in *target)
{
	struct one *one = calloc(1, sizeof(*one));
	struct epoll_event event = { EPOLLOUT | EPOLLIN | EPOLLET,
		{ .ptr = one } };

	one->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0);
	if (connect(one->fd, (const struct sockaddr *)target,
		sizeof(*target)) == -1 && errno != EINPROGRESS) {
		perror("loop: connect");
		exit(1);
	}
	one->ssl = SSL_new(loop->context);
	SSL_set_fd(one->ssl, one->fd);
	SSL_set_tlsext_host_name(one->ssl, loop->name);
	SSL_set_connect_state(one->ssl);
	epoll_ctl(loop->epoll, EPOLL_CTL_ADD, one->fd, &event);
	loop->active++;
}

static void
go_on(struct loop *loop, struct one *one)
{
	int result = SSL_do_handshake(one->ssl);
	int error = SSL_get_error(one->ssl, result);

	if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
		return;
	if (result == 1 && SSL_get_peer_cert_chain(one->ssl) != NULL)
		loop->complete++;
	else
		loop->failed++;
	SSL_shutdown(one->ssl);
	SSL_free(one->ssl);
	close(one->fd);
	free(one);
	loop->active--;
}

static void
run(struct loop *loop, size_t concurrency)
{
	struct epoll_event events[64];
	struct sockaddr_in target;
	bool has_more = true;

	while (has_more || loop->active > 0) {
		int n;

		while (has_more && loop->active < concurrency) {
			has_more = next_target(&target);
			if (has_more)
				begin(loop, &target);
		}
		n = epoll_wait(loop->epoll, events, 64, -1);
		for (int i = 0; i < n; i++)
			go_on(loop, events[i].data.ptr);
	}
}

int
main(int argc, char **argv)
{
	struct loop loop = { .epoll = epoll_create1(EPOLL_CLOEXEC),
		.context = SSL_CTX_new(TLS_client_method()) };

	if (argc != 3 || loop.epoll == -1 || loop.context == NULL) {
		fputs("usage: loop CONCURRENCY SERVER_NAME <targets\n",
		    stderr);
		return 2;
	}
	loop.name = argv[2];
	SSL_CTX_set_verify(loop.context, SSL_VERIFY_NONE, NULL);
	run(&loop, strtoul(argv[1], NULL, 10));
	SSL_CTX_free(loop.context);
	close(loop.epoll);
	printf("%zu complete, %zu failed\n", loop.complete, loop.failed);
	return loop.failed > 0;
}
