"""How much a fork may write."""

import os
import resource
import signal
from contextlib import contextmanager
from typing import Iterator

from refusal import Refusal


@contextmanager
def at_most(most_bytes: int, path: str) -> Iterator[None]:
    """Whatever is written in here ends at so many bytes of a file: the kernel sees to it, OCCT has no such limit."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that writing fails instead
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    allowed = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
    resource.setrlimit(resource.RLIMIT_FSIZE, (allowed, hard))
    try:
        yield
    except Exception:
        refuse_full(path, allowed)
        raise
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))
    refuse_full(path, allowed)


def refuse_full(path: str, most_bytes: int) -> None:
    """OCCT does not always say that it could not write."""
    if os.path.exists(path) and os.path.getsize(path) >= most_bytes:
        raise Refusal("output_too_large")
