"""Every part in a document of its own, as src/engines/cad/part-documents.ts makes them."""

from typing import Iterator, NamedTuple

from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS_Shape
from OCP.XCAFDoc import XCAFDoc_ShapeTool

from inner_looks import look_of_use
from labels import labels_of, new_document, roots, shape_of, shape_tool, used_product, uses_of
from looks import Look, copy_name, look_of, over, put_on


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
    """How a part looks in its place, as OCCT's viewers show it: the nearest look counts most.

    That is its use, then itself, then the use of the assembly that it is in, then that assembly, and so on.
    """
    uses = part.above[::2][::-1]
    look = look_of(document, part.above[-1] if part.above else part.product)
    for depth, use in enumerate(uses):
        look = over(look_of(document, used_product(use)), look)
        look = over(look_of_use(document, uses[: depth + 1]), look)
    return look


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
