"""Keeps OCCT loaded and converts in forks of itself: `python -I -B main.py`, with a socket at descriptor 3.

A conversion runs in a child that is forked for it and ends with it. So OCCT may crash without the host being loaded
anew, a conversion leaves no memory behind, and each begins in the same state: the same input gives the same bytes.
"""

import faulthandler
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # -I leaves it out

from addresses import settle_addresses  # noqa: E402
from channel import Channel  # noqa: E402
from serve import serve  # noqa: E402

CHANNEL_FD = 3

MOST_FRAMES = 5000
"""Of Python: several for each level of a tree, of which there may be 500."""


def main() -> None:
    settle_addresses()
    sys.setrecursionlimit(MOST_FRAMES)
    faulthandler.enable()  # says where OCCT crashed
    channel = Channel(CHANNEL_FD)
    os.dup2(2, 1)  # what OCCT prints must not be lost, nor be taken for an answer
    import operations  # half a second
    from warm import warm

    warm()
    channel.send({"type": "ready", "version": operations.VERSION})
    serve(channel, operations.OPERATIONS)


if __name__ == "__main__":
    main()
