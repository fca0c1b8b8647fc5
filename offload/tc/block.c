// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns blocks: binding ports to them and the callback through which the kernel
 * hands over filters.
 *
 * A tcf_block has one flow_block_cb per direction, however many ports share
 * it. The first bind makes the kernel replay the block's filters; until that
 * is over the port keeps its old table, so that it never sees half a policy.
 * Then, and for each further port, one PORT write puts the whole policy in
 * force.
 */

#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "priv.h"
#include "tunnel.h"
#include "zone.h"

int hni_tc_block_call(struct hni_tc_block *block, enum tc_setup_type type,
		      void *type_data)
{
	switch (type) {
	case TC_SETUP_CLSFLOWER:
		return hni_tc_flower(block, type_data);
	case TC_SETUP_CLSMATCHALL:
		return hni_tc_matchall(block, type_data);
	case TC_SETUP_CLSU32:
		return hni_tc_u32(block, type_data);
	case TC_SETUP_CLSBPF:
		return hni_tc_bpf(block, type_data);
	default:
		return -EOPNOTSUPP;
	}
}

/* Two functions, since the kernel tells callbacks of a block apart by them. */
static int hni_tc_ingress_cb(enum tc_setup_type type, void *type_data,
			     void *cb_priv)
{
	return hni_tc_block_call(cb_priv, type, type_data);
}

static int hni_tc_egress_cb(enum tc_setup_type type, void *type_data,
			    void *cb_priv)
{
	return hni_tc_block_call(cb_priv, type, type_data);
}

static flow_setup_cb_t *const hni_tc_cbs[HNI_TC_DIRS] = {
	[HNI_TC_INGRESS] = hni_tc_ingress_cb,
	[HNI_TC_EGRESS] = hni_tc_egress_cb,
};

/*
 * The kernel puts our callback on the block's list when the replay is over. The
 * list changes with rtnl and the block's own lock held for writing; whoever
 * comes here has the one, or the other for reading: filters do.
 */
bool hni_tc_block_is_replay(struct hni_tc_block *block)
{
	struct flow_block_cb *cb;

	lockdep_assert_held(&block->tc->esw->lock);

	if (block->is_settled)
		return false;
	list_for_each_entry(cb, &block->flow->cb_list, list)
		if (cb == block->cb)
			return false;
	return true;
}

static u16 hni_tc_port_table(const struct hni_tc_port *port,
			     enum hni_tc_dir dir)
{
	const struct hni_tc_block *block = port->block[dir];

	return block && block->is_settled ? block->root->table : 0;
}

void hni_tc_port_write(struct hni_tc *tc, unsigned int port)
{
	const struct hni_tc_port *info = &tc->ports[port];
	struct hof_write write = {
		.op = HNI_ESW_OP_WRITE,
		.type = HNI_ESW_TYPE_PORT,
		.index = port,
		.ingress = hni_tc_port_table(info, HNI_TC_INGRESS),
		.egress = hni_tc_port_table(info, HNI_TC_EGRESS),
	};

	lockdep_assert_held(&tc->esw->lock);
	hni_cmd_post_write(&tc->esw->cmd, &write);
}

static void hni_tc_block_ports_write(struct hni_tc_block *block)
{
	struct hni_tc *tc = block->tc;
	unsigned int i;

	for (i = 0; i < tc->esw->caps.ports; i++)
		if (tc->ports[i].block[block->dir] == block)
			hni_tc_port_write(tc, i);
}

void hni_tc_block_settle(struct hni_tc_block *block)
{
	struct hni_tc_chain *chain;

	lockdep_assert_held(&block->tc->esw->lock);

	if (block->is_settled || hni_tc_block_is_replay(block))
		return;
	/* no port leads here yet, so the masks may change places at will */
	list_for_each_entry(chain, &block->chains, list)
		hof_esw_settle(block->tc->core, chain->table);
	block->is_settled = true;
	hni_tc_block_ports_write(block);
	if (block->tunnel)
		hni_tc_tunnel_open(block->tunnel);
}

/* With rtnl held no bind is under way, so every replay is over. */
void hni_tc_settle_work(struct work_struct *work)
{
	struct hni_tc *tc = container_of(work, struct hni_tc, settle);
	struct hni_tc_block *block;

	rtnl_lock();
	mutex_lock(&tc->esw->lock);
	list_for_each_entry(block, &tc->blocks, list)
		hni_tc_block_settle(block);
	hni_cmd_ring(&tc->esw->cmd);
	mutex_unlock(&tc->esw->lock);
	rtnl_unlock();
}

/*
 * The end of a block: after its last port is unbound, or when the replay of
 * the first bind has failed, of which we are not told otherwise.
 */
void hni_tc_block_release(void *cb_priv)
{
	struct hni_tc_block *block = cb_priv;
	struct hni_tc *tc = block->tc;
	unsigned int i;

	mutex_lock(&tc->esw->lock);
	for (i = 0; i < tc->esw->caps.ports; i++) {
		if (tc->ports[i].block[block->dir] != block)
			continue;
		tc->ports[i].block[block->dir] = NULL;
		if (block->is_settled)
			hni_tc_port_write(tc, i);
	}
	if (block->tunnel)
		hni_tc_tunnel_close(block->tunnel);
	list_del(&block->list);
	hni_tc_rules_fini(block);
	hni_tc_chain_put(block, block->root);
	hni_cmd_ring(&tc->esw->cmd);
	mutex_unlock(&tc->esw->lock);
	hni_tc_zones_sync(tc);
	kfree(block);
}

struct hni_tc_block *hni_tc_block_alloc(struct hni_tc *tc, enum hni_tc_dir dir,
					struct flow_block_offload *bo,
					struct hof_why *why)
{
	struct hni_tc_block *block;
	int err;

	block = kzalloc(sizeof(*block), GFP_KERNEL);
	if (!block)
		return ERR_PTR(hof_refuse(why, HOF_REASON_MEMORY, NULL, 0, 0));
	block->tc = tc;
	block->dir = dir;
	block->flow = bo->block;
	INIT_LIST_HEAD(&block->chains);
	/* a block of its own has no filters yet, so there is no replay */
	block->is_settled = !bo->block_shared;

	err = hni_tc_rules_init(block);
	if (err) {
		hof_refuse(why, HOF_REASON_MEMORY, NULL, 0, 0);
		goto err_free_block;
	}

	mutex_lock(&tc->esw->lock);
	block->root = hni_tc_chain_get(block, 0, why);
	if (!IS_ERR(block->root))
		list_add_tail(&block->list, &tc->blocks);
	mutex_unlock(&tc->esw->lock);
	if (IS_ERR(block->root)) {
		err = PTR_ERR(block->root);
		goto err_fini_rules;
	}
	return block;

err_fini_rules:
	rhashtable_destroy(&block->rules);
err_free_block:
	kfree(block);
	return ERR_PTR(err);
}

static struct hni_tc_block *hni_tc_block_create(struct hni_tc *tc,
						enum hni_tc_dir dir,
						struct flow_block_offload *bo,
						struct hof_why *why)
{
	struct hni_tc_block *block;
	struct flow_block_cb *cb;

	block = hni_tc_block_alloc(tc, dir, bo, why);
	if (IS_ERR(block))
		return block;

	cb = flow_block_cb_alloc(hni_tc_cbs[dir], tc, block,
				 hni_tc_block_release);
	if (IS_ERR(cb)) {
		hof_refuse(why, HOF_REASON_MEMORY, NULL, 0, 0);
		hni_tc_block_release(block);
		return ERR_CAST(cb);
	}
	block->cb = cb;
	flow_block_cb_add(cb, bo);
	list_add_tail(&cb->driver_list, &tc->cbs);
	return block;
}

static int hni_tc_bind(struct hni_tc *tc, unsigned int port,
		       enum hni_tc_dir dir, struct flow_block_offload *bo)
{
	struct hni_tc_block *block;
	struct flow_block_cb *cb;
	struct hof_why why;
	bool is_settled;
	u32 pos;

	cb = flow_block_cb_lookup(bo->block, hni_tc_cbs[dir], tc);
	block = cb ? flow_block_cb_priv(cb) :
		     hni_tc_block_create(tc, dir, bo, &why);
	if (IS_ERR(block)) {
		hni_tc_bind_refuse(tc, port, bo, &why);
		return PTR_ERR(block);
	}
	flow_block_cb_incref(block->cb);

	mutex_lock(&tc->esw->lock);
	tc->ports[port].block[dir] = block;
	if (cb)
		hni_tc_block_settle(block);
	is_settled = block->is_settled;
	if (is_settled)
		hni_tc_port_write(tc, port);
	pos = hni_cmd_ring(&tc->esw->cmd);
	mutex_unlock(&tc->esw->lock);

	if (!is_settled)
		queue_work(system_long_wq, &tc->settle);
	/* a dead ring is told of at recovery, and refuses filters until then */
	hni_cmd_wait(&tc->esw->cmd, pos);
	return 0;
}

static int hni_tc_unbind(struct hni_tc *tc, unsigned int port,
			 enum hni_tc_dir dir, struct flow_block_offload *bo)
{
	struct hni_tc_block *block;
	struct flow_block_cb *cb;
	u32 pos;

	cb = flow_block_cb_lookup(bo->block, hni_tc_cbs[dir], tc);
	if (!cb)
		return -ENOENT;
	block = flow_block_cb_priv(cb);

	/* the port leaves the policy as a whole, then its rules go */
	mutex_lock(&tc->esw->lock);
	hni_tc_block_settle(block);
	tc->ports[port].block[dir] = NULL;
	hni_tc_port_write(tc, port);
	pos = hni_cmd_ring(&tc->esw->cmd);
	mutex_unlock(&tc->esw->lock);
	hni_cmd_wait(&tc->esw->cmd, pos);

	if (!flow_block_cb_decref(cb)) {
		flow_block_cb_remove(cb, bo);
		list_del(&cb->driver_list);
	}
	return 0;
}

static int hni_tc_setup_block(struct hni_tc *tc, unsigned int port,
			      struct flow_block_offload *bo)
{
	struct hof_why why;
	enum hni_tc_dir dir;
	int err;

	switch (bo->binder_type) {
	case FLOW_BLOCK_BINDER_TYPE_CLSACT_INGRESS:
		dir = HNI_TC_INGRESS;
		break;
	case FLOW_BLOCK_BINDER_TYPE_CLSACT_EGRESS:
		dir = HNI_TC_EGRESS;
		break;
	case FLOW_BLOCK_BINDER_TYPE_UNSPEC:
		/* of a classful qdisc, as the kernel makes by itself */
		return -EOPNOTSUPP;
	default:
		err = hof_refuse(&why, HOF_REASON_BINDER, NULL,
				 bo->binder_type, 0);
		/* the kernel asks to unbind what was never bound, too */
		if (bo->command == FLOW_BLOCK_BIND)
			hni_tc_bind_refuse(tc, port, bo, &why);
		return err;
	}

	bo->driver_block_list = &tc->cbs;
	bo->unlocked_driver_cb = true;
	switch (bo->command) {
	case FLOW_BLOCK_BIND:
		return hni_tc_bind(tc, port, dir, bo);
	case FLOW_BLOCK_UNBIND:
		return hni_tc_unbind(tc, port, dir, bo);
	default:
		return -EOPNOTSUPP;
	}
}

int hni_tc_setup(struct hni_esw *esw, unsigned int port,
		 enum tc_setup_type type, void *type_data)
{
	ASSERT_RTNL();

	if (type != TC_SETUP_BLOCK)
		return -EOPNOTSUPP;
	return hni_tc_setup_block(esw->tc, port, type_data);
}
