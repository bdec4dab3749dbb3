#include "unit/verify/shape_parts.h"

#include <string.h>

/* The outage of 2023-09-11, with invented names. */
#define INCIDENT							\
	"old ca=yes from=2008-10-22T12:07:37Z until=2029-12-31T12:07:37Z\n" \
	"new ca=yes from=2016-02-12T18:14:03Z until=2041-02-12T18:14:03Z\n" \
	"new-by-old subject=/CN=new key=new issuer=old ca=yes pathlen=2"\
	" from=2018-09-11T09:26:47Z until=2023-09-11T09:26:47Z\n"	\
	"issuing issuer=new ca=yes pathlen=0"				\
	" from=2016-02-12T18:48:52Z until=2031-02-12T18:48:52Z\n"	\
	"leaf issuer=issuing from=2022-10-08T00:00:00Z"			\
	" until=2032-10-08T09:26:47Z\n"

/* A cross outlives the root that signed it. */
#define DST								\
	"dst ca=yes from=2000-09-30T21:12:19Z until=2021-09-30T14:01:15Z\n" \
	"x1 ca=yes from=2015-06-04T11:04:38Z until=2035-06-04T11:04:38Z\n" \
	"x1-by-dst subject=/CN=x1 key=x1 issuer=dst ca=yes"		\
	" from=2021-01-20T19:14:03Z until=2024-09-30T18:14:03Z\n"	\
	"r3 issuer=x1 ca=yes from=2020-09-04T00:00:00Z"			\
	" until=2025-09-15T16:00:00Z\n"					\
	"leaf issuer=r3 from=2020-10-01T00:00:00Z"			\
	" until=2030-01-01T00:00:00Z\n"					\
	"served: leaf r3 x1-by-dst\n"

/* Two roots sign each other. */
#define LOOP								\
	"a ca=yes key=a until=2040-01-01T00:00:00Z\n"			\
	"b ca=yes key=b until=2040-01-01T00:00:00Z\n"			\
	"a-by-b subject=/CN=a key=a issuer=b ca=yes"			\
	" until=2026-01-01T00:00:00Z\n"					\
	"b-by-a subject=/CN=b key=b issuer=a ca=yes"			\
	" until=2027-01-01T00:00:00Z\n"					\
	"leaf issuer=a\n"

static const struct shape shapes[] = {
	{ "plain", PLAIN ORDINARY },
	{ "root is served too", PLAIN "served: leaf issuing root\n" STORE },
	{ "superfluous ones are served", PLAIN
	    "other ca=yes until=2021-01-01T00:00:00Z\n"
	    "other-leaf issuer=other until=2021-01-01T00:00:00Z\n"
	    "served: leaf other other-leaf issuing\n" STORE },
	{ "served out of order", PLAIN
	    "policy issuer=root ca=yes until=2034-01-01T00:00:00Z\n"
	    "low issuer=policy ca=yes until=2033-01-01T00:00:00Z\n"
	    "late issuer=low until=2032-01-01T00:00:00Z\n"
	    "served: late root policy low\n" STORE },
	{ "leaf is served twice", PLAIN
	    "served: leaf leaf issuing issuing\n" STORE },
	{ "intermediate is not served", PLAIN "served: leaf\n" STORE },
	{ "intermediate is not served, but known", PLAIN "served: leaf\n"
	    STORE "known: issuing root\n" },
	{ "ends in 2060", "root ca=yes until=2060-01-01T00:00:00Z\n"
	    "issuing issuer=root ca=yes until=2060-01-01T00:00:00Z\n"
	    "leaf issuer=issuing until=2060-01-01T00:00:00Z\n" ORDINARY },
	{ "empty store", PLAIN SERVED "store:\n" },
	{ "another root in the store", PLAIN "other ca=yes\n" SERVED
	    "store: other\n" },
	{ "leaf ends first", PLAIN ORDINARY },
	{ "intermediate ends first", ROOT
	    "issuing issuer=root ca=yes until=2025-01-01T00:00:00Z\n"
	    "leaf issuer=issuing\n" ORDINARY },
	{ "root ends first", "root ca=yes until=2024-06-01T00:00:00Z\n"
	    ISSUING "leaf issuer=issuing\n" ORDINARY },
	{ "root starts last", "root ca=yes from=2023-01-01T00:00:00Z"
	    " until=2040-01-01T00:00:00Z\n" ISSUING
	    "leaf issuer=issuing\n" ORDINARY },
	{ "ends before it starts", ROOT ISSUING "leaf issuer=issuing"
	    " from=2025-01-01T00:00:00Z until=2024-01-01T00:00:00Z\n"
	    ORDINARY },
	{ "one second", ROOT ISSUING "leaf issuer=issuing"
	    " from=2025-01-01T00:00:00Z until=2025-01-01T00:00:01Z\n"
	    ORDINARY },

	{ "incident", INCIDENT "served: leaf issuing new-by-old\n"
	    "store: old new\n" },
	{ "incident, new root first", INCIDENT
	    "served: leaf issuing new-by-old\nstore: new old\n" },
	{ "incident, old root alone", INCIDENT
	    "served: leaf issuing new-by-old\nstore: old\n" },
	{ "incident, cross not served", INCIDENT
	    "served: leaf issuing\nstore: old new\n" },
	{ "incident, old root alone, longer cross known", INCIDENT
	    "longer subject=/CN=new key=new issuer=old ca=yes"
	    " from=2023-01-01T00:00:00Z until=2028-01-01T00:00:00Z\n"
	    "served: leaf issuing new-by-old\nstore: old\n"
	    "known: longer\n" },
	{ "incident, old root alone, new one known", INCIDENT
	    "served: leaf issuing new-by-old\nstore: old\nknown: new\n" },
	{ "dst, cross before root in the store", DST
	    "store: x1-by-dst x1\n" },
	{ "dst, root before cross in the store", DST
	    "store: x1 x1-by-dst\n" },
	{ "dst, both roots", DST "store: dst x1\n" },
	{ "dst alone", DST "store: dst\n" },
	{ "addtrust in reverse",
	    "base ca=yes until=2040-01-01T00:00:00Z\n"
	    "twin ca=yes key=twin until=2023-01-01T00:00:00Z\n"
	    "cross subject=/CN=twin key=twin issuer=base ca=yes"
	    " until=2035-01-01T00:00:00Z\n"
	    "leaf issuer=cross\nserved: leaf cross\nstore: twin base\n" },
	{ "addtrust",
	    "base ca=yes until=2020-05-30T10:48:38Z\n"
	    "twin ca=yes key=twin until=2038-01-18T23:59:59Z\n"
	    "cross subject=/CN=twin key=twin issuer=base ca=yes"
	    " until=2020-05-30T10:48:38Z\n"
	    "leaf issuer=twin\nserved: leaf cross\nstore: base twin\n" },
	{ "expired twin first in the store", PLAIN
	    "old subject=/CN=root key=root ca=yes"
	    " until=2022-01-01T00:00:00Z\n"
	    SERVED "store: old root\n" },
	{ "expired twin last in the store", PLAIN
	    "old subject=/CN=root key=root ca=yes"
	    " until=2022-01-01T00:00:00Z\n"
	    SERVED "store: root old\n" },
	{ "expired twin is served", PLAIN
	    "old subject=/CN=root key=root ca=yes"
	    " until=2022-01-01T00:00:00Z\n"
	    "served: leaf issuing old\n" STORE },
	{ "root reissued with a new key", PLAIN
	    "new subject=/CN=root key=other ca=yes"
	    " until=2045-01-01T00:00:00Z\n"
	    SERVED "store: new root\n" },
	{ "root reissued with a new key, no key ids", ROOT
	    "issuing issuer=root ca=yes akid=no\nleaf issuer=issuing\n"
	    "new subject=/CN=root key=other ca=yes"
	    " until=2045-01-01T00:00:00Z\n"
	    SERVED "store: new root\n" },
	{ "another key in the store", PLAIN
	    "new subject=/CN=root key=other ca=yes\n"
	    SERVED "store: new\n" },
	{ "another key in the store, no key ids", ROOT
	    "issuing issuer=root ca=yes akid=no\nleaf issuer=issuing\n"
	    "new subject=/CN=root key=other ca=yes\n"
	    SERVED "store: new\n" },
	{ "two windows of one twin each", ROOT ISSUING "leaf issuer=issuing\n"
	    "early subject=/CN=root key=root ca=yes"
	    " until=2022-01-01T00:00:00Z\n"
	    "late subject=/CN=root key=root ca=yes"
	    " from=2024-01-01T00:00:00Z until=2026-01-01T00:00:00Z\n"
	    SERVED "store: early late\n" },
	{ "intermediate in the store", PLAIN "served: leaf\n"
	    "store: issuing\n" },
	{ "intermediate and root in the store", PLAIN "served: leaf\n"
	    "store: root issuing\n" },
	{ "intermediate in the store, its issuer is served", ROOT
	    "policy issuer=root ca=yes\nissuing issuer=policy ca=yes\n"
	    "leaf issuer=issuing\nserved: leaf issuing policy\n"
	    "store: issuing root\n" },
	{ "cross of its own issuer, twice", ROOT
	    "a issuer=root ca=yes key=a\n"
	    "b issuer=a ca=yes\n"
	    "a-by-b subject=/CN=a key=a issuer=b ca=yes\n"
	    "leaf issuer=b\nserved: leaf b a-by-b a\n" STORE },
	{ "expired intermediate in the store", PLAIN
	    "old subject=/CN=issuing key=issuing issuer=root ca=yes"
	    " until=2022-01-01T00:00:00Z\n"
	    SERVED "store: root old\n" },

	{ "self-signed leaf in the store", "leaf\nserved: leaf\n"
	    "store: leaf\n" },
	{ "self-signed leaf not in the store", ROOT "leaf\nserved: leaf\n"
	    STORE },
	{ "self-signed mimic of a root", ROOT
	    "leaf subject=/CN=root key=other\nserved: leaf\n" STORE },
	{ "leaf in the store", PLAIN "served: leaf\nstore: leaf\n" },
	{ "leaf in the store, chain ends first", ROOT
	    "issuing issuer=root ca=yes until=2025-01-01T00:00:00Z\n"
	    "leaf issuer=issuing\nserved: leaf issuing\nstore: leaf\n" },
	{ "loop, one root", LOOP "served: leaf a-by-b b-by-a\nstore: b\n" },
	{ "loop, no root", LOOP "served: leaf a-by-b b-by-a\nstore:\n" },
	{ "loop, both roots", LOOP "served: leaf a-by-b b-by-a\n"
	    "store: a b\n" },
	{ "loop in the store", LOOP "served: leaf\n"
	    "store: a-by-b b-by-a b\n" },

	{ "path length enough", "root ca=yes pathlen=1\n"
	    "issuing issuer=root ca=yes pathlen=0\nleaf issuer=issuing\n"
	    ORDINARY },
	{ "path length too short", "root ca=yes pathlen=0\n" ISSUING
	    "leaf issuer=issuing\n" ORDINARY },
	{ "path length too short below", ROOT
	    "policy issuer=root ca=yes pathlen=0\n"
	    "issuing issuer=policy ca=yes\nleaf issuer=issuing\n"
	    "served: leaf issuing policy\n" STORE },
	{ "self-issued CAs are not counted", "root ca=yes pathlen=0\n"
	    "next subject=/CN=root key=next issuer=root ca=yes\n"
	    "leaf issuer=next\nserved: leaf next\n" STORE },
	{ "no CA", ROOT "issuing issuer=root ca=no ku=absent\n"
	    "leaf issuer=issuing\n" ORDINARY },
	{ "no basic constraints", ROOT
	    "issuing issuer=root ca=absent ku=absent\n"
	    "leaf issuer=issuing\n" ORDINARY },
	{ "version 1 root", "root version=1\n" ISSUING
	    "leaf issuer=issuing\n" ORDINARY },
	{ "version 1 intermediate", ROOT "issuing issuer=root version=1\n"
	    "leaf issuer=issuing\n" ORDINARY },
	{ "no certificate signing", ROOT
	    "issuing issuer=root ca=yes ku=cRLSign\n"
	    "leaf issuer=issuing\n" ORDINARY },
	{ "no certificate signing, a twin may", PLAIN
	    "bad subject=/CN=issuing key=issuing issuer=root ca=yes"
	    " ku=cRLSign\nserved: leaf bad issuing\n" STORE },

	{ "leaf for clients", ROOT ISSUING
	    "leaf issuer=issuing eku=clientAuth\n" ORDINARY },
	{ "leaf for any purpose", ROOT ISSUING
	    "leaf issuer=issuing eku=any\n" ORDINARY },
	{ "leaf for gated cryptography", ROOT ISSUING
	    "leaf issuer=issuing eku=msSGC\n" ORDINARY },
	{ "leaf without purposes", ROOT ISSUING
	    "leaf issuer=issuing eku=absent\n" ORDINARY },
	{ "leaf of Netscape's type for clients", ROOT ISSUING
	    "leaf issuer=issuing nscert=client\n" ORDINARY },
	{ "leaf of Netscape's types for both", ROOT ISSUING
	    "leaf issuer=issuing nscert=server,client\n" ORDINARY },
	{ "root of Netscape's type for mail", "root ca=absent ku=absent"
	    " eku=absent nscert=emailCA\n" ISSUING
	    "leaf issuer=issuing\n" ORDINARY },
	{ "root of Netscape's type for TLS", "root ca=absent ku=absent"
	    " eku=absent nscert=sslCA\n" ISSUING
	    "leaf issuer=issuing\n" ORDINARY },
	{ "intermediate of Netscape's type for mail", ROOT
	    "issuing issuer=root ca=absent ku=absent eku=absent"
	    " nscert=emailCA\nleaf issuer=issuing\n" ORDINARY },
	{ "intermediate of Netscape's type for TLS", ROOT
	    "issuing issuer=root ca=absent ku=absent eku=absent"
	    " nscert=sslCA\nleaf issuer=issuing\n" ORDINARY },
	{ "intermediate for clients", ROOT
	    "issuing issuer=root ca=yes eku=clientAuth\n"
	    "leaf issuer=issuing\n" ORDINARY },
	{ "intermediate for gated cryptography", ROOT
	    "issuing issuer=root ca=yes eku=msSGC\n"
	    "leaf issuer=issuing\n" ORDINARY },
	{ "root for mail", "root ca=yes eku=emailProtection\n" ISSUING
	    "leaf issuer=issuing\n" ORDINARY },
	{ "root is no CA", "root ca=no ku=absent eku=absent\n" ISSUING
	    "leaf issuer=issuing\n" ORDINARY },
	{ "leaf may only sign certificates", ROOT ISSUING
	    "leaf issuer=issuing ku=keyCertSign\n" ORDINARY },
	{ "leaf may only encipher keys", ROOT ISSUING
	    "leaf issuer=issuing ku=keyEncipherment\n" ORDINARY },

	{ "wrong key id", ROOT ISSUING "leaf issuer=issuing akid=wrong\n"
	    ORDINARY },
	{ "no key ids", "root ca=yes skid=no\n"
	    "issuing issuer=root ca=yes skid=no akid=no\n"
	    "leaf issuer=issuing skid=no akid=no\n" ORDINARY },
	{ "bad signature", ROOT ISSUING "leaf issuer=issuing badsig=yes\n"
	    ORDINARY },
	{ "bad signature on the root", "root ca=yes badsig=yes\n" ISSUING
	    "leaf issuer=issuing\n" ORDINARY },
	{ "stored namesake of a served issuer", PLAIN
	    "namesake subject=/CN=issuing ca=yes\n" SERVED
	    "store: root namesake\n" },
	{ "expired twin of the issuer is served first", PLAIN
	    "old subject=/CN=issuing key=issuing issuer=root ca=yes"
	    " until=2022-01-01T00:00:00Z\nserved: leaf old issuing\n" STORE },
	{ "root ends before its own next key", "root ca=yes key=a"
	    " until=2024-01-01T00:00:00Z\n"
	    "next subject=/CN=root key=next issuer=root ca=yes\n"
	    "leaf issuer=next\nserved: leaf next\n" STORE },
	{ "version 1 root, a cross of it is served", "other ca=yes\n"
	    "root version=1 key=r\n"
	    "cross subject=/CN=root key=r issuer=other ca=yes\n"
	    "issuing issuer=root ca=yes\nleaf issuer=issuing\n"
	    "served: leaf issuing cross\n" STORE },
	{ "eight intermediates", ROOT
	    "i1 issuer=root ca=yes\ni2 issuer=i1 ca=yes\n"
	    "i3 issuer=i2 ca=yes\ni4 issuer=i3 ca=yes\n"
	    "i5 issuer=i4 ca=yes\ni6 issuer=i5 ca=yes\n"
	    "i7 issuer=i6 ca=yes\ni8 issuer=i7 ca=yes\n"
	    "leaf issuer=i8\n"
	    "served: leaf i8 i7 i6 i5 i4 i3 i2 i1\n" STORE },
	{ "nine intermediates", ROOT
	    "i1 issuer=root ca=yes\ni2 issuer=i1 ca=yes\n"
	    "i3 issuer=i2 ca=yes\ni4 issuer=i3 ca=yes\n"
	    "i5 issuer=i4 ca=yes\ni6 issuer=i5 ca=yes\n"
	    "i7 issuer=i6 ca=yes\ni8 issuer=i7 ca=yes\n"
	    "i9 issuer=i8 ca=yes\nleaf issuer=i9\n"
	    "served: leaf i9 i8 i7 i6 i5 i4 i3 i2 i1\n" STORE },
	{ "cross is served too early and again", INCIDENT
	    "served: leaf new-by-old issuing new-by-old\nstore: old\n" },
	{ "self-signed leaf, its twin in the store ends first",
	    "twin subject=/CN=leaf key=leaf ca=yes"
	    " until=2024-01-01T00:00:00Z\nleaf\nserved: leaf\n"
	    "store: twin\n" },
	{ "served beside the path, with name constraints", PLAIN
	    "other ca=yes permitted=dns:example\n"
	    "served: leaf issuing other\n" STORE },
	{ "served beside the path, an Ed25519 key", PLAIN
	    "other ca=yes issuer=root key=edwards type=ed25519\n"
	    "served: leaf issuing other\n" STORE },
	{ "served beside the path, an Ed25519 signature", PLAIN
	    "signer ca=yes key=edwards type=ed25519\n"
	    "other ca=yes issuer=signer\n"
	    "served: leaf issuing other\n" STORE },
	{ "issuer's name in capitals", "root ca=yes key=r\n"
	    "capitals subject=/CN=ROOT key=r ca=yes\n"
	    "issuing issuer=capitals ca=yes\nleaf issuer=issuing\n"
	    SERVED STORE },
	{ "issuer's name with another blank",
	    "root subject=\"/CN=The Root\" ca=yes key=r\n"
	    "blank subject=\"/CN=The  Root\" key=r ca=yes\n"
	    "issuing issuer=blank ca=yes\nleaf issuer=issuing\n"
	    SERVED STORE },
	{ "issuing CA by SHA-1", ROOT
	    "issuing issuer=root ca=yes hash=sha1\nleaf issuer=issuing\n"
	    ORDINARY },
	{ "root by SHA-1", "root ca=yes hash=sha1\n" ISSUING
	    "leaf issuer=issuing\n" ORDINARY },
	{ "leaf by SHA-1", ROOT ISSUING "leaf issuer=issuing hash=sha1\n"
	    ORDINARY },
	{ "root of 1024 bits", "root ca=yes type=rsa1024 key=small\n" ISSUING
	    "leaf issuer=issuing\n" ORDINARY },
	{ "self-signed leaf by SHA-1 in the store", "leaf hash=sha1\n"
	    "served: leaf\nstore: leaf\n" },
	{ NULL, NULL },
};

static const struct shape *const lists[] = { shapes, library_shapes,
	extension_shapes, key_shapes };

const struct shape *
shape_at(size_t i)
{
	for (size_t k = 0; k < sizeof(lists) / sizeof(lists[0]); k++) {
		const struct shape *shape = lists[k];

		for (; shape->name != NULL; shape++) {
			if (i-- == 0)
				return shape;
		}
	}
	return NULL;
}

const struct shape *
shape_find(const char *name)
{
	const struct shape *shape;

	for (size_t i = 0; (shape = shape_at(i)) != NULL; i++) {
		if (strcmp(shape->name, name) == 0)
			return shape;
	}
	return NULL;
}
