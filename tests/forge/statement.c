#include "forge/statement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forge/job.h"
#include "forge/revoke.h"

#define WORDS	(6 + FORGE_REVOKED)

bool
statement_is(const char *line)
{
	return line[strspn(line, " \t")] == '!';
}

static size_t
split(char *text, char *words[WORDS])
{
	size_t n = 0;
	char *word;

	while ((word = strsep(&text, " \t\r\n")) != NULL && n < WORDS) {
		if (*word != '\0')
			words[n++] = word;
	}
	return n;
}

/* Do the words from first to last name certificates? */
static bool
are_certs(const struct forge *forge, char *const words[WORDS], size_t first,
    size_t last)
{
	for (size_t i = first; i <= last; i++) {
		if (forge_cert(forge, words[i]) == NULL)
			return false;
	}
	return true;
}

/* The bytes of a statement, 0 where its words are wrong. */
static size_t
make(const struct forge *forge, char *const words[WORDS], size_t n,
    unsigned char **der)
{
	struct forge_response response = { .reason = -1 };
	struct forge_list list = { .reason = -1 };

	if (n == 8 && strcmp(words[0], "!ocsp") == 0 &&
	    are_certs(forge, words, 2, 4)) {
		response.about = words[2];
		response.issuer = words[3];
		response.signer = words[4];
		response.status = words[5];
		response.from = words[6];
		response.until = words[7];
		return forge_respond(forge, &response, der);
	}
	if (n < 6 || n > 6 + FORGE_REVOKED || strcmp(words[0], "!crl") != 0 ||
	    !are_certs(forge, words, 2, 3) ||
	    !are_certs(forge, words, 6, n - 1))
		return 0;
	list.issuer = words[2];
	list.signer = words[3];
	list.from = words[4];
	list.until = words[5];
	for (size_t i = 6; i < n; i++)
		list.revoked[i - 6] = words[i];
	return forge_revoke(forge, &list, der);
}

static bool
write_bytes(const char *folder, char *const words[WORDS],
    const unsigned char *der, size_t n)
{
	char path[4096];
	bool good;
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s.%s", folder, words[1],
	    words[0] + 1);
	out = fopen(path, "w");
	good = out != NULL && fwrite(der, 1, n, out) == n;
	return out != NULL && fclose(out) == 0 && good;
}

int
statement_write(const struct forge *forge, const char *line,
    const char *folder, char *message, size_t size)
{
	char *text = sure(strdup(line)), *words[WORDS] = { NULL };
	unsigned char *der = NULL;
	size_t n = make(forge, words, split(text, words), &der);
	int result = -1;

	if (n == 0)
		snprintf(message, size, "\"%.80s\" is no statement of these "
		    "certificates", line);
	else if (!write_bytes(folder, words, der, n))
		snprintf(message, size, "%s cannot be written to %s",
		    words[1], folder);
	else
		result = 0;
	OPENSSL_free(der);
	free(text);
	return result;
}
