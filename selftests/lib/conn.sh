# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Owns what tests of connections share: one that stays open while its ends are
# looked at, and the facts about one that hardware carries. Sourced after lib.sh.

PORT=5300
MORE=200
PINGPONG=$HNI_LIB/pingpong.py

# server_start KIND: at host2, until the scope ends
server_start()
{
	$HNI_ON host2 python3 "$PINGPONG" serve "$1" "$PORT" &
	defer kill $!
	[[ $1 == udp ]] || busywait "$WAIT_MS" "$HNI_ON" host2 \
		bash -c "ss -Hltn sport = :$PORT | grep -q ." >/dev/null
}

# caller_start KIND ADDRESS PORT: a caller at host1 that takes numbers on fd 7
# and answers on fd 8
caller_start()
{
	local dir

	dir=$(mktemp -d)
	mkfifo "$dir/in" "$dir/out"
	$HNI_ON host1 python3 "$PINGPONG" call "$@" <"$dir/in" >"$dir/out" &
	CALLER=$!
	exec 7>"$dir/in" 8<"$dir/out"
	rm -rf "$dir"
}

caller_stop()
{
	exec 7>&- 8<&-
	wait "$CALLER"
}

# exchanges N: 0 if all N came back
exchanges()
{
	local good

	echo "$1" >&7
	read -r -t 60 good _ <&8
	[[ $good == "$1" ]]
}

# hw_conns: rows of connections in the NIC
hw_conns()
{
	$HNI_CTL dump conn | jq '.rows | length'
}

# offloaded_rows N: the kernel hands a direction over when frames come its way
offloaded_rows()
{
	exchanges 2 && [[ $(hw_conns) -ge $1 ]]
}

# conn_carried NAME KIND ADDRESS ROWS ZONE...: the facts about one connection that
# is ROWS rows in the NIC
conn_carried()
{
	local name=$1 kind=$2 address=$3 rows=$4 manager zone

	shift 4
	server_start "$kind"
	caller_start "$kind" "$address" "$PORT"
	defer caller_stop
	busywait "$WAIT_MS" exchanges 5 >/dev/null
	check_err $? "5 exchanges through software"
	log_test "$name.begins_in_software"

	busywait "$WAIT_MS" offloaded_rows "$rows" >/dev/null
	check_eq "$(hw_conns)" "$rows" "rows of connections"
	log_test "$name.both_directions_in_hardware"

	manager=$(ctl_total to_manager)
	exchanges "$MORE"
	check_err $? "$MORE exchanges"
	log_test "$name.answers"
	check_lt "$(ctl_total to_manager)" "$((manager + 20))" \
		"frames to the manager"
	log_test "$name.manager_sees_nothing"
	for zone; do
		check_eq "$(conntrack -L -p "$kind" --zone "$zone" 2>/dev/null |
			grep -c HW_OFFLOAD)" 1 \
			"connections of zone $zone that conntrack calls offloaded"
	done
	log_test "$name.conntrack_knows"
}

# conn_gone NAME: no row of a connection is left
conn_gone()
{
	busywait "$WAIT_MS" until_counter_is "== 0" hw_conns >/dev/null
	check_eq "$(hw_conns)" 0 "rows of connections"
	log_test "$1"
}
