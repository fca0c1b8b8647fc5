# SPDX-License-Identifier: GPL-2.0-only
# Owns the commands of a checkout. The kernel build never reads this file: it
# prefers Kbuild beside it.

MAKEFLAGS += --no-print-directory
TOP := $(CURDIR)
BUILD := $(TOP)/build

-include tools/lab/lab.mk

.DEFAULT_GOAL := help

help: ## show this list
	@echo 'Targets (make TARGET):'
	@cat $(MAKEFILE_LIST) | \
		sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' | \
		awk -F '\t' '{ printf "  %-12s %s\n", $$1, $$2 }'

tools: emulator hnictl ## build the NIC (hni-emu) and hnictl into build/

emulator: ## build the NIC, hni-emu
	$(MAKE) -C tools/emulator O=$(BUILD)/emulator

hnictl: ## build the operator's tool, hnictl
	$(MAKE) -C tools/hnictl O=$(BUILD)/hnictl

modules: $(if $(KDIR),,lab-ready) ## build hni.ko for the lab's kernels [KVER=release | KDIR=headers]
	tools/build-modules $(if $(KDIR),--kdir $(KDIR)) \
		$(if $(KVER),--kver $(KVER))

check: lab-ready ## run all tests, or those of some areas [T="area ..."]
	selftests/lib/run-areas $(T)

bench: ## measure speed; asserts nothing [T=engine]
	$(MAKE) -s -C selftests/bench $(T)

check-san: lab-ready ## run the host tests again with clang's sanitizers
	selftests/lib/run-areas --san $(or $(T),unit loop emu)

check-debug: lab-ready ## run tests on a kernel with KASAN, lockdep, kmemleak [T="area ..." KERNEL=stable|backports]
	kernel=$$(tools/lab/mkkernel --kernel $(or $(KERNEL),stable) debug) && \
		HNI_KERNELS=$$kernel BY_NAME=1 HNI_SLOW=4 HNI_LAB_ARGS='--mem 3072' \
		selftests/lib/run-areas $(or $(T),net)

check-ovs-ct: lab-ready ## run Open vSwitch with connections on a kernel that can do it
	kernel=$$(tools/lab/mkkernel ct) && HNI_KERNELS=$$kernel BY_NAME=1 \
		selftests/lib/run-areas ovs/ct

oracle: lab-ready ## compare the NIC with software tc [N=decisions SEED=number]
	selftests/oracle/oracle run $(or $(N),100000) $(SEED)

fuzz: ## send frames from every port at the BMC's isolation [N=frames of each port SEED=number]
	$(MAKE) -s -C selftests/fuzz run FRAMES=$(or $(N),200000) SEED=$(SEED)

soak: lab-ready ## half an hour of accidents for each sanitizer of the NIC [S=seconds]
	SOAK_SECONDS=$(or $(S),1800) selftests/lib/run-areas soak

soak-bmc: lab-ready ## accidents and attacks around a BMC that serves the wire [ROUNDS=100 SEED=number]
	selftests/bmc/soak-bmc $(or $(ROUNDS),100) $(SEED)

faults: lab-ready ## plant mistakes and see whether the tests find them [FAULT="name ..."]
	selftests/faults/faults $(FAULT)

.PHONY: oracle fuzz faults soak soak-bmc
demo: lab-ready ## hosts exchange real traffic through rules that only hardware holds
	tools/demo/demo

lint: lab-ready ## check layers, interfaces, style, licences and static analysis
	tools/lint/lint

docs: lab-ready ## build the documentation into build/docs; warnings are errors
	@mkdir -p $(BUILD)/docs
	tools/lab/intree sphinx-build -q -W --keep-going -b html \
		-d build/docs/.doctrees Documentation build/docs/html
	@echo 'build/docs/html/index.html'

# What runs or checks begins with the lab, and costs nothing once it is there.
lab-ready:
	@tools/lab/make --check || tools/lab/make

clean: ## remove everything built but the lab
	rm -rf $(BUILD)

.PHONY: help lab-ready tools emulator hnictl modules check bench check-san check-debug check-ovs-ct demo lint docs clean
