#include "request.h"

#include "base/escape.h"

static int
check_pair(const struct request *request, struct err *err)
{
	if (request->chain == NULL || request->store == NULL)
		return err_set(err, ERR_POLICY, "--chain and --store go "
		    "together; see --help");
	if (request->options->n_arguments > 0)
		return err_set(err, ERR_POLICY, "'%.100s' is one argument too "
		    "many beside --chain", request->options->arguments[0]);
	return 0;
}

static int
check_estates(const struct request *request, struct err *err)
{
	if (request->verifier || request->purpose || request->known)
		return err_set(err, ERR_POLICY, "--verifier, --purpose and "
		    "--known go with --chain; a policy names its own");
	if (request->options->n_arguments > 1)
		return err_set(err, ERR_POLICY, "records are read from one "
		    "file; join several with cat and give -");
	if (request->format == FORMAT_JSON &&
	    request->options->policies.n > 1)
		return err_set(err, ERR_POLICY, "--format json is for one "
		    "policy; use ndjson for several");
	return 0;
}

void
request_warn(const char *what, const char *message)
{
	struct buf line = BUF_INIT(SIZE_MAX / 2);

	escape_terminal(&line, message);
	fprintf(stderr, "kedge-forecast: %s: %s\n", what, line.p);
	buf_release(&line);
}

int
request_check(struct request *request, const struct options *options,
    struct err *err)
{
	request->options = options;
	request->format = (enum request_format)options->format;
	if (request->list_verifiers) {
		request->answer = answer_verifiers;
		return 0;
	}
	if (request->chain != NULL || request->store != NULL) {
		request->answer = answer_pair;
		return check_pair(request, err);
	}
	request->answer = answer_estates;
	return check_estates(request, err);
}
