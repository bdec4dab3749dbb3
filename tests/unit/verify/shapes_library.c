/* Shapes that told one library from another. */
#include "unit/verify/shape_parts.h"

const struct shape library_shapes[] = {
	{ "name permitted", ROOT "issuing issuer=root ca=yes"
	    " permitted=dns:example\nleaf issuer=issuing"
	    " san=dns:www.example\n" ORDINARY },
	{ "name not permitted", ROOT "issuing issuer=root ca=yes"
	    " permitted=dns:example\nleaf issuer=issuing"
	    " san=dns:www.example,dns:www.net\n" ORDINARY },
	{ "name excluded by the root", "root ca=yes excluded=dns:example\n"
	    ISSUING "leaf issuer=issuing san=dns:www.example\n" ORDINARY },
	{ "common name not permitted", ROOT "issuing issuer=root ca=yes"
	    " permitted=dns:example\nleaf issuer=issuing"
	    " subject=/CN=www.net\n" ORDINARY },
	{ "common name beside an address", ROOT "issuing issuer=root ca=yes"
	    " permitted=dns:example\nleaf issuer=issuing"
	    " subject=/CN=www.net san=ip:192.0.2.1\n" ORDINARY },

	{ "two common names permitted", ROOT "issuing issuer=root ca=yes"
	    " permitted=dns:example\nleaf issuer=issuing"
	    " subject=/CN=a.example/CN=b.example\n" ORDINARY },
	{ "address permitted", ROOT "issuing issuer=root ca=yes"
	    " permitted=ip:192.0.2.0/255.255.255.0\nleaf issuer=issuing"
	    " san=ip:192.0.2.1\n" ORDINARY },
	{ "address not permitted", ROOT "issuing issuer=root ca=yes"
	    " permitted=ip:192.0.2.0/255.255.255.0\nleaf issuer=issuing"
	    " san=ip:198.51.100.1\n" ORDINARY },
	{ "mailbox permitted", ROOT "issuing issuer=root ca=yes"
	    " permitted=email:example\nleaf issuer=issuing"
	    " san=email:a@example\n" ORDINARY },
	{ "mailbox below what is permitted", ROOT "issuing issuer=root ca=yes"
	    " permitted=email:example\nleaf issuer=issuing"
	    " san=email:a@x.example\n" ORDINARY },
	{ "mailbox excluded", ROOT "issuing issuer=root ca=yes"
	    " excluded=email:.example\nleaf issuer=issuing"
	    " san=email:a@x.example\n" ORDINARY },
	{ "another page excluded", ROOT "issuing issuer=root ca=yes"
	    " excluded=uri:.net\nleaf issuer=issuing"
	    " san=uri:http://www.example/\n" ORDINARY },

	{ "SHA-1 on the leaf", ROOT ISSUING
	    "leaf issuer=issuing hash=sha1\n" ORDINARY },
	{ "SHA-1 on the root", "root ca=yes hash=sha1\n" ISSUING
	    "leaf issuer=issuing\n" ORDINARY },
	{ "SHA-1 on an intermediate of the store", ROOT
	    "issuing issuer=root ca=yes hash=sha1\nleaf issuer=issuing\n"
	    SERVED "store: root issuing\n" },
	{ "MD5 on the leaf", "root ca=yes type=rsa2048 key=rsa2048\n"
	    "leaf issuer=root hash=md5\nserved: leaf\n" STORE },
	{ "RSA 1024 on the root", "root ca=yes type=rsa1024 key=rsa1024\n"
	    ISSUING "leaf issuer=issuing\n" ORDINARY },
	{ "RSA 1024 on the leaf", ROOT ISSUING
	    "leaf issuer=issuing type=rsa1024 key=rsa1024\n" ORDINARY },
	{ "P-384 in the middle", ROOT
	    "issuing issuer=root ca=yes type=p384 key=p384\n"
	    "leaf issuer=issuing\n" ORDINARY },
	{ "Ed25519 on the root", "root ca=yes type=ed25519 key=ed25519\n"
	    ISSUING "leaf issuer=issuing\n" ORDINARY },
	{ "Ed25519 on the leaf", ROOT ISSUING
	    "leaf issuer=issuing type=ed25519 key=ed25519\n" ORDINARY },

	{ "intermediate in the store, another served last", PLAIN
	    "gone ca=yes\nother issuer=gone ca=yes\n"
	    "served: leaf issuing other\nstore: issuing\n" },
	{ "seventeen are served", PLAIN
	    "served: leaf issuing issuing issuing issuing issuing issuing"
	    " issuing issuing issuing issuing issuing issuing issuing issuing"
	    " issuing issuing\n" STORE },
	{ "leaf is served again as an issuer",
	    "root ca=yes\nleaf issuer=root ca=yes\n"
	    "below issuer=leaf ca=yes\n"
	    "served: leaf below leaf below\n" STORE },
	/* GnuTLS finds "services" where it looks for "root". */
	{ "names share a bucket", ROOT
	    "policy issuer=root ca=yes until=2024-01-01T00:00:00Z\n"
	    "services issuer=policy ca=yes\n"
	    "again subject=/CN=services key=services issuer=root ca=yes"
	    " until=2035-01-01T00:00:00Z\nleaf issuer=services\n"
	    "served: leaf services policy\nstore: root again\n" },
	{ "names share no bucket", ROOT
	    "policy issuer=root ca=yes until=2024-01-01T00:00:00Z\n"
	    "branch issuer=policy ca=yes\n"
	    "again subject=/CN=branch key=branch issuer=root ca=yes"
	    " until=2035-01-01T00:00:00Z\nleaf issuer=branch\n"
	    "served: leaf branch policy\nstore: root again\n" },
	{ "last valid anchor at its last second", ROOT ISSUING
	    "leaf issuer=issuing\n"
	    "strict subject=/CN=root key=root ca=yes"
	    " permitted=dns:net until=2024-01-01T00:00:00Z\n"
	    SERVED "store: root strict\n" },

	{ "alternative below the top",
	    "gone ca=yes\nroot ca=yes\n"
	    "issuing issuer=root ca=yes key=i\n"
	    "issuing-2 subject=/CN=issuing key=i issuer=gone ca=yes\n"
	    "leaf issuer=issuing until=2028-01-01T00:00:00Z\n"
	    "served: leaf issuing-2\nstore: root issuing\n" },
	{ "alternative in the middle",
	    "gone ca=yes\nroot ca=yes key=r until=2027-01-01T00:00:00Z\n"
	    "cross subject=/CN=root key=r issuer=gone ca=yes\n"
	    "issuing issuer=root ca=yes\nleaf issuer=issuing\n"
	    "served: leaf issuing cross gone\nstore: root\n" },
	{ "two crosses to go back over",
	    "gone ca=yes\nroot ca=yes key=r\n"
	    "mid ca=yes issuer=gone key=m\n"
	    "cross subject=/CN=root key=r issuer=mid ca=yes\n"
	    "issuing issuer=root ca=yes until=2028-01-01T00:00:00Z\n"
	    "leaf issuer=issuing\nserved: leaf issuing cross mid gone\n"
	    "store: root\n" },

	{ "served beside the path, by nobody", PLAIN "other ca=yes\n"
	    "stray issuer=other ca=yes\n"
	    "served: leaf issuing stray\n" STORE },
	{ "served beside the path, by the root, ends first", PLAIN
	    "stray issuer=root ca=yes until=2025-01-01T00:00:00Z\n"
	    "served: leaf issuing stray\n" STORE },
	{ "served beside the path, no CA", PLAIN "other ca=yes\n"
	    "stray issuer=other\nserved: leaf issuing stray\n" STORE },
	{ "started before the root ended", "root ca=yes"
	    " until=2024-06-01T00:00:00Z\n" ISSUING
	    "leaf issuer=issuing\nstarted: 2023-01-01T00:00:00Z\n"
	    ORDINARY },
	{ "started before the root was valid", "root ca=yes"
	    " from=2023-01-01T00:00:00Z until=2040-01-01T00:00:00Z\n" ISSUING
	    "leaf issuer=issuing\nstarted: 2022-01-01T00:00:00Z\n"
	    ORDINARY },
	{ "namesake of another key is stored first, no key ids",
	    "root ca=yes skid=no key=a\n"
	    "other subject=/CN=root ca=yes skid=no key=b\n"
	    "leaf issuer=root akid=no\n"
	    "served: leaf\nstore: other root\n" },
	{ "another name of the root's key is stored first",
	    ROOT "other key=root ca=yes\n" ISSUING "leaf issuer=issuing\n"
	    SERVED "store: other root\n" },
	{ "another name of the issuing CA's key is stored",
	    ROOT "issuing issuer=root ca=yes\n"
	    "other key=issuing ca=yes\nleaf issuer=issuing\n"
	    SERVED "store: root other\n" },
	{ "key id of the root is not in it", "root ca=yes skid=no\n"
	    "issuing issuer=root ca=yes akid=yes\nleaf issuer=issuing\n"
	    ORDINARY },
	{ "issuing CA without key usage", ROOT
	    "issuing issuer=root ca=yes ku=absent\nleaf issuer=issuing\n"
	    ORDINARY },
	{ "root of path length 0", "root ca=yes pathlen=0\n" ISSUING
	    "low issuer=issuing ca=yes\nleaf issuer=low\n"
	    "served: leaf low issuing\n" STORE },
	{ "issuing CA of path length 0 over another", ROOT
	    "issuing issuer=root ca=yes pathlen=0\n"
	    "low issuer=issuing ca=yes\nleaf issuer=low\n"
	    "served: leaf low issuing\n" STORE },
	{ "stored leaf of an unknown issuer", PLAIN
	    "served: leaf\nstore: leaf\n" },
	{ "stored leaf, reissued", PLAIN
	    "again subject=/CN=leaf key=leaf issuer=issuing\n"
	    "served: leaf\nstore: again leaf\n" },
	{ "stored leaf, then a namesake of another key", PLAIN
	    "other subject=/CN=leaf key=other issuer=issuing\n"
	    "served: leaf\nstore: leaf other\n" },
	{ "stored leaf, then a namesake of another key, no key ids", PLAIN
	    "bare issuer=issuing skid=no\n"
	    "other subject=/CN=bare key=other issuer=issuing\n"
	    "served: bare\nstore: bare other\n" },
	{ "name that ends as the permitted one, in one label", ROOT
	    "issuing issuer=root ca=yes permitted=dns:example\n"
	    "leaf issuer=issuing san=dns:anexample\n" ORDINARY },
	{ "name permitted by the issuing CA, not by the root",
	    "root ca=yes permitted=dns:net\n" ISSUING
	    "leaf issuer=issuing san=dns:www.example\n" ORDINARY },
	{ "SHA-1 below the root", ROOT
	    "issuing issuer=root ca=yes hash=sha1\nleaf issuer=issuing\n"
	    ORDINARY },
	{ "SHA-1 on the root alone", "root ca=yes hash=sha1\n" ISSUING
	    "leaf issuer=issuing\n" ORDINARY },
	{ "MD5", "root ca=yes key=rsa type=rsa2048\n"
	    "issuing issuer=root ca=yes hash=md5\n"
	    "leaf issuer=issuing\n" ORDINARY },
	{ "RSA 1024 root", "root ca=yes key=small type=rsa1024\n" ISSUING
	    "leaf issuer=issuing\n" ORDINARY },
	{ "Ed25519 intermediate", ROOT
	    "issuing issuer=root ca=yes key=ed type=ed25519\n"
	    "leaf issuer=issuing\n"
	    ORDINARY },
	{ "leaf is a CA", ROOT ISSUING "leaf issuer=issuing ca=yes"
	    " ku=digitalSignature\n" ORDINARY },
	{ "leaf of version 1", ROOT ISSUING "leaf issuer=issuing version=1\n"
	    ORDINARY },
	{ "leaf with an anchor's name and key, long ended",
	    "root ca=yes key=k\nleaf subject=/CN=root key=k"
	    " until=2021-01-01T00:00:00Z\nserved: leaf\nstore: root\n" },
	{ "anchor ended, found by a search at the second step",
	    "root ca=yes until=2024-01-01T00:00:00Z\n"
	    "issuing issuer=root ca=yes\nother ca=yes\n"
	    "leaf issuer=issuing\nserved: leaf other issuing\n"
	    "store: root\n" },
	{ "anchor's key id differs from what the top names", ROOT
	    "issuing issuer=root ca=yes akid=wrong\nleaf issuer=issuing\n"
	    ORDINARY },
	{ "the same, out of order", ROOT
	    "issuing issuer=root ca=yes akid=wrong\nleaf issuer=issuing\n"
	    "other ca=yes\nserved: leaf other issuing\nstore: root\n" },
	{ NULL, NULL },
};
