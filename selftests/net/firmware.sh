#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns a host and its firmware: devlink's versions, flash and activation, the
# health reporter "fw" with its log and core dump, and what becomes of a crash.
# Run it with tools/lab/run --mode legacy.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

KTAP_AREA=net.firmware
FUNCTION=2
IMAGE=$HNI_LIB/../../tools/emulator/hni-image
PACKAGE=/tmp/hni.pldm
# a heartbeat is sent every 10 s, a lost one is noticed with the next
BEATS_MS=$((45000 * ${HNI_SLOW:-1}))
ALL_TESTS="
	versions
	flash_all
	flash_one
	flash_refused
	flash_fails
	activate
	diagnose
	coredump
	crash
	hang
	nothing_strict
"

setup()
{
	STRICT=$($HNI_CTL strict | jq .count)
	HOST=$(basename "$("$HNI_ON" host2 realpath /sys/class/net/eth0/device)")
	DEV=pci/$HOST
	echo -n /tmp >/sys/module/firmware_class/parameters/path
	defer rm -f "$PACKAGE"
}

# version KIND COMPONENT: of devlink dev info
version()
{
	devlink -j dev info "$DEV" |
		jq -r ".info[].versions.$1[\"$2\"]"
}

stored()
{
	echo "$(version stored fw.bootloader) $(version stored fw)" \
		"$(version stored fw.undi)"
}

# flashed: as the NIC has it, boot loader, control firmware, option ROM
flashed()
{
	$HNI_CTL firmware "$FUNCTION" | jq -r '.stored | "\(.[0]) \(.[1]) \(.[3])"'
}

versions()
{
	check_eq "$(flashed)" "1.0.0-0 25.5.7-0 1.0.0-0" "what the NIC holds"
	check_eq "$(stored)" "1.0.0.0 25.5.7.0 1.0.0.0" "stored"
	check_eq "$(version running fw)" 25.5.7.0 "running control firmware"
	check_eq "$(version running fw.bootloader)" 1.0.0.0 \
		"running boot loader"
	log_test versions
}

# flash ARGUMENT...: what devlink says of it
flash()
{
	devlink dev flash "$DEV" file hni.pldm "$@" 2>&1
}

# flash_shown: what it shows on a terminal
flash_shown()
{
	python3 - devlink dev flash "$DEV" file hni.pldm <<-END
		import os, pty, sys
		sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
	END
}

flash_all()
{
	local text

	"$IMAGE" -o "$PACKAGE" --size 300000 bootloader=2.1.0 \
		control=25.8.2-1 option-rom=2.3.0
	text=$(flash_shown)
	check_err $? "devlink dev flash: $text"
	check_eq "$(flashed)" "2.1.0-0 25.8.2-1 2.3.0-0" "what the NIC holds"
	check_eq "$(stored)" "2.1.0.0 25.8.2.1 2.3.0.0" "stored"
	check_eq "$(version running fw)" 25.5.7.0 "running"
	log_test flash.all_components
	[[ $text == *"[fw] Flashing"*"[fw.undi] Flashing"*100%* ]]
	check_err $? "progress: $text"
	log_test flash.shows_progress
}

flash_one()
{
	local text

	"$IMAGE" -o "$PACKAGE" bootloader=3.0.0 control=25.9.0
	text=$(flash component fw.bootloader)
	check_err $? "devlink dev flash: $text"
	check_eq "$(stored)" "3.0.0.0 25.8.2.1 2.3.0.0" "stored"
	log_test flash.one_component
	text=$(flash component fw.undi)
	check_fail $? "a component that the package has not"
	[[ $text == *"the package has no such component"* ]]
	check_err $? "$text"
	flash component fw.mgmt >/dev/null
	check_fail $? "a component that the NIC has not"
	check_eq "$(stored)" "3.0.0.0 25.8.2.1 2.3.0.0" "stored"
	log_test flash.component_that_is_not_there
}

# refused NAME TEXT: the package, and nothing of it is stored
refused()
{
	local text

	text=$(flash)
	check_fail $? "devlink dev flash"
	[[ $text == *"$2"* ]]
	check_err $? "$text"
	check_eq "$(stored)" "3.0.0.0 25.8.2.1 2.3.0.0" "stored"
	log_test "flash.$1"
}

# sign: the package's checksum over its header made good again
sign()
{
	python3 - "$PACKAGE" <<-'END'
		import struct, sys, zlib
		data = bytearray(open(sys.argv[1], "rb").read())
		length = struct.unpack_from("<H", data, 17)[0]
		crc = zlib.crc32(data[:length - 4])
		struct.pack_into("<I", data, length - 4, crc)
		open(sys.argv[1], "wb").write(data)
	END
}

# patch FROM TO: bytes of the package
patch()
{
	python3 - "$PACKAGE" "$1" "$2" <<-'END'
		import sys
		data = open(sys.argv[1], "rb").read()
		old, new = (bytes.fromhex(x) for x in sys.argv[2:])
		if old not in data:
		    sys.exit("not found")
		open(sys.argv[1], "wb").write(data.replace(old, new, 1))
	END
}

flash_refused()
{
	# the first component is sound, but is not written either
	"$IMAGE" -o "$PACKAGE" bootloader=4.0.0 control=25.9.0
	patch 484e494657494d4701000000 484e494657494d4704000000
	refused other_section "fw: bad section; nothing was written"
	"$IMAGE" -o "$PACKAGE" --damage control=25.9.0
	refused damaged "fw: bad checksum; nothing was written"
	"$IMAGE" -o "$PACKAGE" --rollback 0 option-rom=9.9.9
	refused rollback \
		"fw.undi: bad number against rollback; nothing was written"
	# component 1 becomes 2: class 0x000a, identifier
	"$IMAGE" -o "$PACKAGE" control=25.9.0
	patch 0a000100 0a000200
	sign
	refused unknown_section "component 2: only 0, 1 and 3 can be written"
	# subsystem 10f0 becomes 10f1
	"$IMAGE" -o "$PACKAGE" control=25.9.0
	patch 02010200f010 02010200f110
	sign
	refused other_nic "no PLDM package for this NIC"
	echo "no package" >"$PACKAGE"
	refused no_package "no PLDM package for this NIC"
}

# The second component fails: the first one is new, and it is said so.
flash_fails()
{
	local text

	"$IMAGE" -o "$PACKAGE" bootloader=5.0.0 control=25.9.0
	$HNI_CTL fault "$FUNCTION" flash 2 >/dev/null
	text=$(flash)
	check_fail $? "devlink dev flash"
	[[ $text == *"fw keeps its version (-EIO); written before it: 1"* ]]
	check_err $? "$text"
	check_eq "$(stored)" "5.0.0.0 25.8.2.1 2.3.0.0" "stored"
	log_test flash.failed_write_changes_nothing
	text=$(flash)
	check_err $? "once more: $text"
	check_eq "$(stored)" "5.0.0.0 25.9.0.0 2.3.0.0" "stored"
	log_test flash.works_after_a_failure
}

# host2_returns: the new interface of its function goes to its place
host2_returns()
{
	local dev

	dev=$(ls "/sys/bus/pci/devices/$HOST/net" 2>/dev/null)
	[[ -n $dev ]] && ip link set dev "$dev" netns host2 name eth0
}

activate()
{
	local text

	text=$(devlink dev reload "$DEV" action fw_activate)
	check_err $? "devlink dev reload action fw_activate"
	[[ $text == *fw_activate* ]]
	check_err $? "actions performed: $text"
	busywait "$WAIT_MS" host2_returns
	check_err $? "interface after the reload"
	check_eq "$(version running fw) $(version running fw.bootloader)" \
		"25.9.0.0 5.0.0.0" "running"
	log_test activate.new_firmware_runs
	"$HNI_ON" host2 ip link set dev eth0 up
	busywait "$WAIT_MS" has_carrier host2 eth0
	check_err $? "carrier"
	"$HNI_ON" host2 ip link set dev eth0 down
	log_test activate.interface_works
}

# health SELECTOR: of the reporter
health()
{
	devlink -j health show "$DEV" reporter fw | jq -r ".health[][]$1"
}

# said SELECTOR: of what diagnose says
said()
{
	devlink -j health diagnose "$DEV" reporter fw | jq -r "$1"
}

# log_has TEXT
log_has()
{
	said '.log[].text' | grep -qF "$1"
}

diagnose()
{
	check_eq "$(said .version)" 25.9.0.0 "version"
	check_eq "$(said .answers)" true "answers"
	check_ge "$(said .uptime_ms)" 1 "uptime"
	check_eq "$(health .state)" healthy "state"
	log_test diagnose.versions_and_uptime
	busywait "$WAIT_MS" log_has "new firmware started"
	check_err $? "$(said '.log[-1].text')"
	log_test diagnose.log
}

# dump: the core dump, as bytes
dump()
{
	devlink -j health dump show "$DEV" reporter fw |
		jq -r '.coredump // .[].coredump | .[]' | python3 -c '
import sys
sys.stdout.buffer.write(bytes(int(x) for x in sys.stdin.read().split()))'
}

coredump()
{
	local text

	text=$(dump | tr -d '\0')
	[[ $text == "hni-emu core dump: function $FUNCTION, on request"* ]]
	check_err $? "${text:0:60}"
	[[ $text == *"log "*"new firmware started"* ]]
	check_err $? "log in the dump"
	devlink health dump clear "$DEV" reporter fw
	log_test coredump.on_request
}

has_errors()
{
	[[ $(health .error) -ge $1 && $(health .state) == "$2" ]]
}

crash()
{
	local text

	"$HNI_ON" host2 ip link set dev eth0 up
	defer "$HNI_ON" host2 ip link set dev eth0 down
	busywait "$WAIT_MS" has_carrier host2 eth0
	check_eq "$(health .error)" 0 "errors before"
	$HNI_CTL fault "$FUNCTION" crash >/dev/null
	busywait "$BEATS_MS" has_errors 1 healthy
	check_err $? "reported and recovered: $(health '')"
	check_ge "$(health .recover)" 1 "recoveries"
	log_test crash.is_reported_and_over
	text=$(dump | tr -d '\0')
	[[ $text == "hni-emu core dump: function $FUNCTION, crash"* ]]
	check_err $? "${text:0:60}"
	devlink health dump clear "$DEV" reporter fw
	log_test crash.leaves_its_dump
	check_eq "$($HNI_CTL firmware "$FUNCTION" | jq .owned)" true "owned"
	log_has "firmware started after a crash"
	check_err $? "log: $(said '.log[-1].text')"
	log_test crash.port_and_log_come_back
}

# mended KIND
mended()
{
	$HNI_CTL fault "$FUNCTION" "$1" 0 >/dev/null
}

hang()
{
	local errors

	"$HNI_ON" host2 ip link set dev eth0 up
	defer "$HNI_ON" host2 ip link set dev eth0 down
	busywait "$WAIT_MS" has_carrier host2 eth0
	errors=$(health .error)
	$HNI_CTL fault "$FUNCTION" hang >/dev/null
	defer mended hang
	busywait "$BEATS_MS" has_errors $((errors + 1)) error
	check_err $? "reported: $(health '')"
	log_test hang.is_reported
	mended hang
	busywait "$BEATS_MS" has_errors $((errors + 1)) healthy
	check_err $? "over: $(health '')"
	log_test hang.is_over
}

nothing_strict()
{
	check_eq "$($HNI_CTL strict | jq .count)" "$STRICT" \
		"what strict mode reported"
	log_test nothing_strict
}

need HNI_ON HNI_CTL
setup
tests_run
