/* Any bytes as all that a server says to our ClientHello. */
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "probe/tls.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static struct tls_client *
client(void)
{
	static struct tls_client *kept;
	struct err err = ERR_NONE;

	if (kept == NULL)
		kept = tls_client_new(&err);
	if (kept == NULL)
		abort();
	return kept;
}

static void
check(const struct observation *seen)
{
	if (seen->reason == REASON_NONE || seen->reason == REASON_LOCAL ||
	    seen->reason == REASON_TIMEOUT_TLS ||
	    seen->handshake == HANDSHAKE_COMPLETE ||
	    seen->chain.n > LIMIT_SERVED_CERTS ||
	    (seen->chain.n > 0) != (seen->handshake == HANDSHAKE_CHAIN))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct certpool *pool = certpool_new();
	struct observation seen = { 0 };
	const struct target target = { 0 };
	struct tls *tls;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == -1)
		abort();
	if (n > 0 && write(ends[1], bytes, n) == -1)
		abort();
	shutdown(ends[1], SHUT_WR);
	tls = tls_new(client(), ends[0], &target, pool, &seen);
	if (tls == NULL)
		abort();
	/* All that comes is here, so that it never has to wait. */
	if (tls_step(tls) != TLS_WANTS_NOTHING)
		abort();
	tls_outcome(tls, &seen, false);
	check(&seen);
	observation_release(&seen);
	tls_free(tls);
	close(ends[0]);
	close(ends[1]);
	certpool_free(pool);
	return 0;
}
