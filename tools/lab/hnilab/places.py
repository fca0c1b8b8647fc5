# SPDX-License-Identifier: GPL-2.0-only
"""Owns where things are: repository, lab, tree, kernels, build products."""

import os
import re
import sys

SRC = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
TOP = os.path.dirname(os.path.dirname(SRC))
LAB = os.path.abspath(os.environ.get("HNI_LAB_DIR") or
                      os.path.join(TOP, ".lab"))
TREE = os.path.join(LAB, "tree")
BUILD = os.path.join(TOP, "build")
EMU = os.path.abspath(os.environ.get("HNI_EMU") or
                      os.path.join(BUILD, "hni-emu"))


class LabError(Exception):
    """A sentence for the user; the runner ends with exit code 2."""


def say(text):
    """Tell the user something that is not the command's output."""
    print(f"lab: {text}", file=sys.stderr, flush=True)


def tree_command(prog):
    """Return the command that starts a program of the tree without chroot."""
    lib = os.path.join(TREE, "usr/lib/x86_64-linux-gnu")
    return [os.path.join(TREE, "lib64/ld-linux-x86-64.so.2"),
            "--library-path", lib, os.path.join(TREE, "usr/bin", prog)]


def release_key(release):
    """Sort key that orders kernel releases by their numbers."""
    return [int(n) for n in re.findall(r"\d+", release)]


class Kernel:
    """A kernel to boot.

    image: bzImage; release: its name; initrd: what reaches the root;
    modules: directory to bring into the guest, None for the tree's kernels;
    name: "stable", "backports" or None for a kernel of one's own.
    """

    def __init__(self, image, release, initrd, modules=None, name=None):
        self.image = image
        self.release = release
        self.initrd = initrd
        self.modules = modules
        self.name = name


def kernel_of_tree(name):
    """Return the stable or the backports kernel of the tree."""
    found = sorted(os.listdir(os.path.join(TREE, "lib/modules")),
                   key=release_key)
    release = found[0] if name == "stable" else found[-1]
    return Kernel(os.path.join(TREE, "boot", f"vmlinuz-{release}"), release,
                  os.path.join(LAB, f"initramfs-{name}.cpio"), name=name)


def release_of_image(path):
    """Read the release from a bzImage's header."""
    try:
        with open(path, "rb") as image:
            head = image.read(0x10000)
    except OSError as err:
        raise LabError(f"--kernel {path}: {err.strerror}") from err
    if head[0x202:0x206] != b"HdrS":
        raise LabError(f"--kernel {path}: not a bzImage")
    start = int.from_bytes(head[0x20E:0x210], "little") + 0x200
    return head[start:start + 128].split(b" ")[0].decode("ascii", "replace")


def kernel_of_path(path):
    """Return a kernel of one's own: a bzImage or a directory with one.

    Its modules are in lib/modules/RELEASE or modules/RELEASE beside it, in
    RELEASE beside it, or in /lib/modules.
    """
    if os.path.isdir(path):
        for name in ("bzImage", "vmlinuz", "arch/x86/boot/bzImage"):
            if os.path.exists(os.path.join(path, name)):
                path = os.path.join(path, name)
                break
        else:
            raise LabError(f"--kernel {path}: no bzImage in this directory")
    if not os.path.exists(path):
        raise LabError(f"--kernel {path}: not stable, not backports, "
                       "and no such file")
    release = release_of_image(path)
    beside = os.path.dirname(os.path.abspath(path))
    for place in ("lib/modules", "modules", ".", "../lib/modules",
                  "/lib/modules"):
        modules = os.path.join(beside, place, release)
        if os.path.isdir(modules):
            break
    else:
        raise LabError(f"--kernel {path}: no modules directory "
                       f"lib/modules/{release} beside it")
    return Kernel(path, release, None, modules=os.path.realpath(modules))
