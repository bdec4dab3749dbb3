#include "patch/part.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"

int
part_read(struct buf *out, const char *folder, const char *name,
    struct err *err)
{
	char *path = mem_printf("%s/%s", folder, name);
	struct stat st;
	int result;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		result = err_set(err, ERR_FAILED, "%s is no regular file",
		    path);
	else
		result = file_read(out, path, err);
	free(path);
	return result;
}
