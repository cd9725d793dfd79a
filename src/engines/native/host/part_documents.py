"""Every part in a document of its own, as src/engines/cad/part-documents.ts makes them."""

from typing import Iterator, NamedTuple, Optional

from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS_Shape
from OCP.XCAFDoc import XCAFDoc_ShapeTool

from labels import labels_of, name_of, new_document, roots, set_name, shape_of, shape_tool, used_product, uses_of
from looks import look_of, put_on


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


class PlacedShapes(NamedTuple):
    """Of a part where it is placed: of all of it, and of what has a name or look of its own within it."""

    whole: TopoDS_Shape
    within: list[tuple[TDF_Label, TopoDS_Shape]]


def placed_shapes(part: PlacedPart) -> PlacedShapes:
    whole = shape_of(part.product)
    # In new geometry: a shape that has a place becomes an assembly of one part in XCAF.
    placed = BRepBuilderAPI_Transform(whole, part.place.Transformation(), True)
    labels = labels_of(lambda sequence: XCAFDoc_ShapeTool.GetSubShapes_s(part.product, sequence))
    within = [(label, placed.ModifiedShape(shape_of(label))) for label in labels]
    return PlacedShapes(placed.ModifiedShape(whole), within)


def part_document(document: TDocStd_Document, part: PlacedPart) -> TDocStd_Document:
    """That part alone, where it is placed, with its name, colours and layers."""
    alone = new_document()
    whole, within = placed_shapes(part)
    tool = shape_tool(alone)
    label = tool.AddShape(whole, False, False)
    dress(document, part.product, alone, label)
    if part.use is not None:
        put_on(alone, label, look_of(document, part.use))  # its colours count more
    for source, shape in within:
        piece = tool.AddSubShape(label, shape)
        if not piece.IsNull():
            dress(document, source, alone, piece)
    return alone


def dress(document: TDocStd_Document, source: TDF_Label, alone: TDocStd_Document, target: TDF_Label) -> None:
    name = name_of(source)
    if name is not None:
        set_name(target, name)
    put_on(alone, target, look_of(document, source))
