#include "list.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"

#define ROOM		65536
#define PATIENCE	1024	/* blank lines in a row, before others' turn */
#define BLANKS		" \t\r\v\f"
#define MARK	"\xef\xbb\xbf"	/* of the order of bytes, in UTF-8 */

int
list_open(struct list *out, const char *path, struct err *err)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	if (fd == -1)
		return err_set_errno(err, "cannot open %s", path);
	*out = (struct list){
		.name = is_stdin ? "standard input" : path,
		.fd = fd,
		.bytes = mem_zalloc(ROOM),
	};
	return 0;
}

void
list_close(struct list *list)
{
	if (list->fd != -1 && list->fd != STDIN_FILENO)
		close(list->fd);
	free(list->bytes);
	*list = LIST_CLOSED;
}

/* Reads on, where that needs no waiting. */
static enum list_got
list_fill(struct list *list, struct err *err)
{
	struct pollfd ready = { .fd = list->fd, .events = POLLIN };
	ssize_t n;

	memmove(list->bytes, list->bytes + list->from, list->n);
	list->from = 0;
	if (poll(&ready, 1, 0) <= 0)
		return LIST_LATER;
	n = read(list->fd, list->bytes + list->n, ROOM - list->n);
	if (n == -1 && (errno == EINTR || errno == EAGAIN))
		return LIST_LATER;
	if (n == -1) {
		err_set_errno(err, "cannot read %s", list->name);
		return LIST_BROKEN;
	}
	list->n += (size_t)n;
	list->at_end = n == 0;
	return LIST_LINE;
}

/* Without blanks at its ends and without a comment. */
static char *
trim(char *line)
{
	char *comment = strchr(line, '#');
	size_t n;

	if (comment != NULL)
		*comment = '\0';
	line += strspn(line, BLANKS);
	for (n = strlen(line); n > 0 && strchr(BLANKS, line[n - 1]); n--)
		continue;
	line[n] = '\0';
	return line;
}

/* n bytes, and then end: a line break, or the end of the list. */
static enum list_got
list_cut(struct list *list, char **line, size_t n, struct err *err)
{
	bool was_skipping = list->is_skipping;

	*line = list->bytes + list->from;
	list->from += n + 1;
	list->n -= n + 1 < list->n ? n + 1 : list->n;
	list->is_skipping = false;
	if (was_skipping) {
		*line = "";	/* it was told when it began */
		return LIST_LINE;
	}
	list->number++;
	(*line)[n] = '\0';
	if (n > LIMIT_TARGET_LINE_BYTES) {
		err_set(err, ERR_POLICY, "a line of more than %d bytes is no "
		    "target", LIMIT_TARGET_LINE_BYTES);
		return LIST_BAD_LINE;
	}
	if (memchr(*line, '\0', n) != NULL) {
		err_set(err, ERR_POLICY, "a line with a NUL byte is no "
		    "target; is it a list of lines at all?");
		return LIST_BAD_LINE;
	}
	if (list->number == 1 && strncmp(*line, MARK, strlen(MARK)) == 0)
		*line += strlen(MARK);
	*line = trim(*line);
	return LIST_LINE;
}

/* All that is there belongs to one line, which is too long. */
static enum list_got
list_skip(struct list *list, struct err *err)
{
	bool was_skipping = list->is_skipping;

	list->n = 0;
	list->is_skipping = true;
	if (was_skipping)
		return LIST_LINE;
	list->number++;
	err_set(err, ERR_POLICY, "a line of more than %d bytes is no target",
	    LIMIT_TARGET_LINE_BYTES);
	return LIST_BAD_LINE;
}

/* A line, perhaps a blank one, or what else there is. */
static enum list_got
list_take(struct list *list, char **line, struct err *err)
{
	const char *from = list->bytes + list->from;
	const char *end = memchr(from, '\n', list->n);

	*line = "";
	if (end != NULL)
		return list_cut(list, line, (size_t)(end - from), err);
	if (list->n > LIMIT_TARGET_LINE_BYTES)
		return list_skip(list, err);
	if (list->at_end && list->n > 0)
		return list_cut(list, line, list->n, err);
	return list->at_end ? LIST_END : list_fill(list, err);
}

enum list_got
list_next(struct list *list, char **line, struct err *err)
{
	for (int i = 0; i < PATIENCE; i++) {
		enum list_got got = list_take(list, line, err);

		if (got != LIST_LINE || **line != '\0')
			return got;
	}
	return LIST_LATER;
}
