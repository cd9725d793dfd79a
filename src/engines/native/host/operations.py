"""What can be asked of the host: always with a `folder` to write to, and mostly with `source` and its `format`. Loads OCCT."""

import json
import os
from importlib.metadata import version
from typing import Any, Callable, Mapping

from OCP.TDocStd import TDocStd_Document

from bounded import at_most
from dress_uses import dress_uses
from extent import refuse_big_tree
from labels import name_nameless
from merge_parts import merge_parts
from measure import count_cad, measure_cad
from read import read_cad
from refusal import Refusal
from resize import resize
from select_products import select_products
from sew import Sewn, sew
from steps import Steps, Tell, part_of, untold
from tessellate import count_meshed, settle_faces, split_bodies, tessellate, write_glb
from write import write_cad
from write_parts import part_path, write_json, write_parts

VERSION = version("cadquery-ocp-novtk")

MOST_NAMES = 1000
"""Of a model that has none of the names that were asked for."""

READ_SHARE = 0.6
"""Of reading and measuring."""

SEWN_SHARE = 0.5
"""Of sewing and what follows, meshing or writing: for IGES only."""

Request = Mapping[str, Any]
Progress = Callable[[str, float], None]


def mesh(request: Request, tell: Progress) -> dict[str, Any]:
    """`tessellation`, `mostTriangles`, `limits`, `options`. Writes out.glb in millimetres."""
    document = read_cad(enter(request), request["format"], of_stage(tell, "reading"))
    refuse_big_tree(document, request["limits"])
    found = count_cad(document)
    if found["faces"] == 0:
        raise Refusal("no_geometry")
    sewn, rest = sew_source(document, request, of_stage(tell, "converting"))
    if sewn["solids"] > 0:
        settle_faces(document)
    dress_uses(document)
    split_bodies(document)
    tessellate(document, request["tessellation"], rest)
    counts = count_meshed(document, request["mostTriangles"])
    write_glb("out.glb", document)
    return {"found": found, "meshed": counts, "sewn": sewn}


def convert(request: Request, tell: Progress) -> dict[str, Any]:
    """`targetFormat`, `unit`, `factor`, `modelName`, `mostBytes`, `limits`, `options`. Writes out.step and so on.

    Returns what the source measures.
    With `selection`, a JSON file of names in the folder, only what is named; nothing is written where nothing is.
    With `mostParts`, as `write_parts` does.
    """
    document, measures = read_and_measure(request, of_stage(tell, "reading"))
    converting = of_stage(tell, "converting")
    converting(0)
    selected = measures
    if "selection" in request:
        with open(request["selection"], encoding="utf-8") as file:
            known = select_products(document, json.load(file))
        selected = measure_cad(document, untold)
        if selected["faces"] == 0:
            return {"measures": measures, "known": sorted(known)[:MOST_NAMES]}
    sewn, rest = sew_source(document, request, converting)
    resize(document, request["factor"])
    name_nameless(document, request["modelName"])
    if request["options"].get("parts") == "merge":
        document = merge_parts(document, request["modelName"])
    target_format = request["targetFormat"]
    found = {"measures": measures, "selected": selected, "sewn": sewn}
    if "mostParts" in request:
        return {**found, "parts": write_parts(document, request, rest)}
    path = f"out.{target_format}"
    with at_most(request["mostBytes"], path):
        write_cad(path, target_format, document, request["unit"], request["options"], rest)
    return found


def measure(request: Request, tell: Progress) -> dict[str, Any]:
    _, measures = read_and_measure(request, of_stage(tell, "reading"))
    return {"measures": measures}


def measure_parts(request: Request, tell: Progress) -> dict[str, Any]:
    """`count`: how many files part-1.step and so on there are. Writes measured.json."""
    os.chdir(request["folder"])
    cad_format, reading = request["format"], of_stage(tell, "reading")
    steps = Steps(request["count"], reading)
    measured = []
    for number in range(1, request["count"] + 1):
        document = read_cad(part_path(number, cad_format), cad_format, untold)
        measures = measure_cad(document, untold)
        if measures["faces"] == 0:
            raise Refusal("no_geometry")
        measured.append(measures)
        steps.add()
    write_json("measured.json", measured)
    return {}


def read_and_measure(request: Request, tell: Tell) -> tuple[TDocStd_Document, dict[str, Any]]:
    document = read_cad(enter(request), request["format"], part_of(tell, 0, READ_SHARE))
    if "limits" in request:
        refuse_big_tree(document, request["limits"])
    measures = measure_cad(document, part_of(tell, READ_SHARE, 1))
    if measures["faces"] == 0:
        raise Refusal("no_geometry")
    return document, measures


def sew_source(document: TDocStd_Document, request: Request, tell: Tell) -> tuple[Sewn, Tell]:
    """IGES mostly holds loose faces. `options.sewing_tolerance`: millimetres. With it, who is told of what follows."""
    if request["format"] != "iges":
        return Sewn(solids=0, cavities=0, openGroups=0), tell
    sewn = sew(document, request["options"].get("sewing_tolerance"), part_of(tell, 0, SEWN_SHARE))
    return sewn, part_of(tell, SEWN_SHARE, 1)


def of_stage(tell: Progress, stage: str) -> Tell:
    return lambda share: tell(stage, share)


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
    "measureParts": measure_parts,
}
