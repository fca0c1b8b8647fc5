#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns what a host reads of the board through the firmware: the module's pages,
# temperature and voltage with their limits, and what it is told when there is
# no module, no sensor, or no firmware. Run it with tools/lab/run --mode legacy.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

KTAP_AREA=net.board
FUNCTION=1
ALL_TESTS="
	module
	module_refused
	module_is_pulled
	sensors
	limits
	alarms
	sensors_are_broken
	firmware_is_dead
	nothing_strict
"

h1()
{
	"$HNI_ON" host1 "$@"
}

setup()
{
	local device

	STRICT=$($HNI_CTL strict | jq .count)
	device=$(basename "$(h1 realpath /sys/class/net/eth0/device)")
	SENSORS=$(echo "/sys/bus/pci/devices/$device/hwmon/"hwmon*)
}

# mended KIND
mended()
{
	$HNI_CTL fault "$FUNCTION" "$1" 0 >/dev/null
}

# broken KIND: until the scope ends
broken()
{
	$HNI_CTL fault "$FUNCTION" "$1" >/dev/null
	defer mended "$1"
}

# heated MILLIDEGREES MV
heated()
{
	$HNI_CTL sensor "$FUNCTION" "$@" >/dev/null
}

# page ARGUMENT...: bytes of the module, hexadecimal, in a row
page()
{
	h1 ethtool -m eth0 hex on "$@" | sed -n 's/^0x[0-9a-f]*:[[:blank:]]*//p' |
		tr -s '[:blank:]\n' ' '
}

module()
{
	local text

	text=$(h1 ethtool -m eth0)
	check_err $? "ethtool -m"
	check_eq "$(sed -n 's/^[[:blank:]]*Vendor PN *: *//p' <<<"$text")" \
		HNI-Q28-SR4 "part"
	check_eq "$(sed -n 's/^[[:blank:]]*Identifier *: *//p' <<<"$text")" \
		"0x11 (QSFP28)" "identifier"
	log_test module.is_decoded
	# alarm and warning of temperature: 75, 0, 70, 5 degrees
	check_eq "$(page page 3 offset 128 length 8)" \
		"4b 00 00 00 46 00 05 00 " "limits of page 3"
	check_eq "$(page page 0 offset 148 length 3)" "68 6e 69 " "vendor"
	log_test module.pages_are_its_own
}

# says TEXT ARGUMENT...: what ethtool -m refuses with
says()
{
	local want=$1 text

	shift
	text=$(h1 ethtool -m eth0 hex on "$@" 2>&1)
	check_fail $? "ethtool -m $*"
	[[ $text == *"$want"* ]]
	check_err $? "ethtool -m $*: $text"
}

module_refused()
{
	says "module: it has no page 1 of bank 0" page 1 offset 128 length 8
	log_test module.page_that_is_not_there
	says "module: it has no page 0 of bank 1" bank 1 page 0 offset 128 \
		length 8
	log_test module.bank_that_is_not_there
	says "module: I2C address 0x51: there is only 0x50" i2c 0x51 page 0 \
		offset 0 length 8
	log_test module.address_that_is_not_there
}

module_is_pulled()
{
	broken module
	says "module: there is none in the cage" page 0 offset 0 length 8
	log_test module.empty_cage
}

# sensor NAME
sensor()
{
	cat "$SENSORS/$1"
}

# sensor_error NAME: why it cannot be read
sensor_error()
{
	{ cat "$SENSORS/$1" >/dev/null; } 2>&1 | sed 's/.*: //'
}

sensors()
{
	check_eq "$(sensor name)" hni "name"
	check_eq "$(sensor temp1_label) $(sensor in0_label)" "chip core" labels
	check_ge "$(sensor temp1_input)" 38000 "temperature"
	check_lt "$(sensor temp1_input)" 39001 "temperature"
	check_eq "$(sensor in0_input)" 750 "voltage"
	log_test sensors.values
}

limits()
{
	check_eq "$(sensor temp1_min) $(sensor temp1_max) $(sensor temp1_crit)" \
		"0 95000 105000" "limits of the temperature"
	check_eq "$(sensor in0_min) $(sensor in0_max)" "700 800" \
		"limits of the voltage"
	log_test sensors.limits
}

# alarm_awaited NAME: a reader that the kernel wakes; prints "armed", then the
# value
alarm_awaited()
{
	python3 - "$SENSORS/$1" "$((WAIT_MS / 1000))" <<-END
		import select, sys
		with open(sys.argv[1]) as file:
		    file.read()
		    poll = select.poll()
		    poll.register(file, select.POLLPRI)
		    print("armed", flush=True)
		    woken = poll.poll(1000 * int(sys.argv[2]))
		    file.seek(0)
		    print(file.read().strip() if woken else "not woken")
	END
}

alarms()
{
	local alarm line

	check_eq "$(sensor temp1_max_alarm) $(sensor in0_min_alarm)" "0 0" \
		"alarms"
	exec {alarm}< <(alarm_awaited temp1_max_alarm)
	read -r -u "$alarm" line
	check_eq "$line" armed "the reader"
	heated 100000 650
	defer heated 38000 750
	read -r -u "$alarm" line
	exec {alarm}<&-
	check_eq "$line" 1 "alarm that a reader was woken for"
	log_test sensors.alarm_wakes_readers
	check_eq "$(sensor temp1_crit_alarm) $(sensor temp1_min_alarm)" "0 0" \
		"other alarms of the temperature"
	check_eq "$(sensor in0_min_alarm) $(sensor in0_max_alarm)" "1 0" \
		"alarms of the voltage"
	log_test sensors.alarms
	heated -5000 750
	check_eq "$(sensor temp1_input | cut -c1)" - "a temperature below 0"
	check_eq "$(sensor temp1_min_alarm)" 1 "alarm"
	log_test sensors.frost
}

sensors_are_broken()
{
	broken sensors
	check_eq "$(sensor_error temp1_input)" "Input/output error" \
		"temperature"
	check_eq "$(sensor temp1_max)" 95000 "a limit"
	log_test sensors.broken
}

firmware_is_dead()
{
	in_defer_scope dead
	busywait "$WAIT_MS" sensor in0_input >/dev/null
	check_eq "$(sensor in0_input)" 750 "voltage"
	check_eq "$(page page 0 offset 148 length 3)" "68 6e 69 " "vendor"
	log_test firmware.comes_back
}

dead()
{
	broken hang
	check_eq "$(sensor_error in0_input)" "Connection timed out" "voltage"
	log_test sensors.dead_firmware
	says "module: the firmware does not answer" page 0 offset 0 length 8
	log_test module.dead_firmware
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
