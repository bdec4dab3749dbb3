#ifndef KEDGE_PATCH_PLACE_H
#define KEDGE_PATCH_PLACE_H

/*
 * Paths that go into a patch are told from the folder of the policy, so that
 * it is the same wherever the program runs. The caller frees what is returned.
 */

/* The folder of a policy, which is a file or the folder itself, with its
 * slash; "" is the current one. */
char *place_folder(const char *policy);

/* path, which a policy in folder gave, from there; as it is where it is an
 * absolute one to somewhere else. */
char *place_from(const char *folder, const char *path);

/* The way back. */
char *place_resolve(const char *folder, const char *path);

#endif
