#ifndef GIT_TREE_PATH_H
#define GIT_TREE_PATH_H

/*
 * Where a symbolic link at path leads that says target, in the tree of a
 * revision, which is a root of its own; the caller frees it. "" is the root.
 * NULL: out of the tree, as with an absolute target.
 */
char *tree_path_follow(const char *path, const char *target);

#endif
