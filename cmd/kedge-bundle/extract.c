#include "job.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "bundle/password.h"
#include "form/hashed.h"
#include "form/java_store.h"

#define LEAST_DIGITS	8	/* of a SHA-256 that is not given in full */
#define MAX_OUTPUT_BYTES (2 * (size_t)LIMIT_BUNDLE_BYTES)

int
extract_settle(struct job *job, struct err *err)
{
	const struct texts *texts = &job->extract.sha256s;

	if (!job->verb->writes_store)
		return 0;
	for (size_t i = 0; i < texts->n; i++) {
		const char *text = texts->items[i];
		size_t n = strspn(text, "0123456789abcdefABCDEF");

		if (text[n] != '\0' || n < LEAST_DIGITS || n >= SHA256_TEXT)
			return err_set(err, ERR_POLICY, "--sha256 takes %d to "
			    "%d hexadecimal digits, not '%.70s'",
			    LEAST_DIGITS, SHA256_TEXT - 1, text);
	}
	if (job->writer->write == NULL && (job->options->output == NULL ||
		strcmp(job->options->output, "-") == 0))
		return err_set(err, ERR_POLICY, "%s is a folder; say which "
		    "one with --output", job->writer->name);
	return 0;
}

const char *
job_output(const struct job *job)
{
	bool is_folder = job->writer != NULL && job->writer->write == NULL;

	return is_folder ? NULL : job->options->output;
}

static int
write_file(const struct writer *writer, const struct store *store,
    const struct write_settings *settings, FILE *out, struct err *err)
{
	struct buf bytes = BUF_INIT(MAX_OUTPUT_BYTES);
	int result = writer->write(&bytes, store, settings, err);

	if (result == 0 && bytes.full)
		result = err_set(err, ERR_LIMIT, "%s would have more than %zu "
		    "bytes as %s", store->name, bytes.max, writer->name);
	if (result == 0)
		fwrite(bytes.p, 1, bytes.n, out);
	buf_release(&bytes);
	return result;
}

static int
write_folder(const struct writer *writer, const struct store *store,
    const struct write_settings *settings, const char *path, struct err *err)
{
	struct output_folder folder = { 0 };
	int result = output_folder_open(&folder, path, err);

	if (result == 0)
		result = writer->write_folder(&folder, store, settings, err);
	if (result == 0)
		result = output_folder_commit(&folder, hashed_is_name, err);
	output_folder_release(&folder);
	return result;
}

static int
write_store(const struct job *job, const struct store *store, FILE *out,
    struct err *err)
{
	char *password;
	int result;
	struct write_settings settings = {
		.made_s = job->options->source_epoch_s,
		.old_hash = job->extract.old_hash,
	};

	if (writer_check(job->writer, store, err) == -1 ||
	    password_read(&password, job->extract.password_file, err) == -1)
		return -1;
	settings.password = password ? password : JAVA_PASSWORD;
	result = job->writer->write != NULL ?
	    write_file(job->writer, store, &settings, out, err) :
	    write_folder(job->writer, store, &settings, job->options->output,
		err);
	password_free(password);
	return result;
}

int
extract_run(struct job *job, FILE *out, struct err *err)
{
	struct source *source = &job->sources[0];
	struct store chosen;
	int result;

	if (!job_read(job, source))
		return 0;
	job->has_findings |= source->store.n_rejections > 0;
	print_rejections(&source->store, "kedge-bundle: left out: ", stderr);
	if (write_choose(&chosen, &source->store,
		job->extract.sha256s.items, job->extract.sha256s.n, err) == -1)
		return -1;
	result = write_store(job, &chosen, out, err);
	store_release(&chosen);
	return result;
}
