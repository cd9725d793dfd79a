"""Bodies within others that are cavities of them, as src/engines/cad/cavities.ts finds them."""

from dataclasses import dataclass, replace
from typing import Optional

from OCP.BRep import BRep_Builder, BRep_Tool
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepClass3d import BRepClass3d_SolidClassifier
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from OCP.TopAbs import TopAbs_ShapeEnum, TopAbs_State
from OCP.TopoDS import TopoDS, TopoDS_Shape, TopoDS_Solid

from labels import explore
from measure import SHELL, loose_box, volume_of

LEAST_DISTANCE = 1e-6
"""Millimetres."""

VOLUME_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Body:
    """What a group of faces encloses."""

    group: TopoDS_Shape
    solid: TopoDS_Shape
    """Its faces point outward."""
    inward: bool
    """In the file they point inward: this is the surface of a cavity."""
    cavities: int = 0
    """Shells that were other bodies."""


def join_cavities(bodies: list[Body]) -> list[Body]:
    """Those whose faces point inward become cavities of the smallest body that holds them; or stay, where none does."""
    hosts: dict[int, list[int]] = {}
    for index, inner in enumerate(bodies):
        if not inner.inward:
            continue
        holding = [at for at, outer in enumerate(bodies) if not outer.inward and holds(outer.solid, inner.solid)]
        if holding:
            host = min(holding, key=lambda at: volume_of(bodies[at].solid))
            hosts.setdefault(host, []).append(index)
    joined: dict[int, Optional[Body]] = dict(enumerate(bodies))
    for host, inside in hosts.items():
        outer = bodies[host]
        solid = hollow(outer.solid, [bodies[index].solid for index in inside])
        if solid is None:
            continue
        joined.update({index: None for index in inside})
        joined[host] = replace(outer, solid=solid, cavities=outer.cavities + len(inside))
    return [body for body in joined.values() if body is not None]


def holds(outer: TopoDS_Shape, inner: TopoDS_Shape) -> bool:
    """Wholly within it, touching nothing of it."""
    outer_box, inner_box = loose_box(outer), loose_box(inner)
    if outer_box is None or inner_box is None:
        return False
    if any(inner_box[axis] > outer_box[axis + 3] or inner_box[axis + 3] < outer_box[axis] for axis in range(3)):
        return False
    vertex = next(explore(inner, TopAbs_ShapeEnum.TopAbs_VERTEX), None)
    if vertex is None:
        return False
    point = BRep_Tool.Pnt_s(TopoDS.Vertex(vertex))
    if BRepClass3d_SolidClassifier(outer, point, LEAST_DISTANCE).State() != TopAbs_State.TopAbs_IN:
        return False
    distance = BRepExtrema_DistShapeShape(next(explore(outer, SHELL)), next(explore(inner, SHELL)))
    return bool(distance.IsDone() and distance.Value() > LEAST_DISTANCE)


def hollow(solid: TopoDS_Shape, cavities: list[TopoDS_Shape]) -> Optional[TopoDS_Solid]:
    """None where OCCT does not find the result valid or it is not what it should be."""
    result = TopoDS_Solid()
    builder = BRep_Builder()
    builder.MakeSolid(result)
    for shell in explore(solid, SHELL):
        builder.Add(result, shell)
    for cavity in cavities:
        for shell in explore(cavity, SHELL):
            builder.Add(result, shell.Reversed())
    if not BRepCheck_Analyzer(result).IsValid():
        return None
    whole = volume_of(solid)
    left = whole - sum(volume_of(cavity) for cavity in cavities)
    return result if left > 0 and abs(volume_of(result) - left) <= VOLUME_TOLERANCE * whole else None
