#!/bin/sh
# A few random PKIs against the real libraries of this process, in seconds;
# make check-oracles does thousands.
exec "$KEDGE_BUILD/tests/oracle/oracle" --count 300 --seed 1
