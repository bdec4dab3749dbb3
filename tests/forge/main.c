/* forge SPEC OUTDIR: writes the certificates and keys that SPEC describes, and
 * what their issuers say. */
#include "forge/forge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/pem.h>

#include "forge/statement.h"

enum { STATUS_OK, STATUS_OUTPUT, STATUS_SPEC };

/* Statements are written as they are read, certificates in the end. */
static int
take_line(struct forge *forge, const char *line, const char *folder,
    char *message, size_t size)
{
	if (!statement_is(line))
		return forge_line(forge, line, message, size);
	return statement_write(forge, line, folder, message, size);
}

static int
read_spec(struct forge *forge, const char *path, const char *folder)
{
	char message[512], *line = NULL;
	size_t size = 0, number = 0;
	int status = STATUS_OK;
	FILE *in = strcmp(path, "-") ? fopen(path, "r") : stdin;

	if (in == NULL) {
		fprintf(stderr, "forge: %s: %s\n", path, strerror(errno));
		return STATUS_SPEC;
	}
	while (status == STATUS_OK && getline(&line, &size, in) != -1) {
		number++;
		if (take_line(forge, line, folder, message,
			sizeof(message)) == -1) {
			fprintf(stderr, "forge: %s:%zu: %s\n", path, number,
			    message);
			status = STATUS_SPEC;
		}
	}
	if (status == STATUS_OK && forge_cert_name(forge, 0) == NULL) {
		fprintf(stderr, "forge: %s: there is no line to make a "
		    "certificate from\n", path);
		status = STATUS_SPEC;
	}
	free(line);
	if (in != stdin)
		fclose(in);
	return status;
}

enum form { CERT_PEM, CERT_DER, KEY_PEM };

static int
write_one(const struct forge *forge, const char *folder, const char *name,
    enum form form)
{
	static const char *const endings[] = { "pem", "der", "key" };
	const unsigned char *der;
	char path[4096];
	size_t n;
	int good;
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s.%s", folder, name, endings[form]);
	out = fopen(path, "w");
	good = out != NULL;
	if (good && form == CERT_PEM) {
		good = PEM_write_X509(out, forge_cert(forge, name));
	} else if (good && form == CERT_DER) {
		der = forge_der(forge, name, &n);
		good = fwrite(der, 1, n, out) == n;
	} else if (good) {
		good = PEM_write_PrivateKey(out, forge_key(forge, name), NULL,
		    NULL, 0, NULL, NULL);
	}
	if (out != NULL && fclose(out) != 0)
		good = 0;
	if (!good)
		fprintf(stderr, "forge: %s: %s\n", path, strerror(errno));
	return good ? STATUS_OK : STATUS_OUTPUT;
}

static int
write_all(const struct forge *forge, const char *folder)
{
	const char *name;
	int status = STATUS_OK;

	for (size_t i = 0; (name = forge_cert_name(forge, i)) != NULL; i++) {
		status |= write_one(forge, folder, name, CERT_PEM);
		status |= write_one(forge, folder, name, CERT_DER);
	}
	for (size_t i = 0; (name = forge_key_name(forge, i)) != NULL; i++)
		status |= write_one(forge, folder, name, KEY_PEM);
	return status;
}

int
main(int argc, char **argv)
{
	struct forge *forge;
	int status;

	if (argc != 3) {
		fprintf(stderr, "usage: forge SPEC OUTDIR\n");
		return STATUS_SPEC;
	}
	if (mkdir(argv[2], 0777) == -1 && errno != EEXIST) {
		fprintf(stderr, "forge: %s: %s\n", argv[2], strerror(errno));
		return STATUS_OUTPUT;
	}
	forge = forge_new();
	status = read_spec(forge, argv[1], argv[2]);
	if (status == STATUS_OK)
		status = write_all(forge, argv[2]);
	forge_free(forge);
	return status;
}
