/*
 * RFC 6120 section 5, tag by tag. A server that refuses sends an element of
 * its own before it hangs up; what else it says is passed over.
 */
#include "probe/dialogue_form.h"

#include <ctype.h>

#include "base/address.h"

enum step {
	STEP_FIRST,	/* nothing but an XML declaration came */
	STEP_FEATURES,
	STEP_ERROR,	/* the next tag names it */
	STEP_PROCEED,
};

struct tag {
	struct span name;	/* without a prefix such as "stream:" */
	bool is_closing;	/* "</a>" */
	bool is_empty;		/* "<a/>" */
};

static void
begin(struct dialogue *dialogue, const char *namespace)
{
	buf_printf(&dialogue->out, "<?xml version='1.0'?>"
	    "<stream:stream to='%s' version='1.0' xmlns='%s' "
	    "xmlns:stream='http://etherx.jabber.org/streams'>",
	    address_is_name(dialogue->peer->domain) ? dialogue->peer->domain :
	    dialogue->peer->host, namespace);
}

static void
begin_client(struct dialogue *dialogue)
{
	begin(dialogue, "jabber:client");
}

static void
begin_server(struct dialogue *dialogue)
{
	begin(dialogue, "jabber:server");
}

/* text is what stands between '<' and '>'. */
static struct tag
tag_read(struct span text)
{
	struct tag tag = { .name = text };
	size_t n = 0;

	tag.is_closing = text.n > 0 && text.p[0] == '/';
	tag.is_empty = text.n > 0 && text.p[text.n - 1] == '/';
	if (tag.is_closing)
		tag.name = (struct span){ text.p + 1, text.n - 1 };
	while (n < tag.name.n && tag.name.p[n] != '/' &&
	    !isspace(tag.name.p[n])) {
		if (tag.name.p[n++] != ':')
			continue;
		tag.name.p += n;
		tag.name.n -= n;
		n = 0;
	}
	tag.name.n = n;
	return tag;
}

static bool
is_named(const struct tag *tag, const char *name)
{
	return span_equal(tag->name, (struct span){ (const uint8_t *)name,
		strlen(name) });
}

static enum heard
hear_feature(struct dialogue *dialogue, const struct tag *tag)
{
	static const char starttls[] =
	    "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

	if (is_named(tag, "starttls"))
		dialogue->has_offered = true;
	if (!is_named(tag, "features") || !(tag->is_closing || tag->is_empty))
		return HEARD_ON;
	if (!dialogue->has_offered)
		return dialogue_refusef(dialogue, "STARTTLS is not offered");
	buf_append(&dialogue->out, starttls, strlen(starttls));
	dialogue->step = STEP_PROCEED;
	return HEARD_ON;
}

static enum heard
hear_proceed(struct dialogue *dialogue, const struct tag *tag)
{
	if (is_named(tag, "failure"))
		return dialogue_refuse(dialogue, tag->name);
	return is_named(tag, "proceed") && (tag->is_closing || tag->is_empty) ?
	    HEARD_DONE : HEARD_ON;
}

static enum heard
hear_tag(struct dialogue *dialogue, const struct tag *tag)
{
	if (dialogue->step == STEP_FIRST && is_named(tag, "?xml"))
		return HEARD_ON;
	if (dialogue->step == STEP_FIRST && !is_named(tag, "stream"))
		return dialogue_stray(dialogue);
	if (dialogue->step == STEP_ERROR)
		return dialogue_refuse(dialogue, tag->name);
	if (is_named(tag, "stream") && (tag->is_closing || tag->is_empty))
		return dialogue_refusef(dialogue, "it closed the stream");
	if (is_named(tag, "error") && !tag->is_closing) {
		dialogue->step = STEP_ERROR;
		return HEARD_ON;
	}
	if (dialogue->step == STEP_PROCEED)
		return hear_proceed(dialogue, tag);
	dialogue->step = STEP_FEATURES;
	return hear_feature(dialogue, tag);
}

static enum heard
hear(struct dialogue *dialogue, struct span unread)
{
	const uint8_t *from = memchr(unread.p, '<', unread.n), *to;
	struct tag tag;

	if (dialogue->taken == 0 && unread.p[0] != '<')
		return dialogue_stray(dialogue);
	if (from == NULL)
		return HEARD_TOO_LITTLE;
	to = memchr(from, '>', unread.n - (size_t)(from - unread.p));
	if (to == NULL)
		return HEARD_TOO_LITTLE;
	dialogue_take(dialogue, (size_t)(to + 1 - unread.p));
	tag = tag_read((struct span){ from + 1, (size_t)(to - from - 1) });
	return hear_tag(dialogue, &tag);
}

const struct dialogue_form form_xmpp = { .begin = begin_client, .hear = hear };
const struct dialogue_form form_xmpp_server = { .begin = begin_server,
	.hear = hear };
