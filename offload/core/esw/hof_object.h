/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of the objects beside rules: meters and tunnel headers,
 * which operations name by their row, ends of tunnels and connections.
 *
 * The engine keeps their content, so that hof_esw_emit_all() can write it. All
 * calls are serialised with those of hof_esw.h. A row is valid from _get() on;
 * behind _put() it stays until the last rule that names it is gone.
 */
#ifndef HOF_OBJECT_H
#define HOF_OBJECT_H

#include "../hof_env.h"
#include "../hof_reason.h"
#include <hw/hni_esw.h>

struct hof_esw;

/**
 * struct hof_meter - METER record
 * @rate: bytes a second, 0 = no limit
 * @burst: bytes
 * @pkt_rate: frames a second, 0 = no limit
 * @pkt_burst: frames
 * @mtu: longer frames exceed; 0 = no limit
 * @overhead: bytes added to each frame for @rate
 * @gen: generation of METER_STAT; the engine's
 */
struct hof_meter {
	u64 rate;
	u64 burst;
	u64 pkt_rate;
	u64 pkt_burst;
	u32 mtu;
	u32 overhead;
	u32 gen;
};

/**
 * struct hof_encap - ENCAP record
 * @kind: HNI_TUNNEL_*; with _UNRESOLVED all else is 0 and the walk is software's
 * @flags: HNI_ENCAP_F_*
 * @port: the copy leaves here
 * @hdr_len: bytes of @hdr in use
 * @net_off: where the outer IP header begins in @hdr
 * @l4_off: where the UDP or GRE header begins in @hdr
 * @hdr: header; unused bytes are 0
 */
struct hof_encap {
	u8 kind;
	u8 flags;
	u8 port;
	u16 hdr_len;
	u16 net_off;
	u16 l4_off;
	u8 hdr[HNI_ENCAP_HDR_MAX];
};

/**
 * struct hof_tunnel - TUNNEL record
 * @kind: HNI_TUNNEL_*
 * @port: port at which the frames enter
 * @table: where the inner frame is looked up
 * @l4_port: UDP destination port; GRE: 0
 * @flags: HNI_TUNNEL_F_*
 * @mac: outer destination address
 * @family: HNI_KW_ADDR_IPV4 or _IPV6
 * @dst: outer destination, as in the key words HNI_KW_ENC_DST
 */
struct hof_tunnel {
	u8 kind;
	u8 port;
	u16 table;
	u16 l4_port;
	u16 flags;
	u8 mac[6];
	u16 family;
	u32 dst[4];
};

/**
 * struct hof_conn - CONN record: one direction of a connection
 * @zone: zone
 * @proto: 6 TCP or 17 UDP
 * @flags: HNI_CONN_F_*; _COUNT asks for a counter
 * @sport: source port
 * @dport: destination port
 * @src: source address, as in the key words HNI_KW_SRC
 * @dst: destination address
 * @mark: CT_MARK of frames that it finds
 * @labels: CT_LABELS, as in the key words
 * @new_sport: with HNI_CONN_F_NAT
 * @new_dport: with HNI_CONN_F_NAT
 * @new_src: with HNI_CONN_F_NAT
 * @new_dst: with HNI_CONN_F_NAT
 * @counter: COUNTER row, with HNI_CONN_F_COUNT; the engine's
 * @gen: its generation; the engine's
 *
 * Everything up to @dst, of the flags HNI_CONN_F_IPV6 only, is the key.
 */
struct hof_conn {
	u16 zone;
	u8 proto;
	u8 flags;
	u16 sport;
	u16 dport;
	u32 src[4];
	u32 dst[4];
	u32 mark;
	u32 labels[4];
	u16 new_sport;
	u16 new_dport;
	u32 new_src[4];
	u32 new_dst[4];
	u32 counter;
	u32 gen;
};

/**
 * hof_esw_meter_get() - make a meter
 * @esw: engine
 * @meter: copied; @meter->gen is filled in
 * @row: METER row, for HNI_OP_POLICE
 * @why: filled on failure
 *
 * Context: any; caller serialises access to the engine.
 * Return: 0; -ENOSPC if all rows are in use: nothing has changed
 */
int hof_esw_meter_get(struct hof_esw *esw, struct hof_meter *meter, u32 *row,
		      struct hof_why *why);

/**
 * hof_esw_meter_set() - change the rates of a meter, which goes on counting
 * @esw: engine
 * @row: row of hof_esw_meter_get()
 * @meter: copied; @meter->gen is filled in and stays what it was
 *
 * Context: any; caller serialises access to the engine.
 */
void hof_esw_meter_set(struct hof_esw *esw, u32 row, struct hof_meter *meter);

/**
 * hof_esw_meter_put() - give a meter up
 * @esw: engine
 * @row: row of hof_esw_meter_get(); valid until no rule names it any more
 *
 * Context: any; caller serialises access to the engine.
 */
void hof_esw_meter_put(struct hof_esw *esw, u32 row);

/**
 * hof_esw_encap_get() - make the row of a tunnel header
 * @esw: engine
 * @encap: copied
 * @row: ENCAP row, for HNI_OP_ENCAP
 * @why: filled on failure
 *
 * One row for each tunnel key and device: any number of rules may name it, and
 * hof_esw_encap_set() changes it for all of them. So rows of different keys are
 * not shared even if their headers are equal for now.
 *
 * Context: any; caller serialises access to the engine.
 * Return: 0; -ENOSPC if all rows are in use: nothing has changed
 */
int hof_esw_encap_get(struct hof_esw *esw, const struct hof_encap *encap,
		      u32 *row, struct hof_why *why);

/**
 * hof_esw_encap_set() - change a header in one step for all that name its row
 * @esw: engine
 * @row: row of hof_esw_encap_get()
 * @encap: copied
 *
 * For a way or a neighbour that is found, changes or is lost.
 *
 * Context: any; caller serialises access to the engine.
 */
void hof_esw_encap_set(struct hof_esw *esw, u32 row,
		       const struct hof_encap *encap);

/**
 * hof_esw_encap_put() - give a tunnel header up
 * @esw: engine
 * @row: row of hof_esw_encap_get(); valid until no rule names it any more
 *
 * Context: any; caller serialises access to the engine.
 */
void hof_esw_encap_put(struct hof_esw *esw, u32 row);

/**
 * hof_esw_tunnel_get() - let frames of a tunnel go on inside
 * @esw: engine
 * @tunnel: copied; equal ones share a row
 * @row: TUNNEL row
 * @why: filled on failure
 *
 * Context: any; caller serialises access to the engine.
 * Return: 0; -ENOSPC if all rows are in use: nothing has changed
 */
int hof_esw_tunnel_get(struct hof_esw *esw, const struct hof_tunnel *tunnel,
		       u32 *row, struct hof_why *why);

/**
 * hof_esw_tunnel_put() - give the end of a tunnel up
 * @esw: engine
 * @row: row of hof_esw_tunnel_get(), once for each call
 *
 * Context: any; caller serialises access to the engine.
 */
void hof_esw_tunnel_put(struct hof_esw *esw, u32 row);

/**
 * hof_esw_conn_get() - put one direction of a connection into hardware
 * @esw: engine
 * @conn: copied; @conn->counter and @conn->gen are filled in if it counts
 * @row: CONN row
 * @why: filled on failure
 *
 * Context: any; caller serialises access to the engine.
 * Return: 0; -EEXIST if a connection with this key is there, -ENOSPC if all rows
 * or counters are in use: nothing has changed
 */
int hof_esw_conn_get(struct hof_esw *esw, struct hof_conn *conn, u32 *row,
		     struct hof_why *why);

/**
 * hof_esw_conn_set() - change mark, labels or addresses of a connection
 * @esw: engine
 * @row: row of hof_esw_conn_get()
 * @conn: copied, with the same key; the row goes on counting if it did
 *
 * Context: any; caller serialises access to the engine.
 */
void hof_esw_conn_set(struct hof_esw *esw, u32 row, struct hof_conn *conn);

/**
 * hof_esw_conn_put() - take a connection out of hardware
 * @esw: engine
 * @row: row of hof_esw_conn_get()
 *
 * Context: any; caller serialises access to the engine.
 */
void hof_esw_conn_put(struct hof_esw *esw, u32 row);

#endif /* HOF_OBJECT_H */
