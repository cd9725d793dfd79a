"""Faces sewn to each other, as src/engines/cad/sew-closed.ts sews them."""

import math
from typing import NamedTuple, Optional, Sequence

from OCP.BRepBuilderAPI import BRepBuilderAPI_Sewing
from OCP.TopoDS import TopoDS_Shape

from measure import area_of

AREA_TOLERANCE = 1e-4


class SewnFaces(NamedTuple):
    result: TopoDS_Shape
    sewing: BRepBuilderAPI_Sewing


def sew_closed(faces: Sequence[TopoDS_Shape], tolerance: float, area: float) -> Optional[SewnFaces]:
    """None where an edge of one or of more than two faces is left, or where their area is not this one."""
    sewing = BRepBuilderAPI_Sewing(tolerance, True, True, True, False)
    for face in faces:
        sewing.Add(face)
    sewing.Perform()
    result = sewing.SewedShape()
    if result.IsNull() or sewing.NbFreeEdges() > 0 or sewing.NbMultipleEdges() > 0:
        return None
    return SewnFaces(result, sewing) if math.isclose(area_of(result), area, rel_tol=AREA_TOLERANCE) else None
