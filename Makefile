# Kedge. `make help` lists what there is to make.
VERSION := 0.1.0
B       ?= build
prefix  ?= /usr/local
bindir  ?= $(prefix)/bin
mandir  ?= $(prefix)/share/man

# Every folder of cmd with a main.c is a program.
PROGRAMS := $(patsubst cmd/%/main.c,%,$(wildcard cmd/*/main.c))

# One static archive holds the library. A program takes from it, and from the
# shared libraries, what it uses and no more: the linker decides (--as-needed).
PACKAGES := libssl libcrypto jansson yaml-0.1 libgit2 libuv libcares \
            libmicrohttpd libcurl libarchive libdeflate libsquashfs1 ext2fs \
            libseccomp
PKG      := $(shell command -v pkg-config)
ifneq ($(PKG),)
DEPS_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
DEPS_LIBS   := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
TEST_LIBS   := $(shell pkg-config --libs cmocka 2>/dev/null)
endif

CFLAGS ?= -O2 -g
WARN   := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
          -Wvla -Wformat=2 -Wundef $(WERROR)
HARDEN ?= -fstack-protector-strong -fstack-clash-protection -fcf-protection \
          -D_FORTIFY_SOURCE=2 -fPIE
HARDEN_LD ?= -pie -Wl,-z,relro,-z,now,-z,noexecstack
STD    := -std=c11 -D_GNU_SOURCE -DKEDGE_VERSION='"$(VERSION)"'
# A line a file; make V=1 shows the commands.
ifeq ($(V),)
QUIET = @echo "  $(1)" $(patsubst $(B)/%,%,$@);
endif
ALL_CFLAGS = $(STD) -Ilib -MMD -MP $(HARDEN) $(DEPS_CFLAGS) $(WARN) $(CFLAGS)
ALL_LDFLAGS = $(HARDEN_LD) -Wl,--as-needed $(CFLAGS) $(LDFLAGS)

LIB_SRC   := $(wildcard lib/*/*.c)
LIB_OBJ   := $(LIB_SRC:%.c=$(B)/%.o)
LIB       := $(B)/libkedge.a
BIN       := $(PROGRAMS:%=$(B)/bin/%)
UNIT_SRC  := $(wildcard tests/unit/*/test_*.c)
UNIT      := $(UNIT_SRC:%.c=$(B)/%)
FORGE     := $(B)/tests/forge/forge
FORGE_OBJ := $(patsubst %.c,$(B)/%.o,$(filter-out %/main.c,\
             $(wildcard tests/forge/*.c)))
HOSTILE   := $(B)/tests/hostile/hostile
HOSTILE_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/hostile/*.c))
ORACLE    := $(B)/tests/oracle/oracle
ORACLE_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/oracle/*.c) \
             tests/unit/verify/pki.c $(wildcard tests/unit/verify/shapes*.c))
HELLO     := $(B)/tests/hello/hello
HELLO_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/hello/*.c))
BENCH     := $(B)/tests/bench/bench
BENCH_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/bench/*.c))
FUZZ_SRC  := $(wildcard tests/fuzz/fuzz_*.c)
REPLAY    := $(FUZZ_SRC:tests/fuzz/%.c=$(B)/tests/fuzz/replay_%)
# What the tests of a folder share lies beside them, not named test_.
SHARED     = $(patsubst %.c,$(B)/%.o,$(filter-out tests/unit/$(*D)/test_%,\
             $(wildcard tests/unit/$(*D)/*.c)))
SEPARATE   = $(filter-out $(B)/cmd/$*/main.o,$(patsubst %.c,$(B)/%.o,$(wildcard cmd/$*/*.c)))

.PHONY: all build help demo check check-oracles check-integration \
        check-headers lint asan fuzz bench bench-crowd deps install dist clean
.PRECIOUS: $(B)/%.o
.SECONDEXPANSION:

## make, make all   install what is missing, then build all programs
all: deps
	@$(MAKE) --no-print-directory build

build: $(BIN)

deps:
	@packaging/deps build

$(LIB): $(LIB_OBJ)
	@rm -f $@
	$(call QUIET,AR)$(AR) rcs $@ $^

$(B)/bin/%: $(B)/cmd/%/main.o $$(SEPARATE) $(LIB)
	@mkdir -p $(@D)
	$(call QUIET,LD)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DEPS_LIBS)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(call QUIET,CC)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(B)/tests/%.o: ALL_CFLAGS += -Itests

$(FORGE): $(B)/tests/forge/main.o $(FORGE_OBJ)
	$(call QUIET,LD)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DEPS_LIBS)

$(B)/tests/unit/%: $(B)/tests/unit/%.o $$(SHARED) $(FORGE_OBJ) $(LIB)
	$(call QUIET,LD)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DEPS_LIBS) $(TEST_LIBS)

$(HOSTILE): $(HOSTILE_OBJ) $(FORGE_OBJ) $(LIB)
	$(call QUIET,LD)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DEPS_LIBS)

# The libraries that judge our models; the oracle alone links them.
ORACLE_LIBS := -lbearssl -lgnutls -lmbedtls -lmbedx509 -lmbedcrypto -lwolfssl

$(ORACLE): $(ORACLE_OBJ) $(FORGE_OBJ) $(LIB)
	$(call QUIET,LD)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DEPS_LIBS) $(ORACLE_LIBS)

$(B)/tests/hello/nss.o: ALL_CFLAGS += $(shell pkg-config --cflags nss 2>/dev/null)
$(HELLO): $(HELLO_OBJ) $(LIB)
	$(call QUIET,LD)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DEPS_LIBS) $(ORACLE_LIBS) \
	    -lssl3 -lnss3 -lnspr4

# Libraries that cannot be called from C answer in programs of their own.
JAVAC := /usr/lib/jvm/java-17-openjdk-amd64/bin/javac
VERDICTS := $(B)/oracles/go/verdicts $(B)/oracles/java/Verdicts.class \
            $(B)/oracles/go/hello
$(B)/oracles/go/verdicts: tests/oracle/go/main.go
	go build -o $@ $<

$(B)/oracles/go/hello: tests/hello/go/main.go
	go build -o $@ $<

$(B)/oracles/java/Verdicts.class: tests/oracle/java/Verdicts.java
	$(JAVAC) -XDignore.symbol.file --add-exports \
	    java.base/sun.security.validator=ALL-UNNAMED -d $(@D) $<

$(BENCH): $(BENCH_OBJ) $(FORGE_OBJ) $(LIB)
	$(call QUIET,LD)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DEPS_LIBS)

$(B)/tests/fuzz/replay_%: $(B)/tests/fuzz/%.o $(B)/tests/fuzz/replay.o \
    $(FORGE_OBJ) $(LIB)
	$(call QUIET,LD)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(DEPS_LIBS)

## make demo        the outage of 2023-09-11, foreseen and mended (build/demo)
demo: deps
	@echo "Building Kedge; the first time takes a minute or two." >&2
	@$(MAKE) --no-print-directory -s build $(FORGE)
	@KEDGE_BUILD=$(abspath $(B)) tests/lab/demo

## make check       unit, command-line and corpus tests; needs no network
check:
	@packaging/deps build check oracles
	@$(MAKE) --no-print-directory check-run

PROVE := prove --exec '' --directives --timer --failures

.PHONY: check-run
check-run: build $(UNIT) $(REPLAY) $(FORGE) $(HOSTILE) $(ORACLE) $(HELLO)
	@KEDGE_BUILD=$(abspath $(B)) KEDGE_FORGE=$(abspath $(FORGE)) \
	    CMOCKA_MESSAGE_OUTPUT=TAP PATH="$(abspath $(B))/bin:$$PATH" \
	    $(PROVE) $(UNIT) $(wildcard tests/cli/*.t) \
	    $(wildcard tests/oracle/*.t tests/hello/*.t) \
	    $(if $(REPLAY),tests/fuzz/corpus.t)

## make check-oracles   our models against the real libraries: what they say
##                  first, what they load of odd trust stores, and random PKIs from ORACLE_SEED (1) on,
##                  ORACLE_COUNT (5000) of them, ORACLE_COUNT_OLD (300) through
##                  old nodes; needs npm
ORACLE_SEED      ?= 1
ORACLE_COUNT     ?= 5000
ORACLE_COUNT_OLD ?= 300
check-oracles:
	@packaging/deps build check oracles
	@$(MAKE) --no-print-directory $(ORACLE) $(HELLO) $(VERDICTS)
	tests/oracle/nodes $(B)/oracles 0.10.48 8.17.0 12.22.12
	KEDGE_BUILD=$(B) $(HELLO)
	KEDGE_BUILD=$(B) $(ORACLE) --loaders
	KEDGE_BUILD=$(B) $(ORACLE) --library bearssl --library gnutls \
	    --library go --library java --library mbedtls-2.28 \
	    --library openssl-3 --library openssl-3-partial \
	    --library wolfssl-5 --library wolfssl-5-alt \
	    --library wolfssl-5-alt-dated --library wolfssl-5-dated \
	    --count $(ORACLE_COUNT) --seed $(ORACLE_SEED)
	KEDGE_BUILD=$(B) $(ORACLE) --library openssl-1.0.1n \
	    --library openssl-1.0.2 --library openssl-1.1 \
	    --count $(ORACLE_COUNT_OLD) --seed $(ORACLE_SEED)

## make check-integration   tests against real servers, which it installs
check-integration:
	@packaging/deps build check integration
	@$(MAKE) --no-print-directory build $(FORGE) $(HOSTILE)
	@KEDGE_BUILD=$(abspath $(B)) KEDGE_FORGE=$(abspath $(FORGE)) \
	    PATH="$(abspath $(B))/bin:$$PATH" \
	    $(PROVE) $(wildcard tests/integration/*.t)

## make asan        the same tests under address and undefined-behaviour checks
asan:
	@packaging/deps build check oracles
	@LSAN_OPTIONS=suppressions=$(abspath tests/leaks):print_suppressions=0 \
	    $(MAKE) --no-print-directory check-run B=build-asan \
	    HARDEN=-fno-omit-frame-pointer HARDEN_LD= \
	    CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all'

## make check-headers   each header compiles alone
check-headers:
	@set -e; for h in $(wildcard lib/*/*.h); do \
	    echo "#include \"$${h#lib/}\"" | \
	    $(CC) $(STD) -Ilib $(DEPS_CFLAGS) $(WARN) -Werror -x c \
	    -fsyntax-only - || { echo "$$h does not compile alone" >&2; exit 1; }; \
	done

## make lint        floors, banned calls, headers, scripts, manuals
lint:
	@packaging/deps build lint
	@$(MAKE) --no-print-directory check-headers
	@tests/lint/run

## make fuzz        each fuzz target for FUZZ_SECONDS (60), with libFuzzer
FUZZ_SECONDS ?= 60
# A library gets no more than where images are read; none of ours may ask for it.
FUZZ_ASAN := max_allocation_size_mb=256:allocator_may_return_null=1
fuzz:
	@packaging/deps build check
	@$(MAKE) --no-print-directory fuzz-run B=build-fuzz CC=clang \
	    HARDEN=-fno-omit-frame-pointer HARDEN_LD= \
	    CFLAGS='-O1 -g -fsanitize=address,undefined,fuzzer-no-link'

.PHONY: fuzz-run
fuzz-run: $(FUZZ_SRC:tests/fuzz/%.c=$(B)/tests/fuzz/%)
	@set -e; for f in $^; do n=$${f##*/fuzz_}; mkdir -p $(B)/corpus/$$n; \
	    echo "== $$n"; ASAN_OPTIONS=$(FUZZ_ASAN) $$f -close_fd_mask=1 \
	    -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 $(B)/corpus/$$n tests/fuzz/corpus/$$n; done

$(B)/tests/fuzz/fuzz_%: $(B)/tests/fuzz/fuzz_%.o $(FORGE_OBJ) $(LIB)
	$(call QUIET,LD)$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(DEPS_LIBS)

RIVAL_LOOP := $(B)/tests/bench/rival/loop
$(RIVAL_LOOP): $(B)/tests/bench/rival/loop.o
	$(call QUIET,LD)$(CC) $(ALL_LDFLAGS) -o $@ $^ -lssl -lcrypto

## make bench       what judging costs beside X509_verify_cert, and scanning
##                  beside a bare OpenSSL loop, blackbox_exporter and s_client,
##                  the memory that many targets take, carving beside reading
##                  and binwalk, a squashfs beside unsquashfs, and many trust
##                  stores beside openssl storeutl
bench:
	@packaging/deps build bench
	@$(MAKE) --no-print-directory build $(BENCH) $(FORGE) $(HOSTILE) \
	    $(RIVAL_LOOP)
	$(BENCH)
	@KEDGE_FORGE=$(abspath $(FORGE)) PATH="$(abspath $(B))/bin:$$PATH" \
	    tests/bench/scan $(abspath $(RIVAL_LOOP))
	@KEDGE_BUILD=$(abspath $(B)) PATH="$(abspath $(B))/bin:$$PATH" \
	    tests/bench/memory
	@KEDGE_FORGE=$(abspath $(FORGE)) tests/bench/carve $(abspath $(BENCH))
	@PATH="$(abspath $(B))/bin:$$PATH" tests/bench/squashfs
	@KEDGE_FORGE=$(abspath $(FORGE)) tests/bench/bundles $(abspath $(BENCH))

## make bench-crowd   scans of 10,000 endpoints, 2,000 of them with a fault, for
##                  each kind of fault; takes minutes
bench-crowd:
	@packaging/deps build check
	@$(MAKE) --no-print-directory build $(HOSTILE)
	@KEDGE_BUILD=$(abspath $(B)) PATH="$(abspath $(B))/bin:$$PATH" \
	    tests/hostile/figures

## make install     DESTDIR, prefix, bindir and mandir are respected
install: build
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(mandir)/man1 \
	    $(DESTDIR)$(mandir)/man5
	install -m 755 $(BIN) $(DESTDIR)$(bindir)
	install -m 644 $(wildcard cmd/*/*.1) $(DESTDIR)$(mandir)/man1
	install -m 644 $(wildcard policies/*.5) $(DESTDIR)$(mandir)/man5

## make dist        a source archive of HEAD under build/
dist:
	@mkdir -p $(B)
	git archive --format=tar.gz --prefix=kedge-$(VERSION)/ \
	    -o $(B)/kedge-$(VERSION).tar.gz HEAD

## make clean       remove what was built
clean:
	rm -rf build build-asan build-fuzz

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
