#include "hostile/hostile.h"

static const struct faults *const kinds[] = {
	&faults_of_connections,
	&faults_of_text,
	&faults_of_dialogues,
	&faults_of_handshakes,
	&faults_of_certificates,
};

const struct fault *
fault_at(size_t i)
{
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		if (i < kinds[k]->n)
			return &kinds[k]->rows[i];
		i -= kinds[k]->n;
	}
	return NULL;
}

const struct fault *
fault_find(const char *name)
{
	const struct fault *fault = NULL;

	for (size_t i = 0; (fault = fault_at(i)) != NULL; i++) {
		if (strcmp(fault->name, name) == 0)
			break;
	}
	return fault;
}
