#include "bench/bench.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <openssl/x509_vfy.h>

#include "base/mem.h"

double
cpu_s(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	    (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

double
peak_mib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_maxrss / 1024;
}

void
works_init(struct works *works)
{
	*works = (struct works){ forge_new(), certpool_new() };
}

void
works_release(struct works *works)
{
	certpool_free(works->pool);
	forge_free(works->forge);
}

static void
give_up(const char *why)
{
	fprintf(stderr, "bench: %s\n", why);
	exit(2);
}

const struct cert *
works_make(struct works *works, const char *fmt, ...)
{
	const struct cert *cert;
	struct err err = ERR_NONE;
	char message[256], *line, *name;
	struct span der;
	va_list ap;

	va_start(ap, fmt);
	line = mem_vprintf(fmt, ap);
	va_end(ap);
	name = mem_printf("%.*s", (int)strcspn(line, " "), line);
	if (forge_line(works->forge, line, message, sizeof(message)) == -1)
		give_up(message);
	der.p = forge_der(works->forge, name, &der.n);
	if (certpool_add_der(works->pool, &cert, der, &err) == -1)
		give_up(err.msg);
	free(name);
	free(line);
	return cert;
}

X509_STORE *
rival_store(const struct store *store)
{
	X509_STORE *rival = X509_STORE_new();

	for (size_t i = 0; i < store->n; i++)
		X509_STORE_add_cert(rival, store->anchors[i].cert->x509);
	return rival;
}

bool
rival_accepts(X509_STORE *store, const struct chain *chain, int64_t at_s)
{
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	STACK_OF(X509) *served = sk_X509_new_null();
	bool accepted;

	for (size_t i = 1; i < chain->n; i++)
		sk_X509_push(served, chain->certs[i]->x509);
	X509_STORE_CTX_init(context, store, chain->certs[0]->x509, served);
	X509_STORE_CTX_set_default(context, "ssl_server");
	X509_STORE_CTX_set_time(context, 0, at_s);
	accepted = X509_verify_cert(context) == 1;
	sk_X509_free(served);
	X509_STORE_CTX_free(context);
	return accepted;
}
