#include "probe/alert.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
alerts_have_names(void **state)
{
	(void)state;
	assert_string_equal(alert_name(40).name, "handshake_failure");
	assert_string_equal(alert_name(116).name, "certificate_required");
	assert_string_equal(alert_name(120).name, "no_application_protocol");
	assert_string_equal(alert_name(1).name, "alert_1");
	assert_string_equal(alert_name(255).name, "alert_255");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alerts_have_names),
	};

	return cmocka_run_group_tests_name("alert", tests, NULL, NULL);
}
