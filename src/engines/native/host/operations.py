"""What can be asked of the host. Loads OCCT."""

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
    """`source`, `format`, `target`: a GLB in millimetres; `tessellation`, `mostTriangles`."""
    document = read_cad(request["source"], request["format"], lambda share: tell("reading", share))
    if count_cad(document)["faces"] == 0:
        raise Refusal("no_geometry")
    split_bodies(document)
    tessellate(document, request["tessellation"], lambda share: tell("converting", share))
    counts = count_meshed(document, request["mostTriangles"])
    write_glb(request["target"], document)
    return counts


def convert(request: Request, tell: Progress) -> dict[str, Any]:
    """`source`, `format`, `target`, `targetFormat`, `unit`, `modelName`, `options`. Returns what the source measures."""
    document = read_cad(request["source"], request["format"], lambda share: tell("reading", share))
    measures = measure_cad(document)
    if measures["faces"] == 0:
        raise Refusal("no_geometry")
    tell("converting", 1)
    name_nameless(document, request["modelName"])
    write_cad(request["target"], request["targetFormat"], document, request["unit"], request["options"])
    return {"measures": measures}


def measure(request: Request, tell: Progress) -> dict[str, Any]:
    """`source`, `format`."""
    document = read_cad(request["source"], request["format"], lambda share: tell("reading", share))
    measures = measure_cad(document)
    if measures["faces"] == 0:
        raise Refusal("no_geometry")
    return {"measures": measures}


OPERATIONS: Mapping[str, Callable[[Request, Progress], dict[str, Any]]] = {
    "mesh": mesh,
    "convert": convert,
    "measure": measure,
}
