#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns segmentation by the hardware: what the far end receives is what was sent,
# and the NIC cut it, with and without tunnels.
# Run it with tools/lab/run --mode legacy.
#
#   host1 (sends) ---- NIC, no rules ---- wire (receives)
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

BYTES=2000000
PORT=5555
ALL_TESTS="
	plain
	tunnels
"

# end PLACE COMMAND...
end()
{
	"$HNI_ON" "$@"
}

setup()
{
	local n=1 place

	for place in host1 wire; do
		# another program may have turned it off
		end $place sysctl -qw net.ipv6.conf.all.disable_ipv6=0
		end $place ip link set dev eth0 up
		defer "$HNI_ON" $place ip link set dev eth0 down
		end $place ip addr add 192.0.2.$n/24 dev eth0
		end $place ip addr add 2001:db8:1::$n/64 dev eth0 nodad
		defer "$HNI_ON" $place ip addr flush dev eth0 scope global
		busywait "$WAIT_MS" has_carrier $place eth0
		n=2
	done
	# the modules' own tunnels would stay
	sysctl -qw net.core.fb_tunnels_only_for_init_net=2
	defer sysctl -qw net.core.fb_tunnels_only_for_init_net=0
	head -c "$BYTES" /dev/urandom >/tmp/sent
	defer rm -f /tmp/sent /tmp/got
}

gso_frames()
{
	end host1 ethtool -S eth0 | awk '$1 == "tx_gso_pkts:" { print $2 }'
}

listens()
{
	end wire ss -Htln "sport = :$PORT" | grep -q .
}

reaches()
{
	end host1 ping -c 1 -W 1 -q "$1" >/dev/null 2>&1
}

# transfer ADDRESS: leaves in CUT how many frames the hardware cut
transfer()
{
	local before receiver tcp=TCP4 address=$1

	[[ $1 == *:* ]] && tcp=TCP6 address="[$1]"
	busywait "$WAIT_MS" reaches "$1"
	check_err $? "ping $1"
	end wire timeout 60 socat -u "$tcp-LISTEN:$PORT,reuseaddr" \
		OPEN:/tmp/got,creat,trunc &
	receiver=$!
	busywait "$WAIT_MS" listens
	before=$(gso_frames)
	end host1 timeout 60 socat -u OPEN:/tmp/sent "$tcp:$address:$PORT"
	check_err $? "sending to $1"
	wait "$receiver"
	cmp -s /tmp/sent /tmp/got
	check_err $? "bytes at $1"
	CUT=$(($(gso_frames) - before))
}

# feature_both_ways FEATURE ADDRESS: cut if it is on, not if it is off
feature_both_ways()
{
	transfer "$2"
	check_ge "$CUT" $((BYTES / 65536)) "frames cut with $1 on"
	end host1 ethtool -K eth0 "$1" off
	check_err $? "$1 off"
	transfer "$2"
	check_lt "$CUT" $((BYTES / 65536 / 2)) "frames cut with $1 off"
	end host1 ethtool -K eth0 "$1" on
}

plain()
{
	feature_both_ways tx-tcp-segmentation 192.0.2.2
	log_test tcp_ipv4
	feature_both_ways tx-tcp6-segmentation 2001:db8:1::2
	log_test tcp_ipv6
}

# tunnel_end PLACE LOCAL REMOTE NUMBER TYPE ARGUMENT...
tunnel_end()
{
	local place=$1 local=$2 remote=$3 n=$4

	shift 4
	end "$place" ip link add tun9 type "$@" local "$local" \
		remote "$remote" dev eth0 || return
	end "$place" ip link set dev tun9 up
	[[ $1 == sit ]] || end "$place" ip addr add "198.51.100.$n/24" dev tun9
	[[ $1 == ipip ]] ||
		end "$place" ip addr add "2001:db8:9::$n/64" dev tun9 nodad
}

# tunnel FACT FEATURE OUTER INNER TYPE ARGUMENT...
tunnel()
{
	local fact=$1 feature=$2 outer=192.0.2. inner=198.51.100.2

	[[ $3 == 6 ]] && outer=2001:db8:1::
	[[ $4 == 6 ]] && inner=2001:db8:9::2
	shift 4
	defer_scope_push
	tunnel_end host1 "${outer}1" "${outer}2" 1 "$@"
	check_err $? "tunnel at host1"
	defer "$HNI_ON" host1 ip link del dev tun9
	tunnel_end wire "${outer}2" "${outer}1" 2 "$@"
	check_err $? "tunnel at the wire"
	defer "$HNI_ON" wire ip link del dev tun9
	feature_both_ways "$feature" "$inner"
	defer_scope_pop
	log_test "$fact"
}

tunnels()
{
	tunnel vxlan_ipv6 tx-udp_tnl-segmentation 4 6 \
		vxlan id 9 dstport 4789 noudpcsum
	tunnel vxlan_csum_over_ipv6 tx-udp_tnl-csum-segmentation 6 6 \
		vxlan id 9 dstport 4789 udpcsum
	tunnel gre_ipv6 tx-gre-segmentation 4 6 gre
	tunnel sit tx-ipxip4-segmentation 4 6 sit
	tunnel ipv6_in_ipv6 tx-ipxip6-segmentation 6 6 ip6tnl mode any
	# segments have one inner ID: not unless the user allows it
	end host1 ethtool -K eth0 tx-tcp-mangleid-segmentation on
	tunnel vxlan_ipv4 tx-udp_tnl-segmentation 4 4 \
		vxlan id 9 dstport 4789 noudpcsum
	tunnel ipip tx-ipxip4-segmentation 4 4 ipip
	end host1 ethtool -K eth0 tx-tcp-mangleid-segmentation off
}

need HNI_ON
setup
tests_run
