#include "probe/backoff.h"

#define BASE_MS		1000
#define CAP_MS		300000
#define RETRY_TENTHS	10
#define FREE_RETRIES	10

void
backoff_init(struct backoff *backoff, uint64_t seed)
{
	*backoff = (struct backoff){ seed, FREE_RETRIES * RETRY_TENTHS };
}

void
backoff_earn(struct backoff *backoff)
{
	backoff->tenths++;
}

bool
backoff_spend(struct backoff *backoff)
{
	if (backoff->tenths < RETRY_TENTHS)
		return false;
	backoff->tenths -= RETRY_TENTHS;
	return true;
}

/* SplitMix64: Steele, Lea and Flood, OOPSLA 2014. */
static uint64_t
draw(struct backoff *backoff)
{
	uint64_t x = backoff->random += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

int64_t
backoff_wait_ms(struct backoff *backoff, unsigned attempts)
{
	uint64_t most_ms = BASE_MS;

	for (unsigned i = 1; i < attempts && most_ms < CAP_MS; i++)
		most_ms *= 2;
	if (most_ms > CAP_MS)
		most_ms = CAP_MS;
	return (int64_t)(draw(backoff) % (most_ms + 1));
}
