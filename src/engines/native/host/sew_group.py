"""The bodies of one group of faces, as src/engines/cad/sew-group.ts proves them."""

import math
from typing import Optional

from OCP.BRep import BRep_Builder
from OCP.BRepBuilderAPI import BRepBuilderAPI_Copy, BRepBuilderAPI_MakeSolid
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepGProp import BRepGProp
from OCP.BRepLib import BRepLib
from OCP.BRepTools import BRepTools_ReShape
from OCP.GProp import GProp_GProps
from OCP.TopoDS import TopoDS, TopoDS_Shape, TopoDS_Shell, TopoDS_Solid

from cavities import Body, join_cavities
from labels import explore
from measure import FACE, SHELL, area_of, box_of_edges, count, volume_of
from sew_closed import sew_closed

BALL_TOLERANCE = 1e-4
"""Of a ball: areas are no more exact."""

VOLUME_TOLERANCE = 1e-3
BOX_SLACK = 1e-9


def bodies_of(group: TopoDS_Shape, tolerance: float, reshape: BRepTools_ReShape) -> list[Body]:
    """The bodies that all faces of a group make; none where one face is left over or anything is in doubt.

    `reshape` learns what each face became.
    """
    faces = list(explore(group, FACE))
    # What replaces a group must not hold the group itself.
    pieces = [copy_of(face) if face.IsSame(group) else face for face in faces]
    closed = sew_closed(pieces, tolerance, area_of(group))
    if closed is None:
        return []
    result, sewing = closed
    shells = [*explore(result, SHELL), *(shell_of(face) for face in explore(result, FACE, SHELL))]
    if sum(count(shell, FACE) for shell in shells) != len(faces):
        return []
    volumes = [signed_volume_of(shell) for shell in shells]
    agreed = abs(signed_volume_of(group) - sum(volumes)) <= VOLUME_TOLERANCE * sum(map(abs, volumes))
    solids = [proven_solid(shell) for shell in shells]
    bodies = [
        Body(group, solid, inward=agreed and volume < 0)
        for solid, volume in zip(solids, volumes)
        if solid is not None
    ]
    hollowed = join_cavities(bodies)
    if len(bodies) < len(shells) or any_nested([body.solid for body in hollowed]):
        return []
    for face, piece in zip(faces, pieces):
        reshape.Replace(face, sewing.ModifiedSubShape(piece))
    return hollowed


def copy_of(face: TopoDS_Shape) -> TopoDS_Shape:
    """On the same surface."""
    return BRepBuilderAPI_Copy(face, False, False).Shape()


def shell_of(face: TopoDS_Shape) -> TopoDS_Shell:
    """Sewing leaves a face that is closed in itself without a shell."""
    shell = TopoDS_Shell()
    builder = BRep_Builder()
    builder.MakeShell(shell)
    builder.Add(shell, face)
    shell.Closed(True)
    return shell


def signed_volume_of(shape: TopoDS_Shape) -> float:
    """That the faces enclose, closed or not; negative where they point inward."""
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape, properties, False, False, False)
    return float(properties.Mass())


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
    return solid if 0 < volume <= ball * (1 + BALL_TOLERANCE) else None


def any_nested(solids: list[TopoDS_Shape]) -> bool:
    """One within another may be a void or a part of its own: nobody knows."""
    boxes = [box_of_edges(solid) for solid in solids]
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
