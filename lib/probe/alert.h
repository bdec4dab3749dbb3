#ifndef PROBE_ALERT_H
#define PROBE_ALERT_H

/* The name of a TLS alert in RFC 8446, appendix B.2, or "alert_N". */
struct alert_text {
	char name[40];
};

struct alert_text alert_name(unsigned number);

#endif
