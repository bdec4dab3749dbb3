#include "command.h"

#include <stdlib.h>

#include "base/limits.h"
#include "bundle/password.h"
#include "protocols.h"
#include "sheet.h"
#include "verify/hello.h"
#include "verify/verifier.h"

#define MAX_SHARDS	65536

bool
command_asks(const struct command *command)
{
	return command->aia || command->ocsp || command->crl;
}

/* The command line is seen by all who share the machine, so a password need
 * not stand there. */
static int
check_proxy(struct command *command, struct err *err)
{
	char *password;
	int result = 0;

	if (command->proxy_password_file != NULL &&
	    command->proxy_text == NULL)
		return err_set(err, ERR_POLICY, "--proxy-password-file needs "
		    "--proxy");
	if (password_read(&password, command->proxy_password_file, err) == -1)
		return err_wrap(err, "--proxy-password-file");
	if (command->proxy_text != NULL && proxy_parse(&command->proxy,
		command->proxy_text, password, err) == -1)
		result = err_wrap(err, "--proxy");
	password_free(password);
	return result;
}

/* Where and how to connect. */
static int
check_way(struct command *command, struct err *err)
{
	const char *connect = command->connect_text;

	if (command->client_key != NULL &&
	    command->client_certificate == NULL)
		return err_set(err, ERR_POLICY, "--client-key needs "
		    "--client-certificate");
	if (connect != NULL && address_parse_place(&command->connect,
		connect, connect, err) == -1)
		return err_wrap(err, "--connect");
	return check_proxy(command, err);
}

/* Which targets there are. */
static int
check_targets(const struct command *command, struct err *err)
{
	const struct options *options = &command->options;

	if (options->policies_given &&
	    (options->n_arguments > 0 || command->lists.n > 0))
		return err_set(err, ERR_POLICY, "name targets or a policy "
		    "(-p), not both");
	if ((command->shards == 0) != (command->shard == 0))
		return err_set(err, ERR_POLICY, "--shards and --shard go "
		    "together: --shards 4 --shard 1 is the first of four");
	if (command->shard > command->shards)
		return err_set(err, ERR_POLICY, "--shard %d is not one of "
		    "--shards %d; they count from 1", (int)command->shard,
		    (int)command->shards);
	return 0;
}

static int
check(struct command *command, struct err *err)
{
	if (check_targets(command, err) == -1)
		return -1;
	if (command->no_sni && command->sni != NULL)
		return err_set(err, ERR_POLICY, "--sni and --no-sni exclude "
		    "each other");
	if (command->sni != NULL && !address_is_name(command->sni))
		return err_set(err, ERR_POLICY, "--sni is a host's name of "
		    "at most %d letters, digits, '.', '-' and '_', and no "
		    "address, not '%.60s'; --no-sni sends none",
		    ADDRESS_HOST_BYTES, command->sni);
	if (command->allow_private && !command_asks(command))
		return err_set(err, ERR_POLICY, "--allow-private is for "
		    "--aia, --ocsp and --crl; servers are scanned at any "
		    "address");
	return check_way(command, err);
}

/* The name of a shape, or of a verifier that has one. */
static int
find_shape(struct command *command, struct err *err)
{
	const struct verifier *verifier;
	char *names;

	if (command->shape == NULL)
		return 0;
	command->hello = hello_find(command->shape);
	verifier = verifier_find(command->shape);
	if (command->hello == NULL && verifier != NULL)
		command->hello = hello_find(verifier->shape);
	if (command->hello != NULL)
		return 0;
	names = hello_names();
	err_set(err, ERR_POLICY, "there is no shape '%.60s'; there are %s, "
	    "each with -no-sni behind it, and the names of verifiers, which "
	    "kedge-forecast --list-verifiers shows", command->shape, names);
	free(names);
	return -1;
}

static void
command_init(struct command *command)
{
	*command = (struct command){
		.timeout_ms = LIMIT_PROBE_MS,
		.concurrency = LIMIT_CONCURRENCY,
		.attempts = LIMIT_ATTEMPTS,
	};
}

/* What complaints begin with. */
static const struct program nameless = { .name = "kedge-scan" };

int
command_parse(struct command *out, bool *answered, int *status, int argc,
    char **argv, struct err *err)
{
	const struct option_row rows[] = {
		{ 't', "targets", "FILE", "a list of targets, one a line; may "
		    "be repeated", OPTION_TEXTS, &out->lists, 0, 0 },
		{ 0, "timeout", "MS", "milliseconds for one address: its "
		    "name and all attempts", OPTION_NUMBER, &out->timeout_ms,
		    1, 600000 },
		{ 0, "attempts", "N", "at one address, where it resets or "
		    "does not answer", OPTION_NUMBER, &out->attempts, 1, 10 },
		{ 0, "concurrency", "N", "connections at once", OPTION_NUMBER,
		    &out->concurrency, 1, 10000 },
		{ 0, "rate", "N", "new connections a second, at most",
		    OPTION_NUMBER, &out->rate, 1, 100000 },
		{ 0, "unpaced", NULL, "do not spare single addresses and "
		    "networks", OPTION_FLAG, &out->unpaced, 0, 0 },
		{ 0, "shards", "N", "split the targets into so many parts",
		    OPTION_NUMBER, &out->shards, 1, MAX_SHARDS },
		{ 0, "shard", "K", "and scan the K-th, from 1",
		    OPTION_NUMBER, &out->shard, 1, MAX_SHARDS },
		{ 0, "sni", "NAME", "send this server name to all",
		    OPTION_TEXT, &out->sni, 0, 0 },
		{ 0, "shape", "NAME", "say hello to all as this library or "
		    "verifier does", OPTION_TEXT, &out->shape, 0, 0 },
		{ 0, "no-sni", NULL, "send no server name", OPTION_FLAG,
		    &out->no_sni, 0, 0 },
		{ 0, "aia", NULL, "fetch the issuers that a chain lacks",
		    OPTION_FLAG, &out->aia, 0, 0 },
		{ 0, "ocsp", NULL, "ask the responder about the leaf",
		    OPTION_FLAG, &out->ocsp, 0, 0 },
		{ 0, "crl", NULL, "fetch the revocation lists",
		    OPTION_FLAG, &out->crl, 0, 0 },
		{ 0, "allow-private", NULL, "fetch also from addresses that "
		    "are not public", OPTION_FLAG, &out->allow_private, 0,
		    0 },
		{ 0, "connect", "HOST[:PORT]", "go there for all, as if the "
		    "names led there", OPTION_TEXT, &out->connect_text, 0,
		    0 },
		{ 0, "proxy", "URL", "go through http:// or socks5://",
		    OPTION_TEXT, &out->proxy_text, 0, 0 },
		{ 0, "proxy-password-file", "FILE", "its first line is the "
		    "password of the proxy's user", OPTION_TEXT,
		    &out->proxy_password_file, 0, 0 },
		{ 0, "client-certificate", "FILE", "show this one (PEM) where "
		    "asked for one", OPTION_TEXT, &out->client_certificate,
		    0, 0 },
		{ 0, "client-key", "FILE", "its key, where it is not in the "
		    "same file", OPTION_TEXT, &out->client_key, 0, 0 },
		{ 0, "list-protocols", NULL, "say which there are, and stop",
		    OPTION_FLAG, &out->list_protocols, 0, 0 },
	};
	const struct program program = {
		.name = nameless.name,
		.purpose = "Records what TLS endpoints serve, on every "
		    "address.",
		.usage = "[OPTION]... [HOST:PORT | URL | -]...\n",
		.formats = sheet_names(),
		.now = "the instant that is recorded and from which days are "
		    "counted, RFC 3339 (default: the clock)",
		.rows = rows,
		.n_rows = sizeof(rows) / sizeof(rows[0]),
	};

	command_init(out);
	if (options_parse(&out->options, &program, argc, argv, err) == -1)
		return -1;
	*answered = options_answer(status, &out->options, &program, stdout);
	if (*answered)
		return 0;
	if (!out->list_protocols)
		return check(out, err) == -1 ? -1 : find_shape(out, err);
	*answered = true;
	*status = EXIT_INCOMPLETE;
	if (protocols_answer(&out->options, err) == -1)
		return -1;
	*status = EXIT_CLEAN;
	return 0;
}

void
command_release(struct command *command)
{
	free(command->lists.items);
	proxy_release(&command->proxy);
	options_release(&command->options);
}

void
complain(const struct err *err)
{
	options_complain(&nameless, err);
}
