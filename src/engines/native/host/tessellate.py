"""Surfaces into triangles, handed over as a GLB."""

import math
from typing import Any, Mapping

from OCP.BRep import BRep_Tool
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.collections import IndexedDataMap_TCollection_AsciiString_TCollection_AsciiString as FileInfo
from OCP.IMeshTools import IMeshTools_Parameters
from OCP.Message import Message_ProgressRange
from OCP.RWGltf import RWGltf_CafWriter
from OCP.RWMesh import RWMesh_CoordinateSystemConverter, RWMesh_NameFormat
from OCP.ShapeUpgrade import ShapeUpgrade_RemoveLocations
from OCP.TCollection import TCollection_AsciiString
from OCP.TDocStd import TDocStd_Document
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS, TopoDS_Shape
from OCP.XCAFDoc import XCAFDoc_Editor

from glb import share_meshes
from labels import compound_of, explore, parts, replace_part, shape_of, shape_tool, whole_shape
from measure import FACE, SOLID, count, count_part, mean_side_of, sum_over
from refusal import Refusal
from steps import Tell

FACES_AT_ONCE = 500
"""Progress is known between two calls of the mesher; within one all cores have work."""


def split_bodies(document: TDocStd_Document) -> None:
    """Several solids in one part become parts of an assembly: each closed body gets a mesh of its own."""
    for label in parts(document):
        if count(shape_of(label), SOLID) > 1:
            XCAFDoc_Editor.Expand_s(document.Main(), label, True)
    shape_tool(document).UpdateAssemblies()


def settle_faces(document: TDocStd_Document) -> None:
    """Faces of IGES have places of their own, and bringing a point to two of them would round it to two points."""
    for label in parts(document):
        if all(face.Location().IsIdentity() for face in explore(shape_of(label), FACE)):
            continue
        remover = ShapeUpgrade_RemoveLocations()
        remover.Remove(shape_of(label))
        whole = shape_of(label)
        replace_part(
            document,
            label,
            lambda shape: remover.GetResult() if shape.IsSame(whole) else remover.ModifiedShape(shape),
        )


def tessellate(document: TDocStd_Document, parameters: Mapping[str, Any], tell: Tell) -> None:
    """`linearDeflection` is a share of the mean side of the bounding box where `relative`, else millimetres.

    So it is in occt-import-js; `angularDeflection` is in degrees.
    """
    share = mean_side_of(whole_shape(document)) if parameters["relative"] else 1.0
    mesher = IMeshTools_Parameters()
    mesher.Deflection = max(parameters["linearDeflection"] * share, 1e-7)
    mesher.Angle = math.radians(parameters["angularDeflection"])
    mesher.InParallel = True
    shapes = [(shape_of(label), count(shape_of(label), FACE)) for label in parts(document)]
    total = sum(faces for _, faces in shapes)
    if total == 0:
        raise Refusal("no_geometry")
    done = 0
    for batch in batches(shapes):
        BRepMesh_IncrementalMesh(compound_of([shape for shape, _ in batch]), mesher)
        done += sum(faces for _, faces in batch)
        tell(done / total)


def batches(shapes: list[tuple[TopoDS_Shape, int]]) -> list[list[tuple[TopoDS_Shape, int]]]:
    made: list[list[tuple[TopoDS_Shape, int]]] = []
    room = 0
    for shape, faces in shapes:
        if room <= 0:
            made.append([])
            room = FACES_AT_ONCE
        made[-1].append((shape, faces))
        room -= faces
    return made


def count_meshed(document: TDocStd_Document, most_triangles: int) -> dict[str, float]:
    def count_triangles(shape: TopoDS_Shape) -> dict[str, float]:
        triangles = 0
        unmeshed = 0
        for face in [] if shape.IsNull() else explore(shape, FACE):
            mesh = BRep_Tool.Triangulation_s(TopoDS.Face(face), TopLoc_Location())
            if mesh is None or mesh.NbTriangles() == 0:
                unmeshed += 1
            else:
                triangles += mesh.NbTriangles()
        return {"triangles": triangles, "unmeshedFaces": unmeshed}

    meshed = sum_over(document, count_triangles)
    if meshed["triangles"] > most_triangles:
        raise Refusal("too_large", str(meshed["triangles"]))
    if meshed["triangles"] == 0:
        raise Refusal("no_geometry")
    return {**meshed, "looseFaces": sum_over(document, count_part)["looseFaces"]}


def write_glb(path: str, document: TDocStd_Document, parallel: bool = True) -> None:
    """As it is in the document: millimetres, Z-up. Other frames are for who reads it."""
    written = f"{path}.occt"
    writer = RWGltf_CafWriter(TCollection_AsciiString(written), True)
    frame = RWMesh_CoordinateSystemConverter()
    frame.SetInputLengthUnit(0.001)
    frame.SetOutputLengthUnit(0.001)  # OCCT knows the unit of its input only where there was a file
    writer.SetCoordinateSystemConverter(frame)
    writer.SetMergeFaces(True)
    writer.SetParallel(parallel)
    writer.SetNodeNameFormat(RWMesh_NameFormat.RWMesh_NameFormat_ProductOrInstance)
    writer.SetMeshNameFormat(RWMesh_NameFormat.RWMesh_NameFormat_Product)
    if not writer.Perform(document, FileInfo(), Message_ProgressRange()):
        raise Refusal("refused", "could not hand over the triangles")
    share_meshes(written, path)
