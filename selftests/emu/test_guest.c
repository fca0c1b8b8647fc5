// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the whole NIC in one process: two clients on vfio-user
 * sockets that behave as well-mannered and as rude drivers do. With the
 * thread sanitizer this is the test of the NIC's locking.
 *
 * Links: selftests/unit/vfu_client.c tools/emulator/[a-l]*.c
 * Links: tools/emulator/mbox.c tools/emulator/[n-z]*.c
 * Cflags: -D_GNU_SOURCE -Itools/emulator -Iselftests/unit
 * Ldflags: -lpthread -ljansson
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl.h"
#include "esw.h"
#include "func.h"
#include "ktap.h"
#include "log.h"
#include "vfu.h"
#include "vfu_client.h"
#include "worker.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define FUNCS		3
#define FRAME_LEN	60
#define OFFSETS		0x1000

static char dir[32];
static char path[FUNCS][64];
static char uplink[64];
static char log_file[64];

static struct emu_config cfg = {
	.hosts = FUNCS - 1,
	.strict = EMU_STRICT_OFF,
	.fast = true,
	.mac_base = { 0x02, 0x00, 0x5e, 0x10, 0x00, 0x00 },
	.link_speed = HNI_SPEED_100R2,
	.link_fec = HNI_FEC_RS,
	.fw_version = 0x19071902,
	.heartbeat_s = 3,
	.flow_rows = 64,
	.slots = 4,
	.tcam_rows = 16,
	.actions = 64,
	.counters = 64,
	.rank_bits = 16,
	.dir = dir,
	.uplink = uplink,
	.bmc_backend = "none",
};

static struct emu_nic nic = { .cfg = &cfg };

static bool nic_start(void)
{
	unsigned int i;

	snprintf(dir, sizeof(dir), "%s/hni-emu-test-XXXXXX", P_tmpdir);
	if (!mkdtemp(dir) || emu_worker_init())
		return false;
	snprintf(log_file, sizeof(log_file), "%s/log", dir);
	if (emu_log_open(log_file))
		return false;
	snprintf(uplink, sizeof(uplink), "pcap:%s/uplink.pcap", dir);
	pthread_mutex_init(&nic.lock, NULL);
	nic.esw = emu_esw_create(&nic);
	if (!nic.esw)
		return false;
	for (i = 0; i < FUNCS; i++) {
		snprintf(path[i], sizeof(path[i]), "%s/fn%u.sock", dir, i);
		nic.func[i] = emu_func_create(&nic, i, path[i]);
		if (!nic.func[i])
			return false;
	}
	return !emu_worker_start(&nic);
}

static void nic_stop(void)
{
	struct emu_func *fn;
	char file[80];
	unsigned int i;

	emu_worker_stop(&nic);
	for (i = 0; i < FUNCS; i++) {
		emu_nic_lock(&nic);
		fn = nic.func[i];
		nic.func[i] = NULL;
		emu_nic_unlock(&nic);
		emu_func_destroy(fn);
	}
	emu_esw_destroy(nic.esw);
	snprintf(file, sizeof(file), "%s/uplink.pcap", dir);
	unlink(file);
	unlink(log_file);
	rmdir(dir);
}

/* Frames of host 1 to host 2 */
static void frame_make(struct vfu_client *c, uint8_t mark)
{
	uint8_t *data = c->ram + VFU_DATA;

	memset(data, mark, FRAME_LEN);
	memcpy(data, cfg.mac_base, 6);
	data[5] = 0x20;
	memcpy(data + 6, cfg.mac_base, 6);
	data[11] = 0x10;
	memcpy(data + 12, "\x88\xb5", 2);
}

static bool host_open(struct vfu_client *c, unsigned int i)
{
	return EXPECT_EQ(vfu_client_open(c, path[i]), 0) &&
	       EXPECT(vfu_client_probe(c)) && EXPECT(vfu_client_up(c));
}

static void guest_traffic(void)
{
	struct vfu_client a, b;
	unsigned int n;

	if (!host_open(&a, 1) || !host_open(&b, 2))
		return;
	for (n = 0; n < 20; n++) {
		frame_make(&a, (uint8_t)n);
		vfu_client_send(&a, n, FRAME_LEN);
		if (!EXPECT(vfu_client_received(&b, n)))
			break;
	}
	EXPECT_MEMEQ(b.ram + VFU_PAGES + 256, a.ram + VFU_DATA, 14);
	vfu_client_close(&a);
	vfu_client_close(&b);
}

/* The worker reads the configuration, too */
static void sync_set(bool on)
{
	emu_nic_lock(&nic);
	cfg.sync = on;
	emu_nic_unlock(&nic);
}

static bool is_completed(const struct vfu_client *c)
{
	uint64_t tcd;

	memcpy(&tcd, c->ram + VFU_TCQ, sizeof(tcd));
	return le64toh(tcd) & HNI_TCD_DONE;
}

/* Nobody waits here for a completion or a frame */
static void guest_sync(void)
{
	struct vfu_client a, b;

	if (!host_open(&a, 1) || !host_open(&b, 2))
		return;
	sync_set(true);
	frame_make(&a, 1);
	vfu_client_send(&a, 0, FRAME_LEN);
	/* The answer says that the doorbell's turn is over */
	vfu_client_read(&a, 0, HNI_CSR_MASTER_SPARE_0);
	EXPECT(is_completed(&a));
	EXPECT_MEMEQ(b.ram + VFU_PAGES + 256, a.ram + VFU_DATA, 14);
	sync_set(false);
	vfu_client_close(&a);
	vfu_client_close(&b);
}

static void guest_reconnects(void)
{
	struct vfu_client c;
	unsigned int i;

	for (i = 0; i < 10; i++) {
		if (!host_open(&c, 1))
			return;
		frame_make(&c, 1);
		vfu_client_send(&c, 0, FRAME_LEN);
		/* Killed with work on its ring */
		vfu_client_close(&c);
	}
}

static void guest_second_client(void)
{
	struct vfu_client a, b;
	size_t len;
	uint8_t version[512] = { 0, 0, 0, 0, '{', '}', 0 };

	if (!host_open(&a, 1))
		return;
	EXPECT(vfu_client_open(&b, path[1]) != 0);
	EXPECT_EQ(vfu_client_call(&a, EMU_VFU_VERSION, version, 7, &len), 0);
	vfu_client_close(&b);
	vfu_client_close(&a);
}

/* Return: a number that looks random and is the same in every run */
static uint32_t noise(void)
{
	static uint64_t state = 0x9e3779b97f4a7c15;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 16);
}

/* Registers, mailbox and rings full of noise; the NIC stays alive */
static void guest_noise(void)
{
	struct vfu_client c;
	unsigned int i;
	uint32_t off;

	if (!host_open(&c, 1))
		return;
	for (i = 0; i < 0x10000 / 8; i++)
		((uint32_t *)(void *)(c.ram + VFU_TWQ))[i] = noise();
	for (i = 0; i < 20000; i++) {
		off = noise() % HNI_PCI_BAR_CSR_SIZE & ~3U;
		if (i % 3 == 0)
			off = HNI_QUEUE_PAGE(0) + noise() % OFFSETS / 4 * 4;
		if (off == HNI_CSR_PUL_OB_TLP_HDR_AW_CFG)
			continue;
		vfu_client_write(&c, 0, off, noise());
		if (i % 5 == 0)
			vfu_client_write(&c, 4, HNI_MBX_BASE +
					 noise() % 256 / 4 * 4, noise());
	}
	EXPECT_EQ(vfu_client_read(&c, 0, HNI_CSR_MASTER_SPARE_0), 0);
	vfu_client_close(&c);
}

static void guest_bad_messages(void)
{
	struct vfu_client c;
	uint8_t data[4096];
	unsigned int i, cmd;
	size_t len;

	for (i = 0; i < 200; i++) {
		if (!EXPECT_EQ(vfu_client_open(&c, path[2]), 0))
			return;
		for (cmd = 0; cmd < 20; cmd++) {
			for (len = 0; len < 64; len++)
				data[len] = (uint8_t)noise();
			if (vfu_client_call(&c, (uint16_t)cmd, data,
					    noise() % 64, &len) == -EPIPE)
				break;
		}
		vfu_client_close(&c);
	}
}

static void guest_unmaps(void)
{
	struct {
		uint32_t argsz, flags;
		uint64_t addr, size;
	} unmap = { 24, 0, 0, VFU_RAM };
	struct vfu_client c;
	size_t len;

	if (!host_open(&c, 1))
		return;
	frame_make(&c, 1);
	EXPECT_EQ(vfu_client_call(&c, EMU_VFU_DMA_UNMAP, &unmap, 24, &len), 0);
	/* Rings that lie nowhere any more */
	vfu_client_write(&c, 0, HNI_QUEUE_PAGE(0) + HNI_QUEUE_TWQ0_TAIL, 2);
	EXPECT_EQ(vfu_client_read(&c, 0, HNI_CSR_MASTER_SPARE_0), 0);
	EXPECT_EQ(vfu_client_call(&c, EMU_VFU_DMA_UNMAP, &unmap, 24, &len),
		  -ENOENT);
	vfu_client_close(&c);
}

/* A request to the control socket's commands; NULL and @ctl_err. ' means " */
static char ctl_err[EMU_CTL_ERR];

static json_t *ctl(const char *text)
{
	json_t *req, *result;
	char json[160] = "";
	unsigned int i;

	for (i = 0; text[i] && i < sizeof(json) - 1; i++)
		json[i] = text[i] == '\'' ? '"' : text[i];
	req = json_loads(json, 0, NULL);
	result = emu_ctl_run(&nic, req, ctl_err);
	json_decref(req);
	return result;
}

static bool ctl_ok(const char *text)
{
	json_t *result = ctl(text);

	json_decref(result);
	return result;
}

/* A register of host 1 until it is @want, for ten seconds at most */
static bool reads(struct vfu_client *c, uint32_t off, uint32_t want)
{
	unsigned int i;

	for (i = 0; i < 10000; i++) {
		if (vfu_client_read(c, 0, off) == want)
			return true;
		usleep(1000);
	}
	return false;
}

static void guest_faults(void)
{
	struct vfu_client c;

	if (!host_open(&c, 1))
		return;
	EXPECT(ctl_ok("{'v':1,'cmd':'fault','function':1,'kind':'corrected','count':3}"));
	EXPECT_EQ(vfu_client_read(&c, 0, HNI_CSR_RSFEC_CCW_LO(0)), 3);
	EXPECT(ctl_ok("{'v':1,'cmd':'fault','function':1,'kind':'gone'}"));
	EXPECT_EQ(vfu_client_read(&c, 0, HNI_CSR_MASTER_SPARE_0), ~0U);
	EXPECT(ctl_ok("{'v':1,'cmd':'fault','function':1,'kind':'gone','count':0}"));
	EXPECT_EQ(vfu_client_read(&c, 0, HNI_CSR_MASTER_SPARE_0), 0);
	vfu_client_close(&c);
}

static void guest_faults_refused(void)
{
	EXPECT(!ctl("{'v':1,'cmd':'fault','function':1,'kind':'fire'}"));
	EXPECT(strstr(ctl_err, "one of hang, crash, module"));
	EXPECT(!ctl("{'v':1,'cmd':'fault','kind':'hang'}"));
	EXPECT_STREQ(ctl_err,
		     "fault needs a member \"function\" with the number of one");
	EXPECT(!ctl("{'v':1,'cmd':'flap','port':'c1pf0','count':-1}"));
	EXPECT(strstr(ctl_err, "flap takes count up to"));
	EXPECT(!ctl("{'v':1,'cmd':'sensor','function':1,'therm':'hot'}"));
	EXPECT(strstr(ctl_err, "sensor takes therm in"));
}

static unsigned int flaps_left(void)
{
	unsigned int left;

	emu_nic_lock(&nic);
	left = nic.esw->port[EMU_PORT_FUNC(1)].flap.left;
	emu_nic_unlock(&nic);
	return left;
}

/* Down and up three times: the latched events and the link say so */
static void guest_flaps(void)
{
	const uint32_t both = HNI_SIG_PCS_INTR_LINK_UP |
			      HNI_SIG_PCS_INTR_LINK_DOWN;
	struct vfu_client c;

	if (!host_open(&c, 1))
		return;
	vfu_client_write(&c, 0, HNI_CSR_SIG_PCS_INTR_STS, both);
	EXPECT(ctl_ok("{'v':1,'cmd':'flap','port':'c1pf0','count':3,'down_ms':1,'up_ms':1}"));
	EXPECT(reads(&c, HNI_CSR_SIG_PCS_INTR_STS, both));
	while (flaps_left())
		usleep(1000);
	EXPECT(reads(&c, HNI_CSR_PCS_PAGE(0) + 4, 4));
	vfu_client_close(&c);
}

static void guest_firmware(void)
{
	json_t *fw = ctl("{'v':1,'cmd':'firmware','function':2}");
	json_t *stored = json_object_get(fw, "stored");

	if (!EXPECT(fw))
		return;
	EXPECT_STREQ(json_string_value(json_array_get(stored, 1)),
		     "25.7.25-2");
	EXPECT(json_array_size(json_object_get(fw, "log")) > 0);
	json_decref(fw);
}

static const struct ktap_case cases[] = {
	{ "guest.frames_pass_between_hosts", guest_traffic },
	{ "guest.sync_finishes_within_the_doorbell", guest_sync },
	{ "guest.killed_vm_can_come_back", guest_reconnects },
	{ "guest.second_vm_is_turned_away", guest_second_client },
	{ "guest.memory_may_vanish_under_a_ring", guest_unmaps },
	{ "guest.noise_in_registers_is_survived", guest_noise },
	{ "guest.bad_messages_are_survived", guest_bad_messages },
	{ "guest.faults_come_by_the_control_socket", guest_faults },
	{ "guest.bad_faults_are_refused", guest_faults_refused },
	{ "guest.link_flaps_and_comes_back", guest_flaps },
	{ "guest.firmware_shows_what_it_knows", guest_firmware },
	{ "guest.frames_pass_afterwards", guest_traffic },
};

int main(void)
{
	int ret;

	if (!nic_start()) {
		fprintf(stderr, "the NIC does not start\n");
		return 1;
	}
	ret = ktap_run("emu", cases, ARRAY_SIZE(cases));
	nic_stop();
	return ret;
}
