"""Products out of bare shapes, as src/engines/cad/brep-products.ts makes them."""

from OCP.collections import DataMap_TopoDS_Shape_TDF_Label_TopTools_ShapeMapHasher as LabelOfShape
from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS_Shape

from labels import children_of, compound_of, explore, shape_tool
from refusal import Refusal

COMPOUND = TopAbs_ShapeEnum.TopAbs_COMPOUND
PIECES = (COMPOUND, TopAbs_ShapeEnum.TopAbs_COMPSOLID, TopAbs_ShapeEnum.TopAbs_SOLID)


def add_products(document: TDocStd_Document, shape: TopoDS_Shape) -> None:
    """A compound of compounds and solids becomes an assembly, everything else a part.

    Equal pieces in several places become one part that is used several times, as they are stored in BREP.
    """
    tool = shape_tool(document)
    nowhere = TopLoc_Location()
    known = LabelOfShape()

    def product_of(placed: TopoDS_Shape) -> TDF_Label:
        piece = placed.Located(nowhere, False)
        if known.IsBound(piece):
            return known.Find(piece)
        label = add_product(piece)
        known.Bind(piece, label)
        return label

    def add_product(piece: TopoDS_Shape) -> TDF_Label:
        children = children_of(piece) if piece.ShapeType() == COMPOUND else []
        pieces = [child for child in children if is_piece(child)]
        if not pieces:
            return tool.AddShape(piece, False, False)
        if len(children) == 1 and pieces[0].Location().IsIdentity():
            return add_product(pieces[0])
        assembly = tool.NewShape()
        for child in pieces:
            tool.AddComponent(assembly, product_of(child), child.Location())
        loose = [child for child in children if not is_piece(child)]
        if loose:
            tool.AddComponent(assembly, tool.AddShape(compound_of(loose), False, False), nowhere)
        return assembly

    root = add_product(shape)
    tool.UpdateAssemblies()
    if root.IsNull():
        raise Refusal("refused", "the shape could not be added to the document")


def is_piece(shape: TopoDS_Shape) -> bool:
    return shape.ShapeType() in PIECES and has_faces(shape)


def has_faces(shape: TopoDS_Shape) -> bool:
    return any(True for _ in explore(shape, TopAbs_ShapeEnum.TopAbs_FACE))
