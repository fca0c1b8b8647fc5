#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns telling the kernel of a PCI error that did not happen, at the port above a
function, where recovery resets what is below it.

usage: aer.py fatal|nonfatal FUNCTION

Needs the module aer_inject. Returns at once; the kernel's log tells when it has
recovered: "device recovery successful".
"""
import os
import struct
import sys

# status bits of the Advanced Error Reporting capability whose severity is the
# usual one: a data link protocol error, a poisoned TLP
UNCORRECTABLE = {'fatal': 0x10, 'nonfatal': 0x1000}


def port_above(function):
    """Domain, bus, device and function of the port that a function is behind."""
    path = os.path.realpath(f'/sys/bus/pci/devices/{function}')
    domain, bus, rest = os.path.basename(os.path.dirname(path)).split(':')
    device, func = rest.split('.')
    return int(domain, 16), int(bus, 16), int(device, 16), int(func, 16)


def main():
    """See the usage."""
    if len(sys.argv) != 3 or sys.argv[1] not in UNCORRECTABLE:
        sys.exit(__doc__)
    domain, bus, device, func = port_above(sys.argv[2])
    # struct aer_error_inj of the module
    error = struct.pack('=BBBx7I', bus, device, func,
                        UNCORRECTABLE[sys.argv[1]], 0, 0, 0, 0, 0, domain)
    with open('/dev/aer_inject', 'wb', buffering=0) as inject:
        inject.write(error)


main()
