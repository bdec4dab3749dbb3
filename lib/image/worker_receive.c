#include "image/worker_wire.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

/* What has come, and where it goes. */
struct receiver {
	struct finds *finds;
	struct certpool *pool;
	const char *name;	/* of the image */
	struct store *store;	/* of the last FOUND or LOST; NULL: none yet */
	size_t taken;		/* bytes, of all frames */
	uint8_t *parts[FRAME_PARTS];	/* each with a NUL after it */
};

static int
read_frame(struct receiver *receiver, struct frame *frame, FILE *pipe,
    struct err *err)
{
	if (fread(frame, sizeof(*frame), 1, pipe) != 1)
		return err_set(err, ERR_FAILED, "it ended too early");
	for (size_t i = 0; i < FRAME_PARTS; i++) {
		size_t n = frame->n[i];

		receiver->taken += sizeof(*frame) + n;
		if (n > LIMIT_WORKER_PART_BYTES ||
		    receiver->taken > LIMIT_WORKER_BYTES)
			return err_set(err, ERR_LIMIT, "it says more than is "
			    "listened to");
		receiver->parts[i] = mem_zalloc(n + 1);
		if (n > 0 && fread(receiver->parts[i], 1, n, pipe) != n)
			return err_set(err, ERR_FAILED, "it ended too early");
	}
	return 0;
}

static struct span
part(const struct receiver *receiver, const struct frame *frame, size_t i)
{
	return (struct span){ receiver->parts[i], frame->n[i] };
}

/* A text, which is what comes before a NUL. */
static const char *
text(const struct receiver *receiver, size_t i)
{
	return (const char *)receiver->parts[i];
}

static int
begin_found(struct receiver *receiver, struct err *err)
{
	struct finds *finds = receiver->finds;
	struct found *found;
	const char *path = text(receiver, 0);

	/* What is a store itself is the only one. */
	if (finds->n > 0 && (*path == '\0' || *finds->items[0].path == '\0'))
		return err_set(err, ERR_FAILED, "it found a store nowhere");
	finds->items = mem_grow(finds->items, &finds->cap, finds->n + 1,
	    sizeof(*finds->items));
	found = &finds->items[finds->n++];
	*found = (struct found){ .path = mem_strdup(path) };
	found->store.name = mem_printf("%s%s%s", receiver->name,
	    *path != '\0' ? "!" : "", path);
	receiver->store = &found->store;
	return 0;
}

static int
take_anchor(struct receiver *receiver, const struct frame *frame,
    struct err *err)
{
	const struct cert *cert;
	int result;

	if (receiver->store == &receiver->finds->lost)
		return err_set(err, ERR_FAILED, "it tells of a certificate "
		    "that is in no store");
	result = frame->kind == FRAME_BARE ?
	    certpool_add_anchor(receiver->pool, &cert,
		part(receiver, frame, 1), part(receiver, frame, 2), err) :
	    certpool_add_der(receiver->pool, &cert, part(receiver, frame, 1),
		err);
	if (result == 0)
		store_append(receiver->store, cert, text(receiver, 0));
	return result;
}

static int
take_rejection(struct receiver *receiver, struct err *err)
{
	if (*text(receiver, 1) == '\0')
		return err_set(err, ERR_FAILED, "it gives no reason");
	store_reject(receiver->store, text(receiver, 0), text(receiver, 1));
	return 0;
}

static int
take_quirk(struct receiver *receiver, const struct frame *frame,
    struct err *err)
{
	struct finds *finds = receiver->finds;

	if (frame->number >= QUIRK_COUNT ||
	    receiver->store == &finds->lost)
		return err_set(err, ERR_FAILED, "it tells of a quirk that "
		    "cannot be");
	quirks_add(&finds->items[finds->n - 1].quirks,
	    (enum quirk_kind)frame->number, text(receiver, 0));
	return 0;
}

static int
take_untold(struct receiver *receiver, const struct frame *frame,
    struct err *err)
{
	if (receiver->store->n_rejections != LIMIT_REJECTIONS ||
	    frame->number > UINT32_MAX)
		return err_set(err, ERR_FAILED, "it tells of losses that "
		    "cannot be");
	receiver->store->n_untold = frame->number;
	return 0;
}

/* Frames that belong to a store. */
static int
take_part(struct receiver *receiver, const struct frame *frame,
    struct err *err)
{
	if (receiver->store == NULL)
		return err_set(err, ERR_FAILED, "it tells of no store");
	if (frame->kind != FRAME_PARTIAL && frame->kind != FRAME_UNTOLD &&
	    *text(receiver, 0) == '\0')
		return err_set(err, ERR_FAILED, "it does not say where");
	switch (frame->kind) {
	case FRAME_ANCHOR:
	case FRAME_BARE:
		return take_anchor(receiver, frame, err);
	case FRAME_REJECTION:
		return take_rejection(receiver, err);
	case FRAME_QUIRK:
		return take_quirk(receiver, frame, err);
	case FRAME_UNTOLD:
		return take_untold(receiver, frame, err);
	case FRAME_PARTIAL:
		receiver->store->partial = true;
		return 0;
	}
	return err_set(err, ERR_FAILED, "it does not speak as it should");
}

static int
take_unread(struct receiver *receiver, const struct frame *frame,
    struct err *err)
{
	struct finds *finds = receiver->finds;
	enum err_code code = (enum err_code)frame->number;

	if (*text(receiver, 0) == '\0')
		return err_set(err, ERR_FAILED, "it gives no reason");
	if (finds->n > 0 || frame->number == ERR_NONE_YET ||
	    frame->number > ERR_POLICY)
		return err_set(err, ERR_FAILED, "it tells of an error that "
		    "cannot be");
	err_set(&finds->unread, code, "%s", text(receiver, 0));
	return 0;
}

/* Where there is no container, only that itself can be found or not read. */
static bool
fits(const struct finds *finds, const struct frame *end)
{
	bool is_store = finds->n == 1 && *finds->items[0].path == '\0';

	if (end->containers > 0)
		return !is_store && finds->unread.code == ERR_NONE_YET;
	return end->number == 0 && (finds->n == 0 || is_store);
}

/* The last frame. */
static int
take_end(struct receiver *receiver, const struct frame *frame,
    struct err *err)
{
	struct finds *finds = receiver->finds;

	if (!fits(finds, frame))
		return err_set(err, ERR_FAILED, "it found something in no "
		    "container");
	finds->entries = frame->number;
	finds->looked_at = frame->looked_at;
	finds->containers = frame->containers;
	finds->n_passed = frame->n_passed;
	return 1;
}

/* 1: that was the last. */
static int
take(struct receiver *receiver, const struct frame *frame, struct err *err)
{
	switch (frame->kind) {
	case FRAME_FAILED:
		if (*text(receiver, 0) == '\0')
			return err_set(err, ERR_FAILED, "it gives no reason");
		return err_set(err, ERR_POLICY, "%s", text(receiver, 0));
	case FRAME_FOUND:
		return begin_found(receiver, err);
	case FRAME_LOST:
		receiver->store = &receiver->finds->lost;
		return 0;
	case FRAME_UNREAD:
		return take_unread(receiver, frame, err);
	case FRAME_END:
		return take_end(receiver, frame, err);
	}
	return take_part(receiver, frame, err);
}

int
wire_receive(struct finds *out, struct certpool *pool, FILE *pipe,
    const char *name, struct err *err)
{
	struct receiver receiver = { .finds = out, .pool = pool,
		.name = name };
	int result = 0;

	while (result == 0) {
		struct frame frame;

		result = read_frame(&receiver, &frame, pipe, err);
		if (result == 0)
			result = take(&receiver, &frame, err);
		for (size_t i = 0; i < FRAME_PARTS; i++) {
			free(receiver.parts[i]);
			receiver.parts[i] = NULL;
		}
	}
	return result == -1 ? -1 : 0;
}
