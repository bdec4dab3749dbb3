#ifndef PROBE_TARGET_KEY_H
#define PROBE_TARGET_KEY_H

#include "base/fingerprints.h"
#include "probe/target.h"

/*
 * What a target is known by. Names are compared without regard to case and to
 * a final dot. Two targets with one fingerprint would be scanned alike; the
 * names that they are reported under do not count.
 */
void target_fingerprint(uint8_t out[FINGERPRINT_BYTES],
    const struct target *target);

/* That of its host alone. */
void target_host_fingerprint(uint8_t out[FINGERPRINT_BYTES],
    const struct target *target);

/*
 * Its shard, from 1 to n: the first eight bytes of the SHA-256 of "host:port"
 * (lower case, without brackets and final dot), the highest first, modulo n,
 * plus one. So several machines can share a list without talking.
 */
int64_t target_shard(const struct target *target, int64_t n);

#endif
