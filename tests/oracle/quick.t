#!/bin/sh
# A few random PKIs against the libraries that run in this process, in seconds;
# make check-oracles asks all of them thousands of times.
exec "$KEDGE_BUILD/tests/oracle/oracle" --library mbedtls-2.28 --library openssl-3 \
    --library openssl-3-partial --count 100 --seed 1
