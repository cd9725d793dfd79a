"""Names, colours and layers of labels, as src/engines/cad/looks.ts handles them."""

from typing import NamedTuple

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
    copy_name(source, target)
    put_on(document, target, look_of(document, source))


def copy_name(source: TDF_Label, target: TDF_Label) -> None:
    name = name_of(source)
    if name is not None:
        set_name(target, name)


class Look(NamedTuple):
    """The colours and layers of a label, free of its document."""

    colours: list[tuple[XCAFDoc_ColorType, Quantity_ColorRGBA]]
    layers: list[str]


def look_of(document: TDocStd_Document, label: TDF_Label) -> Look:
    colours = []
    for colour_type in COLOUR_TYPES:
        colour = Quantity_ColorRGBA()
        if XCAFDoc_ColorTool.GetColor_s(label, colour_type, colour):
            colours.append((colour_type, colour))
    layers = XCAFDoc_DocumentTool.LayerTool_s(document.Main())
    labels = labels_of(lambda sequence: layers.GetLayers(label, sequence))
    return Look(colours, [name_of(layer) or "" for layer in labels])


def over(nearer: Look, farther: Look) -> Look:
    """What is seen of two looks: a general colour hides every other, those of surfaces and of curves their like."""
    types = [colour_type for colour_type, _ in nearer.colours]
    hidden = COLOUR_TYPES if XCAFDoc_ColorType.XCAFDoc_ColorGen in types else types
    colours = [each for each in farther.colours if each[0] not in hidden]
    return Look(colours + nearer.colours, list(dict.fromkeys(nearer.layers + farther.layers)))


def key_of(look: Look) -> tuple[object, ...]:
    """Equal for looks that are."""
    colours = ((str(colour_type), values_of(colour)) for colour_type, colour in look.colours)
    return (*colours, *look.layers)


def values_of(colour: Quantity_ColorRGBA) -> tuple[float, float, float, float]:
    rgb = colour.GetRGB()
    return rgb.Red(), rgb.Green(), rgb.Blue(), colour.Alpha()


def put_on(document: TDocStd_Document, label: TDF_Label, look: Look) -> None:
    for colour_type, colour in look.colours:
        XCAFDoc_DocumentTool.ColorTool_s(document.Main()).SetColor(label, colour, colour_type)
    for layer in look.layers:
        name = TCollection_ExtendedString(layer, True)
        XCAFDoc_DocumentTool.LayerTool_s(document.Main()).SetLayer(label, name, False)


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
