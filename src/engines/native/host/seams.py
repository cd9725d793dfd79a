"""Seams of loose whole spheres and rings of IGES, as src/engines/cad/close-seams.ts makes them."""

from typing import Optional

from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepTools import BRepTools_ReShape
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopoDS import TopoDS, TopoDS_Face, TopoDS_Shape

from labels import explore
from measure import FACE, SOLID, area_of, count
from sew_closed import sew_closed

MOST_EDGES = 4
"""Two ends and two seams; a pole is an edge without length."""

TOLERANCE = 1e-6

WHOLE_ROUND = 0.9999
"""Of the whole way around: IGES has angles of ten digits."""


def close_seams(shape: TopoDS_Shape, reshape: BRepTools_ReShape) -> bool:
    """Whether there was a face to close; `reshape` learns what each became.

    OCCT reads each as a face with two edges in one place where one belongs that is used twice, and its STEP writer then
    loses the face.
    """
    changed = False
    for each in explore(shape, FACE, SOLID):
        face = TopoDS.Face(each)
        closed = closed_face(face) if may_need_seam(face) else None
        if closed is not None:
            reshape.Replace(face, closed)
            changed = True
    return changed


def may_need_seam(face: TopoDS_Face) -> bool:
    """Cheap, as most faces are looked at in vain."""
    edges = list(explore(face, TopAbs_ShapeEnum.TopAbs_EDGE))
    if len(edges) > MOST_EDGES:
        return False
    if any(edge.IsSame(other) for index, edge in enumerate(edges) for other in edges[:index]):
        return False
    surface = BRep_Tool.Surface_s(face)
    in_u, in_v = surface.IsUClosed(), surface.IsVClosed()
    if not in_u and not in_v:
        return False
    whole, used = BRepAdaptor_Surface(face, False), BRepAdaptor_Surface(face, True)
    in_whole_u = in_u and length_u(used) > length_u(whole) * WHOLE_ROUND
    return bool(in_whole_u or (in_v and length_v(used) > length_v(whole) * WHOLE_ROUND))


def length_u(on: BRepAdaptor_Surface) -> float:
    return float(on.LastUParameter() - on.FirstUParameter())


def length_v(on: BRepAdaptor_Surface) -> float:
    return float(on.LastVParameter() - on.FirstVParameter())


def closed_face(face: TopoDS_Face) -> Optional[TopoDS_Shape]:
    sewn = sew_closed([face], TOLERANCE, area_of(face))
    if sewn is None or count(sewn.result, FACE) != 1:
        return None
    return next(explore(sewn.result, FACE))
