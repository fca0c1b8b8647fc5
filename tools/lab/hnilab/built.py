# SPDX-License-Identifier: GPL-2.0-only
"""Owns making what is missing or older than its sources, one run at a time."""

import fcntl
import os
import subprocess
import sys
from contextlib import contextmanager

from . import places
from .places import LabError

# What modprobe reads; depmod writes more.
INDEX_FILES = ("modules.dep.bin", "modules.alias.bin", "modules.softdep",
               "modules.builtin.bin", "modules.builtin.alias.bin")


@contextmanager
def lock(directory):
    """Let one runner build at a time in a directory, if it may write there.

    HNI_LAB_BUILD=no uses what is there, for runs while sources change.
    """
    if os.environ.get("HNI_LAB_BUILD") == "no":
        yield False
        return
    try:
        os.makedirs(directory, exist_ok=True)
        fd = os.open(os.path.join(directory, ".lock"),
                     os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError:
        yield False
        return
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield True
    finally:
        os.close(fd)


def command(args, what):
    """Run a build quietly; show its output only when it fails."""
    done = subprocess.run(args, cwd=places.TOP, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False, text=True, errors="replace")
    if done.returncode:
        sys.stderr.write(done.stdout[-6000:])
        raise LabError(f"{what} cannot be built")


def lab():
    """Make the lab, unless all its steps are done."""
    make = os.path.join(places.SRC, "make")
    if subprocess.run([make, "--check"], check=False).returncode == 0:
        return
    if subprocess.run([make], stdin=subprocess.DEVNULL, stdout=sys.stderr,
                      check=False).returncode:
        raise LabError("the lab is not complete (see above)")


def nic():
    """Build hni-emu, and hnictl for the guest."""
    with lock(places.BUILD) as can_write:
        if can_write:
            command(["make", "-s", "tools"], "the NIC")
    if not os.access(places.EMU, os.X_OK):
        raise LabError(f"{places.EMU} is missing and cannot be built here")


def hni_module(kernel):
    """Build hni.ko for a kernel; return its path."""
    args = ["make", "-s", "modules"]
    if kernel.name:
        args.append(f"KVER={kernel.release}")
    else:
        args.append("KDIR=" + os.path.join(kernel.modules, "build"))
    path = os.path.join(places.BUILD, "modules", kernel.release, "hni.ko")
    with lock(places.BUILD) as can_write:
        if can_write:
            command(args, "hni.ko")
    if not os.path.exists(path):
        raise LabError(f"{path} is missing and cannot be built here")
    return path


def fbnic_module(kernel):
    """Build mainline's module of a kernel of the tree; return its path."""
    if not kernel.name:
        raise LabError("--driver fbnic needs --kernel stable or backports: "
                       "its source comes with those packages")
    # In the lab if we may write there, else beside our other products.
    for base in (os.path.join(places.LAB, "fbnic"),
                 os.path.join(places.BUILD, "fbnic")):
        path = os.path.join(base, kernel.release, "fbnic.ko")
        with lock(base) as can_write:
            if can_write and not os.path.exists(path):
                command([os.path.join(places.SRC, "make-fbnic"),
                         kernel.name, base], "mainline's fbnic")
        if os.path.exists(path):
            return path
    raise LabError("mainline's fbnic cannot be built: neither the lab nor "
                   "build/ is writable")


def index(modules, kernel, rundir):
    """Index modules together with a kernel's own, so that modprobe finds them.

    Return a directory with the index and updates/, where they are without
    debugging data: the guest copies it over its modules. depmod in the guest takes
    seconds, here a fraction of one.
    """
    source = kernel.modules or os.path.join(places.LAB, "owned/modules",
                                            kernel.release)
    base = os.path.join(rundir, "index", os.path.basename(modules[0]))
    result = os.path.join(base, "lib/modules", kernel.release)
    updates = os.path.join(result, "updates")
    os.makedirs(updates)
    for name in os.listdir(source):
        if name.startswith("modules.") and not name.startswith(
                ("modules.order", "modules.builtin")):
            continue
        if name not in ("build", "source", "updates"):
            os.symlink(os.path.join(source, name),
                       os.path.join(result, name))
    for module in modules:
        name = os.path.basename(module)
        command(places.tree_command("x86_64-linux-gnu-strip") +
                ["-g", "-o", os.path.join(updates, name), module], name)
    command(places.tree_command("../sbin/depmod") +
            ["-b", base, kernel.release], "the index of modules")
    for entry in list(os.scandir(result)):
        if entry.is_symlink() or (entry.is_file() and
                                  entry.name not in INDEX_FILES):
            os.unlink(entry.path)
    return result


def driver_module(driver, kernel):
    """Build a driver for a kernel; return the module's path."""
    return hni_module(kernel) if driver == "hni" else fbnic_module(kernel)


def initramfs(kernel, rundir):
    """Make the initramfs of a kernel of one's own."""
    kernel.initrd = os.path.join(rundir, "initramfs.cpio")
    command([os.path.join(places.SRC, "make-initramfs"), kernel.modules,
             kernel.initrd], "the initramfs")
