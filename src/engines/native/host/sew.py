"""Loose faces of IGES into solids, group by group, where it can be proven that they are some."""

import math
from typing import Optional, TypedDict

from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeSolid, BRepBuilderAPI_Sewing
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepLib import BRepLib
from OCP.BRepTools import BRepTools_ReShape
from OCP.TDocStd import TDocStd_Document
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopoDS import TopoDS, TopoDS_Shape, TopoDS_Solid

from labels import children_of, compound_of, explore, parts, replace_part, shape_of
from measure import FACE, SHELL, SOLID, area_of, box_of_edges, count, volume_of
from steps import Steps, Tell

COMPOUND = TopAbs_ShapeEnum.TopAbs_COMPOUND

LEAST_TOLERANCE = 0.001
TOLERANCE_SHARE = 1e-5
"""Of the diagonal of a group: gaps in files of ship parts are larger than in those of watches."""

AREA_TOLERANCE = 1e-4
BOX_SLACK = 1e-9


class Sewn(TypedDict):
    solids: int
    """Solids that were made."""
    openGroups: int
    """Groups of faces that close nothing, or of which it cannot be proven: left as they were."""


def sew(document: TDocStd_Document, tolerance: Optional[float], tell: Tell) -> Sewn:
    """A group is what stands together in the file: the faces of one compound.

    Faces of two groups are never sewn together, because touching parts of an assembly would become one. Without a
    tolerance each group gets one that fits its size; 0 sews nothing.
    """
    sewn = Sewn(solids=0, openGroups=0)
    if tolerance == 0:
        return sewn
    steps = Steps(sum(count(shape_of(label), FACE) for label in parts(document)), tell)
    for label in parts(document):
        whole = shape_of(label)
        if count(whole, FACE) == 0 or count(whole, SOLID) > 0:
            continue
        reshape = BRepTools_ReShape()
        for group in groups_of(whole):
            faces = count(group, FACE)
            solids = solids_of(group, tolerance or usual_tolerance(group), reshape)
            steps.add(faces)
            sewn["solids"] += len(solids)
            sewn["openGroups"] += 0 if solids else 1
            if solids:
                others = [child for child in children_of(group) if count(child, FACE) == 0]
                one = solids[0] if len(solids) == 1 and not others else compound_of([*solids, *others])
                reshape.Replace(group, one)
        replace_part(document, label, reshape.Apply)
    return sewn


def groups_of(shape: TopoDS_Shape) -> list[TopoDS_Shape]:
    """Compounds, or the shape itself, that have faces or shells of their own."""
    if shape.ShapeType() != COMPOUND:
        return [shape]
    children = children_of(shape)
    inner = [child for child in children if child.ShapeType() == COMPOUND]
    own = any(child.ShapeType() in (FACE, SHELL) for child in children)
    found = [group for child in inner for group in groups_of(child)]
    return [*found, shape] if own and not inner else found


def usual_tolerance(group: TopoDS_Shape) -> float:
    box = box_of_edges(group)
    size = 0.0 if box is None else math.dist(box[:3], box[3:])
    return max(LEAST_TOLERANCE, size * TOLERANCE_SHARE)


def solids_of(group: TopoDS_Shape, tolerance: float, reshape: BRepTools_ReShape) -> list[TopoDS_Shape]:
    """The solids that all faces of the group make; none where one face is left over or anything is in doubt."""
    faces = list(explore(group, FACE))
    sewing = BRepBuilderAPI_Sewing(tolerance, True, True, True, False)
    for face in faces:
        sewing.Add(face)
    sewing.Perform()
    result = sewing.SewedShape()
    if result.IsNull() or sewing.NbFreeEdges() > 0 or sewing.NbMultipleEdges() > 0:
        return []
    shells = list(explore(result, SHELL))
    if sum(count(shell, FACE) for shell in shells) != len(faces):
        return []
    if not math.isclose(area_of(result), area_of(group), rel_tol=AREA_TOLERANCE):
        return []
    solids = [proven_solid(shell) for shell in shells]
    if None in solids or any_nested(shells):
        return []
    for face in faces:
        reshape.Replace(face, sewing.ModifiedSubShape(face))
    return [solid for solid in solids if solid is not None]


def proven_solid(shell: TopoDS_Shape) -> Optional[TopoDS_Solid]:
    """Closed, valid, and with a volume that its area can hold: at most that of a ball."""
    made = BRepBuilderAPI_MakeSolid(TopoDS.Shell(shell))
    if not made.IsDone():
        return None
    solid = made.Solid()
    if not BRepLib.OrientClosedSolid_s(solid) or not BRepCheck_Analyzer(solid).IsValid():
        return None
    volume = volume_of(solid)
    ball = area_of(solid) ** 1.5 / (6 * math.sqrt(math.pi))
    return solid if 0 < volume <= ball * (1 + AREA_TOLERANCE) else None


def any_nested(shells: list[TopoDS_Shape]) -> bool:
    """One within another may be a void or a part of its own: nobody knows."""
    boxes = [box_of_edges(shell) for shell in shells]
    return any(
        inner is not outer
        and inner is not None
        and outer is not None
        and all(
            outer[axis] - BOX_SLACK <= inner[axis] and inner[axis + 3] <= outer[axis + 3] + BOX_SLACK
            for axis in range(3)
        )
        for inner in boxes
        for outer in boxes
    )
