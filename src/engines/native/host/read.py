"""STEP, IGES and BREP into an XCAF document in millimetres, with names, colours and layers."""

import mmap
import os
from typing import Iterator, Optional, Union

from OCP.BRep import BRep_Builder
from OCP.BRepTools import BRepTools
from OCP.IFSelect import IFSelect_ReturnStatus
from OCP.IGESCAFControl import IGESCAFControl_Reader
from OCP.Interface import Interface_Static
from OCP.StepBasic import (
    StepBasic_ProductDefinition,
    StepBasic_ProductDefinitionWithAssociatedDocuments,
)
from OCP.STEPCAFControl import STEPCAFControl_Reader
from OCP.STEPControl import STEPControl_Reader
from OCP.StepRepr import StepRepr_NextAssemblyUsageOccurrence
from OCP.TDocStd import TDocStd_Document
from OCP.TopoDS import TopoDS_Shape

from labels import new_document
from products import add_products
from refusal import Refusal
from steps import Steps, Tell, part_of

PARSING_SHARE = 0.3
"""Reading the bytes takes this share of the time; making shapes of them takes the rest."""

LEAST_BYTES_IN_PARTS = 1_000_000
"""Of a STEP file: smaller ones are read in less than half a second."""

DEFINITIONS = (StepBasic_ProductDefinition, StepBasic_ProductDefinitionWithAssociatedDocuments)

Identity = tuple[str, ...]


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
    plain = reader.ChangeReader()
    roots = plain.NbRootsForTransfer()
    if roots == 0:
        raise Refusal("no_geometry")
    rest = part_of(tell, PARSING_SHARE, 1)
    if roots > 1:
        transfer_roots(plain, roots, rest)
    else:
        transfer_parts(plain, path, rest)
    reader.SetSHUOMode(mentions(path, b"SPECIFIED_HIGHER_USAGE_OCCURRENCE"))  # which looks at all styles once more
    if not reader.Transfer(document):
        raise Refusal("refused", "made no shape of the file")


def transfer_roots(reader: Union[STEPControl_Reader, IGESCAFControl_Reader], roots: int, tell: Tell) -> None:
    """The XCAF reader then finds the shapes made; none of them may stand in the list that it makes itself."""
    steps = Steps(roots + 1, tell)
    for root in range(1, roots + 1):
        reader.TransferOneRoot(root)
        steps.add()
    reader.ClearShapes()


def transfer_parts(reader: STEPControl_Reader, path: str, tell: Tell) -> None:
    """What an assembly is made of, so that its root finds it made: most files have one root."""
    parts = list(parts_of_assembly(reader, path))
    steps = Steps(len(parts) + 1, tell)
    for rank in parts:
        reader.TransferOne(rank)
        steps.add()
    reader.ClearShapes()


def parts_of_assembly(reader: STEPControl_Reader, path: str) -> Iterator[int]:
    """Ranks in the model of the products that hold no others; none of a file that is soon read.

    The binding hands out copies of entities, so that only what is written in them tells one from another. A mistake
    costs progress, not shapes.
    """
    if os.path.getsize(path) < LEAST_BYTES_IN_PARTS or not mentions(path, b"NEXT_ASSEMBLY_USAGE_OCCURRENCE"):
        return
    model = reader.WS().Model()
    products: list[tuple[int, Identity]] = []
    assemblies: set[Identity] = set()
    for rank in range(1, model.NbEntities() + 1):
        entity = model.Value(rank)
        kind = type(entity)
        if kind in DEFINITIONS:
            products.append((rank, identity_of(entity)))
        elif kind is StepRepr_NextAssemblyUsageOccurrence:
            assemblies.add(identity_of(entity.RelatingProductDefinition()))
    for rank, identity in products:
        if identity not in assemblies:
            yield rank


def mentions(path: str, word: bytes) -> bool:
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return text.find(word) >= 0


def identity_of(definition: Optional[StepBasic_ProductDefinition]) -> Identity:
    formation = None if definition is None else definition.Formation()
    product = None if formation is None else formation.OfProduct()
    names = [None if each is None else each.Id() for each in (product, formation, definition)]
    try:
        return tuple("" if name is None else str(name.ToCString()) for name in names)
    except UnicodeDecodeError:  # the file is in an encoding of its own
        return ()


def read_iges(path: str, document: TDocStd_Document, tell: Tell) -> None:
    reader = IGESCAFControl_Reader()
    reader.SetColorMode(True)
    reader.SetNameMode(True)
    reader.SetLayerMode(True)
    require_done(reader.ReadFile(path))
    transfer_roots(reader, reader.NbRootsForTransfer(), part_of(tell, PARSING_SHARE, 1))
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
