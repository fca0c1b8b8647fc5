# SPDX-License-Identifier: GPL-2.0-only
"""Owns network devices of QEMU's own beside the NIC: a pair of each kind, whose
ends are cabled to each other.
"""

import lzma
import os

from . import places
from .places import LabError

DEVICES = {"virtio-net": "virtio-net-pci", "e1000e": "e1000e", "igb": "igb"}
FIRST_SLOT = 0x14       # each device is behind a root port, 00:14.0 and on
MAC = "02:00:5e:40:00:{:02x}"


def tree_modules(kind, release):
    """Return the names of a driver and of what it needs, in the tree."""
    base = os.path.join(places.TREE, "lib/modules", release)
    end = f"/{kind.replace('-', '_')}.ko.xz"
    with open(os.path.join(base, "modules.dep"), encoding="ascii") as lines:
        for line in lines:
            name, _, needs = line.partition(":")
            if name.endswith(end):
                return [os.path.join(base, path)
                        for path in [name] + needs.split()]
    raise LabError(f"--peer: the kernel {release} has no driver for {kind}")


def modules(kinds, kernel, rundir):
    """Unpack drivers that the guest's root lacks; return their paths.

    A kernel of one's own brings all its modules.
    """
    if kernel.modules:
        return []
    target = os.path.join(rundir, "peers")
    os.makedirs(target)
    found = {}
    for kind in kinds:
        for packed in tree_modules(kind, kernel.release):
            name = os.path.basename(packed).removesuffix(".xz")
            found[name] = os.path.join(target, name)
            with lzma.open(packed) as source, \
                    open(found[name], "wb") as module:
                module.write(source.read())
    return list(found.values())


def arguments(kinds):
    """Return QEMU's arguments.

    The cable is a hub. Its third port leads nowhere and takes everything: else
    a device whose other end is down would have to keep its frames.
    """
    args = []
    for hub, kind in enumerate(kinds):
        args += ["-netdev", f"hubport,id={kind}0,hubid={hub}"]
        for end in (0, 1):
            n = 2 * hub + end
            name = f"{kind}{end + 1}"
            args += ["-netdev", f"hubport,id={name},hubid={hub}", "-device",
                     f"pcie-root-port,id=rp-{name},bus=pcie.0,"
                     f"chassis={FIRST_SLOT + n},addr={FIRST_SLOT + n:#x}",
                     "-device", f"{DEVICES[kind]},netdev={name},"
                     f"bus=rp-{name},mac={MAC.format(n)},romfile="]
    return args
