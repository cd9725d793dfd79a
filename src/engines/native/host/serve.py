"""One request at a time, each in a fork.

The host itself reads no request and allocates nothing: OCCT orders some of what it writes by addresses in memory, so
that every fork must begin with the same heap.
"""

import os
import selectors
import shutil
import signal
import struct
import sys
import traceback
from typing import Any, Callable, Mapping

from channel import CANCEL, Channel, Message
from refusal import Refusal

Progress = Callable[[str, float], None]
Operation = Callable[[Mapping[str, Any], Progress], Message]

LEAST_FREE_BYTES = 65_536

TAKEN = struct.Struct("<q")
"""What a fork sends to the host once it has taken its request off the socket: the request's id."""


def serve(channel: Channel, operations: Mapping[str, Operation]) -> None:
    """Answers until the other side hangs up. A cancel ends the request that runs, which is answered all the same."""
    while (begin := channel.peek()) != b"":
        if begin == CANCEL:
            channel.take_cancel()  # it came too late
        elif not answer_in_fork(channel, operations):
            return


def answer_in_fork(channel: Channel, operations: Mapping[str, Operation]) -> bool:
    """False where the other side hung up meanwhile."""
    from_fork, to_host = os.pipe()  # closed by the kernel when the fork is gone, however it goes
    child = os.fork()
    if child == 0:
        os.close(from_fork)
        os._exit(take_and_answer(channel, to_host, operations))
    os.close(to_host)
    taken = os.read(from_fork, TAKEN.size)
    connected = await_end(channel, child, from_fork) if taken else True
    os.close(from_fork)
    _, status = os.waitpid(child, 0)
    if status != 0 and connected:
        signal_number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        identity = TAKEN.unpack(taken)[0] if taken else None
        channel.send({"type": "died", "id": identity, "signal": signal_number})
    return connected


def await_end(channel: Channel, child: int, from_fork: int) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(channel, selectors.EVENT_READ)
        selector.register(from_fork, selectors.EVENT_READ)
        while True:
            if from_fork in [key.fd for key, _ in selector.select()]:
                return True
            begin = channel.peek()
            if (
                begin != b"" and begin != CANCEL
            ):  # the next request: the fork has answered and is about to end
                os.read(from_fork, 1)
                return True
            os.kill(child, signal.SIGKILL)
            if begin == b"":
                return False
            channel.take_cancel()


def take_and_answer(channel: Channel, to_host: int, operations: Mapping[str, Operation]) -> int:
    """Runs in the fork. The exit code is 0 where an answer was sent."""
    die_with_parent()
    request = channel.receive()
    if request is None:
        return 0
    identity = request["id"]
    os.write(to_host, TAKEN.pack(identity))

    def tell(stage: str, share: float) -> None:
        channel.send({"type": "progress", "id": identity, "stage": stage, "share": share})

    try:
        result = operations[request["operation"]](request, tell)
        channel.send({"type": "done", "id": identity, "result": result})
    except Refusal as refusal:
        channel.send(failure(identity, "disk_full" if is_full() else refusal.reason, str(refusal)))
    except BaseException as error:  # of OCCT, of the binding, and mistakes of ours
        traceback.print_exc()
        no_memory = (
            isinstance(error, MemoryError) or "bad_alloc" in str(error) or "OutOfMemory" in repr(error)
        )
        reason = "out_of_memory" if no_memory else "disk_full" if is_full() else "engine"
        channel.send(failure(identity, reason, repr(error)[:2000]))
    sys.stderr.flush()
    return 0


def failure(identity: object, reason: str, message: str) -> Message:
    return {"type": "failed", "id": identity, "reason": reason, "message": message}


def is_full() -> bool:
    """Whether the file system of the folder that is written to is: OCCT says only that it could not write."""
    return shutil.disk_usage(".").free < LEAST_FREE_BYTES


def die_with_parent() -> None:
    """Where the host is killed with -9, the kernel ends the fork (Linux; elsewhere only its process group is)."""
    if sys.platform != "linux":
        return
    import ctypes

    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:
        os._exit(1)
