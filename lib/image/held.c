#include "image/held.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "base/limits.h"
#include "base/mem.h"

/*
 * Address space is reserved without access and opened a piece at a time: to
 * writing where something is to be written, to reading where all is zero. So
 * a limit on data (RLIMIT_DATA) counts what is written and nothing else.
 */
#define PIECE	((size_t)256 * 1024)
#define WARM	(16 * PIECE)	/* kept from one entry to the next */
#define REFUSED	((uint64_t)1024 * 1024)	/* that a refusal counts as */
#define LEAST	((size_t)64 * 1024 * 1024)	/* worth reserving */

enum piece_state {
	CLOSED,
	ZEROS,	/* readable */
	OPEN,	/* writable, and charged */
};

const struct budget budget_whole = {
	.entries = LIMIT_IMAGE_ENTRIES,
	.names = LIMIT_IMAGE_NAME_BYTES,
	.unpacked = LIMIT_IMAGE_UNPACKED,
	.held = LIMIT_IMAGE_HELD,
};

static int
reserve(struct held *held, struct err *err)
{
	unsigned long long room = LIMIT_IMAGE_UNPACKED;
	void *p = MAP_FAILED;

	if (held->p != NULL)
		return 0;
	while (room > SIZE_MAX / 4)
		room /= 2;
	for (; room >= LEAST; room /= 2) {
		p = mmap(NULL, (size_t)room, PROT_NONE, MAP_PRIVATE |
		    MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (p != MAP_FAILED)
			break;
	}
	if (p == MAP_FAILED)
		return err_set_errno(err, "there is no address space to "
		    "unpack it in");
	held->p = p;
	held->room = (size_t)room;
	held->pieces = mem_zalloc((size_t)room / PIECE);
	return 0;
}

/* Makes piece i writable. */
static int
open_piece(struct held *held, size_t i, struct err *err)
{
	if (held->budget->held < PIECE)
		return err_set(err, ERR_LIMIT, "unpacked it takes more memory "
		    "than the %llu MiB that an image may; unpack it and name "
		    "what is inside", LIMIT_IMAGE_HELD >> 20);
	if (mprotect(held->p + i * PIECE, PIECE, PROT_READ | PROT_WRITE) == -1)
		return err_set_errno(err, "there is no memory to unpack it "
		    "in");
	held->budget->held -= PIECE;
	held->charged += PIECE;
	held->pieces[i] = OPEN;
	return 0;
}

static int
open_zeros(struct held *held, size_t i, struct err *err)
{
	if (mprotect(held->p + i * PIECE, PIECE, PROT_READ) == -1)
		return err_set_errno(err, "there is no memory to unpack it "
		    "in");
	held->pieces[i] = ZEROS;
	return 0;
}

static bool
is_zeros(const uint8_t *p, size_t n)
{
	return p[0] == 0 && memcmp(p, p + 1, n - 1) == 0;
}

/* Is there room for n more, of what may be held and of what may be seen? */
static int
spend(struct held *held, uint64_t n, struct err *err)
{
	if (reserve(held, err) == -1)
		return -1;
	if (n > held->budget->unpacked) {
		/* It was unpacked all the same, or a part of it. */
		held->budget->unpacked -= held->budget->unpacked < REFUSED ?
		    held->budget->unpacked : REFUSED;
		return err_set(err, ERR_LIMIT, "the image unpacks to more "
		    "than %llu GiB", LIMIT_IMAGE_UNPACKED >> 30);
	}
	if (n > held->room - held->n)
		return err_set(err, ERR_LIMIT, "it unpacks to more than "
		    "%zu MiB", held->room >> 20);
	held->budget->unpacked -= n;
	return 0;
}

/* n bytes of p, or of zeros where that is NULL, up to the end of a piece. */
static int
put(struct held *held, const uint8_t *p, size_t n, struct err *err)
{
	size_t i = held->n / PIECE;
	bool is_nothing = p == NULL || is_zeros(p, n);

	if (held->used <= i)
		held->used = i + 1;
	if (held->pieces[i] == CLOSED && is_nothing && i >= WARM / PIECE &&
	    open_zeros(held, i, err) == -1)
		return -1;
	if (held->pieces[i] == ZEROS && is_nothing) {
		held->n += n;
		return 0;
	}
	if (held->pieces[i] != OPEN && open_piece(held, i, err) == -1)
		return -1;
	if (p != NULL)
		memcpy(held->p + held->n, p, n);
	else
		memset(held->p + held->n, 0, n);
	held->n += n;
	return 0;
}

static int
append(struct held *held, const uint8_t *p, uint64_t n, struct err *err)
{
	size_t before = held->n;

	if (spend(held, n, err) == -1)
		return -1;
	while (n > 0) {
		size_t left = PIECE - held->n % PIECE;

		if (left > n)
			left = (size_t)n;
		if (put(held, p, left, err) == -1) {
			held->n = before;
			return -1;
		}
		p = p ? p + left : NULL;
		n -= left;
	}
	return 0;
}

int
held_append(struct held *held, const void *p, size_t n, struct err *err)
{
	return n > 0 ? append(held, p, n, err) : 0;
}

int
held_append_zeros(struct held *held, uint64_t n, struct err *err)
{
	return append(held, NULL, n, err);
}

uint8_t *
held_extend(struct held *held, size_t n, struct err *err)
{
	size_t before = held->n, end;

	if (spend(held, n, err) == -1)
		return NULL;
	end = (before + n + PIECE - 1) / PIECE;
	for (size_t i = before / PIECE; i < end; i++) {
		if (held->used <= i)
			held->used = i + 1;
		if (held->pieces[i] != OPEN && open_piece(held, i, err) == -1)
			return NULL;
	}
	held->n += n;
	return held->p + before;
}

struct span
held_span(const struct held *held)
{
	return (struct span){ held->p, held->n };
}

void
held_release(struct held *held)
{
	if (held->p != NULL) {
		munmap(held->p, held->room);
		held->budget->held += held->charged;
	}
	free(held->pieces);
	*held = (struct held){ .budget = held->budget };
}

/* Gives back all but the first pieces, and forgets what is in those. */
void
held_clear(struct held *held)
{
	size_t first = WARM / PIECE;

	held->n = 0;
	if (held->used <= first)
		return;
	for (size_t i = first; i < held->used; i++) {
		if (held->pieces[i] == OPEN) {
			held->budget->held += PIECE;
			held->charged -= PIECE;
		}
		held->pieces[i] = CLOSED;
	}
	if (mmap(held->p + WARM, (held->used - first) * PIECE, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1,
		0) == MAP_FAILED)
		held_release(held);	/* to begin anew */
	else
		held->used = first;
}
