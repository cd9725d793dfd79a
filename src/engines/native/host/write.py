"""An XCAF document into STEP, IGES or BREP."""

from typing import Any, Callable, Mapping

from OCP.BRepTools import BRepTools
from OCP.IFSelect import IFSelect_ReturnStatus
from OCP.IGESCAFControl import IGESCAFControl_Writer
from OCP.IGESControl import IGESControl_Controller
from OCP.Interface import Interface_Static
from OCP.Message import Message_ProgressRange
from OCP.STEPCAFControl import STEPCAFControl_Writer
from OCP.STEPControl import STEPControl_Controller, STEPControl_StepModelType
from OCP.TDocStd import TDocStd_Document
from OCP.TopTools import TopTools_FormatVersion

from labels import roots, shape_of, whole_shape
from part_documents import placed_parts, separate_parts
from products import has_faces
from refusal import Refusal
from steps import Tell

STEPControl_Controller.Init_s()
IGESControl_Controller.Init_s()

Options = Mapping[str, Any]

UNITS = {"um": "UM", "mm": "MM", "cm": "CM", "m": "M", "km": "KM", "in": "INCH", "ft": "FT"}
"""Names of `write.step.unit` and `write.iges.unit`."""

TRANSFERRED_SHARE = 0.5
"""Of writing STEP and IGES: once all shapes are entities of the format, which then become text."""

SCHEMAS = {"AP203": "AP203", "AP214": "AP214IS", "AP242": "AP242DIS"}


def write_cad(path: str, cad_format: str, document: TDocStd_Document, unit: str, options: Options, tell: Tell) -> None:
    """Settings are global to OCCT; the fork that converts has them for itself."""
    WRITERS[cad_format](path, document, unit, options, tell)
    tell(1)


def write_step(path: str, document: TDocStd_Document, unit: str, options: Options, tell: Tell) -> None:
    set_text("write.step.schema", SCHEMAS[options.get("step_schema", "AP214")])
    set_text("write.step.unit", UNITS[unit])
    writer = STEPCAFControl_Writer()
    writer.SetColorMode(True)
    writer.SetNameMode(True)
    writer.SetLayerMode(True)
    if not writer.Transfer(document, STEPControl_StepModelType.STEPControl_AsIs):
        raise Refusal("refused", "could not bring the model to STEP")
    tell(TRANSFERRED_SHARE)
    status = writer.Write(path)
    if status != IFSelect_ReturnStatus.IFSelect_RetDone:
        raise Refusal("refused", f"wrote with status {status}")


def write_iges(path: str, document: TDocStd_Document, unit: str, options: Options, tell: Tell) -> None:
    set_text("write.iges.unit", UNITS[unit])
    solids = options.get("iges_entities", "solids") == "solids"
    Interface_Static.SetIVal_s("write.iges.brep.mode", 1 if solids else 0)
    writer = IGESCAFControl_Writer()
    writer.SetColorMode(True)
    writer.SetNameMode(True)
    writer.SetLayerMode(True)
    # OCCT makes one part of an assembly, and gives it the name of all.
    if not writer.Transfer(separate_parts(document) if holds_several(document) else document):
        raise Refusal("refused", "could not bring the model to IGES")
    tell(TRANSFERRED_SHARE)
    writer.ComputeModel()
    if not writer.Write(path, False):
        raise Refusal("refused", "could not write the file")


def holds_several(document: TDocStd_Document) -> bool:
    """Whether a root has more than one part with faces."""
    parts = [part for part in placed_parts(document) if has_faces(shape_of(part.product))]
    return len(parts) > len(roots(document))


def write_brep(path: str, document: TDocStd_Document, _unit: str, _options: Options, _tell: Tell) -> None:
    """In the version that readers before OCCT 7.6 know too; it differs from later ones in triangles only."""
    version = TopTools_FormatVersion.TopTools_FormatVersion_VERSION_1
    if not BRepTools.Write_s(whole_shape(document), path, False, False, version, Message_ProgressRange()):
        raise Refusal("refused", "could not write the file")


WRITERS: dict[str, Callable[[str, TDocStd_Document, str, Options, Tell], None]] = {
    "step": write_step,
    "iges": write_iges,
    "brep": write_brep,
}


def set_text(setting: str, value: str) -> None:
    if not Interface_Static.SetCVal_s(setting, value):
        raise Refusal("refused", f"OCCT does not know {setting} {value}")
