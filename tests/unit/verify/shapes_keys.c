/* Shapes of keys and signatures that not all libraries know. */
#include "unit/verify/shape_parts.h"

#define ROOT_OF(type) \
	"root ca=yes until=2040-01-01T00:00:00Z key=" type " type=" type "\n"
#define ISSUING_OF(type) "issuing issuer=root ca=yes"			\
	" until=2035-01-01T00:00:00Z key=" type " type=" type "\n"
#define LEAF_OF(type) "leaf issuer=issuing key=" type " type=" type "\n"
#define LEAF "leaf issuer=issuing\n"

#define KEY_OF(type)							\
	{ "key of " type " on the leaf",				\
	    ROOT ISSUING LEAF_OF(type) ORDINARY },			\
	{ "key of " type " on the issuing CA",				\
	    ROOT ISSUING_OF(type) LEAF ORDINARY },			\
	{ "key of " type " on the root",				\
	    ROOT_OF(type) ISSUING LEAF ORDINARY },			\
	{ "key of " type " on another root", PLAIN			\
	    "other ca=yes key=" type " type=" type "\n"			\
	    SERVED "store: other root\n" },				\
	{ "key of " type " beside the path", PLAIN			\
	    "other issuer=root ca=yes key=" type " type=" type "\n"	\
	    "served: leaf issuing other\n" STORE }

const struct shape key_shapes[] = {
	KEY_OF("p224"),
	KEY_OF("p384"),
	KEY_OF("p521"),
	KEY_OF("secp256k1"),
	KEY_OF("brainpool"),
	KEY_OF("explicit"),
	KEY_OF("ed25519"),
	KEY_OF("ed448"),
	KEY_OF("rsa2048"),
	KEY_OF("rsapss2048"),
	{ NULL, NULL },
};
