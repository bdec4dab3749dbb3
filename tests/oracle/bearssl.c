/* BearSSL's X.509 engine with all algorithms, its anchors made of the store's
 * certificates as brssl makes them. */
#include "oracle/oracle.h"

#include <stdio.h>
#include <stdlib.h>

#include <bearssl.h>

#include "base/buf.h"
#include "base/mem.h"
#include "oracle/loading.h"

enum { NAME_BYTES = 64 * 1024, DAYS_TO_1970 = 719528, DAY = 86400 };

struct anchors {
	br_x509_trust_anchor *rows;
	struct buf *names;
	br_x509_decoder_context *decoders;	/* they hold the keys */
	size_t n;
};

static void
append_name(void *name, const void *bytes, size_t n)
{
	buf_append(name, bytes, n);
}

/* False for a key that BearSSL does not know; brssl makes no anchor of it. */
static bool
load_anchor(struct anchors *anchors, const struct cert *cert)
{
	br_x509_trust_anchor *row = &anchors->rows[anchors->n];
	br_x509_decoder_context *decoder = &anchors->decoders[anchors->n];
	struct buf *name = &anchors->names[anchors->n];
	const br_x509_pkey *key;

	br_x509_decoder_init(decoder, append_name, name);
	br_x509_decoder_push(decoder, cert->der.p, cert->der.n);
	key = br_x509_decoder_get_pkey(decoder);
	if (key == NULL) {
		buf_release(name);
		return false;
	}
	row->dn.data = (unsigned char *)name->p;
	row->dn.len = name->n;
	row->flags = br_x509_decoder_isCA(decoder) ? BR_X509_TA_CA : 0;
	row->pkey = *key;
	return true;
}

static void
anchors_load(struct anchors *anchors, const struct store *store)
{
	anchors->rows = mem_zalloc((store->n + 1) * sizeof(*anchors->rows));
	anchors->names = mem_zalloc((store->n + 1) * sizeof(*anchors->names));
	anchors->decoders = mem_zalloc((store->n + 1) *
	    sizeof(*anchors->decoders));
	for (size_t i = 0; i < store->n; i++) {
		anchors->names[anchors->n] =
		    (struct buf)BUF_INIT(NAME_BYTES);
		if (load_anchor(anchors, store->anchors[i].cert))
			anchors->n++;
	}
}

static void
anchors_release(struct anchors *anchors)
{
	for (size_t i = 0; i < anchors->n; i++)
		buf_release(&anchors->names[i]);
	free(anchors->names);
	free(anchors->decoders);
	free(anchors->rows);
}

static unsigned
feed(br_x509_minimal_context *engine, const struct chain *chain)
{
	const br_x509_class **class = &engine->vtable;

	(*class)->start_chain(class, NULL);
	for (size_t i = 0; i < chain->n; i++) {
		const struct span *der = &chain->certs[i]->der;

		(*class)->start_cert(class, (uint32_t)der->n);
		(*class)->append(class, der->p, der->n);
		(*class)->end_cert(class);
	}
	return (*class)->end_chain(class);
}

enum answer
bearssl_accepts(const struct pki *pki, int64_t at_s, char *why, size_t size)
{
	struct anchors anchors = { 0 };
	br_x509_minimal_context engine;
	unsigned status, usages = 0;

	if (at_s < 0)
		return SILENT;
	anchors_load(&anchors, &pki->store);
	br_x509_minimal_init_full(&engine, anchors.rows, anchors.n);
	br_x509_minimal_set_time(&engine,
	    (uint32_t)(at_s / DAY) + DAYS_TO_1970, (uint32_t)(at_s % DAY));
	status = feed(&engine, &pki->served);
	/* The engine leaves it to TLS to refuse a key without a use. */
	if (status == BR_ERR_OK && engine.vtable->get_pkey(
		(const br_x509_class *const *)&engine.vtable, &usages) &&
	    usages == 0)
		status = BR_ERR_WRONG_KEY_USAGE;
	anchors_release(&anchors);
	snprintf(why, size, "error %u", status);
	return status == BR_ERR_OK ? ACCEPTS : REFUSES;
}

/* The certificates of a file, as far as it could be read. */
struct blocks {
	struct buf der[LOADING_CERTS * 2];
	size_t n;
	bool is_cert, is_open, failed;
};

static void
append_der(void *blocks_arg, const void *bytes, size_t n)
{
	struct blocks *blocks = blocks_arg;

	if (blocks->is_cert)
		buf_append(&blocks->der[blocks->n], bytes, n);
}

static void
take_event(struct blocks *blocks, br_pem_decoder_context *pem)
{
	switch (br_pem_decoder_event(pem)) {
	case BR_PEM_BEGIN_OBJ:
		blocks->is_open = true;
		blocks->is_cert =
		    strcmp(br_pem_decoder_name(pem), "CERTIFICATE") == 0 ||
		    strcmp(br_pem_decoder_name(pem), "X509 CERTIFICATE") == 0;
		if (blocks->is_cert)
			blocks->der[blocks->n] =
			    (struct buf)BUF_INIT(NAME_BYTES);
		br_pem_decoder_setdest(pem, append_der, blocks);
		break;
	case BR_PEM_END_OBJ:
		blocks->n += blocks->is_cert && blocks->is_open;
		blocks->is_open = false;
		break;
	case BR_PEM_ERROR:
		blocks->failed = true;
		break;
	}
}

static void
feed_pem(struct blocks *blocks, br_pem_decoder_context *pem,
    struct span bytes)
{
	for (size_t at = 0; at < bytes.n && !blocks->failed;) {
		at += br_pem_decoder_push(pem, bytes.p + at, bytes.n - at);
		take_event(blocks, pem);
	}
}

static bool
has_key(struct span der)
{
	br_x509_decoder_context decoder;

	br_x509_decoder_init(&decoder, NULL, NULL);
	br_x509_decoder_push(&decoder, der.p, der.n);
	return br_x509_decoder_get_pkey(&decoder) != NULL;
}

/* All or nothing, and a newline after the last, as brssl does it. */
bool
bearssl_loads(struct loading *loading)
{
	br_pem_decoder_context pem;
	struct blocks blocks = { 0 };

	br_pem_decoder_init(&pem);
	feed_pem(&blocks, &pem, loading->file);
	feed_pem(&blocks, &pem, (struct span){ (const uint8_t *)"\n", 1 });
	blocks.failed = blocks.failed || blocks.is_open;
	for (size_t i = 0; i < blocks.n; i++)
		blocks.failed = blocks.failed ||
		    !has_key(buf_span(&blocks.der[i]));
	for (size_t i = 0; i < blocks.n; i++) {
		if (!blocks.failed)
			loading_note(loading, buf_span(&blocks.der[i]));
	}
	for (size_t i = 0; i < blocks.n + blocks.is_open; i++)
		buf_release(&blocks.der[i]);
	return true;
}
