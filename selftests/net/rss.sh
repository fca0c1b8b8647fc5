#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns spreading over a function's queues as ethtool shows and sets it: tables,
# key, the fields of the hash, the RSS context and who else wants its table.
# Run it with tools/lab/run --mode legacy.
#
#   host2 (sends) ---- NIC, no rules ---- host1 (four queues or more)
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

FRAMES=64
ALL_TESTS="
	default_table
	table_of_the_user
	key
	refusals
	frames_follow_the_table
	fields
	context
	context_and_classes
	down_and_up
	back_to_default
"

e1()
{
	local flag=$1

	shift
	"$HNI_ON" host1 ethtool "$flag" eth0 "$@"
}

setup()
{
	place_up host1 192.0.2.1/24
	place_up host2 192.0.2.2/24
	neigh_fix host2 192.0.2.1 "$(place_mac host1)"
	QUEUES=$(e1 -l | awk '/^Current/ { now = 1 }
		now && /^Combined/ { print $2 }')
	e1 -L combined 4
}

# rss_show [context CONTEXT]: what -x says, as JSON
rss_show()
{
	"$HNI_ON" host1 ethtool --json -x eth0 "$@"
}

# table [CONTEXT]: its queues, each once
table()
{
	rss_show ${1:+context "$1"} |
		jq -c '.[0]["rss-indirection-table"] | unique'
}

# refused TEXT COMMAND...: it fails, and its words or the kernel's have TEXT
refused()
{
	local text=$1 said

	shift
	dmesg -C
	said=$("$@" 2>&1)
	check_fail $? "$*"
	grep -qF "$text" <<<"$said $(dmesg)"
	check_err $? "$* says '$said', not '$text'"
}

# received QUEUE: frames of one queue
received()
{
	e1 -S | awk -v n="rx$1_pkts:" '$1 == n { print $2 }'
}

received_all()
{
	e1 -S | awk '/rx[0-9]+_pkts:/ { sum += $2 } END { print sum }'
}

# queues_hit PORT: datagrams of many source ports to PORT; prints the queues
# that most of them came to
queues_hit()
{
	local before=() q all hit=

	for q in 0 1 2 3; do
		before[q]=$(received "$q")
	done
	all=$(received_all)
	"$HNI_ON" host2 python3 -c '
import socket, sys
for port in range(int(sys.argv[2])):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("192.0.2.2", 20000 + port))
        sock.sendto(bytes(64), ("192.0.2.1", int(sys.argv[1])))
' "$1" "$FRAMES"
	busywait "$WAIT_MS" until_counter_is ">= $((all + FRAMES))" \
		received_all >/dev/null
	for q in 0 1 2 3; do
		(($(received "$q") - before[q] > 3)) && hit+=" $q"
	done
	echo "${hit# }"
}

default_table()
{
	check_eq "$(table)" "[0,1,2,3]" "table"
	e1 -L combined 3
	check_eq "$(table)" "[0,1,2]" "table of three channels"
	e1 -L combined 4
	check_eq "$(table)" "[0,1,2,3]" "table of four"
	log_test default_table_is_even
}

table_of_the_user()
{
	e1 -X weight 1 0 0 1
	check_err $? "-X weight"
	check_eq "$(table)" "[0,3]" "table"
	e1 -L combined 5
	check_eq "$(table)" "[0,3]" "table after more channels"
	e1 -L combined 4
	check_eq "$(table)" "[0,3]" "table after fewer"
	e1 -L combined 3 2>/dev/null
	check_fail $? "fewer channels than the table needs"
	log_test user_table_stays
	e1 -X default
	check_eq "$(table)" "[0,1,2,3]" "table"
	log_test default_again
}

key()
{
	local bytes new

	bytes=$(rss_show | jq '.[0]["rss-hash-key"] | length')
	check_eq "$bytes" 54 "bytes of the key"
	new=$(printf '%02x:' $(seq 1 54))
	e1 -X hkey "${new%:}"
	check_err $? "-X hkey"
	check_eq "$(rss_show | jq -c '.[0]["rss-hash-key"]')" \
		"[$(seq -s , 1 54)]" "key"
	log_test key_is_what_was_set
}

refusals()
{
	refused "the hash is Toeplitz" e1 -X hfunc xor
	log_test refuse.other_hash
	e1 -N rx-flow-hash ether sd 2>/dev/null
	check_fail $? "addresses of IP in frames of no IP"
	e1 -N rx-flow-hash sctp4 sdfn 2>/dev/null
	check_fail $? "a class of its own for sctp4"
	log_test refuse.fields_that_frames_lack
	e1 -N flow-type udp4 dst-port 7 context 9 2>/dev/null
	check_fail $? "a rule for a context that is not there"
	log_test refuse.unknown_context
}

frames_follow_the_table()
{
	e1 -N rx-flow-hash udp4 sdfn
	check_eq "$(queues_hit 7)" "0 1 2 3" "queues, even table"
	e1 -X equal 2
	check_eq "$(queues_hit 7)" "0 1" "queues, two of four"
	e1 -X weight 0 0 1 0
	check_eq "$(queues_hit 7)" "2" "queues, one"
	e1 -X default
	log_test frames_follow_the_table
}

fields()
{
	e1 -N rx-flow-hash udp4 sd
	check_err $? "udp4 sd"
	check_eq "$(queues_hit 7 | wc -w)" 1 "queues of one pair of addresses"
	e1 -N rx-flow-hash udp4 sdf
	check_eq "$(queues_hit 7)" "0 1 2 3" "queues, with source ports"
	e1 -n rx-flow-hash udp4 | grep -q 'src port'
	check_err $? "-n shows the source port"
	e1 -n rx-flow-hash udp6 | grep -q 'src port'
	check_fail $? "udp6 has changed, too"
	log_test fields_are_hashed
}

context()
{
	local ctx

	e1 -X equal 2
	ctx=$(e1 -X context new start 2 equal 2 | awk '{ print $NF }')
	check_ge "$ctx" 1 "context"
	check_eq "$(table "$ctx")" "[2,3]" "its table"
	check_eq "$(table)" "[0,1]" "the default table"
	e1 -N flow-type udp4 dst-port 9 context "$ctx" loc 1 >/dev/null
	check_err $? "rule for the context"
	check_eq "$(queues_hit 9)" "2 3" "queues of the context"
	check_eq "$(queues_hit 7)" "0 1" "queues of the rest"
	e1 -N flow-type udp4 dst-port 9 context 0 loc 0 >/dev/null
	check_err $? "rule for the default table in front"
	check_eq "$(queues_hit 9)" "0 1" "queues, default table"
	e1 -N delete 0
	log_test context_has_its_queues

	refused "both RSS tables are in use" e1 -X context new
	e1 -X context "$ctx" delete 2>/dev/null
	check_fail $? "a context that a rule names is deleted"
	e1 -n rule 1 | grep -qE "RSS Context (ID: )?$ctx"
	check_err $? "the rule shows its context"
	log_test refuse.second_context

	"$HNI_ON" host1 ip link set dev eth0 down
	"$HNI_ON" host1 ip link set dev eth0 up
	busywait "$WAIT_MS" has_carrier host1 eth0
	check_eq "$(queues_hit 9)" "2 3" "queues after down and up"
	e1 -L combined 5
	check_eq "$(queues_hit 9)" "2 3" "queues after -L"
	e1 -L combined 4
	log_test context_survives

	e1 -N delete 1
	e1 -X context "$ctx" delete
	check_err $? "context deleted"
	check_eq "$(queues_hit 9)" "0 1" "queues without the context"
	e1 -X default
	log_test context_goes
}

mqprio()
{
	"$HNI_ON" host1 tc qdisc add dev eth0 root mqprio num_tc 2 map 0 1 \
		queues "$1" "$2" hw 1 mode channel
}

mqprio_end()
{
	"$HNI_ON" host1 tc qdisc del dev eth0 root
}

context_and_classes()
{
	local ctx

	ctx=$(e1 -X context new | awk '{ print $NF }')
	refused "an RSS context has the second RSS table" mqprio 2@0 2@2
	mqprio 3@0 1@3
	check_err $? "a class of one queue beside a context"
	mqprio_end
	e1 -X context "$ctx" delete
	mqprio 2@0 2@2
	check_err $? "a class of two queues"
	refused "a class of mqprio has the second one" e1 -X context new
	refused "mqprio has the RSS table" e1 -X equal 2
	mqprio_end
	log_test two_tables_are_shared_out
}

down_and_up()
{
	e1 -X weight 0 1 0 0
	"$HNI_ON" host1 ip link set dev eth0 down
	e1 -N rx-flow-hash udp4 sd
	check_err $? "fields while the interface is down"
	"$HNI_ON" host1 ip link set dev eth0 up
	busywait "$WAIT_MS" has_carrier host1 eth0
	check_eq "$(table)" "[1]" "table"
	check_eq "$(queues_hit 7)" "1" "queues"
	e1 -X default
	check_eq "$(queues_hit 7 | wc -w)" 1 "queues of one pair of addresses"
	log_test settings_survive_down_and_up
}

back_to_default()
{
	e1 -L combined "$QUEUES"
	check_eq "$(table)" "$(jq -nc "[range($QUEUES)]")" "table"
	log_test as_it_was
}

need HNI_ON
setup
tests_run
