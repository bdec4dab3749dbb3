#ifndef KEDGE_SCAN_COMMAND_H
#define KEDGE_SCAN_COMMAND_H

#include "base/address.h"
#include "base/options.h"
#include "base/proxy.h"

/* The command line of kedge-scan. */
struct command {
	struct options options;
	struct texts lists;		/* --targets */
	int64_t timeout_ms, concurrency, attempts;
	int64_t rate;			/* 0: any */
	int64_t shards, shard;		/* 0: not split; shard from 1 */
	bool unpaced;
	const char *sni;		/* or NULL: each target's own */
	bool no_sni;
	const char *shape;		/* or NULL: each target's own */
	const struct hello *hello;	/* what that is the name of, or NULL */
	bool aia, ocsp, crl;		/* to be asked about chains */
	bool allow_private;		/* addresses, for that */
	const char *client_certificate, *client_key;	/* or NULL */
	const char *connect_text, *proxy_text;		/* as given, or NULL */
	struct address connect;		/* where connect_text is given */
	const char *proxy_password_file;	/* or NULL */
	struct proxy proxy;		/* where proxy_text is given */
	bool list_protocols;
};

/* Parses and checks; answers --help, --version and --list-protocols, and then
 * says so, with the exit status. */
int command_parse(struct command *out, bool *answered, int *status, int argc,
    char **argv, struct err *err);
void command_release(struct command *command);

/* Is anybody to be asked? */
bool command_asks(const struct command *command);

/* "kedge-scan: message" on standard error. */
void complain(const struct err *err);

#endif
