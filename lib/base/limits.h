#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/*
 * Every limit, with its unit. Reaching one is an answer (indeterminate,
 * partial, a finding), never a crash and never "fine".
 */

/* Judging a chain (per served chain and store) */
#define LIMIT_SERVED_CERTS	64
#define LIMIT_CLOSURE_CERTS	256
#define LIMIT_CLOSURE_EDGES	1024
#define LIMIT_SIGNATURE_CHECKS	256
#define LIMIT_ADVICE_CERTS	32	/* past it remedies are not sought */
#define LIMIT_SERVER_STEPS	4	/* that are thought ahead */
#define LIMIT_SEARCH_CALLS	100000
#define LIMIT_NAME_COMPARISONS	262144	/* names x constraints, policies */

/* Approved anchors that one release's chains may reach: 697 sets of up to 3 */
#define LIMIT_COVER_CANDIDATES	16

/* Certificates */
#define LIMIT_CERT_BYTES	(100 * 1024)
#define LIMIT_RSA_VERIFY_BITS	8192
#define LIMIT_NAME_TEXT_BYTES	1024	/* a name as shown to people */

/* Files that we read whole */
#define LIMIT_BUNDLE_BYTES	(64 * 1024 * 1024)
#define LIMIT_POLICY_BYTES	(4 * 1024 * 1024)
#define LIMIT_POLICY_NODES	200000	/* texts, lists and maps of a file */
#define LIMIT_POLICY_DEPTH	16	/* lists and maps within each other */
#define LIMIT_POLICY_NAME_BYTES	128	/* of an endpoint, a release, ... */
/* 67 bytes for each anchor of a bundle, of which none takes less than 268 */
#define LIMIT_RECORD_LINE_BYTES	(LIMIT_BUNDLE_BYTES / 4)
/* That bundle's certificates, with what a record says of each */
#define LIMIT_RECORDS_BYTES	(LIMIT_BUNDLE_BYTES * 4)
#define LIMIT_DIRECTORY_ENTRIES	20000
#define LIMIT_KEYSTORE_ENTRIES	20000	/* of a JKS, BKS or ESP-IDF table */
/* Of a PKCS#7 or PKCS#12, which decoded take ten times as much */
#define LIMIT_KEYSTORE_BYTES	(16 * 1024 * 1024)
#define LIMIT_KEYSTORE_DEPTH	4	/* bags within bags of a PKCS#12 */
#define LIMIT_PASSWORD_BYTES	1024
/* Rounds of key derivation that one keystore may ask for, about 2 seconds */
#define LIMIT_DERIVATION_ROUNDS	4000000
#define LIMIT_SCRYPT_BLOCKS	(256 * 1024)	/* of 128 bytes */

/* Carved out of one file; the last ESP-IDF bundle may exceed it */
#define LIMIT_CARVED_CERTS	20000
#define LIMIT_REJECTIONS	20000	/* of a store, told one by one */

/* Images: of all containers of one together, but for the depth */
#define LIMIT_IMAGE_DEPTH	8	/* containers within each other */
#define LIMIT_IMAGE_ENTRIES	1000000
#define LIMIT_IMAGE_NAME_BYTES	(64 * 1024 * 1024)
#define LIMIT_IMAGE_LINKS	40	/* followed one after the other */
#define LIMIT_IMAGE_PATH_BYTES	4096	/* of an entry, or of a link's target */
#define LIMIT_IMAGE_FOLDERS	256	/* folders within each other */
#define LIMIT_IMAGE_BLOCKS	(4 * 1024 * 1024)	/* of a file, listed */
#define LIMIT_IMAGE_UNPACKED	(8ull * 1024 * 1024 * 1024)	/* bytes */
#define LIMIT_IMAGE_HELD	(160ull * 1024 * 1024)	/* bytes, zeros apart */
#define LIMIT_IMAGE_RATIO	10000	/* unpacked to packed, of one stream */
#define LIMIT_IMAGE_RATIO_FROM	(64 * 1024 * 1024)	/* bytes */
#define LIMIT_IMAGE_LOSSES	10000	/* told one by one */
#define LIMIT_SWUPDATE_MEMBERS	1000	/* of a .swu, encrypted */

/* Talking to servers */
#define LIMIT_HANDSHAKE_BYTES	(100 * 1024)
#define LIMIT_IDENTITY_BYTES	(256 * 1024)	/* of our certificate or key */
#define LIMIT_DIALOGUE_BYTES	(64 * 1024)	/* heard before TLS */
#define LIMIT_DIALOGUE_LINES	100
#define LIMIT_WORDS_BYTES	200	/* of a server's that we repeat */
#define LIMIT_PROXY_WORD_BYTES	255	/* user and password, RFC 1929 */
#define LIMIT_STAPLE_ISSUERS	16	/* served namesakes that are tried */
#define LIMIT_DH_BITS		4096	/* of a group: 50 ms; 8192 take 300 */
#define LIMIT_PHASE_MS		5000	/* one of DNS, connect, STARTTLS, TLS */
#define LIMIT_PROBE_MS		10000	/* all of them and all attempts */
#define LIMIT_ADDRESSES		16	/* of one name */
#define LIMIT_SERVICE_PLACES	8	/* hosts that SRV records name */
#define LIMIT_TURN_MS		100	/* of work, while all servers wait */
#define LIMIT_CONCURRENCY	500	/* default for one scan */
#define LIMIT_TARGET_LINE_BYTES	4096	/* of a list */
#define LIMIT_TARGETS_KNOWN	1500000	/* of lists, to know them again */
#define LIMIT_TARGETS_AHEAD	4096	/* that may wait for their turn */
#define LIMIT_ATTEMPTS		3	/* default for one address */
#define LIMIT_POOL_CERTS	1024	/* of servers, before the next pool */
#define LIMIT_ADDRESS_CONNECTIONS 2	/* at once to one address */
#define LIMIT_ADDRESS_RATE	5	/* new ones to it, a second */
#define LIMIT_NETWORK_RATE	50	/* new ones to a /24 or /48, a second */

/* Asking others about a certificate, over HTTP */
#define LIMIT_URL_BYTES		2048
#define LIMIT_LINKS		4	/* URLs of one kind in a certificate */
#define LIMIT_FETCH_BYTES	(1024 * 1024)
#define LIMIT_CRL_BYTES		(64 * 1024 * 1024)
#define LIMIT_FETCH_HEADER_BYTES	(64 * 1024)
#define LIMIT_FETCH_REDIRECTS	3
#define LIMIT_FETCH_MS		10000	/* names, redirects and all */
#define LIMIT_FETCH_CRL_MS	60000
#define LIMIT_FETCHES		32	/* default at once */
#define LIMIT_FETCHES_PER_HOST	2
/* Of answers; where the entries of lists are found takes as much again */
#define LIMIT_FETCHED_KEPT_BYTES	(64 * 1024 * 1024)
#define LIMIT_AIA_DEPTH		8	/* issuers fetched above a chain */
#define LIMIT_OBSERVATIONS_HELD	1000	/* before they are asked about */
#define LIMIT_INQUIRED_CERTS	8	/* of a chain, whose lists are asked */
#define LIMIT_RESPONDER_CERTS	16	/* tried as signer of a response */

/* The process that reads images, and what is heard of it */
#define LIMIT_WORKER_CPU_S	60
#define LIMIT_WORKER_BYTES	(256 * 1024 * 1024)
#define LIMIT_WORKER_PART_BYTES	(128 * 1024)

/* What we serve */
#define LIMIT_ROWS_HELD		1000	/* of a table, to set its columns by */
#define LIMIT_METRICS_BYTES	(64 * 1024 * 1024)

#endif
