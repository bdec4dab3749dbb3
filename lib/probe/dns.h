#ifndef PROBE_DNS_H
#define PROBE_DNS_H

#include "base/err.h"

struct ares_channeldata;
struct uv_loop_s;

/*
 * c-ares on an event loop: /etc/hosts, then the name servers of the system,
 * each asked up to three times. Internal to lib/probe.
 */
struct dns;

struct dns *dns_new(struct uv_loop_s *loop, struct err *err);
/* Lets the loop end. What was asked is called back with ARES_EDESTRUCTION. */
void dns_close(struct dns *dns);
void dns_free(struct dns *dns);		/* after the loop ended */

/* To ask with; borrowed. */
struct ares_channeldata *dns_channel(struct dns *dns);

#endif
