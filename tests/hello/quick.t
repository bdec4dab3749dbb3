#!/bin/sh
# The libraries that say hello from this process; make check-oracles asks more.
exec "$KEDGE_BUILD/tests/hello/hello" bearssl gnutls mbedtls-2.28 nss openssl-3 \
    wolfssl-5
