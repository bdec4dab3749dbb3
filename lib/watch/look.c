#include "watch/look.h"

#include "watch/find.h"
#include "watch/judge.h"
#include "watch/observe.h"
#include "watch/scope.h"

int
look_at_estate(struct pass *out, const struct estate *estate,
    struct evidence *evidence, const struct pass_settings *settings,
    struct err *err)
{
	struct pass pass = { .estate = estate, .now_s = settings->now_s };

	if (scope_check(settings, estate, err) == -1)
		return -1;
	if (observe_endpoints(&pass, evidence, settings, err) == -1) {
		pass_release(&pass);
		return -1;
	}
	roster_init(&pass.roster, &pass.observations);
	read_stores(&pass, evidence, settings);
	judge_pairs(&pass, evidence, settings);
	find_all(&pass, settings);
	*out = pass;
	return 0;
}
