"""Every part in a document of its own, as src/engines/cad/part-documents.ts makes them."""

from typing import Iterator, NamedTuple, Optional

from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.TopLoc import TopLoc_Location
from OCP.XCAFDoc import XCAFDoc_ShapeTool

from labels import labels_of, name_of, new_document, roots, set_name, shape_of, shape_tool, used_product, uses_of
from looks import carry_look


class PlacedPart(NamedTuple):
    """One use of a part."""

    product: TDF_Label
    use: Optional[TDF_Label]
    """What uses it; None where it stands by itself."""
    place: TopLoc_Location
    """Where the assemblies above it put it."""


def placed_parts(document: TDocStd_Document) -> Iterator[PlacedPart]:
    """All uses of all parts, from the first to the last."""

    def walk(part: PlacedPart) -> Iterator[PlacedPart]:
        if not XCAFDoc_ShapeTool.IsAssembly_s(part.product):
            yield part
            return
        for use in uses_of(part.product):
            place = part.place.Multiplied(XCAFDoc_ShapeTool.GetLocation_s(use))
            yield from walk(PlacedPart(used_product(use), use, place))

    for root in roots(document):
        yield from walk(PlacedPart(root, None, TopLoc_Location()))


def part_document(document: TDocStd_Document, part: PlacedPart) -> TDocStd_Document:
    """That part alone, where it is placed, with its name, colours and layers."""
    alone = new_document()
    whole = shape_of(part.product)
    # A shape that has a place becomes an assembly of one part in XCAF.
    placed = BRepBuilderAPI_Transform(whole, part.place.Transformation(), True)
    tool = shape_tool(alone)
    label = tool.AddShape(placed.ModifiedShape(whole), False, False)
    dress(document, part.product, alone, label)
    if part.use is not None:
        carry_look(document, part.use, alone, label)  # its colours count more
    for within in labels_of(lambda sequence: XCAFDoc_ShapeTool.GetSubShapes_s(part.product, sequence)):
        piece = tool.AddSubShape(label, placed.ModifiedShape(shape_of(within)))
        if not piece.IsNull():
            dress(document, within, alone, piece)
    return alone


def dress(document: TDocStd_Document, source: TDF_Label, alone: TDocStd_Document, target: TDF_Label) -> None:
    name = name_of(source)
    if name is not None:
        set_name(target, name)
    carry_look(document, source, alone, target)
