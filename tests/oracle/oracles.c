#include "oracle/oracle.h"

static const struct oracle oracles[] = {
	{ "go", "go", go_accepts, go_loads },
	{ "java", "java", java_accepts, java_loads },
	{ "bearssl", "bearssl-0.6", bearssl_accepts, bearssl_loads },
	{ "gnutls", "gnutls-3.7", gnutls_accepts, gnutls_loads },
	{ "mbedtls-2.28", "mbedtls-2.28", mbedtls_accepts, mbedtls_loads },
	{ "openssl-3", "openssl-3", openssl_3_accepts, openssl_3_loads },
	{ "openssl-3-partial", "openssl-3-partial",
	    openssl_3_partial_accepts, NULL },
	{ "openssl-1.0.1n", "openssl-1.0.1n", openssl_1_0_1n_accepts,
	    NULL },
	{ "openssl-1.0.2", "openssl-1.0.2", openssl_1_0_2_accepts,
	    openssl_1_0_2_loads },
	{ "openssl-1.1", "openssl-1.1", openssl_1_1_accepts,
	    openssl_1_1_loads },
	{ "wolfssl-5", "wolfssl-5", wolfssl_5_accepts, wolfssl_loads },
	{ "wolfssl-5-alt", "wolfssl-5-alt", wolfssl_5_alt_accepts, NULL },
	{ "wolfssl-5-alt-dated", "wolfssl-5-alt-dated",
	    wolfssl_5_alt_dated_accepts, NULL },
	{ "wolfssl-5-dated", "wolfssl-5-dated", wolfssl_5_dated_accepts, NULL },
};

const struct oracle *
oracle_at(size_t i)
{
	return i < sizeof(oracles) / sizeof(oracles[0]) ? &oracles[i] : NULL;
}
