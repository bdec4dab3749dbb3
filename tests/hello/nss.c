#include "hello/nss.h"

#include <nss.h>
#include <prio.h>
#include <prnetdb.h>
#include <ssl.h>

void
nss_say_hello(uint16_t port, const char *name)
{
	PRNetAddr at;
	PRFileDesc *fd;

	NSS_NoDB_Init(NULL);
	NSS_SetDomesticPolicy();
	fd = SSL_ImportFD(NULL, PR_NewTCPSocket());
	SSL_SetURL(fd, name);
	PR_InitializeNetAddr(PR_IpAddrLoopback, port, &at);
	PR_Connect(fd, &at, PR_INTERVAL_NO_TIMEOUT);
	SSL_ResetHandshake(fd, PR_FALSE);
	SSL_ForceHandshake(fd);
}
