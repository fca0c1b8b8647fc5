# SPDX-License-Identifier: GPL-2.0-only
# Owns how in-guest areas are listed. An area's Makefile sets AREA, TEST_PROGS
# and BOOTS and includes this file. A boot is one virtual machine that runs the
# programs SCRIPTS_<boot> one after the other with the runner's arguments
# ARGS_<boot>, on each kernel of KERNELS (or KERNELS_<boot>). PREPARE_<boot>, if
# set, is called on the host with the kernel and the command to go on with.
# "make list" prints one line a boot for the runner: name, limit in seconds,
# command, separated by tabs.
#
# Copied into a kernel tree as drivers/net/hni below its selftests, an area is
# an ordinary kselftest directory: lib.mk builds, runs and installs TEST_PROGS.

# From the environment: HNI_KERNELS runs every boot on these kernels instead
# (stable, backports or paths), HNI_LAB_ARGS adds arguments for the runner,
# HNI_SLOW=N gives them N times as long.
#
# LIMIT_<boot> (or LIMIT) is for the programs of a boot; building and booting
# have BOOT_LIMIT on top.
KERNELS ?= stable backports
LIMIT ?= 600
BOOT_LIMIT := 420

ifneq ($(wildcard ../../../../kselftest/runner.sh),)
TEST_INCLUDES := $(wildcard ../lib/*)
include ../../../../lib.mk
else

kernels = $(or $(HNI_KERNELS),$(KERNELS_$(1)),$(KERNELS))
slow = $(or $(HNI_SLOW),1)
limit = $(shell expr $(or $(LIMIT_$(1)),$(LIMIT)) '*' $(slow))

define line
printf '%s\t%s\t%s\n' '$(1)-$(notdir $(2))' \
	"$$(($(call limit,$(1)) + $(BOOT_LIMIT) * $(slow)))" \
	'$(if $(PREPARE_$(1)),$(PREPARE_$(1)) $(2) )selftests/lib/boot --area $(AREA) --kernel $(2) \
	--timeout $(call limit,$(1)) $(ARGS_$(1)) $(HNI_LAB_ARGS) -- $(SCRIPTS_$(1))'
endef

list:
	@true $(foreach b,$(BOOTS),$(foreach k,$(call kernels,$(b)), \
		&& $(call line,$(b),$(k))))

.PHONY: list
.DEFAULT_GOAL := list
endif
