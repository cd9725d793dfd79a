"""Loose faces of IGES into solids, group by group, where it can be proven that they are some."""

import math
from typing import Optional, TypedDict

from OCP.BRepTools import BRepTools_ReShape
from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopoDS import TopoDS_Shape

from cavities import Body, join_cavities
from labels import children_of, compound_of, parts, replace_part, shape_of
from measure import FACE, SHELL, SOLID, box_of_edges, count
from seams import close_seams
from sew_group import bodies_of
from steps import Steps, Tell

COMPOUND = TopAbs_ShapeEnum.TopAbs_COMPOUND

LEAST_TOLERANCE = 0.001
TOLERANCE_SHARE = 1e-5
"""Of the diagonal of a group: gaps in files of ship parts are larger than in those of watches."""


class Sewn(TypedDict):
    solids: int
    """Solids that were made."""
    cavities: int
    """Of these solids."""
    openGroups: int
    """Groups of faces that close nothing, or of which it cannot be proven: left as they were."""


def sew(document: TDocStd_Document, tolerance: Optional[float], tell: Tell) -> Sewn:
    """A group is what stands together in the file: the faces of one compound.

    Faces of two groups are never sewn together, because touching parts of an assembly would become one. Without a
    tolerance each group gets one that fits its size; 0 sews nothing.
    """
    sewn = Sewn(solids=0, cavities=0, openGroups=0)
    steps = Steps(sum(count(shape_of(label), FACE) for label in parts(document)), tell)
    for label in parts(document):
        whole = shape_of(label)
        seams = BRepTools_ReShape()
        if close_seams(whole, seams):
            replace_part(document, label, seams.Apply)
        if tolerance != 0 and count(whole, FACE) > 0 and count(whole, SOLID) == 0:
            sew_part(document, label, tolerance, sewn, steps)
    return sewn


def sew_part(
    document: TDocStd_Document, label: TDF_Label, tolerance: Optional[float], sewn: Sewn, steps: Steps
) -> None:
    faces, groups = BRepTools_ReShape(), BRepTools_ReShape()
    found: list[Body] = []
    closed: list[TopoDS_Shape] = []
    open_faces = False
    for group in groups_of(shape_of(label)):
        is_face = group.ShapeType() == FACE
        bodies = bodies_of(group, LEAST_TOLERANCE if is_face else tolerance or usual_tolerance(group), faces)
        steps.add(count(group, FACE))
        found.extend(bodies)
        if bodies:
            closed.append(group)
        elif is_face:
            open_faces = True
        else:
            sewn["openGroups"] += 1
    joined = join_cavities(found)
    sewn["openGroups"] += 1 if open_faces else 0
    sewn["solids"] += len(joined)
    sewn["cavities"] += sum(body.cavities for body in joined)
    for group in closed:
        solids = [body.solid for body in joined if body.group is group]
        others = [] if group.ShapeType() == FACE else [each for each in children_of(group) if count(each, FACE) == 0]
        every = [*solids, *others]
        if every:
            groups.Replace(group, every[0] if len(every) == 1 else compound_of(every))
        else:
            groups.Remove(group)

    def change_within(shape: TopoDS_Shape) -> TopoDS_Shape:
        changed = groups.Apply(shape)
        # A group that is a cavity now is nowhere, but its faces are.
        return faces.Apply(shape) if changed.IsNull() or changed.IsSame(shape) else changed

    replace_part(document, label, groups.Apply, change_within)


def groups_of(shape: TopoDS_Shape) -> list[TopoDS_Shape]:
    """Compounds, or the shape itself, that have faces or shells of their own.

    Beside compounds each of these is one, as a whole sphere is that bounds a body beside such of many faces.
    """
    if shape.ShapeType() != COMPOUND:
        return [shape]
    children = children_of(shape)
    inner = [child for child in children if child.ShapeType() == COMPOUND]
    own = [child for child in children if child.ShapeType() in (FACE, SHELL)]
    if inner:
        return [*(group for child in inner for group in groups_of(child)), *own]
    return [shape] if own else []


def usual_tolerance(group: TopoDS_Shape) -> float:
    box = box_of_edges(group)
    size = 0.0 if box is None else math.dist(box[:3], box[3:])
    return max(LEAST_TOLERANCE, size * TOLERANCE_SHARE)
