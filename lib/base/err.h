#ifndef BASE_ERR_H
#define BASE_ERR_H

/*
 * The one error type. A function that can fail takes a struct err * last,
 * returns -1 and fills it; on success it leaves it alone. The message says
 * what, where and what to do, and is a sentence without its full stop.
 * A code exists only where a caller branches on it.
 */
enum err_code {
	ERR_NONE_YET,	/* nothing failed */
	ERR_FAILED,	/* the message says it all */
	ERR_LIMIT,	/* a budget or limit ran out: the answer is unknown */
	ERR_NOT_FOUND,	/* the thing named is not there */
	ERR_POLICY,	/* the user's words are wrong: usage or policy */
};

struct err {
	enum err_code code;
	int sys;	/* errno, or 0 */
	char msg[512];
};

#define ERR_NONE ((struct err){ .code = ERR_NONE_YET })

/* Both return -1, so that a caller can write: return err_set(...). */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Appends ": " and what errno means; keeps errno in sys. */
int err_set_errno(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Puts "context: " before the message, going up. Code and sys stay. */
int err_wrap(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
