#pragma once
/* Its headers and OpenSSL's do not go together. */

/* Says hello over a connected socket, which it then leaves. */
void wolfssl_say_hello(int fd, const char *name);
