#include "base/options.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/escape.h"
#include "base/instant.h"
#include "base/mem.h"

#define MAX_ROWS	48
#define FIRST_LONG	256	/* getopt values of rows without a letter */
#define HELP_COLUMN	32

struct table {
	struct option_row rows[MAX_ROWS];
	struct option longs[MAX_ROWS + 1];
	char shorts[MAX_ROWS * 2 + 2];
	const char *format;	/* as given */
	char formats[100];	/* as the help names them */
	size_t n;
};

static void
table_append(struct table *t, const struct option_row *rows, size_t n)
{
	if (t->n + n > MAX_ROWS)
		abort();
	if (n > 0)
		memcpy(t->rows + t->n, rows, n * sizeof(*rows));
	t->n += n;
}

/* "table (default), ndjson": what the help says of --format. */
static void
name_formats(struct table *t, const struct program *program)
{
	size_t n = 0;

	for (size_t i = 0; program->formats && program->formats[i]; i++)
		n += (size_t)snprintf(t->formats + n, sizeof(t->formats) - n,
		    "%s%s%s", i > 0 ? ", " : "", program->formats[i],
		    i == 0 ? " (default)" : "");
}

/* The program's own rows, then the shared ones. */
static void
table_fill(struct table *t, struct options *o, const struct program *program)
{
	const struct option_row output[] = {
		{ 'f', "format", "NAME", t->formats, OPTION_TEXT, &t->format,
		    0, 0 },
		{ 'o', "output", "FILE", "write to FILE, which appears whole "
		    "or not at all", OPTION_TEXT, &o->output, 0, 0 },
	};
	const struct option_row shared[] = {
		{ 'p', "policy", "PATH", "policy file or directory; may be "
		    "repeated", OPTION_TEXTS, &o->policies, 0, 0 },
		{ 0, "now", "TIME", program->now ? program->now : "judge at "
		    "this instant, RFC 3339 (default: the clock)",
		    OPTION_INSTANT, &o->now_s, 0, 0 },
		{ 'q', "quiet", NULL, "no progress, no notes", OPTION_FLAG,
		    &o->quiet, 0, 0 },
		{ 'v', "verbose", NULL, "say more on standard error",
		    OPTION_FLAG, &o->verbose, 0, 0 },
		{ 'h', "help", NULL, "this text", OPTION_FLAG, &o->show_help,
		    0, 0 },
		{ 'V', "version", NULL, "the version", OPTION_FLAG,
		    &o->show_version, 0, 0 },
	};
	char *letters = t->shorts;

	*t = (struct table){ 0 };
	name_formats(t, program);
	table_append(t, program->rows, program->n_rows);
	if (program->formats != NULL)
		table_append(t, output, sizeof(output) / sizeof(output[0]));
	table_append(t, shared, sizeof(shared) / sizeof(shared[0]));
	for (size_t i = 0; i < t->n; i++) {
		const struct option_row *row = &t->rows[i];
		bool valued = row->kind != OPTION_FLAG;

		t->longs[i] = (struct option){ row->name,
			valued ? required_argument : no_argument, NULL,
			row->letter ? row->letter : FIRST_LONG + (int)i };
		if (row->letter)
			*letters++ = row->letter;
		if (row->letter && valued)
			*letters++ = ':';
	}
}

static const struct option_row *
table_find(const struct table *t, int value)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->longs[i].val == value)
			return &t->rows[i];
	}
	return NULL;
}

static int
parse_number(int64_t *out, const struct option_row *row, const char *text,
    struct err *err)
{
	char *end;
	long long value;

	errno = 0;
	value = strtoll(text, &end, 10);
	if (*text == '\0' || *end != '\0' || errno != 0 || value < row->min ||
	    value > row->max)
		return err_set(err, ERR_POLICY, "%s%s takes a whole "
		    "number from %" PRId64 " to %" PRId64 ", not '%.60s'",
		    row->out ? "--" : "$", row->name,
		    row->min, row->max, text);
	*out = value;
	return 0;
}

static void
texts_add(struct texts *texts, const char *text)
{
	texts->items = mem_grow(texts->items, &texts->cap, texts->n + 1,
	    sizeof(*texts->items));
	texts->items[texts->n++] = text;
}

static int
row_take(const struct option_row *row, const char *text, struct err *err)
{
	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)row->out = true;
		return 0;
	case OPTION_TEXT:
		*(const char **)row->out = text;
		return 0;
	case OPTION_TEXTS:
		texts_add(row->out, text);
		return 0;
	case OPTION_INSTANT:
		if (instant_parse(row->out, text, err) == -1)
			return err_wrap(err, "--%s", row->name);
		return 0;
	case OPTION_NUMBER:
		return parse_number(row->out, row, text, err);
	}
	return 0;
}

/* The time to give to what is made, where a build says one. */
static int
parse_source_epoch(int64_t *out_s, struct err *err)
{
	const struct option_row row = { .name = "SOURCE_DATE_EPOCH",
		.max = INT64_C(253402300799) };
	const char *text = getenv("SOURCE_DATE_EPOCH");

	*out_s = INSTANT_NEVER;
	if (text == NULL || *text == '\0')
		return 0;
	return parse_number(out_s, &row, text, err);
}

static int
settle_format(struct options *out, const struct table *table,
    const struct program *program, struct err *err)
{
	if (table->format == NULL)
		return 0;
	for (int i = 0; program->formats[i] != NULL; i++) {
		if (strcmp(table->format, program->formats[i]) == 0) {
			out->format = i;
			out->format_given = true;
			return 0;
		}
	}
	return err_set(err, ERR_POLICY, "--format is one of %s, not '%.60s'",
	    table->formats, table->format);
}

/*
 * Whoever started us with a standard descriptor closed must not find a socket
 * or an output file in its place. Each is opened for reading, so that writing
 * to a standard output that is not there fails; what is said on a missing
 * standard error is lost, as was meant.
 */
static int
keep_standard_descriptors(struct err *err)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) != -1 || errno != EBADF)
			continue;
		/* The lowest that is free is this one. */
		if (open("/dev/null", O_RDONLY) == -1)
			return err_set_errno(err, "cannot open /dev/null for "
			    "the closed descriptor %d", fd);
	}
	return 0;
}

int
options_parse(struct options *out, const struct program *program, int argc,
    char **argv, struct err *err)
{
	struct table table;
	const char *policy = getenv("KEDGE_POLICY");
	const char *no_color = getenv("NO_COLOR");
	int value;

	if (keep_standard_descriptors(err) == -1)
		return -1;
	table_fill(&table, out, program);
	out->now_s = INSTANT_NEVER;
	if (parse_source_epoch(&out->source_epoch_s, err) == -1)
		return -1;
	opterr = 0;
	optind = 1;
	while ((value = getopt_long(argc, argv, table.shorts, table.longs,
		    NULL)) != -1) {
		const struct option_row *row = table_find(&table, value);

		if (row == NULL && optopt > 0 && optopt < FIRST_LONG &&
		    table_find(&table, optopt) == NULL)
			return err_set(err, ERR_POLICY, "-%c is no option of "
			    "%s; see --help", optopt, program->name);
		if (row == NULL)
			return err_set(err, ERR_POLICY, "'%.100s' is no "
			    "option, or lacks its value; see --help",
			    argv[optind - 1]);
		if (row_take(row, optarg, err) == -1)
			return -1;
	}
	if (settle_format(out, &table, program, err) == -1)
		return -1;
	out->now_given = out->now_s != INSTANT_NEVER;
	if (!out->now_given)
		out->now_s = clock_now_s();
	out->policies_given = out->policies.n > 0;
	if (!out->policies_given && policy != NULL && *policy != '\0')
		texts_add(&out->policies, policy);
	out->colour = isatty(STDOUT_FILENO) && out->output == NULL &&
	    (no_color == NULL || *no_color == '\0');
	out->progress = isatty(STDERR_FILENO) && !out->quiet;
	out->arguments = (const char **)argv + optind;
	out->n_arguments = (size_t)(argc - optind);
	return 0;
}

void
options_release(struct options *options)
{
	free(options->policies.items);
	options->policies = (struct texts){ 0 };
}

static void
print_row(const struct option_row *row, FILE *stream)
{
	char left[64];

	snprintf(left, sizeof(left), "  %c%c%c --%s%s%s",
	    row->letter ? '-' : ' ', row->letter ? row->letter : ' ',
	    row->letter ? ',' : ' ', row->name, row->value ? " " : "",
	    row->value ? row->value : "");
	if (strlen(left) >= HELP_COLUMN)
		fprintf(stream, "%s\n%*s%s\n", left, HELP_COLUMN, "",
		    row->help);
	else
		fprintf(stream, "%-*s%s\n", HELP_COLUMN, left, row->help);
}

static void
print_help(const struct program *program, FILE *stream)
{
	struct options none = OPTIONS_DEFAULT;
	struct table table;
	const char *line = program->usage;

	table_fill(&table, &none, program);
	fprintf(stream, "%s\n\nUsage:\n", program->purpose);
	while (*line != '\0') {
		size_t n = strcspn(line, "\n");

		fprintf(stream, "  %s %.*s\n", program->name, (int)n, line);
		line += n + (line[n] == '\n');
	}
	fputs("\nOptions:\n", stream);
	for (size_t i = 0; i < table.n; i++)
		print_row(&table.rows[i], stream);
	fputs("\nExit status: 0 clean, 1 findings, 2 wrong usage or policy, "
	    "3 incomplete.\n", stream);
}

bool
options_answer(int *status, const struct options *options,
    const struct program *program, FILE *stream)
{
	struct err err = ERR_NONE;

	if (options->show_help)
		print_help(program, stream);
	else if (options->show_version)
		fprintf(stream, "%s %s\n", program->name, KEDGE_VERSION);
	else
		return false;
	*status = EXIT_CLEAN;
	if (fflush(stream) == EOF || ferror(stream)) {
		err_set_errno(&err, "cannot write standard output");
		options_complain(program, &err);
		*status = EXIT_INCOMPLETE;
	}
	return true;
}

void
options_complain(const struct program *program, const struct err *err)
{
	struct buf line = BUF_INIT(4 * sizeof(err->msg));

	escape_terminal(&line, err->msg);
	fprintf(stderr, "%s: %s\n", program->name, line.p);
	buf_release(&line);
}
