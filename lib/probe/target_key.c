#include "probe/target_key.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include <openssl/sha.h>

#include "base/limits.h"
#include "base/octets.h"

/* A name as all of its spellings, and end, which keeps it from what follows. */
static void
put_name(struct buf *out, const char *name, char end)
{
	size_t n = name ? strlen(name) : 0;

	if (n > 1 && name[n - 1] == '.')
		n--;
	for (size_t i = 0; i < n; i++) {
		char c = (char)tolower((unsigned char)name[i]);

		buf_append(out, &c, 1);
	}
	buf_append(out, &end, 1);
}

/* An IPv6 address as its shortest spelling, and a name as it is. */
static void
put_host(struct buf *out, const char *host)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;

	if (inet_pton(AF_INET6, host, &address) == 1)
		host = inet_ntop(AF_INET6, &address, text, sizeof(text));
	put_name(out, host, '\0');
}

static void
digest_and_release(uint8_t out[SHA256_DIGEST_LENGTH], struct buf *bytes)
{
	SHA256((const uint8_t *)bytes->p, bytes->n, out);
	buf_release(bytes);
}

void
target_fingerprint(uint8_t out[FINGERPRINT_BYTES], const struct target *target)
{
	struct buf bytes = BUF_INIT(LIMIT_TARGET_LINE_BYTES * 4);
	uint8_t sha256[SHA256_DIGEST_LENGTH];

	put_name(&bytes, target_protocol_name(target), '\0');
	put_host(&bytes, target->host);
	put_name(&bytes, target->service, '\0');
	buf_append(&bytes, &target->port, sizeof(target->port));
	put_name(&bytes, target->server_name, '\0');
	buf_append(&bytes, target->server_name ? "1" : "0", 1);
	digest_and_release(sha256, &bytes);
	memcpy(out, sha256, FINGERPRINT_BYTES);
}

void
target_host_fingerprint(uint8_t out[FINGERPRINT_BYTES],
    const struct target *target)
{
	struct buf bytes = BUF_INIT(LIMIT_TARGET_LINE_BYTES);
	uint8_t sha256[SHA256_DIGEST_LENGTH];

	put_host(&bytes, target_place_host(target));
	digest_and_release(sha256, &bytes);
	memcpy(out, sha256, FINGERPRINT_BYTES);
}

int64_t
target_shard(const struct target *target, int64_t n)
{
	struct buf bytes = BUF_INIT(LIMIT_TARGET_LINE_BYTES);
	uint8_t sha256[SHA256_DIGEST_LENGTH];

	put_name(&bytes, target->host, ':');
	buf_printf(&bytes, "%u", (unsigned)target->port);
	digest_and_release(sha256, &bytes);
	return (int64_t)(octets_be_at(sha256, 8) % (uint64_t)n) + 1;
}
