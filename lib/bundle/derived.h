#ifndef BUNDLE_DERIVED_H
#define BUNDLE_DERIVED_H

#include "base/locator.h"
#include "pki/store.h"

/*
 * A file that update-ca-certificates of Debian and Yocto writes anew whenever
 * it runs: etc/ssl/certs/ca-certificates.crt of a root tree in which there
 * is an etc/ca-certificates.conf. Whoever wants to change it has to change
 * what it is made of: files that the conf selects, and all of
 * usr/local/share/ca-certificates.
 */
struct derived_source {
	char *place;		/* as a locator has it */
	size_t line;		/* of the conf; 0: in usr/local/share */
	bool is_selected;	/* false: by "!", and by no other line */
	struct store store;	/* its certificates, or none */
	char *reason;		/* why it cannot be read; NULL: it was */
};

struct derived {
	char *conf;		/* its place; NULL: it is no such file */
	bool is_compared;	/* false: in an image; nothing follows */
	size_t unread_line;	/* of the conf, for want of a newline; or 0 */
	struct derived_source *sources;
	size_t n, cap;
};

#define DERIVED_NONE ((struct derived){ 0 })

/*
 * Is what locator names such a file, and of what is it made? store is what
 * was read of it. Fails where the conf is there and cannot be read. The
 * caller releases out.
 */
int derived_read(struct derived *out, struct certpool *pool,
    const struct locator *locator, const struct store *store,
    struct err *err);
void derived_release(struct derived *derived);

#endif
