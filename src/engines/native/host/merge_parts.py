"""All parts as one, as src/engines/cad/merge-parts.ts merges them."""

from typing import Iterator

from OCP.TDocStd import TDocStd_Document
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopoDS import TopoDS_Shape

from labels import compound_of, explore, new_document, set_name, shape_tool
from looks import Look, look_of, put_on
from part_documents import look_there, placed_parts, placed_shapes

FACE = TopAbs_ShapeEnum.TopAbs_FACE
SOLID = TopAbs_ShapeEnum.TopAbs_SOLID


def merge_parts(document: TDocStd_Document, name: str) -> TDocStd_Document:
    """A document of one part, which has the bodies of all others where they are placed, in their colours."""
    merged = new_document()
    tool = shape_tool(merged)
    parts = [(part, placed_shapes(part)) for part in placed_parts(document)]
    label = tool.AddShape(compound_of([shapes.whole for _, shapes in parts]), False, False)
    set_name(label, name)

    def dress(shape: TopoDS_Shape, look: Look) -> None:
        if not look.colours and not look.layers:
            return
        piece = tool.AddSubShape(label, shape)
        if not piece.IsNull():
            put_on(merged, piece, look)

    for part, shapes in parts:
        look = look_there(document, part)
        for body in bodies_of(shapes.whole):
            dress(body, look)
        for source, shape in shapes.within:
            dress(shape, look_of(document, source))
    return merged


def bodies_of(shape: TopoDS_Shape) -> Iterator[TopoDS_Shape]:
    """STEP and IGES have no colours for compounds."""
    yield from explore(shape, SOLID)
    yield from explore(shape, FACE, SOLID)
