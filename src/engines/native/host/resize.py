"""The whole of a document so many times as large, as src/engines/cad/resize.ts does it."""

from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
from OCP.gp import gp_Pnt, gp_Trsf, gp_Vec
from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.TopLoc import TopLoc_Location
from OCP.XCAFDoc import XCAFDoc_Location, XCAFDoc_ShapeTool

from labels import parts, products, replace_part, roots, shape_of, shape_tool, uses_of


def resize(document: TDocStd_Document, factor: float) -> None:
    """About the origin. Surfaces stay what they are: a cylinder is one of another radius."""
    if factor == 1:
        return
    scaling = gp_Trsf()
    scaling.SetScale(gp_Pnt(0, 0, 0), factor)
    for label in parts(document):
        replace_part(document, label, BRepBuilderAPI_Transform(shape_of(label), scaling, True).ModifiedShape)
    for assembly in products(document):
        if XCAFDoc_ShapeTool.IsAssembly_s(assembly):
            for use in uses_of(assembly):
                move_apart(use, factor)
    for root in roots(document):
        if XCAFDoc_ShapeTool.IsReference_s(root):
            move_apart(root, factor)
    shape_tool(document).UpdateAssemblies()


def move_apart(use: TDF_Label, factor: float) -> None:
    placing = XCAFDoc_ShapeTool.GetLocation_s(use).Transformation()
    placing.SetTranslationPart(gp_Vec(placing.TranslationPart()).Multiplied(factor))
    XCAFDoc_Location.Set_s(use, TopLoc_Location(placing))
