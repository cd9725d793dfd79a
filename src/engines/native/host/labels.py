"""The tree of products of an XCAF document."""

from typing import Callable, Iterator, Optional

from OCP.collections import Sequence_TDF_Label
from OCP.TCollection import TCollection_ExtendedString
from OCP.TDataStd import TDataStd_Name
from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS_Compound, TopoDS_Iterator, TopoDS_Shape
from OCP.BRep import BRep_Builder
from OCP.XCAFDoc import XCAFDoc_DocumentTool, XCAFDoc_ShapeTool


def new_document() -> TDocStd_Document:
    XCAFDoc_ShapeTool.SetAutoNaming_s(False)  # or every nameless piece is called COMPOUND or SOLID
    return TDocStd_Document(TCollection_ExtendedString("BinXCAF"))


def shape_tool(document: TDocStd_Document) -> XCAFDoc_ShapeTool:
    return XCAFDoc_DocumentTool.ShapeTool_s(document.Main())


def labels_of(fill: Callable[[Sequence_TDF_Label], object]) -> list[TDF_Label]:
    sequence = Sequence_TDF_Label()
    fill(sequence)
    return [sequence.Value(index) for index in range(1, sequence.Length() + 1)]


def roots(document: TDocStd_Document) -> list[TDF_Label]:
    return labels_of(shape_tool(document).GetFreeShapes)


def keep_roots(document: TDocStd_Document, kept: set[int]) -> None:
    """Removes the other roots and what only they use: a product that nothing uses any more becomes a root."""
    while others := [root for root in roots(document) if root.Tag() not in kept]:
        for root in others:
            if not shape_tool(document).RemoveShape(root, True):
                raise RuntimeError("OCCT does not let go of a product")


def products(document: TDocStd_Document) -> list[TDF_Label]:
    """Every product, once: parts and assemblies, not their uses."""
    return labels_of(shape_tool(document).GetShapes)


def parts(document: TDocStd_Document) -> list[TDF_Label]:
    """Products that hold no others, and are none in another place: so is read what alone is in an IGES file and placed."""
    return [label for label in products(document) if XCAFDoc_ShapeTool.IsSimpleShape_s(label)]


def uses_of(assembly: TDF_Label) -> list[TDF_Label]:
    return labels_of(lambda sequence: XCAFDoc_ShapeTool.GetComponents_s(assembly, sequence, False))


def used_product(use: TDF_Label) -> TDF_Label:
    product = TDF_Label()
    return product if XCAFDoc_ShapeTool.GetReferredShape_s(use, product) else use


def shape_of(label: TDF_Label) -> TopoDS_Shape:
    return XCAFDoc_ShapeTool.GetShape_s(label)


def name_of(label: TDF_Label) -> Optional[str]:
    if not label.IsAttribute(TDataStd_Name.GetID_s()):
        return None  # asked first: the binding crashes where FindAttribute finds nothing
    attribute = TDataStd_Name()
    label.FindAttribute(TDataStd_Name.GetID_s(), attribute)
    return str(attribute.Get().ToExtString())


def set_name(label: TDF_Label, name: str) -> None:
    TDataStd_Name.Set_s(label, TCollection_ExtendedString(name, True))


def name_nameless(document: TDocStd_Document, model_name: str) -> None:
    """Products without a name get that of the model, numbered where there are several; uses that of their product.

    OCCT's IGES writer crashes on a use that has none.
    """
    nameless = [label for label in products(document) if not (name_of(label) or "").strip()]
    for index, label in enumerate(nameless):
        set_name(label, model_name if index == 0 else f"{model_name}-{index}")
    for label in products(document):
        if not XCAFDoc_ShapeTool.IsAssembly_s(label):
            continue
        for use in uses_of(label):
            if not (name_of(use) or "").strip():
                set_name(use, name_of(used_product(use)) or model_name)


def whole_shape(document: TDocStd_Document) -> TopoDS_Shape:
    """All that the document shows, in place, as one shape."""
    shapes = [shape_of(label) for label in roots(document)]
    return shapes[0] if len(shapes) == 1 else compound_of(shapes)


def compound_of(shapes: list[TopoDS_Shape]) -> TopoDS_Compound:
    compound = TopoDS_Compound()
    builder = BRep_Builder()
    builder.MakeCompound(compound)
    for shape in shapes:
        builder.Add(compound, shape)
    return compound


def explore(
    shape: TopoDS_Shape,
    kind: TopAbs_ShapeEnum,
    outside: TopAbs_ShapeEnum = TopAbs_ShapeEnum.TopAbs_SHAPE,
) -> Iterator[TopoDS_Shape]:
    explorer = TopExp_Explorer(shape, kind, outside)
    while explorer.More():
        yield explorer.Current()
        explorer.Next()


def children_of(shape: TopoDS_Shape) -> list[TopoDS_Shape]:
    iterator = TopoDS_Iterator(shape)
    children = []
    while iterator.More():
        children.append(iterator.Value())
        iterator.Next()
    return children


def replace_part(
    document: TDocStd_Document,
    label: TDF_Label,
    change: Callable[[TopoDS_Shape], TopoDS_Shape],
    change_within: Optional[Callable[[TopoDS_Shape], TopoDS_Shape]] = None,
) -> None:
    """The shape of a part, and of what has a name or colour of its own within it."""
    named = labels_of(lambda sequence: XCAFDoc_ShapeTool.GetSubShapes_s(label, sequence))
    within = [(each, shape_of(each)) for each in named]
    tool = shape_tool(document)
    tool.SetShape(label, change(shape_of(label)))
    for each, shape in within:
        tool.SetShape(each, (change_within or change)(shape))
