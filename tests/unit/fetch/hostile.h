#pragma once
/*
 * A web server's answers, good and bad, by the path that is asked for:
 * /length/N /close/N /chunks/N /claims/LENGTH /status/N /redirect/N /slowly/N
 * /to?URL /loop /endless-redirect /mute /drip /headers /long-header /continue
 * /trailers /packed /packed-transfer /no-http /request /post /ten
 */
#include "web.h"

#define HOSTILE_PACKED_BYTES	96	/* of /packed, which are 64 KiB */
#define HOSTILE_PAUSE_MS	150	/* before each redirect of /slowly */

void hostile_answer(const struct web_request *request);
