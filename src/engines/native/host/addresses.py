"""The same addresses in memory for every host, because OCCT orders some of what it writes by them."""

import os
import sys

ADDR_NO_RANDOMIZE = 0x0040000
ASK = 0xFFFFFFFF


def settle_addresses() -> None:
    """Starts this program anew without address randomisation, once, where the kernel allows it (Linux).

    Docker's usual seccomp profile does not: there two hosts may number entities of the same file differently.
    """
    if sys.platform != "linux":
        return
    import ctypes

    personality = ctypes.CDLL(None).personality
    personality.argtypes = [ctypes.c_ulong]
    known = personality(ASK)
    if known < 0 or known & ADDR_NO_RANDOMIZE:
        return
    if personality(known | ADDR_NO_RANDOMIZE) >= 0 and personality(ASK) & ADDR_NO_RANDOMIZE:
        os.execv(sys.executable, sys.orig_argv)
