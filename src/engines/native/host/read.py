"""STEP, IGES and BREP into an XCAF document in millimetres, with names, colours and layers."""

from typing import Callable

from OCP.BRep import BRep_Builder
from OCP.BRepTools import BRepTools
from OCP.IFSelect import IFSelect_ReturnStatus
from OCP.IGESCAFControl import IGESCAFControl_Reader
from OCP.Interface import Interface_Static
from OCP.STEPCAFControl import STEPCAFControl_Reader
from OCP.TDocStd import TDocStd_Document
from OCP.TopoDS import TopoDS_Shape

from labels import new_document
from products import add_products
from refusal import Refusal

Tell = Callable[[float], None]

PARSING_SHARE = 0.3
"""Reading the bytes takes this share of the time; making shapes of them takes the rest."""


def read_cad(path: str, cad_format: str, tell: Tell) -> TDocStd_Document:
    Interface_Static.SetCVal_s("xstep.cascade.unit", "MM")
    document = new_document()
    READERS[cad_format](path, document, tell)
    tell(1)
    return document


def read_step(path: str, document: TDocStd_Document, tell: Tell) -> None:
    reader = STEPCAFControl_Reader()
    reader.SetColorMode(True)
    reader.SetNameMode(True)
    reader.SetLayerMode(True)
    require_done(reader.ReadFile(path))
    tell(PARSING_SHARE)
    plain = reader.ChangeReader()  # transfers root by root; the XCAF reader then finds the shapes made
    roots = plain.NbRootsForTransfer()
    if roots == 0:
        raise Refusal("no_geometry")
    for root in range(1, roots + 1 if roots > 1 else 1):
        plain.TransferOneRoot(root)
        tell(PARSING_SHARE + (1 - PARSING_SHARE) * root / (roots + 1))
    if not reader.Transfer(document):
        raise Refusal("refused", "made no shape of the file")


def read_iges(path: str, document: TDocStd_Document, tell: Tell) -> None:
    reader = IGESCAFControl_Reader()
    reader.SetColorMode(True)
    reader.SetNameMode(True)
    reader.SetLayerMode(True)
    require_done(reader.ReadFile(path))
    tell(PARSING_SHARE)
    if not reader.Transfer(document):
        raise Refusal("refused", "made no shape of the file")


def read_brep(path: str, document: TDocStd_Document, tell: Tell) -> None:
    shape = TopoDS_Shape()
    if not BRepTools.Read_s(shape, path, BRep_Builder()) or shape.IsNull():
        raise Refusal("refused", "could not read the shape")
    tell(PARSING_SHARE)
    add_products(document, shape)


READERS = {"step": read_step, "iges": read_iges, "brep": read_brep}


def require_done(status: IFSelect_ReturnStatus) -> None:
    if status != IFSelect_ReturnStatus.IFSelect_RetDone:
        raise Refusal("refused", f"reading ended with status {status}")
