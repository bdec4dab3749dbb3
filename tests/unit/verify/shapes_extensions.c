/* Shapes of extensions that libraries take for known, unknown or a reason to
 * refuse, by where they are and whether they are critical. */
#include "unit/verify/shape_parts.h"

#define ROOT_WITH(text) \
	"root ca=yes until=2040-01-01T00:00:00Z extension=\"" text "\"\n"
#define ISSUING_WITH(text)						\
	"issuing issuer=root ca=yes until=2035-01-01T00:00:00Z"		\
	" extension=\"" text "\"\n"
#define LEAF_WITH(text) "leaf issuer=issuing extension=\"" text "\"\n"
#define LEAF "leaf issuer=issuing\n"

#define ON_CAS(words, text)						\
	{ words " on the issuing CA", ROOT ISSUING_WITH(text) LEAF ORDINARY }, \
	{ words " on the root", ROOT_WITH(text) ISSUING LEAF ORDINARY }
#define EVERYWHERE(words, text)						\
	{ words " on the leaf", ROOT ISSUING LEAF_WITH(text) ORDINARY }, \
	ON_CAS(words, text)
#define EITHER_WAY(words, name, value)					\
	EVERYWHERE(words, name "=" value),				\
	EVERYWHERE("critical " words, name "=critical," value)
#define CONSTRAINTS(words, value)					\
	ON_CAS(words, "nameConstraints=" value),			\
	ON_CAS("critical " words, "nameConstraints=critical," value)

#define KEY_ID	"subjectKeyIdentifier=critical,DER:04080102030405060708"
#define STAPLE	"tlsfeature=status_request"
#define NEED	"policyConstraints=requireExplicitPolicy:0"
#define MAP	"policyMappings=1.2.3.5:1.2.3.6"
#define OF(n)	"certificatePolicies=1.2.3." n
#define OF_ANY	"certificatePolicies=2.5.29.32.0"
#define POLICIES(words, of_issuing, of_leaf)				\
	{ words, ROOT ISSUING_WITH(of_issuing) LEAF_WITH(of_leaf) ORDINARY }

/* A subtree of the directory name O=X. */
#define OF_X "3010a40e300c310a3008060355040a0c0158"

const struct shape extension_shapes[] = {
	EITHER_WAY("need of a policy", "policyConstraints",
	    "requireExplicitPolicy:0"),
	EITHER_WAY("later need of a policy", "policyConstraints",
	    "requireExplicitPolicy:2"),
	EITHER_WAY("no mapping of policies", "policyConstraints",
	    "inhibitPolicyMapping:0"),
	EITHER_WAY("no policy for any", "inhibitAnyPolicy", "0"),
	EITHER_WAY("mapped policies", "policyMappings", "1.2.3.5:1.2.3.6"),
	EITHER_WAY("mapping to any policy", "policyMappings",
	    "1.2.3.5:2.5.29.32.0"),
	EITHER_WAY("a policy", "certificatePolicies", "1.2.3.5"),
	EITHER_WAY("any policy", "certificatePolicies", "2.5.29.32.0"),
	EITHER_WAY("Netscape's types", "nsCertType", "server,sslCA"),
	EITHER_WAY("a comment", "nsComment", "text"),
	EITHER_WAY("an unknown extension", "1.2.3.4", "DER:0500"),
	EITHER_WAY("a list of changes", "freshestCRL", "URI:http://a/b"),
	EITHER_WAY("a list's place", "crlDistributionPoints",
	    "URI:http://a/b"),
	EITHER_WAY("another name of the issuer", "issuerAltName",
	    "DNS:ca.example"),
	EITHER_WAY("access to the issuer", "authorityInfoAccess",
	    "caIssuers;URI:http://a/b"),
	EITHER_WAY("access to the subject", "subjectInfoAccess",
	    "1.3.6.1.5.5.7.48.5;URI:http://a/b"),
	EITHER_WAY("attributes of the subject", "2.5.29.9",
	    "DER:300f300d06035504073106130453706169"),
	EITHER_WAY("a need to staple", "tlsfeature", "status_request"),
	EITHER_WAY("no check for revocation", "noCheck", "ignored"),
	EVERYWHERE("a precertificate's mark",
	    "1.3.6.1.4.1.11129.2.4.3=critical,DER:0500"),

	CONSTRAINTS("permitted directory", "DER:3014a012" OF_X),
	CONSTRAINTS("excluded directory", "DER:3014a112" OF_X),
	CONSTRAINTS("permitted other name",
	    "permitted;otherName:1.2.3;UTF8:x"),
	CONSTRAINTS("excluded other name",
	    "excluded;otherName:1.2.3;UTF8:x"),
	CONSTRAINTS("permitted number", "permitted;RID:1.2.3"),
	CONSTRAINTS("excluded number", "excluded;RID:1.2.3"),
	CONSTRAINTS("permitted pages", "permitted;URI:.net"),
	CONSTRAINTS("excluded pages", "excluded;URI:.net"),
	CONSTRAINTS("permitted mail", "permitted;email:net"),
	CONSTRAINTS("excluded addresses",
	    "excluded;IP:192.0.2.0/255.255.255.0"),
	CONSTRAINTS("permitted directory and hosts",
	    "DER:301fa01d300982076578616d706c65" OF_X),

	{ "critical key id of the leaf", ROOT ISSUING "leaf issuer=issuing"
	    " skid=no extension=\"" KEY_ID "\"\n" ORDINARY },
	{ "critical key id of the issuing CA", ROOT "issuing issuer=root"
	    " ca=yes skid=no extension=\"" KEY_ID "\"\n"
	    "leaf issuer=issuing akid=no\n" ORDINARY },
	{ "critical key id of the issuing CA's issuer", ROOT "issuing"
	    " issuer=root ca=yes akid=no extension=\"authorityKeyIdentifier="
	    "critical,DER:300a80080102030405060708\"\n" LEAF ORDINARY },
	{ "critical purpose", ROOT ISSUING "leaf issuer=issuing eku=absent"
	    " extension=\"extendedKeyUsage=critical,serverAuth\"\n" ORDINARY },
	{ "critical name on the leaf", ROOT ISSUING
	    LEAF_WITH("subjectAltName=critical,DNS:www.example") ORDINARY },
	{ "critical number for a name on the leaf", ROOT ISSUING
	    LEAF_WITH("subjectAltName=critical,RID:1.2.3") ORDINARY },
	{ "number for a name on the leaf", ROOT ISSUING
	    LEAF_WITH("subjectAltName=RID:1.2.3") ORDINARY },

	{ "stapling by leaf and issuing CA", ROOT ISSUING_WITH(STAPLE)
	    LEAF_WITH(STAPLE) ORDINARY },
	{ "stapling by all", ROOT_WITH(STAPLE) ISSUING_WITH(STAPLE)
	    LEAF_WITH(STAPLE) ORDINARY },
	{ "stapling by leaf and root", ROOT_WITH(STAPLE) ISSUING
	    LEAF_WITH(STAPLE) ORDINARY },
	{ "stapling of more by the issuing CA", ROOT
	    ISSUING_WITH("tlsfeature=status_request,status_request_v2")
	    LEAF_WITH(STAPLE) ORDINARY },

	POLICIES("policy needed and there", NEED "|" OF("5"), OF("5")),
	POLICIES("policy needed, another there", NEED "|" OF("5"), OF("6")),
	POLICIES("policy needed, none above", NEED, OF("5")),
	POLICIES("policy needed, any below", NEED "|" OF("5"), OF_ANY),
	POLICIES("policy needed, any above", NEED "|" OF_ANY, OF("5")),
	POLICIES("policy needed, any is inhibited",
	    NEED "|" OF("5") "|inhibitAnyPolicy=critical,0", OF_ANY),
	POLICIES("policy needed, any is inhibited in passing",
	    NEED "|" OF("5") "|inhibitAnyPolicy=0", OF_ANY),
	POLICIES("policy needed, any is inhibited later",
	    NEED "|" OF("5") "|inhibitAnyPolicy=critical,1", OF_ANY),
	POLICIES("policy needed and mapped", NEED "|" OF("5") "|" MAP,
	    OF("6")),
	POLICIES("policy needed and mapped away", NEED "|" OF("5") "|" MAP,
	    OF("5")),
	POLICIES("policy needed and mapped from any", NEED "|" OF_ANY "|" MAP,
	    OF("6")),
	POLICIES("policy needed, mapped to any", NEED "|" OF("5")
	    "|policyMappings=1.2.3.5:2.5.29.32.0", OF("6")),
	POLICIES("policy not needed, mapped to any", OF("5")
	    "|policyMappings=1.2.3.5:2.5.29.32.0", OF("6")),
	POLICIES("policy needed by the leaf", OF("5"), NEED "|" OF("5")),
	POLICIES("policy needed by the leaf, another there", OF("5"),
	    NEED "|" OF("6")),
	POLICIES("policy needed one below, none there", OF("5")
	    "|policyConstraints=requireExplicitPolicy:1", OF("6")),
	{ "mapping inhibited above", ROOT "policy issuer=root ca=yes"
	    " extension=\"" OF("5") "|policyConstraints="
	    "requireExplicitPolicy:0,inhibitPolicyMapping:0\"\n"
	    "issuing issuer=policy ca=yes extension=\"" OF("5") "|" MAP "\"\n"
	    LEAF_WITH(OF("6")) "served: leaf issuing policy\n" STORE },
	{ "mapping allowed above", ROOT "policy issuer=root ca=yes"
	    " extension=\"" OF("5") "|policyConstraints="
	    "requireExplicitPolicy:0\"\n"
	    "issuing issuer=policy ca=yes extension=\"" OF("5") "|" MAP "\"\n"
	    LEAF_WITH(OF("6")) "served: leaf issuing policy\n" STORE },
	{ "policy needed one below the CA below", ROOT
	    "policy issuer=root ca=yes"
	    " extension=\"policyConstraints=requireExplicitPolicy:1\"\n"
	    "issuing issuer=policy ca=yes\n"
	    LEAF "served: leaf issuing policy\n" STORE },
	{ "policy needed below a self-issued CA", "root ca=yes key=a\n"
	    "next subject=/CN=root key=next issuer=root ca=yes"
	    " extension=\"policyConstraints=requireExplicitPolicy:1\"\n"
	    "again subject=/CN=root key=again issuer=next ca=yes\n"
	    "leaf issuer=again\nserved: leaf again next\n" STORE },
	{ NULL, NULL },
};
