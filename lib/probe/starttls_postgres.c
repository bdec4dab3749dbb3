/* PostgreSQL: "SSL Session Encryption" of its protocol's description. */
#include "probe/dialogue_form.h"

#include "base/octets.h"

/* Its length, and the number of an SSLRequest. */
static const uint8_t ssl_request[8] = { 0, 0, 0, 8, 4, 210, 22, 47 };

static void
begin(struct dialogue *dialogue)
{
	buf_append(&dialogue->out, ssl_request, sizeof(ssl_request));
}

/* The field 'M' of an ErrorResponse: type bytes, each before a C string. */
static struct span
message(struct span fields)
{
	while (fields.n > 1) {
		const uint8_t *end = memchr(fields.p, '\0', fields.n);
		size_t n = end ? (size_t)(end - fields.p) : fields.n;

		if (fields.p[0] == 'M')
			return (struct span){ fields.p + 1, n - 1 };
		n += end != NULL;
		fields = (struct span){ fields.p + n, fields.n - n };
	}
	return (struct span){ NULL, 0 };
}

/* Of a server from before protocol 3: a C string or a line. */
static enum heard
hear_old_error(struct dialogue *dialogue, struct span text)
{
	const uint8_t *end = memchr(text.p, '\n', text.n);

	if (end == NULL)
		end = memchr(text.p, '\0', text.n);
	if (end == NULL)
		return HEARD_TOO_LITTLE;
	return dialogue_refuse(dialogue, (struct span){ text.p,
		(size_t)(end - text.p) });
}

/*
 * An 'E', and then a length of four bytes, of which the first is 0 as none of
 * a text is.
 */
static enum heard
hear_error(struct dialogue *dialogue, struct span unread)
{
	size_t n;

	if (unread.n > 1 && unread.p[1] != 0)
		return hear_old_error(dialogue, (struct span){
			unread.p + 1, unread.n - 1 });
	if (unread.n < 5)
		return HEARD_TOO_LITTLE;
	n = (size_t)octets_be_at(unread.p + 2, 3);
	if (n < 4)
		return dialogue_refusef(dialogue, "its error is damaged");
	if (unread.n - 1 < n)
		return HEARD_TOO_LITTLE;
	return dialogue_refuse(dialogue, message((struct span){
		unread.p + 5, n - 4 }));
}

/*
 * An 'S' begins also what the servers of SSH say: of two or three bytes of it
 * the next ones tell. Anything else behind it is an injection (CVE-2021-23222).
 */
static enum heard
hear_yes(struct dialogue *dialogue, struct span unread)
{
	dialogue->has_more = unread.n > 1;
	if (unread.n > 1 && unread.n < 4 &&
	    memcmp(unread.p, "SSH-", unread.n) == 0)
		return HEARD_TOO_LITTLE;
	dialogue_take(dialogue, 1);
	return HEARD_DONE;
}

static enum heard
hear(struct dialogue *dialogue, struct span unread)
{
	switch (unread.p[0]) {
	case 'S':
		return hear_yes(dialogue, unread);
	case 'N':
		return dialogue_refusef(dialogue, "TLS is not offered");
	case 'E':
		return hear_error(dialogue, unread);
	}
	return dialogue_stray(dialogue);
}

const struct dialogue_form form_postgres = { .begin = begin,
	.hear = hear, .may_be_other = 'S' };
