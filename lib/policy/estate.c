#include "policy/estate.h"

#include <stdlib.h>
#include <string.h>

void
endpoint_release(struct endpoint *endpoint)
{
	free(endpoint->name);
	free(endpoint->host);
	free(endpoint->protocol);
	free(endpoint->server_name);
	free(endpoint->connect_host);
	if (endpoint->proxy != NULL)
		proxy_release(endpoint->proxy);
	free(endpoint->proxy);
	free(endpoint->client_certificate);
	free(endpoint->client_key);
	free(endpoint->clients);
}

void
release_release(struct release *release)
{
	free(release->name);
	free(release->version_file);
	locator_release(&release->bundle);
}

void
deadline_release(struct deadline *deadline)
{
	free(deadline->name);
	free(deadline->owner);
	free(deadline->remind_s);
}

void
estate_release(struct estate *estate)
{
	struct faults faults = { .items = estate->faults,
		.n = estate->n_faults };

	for (size_t i = 0; i < estate->n_endpoints; i++)
		endpoint_release(&estate->endpoints[i]);
	for (size_t i = 0; i < estate->n_releases; i++)
		release_release(&estate->releases[i]);
	for (size_t i = 0; i < estate->n_roots; i++)
		free(estate->roots[i]);
	for (size_t i = 0; i < estate->n_verifiers; i++) {
		free((void *)estate->verifiers[i].name);
		free((void *)estate->verifiers[i].models);
	}
	for (size_t i = 0; i < estate->n_deadlines; i++)
		deadline_release(&estate->deadlines[i]);
	for (size_t i = 0; i < estate->n_files; i++)
		free(estate->files[i]);
	free(estate->name);
	free(estate->files);
	free(estate->endpoints);
	free(estate->releases);
	free(estate->roots);
	free(estate->verifiers);
	free(estate->deadlines);
	faults_release(&faults);
	*estate = ESTATE_EMPTY;
}

const struct endpoint *
estate_endpoint(const struct estate *estate, const char *name)
{
	for (size_t i = 0; i < estate->n_endpoints; i++) {
		if (strcmp(estate->endpoints[i].name, name) == 0)
			return &estate->endpoints[i];
	}
	return NULL;
}

const struct release *
estate_release_named(const struct estate *estate, const char *name)
{
	for (size_t i = 0; i < estate->n_releases; i++) {
		if (strcmp(estate->releases[i].name, name) == 0)
			return &estate->releases[i];
	}
	return NULL;
}

bool
endpoint_has_client(const struct endpoint *endpoint,
    const struct release *release)
{
	for (size_t i = 0; i < endpoint->n_clients; i++) {
		if (endpoint->clients[i] == release)
			return true;
	}
	return false;
}
