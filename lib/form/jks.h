#ifndef FORM_JKS_H
#define FORM_JKS_H

#include "form/java_store.h"

/* The layout of a JKS, and of a JCEKS: JavaKeyStore.java and JceKeyStore.java
 * of OpenJDK. A head of three numbers, entries, a digest. */
#define JKS_MAGIC	0xfeedfeed
#define JCEKS_MAGIC	0xcececece
#define JKS_VERSION	2	/* in which each certificate has a type */

enum jks_entry {
	JKS_PRIVATE_KEY = 1,
	JKS_CERTIFICATE,
	JKS_SECRET_KEY,	/* JCEKS alone */
};

/* SHA-1 of the password, two bytes a character, a fixed text and the body.
 * False: there is no memory. */
bool jks_digest(uint8_t out[JAVA_DIGEST_BYTES], struct span body,
    const char *password);

#endif
