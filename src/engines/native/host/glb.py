"""Puts the GLB that OCCT writes in order: one mesh for all uses of a product, triangles only."""

import json
import os
import shutil
import struct
from typing import Any

HEADER = struct.Struct("<4sII")
CHUNK = struct.Struct("<I4s")
TRIANGLES = 4


def share_meshes(written: str, target: str) -> None:
    """OCCT writes a mesh for each use of a product; all uses stand on the same bytes, which tells that they are one."""
    with open(written, "rb") as source:
        magic, glb_version, _ = HEADER.unpack(source.read(HEADER.size))
        length, _ = CHUNK.unpack(source.read(CHUNK.size))
        document = json.loads(source.read(length))
        merge(document)
        text = json.dumps(document, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        rest = os.path.getsize(written) - source.tell()
        with open(target, "wb") as file:
            file.write(HEADER.pack(magic, glb_version, HEADER.size + CHUNK.size + len(text) + rest))
            file.write(CHUNK.pack(len(text), b"JSON") + text)
            shutil.copyfileobj(source, file, 1 << 20)
    os.unlink(written)


def merge(document: dict[str, Any]) -> None:
    kept: list[dict[str, Any]] = []
    places: dict[str, int] = {}
    place_of: list[int] = []
    for mesh in document.get("meshes", []):
        surfaces = [each for each in mesh["primitives"] if each.get("mode", TRIANGLES) == TRIANGLES]
        mesh["primitives"] = surfaces  # else the edges that bound no face
        key = json.dumps(mesh)
        if surfaces and key not in places:
            places[key] = len(kept)
            kept.append(mesh)
        place_of.append(places[key] if surfaces else -1)
    for node in document.get("nodes", []):
        if "mesh" not in node:
            continue
        node["mesh"] = place_of[node["mesh"]]
        if node["mesh"] < 0:
            del node["mesh"]
    document["meshes"] = kept
