"""JSON documents, one in each line, over a socket that the host shares with the fork that answers."""

import json
import socket
from typing import Any, Optional

Message = dict[str, Any]

CANCEL = b'{"type":"cancel"}\n'
"""Exactly so: the host knows it without parsing."""

READ_SIZE = 65_536


class Channel:
    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._socket.setblocking(True)

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
        """The next message and not a byte more; None once the other side hung up. ValueError where it is no object."""
        line = b""
        while not line.endswith(b"\n"):
            seen = self._socket.recv(READ_SIZE, socket.MSG_PEEK)
            if seen == b"":
                return None
            end = seen.find(b"\n")
            line += self._socket.recv(len(seen) if end < 0 else end + 1)
        message = json.loads(line)
        if not isinstance(message, dict):
            raise ValueError("a line is no JSON object")
        return message
