# SPDX-License-Identifier: GPL-2.0-only
# Owns the lab's targets; the top Makefile includes it.

HNI_LAB := $(abspath $(or $(HNI_LAB_DIR),$(CURDIR)/.lab))
HNI_TREE := $(HNI_LAB)/tree

lab: ## make the lab: Debian tree, guest image, kernels' sources
	tools/lab/make

lab-bmc: ## make the BMC's machine, for tools/lab/run --bmc
	tools/lab/make-bmc

lab-multihost: ## a NIC with manager, two hosts, BMC and wire, and a shell there
	tools/lab/make-bmc
	tools/lab/shell --vms --bmc --cpus 1 --mem 768 --host-driver 2=fbnic

lab-clean: ## remove the lab
	tools/lab/clean

doctor: ## say what this machine lacks, and the line that installs it
	tools/lab/doctor

.PHONY: lab lab-bmc lab-multihost lab-clean doctor
