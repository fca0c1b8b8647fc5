# SPDX-License-Identifier: GPL-2.0-only
"""Owns the question whether KVM works: it runs an instruction to know."""

import ctypes
import fcntl
import mmap
import os
import signal
import struct
import subprocess
import sys

KVM_CREATE_VM = 0xAE01
KVM_GET_VCPU_MMAP_SIZE = 0xAE04
KVM_CREATE_VCPU = 0xAE41
KVM_SET_USER_MEMORY_REGION = 0x4020AE46
KVM_RUN = 0xAE80
KVM_GET_SREGS = 0x8138AE83
KVM_SET_SREGS = 0x4138AE84
KVM_SET_REGS = 0x4090AE82
KVM_EXIT_HLT = 5
SREGS_SIZE = 0x138
CR0_OFFSET = 224
EXIT_REASON_OFFSET = 8


def protected_mode(sregs):
    """Enter 32-bit protected mode with a flat code segment."""
    struct.pack_into("<QIH10B", sregs, 0, 0, 0xFFFFFFFF, 8,
                     0xB, 1, 0, 1, 1, 0, 1, 0, 0, 0)
    (cr0,) = struct.unpack_from("<Q", sregs, CR0_OFFSET)
    struct.pack_into("<Q", sregs, CR0_OFFSET, cr0 | 1)


def code():
    """Return the probe's code: an instruction that KVM cannot emulate, so
    that a KVM without hardware below it shows, then HLT.
    """
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
        flags = next((line.split() for line in info
                      if line.startswith("flags")), [])
    if "vmx" not in flags and "svm" not in flags:
        raise OSError("this CPU shows neither vmx nor svm")
    shlx = b"\xc4\xe2\x61\xf7\xc1" if "bmi2" in flags else b""
    return shlx + b"\xf4"


def run_probe():
    """Run code at address 0 of a new machine; raise OSError if KVM cannot."""
    text = code()
    kvm = os.open("/dev/kvm", os.O_RDWR | os.O_CLOEXEC)
    vm = fcntl.ioctl(kvm, KVM_CREATE_VM, 0)
    ram = mmap.mmap(-1, mmap.PAGESIZE)
    ram[:len(text)] = text
    address = struct.pack("<IIQQQ", 0, 0, 0, mmap.PAGESIZE, address_of(ram))
    fcntl.ioctl(vm, KVM_SET_USER_MEMORY_REGION, address)
    cpu = fcntl.ioctl(vm, KVM_CREATE_VCPU, 0)
    size = fcntl.ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0)
    run = mmap.mmap(cpu, size)
    sregs = bytearray(SREGS_SIZE)
    fcntl.ioctl(cpu, KVM_GET_SREGS, sregs)
    protected_mode(sregs)
    fcntl.ioctl(cpu, KVM_SET_SREGS, bytes(sregs))
    regs = struct.pack("<18Q", *([0] * 17 + [2]))
    fcntl.ioctl(cpu, KVM_SET_REGS, regs)
    fcntl.ioctl(cpu, KVM_RUN, 0)
    (reason,) = struct.unpack_from("<I", run, EXIT_REASON_OFFSET)
    if reason != KVM_EXIT_HLT:
        raise OSError(f"KVM_RUN ends with reason {reason}")


def address_of(buf):
    """Return the address of a writable buffer."""
    return ctypes.addressof(ctypes.c_char.from_buffer(buf))


def why_not():
    """Return None if KVM works, else the reason in a few words.

    The probe is a process of its own: a broken KVM can hang or kill it.
    """
    try:
        done = subprocess.run([sys.executable, __file__], timeout=3,
                              capture_output=True, text=True, check=False)
    except subprocess.TimeoutExpired:
        return "/dev/kvm hangs"
    if done.returncode == 0:
        return None
    return done.stdout.strip() or f"the probe died ({done.returncode})"


if __name__ == "__main__":
    signal.alarm(3)
    try:
        run_probe()
    except (OSError, ValueError) as err:
        print(getattr(err, "strerror", None) or err)
        sys.exit(1)
