#include "bundle/reader.h"

#include "form/form.h"
#include "unit/form/pem_text.h"

#define BEGIN	"-----BEGIN CERTIFICATE-----"
#define END	"-----END CERTIFICATE-----"
#define STARTED	"-----BEGIN CERTIFICATE"	/* seen, dashes or not */

static struct forge *forge;

/* How a case writes a piece of its text. */
enum piece {
	STOP,
	A,		/* the block of a certificate */
	B,
	A_GLUED,	/* without its last newline */
	A_CRLF,
	A_CR,
	A_INDENTED,
	A_TRUSTED,	/* the same DER; its trailer is optional */
	A_OLD_LABEL,
	BAD_DER,
	BAD_BASE64,
	NO_END,
	EMPTY,
	MARK,		/* a byte order mark */
	COMMENT,
	KEY,		/* a block that is no certificate */
};

static const struct reader_case {
	const char *name;
	enum piece pieces[6];
	int anchors;		/* -1: it fails, and says */
	size_t rejected;
	const char *says;	/* first rejection or error, or NULL */
	size_t quirks;
} cases[] = {
	{ "one", { A }, 1, 0, NULL, 0 },
	{ "two", { A, B }, 2, 0, NULL, 0 },
	{ "the same twice is kept twice", { A, A }, 2, 0, NULL, 0 },
	{ "comments", { COMMENT, A, COMMENT, B, COMMENT }, 2, 0, NULL, 0 },
	{ "byte order mark", { MARK, A, B }, 2, 0, NULL, 1 },
	{ "CR LF", { A_CRLF, B }, 2, 0, NULL, 1 },
	{ "CR", { A_CR, B }, 2, 0, NULL, 1 },
	{ "glued", { A_GLUED, B }, 2, 0, NULL, 1 },
	{ "indented", { B, A_INDENTED }, 2, 0, NULL, 1 },
	{ "trusted", { A_TRUSTED, B }, 2, 0, NULL, 1 },
	{ "old label", { A_OLD_LABEL, B }, 2, 0, NULL, 1 },
	{ "bad DER", { A, BAD_DER, B }, 2, 1, "t:9: not a certificate", 1 },
	{ "bad base64", { COMMENT, BAD_BASE64, B }, 1, 1,
	    "t:2: a character that is not base64", 1 },
	{ "no END", { NO_END, B }, 1, 1, "t:1: a BEGIN line without its END",
	    1 },
	{ "no END at the end", { B, NO_END }, 1, 1, "t:9: a BEGIN line "
	    "without its END", 1 },
	{ "an empty block", { EMPTY, B }, 1, 1, "t:1: an empty block", 1 },
	{ "a damaged key beside it", { KEY, B }, 1, 0, NULL, 2 },
	{ "nothing", { STOP }, -1, 0, "t is empty", 0 },
	{ "only comments", { COMMENT }, -1, 0, "t holds no certificate in a "
	    "form that is read here (JKS, BKS, ESP-IDF, PKCS#12, PKCS#7, "
	    "PEM, PEM of PKCS#7, DER)", 0 },
	{ "only a key", { KEY }, -1, 0, "t holds no certificate in a form "
	    "that is read here (JKS, BKS, ESP-IDF, PKCS#12, PKCS#7, PEM, "
	    "PEM of PKCS#7, DER)", 0 },
	{ "only bad ones", { BAD_BASE64, NO_END }, -1, 0, "t: none of its 2 "
	    "certificates can be read; t:1: a character that is not base64",
	    2 },
};

static void
replace_all(struct buf *out, const struct buf *in, const char *what,
    const char *with)
{
	const char *at = in->p, *hit;

	while ((hit = strstr(at, what)) != NULL) {
		buf_append(out, at, (size_t)(hit - at));
		buf_text(out, with);
		at = hit + strlen(what);
	}
	buf_text(out, at);
}

static void
append_piece(struct buf *out, enum piece piece)
{
	struct buf a = BUF_INIT(10000);

	append_pem(&a, forge, "a");
	switch (piece) {
	case STOP:
		break;
	case A:
		buf_text(out, a.p);
		break;
	case B:
		append_pem(out, forge, "b");
		break;
	case A_GLUED:
		buf_append(out, a.p, a.n - 1);
		break;
	case A_CRLF:
		replace_all(out, &a, "\n", "\r\n");
		break;
	case A_CR:
		replace_all(out, &a, "\n", "\r");
		break;
	case A_INDENTED:
		buf_text(out, " \t");
		buf_text(out, a.p);
		break;
	case A_TRUSTED:
		replace_all(out, &a, " CERTIFICATE", " TRUSTED CERTIFICATE");
		break;
	case A_OLD_LABEL:
		replace_all(out, &a, " CERTIFICATE", " X509 CERTIFICATE");
		break;
	case BAD_DER:
		buf_text(out, BEGIN "\nMAAA\n" END "\n");
		break;
	case BAD_BASE64:
		buf_text(out, BEGIN "\nM%AA\n" END "\n");
		break;
	case NO_END:
		buf_text(out, BEGIN "\nMAAA\n");
		break;
	case EMPTY:
		buf_text(out, BEGIN "\n" END "\n");
		break;
	case MARK:
		buf_text(out, "\xef\xbb\xbf");
		break;
	case COMMENT:
		buf_text(out, "# T\xc3\x9cRKTRUST \xff\n");
		break;
	case KEY:
		buf_text(out, "-----BEGIN PRIVATE KEY-----\nMAAA\n"
		    "-----END PRIVATE KEY-----\n");
		break;
	}
	buf_release(&a);
}

/* Does the first rejection, or the error, start with what is wanted? */
static void
assert_says(const struct reader_case *c, const char *got)
{
	if (c->says != NULL && strncmp(got, c->says, strlen(c->says)) != 0)
		fail_msg("%s: it says '%s', not '%s'", c->name, got, c->says);
}

static void
assert_store(const struct reader_case *c, const struct store *store)
{
	char got[512];

	if ((int)store->n != c->anchors || store->n_rejections != c->rejected)
		fail_msg("%s: %zu anchors and %zu rejected, not %d and %zu",
		    c->name, store->n, store->n_rejections, c->anchors,
		    c->rejected);
	if (store->n_rejections > 0) {
		snprintf(got, sizeof(got), "%s: %s",
		    store->rejections[0].where, store->rejections[0].reason);
		assert_says(c, got);
	}
}

static void
every_way_of_writing_is_read_or_rejected(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct reader_case *c = &cases[i];
		struct buf text = BUF_INIT(100000);
		struct certpool *pool = certpool_new();
		struct store store = STORE_EMPTY;
		struct err err = ERR_NONE;
		int result;

		for (size_t j = 0; c->pieces[j] != STOP; j++)
			append_piece(&text, c->pieces[j]);
		result = bundle_read_bytes(&store, pool, buf_span(&text), "t",
		    &err);
		if ((result == -1) != (c->anchors == -1))
			fail_msg("%s: %s", c->name, result == -1 ? err.msg :
			    "it was read");
		if (result == -1)
			assert_says(c, err.msg);
		else
			assert_store(c, &store);
		store_release(&store);
		certpool_free(pool);
		buf_release(&text);
	}
}

static void
odd_writing_is_noted_with_its_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct reader_case *c = &cases[i];
		struct buf text = BUF_INIT(100000);
		struct certpool *pool = certpool_new();
		struct reading reading;
		struct err err = ERR_NONE;

		reading_init(&reading, pool, "t");
		for (size_t j = 0; c->pieces[j] != STOP; j++)
			append_piece(&text, c->pieces[j]);
		form_pem(&reading, buf_span(&text), "t", &err);
		if (reading.quirks.n != c->quirks)
			fail_msg("%s: %zu quirks, not %zu", c->name,
			    reading.quirks.n, c->quirks);
		if (c->quirks == 1 && c->pieces[0] == B)
			assert_string_equal(reading.quirks.items[0].where,
			    "t:9");
		reading_release(&reading);
		certpool_free(pool);
		buf_release(&text);
	}
}

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what)) != NULL) {
		text += strlen(what);
		n++;
	}
	return n;
}

static void
every_prefix_counts_what_it_saw(void **state)
{
	struct buf text = BUF_INIT(100000);

	(void)state;
	append_piece(&text, A);
	append_piece(&text, COMMENT);
	append_piece(&text, B);
	for (size_t n = 0; n <= text.n; n++) {
		char *prefix = strndup(text.p, n);
		bool is_text = strstr(prefix, STARTED) == NULL;
		struct certpool *pool = certpool_new();
		struct reading reading;
		struct err err = ERR_NONE;
		enum form_result result;

		reading_init(&reading, pool, "t");
		result = form_pem(&reading,
		    (struct span){ (uint8_t *)prefix, n }, "t", &err);
		assert_int_equal(store_seen(&reading.store),
		    is_text ? 0 : count(prefix, "-----BEGIN "));
		assert_int_equal(reading.store.n, count(prefix, END));
		assert_int_equal(result, is_text ? FORM_NOT_MINE : FORM_READ);
		reading_release(&reading);
		certpool_free(pool);
		free(prefix);
	}
	buf_release(&text);
}

static enum form_result
read_der(struct span bytes)
{
	struct certpool *pool = certpool_new();
	struct reading reading;
	struct err err = ERR_NONE;
	enum form_result result;

	reading_init(&reading, pool, "t");
	result = form_der(&reading, bytes, "t", &err);
	assert_int_equal(reading.store.n, result == FORM_READ);
	assert_int_equal(err.code != ERR_NONE_YET, result == FORM_BAD);
	reading_release(&reading);
	certpool_free(pool);
	return result;
}

static void
der_is_whole_or_bad(void **state)
{
	static const uint8_t pkcs7[] = { 0x30, 0x82, 0x01, 0x00, 0x06 };
	struct buf bytes = BUF_INIT(10000);
	size_t n;
	const uint8_t *der = forge_der(forge, "a", &n);

	(void)state;
	buf_append(&bytes, der, n);
	buf_append(&bytes, "", 1);
	assert_int_equal(read_der((struct span){ der, n }), FORM_READ);
	assert_int_equal(read_der(buf_span(&bytes)), FORM_BAD);
	for (size_t i = 0; i < n; i++) {
		uint8_t *prefix = malloc(i + 1);

		memcpy(prefix, der, i);
		assert_int_not_equal(read_der((struct span){ prefix, i }),
		    FORM_READ);
		free(prefix);
	}
	assert_int_equal(read_der((struct span){ pkcs7, sizeof(pkcs7) }),
	    FORM_NOT_MINE);
	buf_release(&bytes);
}

static int
set_up(void **state)
{
	(void)state;
	/* Ed25519: a signature, and so the block, is always as long. */
	forge = forge_new();
	forge_or_fail(forge, "a ca=yes type=ed25519");
	forge_or_fail(forge, "b ca=yes type=ed25519");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	forge_free(forge);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_of_writing_is_read_or_rejected),
		cmocka_unit_test(odd_writing_is_noted_with_its_line),
		cmocka_unit_test(every_prefix_counts_what_it_saw),
		cmocka_unit_test(der_is_whole_or_bad),
	};

	return cmocka_run_group_tests_name("reader", tests, set_up,
	    tear_down);
}
