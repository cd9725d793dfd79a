"""A host that misbehaves: says that it is ready unless its mood is not to, then does what the request's source says."""

import json
import os
import socket
import sys
import time


def main() -> None:
    channel = socket.socket(fileno=3)
    pending = b""

    def send(line: bytes) -> None:
        channel.sendall(line + b"\n")

    send(b'{"type":"ready","version":"hostile"}')
    while True:
        while b"\n" not in pending:
            chunk = channel.recv(65536)
            if not chunk:
                return
            pending += chunk
        line, pending = pending.split(b"\n", 1)
        request = json.loads(line)
        mood = request.get("source")
        identity = request.get("id")
        if mood == "garbage":
            send(b"Segmentation fault, maybe")
        elif mood == "no message":
            send(b'{"type":"done"}')
        elif mood == "another id":
            send(b'{"type":"done","id":99,"result":{}}')
        elif mood == "exits":
            print("last words", file=sys.stderr, flush=True)
            os._exit(3)
        elif mood == "hangs up":
            channel.close()
            time.sleep(600)
        elif mood == "no counts":
            send(json.dumps({"type": "done", "id": identity, "result": {"parts": -1}}).encode())
        else:
            send(json.dumps({"type": "done", "id": identity, "result": {"pid": os.getpid()}}).encode())


main()
