"""JSON documents, one in each line, over a socket that the host shares with the fork that answers."""

import json
import socket
from typing import Any, Optional

Message = dict[str, Any]

CANCEL = b'{"type":"cancel"}\n'
"""Exactly so: the host knows it without parsing."""

LONGEST_LINE = 65_536


class Channel:
    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._socket.setblocking(True)
        self._line = bytearray(b" " * LONGEST_LINE)

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, message: Message) -> None:
        self._socket.sendall(json.dumps(message).encode() + b"\n")

    def peek(self) -> bytes:
        """How the next message begins; empty once the other side hung up."""
        return self._socket.recv(len(CANCEL), socket.MSG_PEEK)

    def take_cancel(self) -> None:
        self._socket.recv(len(CANCEL))

    def receive(self) -> Optional[Message]:
        """The next message and not a byte more; None once the other side hung up. ValueError where it is no object.

        Only once in a process: the line is parsed with the spaces behind it, so that memory does not depend on its length.
        """
        line = memoryview(self._line)
        end = 0
        while end == 0 or line[end - 1] != ord("\n"):
            if end == LONGEST_LINE or self._socket.recv_into(line[end : end + 1]) == 0:
                return None
            end += 1
        message = json.loads(self._line)
        if not isinstance(message, dict):
            raise ValueError("a line is no JSON object")
        return message
