#!/bin/sh
# Oddly written trust stores against the libraries that run in this process.
# make check-oracles asks the others as well.
exec "$KEDGE_BUILD/tests/oracle/oracle" --loaders --library bearssl \
    --library gnutls --library mbedtls-2.28 --library openssl-3 \
    --library wolfssl-5
