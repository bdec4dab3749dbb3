#include "bundle/password.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"

int
password_read(char **out, const char *path, struct err *err)
{
	struct buf text = BUF_INIT(LIMIT_PASSWORD_BYTES);
	int result = 0;

	*out = NULL;
	if (path == NULL)
		return 0;
	buf_text(&text, "");	/* an empty file is an empty password */
	if (file_read(&text, path, err) == -1)
		result = err_wrap(err, "the password");
	else if (memchr(text.p, '\0', text.n) != NULL)
		result = err_set(err, ERR_FAILED, "the password in %s holds a "
		    "NUL byte", path);
	else
		*out = mem_printf("%.*s", (int)strcspn(text.p, "\r\n"),
		    text.p);
	explicit_bzero(text.p, text.n);
	buf_release(&text);
	return result;
}

void
password_free(char *password)
{
	if (password != NULL)
		explicit_bzero(password, strlen(password));
	free(password);
}
