/*
 * hello [LIBRARY]...: compares what real libraries offer in their ClientHello
 * with our shapes of them, and prints TAP. Exit 0 where all agree; one that
 * cannot be asked does not.
 */
#include "hello/hello.h"

#include <stdio.h>
#include <string.h>

static bool
is_wanted(const struct library *library, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], library->name) == 0)
			return true;
	}
	return argc == 1;
}

static void
print_offers(const char *whose, const char *what, const struct offers *offers)
{
	printf("# %s %s:", whose, what);
	for (size_t i = 0; i < offers->n; i++)
		printf(" %04x", offers->items[i]);
	putchar('\n');
}

static void
print_offered(const char *whose, const struct offered *offered)
{
	print_offers(whose, "protocols", &offered->versions);
	print_offers(whose, "signatures", &offered->signatures);
	print_offers(whose, "groups", &offered->groups);
	print_offers(whose, "suites", &offered->suites);
}

static bool
compare(const struct library *library, size_t number)
{
	struct offered theirs, ours;
	const char *differ;

	if (!library_ask(&theirs, library)) {
		printf("not ok %zu - %s cannot be asked\n", number,
		    library->name);
		return false;
	}
	if (!shape_ask(&ours, hello_find(library->shape))) {
		printf("not ok %zu - we cannot say hello as %s\n", number,
		    library->shape);
		return false;
	}
	differ = offered_differ(&theirs, &ours, library->lists_unusable);
	printf("%sok %zu - %s says hello as our %s%s%s\n", differ ? "not " :
	    "", number, library->name, library->shape, differ ? ", but for " :
	    "", differ ? differ : "");
	if (differ != NULL) {
		print_offered("theirs", &theirs);
		print_offered("ours", &ours);
	}
	return differ == NULL;
}

int
main(int argc, char **argv)
{
	const struct library *library;
	bool good = true;
	size_t n = 0;

	setvbuf(stdout, NULL, _IONBF, 0);
	for (size_t i = 0; (library = library_at(i)) != NULL; i++) {
		if (is_wanted(library, argc, argv))
			good = compare(library, ++n) && good;
	}
	printf("1..%zu\n", n);
	return n > 0 && good ? 0 : 1;
}
