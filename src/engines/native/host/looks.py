"""Names, colours and layers of labels, as src/engines/cad/looks.ts handles them."""

from OCP.Quantity import Quantity_ColorRGBA
from OCP.TCollection import TCollection_ExtendedString
from OCP.TDataStd import TDataStd_TreeNode
from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.XCAFDoc import (
    XCAFDoc,
    XCAFDoc_ColorTool,
    XCAFDoc_ColorType,
    XCAFDoc_DocumentTool,
    XCAFDoc_LayerTool,
)

from labels import labels_of, name_of, set_name

COLOUR_TYPES = (
    XCAFDoc_ColorType.XCAFDoc_ColorGen,
    XCAFDoc_ColorType.XCAFDoc_ColorSurf,
    XCAFDoc_ColorType.XCAFDoc_ColorCurv,
)


def copy_look(document: TDocStd_Document, source: TDF_Label, target: TDF_Label) -> None:
    name = name_of(source)
    if name is not None:
        set_name(target, name)
    colours = XCAFDoc_DocumentTool.ColorTool_s(document.Main())
    for colour_type in COLOUR_TYPES:
        colour = TDF_Label()
        if XCAFDoc_ColorTool.GetColor_s(source, colour_type, colour):
            colours.SetColor(target, colour, colour_type)
    layers = XCAFDoc_DocumentTool.LayerTool_s(document.Main())
    for layer in labels_of(lambda sequence: layers.GetLayers(source, sequence)):
        layers.SetLayer(target, layer, False)


def carry_look(document: TDocStd_Document, source: TDF_Label, other: TDocStd_Document, target: TDF_Label) -> None:
    """The colours and layers of one label for another, which is in another document."""
    colours = XCAFDoc_DocumentTool.ColorTool_s(other.Main())
    for colour_type in COLOUR_TYPES:
        colour = Quantity_ColorRGBA()
        if XCAFDoc_ColorTool.GetColor_s(source, colour_type, colour):
            colours.SetColor(target, colour, colour_type)
    layers = XCAFDoc_DocumentTool.LayerTool_s(document.Main())
    others = XCAFDoc_DocumentTool.LayerTool_s(other.Main())
    for layer in labels_of(lambda sequence: layers.GetLayers(source, sequence)):
        others.SetLayer(target, TCollection_ExtendedString(name_of(layer) or "", True), False)


def forget_unused_looks(document: TDocStd_Document) -> None:
    """Colours and layers that no label has any more would be written, or counted as lost."""
    colours = XCAFDoc_DocumentTool.ColorTool_s(document.Main())
    for colour in labels_of(colours.GetColors):
        if not any(has_users(colour, colour_type) for colour_type in COLOUR_TYPES):
            colours.RemoveColor(colour)
    layers = XCAFDoc_DocumentTool.LayerTool_s(document.Main())
    for layer in labels_of(layers.GetLayerLabels):
        if not labels_of(lambda sequence: XCAFDoc_LayerTool.GetShapesOfLayer_s(layer, sequence)):
            layers.RemoveLayer(layer)


def has_users(colour: TDF_Label, colour_type: XCAFDoc_ColorType) -> bool:
    identity = XCAFDoc.ColorRefGUID_s(colour_type)
    if not colour.IsAttribute(identity):
        return False  # asked first: the binding crashes where FindAttribute finds nothing
    users = TDataStd_TreeNode()
    colour.FindAttribute(identity, users)
    return bool(users.HasFirst())
