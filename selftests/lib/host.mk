# SPDX-License-Identifier: GPL-2.0-only
# Owns how host test programs are built and listed. An area's Makefile sets
# AREA and includes this file. Every test_*.c is a program of its own; it says
# in its first comment what it is linked with and extra compiler flags:
#
#	 * Links: offload/core/foo.c offload/core/esw/*.c
#	 * Cflags: -Ioffload/core -DHOF_SMALL
#	 * Ldflags: -lpthread
#
# (paths and globs relative to the top of the tree; several lines may be given).
# selftests/lib is on the include path and selftests/lib/ktap.c always linked.
# "make list" prints one line a program for the runner: name, limit in seconds,
# command, separated by tabs.

TOP := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/../..)
OUT := $(or $(O),$(TOP)/build/selftests/$(AREA))
SAN ?= -fsanitize=address,undefined -fno-sanitize-recover=all
LIMIT ?= 300

WARN := -Wall -Wextra -Werror -Wshadow -Wmissing-prototypes \
	-Wstrict-prototypes -Wvla -Wpointer-arith
CFLAGS ?= -O1 -g
HOST_CFLAGS := -std=gnu11 $(WARN) -fno-omit-frame-pointer $(SAN) \
	-I$(TOP)/selftests/lib -I$(TOP)/include

TESTS := $(sort $(patsubst %.c,%,$(wildcard test_*.c)))
PROGS := $(addprefix $(OUT)/,$(TESTS))

# header line "TAG: words" of a test program, without the comment leader
tag = $(shell sed -n '1,40s/^ \* $(1): *//p' $(2))

all: $(PROGS)

define program
$(OUT)/$(1): $(1).c $(TOP)/selftests/lib/ktap.c \
	$(wildcard $(addprefix $(TOP)/,$(call tag,Links,$(1).c)))
	@mkdir -p $(OUT)
	@echo '  HOSTCC  $(AREA)/$(1)' >&2
	@cd $(TOP) && $(CC) $(HOST_CFLAGS) $(CFLAGS) $(call tag,Cflags,$(1).c) \
		-MMD -MP -MF $(OUT)/$(1).d -o $$@ \
		$$(filter %.c,$$(abspath $$^)) $(call tag,Ldflags,$(1).c)
-include $(OUT)/$(1).d
endef
$(foreach t,$(TESTS),$(eval $(call program,$(t))))

list: all
	@$(foreach t,$(TESTS),printf '%s\t%s\t%s\n' '$(t)' '$(LIMIT)' \
		'$(OUT)/$(t)';)

clean:
	rm -rf $(OUT)

.PHONY: all list clean
.DEFAULT_GOAL := all
