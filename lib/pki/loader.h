#ifndef PKI_LOADER_H
#define PKI_LOADER_H

/*
 * Whose loader reads a trust store. Libraries differ in what they make of odd
 * PEM, so what a file holds and what a device trusts are two things.
 */
enum loader {
	LOADER_ANY,	/* reads all that we read; nothing is known of it */
	LOADER_OPENSSL_1,	/* to 1.1.1, and LibreSSL */
	LOADER_OPENSSL_3,
	LOADER_MBEDTLS,
	LOADER_GNUTLS,
	LOADER_WOLFSSL,
	LOADER_BEARSSL,
	LOADER_GO,
	LOADER_JAVA,
	LOADER_ANDROID,	/* whose own store is a folder of hashed names */
	LOADER_ESP,	/* what the device finds in its table */
	LOADER_COUNT,
};

#endif
