#include "image/level.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "base/mem.h"
#include "image/walk.h"

const char *
level_path(const struct level *level, size_t id)
{
	return tree_path(&level->tree, id);
}

const char *
level_pattern(const struct level *level)
{
	const struct walk *walk = level->walk;
	size_t i = walk->n_parts == 1 ? 0 : level->depth - 1;

	/* Nothing behind the last "!" is every store in there. */
	if (i >= walk->n_parts || *walk->parts[i] == '\0')
		return NULL;
	return walk->parts[i];
}

bool
level_is_last(const struct level *level)
{
	return level->walk->n_parts < 2 ||
	    level->depth >= level->walk->n_parts;
}

char *
level_place(const struct level *level, const char *path)
{
	if (level->is_file_system)
		return mem_printf("%s/%s", level->way, path);
	return mem_printf("%s%s", level->way, *path != '\0' ? path : ".");
}

char *
level_where(const struct level *level, const char *path)
{
	char *place = level_place(level, path);
	char *where = mem_printf("%s!%s", level->walk->image->name, place);

	free(place);
	return where;
}

char *
level_own_name(const struct level *level)
{
	const char *image = level->walk->image->name;

	if (*level->way == '\0')
		return mem_strdup(image);
	return mem_printf("%s!%.*s", image, (int)strlen(level->way) - 1,
	    level->way);
}

void
level_reading(const struct level *level, struct reading *out,
    const char *name)
{
	reading_init(out, level->walk->pool, name);
	out->password = level->walk->image->password;
}

struct kept *
level_kept(const struct level *level, size_t id)
{
	uint32_t kept = level->tree.nodes[id].kept;

	return kept > 0 ? &level->kept[kept - 1] : NULL;
}

const char *
level_missed(const struct level *level, size_t id)
{
	uint32_t missed = level->tree.nodes[id].missed;

	return missed > 0 ? level->missed[missed - 1].reason : NULL;
}

void
level_mark_file_system(struct level *level)
{
	level->is_file_system = true;
}

bool
level_is_in_file_system(const struct level *level)
{
	return level->is_in_file_system;
}

const char *
level_name(const struct level *level)
{
	return level->name;
}

bool
level_names(const struct level *level, size_t id)
{
	const char *pattern = level_pattern(level);

	if (pattern == NULL)
		return false;
	if (level->wanted != NULL)
		return level->wanted[id];
	return fnmatch(pattern, tree_path(&level->tree, id),
	    FNM_PATHNAME) == 0;
}

struct held *
level_held(const struct level *level)
{
	return &level->walk->held[level->depth - 1];
}

struct held *
level_hold(struct level *level)
{
	struct held *held = level_held(level);

	held_clear(held);
	return held;
}

static void
miss(struct level *level, size_t id, const char *reason)
{
	if (level->n_missed > LIMIT_IMAGE_LOSSES)
		return;
	if (level->n_missed == LIMIT_IMAGE_LOSSES) {
		id = NO_ENTRY;
		reason = "more entries than can be told were not read";
	}
	level->missed = mem_grow(level->missed, &level->missed_cap,
	    level->n_missed + 1, sizeof(*level->missed));
	level->missed[level->n_missed++] = (struct missed){ id,
		mem_strdup(reason) };
	if (id != NO_ENTRY)
		level->tree.nodes[id].missed = (uint32_t)level->n_missed;
}

void
level_lose_entry(struct level *level, size_t id, const char *reason)
{
	miss(level, id, reason);
}

void
level_lose(struct level *level, const char *reason)
{
	miss(level, NO_ENTRY, reason);
}

void
level_release(struct level *level)
{
	struct budget *budget = &level->walk->budget;

	for (size_t i = 0; i < level->n_kept; i++) {
		budget->held += level->kept[i].bytes.n;
		buf_release(&level->kept[i].bytes);
		reading_release(&level->kept[i].reading);
	}
	for (size_t i = 0; i < level->n_missed; i++)
		free(level->missed[i].reason);
	free(level->kept);
	free(level->missed);
	free(level->wanted);
	tree_release(&level->tree);
	held_clear(level_held(level));
	free(level->way);
	free(level->name);
}
