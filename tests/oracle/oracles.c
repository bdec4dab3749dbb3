#include "oracle/oracle.h"

static const struct oracle oracles[] = {
	{ "go", "go", go_accepts },
	{ "java", "java", java_accepts },
	{ "bearssl", "bearssl-0.6", bearssl_accepts },
	{ "gnutls", "gnutls-3.7", gnutls_accepts },
	{ "mbedtls-2.28", "mbedtls-2.28", mbedtls_accepts },
	{ "openssl-3", "openssl-3", openssl_3_accepts },
	{ "openssl-3-partial", "openssl-3-partial",
	    openssl_3_partial_accepts },
	{ "openssl-1.0.1n", "openssl-1.0.1n", openssl_1_0_1n_accepts },
	{ "openssl-1.0.2", "openssl-1.0.2", openssl_1_0_2_accepts },
	{ "openssl-1.1", "openssl-1.1", openssl_1_1_accepts },
	{ "wolfssl-5", "wolfssl-5", wolfssl_5_accepts },
	{ "wolfssl-5-alt", "wolfssl-5-alt", wolfssl_5_alt_accepts },
	{ "wolfssl-5-alt-dated", "wolfssl-5-alt-dated",
	    wolfssl_5_alt_dated_accepts },
	{ "wolfssl-5-dated", "wolfssl-5-dated", wolfssl_5_dated_accepts },
};

const struct oracle *
oracle_at(size_t i)
{
	return i < sizeof(oracles) / sizeof(oracles[0]) ? &oracles[i] : NULL;
}
