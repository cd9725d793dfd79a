"""Every part of a document into a file of its own."""

import json
import os
from typing import Any, Mapping

from OCP.TDocStd import TDocStd_Document

from bounded import at_most
from labels import name_of, roots
from measure import measure_cad
from part_documents import part_document, placed_parts
from refusal import Refusal
from steps import Steps, Tell, untold
from write import write_cad


def write_parts(document: TDocStd_Document, request: Mapping[str, Any], tell: Tell) -> int:
    """`targetFormat`, `unit`, `mostBytes` of all, `options`. Writes part-1.step and so on, and parts.json about them; returns how many.

    Nothing is written where there are more uses of parts than `mostParts`.
    """
    placed = list(placed_parts(document))
    if len(placed) > request["mostParts"]:
        return len(placed)
    cad_format = request["targetFormat"]
    steps = Steps(len(placed), tell)
    made: list[dict[str, Any]] = []
    written = 0
    for part in placed:
        alone = part_document(document, part)
        measures = measure_cad(alone, untold)
        steps.add()
        if measures["faces"] == 0:
            continue
        path = part_path(len(made) + 1, cad_format)
        with at_most(request["mostBytes"] - written, path):
            write_cad(path, cad_format, alone, request["unit"], request["options"], untold)
        written += os.path.getsize(path)
        name = name_of(roots(alone)[0]) or ""
        made.append({"name": name, "product": part.product.Tag(), "measures": measures})
    if not made:
        raise Refusal("no_geometry")
    write_json("parts.json", made)
    return len(made)


def part_path(number: int, cad_format: str) -> str:
    return f"part-{number}.{cad_format}"


def write_json(path: str, content: object) -> None:
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file)
