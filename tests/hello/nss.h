#pragma once
/* Its headers have the names of others'. */
#include <stdint.h>

/* Connects to that port of loopback and says hello. */
void nss_say_hello(uint16_t port, const char *name);
