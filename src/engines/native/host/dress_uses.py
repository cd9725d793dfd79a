"""Colours of single uses of a part, which the writer of GLB does not know."""

from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.XCAFDoc import XCAFDoc_ShapeTool

from labels import labels_of, name_of, products, set_name, shape_of, shape_tool, used_product, uses_of
from looks import Look, look_of, put_on
from measure import FACE


def dress_uses(document: TDocStd_Document) -> int:
    """Gives a use that has a colour of its own a part of its own, in that colour and of the same shape.

    Faces keep theirs. Returns how many uses of whole assemblies have one, which are left as they are.
    """
    left = 0
    for assembly in products(document):
        if not XCAFDoc_ShapeTool.IsAssembly_s(assembly):
            continue
        uses = uses_of(assembly)
        looks = [look_of(document, use) for use in uses]
        left += sum(
            1
            for use, look in zip(uses, looks)
            if look.colours and XCAFDoc_ShapeTool.IsAssembly_s(used_product(use))
        )
        if any(is_dressed(use, look) for use, look in zip(uses, looks)):
            replace_uses(document, assembly, list(zip(uses, looks)))
    shape_tool(document).UpdateAssemblies()
    return left


def is_dressed(use: TDF_Label, look: Look) -> bool:
    return bool(look.colours) and not XCAFDoc_ShapeTool.IsAssembly_s(used_product(use))


def replace_uses(document: TDocStd_Document, assembly: TDF_Label, uses: list[tuple[TDF_Label, Look]]) -> None:
    """All of them, so that they stay in order."""
    tool = shape_tool(document)
    for use, look in uses:
        product = used_product(use)
        part = dressed_copy(document, product, look) if is_dressed(use, look) else product
        added = tool.AddComponent(assembly, part, XCAFDoc_ShapeTool.GetLocation_s(use))
        set_name(added, name_of(use) or "")
        put_on(document, added, look)
        tool.RemoveComponent(use)


def dressed_copy(document: TDocStd_Document, product: TDF_Label, look: Look) -> TDF_Label:
    tool = shape_tool(document)
    copy = tool.NewShape()  # adding the shape would find the product
    tool.SetShape(copy, shape_of(product))
    set_name(copy, name_of(product) or "")
    put_on(document, copy, look)
    for within in labels_of(lambda sequence: XCAFDoc_ShapeTool.GetSubShapes_s(product, sequence)):
        if shape_of(within).ShapeType() == FACE:
            put_on(document, tool.AddSubShape(copy, shape_of(within)), look_of(document, within))
    return copy
