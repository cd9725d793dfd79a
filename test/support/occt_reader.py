"""What OCCT 8, bound to Python, sees in STEP, IGES and BREP files; in millimetres."""

from OCP.Bnd import Bnd_Box
from OCP.BRep import BRep_Builder
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepGProp import BRepGProp
from OCP.BRepTools import BRepTools
from OCP.collections import Sequence_TDF_Label
from OCP.GProp import GProp_GProps
from OCP.IFSelect import IFSelect_ReturnStatus
from OCP.IGESCAFControl import IGESCAFControl_Reader
from OCP.Interface import Interface_Static
from OCP.Quantity import Quantity_Color, Quantity_TypeOfColor
from OCP.STEPCAFControl import STEPCAFControl_Reader
from OCP.TCollection import TCollection_ExtendedString
from OCP.TDataStd import TDataStd_Name
from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS_Shape
from OCP.XCAFDoc import XCAFDoc_ColorTool, XCAFDoc_ColorType, XCAFDoc_DocumentTool, XCAFDoc_ShapeTool

from answer_lines import answer_lines

FACE, SHELL, SOLID = TopAbs_ShapeEnum.TopAbs_FACE, TopAbs_ShapeEnum.TopAbs_SHELL, TopAbs_ShapeEnum.TopAbs_SOLID
READERS = {"step": STEPCAFControl_Reader, "iges": IGESCAFControl_Reader}


def look(path, format):
    document = read(path, format)
    tool = XCAFDoc_DocumentTool.ShapeTool_s(document.Main())
    colours = XCAFDoc_DocumentTool.ColorTool_s(document.Main())
    shapes = [XCAFDoc_ShapeTool.GetShape_s(label) for label in labels(tool.GetFreeShapes)]
    products = {name_of(label) for label in labels(tool.GetShapes)} - {""}
    box = Bnd_Box()
    for shape in shapes:
        BRepBndLib.AddOptimal_s(shape, box, False, False)
    box.SetGap(0)  # or a tolerance is added on every side
    low, high = box.CornerMin(), box.CornerMax()
    return {
        "faces": sum(1 for shape in shapes for _ in explore(shape, FACE)),
        "solids": sum(1 for shape in shapes for _ in explore(shape, SOLID)),
        "min": [low.X(), low.Y(), low.Z()],
        "max": [high.X(), high.Y(), high.Z()],
        "area": sum(area_of(shape) for shape in shapes),
        "volume": sum(volume_of(shell) for shape in shapes for shell in explore(shape, SHELL)),
        "products": sorted(products),
        "names": sorted(name for label in labels(tool.GetFreeShapes) for name in parts_of(label)),
        "colours": sorted({hex_of(label) for label in labels(colours.GetColors)}),
        "faceColours": sorted({colour for label in labels(tool.GetShapes) for colour in face_colours_of(label)}),
    }


def read(path, format):
    document = TDocStd_Document(TCollection_ExtendedString("BinXCAF"))
    if format == "brep":
        shape = TopoDS_Shape()
        if not BRepTools.Read_s(shape, path, BRep_Builder()):
            raise ValueError("OCCT refuses it")
        XCAFDoc_DocumentTool.ShapeTool_s(document.Main()).AddShape(shape, False)
        return document
    reader = READERS[format]()
    reader.SetColorMode(True)
    reader.SetNameMode(True)
    if reader.ReadFile(path) != IFSelect_ReturnStatus.IFSelect_RetDone or not reader.Transfer(document):
        raise ValueError("OCCT refuses it")
    return document


def area_of(shape):
    properties = GProp_GProps()
    BRepGProp.SurfaceProperties_s(shape, properties, False, False)
    return properties.Mass()


def volume_of(shell):
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(shell, properties, False, False, False)
    return properties.Mass()


def parts_of(label):
    """The names of the parts of a product, each for each of its uses."""
    if not XCAFDoc_ShapeTool.IsAssembly_s(label):
        return [name_of(label)] if has_face(XCAFDoc_ShapeTool.GetShape_s(label)) else []
    names = []
    for use in labels(lambda sequence: XCAFDoc_ShapeTool.GetComponents_s(label, sequence, False)):
        product = TDF_Label()
        XCAFDoc_ShapeTool.GetReferredShape_s(use, product)
        names += parts_of(product)
    return names


def face_colours_of(label):
    """Of a product and of what is in it, without those of curves and of points."""
    inner = labels(lambda sequence: XCAFDoc_ShapeTool.GetSubShapes_s(label, sequence))
    for each in [label, *inner]:
        for kind in (XCAFDoc_ColorType.XCAFDoc_ColorSurf, XCAFDoc_ColorType.XCAFDoc_ColorGen):
            colour = TDF_Label()
            if has_face(XCAFDoc_ShapeTool.GetShape_s(each)) and XCAFDoc_ColorTool.GetColor_s(each, kind, colour):
                yield hex_of(colour)


def has_face(shape):
    return any(True for _ in explore(shape, FACE))


def hex_of(label):
    colour = Quantity_Color()
    XCAFDoc_ColorTool.GetColor_s(label, colour)
    return "#" + "".join(f"{round(255 * value):02x}" for value in colour.Values(Quantity_TypeOfColor.Quantity_TOC_sRGB))


def name_of(label):
    if not label.IsAttribute(TDataStd_Name.GetID_s()):
        return ""
    name = TDataStd_Name()
    label.FindAttribute(TDataStd_Name.GetID_s(), name)
    return name.Get().ToExtString().strip()


def labels(fill):
    sequence = Sequence_TDF_Label()
    fill(sequence)
    return [sequence.Value(index) for index in range(1, sequence.Length() + 1)]


def explore(shape, kind):
    explorer = TopExp_Explorer(shape, kind)
    while explorer.More():
        yield explorer.Current()
        explorer.Next()


Interface_Static.SetCVal_s("xstep.cascade.unit", "MM")
XCAFDoc_ShapeTool.SetAutoNaming_s(False)  # or what has no name is called COMPOUND or SOLID
answer_lines(look)
