#include "oracle/loaders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/x509.h>

#include "bundle/loader.h"
#include "forge/forge.h"
#include "oracle/odd.h"
#include "verify/verifier.h"

enum { FILE_BYTES = 64 * 1024 };

/* Roots that are good for themselves, to every library, for long. */
static const char *const lines[LOADING_CERTS] = {
	"a ca=yes ku=absent until=2199-01-01T00:00:00Z",
	"b ca=yes ku=absent until=2199-01-01T00:00:00Z",
	"c ca=yes ku=absent until=2199-01-01T00:00:00Z",
	"d ca=yes ku=absent until=2199-01-01T00:00:00Z",
};

static struct span
key_der(EVP_PKEY *key)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
	unsigned char *der = NULL;
	int n = i2d_PKCS8_PRIV_KEY_INFO(info, &der);

	if (n <= 0)
		abort();
	PKCS8_PRIV_KEY_INFO_free(info);
	return (struct span){ der, (size_t)n };
}

static void
forge_all(struct forge *forge, struct loading *out)
{
	char message[256];

	for (size_t i = 0; i < LOADING_CERTS; i++) {
		const char name[] = { lines[i][0], '\0' };

		if (forge_line(forge, lines[i], message, sizeof(message)) ==
		    -1)
			abort();
		out->certs[i].p = forge_der(forge, name, &out->certs[i].n);
		out->keys[i] = key_der(forge_key(forge, name));
	}
}

static void
write_file(int fd, struct span bytes)
{
	if (ftruncate(fd, 0) == -1 ||
	    pwrite(fd, bytes.p, bytes.n, 0) != (ssize_t)bytes.n)
		abort();
}

/* A file in which we find nothing has nothing that any loader loads. */
static void
ask_model(struct loading *out, enum loader loader)
{
	struct certpool *pool = certpool_new();
	struct store store;
	struct err err = ERR_NONE;

	if (loader_read_bytes(&store, loader, pool, out->file, "file",
		&err) == 0) {
		for (size_t i = 0; i < store.n; i++)
			loading_note(out, store.anchors[i].cert->der);
		store_release(&store);
	}
	certpool_free(pool);
}

static void
print_answer(const char *who, const struct loading *loading)
{
	printf("# %s loads ", who);
	for (size_t i = 0; i < LOADING_CERTS; i++)
		printf("%d", loading->got[i]);
	printf("\n");
}

static void
print_file(struct span bytes)
{
	printf("#   ");
	for (size_t i = 0; i < bytes.n; i++) {
		if (bytes.p[i] == '\n')
			printf("%s", i + 1 < bytes.n ? "\n#   " : "");
		else if (bytes.p[i] >= ' ' && bytes.p[i] < 0x7f)
			putchar(bytes.p[i]);
		else
			printf("\\%03o", bytes.p[i]);
	}
	printf("\n");
}

/* Where a block is one that we do not read, ours may be the fewer. */
static bool
agree(const struct loading *ours, const struct loading *theirs, bool unread)
{
	for (size_t i = 0; i < LOADING_CERTS; i++) {
		if (ours->got[i] != theirs->got[i] &&
		    (ours->got[i] || !unread))
			return false;
	}
	return true;
}

static void
compare_file(struct loads_tally *tally, const struct oracle *oracle,
    const struct loading *asked, const struct odd *odd)
{
	struct loading ours = *asked, theirs = *asked;

	tally->files++;
	if (!oracle->loads(&theirs)) {
		tally->silent++;
		return;
	}
	ask_model(&ours, verifier_find(oracle->verifier)->loader);
	for (size_t i = 0; i < LOADING_CERTS; i++)
		tally->loaded += theirs.got[i];
	if (agree(&ours, &theirs, odd->unread)) {
		tally->agreed++;
		return;
	}
	printf("# a file with this: %s\n", odd->words);
	print_answer(oracle->library, &theirs);
	print_answer("our model of it", &ours);
	print_file(asked->file);
}

void
loaders_compare(struct loads_tally *tally, const struct oracle *oracle)
{
	char path[] = "/tmp/kedge-oracle-XXXXXX";
	int fd = mkstemp(path);
	struct forge *forge = forge_new();
	struct loading loading = { .path = path };
	struct buf file = BUF_INIT(FILE_BYTES);
	struct odd odd;

	if (fd == -1)
		abort();
	forge_all(forge, &loading);
	for (size_t i = 0; odd_file(&file, &odd, loading.certs, i); i++) {
		loading.file = buf_span(&file);
		write_file(fd, loading.file);
		compare_file(tally, oracle, &loading, &odd);
	}
	for (size_t i = 0; i < LOADING_CERTS; i++)
		OPENSSL_free((void *)(uintptr_t)loading.keys[i].p);
	buf_release(&file);
	forge_free(forge);
	unlink(path);
	close(fd);
}
