#include "image/worker_wire.h"

static struct span
span_of(const char *text)
{
	return (struct span){ (const uint8_t *)text, strlen(text) };
}

static void
send_frame(FILE *pipe, struct frame frame, struct span a, struct span b,
    struct span c)
{
	const struct span parts[FRAME_PARTS] = { a, b, c };

	for (size_t i = 0; i < FRAME_PARTS; i++)
		frame.n[i] = (uint32_t)parts[i].n;
	fwrite(&frame, sizeof(frame), 1, pipe);
	for (size_t i = 0; i < FRAME_PARTS; i++) {
		if (parts[i].n > 0)
			fwrite(parts[i].p, 1, parts[i].n, pipe);
	}
}

static void
send_texts(FILE *pipe, enum frame_kind kind, uint64_t number, const char *a,
    const char *b)
{
	send_frame(pipe, (struct frame){ .kind = kind, .number = number },
	    span_of(a), span_of(b), (struct span){ 0 });
}

static void
send_anchor(FILE *pipe, const struct anchor *anchor)
{
	const struct cert *cert = anchor->cert;

	if (cert->is_bare)
		send_frame(pipe, (struct frame){ .kind = FRAME_BARE },
		    span_of(anchor->where), cert->subject_der,
		    cert->spki_der);
	else
		send_frame(pipe, (struct frame){ .kind = FRAME_ANCHOR },
		    span_of(anchor->where), cert->der, (struct span){ 0 });
}

static void
send_store(FILE *pipe, const struct store *store)
{
	for (size_t i = 0; i < store->n; i++)
		send_anchor(pipe, &store->anchors[i]);
	for (size_t i = 0; i < store->n_rejections; i++)
		send_texts(pipe, FRAME_REJECTION, 0,
		    store->rejections[i].where, store->rejections[i].reason);
	if (store->n_untold > 0)
		send_texts(pipe, FRAME_UNTOLD, store->n_untold, "", "");
	if (store->partial)
		send_texts(pipe, FRAME_PARTIAL, 0, "", "");
}

static int
finish(FILE *pipe)
{
	return fflush(pipe) == 0 && !ferror(pipe) ? 0 : -1;
}

int
wire_send(FILE *pipe, const struct finds *finds)
{
	for (size_t i = 0; i < finds->n; i++) {
		const struct found *found = &finds->items[i];

		send_texts(pipe, FRAME_FOUND, 0, found->path, "");
		send_store(pipe, &found->store);
		for (size_t k = 0; k < found->quirks.n; k++)
			send_texts(pipe, FRAME_QUIRK,
			    found->quirks.items[k].kind,
			    found->quirks.items[k].where, "");
	}
	send_texts(pipe, FRAME_LOST, 0, "", "");
	send_store(pipe, &finds->lost);
	if (finds->unread.code != ERR_NONE_YET)
		send_texts(pipe, FRAME_UNREAD, finds->unread.code,
		    finds->unread.msg, "");
	send_frame(pipe, (struct frame){ .kind = FRAME_END,
	    .number = finds->entries, .looked_at = finds->looked_at,
	    .containers = finds->containers,
	    .n_passed = finds->n_passed }, (struct span){ 0 },
	    (struct span){ 0 }, (struct span){ 0 });
	return finish(pipe);
}

int
wire_send_failure(FILE *pipe, const char *why)
{
	send_texts(pipe, FRAME_FAILED, 0, why, "");
	return finish(pipe);
}
