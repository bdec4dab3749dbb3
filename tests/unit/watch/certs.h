#pragma once
#include <stddef.h>

/* Lives of a year, and of ten around it. */
static const char *const lab_certs[] = {
	"root ca=yes subject=/CN=Root until=2040-01-01T00:00:00Z",
	"other ca=yes subject=/CN=Other"
	    " until=2040-01-01T00:00:00Z",
	"inter issuer=root ca=yes subject=/CN=Inter",
	"leaf issuer=inter san=dns:a.example"
	    " from=2023-01-01T00:00:00Z until=2024-01-01T00:00:00Z",
	"short issuer=inter san=dns:a.example"
	    " from=2023-01-01T00:00:00Z until=2023-07-01T00:00:00Z",
	"late issuer=inter san=dns:a.example"
	    " from=2024-01-01T00:00:00Z until=2025-01-01T00:00:00Z",
	"common issuer=inter subject=/CN=a.example",
	"stranger issuer=inter san=dns:b.example"
	    " from=2023-01-01T00:00:00Z until=2024-01-01T00:00:00Z",
	/* the other root's certificate of the first one's key */
	"cross issuer=other key=root ca=yes subject=/CN=Root"
	    " until=2023-09-11T09:26:47Z",
	/* a root that ends before firmware does, and what is under it */
	"brief ca=yes subject=/CN=Brief until=2024-02-01T00:00:00Z",
	"under issuer=brief ca=yes subject=/CN=Under"
	    " until=2030-01-01T00:00:00Z",
	"quick issuer=under san=dns:a.example"
	    " from=2023-04-02T00:00:00Z until=2023-07-01T00:00:00Z",
	"slow issuer=under san=dns:a.example"
	    " from=2023-01-01T00:00:00Z until=2025-01-01T00:00:00Z",
	/* a CA certificate that ends soon after the leaf */
	"fading issuer=root ca=yes subject=/CN=Fading"
	    " until=2023-08-01T00:00:00Z",
	"faded issuer=fading san=dns:a.example"
	    " from=2023-04-02T00:00:00Z until=2023-07-01T00:00:00Z",
};

#define LAB_CERTS (sizeof(lab_certs) / sizeof(lab_certs[0]))
