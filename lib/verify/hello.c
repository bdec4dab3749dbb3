/*
 * "As it is sent" is what the library was seen to send; suites, groups and
 * algorithms that decide no chain, or that libssl does not have, are left out:
 * DSA, PSK, RC4, 3DES, static ECDH, finite fields, curves that no CA signs
 * for. libssl sends the suites of TLS 1.3 as it always does. Two algorithms
 * have no name of their own there, as ECDSA+SHA1.
 */
#include "verify/hello.h"

#include <string.h>

#include "base/buf.h"

#define TLS1_0	0x0301		/* RFC 8446, section 4.2.1 */
#define TLS1_1	0x0302
#define TLS1_2	0x0303
#define TLS1_3	0x0304

#define OPENSSL_1_0_SIGNATURES						\
	"rsa_pkcs1_sha512:ecdsa_secp521r1_sha512:rsa_pkcs1_sha384:"	\
	"ecdsa_secp384r1_sha384:rsa_pkcs1_sha256:ecdsa_secp256r1_sha256:" \
	"rsa_pkcs1_sha224:ECDSA+SHA224:rsa_pkcs1_sha1:ECDSA+SHA1"

#define OPENSSL_1_1_SIGNATURES						\
	"ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:"		\
	"ecdsa_secp521r1_sha512:ed25519:ed448:rsa_pss_pss_sha256:"	\
	"rsa_pss_pss_sha384:rsa_pss_pss_sha512:rsa_pss_rsae_sha256:"	\
	"rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pkcs1_sha256:"	\
	"rsa_pkcs1_sha384:rsa_pkcs1_sha512:ECDSA+SHA224:ECDSA+SHA1:"	\
	"rsa_pkcs1_sha224:rsa_pkcs1_sha1"

#define OPENSSL_3_SIGNATURES						\
	"ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:"		\
	"ecdsa_secp521r1_sha512:ed25519:ed448:rsa_pss_pss_sha256:"	\
	"rsa_pss_pss_sha384:rsa_pss_pss_sha512:rsa_pss_rsae_sha256:"	\
	"rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pkcs1_sha256:"	\
	"rsa_pkcs1_sha384:rsa_pkcs1_sha512:ECDSA+SHA224:rsa_pkcs1_sha224"

#define LIBRESSL_SIGNATURES						\
	"rsa_pss_rsae_sha512:rsa_pkcs1_sha512:ecdsa_secp521r1_sha512:"	\
	"rsa_pss_rsae_sha384:rsa_pkcs1_sha384:ecdsa_secp384r1_sha384:"	\
	"rsa_pss_rsae_sha256:rsa_pkcs1_sha256:ecdsa_secp256r1_sha256:"	\
	"rsa_pkcs1_sha1:ECDSA+SHA1"

#define GNUTLS_3_5_SIGNATURES						\
	"rsa_pkcs1_sha256:ecdsa_secp256r1_sha256:rsa_pkcs1_sha384:"	\
	"ecdsa_secp384r1_sha384:rsa_pkcs1_sha512:ecdsa_secp521r1_sha512:" \
	"rsa_pkcs1_sha224:ECDSA+SHA224:rsa_pkcs1_sha1:ECDSA+SHA1"

#define GNUTLS_3_7_SIGNATURES						\
	"rsa_pkcs1_sha256:rsa_pss_pss_sha256:rsa_pss_rsae_sha256:"	\
	"ecdsa_secp256r1_sha256:ed25519:rsa_pkcs1_sha384:rsa_pss_pss_sha384:" \
	"rsa_pss_rsae_sha384:ecdsa_secp384r1_sha384:ed448:rsa_pkcs1_sha512:" \
	"rsa_pss_pss_sha512:rsa_pss_rsae_sha512:ecdsa_secp521r1_sha512:" \
	"rsa_pkcs1_sha1:ECDSA+SHA1"

#define MBEDTLS_2_7_SIGNATURES						\
	"ecdsa_secp521r1_sha512:rsa_pkcs1_sha512:ecdsa_secp384r1_sha384:" \
	"rsa_pkcs1_sha384:ecdsa_secp256r1_sha256:rsa_pkcs1_sha256:"	\
	"ECDSA+SHA224:rsa_pkcs1_sha224:ECDSA+SHA1:rsa_pkcs1_sha1"

#define MBEDTLS_2_SIGNATURES						\
	"ecdsa_secp521r1_sha512:rsa_pkcs1_sha512:ecdsa_secp384r1_sha384:" \
	"rsa_pkcs1_sha384:ecdsa_secp256r1_sha256:rsa_pkcs1_sha256:"	\
	"ECDSA+SHA224:rsa_pkcs1_sha224"

#define MBEDTLS_3_SIGNATURES						\
	"ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:"		\
	"ecdsa_secp521r1_sha512:rsa_pss_rsae_sha512:rsa_pss_rsae_sha384:" \
	"rsa_pss_rsae_sha256:rsa_pkcs1_sha512:rsa_pkcs1_sha384:"	\
	"rsa_pkcs1_sha256"

#define WOLFSSL_SIGNATURES						\
	"ecdsa_secp521r1_sha512:ecdsa_secp384r1_sha384:"		\
	"ecdsa_secp256r1_sha256:ECDSA+SHA1:ed25519:ed448:rsa_pss_rsae_sha512:" \
	"rsa_pss_pss_sha512:rsa_pss_rsae_sha384:rsa_pss_pss_sha384:"	\
	"rsa_pss_rsae_sha256:rsa_pss_pss_sha256:rsa_pkcs1_sha512:"	\
	"rsa_pkcs1_sha384:rsa_pkcs1_sha256:rsa_pkcs1_sha224:rsa_pkcs1_sha1"

#define BEARSSL_SIGNATURES						\
	"ecdsa_secp256r1_sha256:ECDSA+SHA224:ecdsa_secp384r1_sha384:"	\
	"ecdsa_secp521r1_sha512:ECDSA+SHA1:rsa_pkcs1_sha256:rsa_pkcs1_sha224:" \
	"rsa_pkcs1_sha384:rsa_pkcs1_sha512:rsa_pkcs1_sha1"

#define GO_SIGNATURES							\
	"rsa_pss_rsae_sha256:ecdsa_secp256r1_sha256:ed25519:"		\
	"rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pkcs1_sha256:"	\
	"rsa_pkcs1_sha384:rsa_pkcs1_sha512:ecdsa_secp384r1_sha384:"	\
	"ecdsa_secp521r1_sha512:rsa_pkcs1_sha1:ECDSA+SHA1"

#define JAVA_SIGNATURES							\
	"ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:"		\
	"ecdsa_secp521r1_sha512:ed25519:ed448:rsa_pss_rsae_sha256:"	\
	"rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pss_pss_sha256:"	\
	"rsa_pss_pss_sha384:rsa_pss_pss_sha512:rsa_pkcs1_sha256:"	\
	"rsa_pkcs1_sha384:rsa_pkcs1_sha512:ECDSA+SHA224:rsa_pkcs1_sha224"

#define NSS_SIGNATURES							\
	"ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:"		\
	"ecdsa_secp521r1_sha512:ECDSA+SHA1:rsa_pss_rsae_sha256:"	\
	"rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pkcs1_sha256:"	\
	"rsa_pkcs1_sha384:rsa_pkcs1_sha512:rsa_pkcs1_sha1"

#define ANDROID_SIGNATURES						\
	"ecdsa_secp256r1_sha256:rsa_pss_rsae_sha256:rsa_pkcs1_sha256:"	\
	"ecdsa_secp384r1_sha384:rsa_pss_rsae_sha384:rsa_pkcs1_sha384:"	\
	"rsa_pss_rsae_sha512:rsa_pkcs1_sha512:rsa_pkcs1_sha1"

#define WEBPKI_SIGNATURES						\
	"ecdsa_secp384r1_sha384:ecdsa_secp256r1_sha256:ed25519:"	\
	"rsa_pss_rsae_sha512:rsa_pss_rsae_sha384:rsa_pss_rsae_sha256:"	\
	"rsa_pkcs1_sha512:rsa_pkcs1_sha384:rsa_pkcs1_sha256"

#define OPENSSL_1_0_SUITES						\
	"ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-GCM-SHA384:"	\
	"ECDHE-RSA-AES256-SHA384:ECDHE-ECDSA-AES256-SHA384:"		\
	"ECDHE-RSA-AES256-SHA:ECDHE-ECDSA-AES256-SHA:"			\
	"DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES256-SHA256:DHE-RSA-AES256-SHA:" \
	"DHE-RSA-CAMELLIA256-SHA:AES256-GCM-SHA384:AES256-SHA256:AES256-SHA:" \
	"CAMELLIA256-SHA:ECDHE-RSA-AES128-GCM-SHA256:"			\
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA256:"	\
	"ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA:"		\
	"ECDHE-ECDSA-AES128-SHA:DHE-RSA-AES128-GCM-SHA256:"		\
	"DHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA:DHE-RSA-CAMELLIA128-SHA:" \
	"AES128-GCM-SHA256:AES128-SHA256:AES128-SHA:CAMELLIA128-SHA"

#define OPENSSL_1_1_SUITES						\
	"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"	\
	"DHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"	\
	"ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-CHACHA20-POLY1305:"	\
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"	\
	"DHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-SHA384:"		\
	"ECDHE-RSA-AES256-SHA384:DHE-RSA-AES256-SHA256:"		\
	"ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:"		\
	"DHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:" \
	"DHE-RSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:" \
	"DHE-RSA-AES128-SHA:AES256-GCM-SHA384:AES128-GCM-SHA256:"	\
	"AES256-SHA256:AES128-SHA256:AES256-SHA:AES128-SHA"

#define GNUTLS_SUITES							\
	"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"	\
	"ECDHE-ECDSA-AES256-CCM:ECDHE-ECDSA-AES256-SHA:"		\
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-CCM:"		\
	"ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384:"		\
	"ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES256-SHA:"		\
	"ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA:AES256-GCM-SHA384:" \
	"AES256-CCM:AES256-SHA:AES128-GCM-SHA256:AES128-CCM:AES128-SHA:" \
	"DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305:"		\
	"DHE-RSA-AES256-CCM:DHE-RSA-AES256-SHA:DHE-RSA-AES128-GCM-SHA256:" \
	"DHE-RSA-AES128-CCM:DHE-RSA-AES128-SHA"

#define MBEDTLS_2_7_SUITES						\
	"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"	\
	"DHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-CCM:DHE-RSA-AES256-CCM:" \
	"ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES256-SHA384:"		\
	"DHE-RSA-AES256-SHA256:ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:" \
	"DHE-RSA-AES256-SHA:ECDHE-ECDSA-AES256-CCM8:DHE-RSA-AES256-CCM8:" \
	"ECDHE-ECDSA-CAMELLIA256-SHA384:ECDHE-RSA-CAMELLIA256-SHA384:"	\
	"DHE-RSA-CAMELLIA256-SHA256:DHE-RSA-CAMELLIA256-SHA:"		\
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"	\
	"DHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-CCM:DHE-RSA-AES128-CCM:" \
	"ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:"		\
	"DHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:" \
	"DHE-RSA-AES128-SHA:ECDHE-ECDSA-AES128-CCM8:DHE-RSA-AES128-CCM8:" \
	"ECDHE-ECDSA-CAMELLIA128-SHA256:ECDHE-RSA-CAMELLIA128-SHA256:"	\
	"DHE-RSA-CAMELLIA128-SHA256:DHE-RSA-CAMELLIA128-SHA:"		\
	"AES256-GCM-SHA384:AES256-CCM:AES256-SHA256:AES256-SHA:AES256-CCM8:" \
	"CAMELLIA256-SHA256:CAMELLIA256-SHA:AES128-GCM-SHA256:AES128-CCM:" \
	"AES128-SHA256:AES128-SHA:AES128-CCM8:CAMELLIA128-SHA256:"	\
	"CAMELLIA128-SHA"

#define ESP_IDF_SUITES							\
	"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"	\
	"ECDHE-ECDSA-AES256-CCM:ECDHE-ECDSA-AES256-SHA384:"		\
	"ECDHE-RSA-AES256-SHA384:ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:" \
	"ECDHE-ECDSA-AES256-CCM8:ECDHE-ECDSA-AES128-GCM-SHA256:"	\
	"ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-CCM:"		\
	"ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:"		\
	"ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES128-CCM8:" \
	"AES256-GCM-SHA384:AES256-CCM:AES256-SHA256:AES256-SHA:AES256-CCM8:" \
	"AES128-GCM-SHA256:AES128-CCM:AES128-SHA256:AES128-SHA:AES128-CCM8"

#define WOLFSSL_SUITES							\
	"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:"	\
	"ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:"	\
	"DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256:"		\
	"ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"	\
	"DHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-SHA256:"		\
	"ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:"		\
	"ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES256-SHA:"		\
	"ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA:" \
	"ECDHE-ECDSA-AES128-CCM:ECDHE-ECDSA-AES128-CCM8:"		\
	"ECDHE-ECDSA-AES256-CCM8:DHE-RSA-AES256-SHA256:DHE-RSA-AES128-SHA256:" \
	"DHE-RSA-AES256-SHA:DHE-RSA-AES128-SHA:DHE-RSA-CAMELLIA128-SHA:" \
	"DHE-RSA-CAMELLIA256-SHA:DHE-RSA-CAMELLIA128-SHA256:"		\
	"DHE-RSA-CAMELLIA256-SHA256"

#define BEARSSL_SUITES							\
	"ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"	\
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"	\
	"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"	\
	"ECDHE-ECDSA-AES128-CCM:ECDHE-ECDSA-AES256-CCM:"		\
	"ECDHE-ECDSA-AES128-CCM8:ECDHE-ECDSA-AES256-CCM8:"		\
	"ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:"		\
	"ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES256-SHA384:"		\
	"ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA:" \
	"ECDHE-RSA-AES256-SHA:AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-CCM:" \
	"AES256-CCM:AES128-CCM8:AES256-CCM8:AES128-SHA256:AES256-SHA256:" \
	"AES128-SHA:AES256-SHA"

#define GO_SUITES							\
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"	\
	"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"	\
	"ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"	\
	"ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA:" \
	"ECDHE-RSA-AES256-SHA:AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA:" \
	"AES256-SHA"

#define JAVA_SUITES							\
	"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:"	\
	"ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-AES256-GCM-SHA384:"	\
	"ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256:"	\
	"DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305:"		\
	"DHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-SHA384:"		\
	"ECDHE-RSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA256:"		\
	"ECDHE-RSA-AES128-SHA256:DHE-RSA-AES256-SHA256:DHE-RSA-AES128-SHA256:" \
	"ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA:" \
	"ECDHE-RSA-AES128-SHA:DHE-RSA-AES256-SHA:DHE-RSA-AES128-SHA"

#define NSS_SUITES							\
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"	\
	"ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"	\
	"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"	\
	"ECDHE-ECDSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:" \
	"ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:"		\
	"ECDHE-RSA-AES256-SHA:DHE-RSA-AES128-GCM-SHA256:"		\
	"DHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES256-GCM-SHA384:"		\
	"DHE-RSA-AES128-SHA:DHE-RSA-AES128-SHA256:DHE-RSA-AES256-SHA:"	\
	"DHE-RSA-AES256-SHA256:AES128-GCM-SHA256:AES256-GCM-SHA384:"	\
	"AES128-SHA:AES128-SHA256:AES256-SHA:AES256-SHA256"

#define ANDROID_SUITES							\
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"	\
	"ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256:"	\
	"ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305:"	\
	"ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES128-SHA:" \
	"ECDHE-RSA-AES256-SHA:AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA:" \
	"AES256-SHA"

#define WEBPKI_SUITES							\
	"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:"	\
	"ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-AES256-GCM-SHA384:"	\
	"ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305"

#define LIBRESSL_SUITES							\
	"ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-GCM-SHA384:"	\
	"ECDHE-RSA-AES256-SHA384:ECDHE-ECDSA-AES256-SHA384:"		\
	"ECDHE-RSA-AES256-SHA:ECDHE-ECDSA-AES256-SHA:"			\
	"DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES256-SHA256:DHE-RSA-AES256-SHA:" \
	"ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"	\
	"DHE-RSA-CHACHA20-POLY1305:DHE-RSA-CAMELLIA256-SHA256:"		\
	"DHE-RSA-CAMELLIA256-SHA:AES256-GCM-SHA384:AES256-SHA256:AES256-SHA:" \
	"CAMELLIA256-SHA256:CAMELLIA256-SHA:ECDHE-RSA-AES128-GCM-SHA256:" \
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA256:"	\
	"ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA:"		\
	"ECDHE-ECDSA-AES128-SHA:DHE-RSA-AES128-GCM-SHA256:"		\
	"DHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA:DHE-RSA-CAMELLIA128-SHA256:" \
	"DHE-RSA-CAMELLIA128-SHA:AES128-GCM-SHA256:AES128-SHA256:AES128-SHA:" \
	"CAMELLIA128-SHA256:CAMELLIA128-SHA"

/* ChaCha came in front with 2.12, for RSA before ECDSA. */
#define MBEDTLS_SUITES							\
	"ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-CHACHA20-POLY1305:"	\
	"DHE-RSA-CHACHA20-POLY1305:" MBEDTLS_2_7_SUITES

/* A shape and its twin that sends no server name. */
#define SHAPE(n, ...)							\
	{ .name = (n), __VA_ARGS__ },					\
	{ .name = n "-no-sni", __VA_ARGS__, .is_nameless = true }

static const struct hello shapes[] = {
	SHAPE(HELLO_WIDEST,
	    .models = "all that this program can, TLS 1.0 too"),
	SHAPE("android",
	    .models = "Conscrypt of Android 10 and later, from its source",
	    .oldest = TLS1_0, .newest = TLS1_3,
	    .signatures = ANDROID_SIGNATURES,
	    .groups = "X25519:P-256:P-384",
	    .suites = ANDROID_SUITES),
	SHAPE("bearssl-0.6",
	    .models = "BearSSL 0.6, br_ssl_client_init_full, as it is sent",
	    .oldest = TLS1_0, .newest = TLS1_2,
	    .signatures = BEARSSL_SIGNATURES,
	    .groups = "P-256:P-384:P-521:X25519",
	    .suites = BEARSSL_SUITES),
	SHAPE("esp-idf",
	    .models = "mbedTLS as ESP-IDF configures it, from its source",
	    .oldest = TLS1_2, .newest = TLS1_2,
	    .signatures = MBEDTLS_2_SIGNATURES,
	    .groups = "P-521:P-384:P-256",
	    .suites = ESP_IDF_SUITES),
	SHAPE("gnutls-3.5",
	    .models = "GnuTLS 3.5, priority NORMAL, from its source",
	    .oldest = TLS1_0, .newest = TLS1_2,
	    .signatures = GNUTLS_3_5_SIGNATURES,
	    .groups = "P-256:P-384:P-521",
	    .suites = GNUTLS_SUITES),
	SHAPE("gnutls-3.7",
	    .models = "GnuTLS 3.7.9, priority NORMAL, as it is sent",
	    .oldest = TLS1_0, .newest = TLS1_3,
	    .signatures = GNUTLS_3_7_SIGNATURES,
	    .groups = "P-256:P-384:P-521:X25519:X448",
	    .suites = GNUTLS_SUITES),
	SHAPE("go",
	    .models = "Go 1.19, as it is sent",
	    .oldest = TLS1_2, .newest = TLS1_3,
	    .signatures = GO_SIGNATURES,
	    .groups = "X25519:P-256:P-384:P-521",
	    .suites = GO_SUITES),
	SHAPE("java",
	    .models = "Java 17, as it is sent",
	    .oldest = TLS1_2, .newest = TLS1_3,
	    .signatures = JAVA_SIGNATURES,
	    .groups = "X25519:P-256:P-384:P-521:X448",
	    .suites = JAVA_SUITES),
	SHAPE("libressl-3",
	    .models = "LibreSSL 3.4 and later, from its source",
	    .oldest = TLS1_2, .newest = TLS1_3,
	    .signatures = LIBRESSL_SIGNATURES,
	    .groups = "X25519:P-256:P-384",
	    .suites = LIBRESSL_SUITES),
	SHAPE("mbedtls-2.28",
	    .models = "mbedTLS 2.12 to 2.28, as 2.28.3 sends it",
	    .oldest = TLS1_0, .newest = TLS1_2,
	    .signatures = MBEDTLS_2_SIGNATURES,
	    .groups = "P-521:P-384:P-256:X25519:X448",
	    .suites = MBEDTLS_SUITES),
	SHAPE("mbedtls-2.7",
	    .models = "mbedTLS up to 2.11, from its source",
	    .oldest = TLS1_0, .newest = TLS1_2,
	    .signatures = MBEDTLS_2_7_SIGNATURES,
	    .groups = "P-521:P-384:P-256",
	    .suites = MBEDTLS_2_7_SUITES),
	SHAPE("mbedtls-3.6",
	    .models = "mbedTLS 3.6, which speaks TLS 1.3, from its source",
	    .oldest = TLS1_2, .newest = TLS1_3,
	    .signatures = MBEDTLS_3_SIGNATURES,
	    .groups = "X25519:P-256:P-384:X448:P-521",
	    .suites = MBEDTLS_SUITES),
	SHAPE("nss",
	    .models = "NSS 3.87, as it is sent",
	    .oldest = TLS1_2, .newest = TLS1_3,
	    .signatures = NSS_SIGNATURES,
	    .groups = "X25519:P-256:P-384:P-521",
	    .suites = NSS_SUITES),
	SHAPE("openssl-1.0",
	    .models = "OpenSSL 1.0.1 and 1.0.2, as 1.0.1u and 1.0.2s send it",
	    .oldest = TLS1_0, .newest = TLS1_2,
	    .signatures = OPENSSL_1_0_SIGNATURES,
	    .groups = "P-256:P-521:P-384",
	    .suites = OPENSSL_1_0_SUITES),
	SHAPE("openssl-1.1",
	    .models = "OpenSSL 1.1.1, as 1.1.1n sends it",
	    .oldest = TLS1_0, .newest = TLS1_3,
	    .signatures = OPENSSL_1_1_SIGNATURES,
	    .groups = "X25519:P-256:X448:P-521:P-384",
	    .suites = OPENSSL_1_1_SUITES),
	SHAPE("openssl-3",
	    .models = "OpenSSL 3 at its own security level, 1, as 3.0 sends it",
	    .oldest = TLS1_2, .newest = TLS1_3,
	    .signatures = OPENSSL_3_SIGNATURES,
	    .groups = "X25519:P-256:X448:P-521:P-384",
	    .suites = OPENSSL_1_1_SUITES),
	SHAPE("webpki",
	    .models = "rustls 0.21 with ring, from its source",
	    .oldest = TLS1_2, .newest = TLS1_3,
	    .signatures = WEBPKI_SIGNATURES,
	    .groups = "X25519:P-256:P-384",
	    .suites = WEBPKI_SUITES),
	SHAPE("wolfssl-5",
	    .models = "wolfSSL 5.5 as Debian builds it, as it is sent",
	    .oldest = TLS1_1, .newest = TLS1_3,
	    .signatures = WOLFSSL_SIGNATURES,
	    .groups = "P-521:P-384:X448:P-256:X25519",
	    .suites = WOLFSSL_SUITES),
};

#define N_SHAPES	(sizeof(shapes) / sizeof(shapes[0]))

const struct hello *
hello_at(size_t i)
{
	return i < N_SHAPES ? &shapes[i] : NULL;
}

size_t
hello_index(const struct hello *hello)
{
	return (size_t)(hello - shapes);
}

const struct hello *
hello_find(const char *name)
{
	for (size_t i = 0; i < N_SHAPES; i++) {
		if (strcmp(shapes[i].name, name) == 0)
			return &shapes[i];
	}
	return NULL;
}

char *
hello_names(void)
{
	struct buf names = BUF_INIT(SIZE_MAX / 2);

	for (size_t i = 0; i < N_SHAPES; i++) {
		if (!shapes[i].is_nameless)
			buf_printf(&names, "%s%s", i > 0 ? ", " : "",
			    shapes[i].name);
	}
	return names.p;
}
