"""What can be asked of the host: always with `source`, its `format` and an empty `folder`. Loads OCCT."""

import os
from importlib.metadata import version
from typing import Any, Callable, Mapping

from labels import name_nameless
from measure import count_cad, measure_cad
from read import read_cad
from refusal import Refusal
from tessellate import count_meshed, split_bodies, tessellate, write_glb
from write import write_cad

VERSION = version("cadquery-ocp-novtk")

Request = Mapping[str, Any]
Progress = Callable[[str, float], None]


def mesh(request: Request, tell: Progress) -> dict[str, Any]:
    """`tessellation`, `mostTriangles`. Writes out.glb in millimetres."""
    document = read_cad(enter(request), request["format"], lambda share: tell("reading", share))
    if count_cad(document)["faces"] == 0:
        raise Refusal("no_geometry")
    split_bodies(document)
    tessellate(document, request["tessellation"], lambda share: tell("converting", share))
    counts = count_meshed(document, request["mostTriangles"])
    write_glb("out.glb", document)
    return counts


def convert(request: Request, tell: Progress) -> dict[str, Any]:
    """`targetFormat`, `unit`, `modelName`, `options`. Writes out.step and so on; returns what the source measures."""
    document = read_cad(enter(request), request["format"], lambda share: tell("reading", share))
    measures = measure_cad(document)
    if measures["faces"] == 0:
        raise Refusal("no_geometry")
    tell("converting", 1)
    name_nameless(document, request["modelName"])
    target_format = request["targetFormat"]
    write_cad(f"out.{target_format}", target_format, document, request["unit"], request["options"])
    return {"measures": measures}


def measure(request: Request, tell: Progress) -> dict[str, Any]:
    document = read_cad(enter(request), request["format"], lambda share: tell("reading", share))
    measures = measure_cad(document)
    if measures["faces"] == 0:
        raise Refusal("no_geometry")
    return {"measures": measures}


def enter(request: Request) -> str:
    """Goes into `folder` and gives `source` a name there: names of any length would shift later memory addresses."""
    os.chdir(request["folder"])
    name = f"in.{request['format']}"
    if os.path.lexists(name):
        os.unlink(name)
    os.symlink(request["source"], name)
    return name


OPERATIONS: Mapping[str, Callable[[Request, Progress], dict[str, Any]]] = {
    "mesh": mesh,
    "convert": convert,
    "measure": measure,
}
