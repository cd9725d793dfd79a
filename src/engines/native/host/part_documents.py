"""Every part in a document of its own, as src/engines/cad/part-documents.ts makes them."""

from typing import Iterator, NamedTuple

from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS_Shape
from OCP.XCAFDoc import XCAFDoc_ShapeTool

from labels import labels_of, new_document, roots, shape_of, shape_tool, used_product, uses_of
from looks import Look, copy_name, look_of, put_on


class PlacedPart(NamedTuple):
    """One use of a part."""

    product: TDF_Label
    above: list[TDF_Label]
    """What holds it: its use, what that is a use in, and so on to the root; none where it stands by itself."""
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
            yield from walk(PlacedPart(used_product(use), [use, part.product, *part.above], place))

    for root in roots(document):
        yield from walk(PlacedPart(root, [], TopLoc_Location()))


def look_there(document: TDocStd_Document, part: PlacedPart) -> Look:
    """How a part looks in its place: its use counts more than itself, and itself more than what holds them."""
    looks = [look_of(document, label) for label in [*part.above[:1], part.product, *part.above[1:]]]
    colours = next((look.colours for look in looks if look.colours), [])
    return Look(colours, list(dict.fromkeys(layer for look in looks for layer in look.layers)))


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
    add_part(document, part, alone)
    return alone


def separate_parts(document: TDocStd_Document) -> TDocStd_Document:
    """All parts where they are placed, each by itself, without assemblies."""
    separate = new_document()
    for part in placed_parts(document):
        add_part(document, part, separate)
    return separate


def add_part(document: TDocStd_Document, part: PlacedPart, other: TDocStd_Document) -> None:
    whole, within = placed_shapes(part)
    tool = shape_tool(other)
    label = tool.AddShape(whole, False, False)
    copy_name(part.product, label)
    put_on(other, label, look_there(document, part))
    for source, shape in within:
        piece = tool.AddSubShape(label, shape)
        if not piece.IsNull():
            copy_name(source, piece)
            put_on(other, piece, look_of(document, source))
