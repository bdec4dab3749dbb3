#pragma once
/*
 * A TLS client of the real wolfSSL. Its headers and libcrypto's define the
 * same names, so this side of a handshake has a file of its own, and this
 * header names neither.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wolfssl_client {
	const char *store_pem;	/* anchors in file order */
	size_t store_size;
	int64_t loaded_s;	/* when the store is loaded */
	int64_t at_s;		/* when the server is met */
	bool dated;		/* verification is asked for before loading */
	bool pinned_leaf;	/* the store is one of trusted peers, too */
	/* How many bytes went either way; 0 where there are no more. */
	size_t (*send)(void *wire, const void *bytes, size_t size);
	size_t (*receive)(void *wire, void *bytes, size_t size);
	void *wire;
};

/*
 * Makes a handshake that verifies the server, in a process that has made none
 * yet. True where the server is accepted; used_alternative then says whether
 * a build without WOLFSSL_ALT_CERT_CHAINS would have failed on the way. What
 * wolfSSL says goes to why[size].
 */
bool wolfssl_client_accepts(const struct wolfssl_client *client,
    bool *used_alternative, char *why, size_t size);
