# SPDX-License-Identifier: GPL-2.0-only
# Owns how in-guest areas are listed. An area's Makefile sets AREA, TEST_PROGS
# and BOOTS and includes this file. A boot is one virtual machine that runs the
# programs SCRIPTS_<boot> one after the other with the runner's arguments
# ARGS_<boot>, on each kernel of KERNELS (or KERNELS_<boot>).
# "make list" prints one line a boot for the runner: name, limit in seconds,
# command, separated by tabs.
#
# Copied into a kernel tree as drivers/net/hni below its selftests, an area is
# an ordinary kselftest directory: lib.mk builds, runs and installs TEST_PROGS.

KERNELS ?= stable backports
LIMIT ?= 600

ifneq ($(wildcard ../../../../kselftest/runner.sh),)
TEST_INCLUDES := $(wildcard ../lib/*)
include ../../../../lib.mk
else

kernels = $(or $(KERNELS_$(1)),$(KERNELS))
limit = $(or $(LIMIT_$(1)),$(LIMIT))

list:
	@true $(foreach b,$(BOOTS),$(foreach k,$(call kernels,$(b)), \
		&& printf '%s\t%s\t%s\n' '$(b)-$(k)' \
		'$(call limit,$(b))' 'selftests/lib/boot --area $(AREA) \
		--timeout $(call limit,$(b)) \
		--kernel $(k) $(ARGS_$(b)) -- $(SCRIPTS_$(b))'))

.PHONY: list
.DEFAULT_GOAL := list
endif
