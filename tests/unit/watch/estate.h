#pragma once
/*
 * A small estate in the folder of the test: certificates NAME.pem as forged,
 * policy.yaml, and what its endpoints were seen to serve. Dates are fixed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <openssl/pem.h>

#include "base/instant.h"
#include "forge/forge.h"
#include "policy/estate.h"
#include "unit/folder.h"
#include "unit/watch/certs.h"
#include "watch/look.h"

struct lab {
	struct forge *forge;
	struct estate estate;
	struct evidence evidence;
	struct records records;
	struct pass_settings settings;	/* records, and now */
	struct pass pass;
};

static inline void
lab_forge(struct lab *lab, const char *line)
{
	char message[256], *name, *path;
	FILE *stream;

	if (forge_line(lab->forge, line, message, sizeof(message)) == -1)
		fail_msg("%s", message);
	name = mem_printf("%.*s", (int)strcspn(line, " "), line);
	path = mem_printf("%s.pem", name);
	stream = fopen(path, "w");
	assert_non_null(stream);
	assert_int_equal(PEM_write_X509(stream, forge_cert(lab->forge, name)),
	    1);
	fclose(stream);
	free(name);
	free(path);
}

static inline const struct cert *
lab_cert(struct lab *lab, const char *name)
{
	struct err err = ERR_NONE;
	const struct cert *cert;
	struct span der;

	der.p = forge_der(lab->forge, name, &der.n);
	assert_non_null(der.p);
	if (certpool_add_der(lab->evidence.pool, &cert, der, &err) == -1)
		fail_msg("%s: %s", name, err.msg);
	return cert;
}

/* The certificates whose names stand in words, apart by spaces. */
static inline void
lab_chain(struct lab *lab, struct chain *out, const char *words)
{
	*out = CHAIN_EMPTY;
	for (size_t n; *words != '\0'; words += n + (words[n] == ' ')) {
		char *name;

		n = strcspn(words, " ");
		name = mem_printf("%.*s", (int)n, words);
		chain_append(out, lab_cert(lab, name));
		free(name);
	}
}

static inline void
lab_open(struct lab *lab, const char *now)
{
	struct err err = ERR_NONE;

	*lab = (struct lab){ .forge = forge_new() };
	evidence_init(&lab->evidence);
	lab->settings.recorded = &lab->records;
	assert_int_equal(instant_parse(&lab->settings.now_s, now, &err), 0);
	for (size_t i = 0; i < LAB_CERTS; i++)
		lab_forge(lab, lab_certs[i]);
}

/* The estate of this policy, which becomes policy.yaml. */
static inline void
lab_policy(struct lab *lab, const char *text)
{
	struct err err = ERR_NONE;

	folder_put("policy.yaml", text);
	if (estate_load(&lab->estate, "policy.yaml", false, &err) == -1)
		fail_msg("%s", err.msg);
}

/* What an address of an endpoint served; words as for lab_chain. */
static inline void
lab_serve(struct lab *lab, const char *endpoint, const char *address,
    const char *words, enum reason reason, const char *detail)
{
	struct observation o = {
		.endpoint = mem_strdup(endpoint),
		.host = mem_strdup("a.example"),
		.address = mem_strdup(address),
		.port = 443,
		.protocol = mem_strdup("tls"),
		.server_name = mem_strdup("a.example"),
		.reason = reason,
		.detail = mem_strdup(detail),
		.durations = { -1, -1, -1, -1 },
	};

	lab_chain(lab, &o.chain, words);
	observations_take(&lab->records.observations, &o);
}

/* The last of these was seen with this shape of ClientHello. */
static inline void
lab_shape(struct lab *lab, const char *shape)
{
	lab->records.observations.items[lab->records.observations.n -
	    1].shape = mem_strdup(shape);
}

static inline void
lab_pass(struct lab *lab)
{
	struct err err = ERR_NONE;

	if (look_at_estate(&lab->pass, &lab->estate, &lab->evidence,
		&lab->settings, &err) == -1)
		fail_msg("%s", err.msg);
}

static inline void
lab_close(struct lab *lab)
{
	pass_release(&lab->pass);
	records_release(&lab->records);
	estate_release(&lab->estate);
	evidence_release(&lab->evidence);
	forge_free(lab->forge);
}
